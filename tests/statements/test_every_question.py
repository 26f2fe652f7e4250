"""Every question, statistic and kind of view: the reader's statement gives the page's numbers.

Statements run as printed in a plain DuckDB over the project's own data. Counts and bases must be
equal to the last person, shares and scores to rounding, and no line may be there that the
dashboard does not have.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb
import pytest
from plain_duckdb import (
    gives_the_scores,
    gives_the_shares,
    gives_the_spread,
    lines,
    reader,
)

from dashboard.codebook import Question, read_codebook
from dashboard.errors import DashboardError
from dashboard.responses import Responses, load_responses
from dashboard.results import Of, Result, has_shares, results
from dashboard.scores import Scores, Statistic, scores, statistics_of
from dashboard.selection import Selection, select
from dashboard.statements import statements
from dashboard.weights import Weights, details_of

DATA = Path(__file__).parents[2] / "data"
CODEBOOK = read_codebook(DATA)
QUESTIONS = [question.id for question in CODEBOOK.questions.values() if question.published]
DETAILS = sorted(details_of(CODEBOOK))
NEWEST = [max(CODEBOOK.years)]
ALL = list(CODEBOOK.years)


Counted = Callable[[str, Statistic], Mapping[str, Result | Scores]]


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


@pytest.fixture(scope="module")
def responses() -> Responses:
    return load_responses(CODEBOOK)


@pytest.fixture(scope="module")
def plain() -> Iterator[duckdb.DuckDBPyConnection]:
    with reader(DATA) as connection:
        yield connection


def selection_of(view: ViewOf) -> Selection:
    return select(CODEBOOK, view.years, view.where)


def by_of(view: ViewOf) -> Question | None:
    return None if view.by is None else CODEBOOK.filters[view.by]


@pytest.fixture(scope="module")
def counted(responses: Responses) -> Counted:
    """What the dashboard counts in a view, for all questions at once and once only."""

    @cache
    def of_view(name: str, statistic: Statistic) -> Mapping[str, Result | Scores]:
        view = EVERY[name]
        asked = [
            CODEBOOK.questions[code]
            for code in (DETAILS if view.weights is Weights.USE_CASES else QUESTIONS)
            if statistic in statistics_of(CODEBOOK.questions[code])
        ]
        selection, by, weights = selection_of(view), by_of(view), view.weights
        if statistic is Statistic.SHARE:
            return results(responses, asked, selection, by, view.of, weights)
        return scores(responses, asked, selection, by, statistic, weights)

    return of_view


def check(
    plain: duckdb.DuckDBPyConnection,
    responses: Responses,
    found: Result | Scores,
    selection: Selection,
) -> None:
    """Hold a result against its statements; what shows nothing has none."""
    if set(found.years) <= set(found.gaps):
        with pytest.raises(DashboardError, match="nothing to count"):
            statements(responses, found, selection)
        return
    printed = [lines(plain, sql) for sql in statements(responses, found, selection)]
    if isinstance(found, Result):
        gives_the_shares(printed[0], found)
        return
    gives_the_scores(printed[0], found)
    if found.spread is not None:
        gives_the_spread(printed[1], found)


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
    for name, view in views_of(code).items():
        if statistic is Statistic.SHARE or view.of is Of.ANSWERED:
            check(plain, responses, counted(name, statistic)[code], selection_of(view))


@pytest.mark.parametrize("code", [q.id for q in CODEBOOK.questions.values() if q.paired_with])
def test_the_statement_gives_what_people_expect(
    code: str, responses: Responses, plain: duckdb.DuckDBPyConnection
) -> None:
    later = CODEBOOK.questions[code]
    if later.kind is not Kind.ALLOCATION:
        pytest.skip("shares nothing out")
    now = CODEBOOK.questions[later.paired_with or ""]
    for view in (ViewOf(), VIEWS[f"filtered by {FILTERS[0]}"]):
        selection = selection_of(view)
        found = expectations(responses, now, later, selection)
        printed = lines(plain, expectations_statement(responses, found, selection))
        by_item = {line["item"]: line for line in printed}
        for i, item in enumerate(found.items):
            base = found.now.base[0, i]
            if not base:
                assert item.id not in by_item
                continue
            line = by_item.pop(item.id)
            assert line["base"] == base
            numbers = {
                "mean_now": found.now,
                "mean_later": found.later,
                "change": found.change,
                "up": found.up,
                "flat": found.flat,
                "down": found.down,
            }
            for name, of in numbers.items():
                if not np.isnan(of.estimate[0, i]):
                    close = pytest.approx(of.estimate[0, i], rel=EXACT, abs=EXACT)
                    assert line[name] == close, (item.id, name)
        assert not by_item


TOOLS = [code for code in QUESTIONS if code.startswith("used_")]


@pytest.mark.parametrize("code", TOOLS)
def test_the_statement_gives_what_is_used_together(
    code: str, responses: Responses, plain: duckdb.DuckDBPyConnection
) -> None:
    question, selection = CODEBOOK.questions[code], selection_of(ViewOf())
    shares = results(responses, [question], selection)[code].shares.share[0, 0, 0]
    tool = question.choices[int(np.nanargmax(shares))].id
    others = [CODEBOOK.questions[other] for other in TOOLS]
    found = co_use(responses, question, tool, others, selection)
    printed = lines(plain, co_use_statement(responses, found, selection))
    by_choice = {(line["question"], line["choice"]): line for line in printed}
    for n, (other, choice) in enumerate(found.partners):
        if not found.lifts.base[n]:
            continue
        line = by_choice.pop((other.id, choice.id))
        assert (line["base"], line["users"]) == (found.lifts.base[n], found.among.base[n])
        numbers = {
            "count": found.among.count,
            "share_among_users": found.among.share,
            "share_among_all": found.overall.share,
            "lift": found.lifts.estimate,
        }
        for name, values in numbers.items():
            if not np.isnan(values[n]):
                assert line[name] == pytest.approx(values[n], rel=EXACT, abs=EXACT), (choice, name)
    assert not by_choice


BANDED = [name for name, q in CODEBOOK.filters.items() if any(c.is_band for c in q.choices)]


@pytest.mark.parametrize("of", list(Of))
@pytest.mark.parametrize("name", BANDED)
def test_the_statement_gives_the_numbers_of_neighbouring_bands_put_together(
    name: str, of: Of, responses: Responses, plain: duckdb.DuckDBPyConnection
) -> None:
    by = CODEBOOK.filters[name]
    starts = sorted(choice.low for choice in by.choices if choice.low is not None)
    middle = starts[len(starts) // 2]
    spans = (("Lower", starts[0], middle), ("Upper", middle, float("inf")))
    for view in (ViewOf(of=of), ViewOf(of=of, years=ALL)):
        selection = selection_of(view)
        asked = [CODEBOOK.questions[c] for c in ONE_OF_EACH_KIND]
        asked = [question for question in asked if has_shares(question)]
        for bands in results(responses, asked, selection, by, of).values():
            grouped = in_groups(bands, spans)
            assert grouped.segments == ("group_0", "group_1")
            check(plain, responses, grouped, selection)


CHANGED = [
    (code, pair)
    for code in QUESTIONS
    if has_shares(CODEBOOK.questions[code])
    for pair in zip(ALL, ALL[1:], strict=False)
    if counted_as(CODEBOOK.questions[code], *pair)
]


@pytest.mark.parametrize(("code", "pair"), CHANGED)
def test_the_statement_gives_the_shares_of_choices_counted_together(
    code: str, pair: tuple[int, int], responses: Responses, plain: duckdb.DuckDBPyConnection
) -> None:
    question, selection = CODEBOOK.questions[code], select(CODEBOOK, pair)
    together = counted_as(question, *pair)
    for by in (None, CODEBOOK.filters[FILTERS[0]]):
        found = results(responses, [question], selection, by, together={code: together})[code]
        [sql] = statements(responses, found, selection, together)
        assert gives_the_shares(lines(plain, sql), found)


def test_the_statement_gives_the_people_of_each_year(
    responses: Responses, plain: duckdb.DuckDBPyConnection
) -> None:
    printed = lines(plain, people_sql(responses.years))
    assert {line["year"]: line["people"] for line in printed} == responses.rows
