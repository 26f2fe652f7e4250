"""Estimates with weights that were raked or post-stratified: known totals make them surer.

A respondent's linearised value z counts only as far as the margins do not explain it: with e its
residual in a regression on the margins, weighted by the weights from before, the variance is
N/(N-1) * sum (w e)^2 (Deville and Sarndal 1992; `calibrate` in R's survey). Outside the base z is
0, and the residual is what the regression takes from there. All respondents of a cell, a category
of every margin, have the same fitted value, so sums by cell are enough.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.estimates.numeric import Ratio, presented_ratio
from dashboard.estimates.shares import Shares, certain_ends, presented, with_interval
from dashboard.estimates.sums import Estimates, Sums, small_sample
from dashboard.estimates.weighting import Calibration


def as_given(rows: int) -> Calibration:
    """Weights that no margin explains: one cell, and the variance takes them as they are."""
    one = np.ones(1)
    return Calibration(
        adjustment=one, base_weight=np.zeros(1), w2=np.zeros(1), fit=np.zeros((1, 1)), rows=rows
    )


def calibrated(
    given: Sums, above: ArrayLike, calibration: Calibration, below: ArrayLike = 1.0
) -> Ratio:
    """sum(w above) / sum(w below) over the base, with the gain of the margins in its variance.

    `given` has shape (..., values, cells), sums of final weights; `above` and `below` go with the
    values, their last axis. With `below` 1 these are means.
    """
    y, x = (np.asarray(part, dtype=np.float64) for part in (above, below))
    y, x = np.broadcast_arrays(np.atleast_1d(y), np.atleast_1d(x))
    with np.errstate(invalid="ignore", divide="ignore"):
        by_value = given.w.sum(axis=-1)
        total = (by_value * x).sum(axis=-1)
        ratio = (by_value * y).sum(axis=-1) / total
        z = (y - ratio[..., None] * x)[..., None]
        summed = (given.w * z).sum(axis=-2)
        adjustment = np.where(calibration.adjustment > 0, calibration.adjustment, np.inf)
        explained = (summed / adjustment) @ calibration.fit.T
        others = np.maximum(calibration.w2 - given.w2.sum(axis=-2), 0.0) * explained**2
        squares = (given.w2 * (z - explained[..., None, :]) ** 2).sum(axis=(-1, -2))
        in_all = (calibration.adjustment * calibration.base_weight * explained).sum(axis=-1)
        rows = calibration.rows
        drift = (summed.sum(axis=-1) - in_all) ** 2 / rows
        factor = small_sample(rows)
        summed_squares = np.maximum(squares + others.sum(axis=-1) - drift, 0.0)
        variance = factor * summed_squares / total**2
        n, weighed = given.n.sum(axis=(-1, -2)), by_value.sum(axis=-1)
        alike = factor * (given.w * z**2).sum(axis=(-1, -2)) * weighed / (n * total**2)
        design_effect = np.where(alike > 0, variance / alike, np.nan)
    return Ratio(ratio, variance, design_effect)


def calibrated_ratios(
    given: Sums,
    above: ArrayLike,
    calibration: Calibration,
    below: ArrayLike = 1.0,
    *,
    asked: ArrayLike = True,
) -> Estimates:
    """Ratios, such as means, hidden like shares on small bases; shapes as in `calibrated`."""
    raw = calibrated(given, above, calibration, below)
    return presented_ratio(raw, given.total().total(), asked=asked)


def calibrated_shares(
    given: Sums, base: Sums, calibration: Calibration, *, asked: ArrayLike = True
) -> Shares:
    """The share of each base that gave each answer.

    `given` has shape (..., values, cells), `base` (..., cells). Answers that exclude
    each other and ticks are treated alike, as in `shares`.
    """
    whole = base.map(lambda part: part[..., None, :])
    pair = given.map_with(whole, lambda a, b: np.stack([a, np.maximum(b - a, 0.0)], axis=-2))
    raw = calibrated(pair, [1.0, 0.0], calibration)
    count, n = given.n.sum(axis=-1), base.total().spread()
    share = certain_ends(raw.estimate, count, n.n)
    found = with_interval(share, raw.variance, n, calibration.rows)
    return presented(found, count, n, asked=np.asarray(asked)[..., None])


def share_up_to(given: Sums, at: NDArray[np.intp], calibration: Calibration) -> Ratio:
    """The share whose value stands at or before a place of the value axis (..., values, cells)."""
    values = given.w.shape[-2]
    return calibrated(given, np.arange(values) <= at[..., None], calibration)
