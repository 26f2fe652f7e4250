"""Estimates over use cases, from sums that a store can make, with their two-part variance.

The margins come from the same respondents as the details, so both parts count. With t the value
less the estimate (0 outside the base), t(c) its weighted mean over all cases of cell c, g(c) the
respondent's volume b m p in the cell and w the use-case weight, a respondent contributes

    u = ( sum over c of g(c) t(c)  +  w (t - t(own cell)) ) / sum of w over the base

and the variance is N/(N-1) * sum u^2 (linearisation, Deville 1999). Squared out, it needs

    for each cell c and value y of the base:   n, sum w, sum w^2, sum w g(r) for every cell r
    for each cell c over all cases of a year:  sum w^2, sum w g(r) for every cell r
    for each pair of cells, all respondents:   sum g(r) g(q);  and the margins, sum g(r)

A filter or a missing answer narrows the base and leaves the weights as they are.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.estimates.numeric import Ratio, presented_ratio
from dashboard.estimates.shares import Shares, certain_ends, presented, with_interval
from dashboard.estimates.sums import Bools, Estimates, Floats, Sums, kish, small_sample, summed_by
from dashboard.estimates.usecases import UseCaseWeights


@dataclass(frozen=True, kw_only=True)
class YearMoments:
    """A year's sums over all respondents: (cells,), (cells,), (cells, cells) twice, and N.

    `cross[c, r]` is sum w g(r) over the cases of cell c; `square[r, q]` is sum g(r) g(q).
    `respondents` counts those with an overview, a described case, or both.
    """

    margins: Floats
    w2: Floats
    cross: Floats
    square: Floats
    respondents: int


@dataclass(frozen=True, kw_only=True)
class Moments:
    """Sums over the cases of a base: `cases` (..., cells, values), `cross` (..., the same, cells).

    `cases.w` adds use-case weights; `cross[..., c, y, r]` is sum w g(r).
    """

    cases: Sums
    cross: Floats


@dataclass(frozen=True, kw_only=True)
class TwoPart:
    """Ratios over use cases and the parts of their variance, before anything is hidden.

    `details` and `margins` are sums of squares of the two parts of u, `between` twice the sum of
    their products; the variance is their sum times N/(N-1).
    """

    estimate: Floats
    details: Floats
    margins: Floats
    between: Floats
    variance: Floats
    design_effect: Floats
    base: Sums


def year_moments(weights: UseCaseWeights) -> YearMoments:
    """The year's sums, from the weights as they were computed."""
    cells = len(weights.margins)
    described = weights.cell >= 0
    own = np.eye(cells)[weights.cell] * described[:, None]
    return YearMoments(
        margins=weights.margins,
        w2=summed_by(weights.cell[described], weights.weight[described] ** 2, cells),
        cross=own.T @ (weights.weight[:, None] * weights.volume),
        square=weights.volume.T @ weights.volume,
        respondents=int((described | (weights.volume.sum(axis=1) > 0)).sum()),
    )


def moments(
    weights: UseCaseWeights, value: NDArray[np.intp], values: int, base: Bools | None = None
) -> Moments:
    """The sums of one question from its respondents: `value` (n,) indexes the answers, -1: none.

    What a store does for many questions at once; here for one, and to check the store by.
    """
    cells = len(weights.margins)
    kept = (weights.cell >= 0) & (value >= 0) & (True if base is None else base)
    at = weights.cell[kept] * values + value[kept]
    w, g = weights.weight[kept], weights.volume[kept]
    cases = [
        summed_by(at, part, cells * values).reshape(cells, values)
        for part in (np.ones_like(w), w, w * w)
    ]
    cross = [
        summed_by(at, w * g[:, r], cells * values).reshape(cells, values) for r in range(cells)
    ]
    return Moments(cases=Sums(*cases), cross=np.stack(cross, axis=-1))


def two_part(
    given: Moments, above: ArrayLike, year: YearMoments, below: ArrayLike = 1.0
) -> TwoPart:
    """sum(w above) / sum(w below) over the use cases of the base, with both parts of variance.

    `above` and `below` go with the values, their last axis; other axes as those of the base.
    With `below` 1 these are weighted means.
    """
    y, x = (np.asarray(part, dtype=np.float64) for part in (above, below))
    y, x = np.broadcast_arrays(np.atleast_1d(y), np.atleast_1d(x))
    y, x = y[..., None, :], x[..., None, :]
    base = given.cases.total().total()
    with np.errstate(invalid="ignore", divide="ignore"):
        denominator = (given.cases.w * x).sum(axis=(-1, -2))
        estimate = (given.cases.w * y).sum(axis=(-1, -2)) / denominator
        t = y - estimate[..., None, None] * x
        mean = (given.cases.w * t).sum(axis=-1) / year.margins
        inside = t - mean[..., None]
        others_w2 = np.maximum(year.w2 - given.cases.w2.sum(axis=-1), 0.0)
        others_cross = year.cross - given.cross.sum(axis=-2)
        whole = denominator**2
        squares = (given.cases.w2 * inside**2).sum(axis=(-1, -2))
        details = (squares + (others_w2 * mean**2).sum(axis=-1)) / whole
        margins = ((mean @ year.square) * mean).sum(axis=-1) / whole
        within = (given.cross * inside[..., None]).sum(axis=(-3, -2))
        outside = (others_cross * mean[..., None]).sum(axis=-2)
        between = 2 * ((within - outside) * mean).sum(axis=-1) / whole
        factor = small_sample(year.respondents)
        variance = factor * np.maximum(details + margins + between, 0.0)
        spread = (given.cases.w * t**2).sum(axis=(-1, -2)) * base.w / whole
        alike = factor * spread / base.n
        design_effect = np.where(alike > 0, variance / alike, base.n / kish(base))
    return TwoPart(
        estimate=estimate,
        details=details,
        margins=margins,
        between=between,
        variance=variance,
        design_effect=design_effect,
        base=base,
    )


def use_case_ratios(
    given: Moments,
    above: ArrayLike,
    year: YearMoments,
    below: ArrayLike = 1.0,
    *,
    asked: ArrayLike = True,
) -> Estimates:
    """Ratios over use cases, such as means, judged by the base or a smaller effective one."""
    raw = two_part(given, above, year, below)
    return presented_ratio(
        Ratio(raw.estimate, raw.variance, raw.design_effect),
        raw.base,
        effective_n=kish(raw.base),
        asked=asked,
    )


def share_up_to(given: Moments, at: NDArray[np.intp], year: YearMoments) -> Ratio:
    """The share of use cases whose value stands at or before a place of the value axis."""
    values = given.cases.w.shape[-1]
    raw = two_part(given, np.arange(values) <= at[..., None], year)
    return Ratio(raw.estimate, raw.variance, raw.design_effect)


def use_case_shares(
    given: Moments, base: Moments, year: YearMoments, *, asked: ArrayLike = True
) -> Shares:
    """Shares of use cases, one a choice, judged by the base or a smaller effective one.

    `given.cases` has shape (..., cells, choices); `base.cases` (..., cells, 1) holds all who
    answered. Choices that exclude each other and ticks are treated alike.
    """
    yes = given.cases.map(lambda part: part.swapaxes(-1, -2))
    whole = base.cases.map(lambda part: part.swapaxes(-1, -2))
    cases = yes.map_with(whole, lambda a, b: np.stack([a, np.maximum(b - a, 0.0)], axis=-1))
    ticked = given.cross.swapaxes(-2, -3)
    rest = base.cross.swapaxes(-2, -3) - ticked
    both = Moments(cases=cases, cross=np.stack([ticked, rest], axis=-2))
    raw = two_part(both, [1.0, 0.0], year)
    count = yes.n.sum(axis=-1)
    p = certain_ends(raw.estimate, count, raw.base.n)
    found = with_interval(p, raw.variance, raw.base, year.respondents)
    asked = np.asarray(asked)[..., None]
    return presented(found, count, raw.base, effective_n=kish(raw.base), asked=asked)
