"""Each statistic computed from one question's tally."""

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from dashboard.codebook import Choice, Kind, Question
from dashboard.estimates.numeric import (
    DETRACTORS_TO,
    PROMOTERS_FROM,
    borda_points,
    box_shares,
    maxdiff_scores,
    means,
    ratios,
    recommend_scores,
)
from dashboard.estimates.quantiles import banded_quantiles, quantiles
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Estimates, Floats, Sums
from dashboard.responses.tally import Tally


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


IN_PERCENT = {
    Statistic.TOP2,
    Statistic.ALLOCATION,
    Statistic.VOLUME,
    Statistic.FIRST,
    Statistic.TOPK,
}


def scale_points(question: Question) -> dict[str, float]:
    """The number each choice of a scale stands for: its value, else its place from 1."""
    points = [choice for choice in question.choices if not (choice.outside or choice.other)]
    if question.kind is not Kind.SCALE and any(choice.value is None for choice in points):
        return {}
    return {
        choice.id: float(place if choice.value is None else choice.value)
        for place, choice in enumerate(points, start=1)
    }


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


Mask = NDArray[np.bool_]
Compute = Callable[[Tally, Sums, Sums, Floats, Mask], Estimates | Shares]


def points_of(tally: Tally) -> Floats:
    """The numbers along the value axis: NaN where a choice stands for none."""
    if not tally.question.choices:
        return tally.values
    points = scale_points(tally.question)
    return np.array([points.get(choice.id, np.nan) for choice in tally.question.choices])


def numbers_of(tally: Tally, statistic: Statistic) -> Floats:
    """Along the value axis the numbers that a statistic is the mean of; NaN where there is none."""
    if statistic in (Statistic.ALLOCATION, Statistic.VOLUME):
        return tally.values / 100
    points = points_of(tally)
    if statistic is Statistic.MEAN:
        return points
    recommended = 100.0 * (points >= PROMOTERS_FROM) - 100.0 * (points <= DETRACTORS_TO)
    return np.where(np.isfinite(points), recommended, np.nan)


def box_of(tally: Tally, statistic: Statistic) -> Floats:
    """Along the value axis 1 inside the statistic's box, 0 outside, NaN where it does not apply."""
    if statistic is Statistic.TOP2:
        points = points_of(tally)
        highest = np.sort(np.unique(points[np.isfinite(points)]))[-2:]
        return np.where(np.isfinite(points), np.isin(points, highest), np.nan)
    most = tally.question.pick or len(tally.question.choices)
    rank = tally.values[:, 0]
    inside = (rank == 1) if statistic is Statistic.FIRST else (rank >= 1) & (rank <= most)
    return inside.astype(np.float64)


def _mean(tally: Tally, cells: Sums, _: Sums, rows: Floats, asked: Mask) -> Estimates:
    return means(cells, points_of(tally), rows, asked=asked)


def bands_of(question: Question) -> tuple[list[int], Floats]:
    """The places of the bands along the value axis, ascending, and their edges (bands, 2)."""
    choices = question.choices
    bands = sorted(
        (i for i, choice in enumerate(choices) if choice.is_band),
        key=lambda i: _start(choices[i]),
    )
    edges = np.array([[choices[i].low, choices[i].high] for i in bands], dtype=np.float64)
    return bands, edges


def _median(tally: Tally, cells: Sums, _: Sums, rows: Floats, asked: Mask) -> Estimates:
    if not tally.question.choices:
        return quantiles(cells, tally.values, rows, asked=asked)
    bands, edges = bands_of(tally.question)
    inside = Sums(*(part[..., bands] for part in cells))
    return banded_quantiles(inside, edges[:, 0], edges[:, 1], rows, asked=asked)


def _start(band: Choice) -> float:
    return float("-inf") if band.low is None else band.low


def _top2(tally: Tally, cells: Sums, _: Sums, rows: Floats, asked: Mask) -> Shares:
    inside = box_of(tally, Statistic.TOP2)
    given = Sums(*(part * np.isfinite(inside) for part in cells))
    return box_shares(given, inside == 1, rows, asked=asked)


def _recommend(tally: Tally, cells: Sums, _: Sums, rows: Floats, asked: Mask) -> Estimates:
    return recommend_scores(cells, points_of(tally), rows, asked=asked)


def _allocation(tally: Tally, cells: Sums, _: Sums, rows: Floats, asked: Mask) -> Estimates:
    return means(cells, tally.values / 100, rows, asked=asked)


def _first(tally: Tally, cells: Sums, answered: Sums, rows: Floats, asked: Mask) -> Shares:
    inside = box_of(tally, Statistic.FIRST) == 1
    return box_shares(cells, inside, rows, base=answered, asked=asked)


def _topk(tally: Tally, cells: Sums, answered: Sums, rows: Floats, asked: Mask) -> Shares:
    inside = box_of(tally, Statistic.TOPK) == 1
    return box_shares(cells, inside, rows, base=answered, asked=asked)


def _borda(tally: Tally, cells: Sums, _: Sums, rows: Floats, asked: Mask) -> Estimates:
    # How many objects could be ranked differs by year where a choice was added or retired.
    objects = np.array([len(tally.question.offered(year)) for year in tally.years])
    ranks, ranked = tally.values[:, 0], tally.values[:, 1]
    points = np.stack([borda_points(ranks, ranked, count) for count in objects])
    points = points[:, None, None, :]
    return ratios(cells, points, np.ones_like(points), rows, asked=asked)


def _maxdiff(tally: Tally, cells: Sums, _: Sums, rows: Floats, asked: Mask) -> Estimates:
    return maxdiff_scores(cells, tally.values[:, 0], tally.values[:, 1], rows, asked=asked)


COMPUTE: dict[Statistic, Compute] = {
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


def bands_of_percent(tally: Tally, cells: Sums) -> Sums:
    """Respondents in each band of `SPREAD`, along the last axis."""
    percent = tally.values
    edges = [percent <= 0, *((percent > low) & (percent <= low + 25) for low in (0, 25, 50, 75))]
    edges[-1] = edges[-1] & (percent < 100)
    bands = np.stack([*edges, percent >= 100]).astype(np.float64)
    return Sums(*(np.einsum("...v,bv->...b", part, bands) for part in cells))
