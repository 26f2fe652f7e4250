"""Raw exports: what a survey tool would give out, and the importer reads back."""

import csv
import re
from pathlib import Path

import pytest
from surveys import survey_of, topic_of, write_survey

from dashboard.codebook import Codebook, Kind
from dashboard.errors import DashboardError
from dashboard.importing.importer import import_raw
from dashboard.synthetic import make_sample

from .conftest import WORKSHOP, Made


@pytest.fixture(scope="module")
def exports(workshop: Codebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    make_sample(workshop, folder, respondents=800, raw=True)
    return folder


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("year", [2021, 2023])
def test_importing_a_raw_export_gives_the_same_answers(
    made: Made, exports: Path, tmp_path: Path, year: int
) -> None:
    report = import_raw(exports / f"workshop-{year}.csv", year, WORKSHOP, tmp_path / "out")
    assert report.rows == 800
    assert not any(question.undeclared for question in report.questions.values())
    imported = Made(made.codebook, tmp_path / "out")
    for question in made.codebook.asked_in(year):
        given, read = made.answers(year, question.id), imported.answers(year, question.id)
        if question.kind is Kind.MATRIX:
            # Nothing in an export tells rows left out from rows never shown.
            given = [answer if answer and any(v for _, v in answer) else None for answer in given]
            read = [answer if answer and any(v for _, v in answer) else None for answer in read]
        assert read == given, question.id


def test_the_tiny_survey_comes_back_too(tiny: Codebook, tmp_path: Path) -> None:
    make_sample(tiny, tmp_path / "data", respondents=80)
    make_sample(tiny, tmp_path / "raw", respondents=80, raw=True)
    raw = tmp_path / "raw" / "tiny-2024.csv"
    import_raw(raw, 2024, tiny.folder, tmp_path / "out")
    made, imported = Made(tiny, tmp_path / "data"), Made(tiny, tmp_path / "out")
    for code in ("role", "size", "used", "mood", "hours", "age", "time", "best", "worst"):
        assert imported.answers(2024, code) == made.answers(2024, code)


def test_identifiers_are_there_and_belong_to_nobody(exports: Path) -> None:
    rows = _rows(exports / "workshop-2021.csv")
    assert all(re.fullmatch(r"[a-z]+\d+@example\.org", row["E-mail address"]) for row in rows)
    networks = ("192.0.2.", "198.51.100.", "203.0.113.")
    assert all(row["IP address"].startswith(networks) for row in rows)
    stamps = [row["Timestamp"] for row in rows]
    assert min(stamps) >= "2021-05-01"
    assert max(stamps) < "2021-06-01"
    remarks = [row["Is there anything else you would like to tell us?"] for row in rows]
    assert 0 < sum(map(bool, remarks)) < 120


def test_headers_are_the_wordings_of_the_year(exports: Path) -> None:
    header = list(_rows(exports / "workshop-2021.csv")[0])
    assert "Which saws do you own?" in header
    assert "Which saws are yours?" not in header
    assert "What share is of each kind? [Repair]" in header
    assert not any("Worked out" in text for text in header)


def test_several_answers_stand_in_one_cell(exports: Path) -> None:
    cells = {row["What do you do?"] for row in _rows(exports / "workshop-2023.csv")}
    assert "Forging, Sawing, planing" in cells


def test_raw_exports_are_kept_out_of_the_data_folder(workshop: Codebook) -> None:
    with pytest.raises(DashboardError, match="raw exports do not belong there"):
        make_sample(workshop, WORKSHOP, respondents=5, raw=True)


def test_two_questions_of_one_wording_are_told_apart(tmp_path: Path) -> None:
    same = {"wording": "Which one?", "choices": [{"id": c, "label": c.upper()} for c in "ab"]}
    both = topic_of([{"id": code} | same for code in ("first", "second")])
    codebook = write_survey(tmp_path / "survey", survey_of(2023, id="twins"), both, years={})
    make_sample(codebook, tmp_path / "data", respondents=50)
    make_sample(codebook, tmp_path / "raw", respondents=50, raw=True)
    import_raw(tmp_path / "raw" / "twins-2023.csv", 2023, codebook.folder, tmp_path / "out")
    made, imported = Made(codebook, tmp_path / "data"), Made(codebook, tmp_path / "out")
    for code in ("first", "second"):
        assert imported.answers(2023, code) == made.answers(2023, code)
    assert made.answers(2023, "first") != made.answers(2023, "second")
