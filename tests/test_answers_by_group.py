"""A reader who chooses their own role or company size finds answers, in the newest edition.

What counts as filled, `first_shown` says: at least half of a figure's rows show a share or a range,
before a reader follows any offer of a wider view.
"""

from pathlib import Path

import pytest
from first_shown import Fill, desk_of, fill_of, first_shown

from dashboard.codebook import read_codebook
from dashboard.responses import Responses, load_responses

DATA = Path(__file__).parents[1] / "data"
CODEBOOK = read_codebook(DATA)
YEAR = max(CODEBOOK.years)
PERSONA, SIZE = CODEBOOK.question("persona"), CODEBOOK.question("company_size")
PERSONAS = [choice.id for choice in PERSONA.offered(YEAR)]
SIZES = [choice.id for choice in SIZE.offered(YEAR)]

FIGURES = 50
"""Fewer first-shown figures than this would be another way to have none empty."""

PAIR_FROM = 40
OF_PAIRS = 0.8
"""The least part that is filled in every pair of so many people or more: what a release withholds
of spending, and what needs a test or a point, is empty in all of them."""

pytestmark = pytest.mark.skipif(not CODEBOOK.synthetic, reason="the responses are real ones")


@pytest.fixture(scope="module")
def responses() -> Responses:
    return load_responses(CODEBOOK)


def fills(responses: Responses, **where: str) -> dict[str, dict[str, Fill]]:
    """How much of each first-shown figure is filled, by topic."""
    desk = desk_of(responses, YEAR, {name: [code] for name, code in where.items()})
    return {
        topic: {id: fill_of(make) for id, make in figures}
        for topic, figures in first_shown(desk).items()
    }


def people(responses: Responses, **where: str) -> int:
    desk = desk_of(responses, YEAR, {name: [code] for name, code in where.items()})
    return desk.chosen.counts[YEAR]


def rate(found: dict[str, dict[str, Fill]]) -> float:
    every = [fill for figures in found.values() for fill in figures.values()]
    assert len(every) >= FIGURES
    with_shares = sum(fill.with_shares for fill in every) / len(every)
    with_ranges = sum(fill.filled and not fill.with_shares for fill in every) / len(every)
    print(f"shares {with_shares:.0%}, ranges {with_ranges:.0%} of {len(every)} figures")
    return sum(fill.filled for fill in every) / len(every)


def empty_heroes(found: dict[str, dict[str, Fill]]) -> list[str]:
    """The first figures of topic pages that have too few answers."""
    heroes = [next(iter(figures.items())) for figures in found.values()]
    return [id for id, fill in heroes if not fill.filled]


def test_every_figure_first_shown_has_shares_for_everybody(responses: Responses) -> None:
    found = fills(responses)
    short = [id for figures in found.values() for id, fill in figures.items() if fill.shares < 0.5]
    # What protects respondents may leave one figure without most of its shares, not more.
    assert len(short) <= 1, short
    every = sum(map(len, found.values()))
    assert rate(found) >= 1 - 1 / every


@pytest.mark.parametrize("persona", PERSONAS)
def test_no_hero_figure_is_empty_for_a_persona(responses: Responses, persona: str) -> None:
    assert not empty_heroes(fills(responses, persona=persona))


@pytest.mark.parametrize("size", SIZES)
def test_no_hero_figure_is_empty_for_a_company_size(responses: Responses, size: str) -> None:
    assert not empty_heroes(fills(responses, company_size=size))


@pytest.mark.parametrize("persona", PERSONAS)
def test_four_in_five_figures_are_filled_for_a_persona_in_companies_of_one_size(
    responses: Responses, persona: str
) -> None:
    rates = {
        size: rate(fills(responses, persona=persona, company_size=size))
        for size in SIZES
        if people(responses, persona=persona, company_size=size) >= PAIR_FROM
    }
    assert {size: part for size, part in rates.items() if part < OF_PAIRS} == {}
