"""Every question, statistic and kind of view: the reader's statement gives the page's numbers.

Statements run as printed in a plain DuckDB over a released sample. Counts and bases must be
equal to the last person, shares and scores to rounding, and no line may be there that the
dashboard does not have.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

import duckdb
import pytest
from conftest import asking
from plain_duckdb import CODEBOOK, holds

from dashboard.analysis.results import Result, results
from dashboard.analysis.statistics import SHARE, Statistic, statistics_of
from dashboard.codebook import Question
from dashboard.query.selection import Of, Query, Weights, select
from dashboard.responses import Responses

QUESTIONS = [question.id for question in CODEBOOK.questions.values() if question.published]
DETAILS = sorted(CODEBOOK.details)
NEWEST = [max(CODEBOOK.years)]
ALL = list(CODEBOOK.years)


Counted = Callable[[str, Statistic], Mapping[str, Result]]


@dataclass(frozen=True, kw_only=True)
class ViewOf:
    """A kind of view: what a reader can set."""

    years: list[int] = field(default_factory=lambda: NEWEST)
    where: Mapping[str, list[str]] = field(default_factory=dict)
    by: str | None = None
    of: Of = Of.ANSWERED
    weights: Weights = Weights.NONE


def some(name: str, *places: int) -> dict[str, list[str]]:
    """A filter set to the choices at some places of its list."""
    return {name: [CODEBOOK.filters[name].choices[place].id for place in places]}


FILTERS = list(CODEBOOK.filters)
VIEWS = {
    "as a page opens": ViewOf(),
    "years compared": ViewOf(years=ALL),
    **{f"by {name}": ViewOf(by=name) for name in FILTERS},
    **{f"filtered by {name}": ViewOf(where=some(name, 0)) for name in FILTERS},
    "of everyone": ViewOf(of=Of.EVERYONE, by=FILTERS[0]),
}
# What goes together with what is seen on one question of each kind.
COMBINED = {
    "everything at once": ViewOf(
        years=ALL, by=FILTERS[0], where={n: c for f in FILTERS for n, c in some(f, 0, 1).items()}
    ),
    "of everyone, years compared": ViewOf(of=Of.EVERYONE, years=ALL),
}
OF_CASES = {
    "over use cases": ViewOf(years=ALL, weights=Weights.USE_CASES),
    **{f"over use cases by {name}": ViewOf(by=name, weights=Weights.USE_CASES) for name in FILTERS},
    **{
        f"over use cases filtered by {name}": ViewOf(
            where=some(name, 0, 1, 2), weights=Weights.USE_CASES
        )
        for name in FILTERS
    },
    "over use cases of everyone": ViewOf(of=Of.EVERYONE, weights=Weights.USE_CASES),
}
EVERY = {**VIEWS, **COMBINED, **OF_CASES}
ONE_OF_EACH_KIND = {
    (question.kind, question.multiple): question.id
    for code in reversed(QUESTIONS)
    if (question := CODEBOOK.questions[code]).asked == tuple(ALL)
}.values()


def views_of(code: str) -> dict[str, ViewOf]:
    """The kinds of view that a question is looked at in."""
    views = VIEWS | (COMBINED if code in ONE_OF_EACH_KIND else {})
    return views | (OF_CASES if code in DETAILS else {})


def selection_of(view: ViewOf) -> Query:
    return select(CODEBOOK, view.years, view.where)


def by_of(view: ViewOf) -> Question | None:
    return None if view.by is None else CODEBOOK.filters[view.by]


@pytest.fixture(scope="module")
def counted(responses: Responses) -> Counted:
    """What the dashboard counts in a view, for all questions at once and once only."""

    @cache
    def of_view(name: str, statistic: Statistic) -> Mapping[str, Result]:
        view = EVERY[name]
        asked = [
            CODEBOOK.questions[code]
            for code in (DETAILS if view.weights is Weights.USE_CASES else QUESTIONS)
            if statistic in statistics_of(CODEBOOK.questions[code])
        ]
        query, by, weights = selection_of(view), by_of(view), view.weights
        whom = view.of if statistic is SHARE else Of.ANSWERED
        return results(responses, asked, asking(query, by, of=whom, weights=weights), statistic)

    return of_view


NUMBERS = [
    (code, statistic) for code in QUESTIONS for statistic in statistics_of(CODEBOOK.questions[code])
]


@pytest.mark.parametrize(("code", "statistic"), NUMBERS)
def test_the_statement_gives_the_numbers_of_the_page(
    code: str,
    statistic: Statistic,
    responses: Responses,
    plain: duckdb.DuckDBPyConnection,
    counted: Counted,
) -> None:
    # Other statistics than shares are of those who answered.
    views = [
        name
        for name, view in views_of(code).items()
        if statistic is SHARE or view.of is Of.ANSWERED
    ]
    assert sum(holds(plain, responses, counted(name, statistic)[code]) for name in views)
