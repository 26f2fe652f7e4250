"""CSV exports, plain or gzipped, as rows of cells."""

import csv
import gzip
import io
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from dashboard.errors import DashboardError
from dashboard.importing.encoding import declared, detected
from dashboard.importing.unpacking import check_unpacked

LONGEST_LINE = 10_000_000
LONGEST_CELL = 1_000_000
SEPARATORS = (",", ";", "\t")
CHUNK = 1 << 20


def read_delimited(path: Path, encoding: str | None) -> tuple[Iterator[list[str]], str]:
    """The rows of a CSV file and the encoding it was read with; blank lines are left out.

    The separator is whichever of comma, semicolon and tab gives the first row most cells.
    """
    chunks = _chunks(path)
    codec = declared(encoding, path.name, chunks) if encoding else detected(path.name, chunks)
    return _rows(path, codec), codec


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


def _rows(path: Path, codec: str) -> Iterator[list[str]]:
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        with _open(path) as stream:
            text = io.TextIOWrapper(stream, encoding=codec, newline="")
            lines = _lines(path, text)
            first = next(lines, "")
            separator = max(SEPARATORS, key=lambda mark: _cells(first, mark))
            yield from _parsed(path, _after(first, lines), separator)
    finally:
        csv.field_size_limit(limit)


def _parsed(path: Path, lines: Iterator[str], separator: str) -> Iterator[list[str]]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        yield from filter(None, reader)
    except csv.Error as error:
        if "field larger" in str(error):
            what = f"a cell has more than {LONGEST_CELL:,} characters; a quote may not be closed"
        elif "unexpected end" in str(error):
            what = "the file ends inside a quoted cell; it is cut off or a quote is not closed"
        else:
            what = f"the quoting is broken ({error})"
        raise DashboardError(f"{path.name}, line {reader.line_num}: {what}.") from error


def _after(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _lines(path: Path, text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise DashboardError(
                f"{path.name}, line {number} has more than {LONGEST_LINE:,} characters. "
                "This is no table of responses."
            )
        yield line


def _cells(line: str, separator: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=separator), []))
    except csv.Error:
        return 0
