"""Verify: a figure comes back by its reference, with its numbers or with what changed them."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from release.conftest import SEED, club, members

from dashboard.exports.batch.opener import AtHand, at_hand
from dashboard.exports.batch.verifying import verify
from dashboard.exports.captions import cell_words
from dashboard.release.releasing import release

from .test_export import Run

__all__ = ["club"]

QUESTION = "tools"


@pytest.fixture(scope="module")
def two_versions(club: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The club's folder in which 2024 was corrected after its first release, and 2023 was not."""
    to = tmp_path_factory.mktemp("verify") / "data"
    people = members()
    release(club({2023: members(200, seed=2), 2024: people}), to, SEED)
    release(club({2024: people[12:]}), to, SEED, "Twelve were counted twice.")
    return to


@pytest.fixture(scope="module")
def survey(two_versions: Path) -> AtHand:
    """That folder as a reader has it."""
    return at_hand(two_versions, {})


@pytest.fixture(scope="module")
def hashes(survey: AtHand) -> tuple[str, str]:
    """The two releases, the older first."""
    assert survey.manifest is not None
    first, second = (entry["hash"] for entry in survey.manifest["changes"])
    return first, second


CASES = [
    ("of the release at hand", "tools?year=2024", 1, 0, "the current one"),
    ("of a year that stayed", "tools?year=2023", 0, 0, "the answers of 2023 are the same"),
    ("of a year that was corrected", "tools?year=2024", 0, 1, "Twelve were counted twice"),
    ("over years of which one changed", "tools?year=2024&compare=year", 0, 1, "2024 corrected"),
]


@pytest.mark.parametrize(
    ("view", "version", "code", "words"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_a_figure_comes_back_and_the_number_of_the_end_says_whether_it_holds(
    view: str,
    version: int,
    code: int,
    words: str,
    run: Run,
    survey: AtHand,
    hashes: tuple[str, str],
    two_versions: Path,
) -> None:
    reference = f"{view}@{hashes[version]}"
    ended, out, err = run("verify", reference, "--data", two_versions)
    assert (ended, err) == (code, "")
    assert words in out
    found = verify(survey, reference)
    assert found.exhibit is not None
    figure = found.exhibit.figure
    for text in (figure.title, figure.subtitle, figure.base):
        assert f"\n{text}\n" in out
    *_, first = [line for line in out.splitlines() if line.startswith("axe ")][:1]
    units = [column.unit for column in figure.table.columns]
    [row, *_] = [row for row in figure.table.rows if row[0] == "axe"]
    for value, unit in zip(row, units, strict=True):
        assert cell_words(value, unit) in first
    assert f"@{hashes[1]}" in out


def test_the_csv_of_a_verified_figure_holds_its_numbers(
    run: Run, hashes: tuple[str, str], two_versions: Path
) -> None:
    reference = f"{QUESTION}?year=2023@{hashes[0]}"
    code, out, err = run("verify", reference, "--format", "csv", "--data", two_versions)
    assert code == 0
    assert reference in err
    lines = list(csv.DictReader(io.StringIO(out)))
    assert {line["question"] for line in lines} == {QUESTION}
    assert {line["year"] for line in lines} == {"2023"}


@pytest.mark.parametrize(
    "footer",
    [
        "Figure: {}",
        "Base: 200 asked\nSource: Club 2023\nFigure: {}\nSynthetic data: made up",
        "Base: 200 asked\nSource: Club 2023 · Figure {}\nBase and facts",
        "(Figure 3: {}).",
        "https://survey.example/figure?figure=tools&year=2023@{release}",
        "https://survey.example/figure?figure=tools&year=2023&v=1&release={release}",
    ],
)
def test_what_was_copied_from_a_picture_is_understood(
    footer: str, survey: AtHand, hashes: tuple[str, str]
) -> None:
    reference = f"{QUESTION}?year=2023@{hashes[0]}"
    found = verify(survey, footer.format(reference, release=hashes[0]))
    assert str(found.reference) == reference
    assert found.holds is True


UNKNOWN = {
    "a release that nobody knows": ("tools?year=2024@00000000", "No version of this survey has it"),
    "a preview": ("tools?year=2024@preview", "Made from a preview"),
    "no reference": ("tools", "does not say its release"),
    "a figure that there is not": ("tolls?year=2024@00000000", "Did you mean 'tools'"),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_nobody_can_tell_ends_with_two(case: str, run: Run, two_versions: Path) -> None:
    reference, words = UNKNOWN[case]
    code, out, err = run("verify", reference, "--data", two_versions)
    assert code == 2
    assert words in out + err


def test_a_figure_that_is_gone_no_longer_holds(
    run: Run, hashes: tuple[str, str], two_versions: Path
) -> None:
    code, out, err = run("verify", f"gone?year=2023@{hashes[0]}", "--data", two_versions)
    assert (code, out) == (1, "")
    assert "Unknown figure 'gone'" in err
