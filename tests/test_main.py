"""The command line: what it prints, and that it says in a sentence what it cannot do."""

import csv
import io
import json
from pathlib import Path

import pytest

from dashboard.__main__ import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_csv_has_the_declared_columns(
    capsys: pytest.CaptureFixture[str], tiny_folder: Path
) -> None:
    code, out, _ = run(capsys, "tabulate", "used", "--data", str(tiny_folder), "--format", "csv")
    header, *lines = csv.reader(io.StringIO(out))
    assert code == 0
    assert header == [
        "year", "question", "item", "choice", "label", "segment", "count", "base", "share", "low",
        "high", "effective_base", "flag", "statistic", "estimate", "standard_error",
        "design_effect", "unweighted", "unweighted_low", "unweighted_high", "source",
    ]  # fmt: skip
    assert [line[3] for line in lines] == ["axe", "saw", "drill", "none"]
    assert {line[12] for line in lines} == {"hidden"}


def test_without_a_year_the_newest_with_responses_is_printed(
    capsys: pytest.CaptureFixture[str], tiny_folder: Path
) -> None:
    _, out, _ = run(capsys, "tabulate", "used", "--data", str(tiny_folder), "--format", "json")
    assert {line["year"] for line in json.loads(out)} == {2024}


def test_several_years_an_item_and_a_filter_can_be_given(
    capsys: pytest.CaptureFixture[str], tiny_folder: Path
) -> None:
    arguments = ["tabulate", "liking", "--item", "axe", "--year", "2023", "--year", "2024"]
    arguments += ["--where", "persona=builder,keeper", "--by", "company_size", "--format", "json"]
    code, out, _ = run(capsys, *arguments, "--data", str(tiny_folder))
    lines = json.loads(out)
    assert code == 0
    assert {(line["year"], line["item"]) for line in lines} == {(2023, ""), (2024, "axe")}
    assert {line["segment"] for line in lines} == {"small", "large"}


def test_the_table_says_why_a_year_shows_nothing(
    capsys: pytest.CaptureFixture[str], tiny_folder: Path
) -> None:
    _, out, _ = run(capsys, "tabulate", "region", "--year", "2023", "--data", str(tiny_folder))
    assert "The question was not asked in 2023." in out


def test_changes_stand_in_lines_of_their_own(
    capsys: pytest.CaptureFixture[str], tiny_folder: Path
) -> None:
    arguments = ["tabulate", "mood", "--change-from", "2023", "--year", "2024", "--format", "json"]
    _, out, _ = run(capsys, *arguments, "--data", str(tiny_folder))
    lines = json.loads(out)
    assert {line["year"] for line in lines if line["statistic"] == "share"} == {2023, 2024}
    changes = [line for line in lines if line["statistic"] == "change"]
    assert {line["choice"] for line in changes} == {"disagree", "neither", "agree", "dont_know"}
    assert {(line["year"], line["flag"], line["estimate"]) for line in changes} == {
        (2024, "hidden", None)
    }
    # What cannot be shown has a line, not one for each statistic of it.
    assert {line["statistic"] for line in lines} == {"share", "change"}


def test_the_table_says_why_a_change_is_not_told(
    capsys: pytest.CaptureFixture[str], tiny_folder: Path
) -> None:
    arguments = ["tabulate", "used", "--change-from", "2023", "--year", "2024"]
    _, out, _ = run(capsys, *arguments, "--data", str(tiny_folder))
    assert "The question was reworded in 2024." in out


@pytest.mark.parametrize(
    ("code", "statistic", "objects"),
    [
        ("mood", "mean", [""]),
        ("mood", "top2", [""]),
        ("hours", "median", [""]),
        ("time", "allocation", ["cutting", "resting"]),
        ("best", "borda", ["axe", "saw", "drill"]),
        ("worst", "maxdiff", ["rust", "dust", "noise"]),
    ],
)
def test_every_kind_has_its_statistics(
    code: str,
    statistic: str,
    objects: list[str],
    capsys: pytest.CaptureFixture[str],
    tiny_folder: Path,
) -> None:
    arguments = ["tabulate", code, "--statistic", statistic, "--format", "json"]
    _, out, _ = run(capsys, *arguments, "--data", str(tiny_folder))
    lines = json.loads(out)
    assert [line["item"] or line["choice"] for line in lines] == objects
    assert {line["statistic"] for line in lines} == {statistic}


REFUSED = {
    "an unknown question": (["tabulate", "usd"], "Did you mean 'used'"),
    "an unknown item": (["tabulate", "liking", "--item", "axa"], "Did you mean 'axe'"),
    "an unknown year": (["tabulate", "used", "--year", "1999"], "Unknown year 1999"),
    "an unknown filter": (["tabulate", "used", "--where", "persone=builder"], "'persona'"),
    "an unknown choice": (["tabulate", "used", "--where", "persona=bilder"], "'builder'"),
    "a filter without a choice": (["tabulate", "used", "--where", "persona"], "is not a filter"),
    "a breakdown by a matrix": (["tabulate", "mood", "--by", "liking"], "of kind matrix"),
    "a kind without shares": (["tabulate", "time"], "it has allocation, volume"),
    "a statistic of another kind": (
        ["tabulate", "mood", "--statistic", "borda"],
        "Known: share, mean, top2",
    ),
    "a change from the newest year": (
        ["tabulate", "mood", "--change-from", "2024"],
        "there is none after 2024",
    ),
    "a change from an unknown year": (["tabulate", "mood", "--change-from", "1999"], "1999"),
    "weights that no year has": (["tabulate", "mood", "--weights", "survey"], "survey weights"),
    "volumes nobody was asked for": (
        ["tabulate", "time", "--statistic", "volume"],
        "how many use cases",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_done_is_said_and_exits_with_two(
    case: str, capsys: pytest.CaptureFixture[str], tiny_folder: Path
) -> None:
    arguments, words = REFUSED[case]
    code, out, err = run(capsys, *arguments, "--data", str(tiny_folder))
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


def test_a_folder_that_is_no_survey_exits_with_two(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, _, err = run(capsys, "tabulate", "used", "--data", str(tmp_path))
    assert code == 2
    assert "no survey.yaml" in err


@pytest.mark.parametrize("file", ["survey", "topic", "choices", "registry", "renamed"])
def test_editors_get_a_json_schema_for_each_file(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "schema", file)
    schema = json.loads(out)
    assert code == 0
    assert schema["additionalProperties"] is False
