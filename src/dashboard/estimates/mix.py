"""Mix-adjusted change: the change there would be had the same kinds of people answered."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dashboard.estimates.change import Changes, change_interval
from dashboard.estimates.reliability import SHARE_FROM
from dashboard.estimates.sums import Floats, Sums, small_sample

SMALLEST = 5
"""Cells with fewer respondents in either year are put together."""


@dataclass(frozen=True, kw_only=True)
class MixAdjusted(Changes):
    """A change with the earlier year's mix held fixed, and whom it speaks of.

    `second` is the later year's estimate with the earlier year's mix. `first_coverage` and
    `second_coverage` are the weighted parts of each year's base that could be compared.
    """

    second: Floats
    first_coverage: Floats
    second_coverage: Floats


def mix_adjusted(
    first: Sums,
    second: Sums,
    values: ArrayLike,
    first_rows: ArrayLike,
    second_rows: ArrayLike,
    *,
    smallest: int = SMALLEST,
) -> MixAdjusted:
    """The change of a mean, the later year standardised to the cells of the earlier.

    `first` and `second` have shape (..., values, cells), cells being kinds of people (persona by
    size). For a share the values are 1 and 0. A cell that only one year has is left out of both
    years; cells with fewer than `smallest` in either year are put together as one, left out too
    if that does not help. NaN where fewer than 30 of either year remain.

    The variance has the earlier year's mix estimated: with shares s(c) of the mix and means
    m1(c), m2(c), an earlier respondent moves the change by w/W ((m2(c) - m2) - (y - m1)), a later
    one by s(c) w/W2(c) (y - m2(c)).
    """
    y = np.asarray(values, dtype=np.float64)
    whole_first, whole_second = first.w.sum(axis=(-1, -2)), second.w.sum(axis=(-1, -2))
    first, second = _comparable(first, second, smallest)
    base, later = (Sums(*(part.sum(axis=-2) for part in year)) for year in (first, second))
    n1, n2 = base.n.sum(axis=-1), later.n.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        total = base.w.sum(axis=-1)
        mix = base.w / total[..., None]
        in_cell = np.where(later.w > 0, (second.w * y[:, None]).sum(axis=-2) / later.w, 0.0)
        before = (first.w * y[:, None]).sum(axis=(-1, -2)) / total
        after = (mix * in_cell).sum(axis=-1)

        moved = (in_cell - after[..., None])[..., None, :] - (y[:, None] - before[..., None, None])
        v1 = small_sample(first_rows) * (first.w2 * moved**2).sum(axis=(-1, -2)) / total**2
        within = (second.w2 * (y[:, None] - in_cell[..., None, :]) ** 2).sum(axis=-2)
        # A mean of each cell is estimated: n/(n-1) of the cell, not of the year.
        own = np.where(later.n > 1, later.n / (later.n - 1), 0.0)
        parts = np.where(later.w > 0, (mix / later.w) ** 2 * own * within, 0.0)
        v2 = parts.sum(axis=-1)
        enough = (n1 >= SHARE_FROM) & (n2 >= SHARE_FROM)
        change = np.where(enough, after - before, np.nan)
        cells = (later.n > 0).sum(axis=-1)
        found = change_interval(change, v1, n1 - 1, v2, np.maximum(n2 - cells, 1))
        return MixAdjusted(
            change=found.change,
            standard_error=np.where(enough, found.standard_error, np.nan),
            low=found.low,
            high=found.high,
            p_value=found.p_value,
            second=np.where(enough, after, np.nan),
            first_coverage=total / whole_first,
            second_coverage=later.w.sum(axis=-1) / whole_second,
        )


def yes_and_no(given: Sums, base: Sums) -> Sums:
    """Sums of a choice as sums over the values 1 and 0, an axis before the last (cells)."""
    return Sums(
        *(np.stack([a, np.maximum(b - a, 0.0)], axis=-2) for a, b in zip(given, base, strict=True))
    )


def _comparable(first: Sums, second: Sums, smallest: int) -> tuple[Sums, Sums]:
    """The cells both years have, the small ones put together in one cell more at the end."""
    n1, n2 = first.n.sum(axis=-2), second.n.sum(axis=-2)
    shared = (n1 > 0) & (n2 > 0)
    large = shared & (n1 >= smallest) & (n2 >= smallest)
    small = shared & ~large
    rest_is_large = ((n1 * small).sum(-1) >= smallest) & ((n2 * small).sum(-1) >= smallest)
    pooled = small & rest_is_large[..., None]

    def kept(part: Floats) -> Floats:
        rest = (part * pooled[..., None, :]).sum(axis=-1, keepdims=True)
        return np.concatenate([part * large[..., None, :], rest], axis=-1)

    return Sums(*map(kept, first)), Sums(*map(kept, second))
