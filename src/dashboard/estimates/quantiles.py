"""Medians and other quantiles, of plain numbers and of numbers answered in bands."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.estimates.intervals import t_quantile
from dashboard.estimates.numeric import Ratio
from dashboard.estimates.reliability import SHARE_FROM, flags, judged_by, limits, shown
from dashboard.estimates.shares import proportions
from dashboard.estimates.sums import Estimates, Floats, Sums, kish

ROUNDING = 1e-12
"""How far a cumulated share may fall short of p by rounding alone."""


@dataclass(frozen=True, kw_only=True)
class BandedQuantiles(Estimates):
    """Quantiles of banded numbers: `band` is the index of the band a quantile lies in.

    Inside a band with an open end no number is invented: the estimate is NaN, `band` tells
    where it lies (-1 where nothing is known). The limits work alike, `low_band` to `high_band`.
    """

    band: NDArray[np.intp]
    low_band: NDArray[np.intp]
    high_band: NDArray[np.intp]


Below = Callable[[NDArray[np.intp]], Ratio]
"""The share at or below a place of the value axis, with the variance that weighting gives it."""


def quantiles(
    given: Sums,
    values: ArrayLike,
    rows: ArrayLike,
    *,
    p: float = 0.5,
    below: Below | None = None,
    effective_n: ArrayLike = np.inf,
    asked: ArrayLike = True,
) -> Estimates:
    """The smallest value at or below which a weighted share `p` of the base lies.

    `values` ascend along the last axis of `given`. The interval is Woodruff's (1952): p and its
    sampling error on the scale of shares, read back as values; it ends at the values observed.
    The standard error is its half width over t. `below` replaces the error of a share where
    weights have a variance of their own.
    """
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.size == 0:  # nobody gave a number: one that nobody gave stands for all
        numbers, given = np.array([np.nan]), given.total().spread()
    base = given.total()
    cumulated = _cumulated(given)
    at = _first_reaching(cumulated, base.w, np.broadcast_to(p, base.n.shape))
    if below is None:
        reached = cumulated.map(lambda part: np.take_along_axis(part, at[..., None], -1)[..., 0])
        found = proportions(reached, base, rows)
        at_or_below = Ratio(found.share, found.variance, found.design_effect)
    else:
        at_or_below = below(at)
    error = _error_at(p, at_or_below, base)
    t = t_quantile(base.n - 1)
    low, high = (
        numbers[_first_reaching(cumulated, base.w, limit)] for limit in _limits(p, t, error)
    )
    with np.errstate(invalid="ignore"):
        standard_error = np.where(np.isfinite(t), (high - low) / (2 * t), np.nan)
    judged = judged_by(base.n, effective_n)
    low, high, wide = limits(low, high, judged)
    return Estimates(
        estimate=shown(numbers[at], judged),
        standard_error=shown(standard_error, judged),
        low=low,
        high=high,
        base=base.n,
        effective_base=kish(base),
        design_effect=shown(at_or_below.design_effect, judged),
        flag=flags(judged, reliable=kish(base) >= SHARE_FROM, asked=asked, ranged=wide),
    )


def banded_quantiles(
    given: Sums,
    lower: ArrayLike,
    upper: ArrayLike,
    rows: ArrayLike,
    *,
    p: float = 0.5,
    below: Below | None = None,
    effective_n: ArrayLike = np.inf,
    asked: ArrayLike = True,
) -> BandedQuantiles:
    """Quantiles where answers are bands [lower, upper), ascending along the last axis.

    Inside a band answers are taken to lie evenly. NaN or infinity stands for an open end. The
    interval is Woodruff's, its error that of p on Kish's effective base, or what `below` says of
    the share up to the quantile's band.
    """
    edges = np.stack(
        [np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64)], axis=-1
    )
    base = given.total()
    effective = kish(base)
    cumulated = _cumulated(given)
    at, band = _inside(cumulated, base.w, edges, np.broadcast_to(p, base.n.shape))
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(p * (1 - p) / effective)
        design_effect = base.n / np.where(effective > 0, effective, np.nan)
    if below is not None:
        up_to_band = below(np.maximum(band, 0))
        error, design_effect = _error_at(p, up_to_band, base), up_to_band.design_effect
    t = t_quantile(base.n - 1)
    judged = judged_by(base.n, effective_n)
    enough = judged >= SHARE_FROM
    (low, low_band), (high, high_band) = (
        _inside(cumulated, base.w, edges, limit) for limit in _limits(p, t, error)
    )
    with np.errstate(invalid="ignore"):
        standard_error = np.where(np.isfinite(t), (high - low) / (2 * t), np.nan)
    # Below `SHARE_FROM` an interval with an end in an open band, without a number, is not told.
    low, high, wide = limits(low, high, judged)
    told = enough | ~np.isnan(low)
    return BandedQuantiles(
        estimate=shown(at, judged),
        standard_error=shown(standard_error, judged),
        low=low,
        high=high,
        base=base.n,
        effective_base=effective,
        design_effect=shown(design_effect, judged),
        flag=flags(judged, reliable=effective >= SHARE_FROM, asked=asked, ranged=wide),
        band=np.where(enough, band, -1),
        low_band=np.where(told, low_band, -1),
        high_band=np.where(told, high_band, -1),
    )


def _error_at(p: float, below: Ratio, base: Sums) -> Floats:
    """The error of a share of p, from that of the share observed at the quantile."""
    with np.errstate(invalid="ignore", divide="ignore"):
        of_share = below.estimate * (1 - below.estimate)
        # Ties can carry the share far beyond p; its error is brought back to that of p.
        scaled = below.variance * p * (1 - p) / of_share
        error: Floats = np.sqrt(np.where(of_share > 0, scaled, p * (1 - p) / kish(base)))
    return error


def _cumulated(given: Sums) -> Sums:
    return given.map(lambda part: part.cumsum(axis=-1))


def _limits(p: float, t: Floats, error: Floats) -> tuple[Floats, Floats]:
    """p less and plus its error, within 0 and 1; 0 and 1 where the error is unknown."""
    with np.errstate(invalid="ignore"):
        half = np.where(np.isfinite(t) & np.isfinite(error), t * error, 1.0)
    return np.clip(p - half, 0.0, 1.0), np.clip(p + half, 0.0, 1.0)


def _first_reaching(cumulated: Sums, total: Floats, target: Floats) -> NDArray[np.intp]:
    """The first value given by anyone at which the cumulated weight reaches target * total."""
    reached = cumulated.w >= (target * total * (1 - ROUNDING))[..., None]
    first: NDArray[np.intp] = (reached & (cumulated.w > 0)).argmax(axis=-1)
    return first


def _inside(
    cumulated: Sums, total: Floats, edges: Floats, target: Floats
) -> tuple[Floats, NDArray[np.intp]]:
    """Where in which band the target lies, answers lying evenly inside each band."""
    band = _first_reaching(cumulated, total, target)
    upto = np.take_along_axis(cumulated.w, band[..., None], -1)[..., 0]
    before = np.take_along_axis(cumulated.w, np.maximum(band - 1, 0)[..., None], -1)[..., 0]
    before = np.where(band > 0, before, 0.0)
    start, end = edges[band, 0], edges[band, 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.clip((target * total - before) / (upto - before), 0.0, 1.0)
        closed = np.isfinite(start) & np.isfinite(end)
        number = np.where(closed, start + part * (end - start), np.nan)
    return number, np.where(total > 0, band, -1)
