"""XLSX exports, one sheet as rows of cells."""

import datetime
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import column_index_from_string
from openpyxl.xml.functions import iterparse

from dashboard.errors import DashboardError, how_many, unknown
from dashboard.importing.unpacking import check_unpacked

FEW_ROWS = 5
CHUNK = 1 << 20
# Text in a number format: in quotes, behind a backslash, or in brackets.
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
MOST_ROWS = 1_048_576
"""Rows of a sheet, for any program that writes them; a damaged one may claim billions."""


@dataclass(frozen=True)
class Workbook:
    """The content of a workbook apart from the rows of the sheet that is read.

    `others` are further sheets with content; `valueless` counts, by column from 0, the cells whose
    formula has no stored value.
    """

    sheet: str
    others: tuple[str, ...] = ()
    valueless: Mapping[int, int] = field(default_factory=dict)


def read_workbook(path: Path, sheet: int | str | None) -> tuple[Iterator[list[str]], Workbook]:
    """The rows of a sheet (by number from 0 or by name; default the first shown) as text.

    Formulas give their stored value, dates their ISO form, whole numbers no decimal point, and
    what is formatted as a percentage is one: 0.8 shown as 80% is "80%".
    """
    with _opened(path) as book:
        name = _sheet(path, book, sheet)
        about = Workbook(
            sheet=name,
            others=() if sheet is not None else tuple(_with_content(book, name)),
            valueless=_valueless(book, name),
        )
    return _rows(path, name), about


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        # A stream, since openpyxl would judge a file by the ending of its name.
        with path.open("rb") as stream:
            with zipfile.ZipFile(stream) as archive:
                names = archive.namelist()
                if any(name.endswith("vbaProject.bin") for name in names):
                    raise DashboardError(
                        f"{path.name} contains macros. Save it as XLSX without them, or as CSV."
                    )
                if "[Content_Types].xml" not in names:
                    raise DashboardError(
                        f"{path.name} is an archive or another program's table, not an XLSX "
                        "workbook. Unpack it, or save it as XLSX or CSV."
                    )
                check_unpacked(path, sum(part.file_size for part in archive.infolist()))
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
    except DashboardError:
        raise
    # On a file that is not whole openpyxl and the parsers below it raise whatever they run into.
    except Exception as error:
        raise DashboardError(
            f"{path.name} cannot be read as an XLSX workbook, or is damaged."
        ) from error


def _sheet(path: Path, book: Any, sheet: int | str | None) -> str:
    names: list[str] = book.sheetnames
    if sheet is None:
        shown = (table.title for table in book if table.sheet_state == "visible")
        wanted: int | str = next(shown, names[0])
    else:
        wanted = sheet
    if isinstance(wanted, int):
        if not 0 <= wanted < len(names):
            raise DashboardError(
                f"{path.name} has {how_many(len(names), 'sheet')}, numbered from 0; there is no "
                f"{wanted}."
            )
        wanted = names[wanted]
    if wanted not in names:
        raise DashboardError(unknown(f"sheet of {path.name}", wanted, names))
    if not hasattr(book[wanted], "iter_rows"):
        raise DashboardError(f"The sheet {wanted!r} of {path.name} holds a chart, not a table.")
    return wanted


def _with_content(book: Any, read: str) -> Iterator[str]:
    """The other sheets of which one of the first rows holds something."""
    for name in book.sheetnames:
        table = book[name]
        if name == read or not hasattr(table, "iter_rows"):
            continue
        some = islice(table.iter_rows(values_only=True), FEW_ROWS)
        if any(cell is not None for row in some for cell in row):
            yield name


def _valueless(book: Any, sheet: str) -> dict[int, int]:
    """How many formulas of each column have no stored value, as where a program wrote them."""
    place = book[sheet]._worksheet_path
    with book._archive.open(place) as stream:
        kept = b""
        while chunk := stream.read(CHUNK):
            if b"<f" in kept + chunk:
                break
            kept = chunk[-1:]
        else:
            return {}
    counts: Counter[int] = Counter()
    with book._archive.open(place) as stream:
        for _, element in iterparse(stream):
            if element.tag.endswith("}c"):
                tags = {child.tag.rpartition("}")[2]: child for child in element}
                value = tags.get("v")
                # A formula whose value is an empty text says so by its type.
                bare = (value is None or not value.text) and element.get("t") != "str"
                if "f" in tags and bare:
                    letters = "".join(filter(str.isalpha, element.get("r", "")))
                    if letters:
                        counts[column_index_from_string(letters) - 1] += 1
            elif element.tag.endswith("}row"):
                element.clear()
    return dict(counts)


def _rows(path: Path, sheet: str) -> Iterator[list[str]]:
    with _opened(path) as book:
        table = book[sheet]
        table.reset_dimensions()
        percents: dict[int, bool] = {}
        for number, row in enumerate(table.iter_rows()):
            if number >= MOST_ROWS:
                raise DashboardError(
                    f"The sheet {sheet!r} of {path.name} has more rows than a sheet can have "
                    f"({MOST_ROWS:,}); it is damaged."
                )
            cells = []
            for cell in row:
                value = cell.value
                if isinstance(value, int | float) and not isinstance(value, bool):
                    style = cell._style_id
                    if style not in percents:
                        percents[style] = _is_percent(cell.number_format)
                    cells.append(_percent(value) if percents[style] else _text(value))
                else:
                    cells.append(_text(value))
            while cells and not cells[-1]:
                cells.pop()
            yield cells


def _is_percent(form: str | None) -> bool:
    """Whether a number format shows a number as a percentage."""
    return "%" in _LITERAL.sub("", form or "")


def _percent(value: float) -> str:
    return f"{round(value * 100, 10):.15g}%"


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
        case str() if "_x" in cell:
            # The way workbooks write signs that XML has no place for, such as a carriage return.
            return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), cell)
        case _:
            return str(cell)
