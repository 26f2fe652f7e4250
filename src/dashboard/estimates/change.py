"""Changes from one year to another: differences, which of them to mark, and the part of mix."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from dashboard.estimates.distributions import ndtri, stdtr
from dashboard.estimates.intervals import mover, t_quantile
from dashboard.estimates.reliability import SHARE_FROM
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Aligned, Bools, Estimates, Floats

RATE = 0.05
"""Of the differences marked in a view, at most this part may be expected to be none."""
EXPECTED = 5
"""With fewer effective respondents expected on either side of a share nothing is tested."""


@dataclass(frozen=True, kw_only=True)
class Changes(Aligned):
    """Second less first, with standard error, 95% interval and p-value; NaN where not tested."""

    change: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    p_value: Floats


def differences(first: Estimates, second: Estimates) -> Changes:
    """Second less first for estimates from different people, with interval and Welch's t-test.

    Two years, or a segment and its complement. The interval is put together from the two
    intervals (MOVER). NaN where either is hidden; the p-value also where a share expects fewer
    than five effective respondents on either side, or where nothing varies.
    """
    change = second.estimate - first.estimate
    low, high = mover(
        first.estimate, first.low, first.high, second.estimate, second.low, second.high
    )
    v1, v2 = first.standard_error**2, second.standard_error**2
    error = np.sqrt(v1 + v2)
    p_value = welch(change, v1, first.base - 1, v2, second.base - 1)
    if isinstance(first, Shares) and isinstance(second, Shares):
        p_value = np.where(_enough_expected(first, second), p_value, np.nan)
    return Changes(change=change, standard_error=error, low=low, high=high, p_value=p_value)


def welch(
    change: ArrayLike, v1: ArrayLike, df1: ArrayLike, v2: ArrayLike, df2: ArrayLike
) -> Floats:
    """Two-sided p-value of a difference with the variances of its two sides (Welch 1947)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = np.asarray(v1) + np.asarray(v2)
        freedom = variance**2 / (np.asarray(v1) ** 2 / df1 + np.asarray(v2) ** 2 / df2)
        p_value: Floats = 2 * stdtr(freedom, -np.abs(change) / np.sqrt(variance))
    return np.where(variance > 0, p_value, np.nan)


def equivalence(first: Estimates, second: Estimates, margin: float) -> Floats:
    """p-value of the claim that two estimates from different people differ by less than a margin.

    The larger p-value of two one-sided tests (Schuirmann 1987), each with Welch's degrees of
    freedom; `margin` is in the estimates' own unit. NaN where `differences` tests nothing.
    """
    change = second.estimate - first.estimate
    v1, v2 = first.standard_error**2, second.standard_error**2
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = v1 + v2
        freedom = variance**2 / (v1**2 / (first.base - 1) + v2**2 / (second.base - 1))
        nearest = (margin - np.abs(change)) / np.sqrt(variance)
        p_value: Floats = stdtr(freedom, -nearest)
    p_value = np.where(variance > 0, p_value, np.nan)
    if isinstance(first, Shares) and isinstance(second, Shares):
        p_value = np.where(_enough_expected(first, second), p_value, np.nan)
    return p_value


def adjusted(p_values: Sequence[ArrayLike], method: Literal["bh", "holm"] = "bh") -> list[Floats]:
    """p-values adjusted over one family: everything compared in a view, whatever its shape.

    Benjamini and Hochberg (1995) keep the expected part of false marks at the rate; Holm (1979)
    keeps the chance of any, for what is written as a sentence. NaN is no test and stays NaN.
    """
    arrays = [np.asarray(p, dtype=np.float64) for p in p_values]
    flat = np.concatenate([array.ravel() for array in arrays]) if arrays else np.zeros(0)
    tested = np.flatnonzero(~np.isnan(flat))
    order = tested[np.argsort(flat[tested], kind="stable")]
    m = len(order)
    ranked = flat[order]
    if method == "holm":
        ranked = np.maximum.accumulate(ranked * np.arange(m, 0, -1))
    else:
        ranked = np.minimum.accumulate((ranked * m / np.arange(1, m + 1))[::-1])[::-1]
    flat[order] = np.clip(ranked, flat[order], 1.0)
    ends = np.cumsum([array.size for array in arrays])
    return [
        flat[end - array.size : end].reshape(array.shape)
        for array, end in zip(arrays, ends, strict=True)
    ]


def nearer_end(size: float, near: float, marked: int, tested: int) -> float:
    """The end nearer to no change of an adjusted interval, from its end at 95%.

    Of m tests marked at rate q, intervals of the R marked hold at the level 1 - R q / m (Benjamini
    and Yekutieli 2005); the distance to the end grows as the quantile of the normal distribution.
    """
    level = RATE * max(marked, 1) / max(tested, 1)
    return size - (size - near) * float(ndtri(1 - level / 2) / ndtri(1 - RATE / 2))


def marks(
    change: ArrayLike, adjusted_p: ArrayLike, *, floor: ArrayLike, rate: float = RATE
) -> Bools:
    """Which changes are marked: large enough to matter, and too large for chance alone.

    `floor` is in the unit of the change; none where NaN.
    """
    # A change of exactly three points may fall short of it by rounding.
    big = np.abs(np.asarray(change, dtype=np.float64)) >= np.asarray(floor) - 1e-12
    marked: Bools = big & (np.asarray(adjusted_p, dtype=np.float64) <= rate)
    return marked


def change_interval(
    change: ArrayLike, v1: ArrayLike, df1: ArrayLike, v2: ArrayLike, df2: ArrayLike
) -> Changes:
    """A change from the variances of its two sides: symmetric t interval and Welch's test."""
    d = np.asarray(change, dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = np.asarray(v1) + np.asarray(v2)
        freedom = variance**2 / (np.asarray(v1) ** 2 / df1 + np.asarray(v2) ** 2 / df2)
        error = np.sqrt(variance)
        half = np.where(variance > 0, t_quantile(freedom) * error, 0.0)
    return Changes(
        change=d,
        standard_error=error,
        low=d - half,
        high=d + half,
        p_value=welch(d, v1, df1, v2, df2),
    )


def _enough_expected(first: Shares, second: Shares) -> Bools:
    """Whether both sides would hold five effective respondents if nothing had changed."""
    n1, n2 = first.effective_base, second.effective_base
    with np.errstate(invalid="ignore", divide="ignore"):
        pooled = (n1 * first.share + n2 * second.share) / (n1 + n2)
        least = np.minimum(pooled, 1 - pooled) * np.minimum(n1, n2)
    enough: Bools = (least >= EXPECTED) & (np.minimum(first.base, second.base) >= SHARE_FROM)
    return enough
