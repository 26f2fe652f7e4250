"""Scores: one number for a question or for each of its items, such as a mean or a median."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from dashboard.codebook import Choice, Kind, Question, Year
from dashboard.errors import DashboardError, unknown
from dashboard.estimates.numeric import (
    borda_points,
    box_shares,
    maxdiff_scores,
    means,
    ratios,
    recommend_scores,
)
from dashboard.estimates.quantiles import banded_quantiles, quantiles
from dashboard.estimates.reliability import Flag
from dashboard.estimates.shares import Shares, shares
from dashboard.estimates.sums import Estimates
from dashboard.responses import Responses
from dashboard.results import gaps_of
from dashboard.selection import Selection
from dashboard.sums import Floats, Sums
from dashboard.tally import Tally, items_of
from dashboard.weights import Weights


class Statistic(StrEnum):
    """What is computed from the answers to a question."""

    SHARE = "share"
    MEAN = "mean"
    MEDIAN = "median"
    TOP2 = "top2"
    RECOMMEND = "recommend"
    ALLOCATION = "allocation"
    VOLUME = "volume"
    FIRST = "first"
    TOPK = "topk"
    BORDA = "borda"
    MAXDIFF = "maxdiff"


# The bands, in percent, in which the spread of an allocation is drawn: none, four quarters, all.
SPREAD = ("0 %", "1–25 %", "26–50 %", "51–75 %", "76–99 %", "100 %")


@dataclass(frozen=True, kw_only=True)
class Scores:
    """One number for each item: arrays with the axes (year, segment, item).

    `unit` is "percent" for shares and allocations (fractions of 1), else the question's own.
    `spread`, for allocations alone, holds the shares of respondents in the bands of `SPREAD`
    along one axis more.
    """

    question: Question
    by: Question | None
    statistic: Statistic
    tally: Tally
    estimates: Estimates | Shares
    gaps: Mapping[Year, str]
    unit: str
    spread: Shares | None = None

    @property
    def years(self) -> tuple[Year, ...]:
        """The years along the first axis."""
        return self.tally.years

    @property
    def segments(self) -> tuple[str | None, ...]:
        """The segments along the second axis; (None,) without a breakdown."""
        return self.tally.segments

    @property
    def items(self) -> tuple[Choice | None, ...]:
        """The objects along the third axis: items, ranked choices, or (None,) for none."""
        objects = {choice.id: choice for choice in (*self.question.items, *self.question.choices)}
        return tuple(objects[code] for code in items_of(self.question)) or (None,)


def statistics_of(question: Question) -> tuple[Statistic, ...]:
    """The statistics a question has, the usual one first."""
    match question.kind:
        case Kind.ALLOCATION:
            return (Statistic.ALLOCATION, Statistic.VOLUME)
        case Kind.RANKING:
            return (Statistic.BORDA, Statistic.FIRST, Statistic.TOPK)
        case Kind.MAXDIFF:
            return (Statistic.MAXDIFF,)
        case Kind.NUMBER if not question.choices:
            return (Statistic.MEDIAN, Statistic.MEAN)
    found = [Statistic.SHARE]
    points = scale_points(question)
    if any(choice.is_band for choice in question.choices):
        found.append(Statistic.MEDIAN)
    if question.kind in (Kind.SCALE, Kind.MATRIX) and not question.multiple and points:
        found += [Statistic.MEAN, Statistic.TOP2]
        if set(points.values()) == set(range(11)):
            found.append(Statistic.RECOMMEND)
    return tuple(found)


def scale_points(question: Question) -> dict[str, float]:
    """The number each choice of a scale stands for: its value, else its place from 1."""
    points = [choice for choice in question.choices if not (choice.outside or choice.other)]
    if question.kind is not Kind.SCALE and any(choice.value is None for choice in points):
        return {}
    return {
        choice.id: float(place if choice.value is None else choice.value)
        for place, choice in enumerate(points, start=1)
    }


def scores(
    responses: Responses,
    questions: Sequence[Question],
    selection: Selection,
    by: Question | None = None,
    statistic: Statistic | None = None,
    weights: Weights = Weights.NONE,
) -> dict[str, Scores]:
    """Scores of several questions in one query, by question id; the usual statistic of each.

    Raises DashboardError where a question does not have the statistic.
    """
    wanted = {question.id: _statistic(question, statistic) for question in questions}
    tallies = responses.tally(questions, selection, by, weights)
    found = {}
    for code, tally in tallies.items():
        gaps = gaps_of(responses, tally, selection)
        found[code] = score(tally, by, wanted[code], gaps)
    return found


def _statistic(question: Question, wanted: Statistic | None) -> Statistic:
    known = [s for s in statistics_of(question) if s is not Statistic.SHARE]
    if wanted is None and known:
        return known[0]
    if wanted not in known or wanted is None:
        raise DashboardError(
            f"{question.id!r} is of kind {question.kind}. "
            + unknown("statistic for it", wanted or "none", statistics_of(question))
        )
    return wanted


def score(
    tally: Tally, by: Question | None, statistic: Statistic, gaps: Mapping[Year, str]
) -> Scores:
    """One question's scores from its tally."""
    question = tally.question
    rows = tally.rows[:, None, None]
    asked = tally.asked.n > 0
    for y, year in enumerate(tally.years):
        if year in gaps:
            asked[y] = False
    cells = Sums(*(np.where(asked[..., None], part, 0.0) for part in tally.cells))
    answered = Sums(*(np.where(asked, part, 0.0) for part in tally.answered))
    estimates = _COMPUTE[statistic](tally, cells, answered, rows, asked)
    estimates.flag[~asked] = Flag.NOT_ASKED
    spread = None
    if statistic is Statistic.ALLOCATION:
        spread = shares(_bands_of_percent(tally, cells), answered, rows, asked=asked)
    return Scores(
        question=question,
        by=by,
        statistic=statistic,
        tally=tally,
        estimates=estimates,
        gaps=gaps,
        unit="percent" if statistic in IN_PERCENT else question.unit,
        spread=spread,
    )


IN_PERCENT = {
    Statistic.TOP2,
    Statistic.ALLOCATION,
    Statistic.VOLUME,
    Statistic.FIRST,
    Statistic.TOPK,
}

Mask = NDArray[np.bool_]
Compute = Callable[[Tally, Sums, Sums, Floats, Mask], Estimates | Shares]


def _points(tally: Tally) -> Floats:
    """The numbers along the value axis: NaN where a choice stands for none."""
    if not tally.question.choices:
        return tally.values
    points = scale_points(tally.question)
    return np.array([points.get(choice.id, np.nan) for choice in tally.question.choices])


def _mean(tally: Tally, cells: Sums, _: Sums, rows: Floats, asked: Mask) -> Estimates:
    return means(cells, _points(tally), rows, asked=asked)


def _median(tally: Tally, cells: Sums, _: Sums, rows: Floats, asked: Mask) -> Estimates:
    choices = tally.question.choices
    if not choices:
        return quantiles(cells, tally.values, rows, asked=asked)
    bands = sorted(
        (i for i, choice in enumerate(choices) if choice.is_band),
        key=lambda i: _start(choices[i]),
    )
    lower = np.array([choices[i].low for i in bands], dtype=np.float64)
    upper = np.array([choices[i].high for i in bands], dtype=np.float64)
    inside = Sums(*(part[..., bands] for part in cells))
    return banded_quantiles(inside, lower, upper, rows, asked=asked)


def _start(band: Choice) -> float:
    return float("-inf") if band.low is None else band.low


def _top2(tally: Tally, cells: Sums, _: Sums, rows: Floats, asked: Mask) -> Shares:
    points = _points(tally)
    on_scale = np.isfinite(points)
    highest = np.sort(np.unique(points[on_scale]))[-2:]
    given = Sums(*(part * on_scale for part in cells))
    return box_shares(given, np.isin(points, highest), rows, asked=asked)


def _recommend(tally: Tally, cells: Sums, _: Sums, rows: Floats, asked: Mask) -> Estimates:
    return recommend_scores(cells, _points(tally), rows, asked=asked)


def _allocation(tally: Tally, cells: Sums, _: Sums, rows: Floats, asked: Mask) -> Estimates:
    return means(cells, tally.values / 100, rows, asked=asked)


def _first(tally: Tally, cells: Sums, answered: Sums, rows: Floats, asked: Mask) -> Shares:
    return box_shares(cells, tally.values[:, 0] == 1, rows, base=answered, asked=asked)


def _topk(tally: Tally, cells: Sums, answered: Sums, rows: Floats, asked: Mask) -> Shares:
    rank = tally.values[:, 0]
    most = tally.question.pick or len(tally.question.choices)
    return box_shares(cells, (rank >= 1) & (rank <= most), rows, base=answered, asked=asked)


def _borda(tally: Tally, cells: Sums, _: Sums, rows: Floats, asked: Mask) -> Estimates:
    # How many objects could be ranked differs by year where a choice was added or retired.
    objects = np.array([len(tally.question.offered(year)) for year in tally.years])
    ranks, ranked = tally.values[:, 0], tally.values[:, 1]
    points = np.stack([borda_points(ranks, ranked, count) for count in objects])
    points = points[:, None, None, :]
    return ratios(cells, points, np.ones_like(points), rows, asked=asked)


def _maxdiff(tally: Tally, cells: Sums, _: Sums, rows: Floats, asked: Mask) -> Estimates:
    return maxdiff_scores(cells, tally.values[:, 0], tally.values[:, 1], rows, asked=asked)


_COMPUTE: dict[Statistic, Compute] = {
    Statistic.MEAN: _mean,
    Statistic.MEDIAN: _median,
    Statistic.TOP2: _top2,
    Statistic.RECOMMEND: _recommend,
    Statistic.ALLOCATION: _allocation,
    Statistic.VOLUME: _allocation,
    Statistic.FIRST: _first,
    Statistic.TOPK: _topk,
    Statistic.BORDA: _borda,
    Statistic.MAXDIFF: _maxdiff,
}


def _bands_of_percent(tally: Tally, cells: Sums) -> Sums:
    """Respondents in each band of `SPREAD`, along the last axis."""
    percent = tally.values
    edges = [percent <= 0, *((percent > low) & (percent <= low + 25) for low in (0, 25, 50, 75))]
    edges[-1] = edges[-1] & (percent < 100)
    bands = np.stack([*edges, percent >= 100]).astype(np.float64)
    return Sums(*(np.einsum("...v,bv->...b", part, bands) for part in cells))
