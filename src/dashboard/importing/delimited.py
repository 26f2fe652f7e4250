"""CSV and TSV exports, plain or gzipped, as rows of cells."""

import csv
import gzip
import io
import re
import stat
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, cast

from dashboard.errors import DashboardError, shown
from dashboard.importing.encoding import Encoding, declared, detected
from dashboard.importing.other_files import check_is_text
from dashboard.importing.unpacking import check_unpacked

LONGEST_LINE = 10_000_000
LONGEST_CELL = 1_000_000
SEPARATORS = (",", ";", "\t", "|", "^", "~", "\x1f")
CHUNK = 1 << 20
# So many lines at the beginning of a file say what parts its cells and where its header is.
FIRST_LINES = 50
MOST_EVEN = 0.9
_SEP = re.compile(r'^"?sep=(.)"?;*,*\s*$', re.IGNORECASE)


@dataclass(frozen=True)
class Delimited:
    """How a text file is written.

    `quoted` says whether double quotes hold cells together; `above` are the lines above the header:
    a spreadsheet's `sep=`, a title.
    """

    encoding: Encoding
    separator: str
    quoted: bool
    above: tuple[str, ...] = ()


def read_delimited(
    path: Path, encoding: str | None, quotes: bool | None = None
) -> tuple[Iterator[list[str]], Delimited]:
    """The rows of a CSV file and how it is written; blank lines are left out.

    The separator is whichever of comma, semicolon, tab, bar and the like parts the first lines
    most evenly.
    """
    check_is_text(path, next(_chunks(path), b""))
    chunks = _chunks(path)
    known = (
        Encoding(declared(encoding, path.name, chunks)) if encoding else detected(path.name, chunks)
    )
    with _text(path, known.codec) as text:
        first = list(islice(_lines(path, text), FIRST_LINES))
    sep = _SEP.match(first[0]) if first else None
    skipped = 1 if sep else 0
    separator = sep[1] if sep else _separator(first)
    skipped += _titles(first[skipped:], separator)
    quoted = quotes
    if quoted is None:
        quoted = separator != "\t" or not _never_quoted(path, known.codec, skipped)
    above = tuple(line.strip().strip('"') for line in first[:skipped])
    how = Delimited(known, separator, quoted, above)
    return _rows(path, how), how


def first_bytes(path: Path) -> bytes:
    """The first eight bytes of a file; a DashboardError where it cannot be opened."""
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise DashboardError(f"{path} is a folder, not a raw export.")
        if not stat.S_ISREG(kind):
            raise DashboardError(
                f"{path} is a pipe or a device. An export is read more than once, so save it as a "
                "file first."
            )
        with path.open("rb") as stream:
            return stream.read(8)
    except OSError as error:
        raise DashboardError(f"{path} cannot be read: {error.strerror}.") from error


def _open(path: Path) -> IO[bytes]:
    if first_bytes(path).startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")


def _text(path: Path, codec: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(_open(path), encoding=codec, newline="")


def _chunks(path: Path) -> Iterator[bytes]:
    empty = True
    try:
        with _open(path) as stream:
            packed, read = isinstance(stream, gzip.GzipFile), 0
            while chunk := stream.read(CHUNK):
                empty = False
                read += len(chunk)
                if packed:
                    check_unpacked(path, read)
                yield chunk
    except EOFError as error:
        raise DashboardError(
            f"{path.name} is cut off: the gzip file ends too early. Fetch it again."
        ) from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise DashboardError(f"{path.name} is a damaged gzip file. Fetch it again.") from error
    if empty:
        raise DashboardError(f"{path.name} is empty.")


# How it is written ---------------------------------------------------------------------------


def _separator(lines: Sequence[str]) -> str:
    """The sign that parts most lines into the same number of cells, the first line among them.

    A first line that no sign parts is a title if the lines below it are a table, and else the
    header of an only column, in whose cells commas and semicolons join answers.
    """

    def evenness(mark: str) -> tuple[float, bool, int]:
        widths = _widths(lines, mark)
        joins = _joins(lines, mark)
        if widths[0] > 1:
            return widths.count(_usual(widths)) / len(widths), not joins, widths[0]
        below = widths[next((at for at, width in enumerate(widths) if width > 1), len(widths)) :]
        is_table = len(below) > 1 and below.count(below[0]) >= MOST_EVEN * len(below)
        if mark in "|^~" or not is_table or joins:
            return 0.0, False, 0
        return below.count(below[0]) / len(below), True, below[0]

    return max(SEPARATORS, key=evenness)


def _usual(widths: Sequence[int]) -> int:
    """The most frequent width; of several the widest."""
    times = Counter(widths)
    return max(times, key=lambda width: (times[width], width))


def _joins(lines: Sequence[str], mark: str) -> bool:
    """Whether a sign is followed by a space most times, as between joined answers."""
    text = "".join(lines)
    return text.count(f"{mark} ") * 2 > text.count(mark)


def _widths(lines: Sequence[str], separator: str) -> list[int]:
    widths = []
    rows = csv.reader(iter(lines), delimiter=separator)
    try:
        for row in rows:
            if row:
                widths.append(len(row))
    except csv.Error:
        # A cell that is too long; what came before it shows enough.
        pass
    return widths or [0]


def _titles(lines: Sequence[str], separator: str) -> int:
    """How many lines above the header hold a title or nothing, and not a cell of a table.

    A bare line counts as a title where the two rows below it are parted into cells, both alike.
    """
    ends: list[int] = []
    widths: list[int] = []
    rows = csv.reader(iter(lines), delimiter=separator)
    try:
        for row in rows:
            widths.append(len(row))
            ends.append(rows.line_num)
    except csv.Error:
        return 0
    at = 0
    while at < len(widths) and widths[at] <= 1:
        at += 1
    below = widths[at : at + 2]
    is_table = len(below) == 2 and below[0] > 1 and below[1] == below[0]
    return ends[at - 1] if at and is_table else 0


def _never_quoted(path: Path, codec: str, skipped: int) -> bool:
    """Whether quotes in a tab-separated file belong to its cells, as spreadsheets online write it.

    So it is where every line has as many tabs as the header, and some cell begins with a quote
    that does not end it.
    """
    lone = False
    tabs: int | None = None
    with _text(path, codec) as text:
        for line in islice(_lines(path, text), skipped, None):
            bare = line.rstrip("\r\n")
            if not bare:
                continue
            tabs = bare.count("\t") if tabs is None else tabs
            if bare.count("\t") != tabs:
                return False
            if '"' in bare:
                lone = lone or any(map(_is_lone_quote, bare.split("\t")))
    return lone


def _is_lone_quote(cell: str) -> bool:
    if not cell.startswith('"'):
        return False
    inside = cell[1:-1] if len(cell) > 1 and cell.endswith('"') else None
    return inside is None or '"' in inside.replace('""', "")


# Rows ----------------------------------------------------------------------------------------


def _rows(path: Path, how: Delimited) -> Iterator[list[str]]:
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        with _text(path, how.encoding.codec) as text:
            lines = _lines(path, text)
            above = list(islice(lines, len(how.above)))
            yield from _parsed(path, lines, how, len(above))
    finally:
        csv.field_size_limit(limit)


def _parsed(path: Path, lines: Iterator[str], how: Delimited, above: int) -> Iterator[list[str]]:
    reader = (
        csv.reader(lines, delimiter=how.separator, strict=True)
        if how.quoted
        else csv.reader(lines, delimiter=how.separator, strict=True, quoting=csv.QUOTE_NONE)
    )
    try:
        yield from filter(None, reader)
    except csv.Error as error:
        if "field larger" in str(error):
            what = f"a cell has more than {LONGEST_CELL:,} characters; a quote may not be closed"
        elif "unexpected end" in str(error):
            what = "the file ends inside a quoted cell; it is cut off or a quote is not closed"
        else:
            what = f"the quoting is broken ({error})"
        raise DashboardError(
            f"{path.name}, line {reader.line_num + above}: {what}. Where quotes are part of the "
            "cells and hold none together, put 'quotes: false' under 'read' in survey.yaml."
        ) from error


def _lines(path: Path, text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise DashboardError(
                f"{path.name}, line {number} has more than {LONGEST_LINE:,} characters. "
                "This is not a table of responses."
            )
        yield line


def said_above(how: Delimited) -> str:
    """The text above the header; empty where there is none."""
    return ", ".join(shown(line) for line in how.above if line)
