"""What is offered for download is what was released, with its dictionary and citation."""

import csv
import io
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.codebook import Codebook, read_codebook
from dashboard.codebook.survey_entries import License
from dashboard.errors import DashboardError
from dashboard.exports.dataset import bibtex, citation, dictionary, everything, flat
from dashboard.exports.dataset import released as released_of
from dashboard.release.gate import gate
from dashboard.release.releasing import ReleaseReport

Edit = Callable[[str, str, str], Path]


@pytest.fixture
def codebook(released: ReleaseReport) -> Codebook:
    return read_codebook(released.to)


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_folder_that_was_not_released_offers_nothing(tiny: Codebook) -> None:
    assert released_of(tiny) is None


def test_every_released_file_is_offered_under_its_own_name(codebook: Codebook) -> None:
    release = released_of(codebook)
    assert release is not None
    assert release.years == (2024, 2023)
    names = [file.name for file in release.files if file.year == 2024]
    assert names == ["club_2024"] + [
        f"club_2024_{code}{key}"
        for code in ("city", "title")
        for key in ("", "_job", "_land", "_size")
    ]
    assert all(file.read() == file.path.read_bytes() for file in release.files)


def test_a_file_that_was_changed_since_is_not_handed_out(
    codebook: Codebook, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(codebook.folder, tmp_path / "data"))
    release = released_of(read_codebook(folder))
    assert release is not None
    file = release.files[0]
    file.path.write_bytes(file.path.read_bytes() + b" ")
    with pytest.raises(DashboardError, match="does not match the release"):
        file.read()


def test_every_released_file_can_be_written_as_csv(codebook: Codebook) -> None:
    release = released_of(codebook)
    assert release is not None
    for file in release.files:
        rows = lines(flat(codebook, file.year, file.read()).decode())
        assert len(rows) == file.rows
        assert "secret" not in rows[0]


def test_the_zip_is_a_folder_that_may_be_shown(codebook: Codebook, tmp_path: Path) -> None:
    release = released_of(codebook)
    assert release is not None
    content = everything(release, [("dictionary.csv", "a,b")])
    assert content == everything(release, [("dictionary.csv", "a,b")])
    zipfile.ZipFile(io.BytesIO(content)).extractall(tmp_path)
    assert gate(tmp_path / "club") is None
    assert (tmp_path / "club" / "dictionary.csv").read_text(encoding="utf-8") == "a,b"
    assert (tmp_path / "club" / "release.md").read_text(encoding="utf-8") == release.report()


def test_the_dictionary_has_every_published_column_and_code(codebook: Codebook) -> None:
    rows = lines(dictionary(codebook))
    columns = {row["column"] for row in rows}
    published = {q.id for q in codebook.questions.values() if q.published}
    assert published <= columns
    assert "secret" not in columns
    tools = [row["code"] for row in rows if row["column"] == "tools" and row["role"] == "choice"]
    assert tools == [choice.id for choice in codebook.questions["tools"].choices]
    assert {row["file"] for row in rows if row["column"] == "city"} == {"city.parquet"}


def test_the_dictionary_has_each_wording_with_its_years(tiny: Codebook) -> None:
    rows = [r for r in lines(dictionary(tiny)) if r["column"] == "used" and r["role"] == "question"]
    assert [(row["years"], row["wording"]) for row in rows] == [
        ("2024 2025", "Which tools have you used?"),
        ("2023", "Which tools do you use?"),
    ]


def test_bands_and_values_stand_in_the_dictionary(tiny: Codebook) -> None:
    rows = {(row["column"], row["code"]): row for row in lines(dictionary(tiny))}
    assert (rows["size", "small"]["from"], rows["size", "small"]["below"]) == ("0.0", "10.0")
    assert rows["size", "large"]["below"] == ""
    assert rows["mood", "agree"]["value"] == "3.0"


def test_a_wording_that_looks_like_a_formula_is_no_formula_in_the_dictionary(edit: Edit) -> None:
    folder = edit("topics/personas.yaml", "wording: What do you do?", 'wording: "=1+1"')
    rows = lines(dictionary(read_codebook(folder)))
    assert "'=1+1" in {row["wording"] for row in rows}


def test_the_citation_names_the_year_and_the_version(tiny: Codebook) -> None:
    assert citation(tiny, 2024, 3) == ("Tiny Survey 2024 Release, version 3. Demo data.")


def test_without_a_citation_one_is_made(tiny: Codebook) -> None:
    bare = replace(tiny, citation="", synthetic=False, url="https://example.org")
    assert citation(bare, 2024) == "Tiny Survey 2024, The Tests, CC0. https://example.org"


def test_bibtex_escapes_what_latex_would_take_for_its_own(tiny: Codebook) -> None:
    odd = replace(tiny, title="Q&A {100 %}_#", licence=License(name="CC $0"))
    text = bibtex(odd, 2024, 1)
    assert text.startswith("@misc{tiny2024,\n")
    assert r"Q\&A \{100 \%\}\_\# 2024" in text
    assert r"note = {Version 1. CC \$0. Demo data}" in text
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")
