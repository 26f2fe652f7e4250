"""A whole import: the folder it writes, what it refuses, what it reports."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dashboard.codebook import read_codebook
from dashboard.errors import DashboardError
from dashboard.importing import importer
from dashboard.importing.importer import import_raw
from dashboard.responses import load_responses
from dashboard.responses.schema import year_file

Survey = Callable[..., Path]
Export = Callable[..., Path]
Columns = Callable[..., dict[str, list[Any]]]

PET: dict[str, Any] = {
    "id": "pet",
    "columns": {2023: "Pet?", 2024: "Which pet?"},
    "choices": [{"id": "cat", "label": "Cat"}, {"id": "dog", "label": "Dog"}],
}
LEGS: dict[str, Any] = {"id": "legs", "kind": "number", "asked": [2024]}
TWO_YEARS = {"years": {2023: {}, 2024: {}}}
OLD, NEW = "Pet?\nCat\n", "Which pet?,legs\nDog,4\nCat,4\n"


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def folder(survey: Survey) -> Path:
    """A survey of two years."""
    return survey(PET, LEGS, **TWO_YEARS)


@pytest.fixture
def out(tmp_path: Path, folder: Path, export: Export) -> Path:
    """A data folder that holds 2023."""
    import_raw(export(OLD), 2023, folder, tmp_path / "out")
    return tmp_path / "out"


def test_the_output_needs_nothing_else(out: Path, folder: Path) -> None:
    assert set(files(out)) == {
        "survey.yaml",
        "topics/pets.yaml",
        "responses/year=2023/responses.parquet",
    }
    assert (out / "topics/pets.yaml").read_bytes() == (folder / "topics/pets.yaml").read_bytes()
    assert load_responses(read_codebook(out)).years == (2023,)


def test_a_year_has_columns_only_for_what_it_asked(
    out: Path, folder: Path, export: Export, columns: Columns
) -> None:
    import_raw(export(NEW), 2024, folder, out)
    assert list(columns(out, 2023)) == ["respondent", "pet__asked", "pet"]
    assert list(columns(out, 2024)) == [
        "respondent", "pet__asked", "pet", "legs__asked", "legs",
    ]  # fmt: skip
    assert load_responses(read_codebook(out)).years == (2023, 2024)


def test_the_file_says_nothing_but_the_answers(out: Path, columns: Columns) -> None:
    file = pq.ParquetFile(year_file(out, 2023))
    assert file.schema_arrow.metadata is None
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    assert columns(out, 2023)["respondent"] == ["2023-000001"]


def test_a_second_import_replaces_its_year_and_leaves_the_others(
    out: Path, folder: Path, export: Export, columns: Columns
) -> None:
    before = files(out)["responses/year=2023/responses.parquet"]
    import_raw(export(NEW), 2024, folder, out)
    import_raw(export("Which pet?,legs\nCat,3\n"), 2024, folder, out)
    assert columns(out, 2024)["pet"] == ["cat"]
    assert files(out)["responses/year=2023/responses.parquet"] == before


def test_a_topic_that_the_survey_dropped_goes_and_other_files_stay(
    out: Path, folder: Path, export: Export
) -> None:
    (out / "NOTES.md").write_text("ours", encoding="utf-8")
    old = folder / "topics" / "pets.yaml"
    new = old.with_name("animals.yaml")
    new.write_text(
        old.read_text(encoding="utf-8").replace("id: pets", "id: animals"), encoding="utf-8"
    )
    old.unlink()
    import_raw(export(NEW), 2024, folder, out)
    assert sorted(path.name for path in (out / "topics").iterdir()) == ["animals.yaml"]
    assert (out / "NOTES.md").is_file()


def test_a_survey_folder_may_be_its_own_data_folder(folder: Path, export: Export) -> None:
    before = files(folder)
    import_raw(export(OLD), 2023, folder, folder)
    after = files(folder)
    assert after.pop("responses/year=2023/responses.parquet")
    assert after == before


def test_choice_lists_registries_and_old_names_go_along(
    survey: Survey, export: Export, tmp_path: Path, columns: Columns
) -> None:
    folder = survey(
        PET | {"columns": "pet", "choices": "pets"},
        {"id": "tool", "choices": {"registry": "tools"}},
    )
    (folder / "choices.yaml").write_text("lists: {pets: [{id: cat, label: Cat}]}", encoding="utf-8")
    (folder / "renamed.yaml").write_text("questions: {beast: pet}", encoding="utf-8")
    (folder / "registries").mkdir()
    (folder / "registries" / "tools.yaml").write_text(
        "categories: [{id: brush, label: Brush}]\n"
        "entries: [{id: comb, name: Comb, category: brush}]\n",
        encoding="utf-8",
    )
    import_raw(export("pet,tool\nCat,comb\n"), 2024, folder, tmp_path / "out")
    assert {"choices.yaml", "registries/tools.yaml", "renamed.yaml"} <= set(files(tmp_path / "out"))
    assert columns(tmp_path / "out")["tool"] == ["comb"]


def test_weights_come_from_the_declared_column(
    survey: Survey, export: Export, tmp_path: Path, columns: Columns
) -> None:
    folder = survey(PET | {"columns": "pet"}, read={2024: {"weight": "w"}})
    import_raw(export("pet,w\nCat,0.5\nDog,2\n"), 2024, folder, tmp_path / "out")
    assert columns(tmp_path / "out")["weight"] == [0.5, 2.0]
    for csv, says in (
        ("pet,w\nCat,\n", "Respondent 1 has the weight ''"),
        ("pet,w\nCat,-1\n", "'-1'"),
        ("pet,weight\nCat,1\n", "column 'w', but 0 columns"),
    ):
        with pytest.raises(DashboardError, match=says):
            import_raw(export(csv), 2024, folder, tmp_path / "out")


# Refusals: always a sentence, never a change ---------------------------------------------------


def test_real_and_synthetic_responses_are_never_mixed(
    out: Path, survey: Survey, export: Export
) -> None:
    before = files(out)
    real = survey(PET, LEGS, folder="real", **TWO_YEARS, synthetic=False)
    with pytest.raises(DashboardError, match=r"holds synthetic responses, the codebook says real"):
        import_raw(export(NEW), 2024, real, out)
    assert files(out) == before


def test_two_surveys_never_share_a_folder(out: Path, survey: Survey, export: Export) -> None:
    other = survey(PET, LEGS, folder="other", **TWO_YEARS, id="plants")
    with pytest.raises(DashboardError, match=r"holds the survey 'pets', the codebook is of 'plan"):
        import_raw(export(NEW), 2024, other, out)


def test_a_folder_that_is_no_data_folder_is_left_alone(
    tmp_path: Path, folder: Path, export: Export
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(DashboardError, match=r"holds files but no survey\.yaml"):
        import_raw(export(OLD), 2023, folder, tmp_path / "home")
    with pytest.raises(DashboardError, match="is a file; an import writes a folder"):
        import_raw(export(OLD), 2023, folder, tmp_path / "home" / "letter.txt")


@pytest.mark.parametrize(
    ("questions", "more", "says"),
    [
        ([PET, LEGS], {"years": {2024: {}}}, "Unknown year '2023'"),
        ([PET | {"id": "animal"}, LEGS], TWO_YEARS, "Unknown column 'pet'.*|'animal' is missing"),
        ([PET | {"choices": PET["choices"][1:]}, LEGS], TWO_YEARS, "Unknown answer .* 'cat'"),
    ],
)
def test_a_codebook_that_cannot_read_the_other_years_is_refused(
    out: Path, survey: Survey, export: Export, questions: Any, more: Any, says: str
) -> None:
    before = files(out)
    changed = survey(*questions, folder="changed", **more)
    with pytest.raises(DashboardError, match="holds years that this codebook could not read") as e:
        import_raw(export(NEW), 2024, changed, out)
    assert re.search(says, str(e.value))
    assert files(out) == before


def test_a_year_that_the_survey_does_not_declare_is_refused(folder: Path, export: Export) -> None:
    with pytest.raises(DashboardError, match=r"Unknown year 2042.* Known: 2023, 2024"):
        import_raw(export(NEW), 2042, folder, folder.parent / "out")


def test_an_import_that_breaks_off_leaves_everything_as_it_was(
    out: Path, folder: Path, export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(out)

    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("dashboard.importing.survey_folder.year_faults", interrupted)
    with pytest.raises(KeyboardInterrupt):
        import_raw(export(OLD), 2023, folder, out)
    with pytest.raises(KeyboardInterrupt):
        import_raw(export(OLD), 2023, folder, out.with_name("fresh"))
    monkeypatch.undo()
    assert files(out) == before
    assert not out.with_name("fresh").exists()


@pytest.mark.parametrize("moves", range(3))
def test_an_import_that_breaks_off_between_two_files_puts_back_what_stood_before(
    out: Path, folder: Path, export: Export, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    before = files(out)
    text = (folder / "survey.yaml").read_text(encoding="utf-8")
    (folder / "survey.yaml").write_text(text + "# changed\n", encoding="utf-8")
    left = [moves]
    replace = os.replace

    def tiring(start: Path, end: Path) -> None:
        # The ways back must stay open.
        if "before" not in start.parts:
            left[0] -= 1
            if left[0] == -1:
                raise KeyboardInterrupt
        replace(start, end)

    monkeypatch.setattr(os, "replace", tiring)
    with pytest.raises(KeyboardInterrupt):
        import_raw(export("Pet?\nDog\n"), 2023, folder, out)
    assert files(out) == before


def test_a_broken_export_writes_no_folder(tmp_path: Path, folder: Path, export: Export) -> None:
    with pytest.raises(DashboardError, match="is empty"):
        import_raw(export(b""), 2023, folder, tmp_path / "out")
    assert not (tmp_path / "out").exists()


# The report ------------------------------------------------------------------------------------


def test_the_report_lists_what_was_left_out_and_what_did_not_fit(
    tmp_path: Path, survey: Survey, export: Export
) -> None:
    other = {"id": "other", "label": "Other", "other": True}
    folder = survey(
        PET | {"columns": "pet"},
        {"id": "toy", "choices": [PET["choices"][0], other], "write_ins": "other"},
    )
    csv = "mail,pet,toy\na@b.c,Cat,ball\n,emu,cat\n,,\n,Dog,,spilled\n"
    report = import_raw(export(csv), 2024, folder, tmp_path / "out")
    assert (report.rows, report.columns_used, report.empty_rows) == (3, 2, 1)
    assert report.left_out == ("mail", "column 4 (no name)")
    text = report.text()
    for line in (
        "2024: 3 respondents, 2 questions from 2 columns of raw.csv (utf-8-sig)",
        "Empty rows skipped: 1",
        "Rows with more or fewer cells than the header: 1",
        "Columns left out, since no question declares them: 2",
        "  'mail', 'column 4 (no name)'",
        "  pet: 1 in 1 different text",
        "         1  'emu'",
        "Write-ins, counted as the question's other answer:",
        "         1  'ball'",
    ):
        assert line in text.splitlines()
    assert "a@b.c" not in text


def test_many_texts_are_cut_and_counted(tmp_path: Path, survey: Survey, export: Export) -> None:
    csv = "pet\n" + "".join(f"bird {i}\n" for i in range(25))
    report = import_raw(export(csv), 2024, survey(PET | {"columns": "pet"}), tmp_path / "out")
    assert "            and 15 more" in report.text().splitlines()
    assert len(report.questions["pet"].undeclared) == 25


def test_progress_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    importer._to_stderr(10_000)
    assert capsys.readouterr().err == "  10,000 respondents read\n"
