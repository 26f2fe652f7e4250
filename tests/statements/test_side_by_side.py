"""Figures that put several answers side by side: their statements give their numbers, too."""

from itertools import pairwise

import duckdb
import numpy as np
import pytest
from conftest import asking
from plain_duckdb import (
    CODEBOOK,
    gives_the_co_use,
    gives_the_expectations,
    gives_the_shares,
    lines,
)

from dashboard.analysis.expectations import expectations
from dashboard.analysis.following import merged
from dashboard.analysis.lifts import co_use
from dashboard.analysis.regroup import in_groups
from dashboard.analysis.results import results
from dashboard.analysis.statistics import has_shares
from dashboard.codebook import Kind
from dashboard.exports.sql.figure_sql import co_use_statement, expectations_statement, statements
from dashboard.query.selection import Of, select
from dashboard.responses import Responses
from dashboard.responses.gaps import gaps_of

QUESTIONS = [question.id for question in CODEBOOK.questions.values() if question.published]
ALL = list(CODEBOOK.years)
NEWEST = ALL[-1:]
# Every other choice of every filter.
FILTERED = {
    name: [choice.id for choice in question.choices[::2]]
    for name, question in CODEBOOK.filters.items()
}
PAIRED = [
    question.id
    for question in CODEBOOK.questions.values()
    if question.kind is Kind.ALLOCATION and question.paired_with
]
ONE_OF_EACH_KIND = {
    (question.kind, question.multiple): question.id
    for code in reversed(QUESTIONS)
    if has_shares(question := CODEBOOK.questions[code]) and question.asked == tuple(ALL)
}.values()


@pytest.mark.parametrize("code", PAIRED)
def test_the_statement_gives_what_people_expect(
    code: str, responses: Responses, plain: duckdb.DuckDBPyConnection
) -> None:
    later = CODEBOOK.questions[code]
    now = CODEBOOK.questions[later.paired_with or ""]
    plain_query = select(CODEBOOK, NEWEST)
    assert not gaps_of(responses, now, plain_query)
    for where in ({}, FILTERED):
        query = select(CODEBOOK, NEWEST, where)
        if gaps_of(responses, now, query):
            continue  # too many of those in view are withheld
        found = expectations(responses, now, later, query)
        printed = lines(plain, expectations_statement(responses, found))
        assert gives_the_expectations(printed, found)


TOOLS = [code for code in QUESTIONS if code.startswith("used_")]


@pytest.mark.parametrize("code", TOOLS)
def test_the_statement_gives_what_is_used_together(
    code: str, responses: Responses, plain: duckdb.DuckDBPyConnection
) -> None:
    question, query = CODEBOOK.questions[code], select(CODEBOOK, NEWEST)
    shares = results(responses, [question], query)[code].shares.share[0, 0, 0]
    tool = question.choices[int(np.nanargmax(shares))].id
    others = [CODEBOOK.questions[other] for other in TOOLS]
    found = co_use(responses, question, tool, others, query)
    printed = lines(plain, co_use_statement(responses, found))
    assert gives_the_co_use(printed, found)


BANDED = [name for name, q in CODEBOOK.filters.items() if any(c.is_band for c in q.choices)]


@pytest.mark.parametrize("of", list(Of))
@pytest.mark.parametrize("name", BANDED)
def test_the_statement_gives_the_numbers_of_neighboring_bands_put_together(
    name: str, of: Of, responses: Responses, plain: duckdb.DuckDBPyConnection
) -> None:
    by = CODEBOOK.filters[name]
    starts = sorted(choice.low for choice in by.choices if choice.low is not None)
    middle = starts[len(starts) // 2]
    spans = (("Lower", starts[0], middle), ("Upper", middle, float("inf")))
    asked = [CODEBOOK.questions[code] for code in ONE_OF_EACH_KIND]
    seen = 0
    for years in (NEWEST, ALL):
        query = select(CODEBOOK, years)
        for bands in results(responses, asked, asking(query, by, of=of)).values():
            grouped = in_groups(bands, spans)
            assert grouped.segments == ("group_0", "group_1")
            if grouped.gaps.keys() >= set(years):
                # No year shows anything, as where not everybody was asked: nothing is counted.
                assert np.isnan(grouped.shares.share).all()
                assert statements(responses, grouped) == ()
                continue
            [sql] = statements(responses, grouped)
            assert gives_the_shares(lines(plain, sql), grouped)
            seen += 1
    assert seen


CHANGED = [
    (code, pair)
    for code in QUESTIONS
    if has_shares(CODEBOOK.questions[code])
    for pair in pairwise(ALL)
    # Rows of a grid that were counted as one have no statement yet.
    if (counted := merged(CODEBOOK.questions[code], pair)).choices and not counted.items
]


@pytest.mark.parametrize(("code", "pair"), CHANGED)
def test_the_statement_gives_the_shares_of_choices_counted_together(
    code: str, pair: tuple[int, int], responses: Responses, plain: duckdb.DuckDBPyConnection
) -> None:
    question, query = CODEBOOK.questions[code], select(CODEBOOK, pair)
    together = merged(question, pair)
    for by in (None, *CODEBOOK.filters.values()):
        found = results(responses, [question], asking(query, by, merges=((code, together),)))[code]
        [sql] = statements(responses, found)
        assert gives_the_shares(lines(plain, sql), found)
