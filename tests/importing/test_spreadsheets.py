"""Labels that a spreadsheet took for dates, in the ways it writes them."""

import zipfile
from pathlib import Path

import pytest

from dashboard.errors import DashboardError
from dashboard.importing.excel_damage import damaged_forms, damaged_keys, damaged_numbers
from dashboard.importing.raw_table import ReadOptions, read_raw

BANDS = ("1-9", "2-5", "6-10", "10-49", "11-50", "50-99", "3-4 years", "100-200")


@pytest.mark.parametrize(
    ("cell", "label"),
    [
        # A day of a month, in the order of either side of the Atlantic.
        ("5-feb", "2-5"), ("02-may", "2-5"), ("10-jun", "6-10"), ("sep-01", "1-9"),
        ("2024-02-05", "2-5"), ("2025-05-02t00:00:00", "2-5"), ("2/5/2024", "2-5"),
        ("05/02/24", "2-5"), ("5.2.2024", "2-5"), ("05.02.2024", "2-5"), ("2024-01-09", "1-9"),
        # A month of a year, since no month has so many days.
        ("oct-49", "10-49"), ("nov-50", "11-50"), ("1949-10-01t00:00:00", "10-49"),
        ("10/1/1949", "10-49"), ("01/11/1950", "11-50"), ("oct 1949", "10-49"),
        ("1-nov-50", "11-50"), ("2049-10-01t00:00:00", "10-49"), ("5-feb-24", "2-5"),
        ("05-feb-2024", "2-5"), ("5 feb 2024", "2-5"),
        # In other languages.
        ("05. feb", "2-5"), ("5. mai", None), ("02. mai", "2-5"), ("okt 49", "10-49"),
        ("5-févr", "2-5"), ("5-févr.", "2-5"), ("oct.-49", "10-49"), ("out/49", "10-49"),
        ("04. mrz", "3-4 years"), ("3-abr", "3-4 years"), ("5-february", "2-5"),
        ("05.фев", "2-5"), ("5.úno", "2-5"), ("2月5日", "2-5"), ("10-haz", "6-10"),
        # What came from no label, or is none of a spreadsheet's dates.
        ("7-jul", None), ("dec-49", None), ("1999-10-01", None), ("50-99", None), ("10-49", None),
    ],
)  # fmt: skip
def test_a_date_is_put_right_where_one_label_only_can_have_become_it(
    cell: str, label: str | None
) -> None:
    assert damaged_keys({label: label for label in BANDS}).get(cell) == label


def test_a_date_that_two_labels_may_have_become_stays_unread() -> None:
    assert "2-jan" not in damaged_keys({"1-2": "a", "2-1": "b"})
    assert damaged_keys({"1-2": "a", "2-3": "b"})["2-jan"] == "a"


def test_a_date_that_is_a_label_itself_stays() -> None:
    assert "5-feb" not in damaged_keys({"2-5": "a", "5-feb": "b"})


def test_years_of_four_digits_and_of_two() -> None:
    assert damaged_keys({"10-1999": "a"})["oct-99"] == "a"
    assert damaged_keys({"2-30": "a"})["feb-30"] == "a"
    assert damaged_keys({"1-00": "a"})["jan-00"] == "a"


def test_forms_of_a_header() -> None:
    assert "oct-49" in damaged_forms("10-49")
    assert not damaged_forms("Office")
    assert not damaged_forms("5-10 people")


def test_a_month_of_a_year_and_a_range_in_words() -> None:
    assert damaged_keys({"march 2024": "a", "april 2024": "b"})["mar-24"] == "a"
    assert damaged_keys({"2 to 5": "a"})["5-feb"] == "a"


def test_numbers_that_lost_how_they_were_written() -> None:
    assert damaged_numbers({"007": "a", "12": "b", "many": "c"}) == {7.0: "a", 12.0: "b"}
    # Of two versions of one value none is told.
    assert damaged_numbers({"3.1": "a", "3.10": "b"}) == {}


def test_an_archive_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "raw.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("raw.csv", "pet,legs\ncat,4\n")
    with pytest.raises(DashboardError, match=r"is an archive .* Unpack it"):
        read_raw(path, ReadOptions())
