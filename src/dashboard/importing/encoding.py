"""Which encoding a text file is in: UTF-8 if it can be, else Windows-1252 if that is believable."""

import codecs
import re
from collections.abc import Iterator

from dashboard.errors import DashboardError, shown, unknown

KNOWN = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1")
# Four accented letters in a row stand in no Western European word, but in all of, say, Cyrillic
# read as Windows-1252.
_FOREIGN = re.compile(r"[\u00c0-\u00ff\u0160\u0161\u017d\u017e\u0152\u0153\u0178]{4}")
# UTF-8's accented letters and its quotes and dashes: as Windows-1252 these would be "Ã¤", "â€œ".
_UTF8_PAIR = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x90-\xbf]")


def declared(encoding: str, name: str, chunks: Iterator[bytes]) -> str:
    """The codec for a declared encoding; a DashboardError where the file is not in it."""
    if encoding.casefold().replace("_", "-") not in KNOWN:
        raise DashboardError(unknown("encoding", encoding, KNOWN))
    # A byte order mark is no part of the first header, whether or not it was announced.
    codec = "utf-8-sig" if encoding.casefold() == "utf-8" else encoding
    decoder = codecs.getincrementaldecoder(codec)()
    before = 0
    try:
        for chunk in chunks:
            decoder.decode(chunk)
            before += len(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        at = before + getattr(error, "start", 0)
        raise DashboardError(
            f"{name} is declared as {encoding}, but byte {at:,} is not {encoding}. "
            f"Put its real encoding under 'read' in survey.yaml: {', '.join(KNOWN)}."
        ) from error
    return codec


def detected(name: str, chunks: Iterator[bytes]) -> str:
    """The codec a file is read with; a DashboardError where no guess can be trusted."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    kept: list[bytes] = []
    fault: int | None = None
    before = 0
    for chunk in chunks:
        if not before and chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return declared("utf-16", name, iter((chunk, *chunks)))
        if b"\0" in chunk:
            raise DashboardError(f"{name} is no text file: it holds zero bytes.")
        if fault is None:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                fault = before + error.start
        if not chunk.isascii():
            kept.append(chunk)
        before += len(chunk)
    if fault is None and not _ends_inside(decoder):
        return "utf-8-sig"
    _must_be_cp1252(name, fault if fault is not None else before, b"".join(kept))
    return "cp1252"


def _ends_inside(decoder: codecs.IncrementalDecoder) -> bool:
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return True
    return False


def _must_be_cp1252(name: str, fault: int, text: bytes) -> None:
    advice = "Save it as UTF-8, or put its encoding under 'read' in survey.yaml."
    if _UTF8_PAIR.search(text):
        raise DashboardError(
            f"{name} mixes encodings: some of it is UTF-8, but byte {fault:,} is not. {advice}"
        )
    try:
        read = text.decode("cp1252")
    except UnicodeDecodeError as error:
        raise DashboardError(
            f"{name} is neither UTF-8 (byte {fault:,}) nor Windows-1252. {advice}"
        ) from error
    foreign = _FOREIGN.search(read)
    if foreign:
        raise DashboardError(
            f"{name} is not UTF-8 (byte {fault:,}), and read as Windows-1252 it holds "
            f"{shown(foreign.group())}, which is no word. {advice}"
        )
