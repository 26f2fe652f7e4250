"""The data page offers what was released, and reads nothing before somebody clicks."""

from pathlib import Path
from shutil import copytree

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.codebook import read_codebook
from dashboard.exports.dataset import Published
from dashboard.release.manifest import (
    FORMAT,
    column_hashes,
    file_hash,
    released_years,
    response_files,
    structure,
    write_manifest,
)

ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(sample_folder: Path, tmp_path: Path) -> Path:
    """The sample with the manifest of a release, corrected once."""
    folder = Path(copytree(sample_folder, tmp_path / "data"))
    codebook = read_codebook(folder)
    files = {
        str(path): {
            "sha256": file_hash(folder / path),
            "rows": 300,
            "columns": column_hashes(folder / path),
            "risks": [],
        }
        for path in response_files(folder)
    }
    changes = [
        {"version": 1, "what": ["First release."], "note": ""},
        {"version": 2, "what": ["2024 was corrected."], "note": "A column was shifted."},
    ]
    manifest = {"format": FORMAT, "passed": True, "version": 2, "changes": changes, "years": {}}
    shape = structure(codebook, released_years(folder, codebook))
    write_manifest(folder, manifest | {"codebook": shape, "files": files})
    return folder


def page(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("SURVEY_DATA", str(folder))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.run()
    app.switch_page("pages/13_data.py").run()
    assert not app.exception, [error.message for error in app.exception]
    return app


def downloads(app: AppTest) -> list[str]:
    return [button.proto.label for button in app.get("download_button")]


def test_released_data_can_be_taken_away_in_every_form(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert downloads(page(folder, monkeypatch)) == [
        "Parquet",
        "CSV",
        "Everything (ZIP)",
        "Dictionary (CSV)",
        "Report (Markdown)",
    ]


def test_no_file_is_read_before_a_click(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(file: Published) -> bytes:
        raise AssertionError(f"{file.name} was read")

    monkeypatch.setattr(Published, "read", refuse)
    assert "Parquet" in downloads(page(folder, monkeypatch))


def test_the_page_says_which_version_it_is_and_what_changed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page(folder, monkeypatch)
    assert "Release, version 2" in [head.value for head in app.header]
    said = "\n".join(str(text.value) for text in app.markdown)
    assert r"Version 2\: 2024 was corrected. A column was shifted." in said
    cited = [block.value for block in app.code]
    assert any("version 2" in text for text in cited)
    assert any(text.startswith("@misc{") for text in cited)


def test_the_page_has_code_in_three_languages(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    languages = {block.language for block in page(folder, monkeypatch).code}
    assert {"python", "r", "sql"} <= languages


@pytest.mark.usefixtures("preview")
def test_data_that_were_not_released_cannot_be_taken_away(
    sample_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page(sample_folder, monkeypatch)
    assert downloads(app) == ["Dictionary (CSV)"]
    assert "have not been released" in app.markdown[0].value
