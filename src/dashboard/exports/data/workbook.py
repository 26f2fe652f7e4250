"""A figure as a workbook: its data, the table as drawn, and what both are about."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.analysis.safe_cells import Cell as Value
from dashboard.analysis.safe_cells import safe
from dashboard.exports.archive import FIXED, fit, undated
from dashboard.exports.captions import long_citation
from dashboard.exports.data.tidy import COLUMN_WORDS, FLAG_WORDS, grid, tidy
from dashboard.exports.exhibit import Exhibit
from dashboard.figures.figure import Unit
from dashboard.figures.presets import SYNTHETIC_NOTICE

FORMATS: dict[Unit, str] = {
    "percent": "0.0%",
    "points": "+0.0;-0.0;0.0",
    "count": "#,##0",
    "number": "#,##0.0##",
}
UNITS_WORDS = (
    "Percentages are fractions of 1: 0.042 is 4.2%. Columns in points hold percentage points: 4.2 "
    "is a difference of 4.2 points."
)
BOLD = Font(bold=True)
SHADE = PatternFill("solid", fgColor="E8ECF1")
WRAPPED = Alignment(vertical="top", wrap_text=True)
NARROWEST, WIDEST = 8, 48
MOST = 32_000
"""Letters that a cell holds; a spreadsheet takes 32,767."""


def xlsx(exhibit: Exhibit) -> bytes:
    """The sheets Data, Figure and About; the same exhibit gives the same bytes."""
    book = openpyxl.Workbook()
    figure = exhibit.figure
    book.properties.title = fit(figure.title)
    book.properties.creator = ""
    book.properties.created = book.properties.modified = FIXED
    data = book.active
    data.title = "Data"
    units: list[Unit] = [c.unit for c in figure.table.columns]
    names = [f"{c.heading} (points)" if c.unit == "points" else c.heading
             for c in figure.table.columns]  # fmt: skip
    drawn = [_in_points(row, units) for row in figure.table.rows]
    if tidy(exhibit):
        header, lines = grid(exhibit)
        _fill(data, header, lines, ["text"] * len(header))
    else:
        _fill(data, names, drawn, units)
    data.auto_filter.ref = data.dimensions
    _fill(book.create_sheet("Figure"), names, drawn, units)
    _about(book.create_sheet("About"), exhibit)
    stream = io.BytesIO()
    book.save(stream)
    return undated(stream.getvalue())


def _fill(
    sheet: Worksheet,
    header: Sequence[str],
    lines: Sequence[Sequence[Value]],
    units: Sequence[Unit],
) -> None:
    """A table with a header that stays in sight, columns as wide as what they hold."""
    for column, name in enumerate(header, start=1):
        cell = _put(sheet, 1, column, name)
        cell.font, cell.fill, cell.alignment = BOLD, SHADE, WRAPPED
    for row, line in enumerate(lines, start=2):
        for column, (value, unit, name) in enumerate(zip(line, units, header, strict=True), 1):
            cell = _put(sheet, row, column, _year(value) if name == "Year" else value)
            if unit in FORMATS and not isinstance(value, str):
                cell.number_format = FORMATS[unit]
    for column in range(1, len(header) + 1):
        held = [str(line[column - 1]) for line in lines if isinstance(line[column - 1], str)]
        widest = max(map(len, [header[column - 1], *held]), default=NARROWEST) + 2
        width = min(max(widest, NARROWEST), WIDEST)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(
        fitToPage=True
    )


def _in_points(row: Sequence[Value], units: Sequence[Unit]) -> list[Value]:
    """A line of the table with its differences in points: 4.2 for 0.042, which no % marks."""
    return [
        value * 100 if unit == "points" and isinstance(value, float) else value
        for value, unit in zip(row, units, strict=True)
    ]


def _put(sheet: Worksheet, row: int, column: int, value: Value) -> Any:
    """Write a value; a text stays a text, whatever it begins with."""
    cell: Cell = sheet.cell(row, column)
    if not isinstance(value, str) or not value:
        cell.value = None if value == "" else value
        return cell
    text = fit(value)[:MOST]
    cell.value = text
    cell.data_type = "s"
    if safe(text) != text:
        # What an apostrophe typed in front does: no formula, even after the cell was edited.
        cell.quotePrefix = True
    return cell


def _year(value: Value) -> Value:
    """Years stand as numbers in a workbook: they sort, and no cell carries a warning."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _about(sheet: Worksheet, exhibit: Exhibit) -> None:
    """What the numbers are, line by line: name left, words right."""
    for row, (name, words) in enumerate(about(exhibit), start=1):
        cell = _put(sheet, row, 1, name)
        cell.font, cell.alignment = BOLD, WRAPPED
        _put(sheet, row, 2, words).alignment = WRAPPED
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 100
    sheet.freeze_panes = "B1"


def about(exhibit: Exhibit) -> list[tuple[str, str]]:
    """Everything to know about a figure's numbers, as (name, words)."""
    figure = exhibit.figure
    pairs = [
        ("Notice", SYNTHETIC_NOTICE if figure.synthetic else ""),
        ("Title", figure.title),
        ("Measure", figure.subtitle),
        ("Base", figure.base),
        ("Note", figure.note),
        *((f"Wording: {title}", wording) for title, wording in exhibit.wordings),
        ("Source", figure.source),
        ("Citation", long_citation(exhibit)),
        ("License", exhibit.licence),
        ("Reference", exhibit.reference),
        ("Link", exhibit.link),
        ("Method", exhibit.method),
        ("Units", UNITS_WORDS),
        *((f"Flag: {flag}", words) for flag, words in FLAG_WORDS.items()),
    ]
    if tidy(exhibit):
        pairs += [(f"Column: {name}", f"{words} Unit: {unit}.")
                  for name, (unit, words) in COLUMN_WORDS.items()]  # fmt: skip
    return [(name, words) for name, words in pairs if words]
