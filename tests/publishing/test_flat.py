"""The CSV holds the same answers as the Parquet file, in plain columns."""

import csv
import io

import pytest

from dashboard.codebook import Codebook
from dashboard.exports.dataset import flat
from dashboard.exports.dataset.flat_csv import NO_ANSWER, safe, written
from dashboard.responses.schema import year_file


@pytest.fixture
def rows(tiny: Codebook) -> list[dict[str, str]]:
    text = flat(tiny, 2024, year_file(tiny.folder, 2024).read_bytes()).decode()
    return list(csv.DictReader(io.StringIO(text)))


def cells(row: dict[str, str], question: str) -> dict[str, str]:
    return {name: cell for name, cell in row.items() if name.split(".")[0] == question}


def test_every_respondent_has_a_line_with_the_year(rows: list[dict[str, str]]) -> None:
    assert len(rows) == 8
    assert {row["year"] for row in rows} == {"2024"}
    assert rows[0]["respondent"] == "2024-000001"


def test_one_answer_and_a_number_stand_as_they_are(rows: list[dict[str, str]]) -> None:
    assert (rows[0]["role"], rows[0]["hours"], rows[0]["age"]) == ("builder", "2.0", "young")


def test_not_asked_and_no_answer_are_told_apart(rows: list[dict[str, str]]) -> None:
    assert (rows[5]["size__asked"], rows[5]["size"]) == ("1", "")
    assert (rows[6]["size__asked"], rows[6]["size"]) == ("0", "")


def test_several_answers_are_a_column_each(rows: list[dict[str, str]]) -> None:
    assert cells(rows[0], "used") == {
        "used.axe": "1", "used.saw": "0", "used.drill": "1", "used.none": "0",
    }  # fmt: skip
    assert set(cells(rows[5], "used").values()) == {""}


def test_a_row_not_shown_is_empty_and_a_row_left_out_says_so(rows: list[dict[str, str]]) -> None:
    assert cells(rows[0], "liking") == {"liking.axe": "good", "liking.saw": ""}
    assert cells(rows[2], "liking") == {"liking.axe": "", "liking.saw": NO_ANSWER}


def test_several_answers_in_a_row_are_joined(rows: list[dict[str, str]]) -> None:
    assert rows[0]["purpose.axe"] == "work;play"
    assert rows[1]["purpose.saw"] == NO_ANSWER


def test_parts_are_percentages_and_ranks_count_from_one(rows: list[dict[str, str]]) -> None:
    assert cells(rows[0], "time") == {"time.cutting": "80.0", "time.resting": "20.0"}
    assert cells(rows[0], "best") == {"best.axe": "1", "best.saw": "2", "best.drill": ""}


def test_each_task_of_best_and_worst_has_three_columns(rows: list[dict[str, str]]) -> None:
    assert cells(rows[0], "worst") == {
        "worst.1.shown": "rust;dust", "worst.1.best": "rust", "worst.1.worst": "dust",
        "worst.2.shown": "rust;noise", "worst.2.best": "rust", "worst.2.worst": "noise",
    }  # fmt: skip
    assert cells(rows[1], "worst")["worst.2.shown"] == ""
    assert set(cells(rows[3], "worst").values()) == {""}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_is_run_as_a_formula(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("value", [-3.5, 0, None, "a-b", "ml_engineer"])
def test_numbers_and_codes_stay_as_they_are(value: str | float | None) -> None:
    assert safe(value) == value


def test_quotes_commas_and_lines_survive() -> None:
    row = ['a "b"', "c,d", "e\nf"]
    assert list(csv.reader(io.StringIO(written([row]), newline=""))) == [row]
