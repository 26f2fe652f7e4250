"""Checks of a published folder, and the gate before the app."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.release.gate import gate, previewing
from dashboard.release.release_checks import check
from dashboard.release.releasing import ReleaseReport
from dashboard.responses.schema import year_file

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(released: ReleaseReport, tmp_path: Path) -> Path:
    """A released folder that a test may spoil."""
    return Path(shutil.copytree(released.to, tmp_path / "copy"))


def spoil(folder: Path, change: Callable[[pa.Table], pa.Table], name: str = "responses") -> None:
    path = year_file(folder, 2024).with_name(f"{name}.parquet")
    pq.write_table(change(pq.ParquetFile(path).read()), path)


def with_values(code: str, *values: Any) -> Callable[[pa.Table], pa.Table]:
    def change(table: pa.Table) -> pa.Table:
        place = table.column_names.index(code)
        all_ = [*values, *table.column(code).to_pylist()[len(values) :]]
        return table.set_column(
            place, table.schema.field(code), pa.array(all_, table.schema.field(code).type)
        )

    return change


def said(folder: Path) -> str:
    report = check(folder)
    assert not report.passed
    return report.text()


def test_a_released_folder_passes_and_may_be_shown(released: ReleaseReport) -> None:
    assert check(released.to).passed, check(released.to).text()
    assert gate(released.to) is None


def test_words_may_be_edited_freely(copy: Path) -> None:
    path = copy / "topics" / "club.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("wording: land?", "wording: Where do you live?"),
        encoding="utf-8",
    )
    assert "Where do you live?" in path.read_text(encoding="utf-8")
    assert check(copy).passed
    assert gate(copy) is None


def test_every_changed_column_is_named(copy: Path) -> None:
    spoil(copy, lambda t: with_values("pay", None)(with_values("years", 4.0, 4.0, 4.0, 4.0)(t)))
    text = said(copy)
    name = "responses/year=2024/responses.parquet"
    assert f"{name}: years: is not what was released." in text
    error = gate(copy)
    assert error is not None
    assert f"{name} is not the file that was released" in str(error)


def test_a_file_written_anew_with_the_same_answers_is_told_apart(copy: Path) -> None:
    path = year_file(copy, 2024)
    pq.write_table(pq.ParquetFile(path).read(), path, compression="none")
    assert "was rewritten after the release, with the same answers" in said(copy)


SPOILED: dict[str, tuple[Callable[[pa.Table], pa.Table], str]] = {
    "a column of identifiers": (
        lambda t: t.append_column("email", pa.array(["a@b.org"] * 300)),
        "email: its name says 'email'",
    ),
    "a column that nobody declared": (
        lambda t: t.append_column("mood", pa.array(["good"] * 300)),
        "mood: is not declared",
    ),
    "an unpublished column": (
        lambda t: t.append_column("secret", pa.array(["yes"] * 300)),
        "secret: may not be published",
    ),
    "a demographic that stands apart": (
        lambda t: t.append_column("city", pa.array(["york"] * 300)),
        "city: is not declared",
    ),
    "an undeclared answer": (with_values("pay", "lots"), "pay: holds 'lots'"),
    "an end that too few reach": (
        with_values("years", 55.0),
        "years: fewer than 5 people gave the extreme",
    ),
    "one alone in a cell": (
        lambda t: with_values("land", "isle")(with_values("job", "other")(t)),
        "job, size, land: ",
    ),
    "an id twice": (lambda t: pa.concat_tables([t.slice(0, 1), t]), "has a duplicate id"),
    "an order that tells": (lambda t: t.take(list(range(299, -1, -1))), "is not in order"),
    "metadata": (
        lambda t: t.replace_schema_metadata({"exported": "2024-10-07"}),
        "carries metadata",
    ),
}


@pytest.mark.parametrize("case", SPOILED)
def test_what_must_not_be_published_is_found(case: str, copy: Path) -> None:
    change, says = SPOILED[case]
    spoil(copy, change)
    assert says in said(copy)


def test_files_that_can_be_joined_are_found(copy: Path) -> None:
    ids = pq.ParquetFile(year_file(copy, 2024)).read().column("respondent").to_pylist()
    spoil(copy, with_values("respondent", *ids), "city")
    assert "has ids of another file" in said(copy)


def test_a_raw_export_left_in_the_folder_is_found(copy: Path) -> None:
    (copy / "raw.csv").write_text("email\n", encoding="utf-8")
    (copy / "responses" / "notes").write_text("x", encoding="utf-8")
    text = said(copy)
    assert "raw.csv: does not belong here" in text
    assert "responses/notes: does not belong here" in text


def test_dot_files_belong_to_nobody_unless_they_may_hold_answers(copy: Path) -> None:
    (copy / ".DS_Store").write_bytes(b"x")
    (copy / "responses" / ".DS_Store").write_bytes(b"x")
    [parquet] = list((copy / "responses" / "year=2024").glob("responses.parquet"))
    parquet.with_name(f"._{parquet.name}").write_bytes(b"\x00\x05\x16\x07 resource fork")
    assert check(copy).faults == ()
    (copy / ".raw.csv").write_text("email\n", encoding="utf-8")
    parquet.with_name("._people.parquet").write_bytes(b"PAR1")
    text = said(copy)
    assert ".raw.csv: does not belong here" in text
    assert "._people.parquet: does not belong here" in text


def test_a_codebook_with_other_codes_is_refused_by_question(copy: Path) -> None:
    path = copy / "topics" / "club.yaml"
    text = path.read_text(encoding="utf-8").replace("- id: high", "- id: higher")
    path.write_text(text, encoding="utf-8")
    assert "codebook: pay: its kind, codes, values or years are not those of the release" in said(
        copy
    )
    assert "pay: its kind, codes" in str(gate(copy))


def test_a_larger_k_or_another_key_attribute_is_refused(copy: Path) -> None:
    path = copy / "survey.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("k: 5", "k: 20"), encoding="utf-8")
    text = said(copy)
    assert "The codebook's k was 5 at the release, now 20" in text
    assert "cells with fewer than k = 20" in text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda f: (f / "release.json").unlink(), "was not released: it has no release.json"),
        (lambda f: (f / "release.json").write_text("{", encoding="utf-8"), "is damaged"),
        (lambda f: year_file(f, 2023).unlink(), "not the files that were released"),
        (lambda f: (f / "responses" / "x.parquet").write_bytes(b""), "responses/x.parquet"),
        (lambda f: shutil.rmtree(f / "topics"), "topic"),
    ],
)
def test_the_gate_refuses_with_the_reason(
    copy: Path, change: Callable[[Path], Any], says: str
) -> None:
    change(copy)
    assert says in str(gate(copy))


def test_a_release_that_did_not_pass_is_not_shown(copy: Path) -> None:
    manifest = json.loads((copy / "release.json").read_text(encoding="utf-8"))
    (copy / "release.json").write_text(json.dumps(manifest | {"passed": False}), encoding="utf-8")
    assert "did not pass its checks" in str(gate(copy))
    assert "did not pass" in said(copy)


@pytest.mark.parametrize(
    ("environment", "address", "may"),
    [
        ({"SURVEY_PREVIEW": "1"}, "localhost", True),
        ({"SURVEY_PREVIEW": "1"}, "127.0.0.1", True),
        ({"SURVEY_PREVIEW": "1"}, None, False),
        ({"SURVEY_PREVIEW": "1"}, "0.0.0.0", False),
        ({"SURVEY_PREVIEW": "0"}, "localhost", False),
        ({}, "localhost", False),
    ],
)
def test_an_unreleased_folder_is_previewed_on_loopback_only(
    environment: dict[str, str], address: str | None, may: bool
) -> None:
    assert previewing(environment, address) is may


@pytest.mark.skipif(
    not (ROOT / "data" / "responses").is_dir(), reason="the project has no responses yet"
)
def test_the_published_data_of_this_project_pass_every_check() -> None:
    report = check(ROOT / "data")
    assert report.passed, report.text()
    assert gate(ROOT / "data") is None


def test_faults_of_a_question_published_apart_name_it_once(copy: Path) -> None:
    path = copy / "responses" / "year=2024" / "land.people.parquet"
    if not path.exists():
        [path, *_] = sorted(path.parent.glob("*.*.parquet"))
    path.write_bytes(b"no Parquet")
    question, key, _ = path.name.split(".")
    lines = [line for line in said(copy).splitlines() if "Parquet" in line]
    assert len(lines) == 1
    name = f"responses/year=2024/{path.name}"
    assert lines[0].startswith(f"  2024, {question} by {key} ({name}): cannot be read as Parquet")
