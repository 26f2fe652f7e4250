"""Survey weights: which are refused, and how respondents are weighted to known margins."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.errors import DashboardError, listed
from dashboard.estimates.sums import Floats, Sums, kish, summed_by

ROUNDS = 1000
CLOSE_ENOUGH = 1e-12
"""Raking ends when every margin is met to this part of each target."""


@dataclass(frozen=True, kw_only=True)
class Margin:
    """How many there are, or should be, in each category of one thing known of everybody.

    `code` gives each respondent's category as an index into `labels` and `target`; targets are
    totals or shares, and those of all margins add up to the same.
    """

    name: str
    labels: tuple[str, ...]
    code: NDArray[np.intp]
    target: Floats


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """What the variance of estimates with calibrated weights needs, by cell of all margins.

    In each cell: the final weight per base weight, the sum of base weights, and the sum of
    squared final weights, over all `rows` respondents. `fit` (cells, cells) turns sums of
    base weight times value into the values fitted by the margins.
    """

    adjustment: Floats
    base_weight: Floats
    w2: Floats
    fit: Floats
    rows: int


@dataclass(frozen=True, kw_only=True)
class Weighting:
    """Weights a respondent, and what weighting cost: design effect and largest weight.

    `largest` is in mean weights. `cell` is each respondent's cell of all margins crossed, the
    axis along which `calibrated` wants its tallies.
    """

    weight: Floats
    effective_n: float
    design_effect: float
    largest: float
    cell: NDArray[np.intp]
    calibration: Calibration


def checked_weights(weights: ArrayLike, what: str = "weight") -> Floats:
    """The weights, if estimates can be made with them: finite, none negative, not all on one."""
    w = np.asarray(weights, dtype=np.float64)
    for fault, name in ((np.isnan(w), "missing"), (np.isinf(w), "infinite"), (w < 0, "negative")):
        if fault.any():
            where = listed(int(row) + 1 for row in np.flatnonzero(fault))
            raise DashboardError(
                f"Every {what} must be a number, 0 or more: {int(fault.sum())} of {w.size} "
                f"are {name} (respondents {where})."
            )
    carrying = int((w > 0).sum())
    if carrying == 0:
        raise DashboardError(f"Every {what} is 0: nobody would count.")
    if carrying == 1 and w.size > 1:
        row = int(np.flatnonzero(w > 0)[0]) + 1
        raise DashboardError(f"One person (respondent {row}) has the whole {what}: all others 0.")
    return w


def rake(base: ArrayLike, margins: Sequence[Margin]) -> Weighting:
    """Weights that meet several margins at once, by iterative proportional fitting.

    (Deming and Stephan 1940.) `base` holds a weight a respondent, 1 where there is none. The
    weights add up to the total of the targets. A category nobody is in, a respondent in no
    category, totals that differ, or margins that cannot be met together are refused.
    """
    start = checked_weights(base)
    for margin in margins:
        _check(margin, start)
    totals = [float(margin.target.sum()) for margin in margins]
    if not np.allclose(totals, totals[0], rtol=1e-6):
        given = ", ".join(f"{m.name}: {t:g}" for m, t in zip(margins, totals, strict=True))
        raise DashboardError(f"The margins must add up to the same total, not {given}.")
    # People alike in every margin are adjusted alike, so the cells are raked, not the people.
    sizes = [len(margin.labels) for margin in margins]
    crossed = reduce(
        lambda cell, margin: cell * len(margin.labels) + margin.code,
        margins,
        np.zeros(len(start), dtype=np.intp),
    )
    occupied, cell = np.unique(crossed, return_inverse=True)
    codes = np.unravel_index(occupied, sizes)
    in_base = summed_by(cell, start, len(occupied))
    in_cell = _fitted(in_base, margins, codes)
    with np.errstate(invalid="ignore", divide="ignore"):
        adjustment = np.where(in_base > 0, in_cell / in_base, 0.0)
    weight = start * adjustment[cell]
    effective = float(kish(Sums.of(len(weight), weight.sum(), (weight**2).sum())))
    design = np.concatenate([np.eye(n)[c] for n, c in zip(sizes, codes, strict=True)], axis=1)
    return Weighting(
        weight=weight,
        effective_n=effective,
        design_effect=len(weight) / effective,
        largest=float(weight.max() / weight.mean()),
        cell=cell,
        calibration=Calibration(
            adjustment=adjustment,
            base_weight=in_base,
            w2=summed_by(cell, weight**2, len(occupied)),
            fit=design @ np.linalg.pinv(design.T * in_base @ design) @ design.T,
            rows=len(weight),
        ),
    )


def _check(margin: Margin, start: Floats) -> None:
    target = margin.target
    if not (np.isfinite(target) & (target > 0)).all():
        wrong = listed(
            f"{label}: {value:g}"
            for label, value in zip(margin.labels, target, strict=True)
            if not value > 0 or not np.isfinite(value)
        )
        raise DashboardError(f"Targets of {margin.name!r} must be above 0, not {wrong}.")
    outside = (margin.code < 0) | (margin.code >= len(margin.labels))
    if outside.any():
        raise DashboardError(
            f"{int(outside.sum())} respondents have no category of {margin.name!r}; "
            f"known: {listed(margin.labels)}."
        )
    held = summed_by(margin.code, start, len(margin.labels))
    if (held <= 0).any():
        empty = listed(label for label, n in zip(margin.labels, held, strict=True) if n <= 0)
        raise DashboardError(
            f"The target of {margin.name!r} cannot be met: there is no respondent in {empty}."
        )


def _fitted(
    in_base: Floats, margins: Sequence[Margin], codes: tuple[NDArray[np.intp], ...]
) -> Floats:
    """The cells' totals that meet every margin, as near to `in_base` as raking leaves them."""
    fitted = in_base
    for _ in range(ROUNDS):
        furthest = 0.0
        for margin, code in zip(margins, codes, strict=True):
            held = summed_by(code, fitted, len(margin.labels))
            furthest = max(furthest, float(np.abs(held / margin.target - 1).max()))
            fitted = fitted * (margin.target / held)[code]
        if furthest <= CLOSE_ENOUGH:
            return fitted
    names = listed(margin.name for margin in margins)
    raise DashboardError(f"No weights meet these margins together: {names}.")
