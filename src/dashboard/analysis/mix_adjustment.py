"""Mix-adjusted changes: tallies by persona and company size, and what is made of them.

Where persona and company size together leave cells with too few people in one of the years, one of
the two tells kinds apart; where that does not cover both years either, there is no such number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

import numpy as np

from dashboard.analysis.results import Result
from dashboard.codebook import Codebook, Question
from dashboard.estimates.mix import MixAdjusted, mix_adjusted, yes_and_no
from dashboard.estimates.sums import Floats, Sums
from dashboard.query.selection import Query, Weights
from dashboard.responses import Responses
from dashboard.responses.tally import Tally, of_segments

COVERAGE = 0.8
"""The least part of each year's base that the cells compared have to cover."""
AT_ONCE = 8
"""Questions whose tallies are there together: split by kind, each takes megabytes."""


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
    (segment, item). NaN where the kinds of people that both years have cover less than `COVERAGE`
    of either. None for medians and other numbers that are no means, for use-case weights, for
    what tells kinds apart itself, and where nothing tells them apart.
    """
    kinds = kinds_of(responses.codebook, query.years)
    finest_first = [kinds, *([one] for one in kinds)] if len(kinds) > 1 else [kinds]
    adjusted: list[MixAdjusted | None] = [None] * len(found)
    for among in finest_first:
        wanting = [
            at
            for at, one in enumerate(found)
            if _may_adjust(responses, one, among, kinds) and not _covers(adjusted[at])
        ]
        for at, mix in _by_kinds(responses, found, wanting, query, among):
            before = adjusted[at]
            adjusted[at] = mix if before is None else _where_covered(before, mix)
    return [mix if mix is None else _where_covered(mix, None) for mix in adjusted]


def _may_adjust(
    responses: Responses, one: Result, among: Sequence[Question], kinds: Sequence[Question]
) -> bool:
    """Whether a result has a change in which some of these kinds of people can be held fixed."""
    statistic, question = one.statistic, one.question
    known = bool(statistic.each_choice or statistic.box or statistic.numbers)
    # What is published apart stands beside one key attribute, never beside two.
    apart = question.id in responses.apart and len(among) > 1
    # With its own answers held fixed a question cannot change, whatever happened.
    itself = any(
        kind.id in (question.id, *question.worked_out_from) or question.id in kind.worked_out_from
        for kind in kinds
    )
    weighted = one.weights is Weights.USE_CASES
    return bool(among) and known and not (apart or itself or weighted)


def _covers(mix: MixAdjusted | None) -> bool:
    return mix is not None and bool((mix.coverage >= COVERAGE).all())


def _where_covered(mix: MixAdjusted, coarser: MixAdjusted | None) -> MixAdjusted:
    """Numbers where their cells cover enough; else those of coarser cells, or none."""
    enough = mix.coverage >= COVERAGE
    if coarser is not None:
        parts = {
            one.name: np.where(enough, getattr(mix, one.name), getattr(coarser, one.name))
            for one in fields(mix)
        }
        return MixAdjusted(**parts)
    told = {
        one.name: np.where(enough, getattr(mix, one.name), np.nan)
        for one in fields(mix)
        if not one.name.endswith("coverage")
    }
    return replace(mix, **told)


def _by_kinds(
    responses: Responses,
    found: Sequence[Result],
    wanting: Sequence[int],
    query: Query,
    kinds: Sequence[Question],
) -> Iterator[tuple[int, MixAdjusted]]:
    """The adjusted changes of some of the results, with people told apart by some questions."""
    sorts: dict[tuple[object, ...], list[int]] = {}
    for at in wanting:
        one = found[at]
        by, of = one.query.by, one.query.of
        sorts.setdefault((by, of, one.weights, one.statistic.volume), []).append(at)
    for places in sorts.values():
        one = found[places[0]]
        # Shares and scores of one question come from the same tally.
        by_question: dict[str, list[int]] = {}
        for at in places:
            by_question.setdefault(found[at].question.id, []).append(at)
        asked = [*by_question.values()]
        for start in range(0, len(asked), AT_ONCE):
            some = [
                found[of_question[0]].question for of_question in asked[start : start + AT_ONCE]
            ]
            tallies = responses.tally(
                some,
                replace(query, by=one.query.by, weights=one.weights),
                volume=one.statistic.volume,
                kinds=kinds,
            )
            for question in some:
                tally = tallies.pop(question.id)
                for at in by_question[question.id]:
                    yield at, _adjusted(found[at], tally)


def _adjusted(found: Result, tally: Tally) -> MixAdjusted:
    if tally.segments != found.segments:
        tally = of_segments(tally, [tally.segments.index(one) for one in found.segments])
    split = tally.split
    assert split is not None, "a tally by kind of respondent is split"
    # In a view of few groups most kinds have nobody.
    kinds = np.flatnonzero(split.everyone.n.any(axis=(0, 1)))
    cells, base = (
        part.map(lambda counts: _kind_last(counts[:, :, kinds]))
        for part in (split.cells, split.base(found.of))
    )
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
