"""The sample as a folder: always the same, loadable, labeled, never among real responses."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.codebook import Codebook, read_codebook
from dashboard.errors import DashboardError
from dashboard.responses import load_responses
from dashboard.responses.schema import year_file
from dashboard.synthetic import make_sample

from .conftest import WORKSHOP, Made

ROOT = Path(__file__).parents[2]


def test_a_sample_is_the_same_to_the_byte_every_time(workshop: Codebook, tmp_path: Path) -> None:
    for folder in ("first", "second"):
        make_sample(workshop, tmp_path / folder, respondents=120)
    files = sorted(
        path.relative_to(tmp_path / "first") for path in (tmp_path / "first").rglob("*.*")
    )
    assert year_file(Path(), 2023) in files
    for file in files:
        assert (tmp_path / "first" / file).read_bytes() == (tmp_path / "second" / file).read_bytes()


def test_another_seed_gives_other_answers(workshop: Codebook, made: Made, tmp_path: Path) -> None:
    make_sample(workshop, tmp_path, respondents=800, seed=7)
    assert Made(workshop, tmp_path).answers(2023, "jobs") != made.answers(2023, "jobs")


def test_years_differ(made: Made) -> None:
    assert made.answers(2022, "jobs") != made.answers(2023, "jobs")


def test_a_sample_loads_as_any_other_responses(made: Made) -> None:
    assert load_responses(read_codebook(made.folder)).rows == dict.fromkeys((2021, 2022, 2023), 800)


def test_respondents_grow_from_a_thousand_over_the_editions(
    workshop: Codebook, tmp_path: Path
) -> None:
    rows = list(make_sample(workshop, tmp_path).rows.values())
    assert 1000 <= rows[0] < rows[1] < rows[2] <= 1600


def test_every_kind_of_question_of_the_tiny_survey_is_answered(
    tiny: Codebook, tmp_path: Path
) -> None:
    make_sample(tiny, tmp_path, respondents=60)
    sample = Made(tiny, tmp_path)
    assert load_responses(read_codebook(tmp_path)).rows == dict.fromkeys((2023, 2024, 2025), 60)
    for question in tiny.asked_in(2024):
        assert any(answer is not None for answer in sample.answers(2024, question.id))


@pytest.mark.parametrize(
    "survey", sorted(path.parent.name for path in (ROOT / "examples").glob("*/survey.yaml"))
)
def test_a_codebook_of_real_responses_gives_a_folder_labeled_synthetic(
    survey: str, tmp_path: Path
) -> None:
    codebook = read_codebook(ROOT / "examples" / survey)
    report = make_sample(codebook, tmp_path, respondents=40)
    copied = read_codebook(tmp_path)
    assert copied.synthetic
    assert load_responses(copied).rows == report.rows


def test_real_responses_are_never_overwritten(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(WORKSHOP, tmp_path / "real"))
    survey = folder / "survey.yaml"
    text = survey.read_text(encoding="utf-8")
    survey.write_text(text.replace("synthetic: true", "synthetic: false"), encoding="utf-8")
    codebook = read_codebook(folder)
    with pytest.raises(DashboardError, match="labeled as holding real responses"):
        make_sample(codebook, folder, respondents=10)
    with pytest.raises(DashboardError, match="cannot hold both"):
        make_sample(read_codebook(WORKSHOP), folder, respondents=10)
    assert not (folder / "responses").exists()


def test_a_folder_of_something_else_is_left_alone(workshop: Codebook, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(DashboardError, match=r"no survey\.yaml"):
        make_sample(workshop, tmp_path, respondents=10)


def test_a_sample_of_nobody_is_refused(workshop: Codebook, tmp_path: Path) -> None:
    with pytest.raises(DashboardError, match="at least one respondent, not 0"):
        make_sample(workshop, tmp_path, respondents=0)


def test_answers_that_are_not_published_are_left_out(
    changed: Callable[[str, str, str], Path], tmp_path: Path
) -> None:
    folder = changed("topics/people.yaml", "title: Job\n", "title: Job\n    published: false\n")
    codebook = read_codebook(folder)
    make_sample(codebook, tmp_path / "out", respondents=30)
    sample = Made(codebook, tmp_path / "out")
    assert "smith" in sample.answers(2023, "trade")
    with pytest.raises(KeyError):
        sample.answers(2023, "name_of_job")


def test_the_projects_own_survey_gives_a_sample_that_loads(tmp_path: Path) -> None:
    codebook = read_codebook(ROOT / "data")
    if not codebook.synthetic:
        pytest.skip("the project's folder holds real responses")
    report = make_sample(codebook, tmp_path, respondents=400)
    assert load_responses(read_codebook(tmp_path)).rows == report.rows
