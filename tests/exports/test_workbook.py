"""The workbook, opened again."""

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from dashboard.analysis.tables import COLUMNS
from dashboard.exports.archive import FIXED
from dashboard.exports.data.tidy import grid
from dashboard.exports.data.workbook import about, xlsx
from dashboard.exports.exhibit import Exhibit
from dashboard.figures.figure import Column, Table

from .conftest import CODES, HARD, Draw


def opened(exhibit: Exhibit) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx(exhibit)))


def alike(value: object, expected: object) -> bool:
    """Whether a cell holds a value: numbers to 16 digits, an empty text as an empty cell."""
    if isinstance(expected, float):
        return value == pytest.approx(expected, rel=1e-15)
    return value == (None if expected == "" else expected)


@pytest.mark.parametrize("comparison", ["nothing", "years", "persona"])
@pytest.mark.parametrize("code", CODES)
def test_the_sheets_hold_the_numbers_of_the_data_and_of_the_table(
    exhibit: Draw, code: str, comparison: str
) -> None:
    one = exhibit(code, comparison)
    book = opened(one)
    assert book.sheetnames == ["Data", "Figure", "About"]
    header, lines = grid(one)
    rows = list(book["Data"].iter_rows(values_only=True))
    assert rows[0] == header == COLUMNS
    for row, line in zip(rows[1:], lines, strict=True):
        assert all(map(alike, row, line))
    drawn = list(book["Figure"].iter_rows(min_row=2, values_only=True))
    table = one.figure.table
    for row, line in zip(drawn, table.rows, strict=True):
        for value, expected, column in zip(row, line, table.columns, strict=True):
            if column.unit == "points" and isinstance(expected, float):
                expected *= 100
            assert alike(value, int(str(expected)) if column.heading == "Year" else expected)
    for name in ("Data", "Figure"):
        assert book[name].freeze_panes == "A2"


def test_numbers_are_written_by_their_units(exhibit: Draw) -> None:
    sheet = opened(exhibit("persona", "two years"))["Figure"]
    formats = {cell.value: sheet.cell(3, cell.column).number_format for cell in sheet[1]}
    assert formats["Share"] == "0.0%"
    assert formats["Base"] == "#,##0"
    assert formats["Change (points)"] == "+0.0;-0.0;0.0"


@pytest.mark.parametrize("sheet", ["Data", "Figure"])
def test_a_difference_is_points_and_no_percentage(exhibit: Draw, sheet: str) -> None:
    table = Table(
        columns=(Column(heading="Answer"), Column(heading="Change", unit="points")),
        rows=(("Axe", 0.246), ("Saw", None)),
    )
    one = exhibit("tools")
    one = replace(one, figure=replace(one.figure, table=table, found=()))
    found = opened(one)[sheet]
    assert [cell.value for cell in found[1]] == ["Answer", "Change (points)"]
    assert found["B2"].value == pytest.approx(24.6)
    assert "%" not in found["B2"].number_format
    assert found["B3"].value is None


def test_no_text_in_a_workbook_is_a_formula(hard_exhibit: Exhibit) -> None:
    book = opened(hard_exhibit)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    hard = [c for c in cells if isinstance(c.value, str) and c.value[:1] in tuple("=+-@\t\r")]
    assert hard
    assert all(cell.quotePrefix for cell in hard)
    labels = [cell.value for cell in book["Figure"]["A"]]
    for code, label in HARD.items():
        if code not in ("control", "return"):
            assert label in labels
    assert "bell \ufffd and \ufffd tab" in labels


def test_the_sheet_about_says_what_is_needed_to_cite_and_to_trust(exhibit: Draw) -> None:
    one = exhibit("tools")
    names = dict(about(one))
    for name in ("Title", "Measure", "Base", "Note", "Source", "Citation", "License", "Reference",
                 "Link", "Method", "Flag: hidden", "Wording: Tools", "Notice"):  # fmt: skip
        assert names[name]
    sheet = opened(one)["About"]
    assert {row[0]: row[1] for row in sheet.iter_rows(values_only=True)} == names


def test_columns_are_wide_enough_and_not_too_wide(hard_exhibit: Exhibit) -> None:
    sheets = [sheet.column_dimensions.values() for sheet in opened(hard_exhibit)]
    assert all(sheets)
    for columns in sheets:
        assert min(column.width for column in columns) >= 8
        assert max(column.width for column in columns) <= 100


def test_the_same_exhibit_gives_the_same_bytes(exhibit: Draw) -> None:
    first = xlsx(exhibit("tools"))
    assert first == xlsx(exhibit("tools"))
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2020, 1, 1, 0, 0, 0)}
    assert opened(exhibit("tools")).properties.modified.replace(tzinfo=None) == FIXED
