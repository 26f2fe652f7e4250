"""Mix-adjusted change: the change there would be had the same kinds of people answered."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dashboard.estimates.change import Changes, change_interval, welch
from dashboard.estimates.reliability import SHARE_FROM
from dashboard.estimates.sums import Floats, Sums, small_sample

SMALLEST = 5
"""Cells with fewer respondents in either year are left out of both."""


@dataclass(frozen=True, kw_only=True)
class MixAdjusted(Changes):
    """A change with the earlier year's mix held fixed, and whom it speaks of.

    `second` is the later year's estimate with the earlier year's mix. `due` is the part of the raw
    change that is due to the mix: the raw change of the same cells less the adjusted one, with
    `due_p`, the p-value of its being none. `first_coverage` and `second_coverage` are the weighted
    parts of each year's base that could be compared; `coverage` is the smaller.
    """

    second: Floats
    due: Floats
    due_error: Floats
    due_p: Floats
    first_coverage: Floats
    second_coverage: Floats

    @property
    def coverage(self) -> Floats:
        """The part of either year's base that could be compared, of the year with less of it."""
        smaller: Floats = np.minimum(self.first_coverage, self.second_coverage)
        return np.nan_to_num(smaller)


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
    size). For a share the values are 1 and 0 (`yes_and_no`). A cell that only one year has, or
    with fewer than `smallest` in either, is left out of both years, and the coverage tells how
    much that leaves. NaN where fewer than 30 of either year remain.

    The variance counts the earlier year's mix as estimated: with shares s(c) of the mix and means
    m1(c), m2(c), an earlier respondent moves the change by w/W ((m2(c) - m2) - (y - m1)); later
    ones bring s(c)^2 v(c) sum w^2 / (sum w)^2, v(c) pooled over both years. The part due to the
    mix, the sum of (s2(c) - s1(c)) m2(c), is tested by how each respondent moves that difference
    itself: an earlier one by w/W (m2(c) - m2), a later one by w/W ((m2(c) - M2) + (1 - s1(c)/s2(c))
    (y - m2(c))), M2 being the later year's own mean.
    """
    y = np.asarray(values, dtype=np.float64)
    whole_first, whole_second = first.w.sum(axis=(-1, -2)), second.w.sum(axis=(-1, -2))
    first, second = _comparable(first, second, smallest)
    base, later = (year.map(lambda part: part.sum(axis=-2)) for year in (first, second))
    n1, n2 = base.n.sum(axis=-1), later.n.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        total = base.w.sum(axis=-1)
        mix = base.w / total[..., None]
        in_cell = np.where(later.w > 0, (second.w * y[:, None]).sum(axis=-2) / later.w, 0.0)
        before = (first.w * y[:, None]).sum(axis=(-1, -2)) / total
        after = (mix * in_cell).sum(axis=-1)

        moved = (in_cell - after[..., None])[..., None, :] - (y[:, None] - before[..., None, None])
        v1 = small_sample(first_rows) * (first.w2 * moved**2).sum(axis=(-1, -2)) / total**2
        # A later cell may be small where the earlier was large; both tell how its people differ.
        within = (_squares(first, base, y) + _squares(second, later, y)) / np.maximum(
            base.n + later.n - 2, 1
        )
        parts = np.where(later.w > 0, mix**2 * within * later.w2 / later.w**2, 0.0)
        v2 = parts.sum(axis=-1)
        enough = (n1 >= SHARE_FROM) & (n2 >= SHARE_FROM)
        change = np.where(enough, after - before, np.nan)
        # Satterthwaite: few people with much of the mix leave few degrees of freedom.
        freedom = v2**2 / (parts**2 / np.maximum(base.n + later.n - 2, 1)).sum(axis=-1)
        due, due_error, due_p = _due_to_mix(base, later, mix, in_cell, within, first_rows)
        found = change_interval(change, v1, n1 - 1, v2, np.where(v2 > 0, freedom, n2 - 1))
        return MixAdjusted(
            change=found.change,
            standard_error=np.where(enough, found.standard_error, np.nan),
            low=found.low,
            high=found.high,
            p_value=found.p_value,
            second=np.where(enough, after, np.nan),
            due=np.where(enough, due, np.nan),
            due_error=np.where(enough, due_error, np.nan),
            due_p=np.where(enough, due_p, np.nan),
            first_coverage=total / whole_first,
            second_coverage=later.w.sum(axis=-1) / whole_second,
        )


def _due_to_mix(
    base: Sums, later: Sums, mix: Floats, in_cell: Floats, within: Floats, first_rows: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """The part of a change that is due to the mix, its standard error and p-value."""
    own = later.w / later.w.sum(axis=-1)[..., None]
    after, mean = (mix * in_cell).sum(axis=-1), (own * in_cell).sum(axis=-1)
    # Both means are of the same later people: their difference is what varies.
    kept = np.where(own > 0, 1 - mix / own, 0.0)
    v2 = later.w2 * (kept**2 * within + (in_cell - mean[..., None]) ** 2)
    v2 = v2.sum(axis=-1) / later.w.sum(axis=-1) ** 2
    v1 = (base.w2 * (in_cell - after[..., None]) ** 2).sum(axis=-1) / base.w.sum(axis=-1) ** 2
    v1 = small_sample(first_rows) * v1
    due = mean - after
    n1, n2 = base.n.sum(axis=-1), later.n.sum(axis=-1)
    return due, np.sqrt(v1 + v2), welch(due, v1, n1 - 1, v2, n2 - 1)


def yes_and_no(given: Sums, base: Sums) -> Sums:
    """Sums of a choice as sums over the values 1 and 0, an axis before the last (cells)."""
    return given.map_with(base, lambda a, b: np.stack([a, np.maximum(b - a, 0.0)], axis=-2))


def _squares(given: Sums, base: Sums, y: Floats) -> Floats:
    """Squared distances from the cell's mean, added up over its respondents."""
    mean = np.where(base.w > 0, (given.w * y[:, None]).sum(axis=-2) / base.w, 0.0)
    added = (given.w * (y[:, None] - mean[..., None, :]) ** 2).sum(axis=-2)
    return np.where(base.w > 0, added * base.n / base.w, 0.0)


def _comparable(first: Sums, second: Sums, smallest: int) -> tuple[Sums, Sums]:
    """The cells that both years have enough of; the others empty."""
    n1, n2 = first.n.sum(axis=-2), second.n.sum(axis=-2)
    enough = ((n1 >= smallest) & (n2 >= smallest))[..., None, :]
    return first.map(lambda part: part * enough), second.map(lambda part: part * enough)
