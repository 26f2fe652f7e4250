"""What cards begin with: one number of the figure's own table, in a sentence, with its evidence."""

import re
from pathlib import Path

import pytest

from dashboard.analysis.rounding import percent
from dashboard.codebook import read_codebook
from dashboard.figures import Figure
from dashboard.query.url import read_address
from dashboard.responses import Responses, load_responses
from dashboard.stories.cache import Cache
from dashboard.stories.catalogue import default_figures
from dashboard.stories.chosen import choices_of
from dashboard.stories.view import Desk

CODEBOOK = read_codebook(Path(__file__).parents[2] / "data")
EVIDENCE = re.compile(r"(.+ · )?95% interval \S+( to |–)?\S*( · n = [\d,]+)?")
COMPARISONS = [None, "year", "persona"]


@pytest.fixture(scope="module")
def responses() -> Responses:
    return load_responses(CODEBOOK)


def figures_of(responses: Responses, compare: str | None) -> dict[str, Figure]:
    given = {"compare": [compare]} if compare else {}
    address = read_address(given, CODEBOOK, max(CODEBOOK.years))
    desk = Desk(responses=responses, chosen=choices_of(responses, address), cache=Cache())
    made = {id: one.make() for id, one in default_figures(desk).items()}
    return {id: told.figure for id, told in made.items() if told is not None}


def numbers_of(figure: Figure) -> set[str]:
    """Every number of a figure's table, as shares, points and scores are written, unsigned."""
    cells = [cell for row in figure.table.rows for cell in row if isinstance(cell, float | int)]
    written = {percent(cell).rstrip("%") for cell in cells if 0 <= cell <= 1}
    return (
        written
        | {f"{abs(cell) * by:.0f}" for cell in cells for by in (1, 100)}
        | {f"{cell:.1f}" for cell in cells}
    )


@pytest.mark.parametrize("compare", COMPARISONS)
def test_a_highlight_is_a_number_of_the_figure_with_interval_and_base(
    compare: str | None, responses: Responses
) -> None:
    figures = figures_of(responses, compare)
    told = {id: one.highlight for id, one in figures.items() if one.highlight is not None}
    assert len(told) > (10 if compare else len(figures) * 0.6)
    for id, one in told.items():
        number = re.sub(r"[+−%]|\D+$", "", one.number)
        # What sets a group apart is in no table; its two numbers are in the sentence.
        known = compare == "persona" or number in numbers_of(figures[id])
        assert known or one.number in one.sentence, (id, one)
        assert EVIDENCE.fullmatch(one.evidence), (id, one)
        assert "n = " in one.evidence + figures[id].base


def test_a_highlight_of_shares_has_the_number_of_its_sentence(responses: Responses) -> None:
    told = [one.highlight for one in figures_of(responses, None).values() if one.highlight]
    shares = [one for one in told if one.number.endswith("%")]
    assert len(shares) > len(told) / 2
    assert [one for one in shares if one.number not in one.sentence] == []


def test_what_is_asked_first_is_told_first(responses: Responses) -> None:
    """The right answer, counted by hand in the published answers of the newest year."""
    figure = figures_of(responses, None)["ml_vendor"]
    assert figure.highlight is not None
    rows = {row[0]: row for row in figure.table.rows}
    label, share, low, high, base, *_ = rows["No"]
    assert isinstance(share, float)
    assert isinstance(low, float)
    assert isinstance(high, float)
    assert figure.highlight.number == percent(share)
    assert figure.highlight.evidence == (
        f"95% interval {percent(low).rstrip('%')}–{percent(high)} · n = {base:,}"
    )
    assert str(label) in figure.highlight.sentence


def test_groups_made_from_an_answer_are_not_told_to_differ_in_it(responses: Responses) -> None:
    by_persona = figures_of(responses, "persona")
    made_from = CODEBOOK.filters["persona"].worked_out_from
    assert "job_title" in made_from
    assert [id for id in made_from if id in by_persona and by_persona[id].highlight] == []
    assert any(one.highlight for one in by_persona.values())
