"""Shares of a base: of one choice, of one of several choices, of a row of a matrix, of a box."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.estimates.intervals import wilson
from dashboard.estimates.reliability import COUNT_FROM, flags, reliable_share, shown
from dashboard.estimates.sums import Floats, Sums, kish, small_sample


@dataclass(frozen=True, kw_only=True)
class Shares:
    """Shares between 0 and 1 with what belongs to them: arrays of one shape.

    `count` and `base` count respondents, unweighted. What is not shown is NaN: share, error and
    interval below a base of 30, the count, too, below a base of 10. `flag` holds `Flag` members.
    """

    share: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    count: Floats
    base: Floats
    effective_base: Floats
    design_effect: Floats
    flag: NDArray[np.object_]

    @property
    def estimate(self) -> Floats:
        """The share, under the name that every kind of estimate has."""
        return self.share


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
        p = given.w / base.w
        p = np.where(given.n <= 0, np.where(base.n > 0, 0.0, np.nan), p)
        p = np.where((given.n >= base.n) & (base.n > 0), 1.0, np.minimum(p, 1.0))
        rest = np.maximum(base.w2 - given.w2, 0.0)
        factor = small_sample(rows)
        variance = factor * ((1 - p) ** 2 * given.w2 + p * p * rest) / (base.w * base.w)
        spread = p * (1 - p)
        effective = kish(base)
        certain = (spread <= 0) | ~(variance > 0)
        effective_n = np.where(certain, effective, np.minimum(spread / variance, base.n))
        design_effect = np.where(certain, base.n / effective, variance * base.n / (factor * spread))
    low, high = wilson(p, effective_n, base.n - 1)
    return Proportions(
        share=p,
        variance=variance,
        low=low,
        high=high,
        effective_n=effective_n,
        design_effect=design_effect,
    )


def shares(given: Sums, base: Sums, rows: ArrayLike, *, asked: ArrayLike = True) -> Shares:
    """The share of each base that gave each answer, with standard error and 95 % interval.

    `given` has shape (..., values); `base` has the leading shape (...) or any that broadcasts
    with it after a last axis is added. `rows`, the respondents of the year's file, and `asked`
    go with `base`. Works for answers that exclude each other and for ticks alike.
    """
    base = base.spread()
    raw = proportions(given, base, np.asarray(rows, dtype=np.float64)[..., None])
    shape = raw.share.shape
    n = np.broadcast_to(base.n, shape)
    reliable = reliable_share(raw.share, raw.effective_n)
    return Shares(
        share=shown(raw.share, n),
        standard_error=shown(np.sqrt(raw.variance), n),
        low=shown(raw.low, n),
        high=shown(raw.high, n),
        count=shown(np.broadcast_to(given.n, shape), n, COUNT_FROM),
        base=n,
        effective_base=np.broadcast_to(kish(base), shape),
        design_effect=shown(raw.design_effect, n),
        flag=flags(n, reliable=reliable, asked=np.asarray(asked)[..., None]),
    )
