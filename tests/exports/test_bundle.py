"""A ZIP of figures, opened again."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace

import pytest

from dashboard.errors import DashboardError
from dashboard.exports.bundle import bundle, bundle_files, figure_files
from dashboard.exports.exhibit import Taken

from .conftest import SVG, Draw, png


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(set(names)) == len(names)
        return {name: archive.read(name) for name in names}


def test_many_figures_have_a_folder_each_in_their_order(taken: list[Taken]) -> None:
    files = opened(bundle(taken, "My report"))
    folders = list(dict.fromkeys(name.split("/")[0] for name in files if "/" in name))
    assert folders == ["01_made-up_2024_tools", "02_made-up_2024_persona", "03_hard-name"]
    own = {name.removeprefix("01_made-up_2024_tools/made-up_2024_tools") for name in files
           if name.startswith("01_")}  # fmt: skip
    assert own == {
        ".svg", ".png", "_slide.png", ".csv", ".table.csv", ".xlsx", ".metadata.json", ".alt.txt",
        ".caption.txt", ".citation.txt", ".sql",
    }  # fmt: skip
    assert files["01_made-up_2024_tools/made-up_2024_tools.svg"] == SVG


def test_one_figure_lies_flat(exhibit: Draw) -> None:
    names = set(bundle_files([Taken(exhibit=exhibit("tools"))]))
    assert not [name for name in names if "/" in name]
    assert {"manifest.json", "README.md", "citations.bib", "made-up_2024_tools.csv"} <= names


def test_the_same_figure_twice_is_there_twice(exhibit: Draw) -> None:
    twice = [Taken(exhibit=exhibit("tools")), Taken(exhibit=exhibit("tools"), remark="Again.")]
    files = bundle_files(twice)
    captions = [content for name, content in files.items() if name.endswith("caption.txt")]
    assert len(captions) == 2
    assert captions[1].startswith(b"Again.\n\n")


def test_no_name_leads_out_of_the_folder(taken: list[Taken]) -> None:
    names = list(bundle_files(taken))
    assert len(names) > len(taken)
    for name in names:
        assert ".." not in name
        assert not name.startswith("/")


def test_the_manifest_names_every_file_with_its_hash(taken: list[Taken]) -> None:
    files = opened(bundle(taken, "My report"))
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["title"] == "My report"
    assert manifest["synthetic"] is True
    assert set(manifest["files"]) == set(files)
    for name, told in manifest["files"].items():
        assert told == {
            "sha256": hashlib.sha256(files[name]).hexdigest(),
            "bytes": len(files[name]),
        }
    listed = [name for figure in manifest["figures"] for name in figure["files"]]
    assert sorted(listed) == sorted(name for name in files if "/" in name)


def test_the_manifest_says_what_could_not_be_made_and_why(taken: list[Taken]) -> None:
    manifest = json.loads(bundle_files(taken)["manifest.json"])
    first, second, third = (figure["missing"] for figure in manifest["figures"])
    assert first == {"pdf": "PDF needs Chromium on the server."}
    assert set(second) == {"svg", "png", "pdf"}
    assert set(third) == {"svg", "pdf"}
    assert all(reason.endswith(".") for figure in (first, second, third) for reason in
               figure.values())  # fmt: skip


def test_a_figure_without_sql_has_no_file_of_it_and_says_so(exhibit: Draw) -> None:
    files = bundle_files([Taken(exhibit=exhibit("tools", sql=""))])
    assert "made-up_2024_tools.sql" not in files
    [figure] = json.loads(files["manifest.json"])["figures"]
    assert "sql" in figure["missing"]


def test_citations_hold_each_entry_once(exhibit: Draw) -> None:
    twice = [Taken(exhibit=exhibit(code)) for code in ("tools", "age", "tools")]
    entries = bundle_files(twice)["citations.bib"].decode()
    assert entries.count("@misc{") == 2


def test_words_stand_in_files_of_their_own(taken: list[Taken]) -> None:
    files = figure_files(taken[0])
    short, long = files["made-up_2024_tools.alt.txt"].decode().strip().split("\n\n")
    assert len(short) <= 250 < len(long)
    assert files["made-up_2024_tools.caption.txt"].decode().startswith("Axes lead.")
    readme = bundle_files(taken)["README.md"].decode()
    assert "Demo data" in readme
    assert "<script>" not in readme
    assert "verify" in readme


def test_the_same_figures_give_the_same_bytes(taken: list[Taken]) -> None:
    assert bundle(taken) == bundle([replace(one) for one in taken])


def test_a_picture_is_found_by_its_ending_for_a_report_first(exhibit: Draw) -> None:
    small, large = png(10, 10), png(20, 10)
    one = Taken(exhibit=exhibit("tools"), pictures={"card.png": small, "report.png": large})
    assert one.picture("png") == large
    assert one.picture("svg") is None


def test_nothing_is_no_bundle() -> None:
    with pytest.raises(DashboardError, match="has no figures"):
        bundle([])
