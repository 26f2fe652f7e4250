"""What is counted over all years and kept says what is counted for a view alone."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sampling import sampled

from dashboard.codebook import Kind, Question, read_codebook
from dashboard.query.selection import Query
from dashboard.responses import Responses, load_responses
from dashboard.responses.remembered import Remembered


@pytest.fixture(scope="module")
def responses(released_folder: Path) -> Responses:
    return load_responses(read_codebook(released_folder))


@pytest.fixture(scope="module")
def remembered(responses: Responses) -> Remembered:
    return Remembered.of(responses)


def same(one: Any, other: Any) -> bool:
    """Whether two tallies are equal to the last bit."""
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other, equal_nan=True))
    if is_dataclass(one) and not isinstance(one, Question):
        names = [field.name for field in fields(one)]
        return all(same(getattr(one, name), getattr(other, name)) for name in names)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


def queries(responses: Responses) -> Iterator[Query]:
    book, years = responses.codebook, responses.years
    filters = [(), (("persona", (book.filter("persona").choices[0].id,)),)]
    filters += [(("company_size", tuple(c.id for c in book.filter("company_size").choices[:2])),)]
    groups = [
        None,
        *book.key_attributes,
        next(q.id for q in book.questions.values() if q.kind is Kind.MULTIPLE),
    ]
    for asked, chosen, by in product([years, years[-1:], years[:2]], filters, groups):
        yield Query(years=asked, filters=chosen, by=by)


def test_every_question_of_every_view(responses: Responses, remembered: Remembered) -> None:
    book = responses.codebook
    compared = 0
    for query in sampled(list(queries(responses)), 5):
        by = responses.breakdown(query)
        asked = [
            q
            for q in book.questions.values()
            if q.published and (by is None or responses.stand_together(q, by))
        ]
        # A few at a time, so that some are counted along with others before they are asked for.
        for few in (asked[3:40:5], asked):
            alone, kept = responses.tally(few, query), remembered.tally(few, query)
            assert list(alone) == list(kept)
            compared += sum(same(alone[code], kept[code]) for code in alone)
            assert [code for code in alone if not same(alone[code], kept[code])] == []
            alone_perhaps = responses.perhaps(few, query)
            kept_perhaps = remembered.perhaps(few, query)
            assert set(alone_perhaps) == set(kept_perhaps)
            assert all(same(people, kept_perhaps[code]) for code, people in alone_perhaps.items())
    assert compared > 300


def test_a_view_asked_for_again_runs_no_statement(remembered: Remembered) -> None:
    book, year = remembered.codebook, remembered.years[-1]
    asked = [q for q in book.questions.values() if q.published and q.id not in remembered.apart]
    remembered.tally(asked[:3], Query(years=remembered.years))
    before = {what: dict(kept) for what, kept in remembered.kept.items()}
    remembered.tally(asked, Query(years=(year,)))
    assert {what: dict(kept) for what, kept in remembered.kept.items()} == before


def test_a_group_that_is_broken_down_is_asked_of_nothing_along(responses: Responses) -> None:
    """Few questions of it are asked so, and each along would take a place in the statement."""
    memory, book = Remembered.of(responses), responses.codebook
    [first, second] = book.key_attributes[:2]
    code = book.questions[first].choices[0].id
    name = next(name for name, asked in book.filters.items() if asked.id == first)
    others = [q for q in book.questions.values() if q.published and q.id not in (first, second)]
    one = next(q for q in others if q.kind is Kind.SINGLE and q.id not in responses.apart)
    memory.tally([one], Query(years=responses.years, filters=((name, (code,)),), by=second))
    assert [list(counted) for counted in memory.kept.values()] == [[one.id]]
