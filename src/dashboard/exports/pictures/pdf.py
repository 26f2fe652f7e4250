"""PDF files as Chromium prints them, made exact: the page's size, and a date that never differs."""

import re

TALLEST = 199.0
"""Inches that a page may be high; PDF itself ends at 200."""

_DATE = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")
_BOX = re.compile(rb"/MediaBox \[0 0 [\d.]+ ([\d.]+)\]")
_OFFSET = re.compile(rb"(\d{10})( \d{5} n)")
_START = re.compile(rb"(startxref\s+)(\d+)")


def undated(pdf: bytes) -> bytes:
    """A file without the moment it was written."""
    return _DATE.sub(rb"\g<1>20000101000000", pdf)


def settled(pdf: bytes, width: float, height: float) -> bytes:
    """A file of one page, cut to its upper left corner of this size in points.

    Chromium rounds pages to its own grid, so more is printed than is asked for. With a fixed date
    the same page gives the same bytes.
    """
    pdf = undated(pdf)
    found = _BOX.search(pdf)
    if found is None:
        raise ValueError("The PDF that Chromium printed has no page.")
    top = float(found[1])
    box = f"/MediaBox [0 {top - height:.5g} {width:g} {top:.8g}]".encode()
    pdf = pdf[: found.start()] + box + pdf[found.end() :]
    return _moved(pdf, found.start(), len(box) - len(found[0]))


def _moved(pdf: bytes, after: int, by: int) -> bytes:
    """The file with its table of contents corrected for what moved behind a place."""

    def moved(offset: bytes) -> int:
        return int(offset) + (by if int(offset) > after else 0)

    table = pdf.rindex(b"\nxref")
    contents = _OFFSET.sub(lambda entry: b"%010d" % moved(entry[1]) + entry[2], pdf[table:])
    contents = _START.sub(lambda start: start[1] + b"%d" % moved(start[2]), contents)
    return pdf[:table] + contents
