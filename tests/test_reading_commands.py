"""What commands print: every question at once, cells safe in spreadsheets, UTF-8 everywhere."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dashboard.__main__ import main
from dashboard.codebook import Codebook, read_codebook
from dashboard.importing.importer import import_raw
from dashboard.responses import load_responses
from dashboard.responses.schema import year_file

SURVEY = """
id: signs
title: Signs
synthetic: true
years: {2024: {}}
"""
TOPIC = """
id: signs
title: Signs
questions:
  - id: job
    kind: single
    title: Job
    wording: Your job?
    choices:
      - {id: a, label: "=1+1 builder"}
      - {id: b, label: "@keeper"}
      - {id: c, label: "+plus"}
      - {id: d, label: "-minus"}
      - {id: e, label: "عربي 👩‍💻 日本語"}
  - {id: hours, kind: number, title: Hours, wording: Hours?}
"""


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


@pytest.fixture
def signs(tmp_path: Path) -> Path:
    """An import whose labels begin like formulas, or hold signs that few encodings have."""
    folder = tmp_path / "signs"
    (folder / "topics").mkdir(parents=True)
    (folder / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    (folder / "topics" / "signs.yaml").write_text(TOPIC, encoding="utf-8")
    raw = tmp_path / "raw.csv"
    raw.write_text("job,hours\n@keeper,1\n-minus,2\nعربي 👩‍💻 日本語,3\n", encoding="utf-8")
    import_raw(raw, 2024, folder, tmp_path / "out")
    return tmp_path / "out"


# Every question at once ----------------------------------------------------------------------


def test_all_questions_stand_in_one_table_as_they_do_alone(
    capsys: pytest.CaptureFixture[str], tiny_folder: Path, tiny: Codebook
) -> None:
    at = ["--data", str(tiny_folder), "--format", "json"]
    together = json.loads(printed(capsys, "tabulate", "--all", *at))
    year = max(load_responses(tiny).years)
    asked = [question.id for question in tiny.asked_in(year)]
    assert list(dict.fromkeys(line["question"] for line in together)) == asked
    for code in asked:
        lines = [line for line in together if line["question"] == code]
        statistic = lines[0]["statistic"]
        alone = json.loads(printed(capsys, "tabulate", code, "--statistic", statistic, *at))
        assert lines == alone


def test_all_questions_may_be_narrowed_broken_down_and_given_for_several_years(
    capsys: pytest.CaptureFixture[str], tiny_folder: Path
) -> None:
    more = ["--by", "persona", "--where", "persona=builder", "--year", "2023", "--year", "2024"]
    out = printed(capsys, "tabulate", "--all", *more, "--data", str(tiny_folder), "--format", "csv")
    lines = list(csv.DictReader(io.StringIO(out)))
    assert {line["year"] for line in lines} == {"2023", "2024"}
    assert len({line["question"] for line in lines}) > 3
    assert "builder" in {line["segment"] for line in lines}


def test_the_table_of_all_questions_names_each(
    capsys: pytest.CaptureFixture[str], tiny_folder: Path
) -> None:
    header, *lines = printed(capsys, "tabulate", "--all", "--data", str(tiny_folder)).splitlines()
    assert header.split()[:2] == ["year", "question"]
    assert any(line.split()[1] == "used" for line in lines)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["tabulate"], "--all"),
        (["tabulate", "used", "--all"], "--all"),
        (["tabulate", "--all", "--item", "axe"], "--item needs a single question"),
        (["tabulate", "--all", "--statistic", "mean"], "--statistic needs a single question"),
        (["tabulate", "--all", "--change-from", "2023"], "--change-from needs a single question"),
        (["tabulate", "--all", "--less", "others"], "--less needs a single question"),
    ],
)
def test_what_all_questions_cannot_be_asked_for_is_refused(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str], tiny_folder: Path
) -> None:
    assert main([*arguments, "--data", str(tiny_folder)]) == 2
    assert says in capsys.readouterr().err


# Safe cells, and signs of all scripts ----------------------------------------------------------


@pytest.mark.parametrize("question", [["job"], ["--all"]])
def test_no_cell_of_a_csv_is_a_formula(
    question: list[str], capsys: pytest.CaptureFixture[str], signs: Path
) -> None:
    out = printed(capsys, "tabulate", *question, "--data", str(signs), "--format", "csv")
    rows = list(csv.reader(io.StringIO(out)))
    assert {"'=1+1 builder", "'@keeper", "'+plus", "'-minus"} <= {cell for r in rows for cell in r}
    labels = [row[4] for row in rows[1:] if row[1] == "job"]
    assert not [label for label in labels if label[:1] in "=+-@"]


@pytest.mark.parametrize(
    ("encoding", "form"),
    [("cp1252", "csv"), ("cp437", "csv"), ("ascii", "table"), ("latin-1", "json")],
)
def test_output_is_utf_8_whatever_the_console_is(encoding: str, form: str, signs: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", "tabulate", "job", "--data", str(signs),
         "--format", form],
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        check=True,
    )  # fmt: skip
    assert "عربي 👩‍💻 日本語" in done.stdout.decode("utf-8")


def test_a_reason_is_utf_8_too(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", "tabulate", "job", "--data", str(tmp_path / "日本")],
        env=os.environ | {"PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert "日本" in done.stderr.decode("utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_name_that_no_encoding_has_is_written_as_its_code(encoding: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", "tabulate", "job", "--data", b"broken-\xff-name"],
        env=os.environ | {"PYTHONIOENCODING": encoding},
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert "broken-\\udcff-name" in done.stderr.decode("utf-8")
    assert "Traceback" not in done.stderr.decode("utf-8")


# Files that systems leave about ------------------------------------------------------------------


def test_dot_files_are_passed_over(tiny_copy: Path) -> None:
    before = read_codebook(tiny_copy)
    for place in ("", "topics", "responses", "responses/year=2024"):
        (tiny_copy / place / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
        (tiny_copy / place / "._personas.yaml").write_bytes(b"\x00\x05\x16\x07 resource fork")
    (tiny_copy / "topics" / ".people.yaml.swp").write_text("b0VIM", encoding="utf-8")
    (tiny_copy / "topics" / ".draft.yaml").write_text("no: [codebook", encoding="utf-8")
    (tiny_copy / "responses" / ".ipynb_checkpoints").mkdir()
    codebook = read_codebook(tiny_copy)
    assert [topic.id for topic in codebook.topics] == [topic.id for topic in before.topics]
    assert load_responses(codebook).years == load_responses(before).years


# How an export is written, said at the command line --------------------------------------------


def test_reading_options_override_the_survey(
    tmp_path: Path, signs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = tmp_path / "raw2.csv"
    raw.write_text('x;y\njob;hours\n"@keeper";1,200\n;\n-minus;2,300\n', encoding="cp1252")
    out = printed(
        capsys, "import", str(raw), "--year", "2024", "--survey", str(signs),
        "--to", str(tmp_path / "two"), "--header-rows", "2", "--encoding", "cp1252",
        "--decimal", ",", "--keep-empty-rows",
    )  # fmt: skip
    assert "2024: 3 respondents" in out
    assert "Empty rows kept as respondents without answers: 1" in out
    assert pq.read_table(year_file(tmp_path / "two", 2024))["hours"].to_pylist() == [1.2, None, 2.3]


def test_doubts_stand_first_each_on_a_line_and_the_import_succeeds(
    tmp_path: Path, signs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = tmp_path / "raw2.csv"
    raw.write_text("job,hours\n=1+1 builder,1.200\n@keeper,1.300\n", encoding="utf-8")
    out = printed(
        capsys, "import", str(raw), "--year", "2024", "--survey", str(signs),
        "--to", str(tmp_path / "two"),
    )  # fmt: skip
    first, second, *_ = out.splitlines()
    assert first.startswith("DOUBT: hours: 2 answers such as '1.200' read as")
    assert second.startswith("2024: 2 respondents")
