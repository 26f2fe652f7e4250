"""Lift: how much more often two answers are given by the same person than by chance."""

import numpy as np
from numpy.typing import ArrayLike

from dashboard.estimates.change import welch
from dashboard.estimates.intervals import t_quantile
from dashboard.estimates.reliability import NORMAL_FROM, SHARE_FROM, flags
from dashboard.estimates.sums import Estimates, Floats, Sums, kish, small_sample

EXPECTED = 5
"""With fewer respondents expected to have given both answers, a lift is too rough to show."""


def lifts(both: Sums, first: Sums, second: Sums, base: Sums, rows: ArrayLike) -> Estimates:
    """Share giving the second answer among those giving the first, over its share among all.

    1 is what chance brings, 2 twice as many. `both`, `first` and `second` count within `base`,
    who answered both questions; the four broadcast. The interval is that of the logarithm,
    linearised: z = w (y1 y2 / p12 - y1 / p1 - y2 / p2 + 1) / sum(w), summed over the four kinds of
    respondents. Hidden below a base of 30, and where fewer than five effective respondents are
    expected, or have, given both.
    """
    total = base.w
    with np.errstate(invalid="ignore", divide="ignore"):
        p12, p1, p2 = both.w / total, first.w / total, second.w / total
        lift = p12 / (p1 * p2)
        kinds = (
            (both.w2, 1 / p12 - 1 / p1 - 1 / p2 + 1),
            (first.w2 - both.w2, 1 - 1 / p1),
            (second.w2 - both.w2, 1 - 1 / p2),
            (base.w2 - first.w2 - second.w2 + both.w2, 1.0),
        )
        variance = small_sample(rows) * sum(w2 * z**2 for w2, z in kinds) / total**2
        effective = kish(base)
        half = t_quantile(base.n - 1) * np.sqrt(variance)
        enough = (base.n >= SHARE_FROM) & (effective * p1 * p2 >= EXPECTED) & (both.n >= EXPECTED)
        low, high = lift * np.exp(-half), lift * np.exp(half)
        error = lift * np.sqrt(variance)
        alike = (
            small_sample(base.n)
            * sum(
                w * z**2
                for w, z in (
                    (both.w, kinds[0][1]),
                    (first.w - both.w, kinds[1][1]),
                    (second.w - both.w, kinds[2][1]),
                    (base.w - first.w - second.w + both.w, 1.0),
                )
            )
            / (total * base.n)
        )
        design_effect = np.where(alike > 0, variance / alike, 1.0)

    def kept(values: ArrayLike) -> np.ndarray:
        return np.where(enough, np.asarray(values, dtype=np.float64), np.nan)

    return Estimates(
        estimate=kept(lift),
        standard_error=kept(error),
        low=kept(low),
        high=kept(high),
        base=base.n + np.zeros(lift.shape),
        effective_base=effective + np.zeros(lift.shape),
        design_effect=kept(design_effect),
        flag=flags(np.where(enough, base.n, 0.0), reliable=base.n >= NORMAL_FROM, ranged=False),
    )


def lift_p_values(found: Estimates) -> Floats:
    """p-values of lifts being 1, from the test of their logarithms; NaN where there is no lift."""
    with np.errstate(invalid="ignore", divide="ignore"):
        change = np.log(found.estimate)
        variance = (found.standard_error / found.estimate) ** 2
    return welch(change, variance, found.base - 1, 0.0, 1.0)
