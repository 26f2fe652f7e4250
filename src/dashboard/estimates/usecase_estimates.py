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

from dashboard.estimates.intervals import around_mean
from dashboard.estimates.reliability import SHARE_FROM, flags, shown
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
    """Means over use cases and the parts of their variance, before anything is hidden.

    `details` and `margins` are sums of squares of the two parts of u, `between` twice the sum of
    their products; the variance is their sum times N/(N-1).
    """

    estimate: Floats
    details: Floats
    margins: Floats
    between: Floats
    variance: Floats
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


def two_part(given: Moments, values: ArrayLike, year: YearMoments) -> TwoPart:
    """Weighted means of `values` over the use cases of the base, with both parts of variance."""
    y = np.asarray(values, dtype=np.float64)
    base = given.cases.total().total()
    with np.errstate(invalid="ignore", divide="ignore"):
        estimate = (given.cases.w * y).sum(axis=(-1, -2)) / base.w
        t = (y - estimate[..., None])[..., None, :]
        mean = (given.cases.w * t).sum(axis=-1) / year.margins
        inside = t - mean[..., None]
        others_w2 = np.maximum(year.w2 - given.cases.w2.sum(axis=-1), 0.0)
        others_cross = year.cross - given.cross.sum(axis=-2)
        whole = base.w**2
        squares = (given.cases.w2 * inside**2).sum(axis=(-1, -2))
        details = (squares + (others_w2 * mean**2).sum(axis=-1)) / whole
        margins = ((mean @ year.square) * mean).sum(axis=-1) / whole
        within = (given.cross * inside[..., None]).sum(axis=(-3, -2))
        outside = (others_cross * mean[..., None]).sum(axis=-2)
        between = 2 * ((within - outside) * mean).sum(axis=-1) / whole
        variance = small_sample(year.respondents) * np.maximum(details + margins + between, 0.0)
    return TwoPart(
        estimate=estimate,
        details=details,
        margins=margins,
        between=between,
        variance=variance,
        base=base,
    )


def use_case_means(
    given: Moments, values: ArrayLike, year: YearMoments, *, asked: ArrayLike = True
) -> Estimates:
    """Means over use cases; hidden below a base, or an effective base, of 30."""
    raw = two_part(given, values, year)
    effective = kish(raw.base)
    enough = np.where(effective >= SHARE_FROM, raw.base.n, np.minimum(raw.base.n, SHARE_FROM - 1))
    error = np.sqrt(raw.variance)
    low, high = around_mean(raw.estimate, error, raw.base.n - 1)
    y = np.asarray(values, dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        distance = (y - raw.estimate[..., None]) ** 2
        spread = (given.cases.w.sum(axis=-2) * distance).sum(axis=-1) / raw.base.w
        alike = small_sample(year.respondents) * spread / raw.base.n
        design_effect = np.where(alike > 0, raw.variance / alike, raw.base.n / effective)
    return Estimates(
        estimate=shown(raw.estimate, enough),
        standard_error=shown(error, enough),
        low=shown(low, enough),
        high=shown(high, enough),
        base=raw.base.n,
        effective_base=effective,
        design_effect=shown(design_effect, enough),
        flag=flags(enough, asked=asked),
    )


def use_case_shares(
    given: Moments, base: Moments, year: YearMoments, *, asked: ArrayLike = True
) -> Shares:
    """Shares of use cases, one a choice; hidden below a base, or an effective base, of 30.

    `given.cases` has shape (..., cells, choices); `base.cases` (..., cells, 1) holds all who
    answered. Choices that exclude each other and ticks are treated alike.
    """
    yes = Sums(*(np.moveaxis(part, -1, -2) for part in given.cases))
    whole = Sums(*(np.moveaxis(part, -1, -2) for part in base.cases))
    cases = Sums(
        *(np.stack([a, np.maximum(b - a, 0.0)], axis=-1) for a, b in zip(yes, whole, strict=True))
    )
    ticked = np.moveaxis(given.cross, -2, -3)
    rest = np.moveaxis(base.cross, -2, -3) - ticked
    both = Moments(cases=cases, cross=np.stack([ticked, rest], axis=-2))
    raw = two_part(both, [1.0, 0.0], year)
    count = yes.n.sum(axis=-1)
    p = certain_ends(raw.estimate, count, raw.base.n)
    found = with_interval(p, raw.variance, raw.base, year.respondents)
    sufficient = kish(raw.base) >= SHARE_FROM
    asked = np.asarray(asked)[..., None]
    return presented(found, count, raw.base, sufficient=sufficient, asked=asked)
