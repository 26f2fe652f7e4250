"""Hints on what answers look like: followed, optional, and checked against the codebook."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.codebook import read_codebook
from dashboard.errors import DashboardError
from dashboard.synthetic import make_sample
from dashboard.synthetic.hints import read_hints

from .conftest import Made

Changed = Callable[[str, str, str], Path]


def _sample(folder: Path, to: Path) -> Made:
    codebook = read_codebook(folder)
    make_sample(codebook, to, respondents=800)
    return Made(codebook, to)


def test_without_hints_everything_works(changed: Changed, tmp_path: Path) -> None:
    folder = changed("sample.yaml", "questions:", "questions:")
    (folder / "sample.yaml").unlink()
    made = _sample(folder, tmp_path / "out")
    assert set(made.answers(2021, "size")) >= {"alone", "few", "many"}
    assert not (tmp_path / "out" / "truths.json").exists()


def test_popularity_and_trend_are_followed(changed: Changed, tmp_path: Path) -> None:
    folder = changed(
        "sample.yaml",
        "questions:\n",
        "questions:\n  tasks: {popularity: {selling: 60}, trend: {selling: 20}, contrast: 0}\n",
    )
    made = _sample(folder, tmp_path / "out")
    shares = []
    for year in (2021, 2022, 2023):
        answers = [answer for answer in made.answers(year, "tasks") if answer]
        shares.append(sum("selling" in answer for answer in answers) / len(answers))
    # A choice that nobody else ticks is ticked more often, as somebody who answers ticks one.
    assert shares[0] < shares[1] - 0.1
    assert shares[1] < shares[2] - 0.1
    assert 0.55 < shares[2] < 0.75


def test_lifts_move_answers_up_the_scale(changed: Changed, tmp_path: Path) -> None:
    folder = changed(
        "sample.yaml", "questions:\n", "questions:\n  jobs: {lifts: {size: {many: 3, alone: -3}}}\n"
    )
    made = _sample(folder, tmp_path / "out")
    pairs = list(zip(made.answers(2023, "size"), made.answers(2023, "jobs"), strict=True))
    high = {size: [job for s, job in pairs if s == size and job] for size in ("alone", "many")}
    assert high["many"].count("more") > 0.7 * len(high["many"])
    assert high["alone"].count("more") < 0.2 * len(high["alone"])


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("  size:\n", "  sice:\n", r"line 2, .*'sice'\. Did you mean 'size'"),
        ("{alone: 50,", "{alom: 50,", r"line 4, .*'alom'\. Did you mean 'alone'"),
        ("2021: {alone", "2020: {alone", r"line 4, .*: Unknown year 2020"),
        ("by_year:", "byyear:", r"line 3, .*: Unknown key 'byyear'\. Did you mean 'by_year'"),
        ("leans: {jobs:", "leans: {jops:", r"Unknown question 'jops'"),
        ("choice: steel", "choice: steal", r"of 'anvils' 'steal'\. Did you mean 'steel'"),
        ("start: 20", "start: 90", r"start \+ points within 0 to 100"),
        ("question: anvils", "question: trouble", r"Unknown answer of 'trouble' 'iron'"),
        ("by: job_kind", "by: size", r"Unknown question with an overview of use cases 'size'"),
        ("by: size", "by: saws", r"'saws' is of kind multiple; one answer each is needed"),
    ],
)  # fmt: skip
def test_hints_about_what_the_codebook_lacks_are_refused(
    changed: Changed, old: str, new: str, sentence: str
) -> None:
    codebook = read_codebook(changed("sample.yaml", old, new))
    with pytest.raises(DashboardError, match=sentence):
        read_hints(codebook)


def test_answers_that_depend_on_each_other_in_a_circle_are_refused(
    changed: Changed, tmp_path: Path
) -> None:
    folder = changed(
        "sample.yaml",
        "questions:\n",
        "questions:\n  anvils: {leans: {saws: {hand: {iron: 1}}}}\n"
        "  saws: {leans: {anvils: {iron: {hand: 1}}}}\n",
    )
    with pytest.raises(DashboardError, match=r"in a circle: saws -> anvils -> saws"):
        _sample(folder, tmp_path / "out")
