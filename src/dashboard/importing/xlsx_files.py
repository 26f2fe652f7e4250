"""XLSX exports, one sheet as rows of cells."""

import datetime
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl

from dashboard.errors import DashboardError, unknown

LARGEST_UNPACKED = 4_000_000_000
# What openpyxl and the modules below it raise on a file that is not whole.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    EOFError,
    NotImplementedError,
    LookupError,
    AttributeError,
    TypeError,
    ValueError,
    OSError,
)


def read_workbook(path: Path, sheet: int | str | None) -> Iterator[list[str]]:
    """The rows of a sheet (by number from 0 or by name; default the first) as text.

    Formulas give their stored value, dates their ISO form, whole numbers no decimal point.
    """
    try:
        # A stream, since openpyxl would judge a file by the ending of its name.
        with path.open("rb") as stream:
            with zipfile.ZipFile(stream) as archive:
                if any(name.endswith("vbaProject.bin") for name in archive.namelist()):
                    raise DashboardError(
                        f"{path.name} holds macros. Save it as XLSX without them, or as CSV."
                    )
                if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                    raise DashboardError(
                        f"{path.name} unpacks to more than 4 GB; export it as CSV."
                    )
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            try:
                yield from _rows(path, book, sheet)
            finally:
                book.close()
    except _DAMAGE as error:
        raise DashboardError(
            f"{path.name} is no XLSX workbook that can be read, or is damaged."
        ) from error


def _rows(path: Path, book: Any, sheet: int | str | None) -> Iterator[list[str]]:
    names: list[str] = book.sheetnames
    wanted = sheet if sheet is not None else 0
    if isinstance(wanted, int):
        if not 0 <= wanted < len(names):
            raise DashboardError(
                f"{path.name} has {len(names)} sheet(s), numbered from 0; there is no {wanted}."
            )
        wanted = names[wanted]
    if wanted not in names:
        raise DashboardError(unknown(f"sheet of {path.name}", wanted, names))
    table = book[wanted]
    if not hasattr(table, "iter_rows"):
        raise DashboardError(f"The sheet {wanted!r} of {path.name} holds a chart, not a table.")
    table.reset_dimensions()
    for row in table.iter_rows(values_only=True):
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime.datetime() | datetime.date() | datetime.time():
            return cell.isoformat()
        case _:
            return str(cell)
