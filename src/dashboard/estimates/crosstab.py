"""Comparisons inside one year: crosstabs, a segment against the others, two choices."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from dashboard.estimates.change import Changes, differences, welch
from dashboard.estimates.distributions import fdtrc
from dashboard.estimates.intervals import mover
from dashboard.estimates.reliability import SHARE_FROM
from dashboard.estimates.shares import proportions, shares
from dashboard.estimates.sums import Bools, Floats, Sums, kish, small_sample

EXPECTED = 5
"""Fewer effective respondents expected in a cell, and the table is not tested."""


class Independence(NamedTuple):
    """A test that two answers have nothing to do with each other; NaN where it cannot be made."""

    f: float
    df: float
    df_error: float
    p_value: float
    pearson: float


UNTESTED = Independence(np.nan, np.nan, np.nan, np.nan, np.nan)


def rao_scott(cells: Sums, rows: int) -> Independence:
    """Rao and Scott's second-order F for a table of shape (answers, answers).

    (Rao and Scott 1984; Thomas and Rao 1987.) Pearson's chi-square, divided by the trace of the
    design effects of its contrasts. The variance of the cells follows from w and w2 alone, each
    respondent being in one cell. Empty rows and columns are left out first, and a cell nobody is
    in brings no contrast, as in R's `svychisq`.
    """
    filled = cells.w > 0
    r, c = filled.any(axis=1), filled.any(axis=0)
    kept = cells.map(lambda part: part[np.ix_(r, c)])
    shape = kept.w.shape
    if min(shape) < 2:
        return UNTESTED
    n, total = kept.n.sum(), kept.w.sum()
    p = kept.w / total
    expected = np.outer(p.sum(axis=1), p.sum(axis=0))
    pearson = n * float(((p - expected) ** 2 / expected).sum())
    q = kept.w2.ravel() / total**2
    flat = p.ravel()
    mixed = np.outer(flat, q)
    covariance = small_sample(rows) * (
        np.diag(q) - mixed - mixed.T + q.sum() * np.outer(flat, flat)
    )
    interactions = _interactions(*shape)
    contrasts = np.where(flat > 0, 1 / np.where(flat > 0, flat, 1.0), 0.0)[:, None] * interactions
    alike = interactions.T @ contrasts / n
    effects = np.linalg.pinv(alike) @ (contrasts.T @ covariance @ contrasts)
    trace = float(np.trace(effects))
    if not trace > 0:
        return UNTESTED
    df = trace**2 / float((effects * effects.T).sum())
    df_error = df * float(n - 1)
    f = pearson / trace
    return Independence(f, df, df_error, float(fdtrc(df, df_error, f)), pearson)


def may_be_tested(cells: Sums) -> Bools:
    """Whether a table may be tested: a base of 30, five effective expected in every cell.

    Shape (..., answers, answers) gives (...); empty rows and columns do not count.
    """
    base = cells.total().total()
    with np.errstate(invalid="ignore", divide="ignore"):
        across, down = cells.w.sum(axis=-1), cells.w.sum(axis=-2)
        expected = across[..., :, None] * down[..., None, :] / base.w[..., None, None] ** 2
        effective = expected * kish(base)[..., None, None]
    enough = (effective >= EXPECTED) | (expected == 0)
    allowed: Bools = (base.n >= SHARE_FROM) & enough.all(axis=(-1, -2))
    return allowed


def choices_by_segment(given: Sums, base: Sums, rows: int) -> list[Independence]:
    """For each choice a test that ticking it does not depend on the segment.

    `given` has shape (segments, choices), `base` (segments,). Ticks do not exclude each other, so
    each choice is a table of its own; the p-values are one family (`change.adjusted`).
    """
    tests = []
    for choice in range(given.n.shape[-1]):
        yes = given.at(np.s_[:, choice])
        table = yes.map_with(base, lambda a, b: np.stack([a, np.maximum(b - a, 0.0)]))
        tests.append(rao_scott(table, rows) if may_be_tested(table) else UNTESTED)
    return tests


def against_the_others(
    given: Sums, base: Sums, all_given: Sums, all_base: Sums, rows: ArrayLike
) -> Changes:
    """A segment's shares less those of everybody else in the same view, never less the total.

    Shapes as in `shares`, the segment's and the whole view's. The two sides share nobody.
    """
    other_given, other_base = (
        whole.map_with(part, lambda a, b: np.maximum(a - b, 0.0))
        for whole, part in ((all_given, given), (all_base, base))
    )
    return differences(shares(other_given, other_base, rows), shares(given, base, rows))


class Overlap(NamedTuple):
    """Given answers and base of two segments, first and second, and of those in both."""

    first: tuple[Sums, Sums]
    second: tuple[Sums, Sums]
    both: tuple[Sums, Sums]


def overlapping(segments: Overlap, rows: ArrayLike) -> Changes:
    """Second less first for segments that share people, their covariance taken into account.

    All sums have one shape. Respondents in both segments bring w^2 (y - p1)(y - p2) / (W1 W2) to
    the covariance; MOVER takes the correlation (Zou and Donner 2008).
    """
    (g1, b1), (g2, b2), (g12, b12) = segments
    one, two = proportions(g1, b1, rows), proportions(g2, b2, rows)
    p1, p2 = one.share, two.share
    with np.errstate(invalid="ignore", divide="ignore"):
        rest = np.maximum(b12.w2 - g12.w2, 0.0)
        joint = (1 - p1) * (1 - p2) * g12.w2 + p1 * p2 * rest
        covariance = small_sample(rows) * joint / (b1.w * b2.w)
        spread = np.sqrt(one.variance * two.variance)
        correlation = np.where(spread > 0, np.clip(covariance / spread, -1, 1), 0.0)
        variance = np.maximum(one.variance + two.variance - 2 * covariance, 0.0)
        error = np.sqrt(variance)
        n1, n2 = kish(b1), kish(b2)
        pooled = (n1 * p1 + n2 * p2) / (n1 + n2)
        enough = np.minimum(pooled, 1 - pooled) * np.minimum(n1, n2) >= EXPECTED
    low, high = mover(p1, one.low, one.high, p2, two.low, two.high, correlation)
    seen = (b1.n >= SHARE_FROM) & (b2.n >= SHARE_FROM)
    freedom = np.minimum(b1.n, b2.n) - 1
    return Changes(
        change=np.where(seen, p2 - p1, np.nan),
        standard_error=np.where(seen, error, np.nan),
        low=np.where(seen, low, np.nan),
        high=np.where(seen, high, np.nan),
        p_value=np.where(seen & enough, welch(p2 - p1, variance, freedom, 0.0, 1.0), np.nan),
    )


def _interactions(r: int, c: int) -> Floats:
    """The contrasts that say nothing about rows or columns alone, (r c, (r-1)(c-1))."""
    contrasts: Floats = np.asarray(np.kron(_centered(r), _centered(c)), dtype=np.float64)
    return contrasts


def _centered(k: int) -> Floats:
    """k - 1 contrasts of k categories with the last."""
    return np.vstack([np.eye(k - 1), -np.ones(k - 1)])
