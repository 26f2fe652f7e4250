"""Mix-adjusted changes: tallies by persona and company size, and what is made of them."""

from collections.abc import Mapping, Sequence

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.scores import Scores, Statistic
from dashboard.analysis.statistics import box_of, numbers_of
from dashboard.codebook import Codebook, Question
from dashboard.estimates.mix import MixAdjusted, mix_adjusted, yes_and_no
from dashboard.estimates.sums import Floats, Sums
from dashboard.query.selection import Of, Selection, Weights
from dashboard.responses import Responses
from dashboard.responses.tally import Tally, Together, by_kind

BOXES = {Statistic.FIRST, Statistic.TOPK, Statistic.TOP2}
MEANS = {Statistic.MEAN, Statistic.RECOMMEND, Statistic.ALLOCATION, Statistic.VOLUME}
KNOWN = BOXES | MEANS | {Statistic.SHARE}


def kinds_of(codebook: Codebook, years: Sequence[int]) -> list[Question]:
    """What kinds of respondents are told apart by: persona and company size, where both asked."""
    named = [codebook.filters.get(name) for name in ("persona", "company_size")]
    return [
        question
        for question in named
        if question is not None and all(year in question.asked for year in years)
    ]


def adjusted_for_mix(
    responses: Responses,
    found: Sequence[Result | Scores],
    years: Selection,
    together: Mapping[str, Together],
) -> list[MixAdjusted | None]:
    """The changes of results with the earlier year's persona and company size held fixed.

    Later year less earlier, axes (segment, item, choice) or (segment, item). None for medians and
    other numbers that are no means, for use-case weights, and where nothing tells kinds apart.
    """
    kinds = kinds_of(responses.codebook, years.years)
    sorts: dict[tuple[object, ...], list[int]] = {}
    for at, one in enumerate(found):
        # What is published apart stands beside one key attribute, never beside two.
        apart = one.question.id in responses.apart and len(kinds) > 1
        known = one.weights is not Weights.USE_CASES and _statistic(one) in KNOWN
        if kinds and known and not apart:
            by = one.by.id if one.by is not None else None
            volume = _statistic(one) is Statistic.VOLUME
            sorts.setdefault((by, one.weights, volume), []).append(at)
    adjusted: list[MixAdjusted | None] = [None] * len(found)
    for places in sorts.values():
        one = found[places[0]]
        # Shares and scores of one question come from the same tally.
        questions = {found[at].question.id: found[at].question for at in places}
        tallies = responses.tally(
            list(questions.values()),
            years,
            one.by,
            one.weights,
            volume=_statistic(one) is Statistic.VOLUME,
            kinds=kinds,
            together=together,
        )
        for at in places:
            adjusted[at] = _adjusted(found[at], tallies[found[at].question.id])
    return adjusted


def _statistic(found: Result | Scores) -> Statistic:
    return found.statistic if isinstance(found, Scores) else Statistic.SHARE


def _adjusted(found: Result | Scores, tally: Tally) -> MixAdjusted:
    segments = len(found.segments)
    cells = by_kind(tally.cells, segments)
    base = by_kind(tally.answered, segments)
    if isinstance(found, Result) and found.of is Of.EVERYONE:
        whole = by_kind(tally.everyone, segments)
        items = base.n.shape[2]
        base = Sums(*(np.repeat(part[:, :, None], items, axis=2) for part in whole))
    given, values = _values(tally, _statistic(found), cells, base)
    first, second = (Sums(*(part[at] for part in given)) for at in (0, 1))
    return mix_adjusted(first, second, values, tally.rows[0], tally.rows[1])


def _values(tally: Tally, statistic: Statistic, cells: Sums, base: Sums) -> tuple[Sums, Floats]:
    """Sums (year, segment, item, ..., value, kind) and the numbers along their value axis."""
    if statistic is Statistic.SHARE:
        spread = Sums(*(np.expand_dims(part, 3) for part in base))
        return yes_and_no(cells, spread), np.array([1.0, 0.0])
    if statistic in BOXES:
        inside = box_of(tally, statistic)
        yes = Sums(*((part * (inside == 1)[:, None]).sum(axis=3) for part in cells))
        if statistic is Statistic.TOP2:
            on_scale = np.isfinite(inside)[:, None]
            base = Sums(*((part * on_scale).sum(axis=3) for part in cells))
        return yes_and_no(yes, base), np.array([1.0, 0.0])
    numbers = numbers_of(tally, statistic)
    counts = np.isfinite(numbers)[:, None]
    return Sums(*(part * counts for part in cells)), np.nan_to_num(numbers)
