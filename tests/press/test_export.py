"""Export on the command line: what lies in the folder, and what is said where something cannot."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import asking
from PIL import Image

from dashboard.analysis.tables import COLUMNS, tabulate
from dashboard.errors import DashboardError
from dashboard.exports.batch.batch_run import pages_at_once
from dashboard.exports.batch.figure_files import EVERY_FORMAT, Order
from dashboard.exports.batch.opener import AtHand
from dashboard.exports.batch.request import wanted
from dashboard.figures.presets import PRESETS
from dashboard.query.selection import Of, select
from dashboard.stories.catalogue import all_figures, default_figures

from .conftest import FEW, QUESTION, SCALE, STORY, files_of

Run = Callable[..., tuple[int, str, str]]
SVG = "{http://www.w3.org/2000/svg}"


def manifest_of(folder: Path) -> dict[str, object]:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def stem(survey: AtHand, figure: str, more: str = "") -> str:
    return f"{survey.codebook.id}_2025_{figure.replace('.', '-')}{more}_preview"


def test_data_and_words_need_no_browser(
    run: Run, survey: AtHand, sample_folder: Path, tmp_path: Path, no_chromium: None
) -> None:
    arguments = ["--data", sample_folder, "--to", tmp_path / "out"]
    code, out, err = run(
        "export", *FEW, *arguments, "--format", "csv,xlsx,table,json,alt,caption,citation,sql"
    )
    assert (code, err) == (0, "")
    assert out.startswith("3 figures as 24 files")
    found = files_of(tmp_path / "out")
    endings = [".csv", ".xlsx", ".table.csv", ".metadata.json", ".alt.txt", ".caption.txt"]
    endings += [".citation.txt", ".sql"]
    assert set(found) == {"manifest.json"} | {
        stem(survey, figure) + ending for figure in FEW for ending in endings
    }
    assert json.loads(found[f"{stem(survey, STORY)}.metadata.json"])["figure"] == STORY


def test_the_csv_has_the_numbers_of_tabulate_to_the_last_digit(
    run: Run, survey: AtHand, sample_folder: Path, tmp_path: Path
) -> None:
    view = ["--where", "persona=ml_engineer,data_engineer", "--by", "company_size"]
    arguments = ["--data", sample_folder, "--to", tmp_path, "--format", "csv"]
    code, _, _ = run("export", SCALE, *view, *arguments)
    assert code == 0
    codebook = survey.codebook
    table = tabulate(
        survey.responses,
        codebook.question(SCALE),
        asking(
            select(codebook, [2025], {"persona": ["ml_engineer", "data_engineer"]}),
            codebook.filter("company_size"),
        ),
    )
    [name] = [name for name in files_of(tmp_path) if name.endswith(".csv")]
    assert "persona-" in name
    assert "company_size" in name
    printed = list(csv.DictReader(io.StringIO((tmp_path / name).read_text(encoding="utf-8"))))
    assert len(printed) == len(table.rows)
    for line, row in zip(printed, table.rows, strict=True):
        # Only shares of others than who answered say whose they are, only a fault has a remark.
        assert (row.of, row.remark) == (Of.ANSWERED, "")
        assert tuple(line) == (*COLUMNS, "source")
        for column in COLUMNS:
            value = getattr(row, column)
            if isinstance(value, float):
                assert float(line[column]) == value
            else:
                assert line[column] == ("" if value is None else str(value))


def test_the_manifest_names_every_file_with_its_hash(
    run: Run, sample_folder: Path, tmp_path: Path
) -> None:
    run("export", *FEW, "--data", sample_folder, "--to", tmp_path, "--format", "csv,alt")
    found = files_of(tmp_path)
    told = json.loads(found.pop("manifest.json"))
    assert {name: facts["sha256"] for name, facts in told["files"].items()} == {
        name: sha256(content).hexdigest() for name, content in found.items()
    }
    assert [one["reference"] for one in told["figures"]] == [f"{f}?year=2025@preview" for f in FEW]
    assert sorted(name for one in told["figures"] for name in one["files"]) == sorted(found)
    assert told["synthetic"] is True
    assert "Demo data" in told["notice"]


def test_without_chromium_everything_else_is_made_and_the_pictures_are_named(
    run: Run, sample_folder: Path, tmp_path: Path, no_chromium: None
) -> None:
    arguments = ["--data", sample_folder, "--to", tmp_path, "--format", "svg,pdf,csv"]
    code, out, err = run("export", *FEW, *arguments, "--size", "report,slide")
    assert code == 2
    assert out.startswith("3 figures as 3 files")
    assert "no-such-browser" in err
    assert "and 9 more" in err
    for one in manifest_of(tmp_path)["figures"]:
        assert set(one["missing"]) == {"svg", "pdf", "slide.svg", "slide.pdf"}
        assert len(one["files"]) == 1


def test_a_chromium_that_ends_leaves_the_data_and_no_half_picture(
    run: Run, sample_folder: Path, tmp_path: Path, dying_chromium: None
) -> None:
    arguments = ["--data", sample_folder, "--to", tmp_path / "out", "--format", "svg,csv"]
    code, out, err = run("export", *FEW, *arguments)
    assert code == 2
    assert out.startswith("3 figures as 3 files")
    assert "Chromium" in err
    assert {Path(name).suffix for name in files_of(tmp_path / "out")} == {".csv", ".json"}


def test_a_reference_brings_its_own_view(
    run: Run, survey: AtHand, sample_folder: Path, tmp_path: Path
) -> None:
    reference = f"{SCALE}?year=2024&persona=ml_engineer@preview"
    arguments = ["--data", sample_folder, "--to", tmp_path, "--format", "json"]
    code, _, err = run("export", reference, *arguments)
    assert (code, err) == (0, "")
    [one] = manifest_of(tmp_path)["figures"]
    assert one["reference"] == reference


def test_several_years_give_a_figure_each(survey: AtHand) -> None:
    views = [survey.address(year=year) for year in ("2024", "2025")]
    assert [one.reference for one in wanted(survey, [SCALE], views)] == [
        f"{SCALE}?year={year}@preview" for year in (2024, 2025)
    ]


@pytest.mark.parametrize("every", [False, True])
def test_without_names_the_usual_figures_are_wanted_or_all(survey: AtHand, every: bool) -> None:
    view = survey.address(year="2025")
    catalogue = (all_figures if every else default_figures)(survey.desk(view))
    found = wanted(survey, [], [view], every=every)
    assert [one.reference.partition("?")[0] for one in found] == list(catalogue)


def test_a_figure_with_nothing_to_draw_is_told_with_the_reason(
    run: Run, sample_folder: Path, tmp_path: Path
) -> None:
    # A handful of people of one kind: no group stands out from the others.
    arguments = ["--data", sample_folder, "--to", tmp_path, "--format", "csv"]
    code, out, err = run("export", SCALE, "tools_against.used_tracking", *arguments)
    missing = [one for one in manifest_of(tmp_path)["figures"] if "figure" in one["missing"]]
    assert [one["reference"] for one in missing] == [
        "tools_against.used_tracking?year=2025@preview"
    ]
    assert "nothing to draw" in err
    assert out.startswith("1 figure as 1 file ")
    assert code == 2  # it was asked for by name


REFUSED = {
    "a figure that does not exist": (["obstacle"], "Did you mean 'obstacles'"),
    "an unknown format": ([QUESTION, "--format", "svf"], "Did you mean 'svg'"),
    "an unknown size": ([QUESTION, "--size", "reprot"], "Did you mean 'report'"),
    "no format": ([QUESTION, "--format", ","], "at least one"),
    "an unknown year": ([QUESTION, "--year", "1999"], "'1999'"),
    "an unknown choice": ([QUESTION, "--where", "persona=ml_enginer"], "'ml_engineer'"),
    "a filter twice": (
        [QUESTION, "--where", "persona=ml_engineer", "--where", "persona=researcher"],
        "twice",
    ),
    "an unknown comparison": ([QUESTION, "--by", "industri"], "comparison"),
    "a comparison by what is published apart": (
        [QUESTION, "--by", "industry"],
        "published apart from the other answers",
    ),
    "names and all": ([QUESTION, "--all"], "not both"),
    "an address that is none": ([QUESTION, "--app", "survey.example"], "start with https://"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    case: str, run: Run, sample_folder: Path, tmp_path: Path
) -> None:
    arguments, words = REFUSED[case]
    code, out, err = run("export", *arguments, "--data", sample_folder, "--to", tmp_path / "out")
    assert (code, out) == (2, "")
    assert words in err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_was_not_released_is_refused(
    run: Run, sample_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SURVEY_PREVIEW")
    code, _, err = run("export", QUESTION, "--data", sample_folder, "--to", tmp_path / "out")
    assert code == 2
    assert "was not released" in err
    assert not (tmp_path / "out").exists()


# The limit stands for a full disk: the second figure's data are larger than it allows. Python is
# run with -B, else it would cut its own caches short, too.
ON_A_FULL_DISK = """
import resource, sys
from dashboard.__main__ import main
resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000))
sys.exit(main(sys.argv[1:]))
"""


def test_a_full_disk_leaves_the_folder_as_it_was(sample_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    arguments = ["export", SCALE, STORY, "--format", "csv", "--data", str(sample_folder)]
    ended = subprocess.run(
        [sys.executable, "-B", "-c", ON_A_FULL_DISK, *arguments, "--to", str(out)],
        env={"PYTHONPATH": ":".join(sys.path), "SURVEY_PREVIEW": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr == (
        f"Nothing was written to {out}: the disk is full left. Existing files are unchanged.\n"
    )
    assert files_of(out) == {"mine.txt": b"mine"}
    assert [path.name for path in out.iterdir()] == ["mine.txt"]


def test_an_order_knows_its_formats_and_sizes() -> None:
    assert set(Order(formats=EVERY_FORMAT, sizes=tuple(PRESETS)).looks) >= {"svg", "slide.png"}
    with pytest.raises(DashboardError, match="Unknown format"):
        Order(formats=("gif",))


def test_there_is_a_page_for_each_processor_within_reason() -> None:
    assert 2 <= pages_at_once() <= 8


@pytest.mark.browser
def test_pictures_have_the_size_that_was_asked_for(
    run: Run, survey: AtHand, sample_folder: Path, tmp_path: Path, chromium_path: Path
) -> None:
    arguments = ["--data", sample_folder, "--to", tmp_path, "--format", "svg,png,pdf"]
    code, out, err = run("export", QUESTION, STORY, *arguments, "--size", "report,card", "--dark")
    assert (code, err) == (0, "")
    assert out.startswith("2 figures as 12 files")
    for figure in (QUESTION, STORY):
        name = stem(survey, figure)
        card, report = PRESETS["card"], PRESETS["report"]
        with Image.open(tmp_path / f"{name}_card_dark.png") as picture:
            assert picture.size == (card.width, card.height)
        with Image.open(tmp_path / f"{name}_dark.png") as picture:
            assert picture.width == report.width * report.density
            assert picture.height >= report.height * report.density
        drawing = ElementTree.parse(tmp_path / f"{name}_dark.svg").getroot()
        assert drawing.tag == f"{SVG}svg"
        assert drawing.find(f"{SVG}title") is not None
        assert f"{figure}?year=2025@preview" in "".join(drawing.itertext())
        assert (tmp_path / f"{name}_dark.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.browser
def test_the_same_figure_gives_the_same_drawing(
    run: Run, sample_folder: Path, tmp_path: Path, chromium_path: Path
) -> None:
    for folder, pages in (("a", 1), ("b", 2)):
        arguments = ["--data", sample_folder, "--to", tmp_path / folder, "--format", "svg"]
        assert run("export", *FEW, *arguments, "--pages", pages)[0] == 0
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")
