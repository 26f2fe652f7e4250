"""Mix-adjusted changes: tallies by persona and company size, and what is made of them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dashboard.analysis.results import Result
from dashboard.codebook import Codebook, Question
from dashboard.estimates.mix import MixAdjusted, mix_adjusted, yes_and_no
from dashboard.estimates.sums import Floats, Sums
from dashboard.query.selection import Query, Weights
from dashboard.responses import Responses
from dashboard.responses.tally import Tally


def kinds_of(codebook: Codebook, years: Sequence[int]) -> list[Question]:
    """What kinds of respondents are told apart by: persona and company size, where both asked."""
    named = [codebook.filters.get(name) for name in ("persona", "company_size")]
    return [
        question
        for question in named
        if question is not None and all(year in question.asked for year in years)
    ]


def adjusted_for_mix(
    responses: Responses, found: Sequence[Result], query: Query
) -> list[MixAdjusted | None]:
    """The changes of results with the earlier year's persona and company size held fixed.

    The query's two years, later less earlier, and its merges; axes (segment, item, choice) or
    (segment, item). None for medians and other numbers that are no means, for use-case weights,
    and where nothing tells kinds apart.
    """
    kinds = kinds_of(responses.codebook, query.years)
    sorts: dict[tuple[object, ...], list[int]] = {}
    for at, one in enumerate(found):
        statistic = one.statistic
        known = statistic.each_choice or statistic.box or statistic.numbers
        # What is published apart stands beside one key attribute, never beside two.
        apart = one.question.id in responses.apart and len(kinds) > 1
        if kinds and known and not apart and one.weights is not Weights.USE_CASES:
            sorts.setdefault((one.query.by, one.weights, statistic.volume), []).append(at)
    adjusted: list[MixAdjusted | None] = [None] * len(found)
    for places in sorts.values():
        one = found[places[0]]
        # Shares and scores of one question come from the same tally.
        questions = {found[at].question.id: found[at].question for at in places}
        tallies = responses.tally(
            list(questions.values()),
            replace(query, by=one.query.by, weights=one.weights),
            volume=one.statistic.volume,
            kinds=kinds,
        )
        for at in places:
            adjusted[at] = _adjusted(found[at], tallies[found[at].question.id])
    return adjusted


def _adjusted(found: Result, tally: Tally) -> MixAdjusted:
    split = tally.split
    assert split is not None, "a tally by kind of respondent is split"
    cells, base = split.cells.map(_kind_last), split.base(found.of).map(_kind_last)
    given, values = _values(found, tally, cells, base)
    return mix_adjusted(given.at(0), given.at(1), values, tally.rows[0], tally.rows[1])


def _kind_last(part: Floats) -> Floats:
    """Sums (year, segment, kind, ...) as (year, segment, ..., kind)."""
    return np.moveaxis(part, 2, -1)


def _values(found: Result, tally: Tally, cells: Sums, base: Sums) -> tuple[Sums, Floats]:
    """Sums (year, segment, item, ..., value, kind) and the numbers along their value axis."""
    statistic = found.statistic
    if statistic.each_choice:
        return yes_and_no(cells, base.map(lambda part: np.expand_dims(part, 3))), np.array([1.0, 0])
    if statistic.box is not None:
        inside = statistic.box(tally)
        yes = cells.map(lambda part: (part * (inside == 1)[:, None]).sum(axis=3))
        if statistic.of_answers:
            on_scale = np.isfinite(inside)[:, None]
            base = cells.map(lambda part: (part * on_scale).sum(axis=3))
        return yes_and_no(yes, base), np.array([1.0, 0.0])
    assert statistic.numbers is not None
    numbers = statistic.numbers(tally)
    counts = np.isfinite(numbers)[:, None]
    return cells.map(lambda part: part * counts), np.nan_to_num(numbers)
