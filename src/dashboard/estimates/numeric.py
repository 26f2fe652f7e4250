"""Means, scores and boxes: everything that is a mean or a ratio over distinct values."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from dashboard.estimates.intervals import around_mean
from dashboard.estimates.reliability import SHARE_FROM, flags, judged_by, limits, shown
from dashboard.estimates.shares import Shares, shares
from dashboard.estimates.sums import Estimates, Floats, Sums, kish, small_sample

PROMOTERS_FROM, DETRACTORS_TO = 9, 6


class Ratio(NamedTuple):
    """A ratio with its variance and design effect, before anything is hidden."""

    estimate: Floats
    variance: Floats
    design_effect: Floats


def ratio(given: Sums, above: ArrayLike, below: ArrayLike, rows: ArrayLike) -> Ratio:
    """sum(w above) / sum(w below) over the values of the last axis; NaN on an empty base.

    `above` and `below` say for each value what a respondent who gave it adds, per unit of
    weight. Linearised as in `shares`: z = w (above - ratio * below) / sum(w below).
    """
    y, x = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        denominator = (given.w * x).sum(axis=-1)
        estimate = (given.w * y).sum(axis=-1) / denominator
        squares = (y - estimate[..., None] * x) ** 2
        factor = small_sample(rows)
        variance = factor * (given.w2 * squares).sum(axis=-1) / denominator**2
        base = given.total()
        alike = factor * (given.w * squares).sum(axis=-1) * base.w / (base.n * denominator**2)
        design_effect = np.where(alike > 0, variance / alike, base.n / kish(base))
    return Ratio(estimate, variance, design_effect)


def ratios(
    given: Sums, above: ArrayLike, below: ArrayLike, rows: ArrayLike, *, asked: ArrayLike = True
) -> Estimates:
    """Ratios with standard error, 95% interval and base, hidden like shares on small bases.

    `given` has shape (..., values), the results its leading shape. The base is everyone in it,
    but for those whose value has no number: NaN in `above` or `below`.
    """
    y, x = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    counts = np.isfinite(y) & np.isfinite(x)
    given = given.map(lambda part: part * counts)
    raw = ratio(given, np.where(counts, y, 0.0), np.where(counts, x, 0.0), rows)
    return presented_ratio(raw, given.total(), asked=asked)


def presented_ratio(
    raw: Ratio, base: Sums, *, effective_n: ArrayLike = np.inf, asked: ArrayLike = True
) -> Estimates:
    """A ratio as it may be shown, judged by the base or a smaller `effective_n`."""
    judged = judged_by(base.n, effective_n)
    error = np.sqrt(raw.variance)
    low, high, wide = limits(*around_mean(raw.estimate, error, base.n - 1), judged)
    return Estimates(
        estimate=shown(raw.estimate, judged),
        standard_error=shown(error, judged),
        low=low,
        high=high,
        base=base.n,
        effective_base=kish(base),
        design_effect=shown(raw.design_effect, judged),
        flag=flags(judged, reliable=kish(base) >= SHARE_FROM, asked=asked, ranged=wide),
    )


def means(given: Sums, values: ArrayLike, rows: ArrayLike, *, asked: ArrayLike = True) -> Estimates:
    """Weighted means: the last axis of `given` goes with `values`, NaN being no number.

    The mean part of an allocation, each respondent counting alike, is this over the distinct
    percentages; its volume-weighted form is this over sums of w * m and (w * m)^2, m being how
    many use cases the respondent has. The two answer different questions and are never mixed.
    """
    numbers = np.asarray(values, dtype=np.float64)
    return ratios(given, numbers, np.ones_like(numbers), rows, asked=asked)


def box_shares(
    given: Sums,
    inside: ArrayLike,
    rows: ArrayLike,
    *,
    base: Sums | None = None,
    asked: ArrayLike = True,
) -> Shares:
    """The share whose value is in a box: the two highest of a scale, a rank among the first k.

    `inside` marks the values in the box. The base is everyone in `given`, or `base` where some
    who answered gave no value here (they ranked other objects).
    """
    whole = given.total() if base is None else base
    found = shares(given.total(inside).spread(), whole, rows, asked=asked)
    return found.at((..., 0))


def with_the_rest(given: Sums, base: Sums) -> Sums:
    """`given` with one more value: those of the base who gave none of the others."""
    rest = base.map_with(
        given.total(), lambda whole, part: np.maximum(whole - part, 0.0)[..., None]
    )
    return given.map_with(rest, lambda part, others: np.concatenate([part, others], axis=-1))


def borda_points(ranks: ArrayLike, ranked: ArrayLike, objects: int) -> Floats:
    """The Borda score of a rank: 1 for the first of `objects`, 0 for the last.

    Rank 0 or NaN stands for an object left out of a list of `ranked`; it takes the average of
    the ranks that remain. A list of one object has no order, and scores NaN.
    """
    rank, count = np.asarray(ranks, dtype=np.float64), np.asarray(ranked, dtype=np.float64)
    place = np.where(rank > 0, rank, (count + 1 + objects) / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        points: Floats = np.where(objects > 1, (objects - place) / np.float64(objects - 1), np.nan)
    return points
