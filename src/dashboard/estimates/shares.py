"""Shares of a base: of one choice, of one of several choices, of a row of a matrix, of a box."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dashboard.estimates.intervals import wilson
from dashboard.estimates.reliability import flags, judged_by, limits, reliable_share, shown
from dashboard.estimates.sums import Estimates, Floats, Sums, kish, small_sample


@dataclass(frozen=True, kw_only=True)
class Shares(Estimates):
    """Shares between 0 and 1 with what belongs to them: arrays of one shape.

    `count` and `base` count respondents, unweighted. What is not shown is NaN: share, error and
    count below a base of 30, the interval, too, below a base of 10.
    """

    count: Floats

    @property
    def share(self) -> Floats:
        """The estimate, which is a share."""
        return self.estimate


@dataclass(frozen=True, kw_only=True)
class Proportions:
    """Shares before any is hidden, for tests and differences that look at the base themselves.

    `effective_n` is the one behind the interval: share * (1 - share) / variance, at most the
    base, and Kish's where the share is 0 or 1.
    """

    share: Floats
    variance: Floats
    low: Floats
    high: Floats
    effective_n: Floats
    design_effect: Floats


def proportions(given: Sums, base: Sums, rows: ArrayLike) -> Proportions:
    """Shares with variance and Wilson interval, however small the base; NaN where it is empty.

    Shapes as in `shares`. The variance is that of a ratio, linearised (Woodruff 1971):
    N/(N-1) * sum (w (y - share))^2 / (sum w)^2, here as a sum of two positive parts.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        p = certain_ends(given.w / base.w, given.n, base.n)
        rest = np.maximum(base.w2 - given.w2, 0.0)
        squares = (1 - p) ** 2 * given.w2 + p * p * rest
        variance = small_sample(rows) * squares / (base.w * base.w)
    return with_interval(p, variance, base, rows)


def certain_ends(share: Floats, count: Floats, n: Floats) -> Floats:
    """The share, exactly 0 or 1 where nobody or everybody of the base is counted."""
    share = np.where(count <= 0, np.where(n > 0, 0.0, np.nan), np.minimum(share, 1.0))
    return np.where((count >= n) & (n > 0), 1.0, share)


def with_interval(share: Floats, variance: Floats, base: Sums, rows: ArrayLike) -> Proportions:
    """A share and its variance with the effective n, interval and design effect that follow."""
    spread = share * (1 - share)
    effective = kish(base)
    certain = (spread <= 0) | ~(variance > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        effective_n = np.where(certain, effective, np.minimum(spread / variance, base.n))
        alike = small_sample(rows) * spread / base.n
        design_effect = np.where(certain, base.n / effective, variance / alike)
    low, high = wilson(share, effective_n, base.n - 1)
    return Proportions(
        share=share,
        variance=variance,
        low=low,
        high=high,
        effective_n=effective_n,
        design_effect=design_effect,
    )


def shares(given: Sums, base: Sums, rows: ArrayLike, *, asked: ArrayLike = True) -> Shares:
    """The share of each base that gave each answer, with standard error and 95% interval.

    `given` has shape (..., values); `base` has the leading shape (...) or any that broadcasts
    with it after a last axis is added. `rows`, the respondents of the year's file, and `asked`
    go with `base`. Works for answers that exclude each other and for ticks alike.
    """
    base = base.spread()
    raw = proportions(given, base, np.asarray(rows, dtype=np.float64)[..., None])
    return presented(raw, given.n, base, asked=np.asarray(asked)[..., None])


def presented(
    raw: Proportions,
    count: Floats,
    base: Sums,
    *,
    effective_n: ArrayLike = np.inf,
    asked: ArrayLike = True,
) -> Shares:
    """Shares as they may be shown, judged by the base or a smaller `effective_n`."""
    # Adding zeros broadcasts several times faster than np.broadcast_to.
    zeros = np.zeros(raw.share.shape)
    n = base.n + zeros
    judged = judged_by(n, effective_n)
    low, high, wide = limits(raw.low, raw.high, judged)
    return Shares(
        estimate=shown(raw.share, judged),
        standard_error=shown(np.sqrt(raw.variance), judged),
        low=low,
        high=high,
        count=shown(count, judged),
        base=n,
        effective_base=kish(base) + zeros,
        design_effect=shown(raw.design_effect, judged),
        flag=flags(
            judged,
            reliable=reliable_share(raw.share, raw.effective_n),
            asked=asked,
            ranged=wide,
        ),
    )
