"""95% intervals: for a share, for a mean, for the difference of two independent estimates."""

import numpy as np
from numpy.typing import ArrayLike

from dashboard.estimates.distributions import betaincinv, stdtrit
from dashboard.estimates.sums import Floats

LEVEL = 0.95


def t_quantile(df: ArrayLike, level: float = LEVEL) -> Floats:
    """The two-sided t quantile; infinite below one degree of freedom, normal at infinity."""
    freedom = np.asarray(df, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        known = stdtrit(np.maximum(freedom, 1.0), (1 + level) / 2)
        quantile: Floats = np.where(freedom >= 1, known, np.inf)
    return quantile


def wilson(
    share: ArrayLike, effective_n: ArrayLike, df: ArrayLike, level: float = LEVEL
) -> tuple[Floats, Floats]:
    """Wilson's score interval with an effective n and a t quantile (Wilson 1927).

    Arrays broadcast. `effective_n` is share * (1 - share) / variance; where the share is 0 or 1
    the caller gives Kish's, since the variance is then 0. Below one degree of freedom, or with
    no effective respondent, nothing is known and the interval is 0 to 1. A NaN share gives NaN.
    """
    p = np.asarray(share, dtype=np.float64)
    n = np.asarray(effective_n, dtype=np.float64)
    t = t_quantile(df, level)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        spread = t * t / n
        center = p + spread / 2
        half = np.sqrt(p * (1 - p) * spread + spread * spread / 4)
        known = np.isfinite(spread)
        low = np.where(known, (center - half) / (1 + spread), 0.0)
        high = np.where(known, (center + half) / (1 + spread), 1.0)
        # Rounding may put a limit a hair beyond 0, 1 or the share itself.
        low = np.where(np.isnan(p), np.nan, np.clip(np.minimum(low, p), 0.0, 1.0))
        high = np.where(np.isnan(p), np.nan, np.clip(np.maximum(high, p), 0.0, 1.0))
    return low, high


def korn_graubard(
    share: ArrayLike, effective_n: ArrayLike, level: float = LEVEL
) -> tuple[Floats, Floats]:
    """Clopper and Pearson's interval with an effective n (Korn and Graubard 1998).

    The lower limit is 0 at share 0, the upper 1 at share 1; with no effective n it is 0 to 1.
    """
    p, n = np.broadcast_arrays(
        np.asarray(share, dtype=np.float64), np.asarray(effective_n, dtype=np.float64)
    )
    with np.errstate(invalid="ignore"):
        hits, misses = n * p, n * (1 - p)
        low = betaincinv(hits, misses + 1, (1 - level) / 2)
        high = betaincinv(hits + 1, misses, (1 + level) / 2)
        low = np.where((hits > 0) | np.isnan(p), low, 0.0)
        high = np.where((misses > 0) | np.isnan(p), high, 1.0)
    return low, high


def around_mean(
    mean: ArrayLike, standard_error: ArrayLike, df: ArrayLike, level: float = LEVEL
) -> tuple[Floats, Floats]:
    """The interval of a mean: t standard errors each side; NaN below one degree of freedom."""
    center = np.asarray(mean, dtype=np.float64)
    t = t_quantile(df, level)
    with np.errstate(invalid="ignore"):
        half = np.where(np.isfinite(t), t, np.nan) * np.asarray(standard_error, dtype=np.float64)
    return center - half, center + half


def mover(
    first: ArrayLike,
    first_low: ArrayLike,
    first_high: ArrayLike,
    second: ArrayLike,
    second_low: ArrayLike,
    second_high: ArrayLike,
    correlation: ArrayLike = 0.0,
) -> tuple[Floats, Floats]:
    """The interval of second minus first, put together from the intervals of the two.

    (Newcombe 1998; with a correlation of the two estimates Zou and Donner 2008.) Unlike an
    interval from standard errors it respects that shares near 0 and 1 are uncertain on one side.
    """
    p1, l1, u1 = (np.asarray(part, dtype=np.float64) for part in (first, first_low, first_high))
    p2, l2, u2 = (np.asarray(part, dtype=np.float64) for part in (second, second_low, second_high))
    change = p2 - p1
    return change - _side(p2 - l2, u1 - p1, correlation), change + _side(
        u2 - p2, p1 - l1, correlation
    )


def _side(a: Floats, b: Floats, correlation: ArrayLike) -> Floats:
    square = a * a + b * b - 2 * np.asarray(correlation, dtype=np.float64) * a * b
    side: Floats = np.sqrt(np.maximum(square, 0.0))
    return side
