"""Estimates whose weights have a variance of their own, from tallies to numbers, year by year.

Use-case weights come from the respondents' own overviews, survey weights from margins that were
declared. Either way a year's sums are split by cell of the weighting, and each statistic asks
them for the same three things: ratios, boxes and medians.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from dashboard.estimates import calibrated as margins
from dashboard.estimates import usecase_estimates as cases
from dashboard.estimates.quantiles import Below, banded_quantiles, quantiles
from dashboard.estimates.reliability import SHARE_FROM
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Bools, Estimates, kish
from dashboard.estimates.usecase_estimates import Moments, YearMoments
from dashboard.estimates.weighting import Calibration
from dashboard.responses import Responses
from dashboard.sums import Floats, Sums
from dashboard.tally import CaseTally, MarginTally

Found = TypeVar("Found", bound=Shares | Estimates)

# A year without use-case weights: one cell, nobody in it.
NO_CASES = YearMoments(
    margins=np.zeros(1),
    w2=np.zeros(1),
    cross=np.zeros((1, 1)),
    square=np.zeros((1, 1)),
    respondents=0,
)


class Weighed(Protocol):
    """One year's sums of one question, axes (segment, item), and what can be made of them.

    `above`, `below`, `inside` and `values` go with the value axis.
    """

    def shares(self, asked: Bools) -> Shares:
        """The share of the base that gave each answer."""
        ...

    def ratios(self, above: ArrayLike, below: ArrayLike, asked: Bools) -> Estimates:
        """Ratios of two sums, such as means."""
        ...

    def boxes(self, inside: Bools, of_answers: bool, asked: Bools) -> Shares:
        """The share whose value is inside, of those with a value or of all who answered."""
        ...

    def medians(self, values: Floats, asked: Bools) -> Estimates:
        """Medians of plain numbers."""
        ...

    def banded_medians(self, bands: Sequence[int], edges: Floats, asked: Bools) -> Estimates:
        """Medians of answers in bands: their places, ascending, and edges (bands, 2)."""
        ...


@dataclass(frozen=True, kw_only=True)
class CasesOfYear:
    """A year's described cases: `given` (segment, item, cell, value), `base` (..., cell, 1)."""

    given: Moments
    base: Moments
    year: YearMoments

    def shares(self, asked: Bools) -> Shares:
        return cases.use_case_shares(self.given, self.base, self.year, asked=asked)

    def ratios(self, above: ArrayLike, below: ArrayLike, asked: Bools) -> Estimates:
        return cases.use_case_ratios(self.given, above, self.year, below, asked=asked)

    def boxes(self, inside: Bools, of_answers: bool, asked: Bools) -> Shares:
        within = _added(self.given, inside)
        base = _added(self.given, np.ones_like(inside)) if of_answers else self.base
        return _only_value(cases.use_case_shares(within, base, self.year, asked=asked))

    def medians(self, values: Floats, asked: Bools) -> Estimates:
        whole = _over_cells(self.given)
        return quantiles(
            whole,
            values,
            self.year.respondents,
            below=self._below(self.given),
            sufficient=kish(whole.total()) >= SHARE_FROM,
            asked=asked,
        )

    def banded_medians(self, bands: Sequence[int], edges: Floats, asked: Bools) -> Estimates:
        inside = Moments(
            cases=Sums(*(part[..., bands] for part in self.given.cases)),
            cross=self.given.cross[..., bands, :],
        )
        whole = _over_cells(inside)
        return banded_quantiles(
            whole,
            edges[:, 0],
            edges[:, 1],
            self.year.respondents,
            below=self._below(inside),
            sufficient=kish(whole.total()) >= SHARE_FROM,
            asked=asked,
        )

    def _below(self, given: Moments) -> Below:
        return lambda at: cases.share_up_to(given, at, self.year)


@dataclass(frozen=True, kw_only=True)
class MarginsOfYear:
    """A year's respondents: `given` (segment, item, value, cell), `base` (segment, item, cell)."""

    given: Sums
    base: Sums
    calibration: Calibration

    def shares(self, asked: Bools) -> Shares:
        return margins.calibrated_shares(self.given, self.base, self.calibration, asked=asked)

    def ratios(self, above: ArrayLike, below: ArrayLike, asked: Bools) -> Estimates:
        return margins.calibrated_ratios(self.given, above, self.calibration, below, asked=asked)

    def boxes(self, inside: Bools, of_answers: bool, asked: Bools) -> Shares:
        within = Sums(*((part * inside[:, None]).sum(axis=-2)[..., None, :] for part in self.given))
        base = Sums(*(part.sum(axis=-2) for part in self.given)) if of_answers else self.base
        found = margins.calibrated_shares(within, base, self.calibration, asked=asked)
        return _only_value(found)

    def medians(self, values: Floats, asked: Bools) -> Estimates:
        whole, rows = self.given.total(), self.calibration.rows
        return quantiles(whole, values, rows, below=self._below(self.given), asked=asked)

    def banded_medians(self, bands: Sequence[int], edges: Floats, asked: Bools) -> Estimates:
        inside = Sums(*(part[..., bands, :] for part in self.given))
        rows = self.calibration.rows
        return banded_quantiles(
            inside.total(), edges[:, 0], edges[:, 1], rows, below=self._below(inside), asked=asked
        )

    def _below(self, given: Sums) -> Below:
        return lambda at: margins.share_up_to(given, at, self.calibration)


def cases_of_year(
    responses: Responses, found: CaseTally, at: int, allowed: Bools, *, everyone: bool = False
) -> CasesOfYear:
    """The described cases of the year at a place, weighted to stand for all.

    The base is who answered, or `everyone` in view who describes a use case. `allowed` (segment,
    item, value) says which answers count.
    """
    weights = responses.weighting.get(found.tally.years[at])
    year = (weights.moments if weights else None) or NO_CASES
    cells = len(year.margins)
    kept = np.where(allowed[:, None], 1.0, 0.0)
    given = Moments(
        cases=Sums(*(np.moveaxis(part[at, :, :cells] * kept, 1, 2) for part in found.cells)),
        cross=np.moveaxis(found.cells_crossed[at, :, :cells, ..., :cells] * kept[..., None], 1, 2),
    )
    base = _everyone(found, at, cells) if everyone else _answered(found, at, cells)
    return CasesOfYear(given=given, base=base, year=year)


def margins_of_year(
    responses: Responses, found: MarginTally, at: int, allowed: Bools, *, everyone: bool = False
) -> MarginsOfYear:
    """The respondents of the year at a place; arguments as for `cases_of_year`."""
    weights = responses.weighting.get(found.tally.years[at])
    calibration = weights.calibration if weights else None
    if calibration is None:
        # Weights that the responses carried: one cell, and no margin explains anything.
        calibration = margins.as_given(int(found.tally.rows[at]))
    cells = len(calibration.w2)
    kept = np.where(allowed, 1.0, 0.0)[..., None]
    given = Sums(*(part[at, ..., :cells] * kept for part in found.cells))
    base = Sums(*(part[at, ..., :cells] for part in found.answered))
    if everyone:
        base = Sums(
            *(np.broadcast_to(part[at, :, None, :cells], base.n.shape) for part in found.everyone)
        )
    answered = np.asarray(allowed.any(axis=-1))[..., None]
    return MarginsOfYear(
        given=given,
        base=Sums(*(np.where(answered, part, 0.0) for part in base)),
        calibration=calibration,
    )


def stacked(by_year: Sequence[Found]) -> Found:
    """Estimates of several years as one, years along the first axis."""
    kind = type(by_year[0])
    parts = {
        field.name: np.stack([getattr(one, field.name) for one in by_year])
        for field in fields(kind)
    }
    return kind(**parts)


def _answered(found: CaseTally, at: int, cells: int) -> Moments:
    def laid(part: Floats) -> Floats:
        return np.moveaxis(part[at, :, :cells], 1, 2)[..., None]

    crossed = np.moveaxis(found.answered_crossed[at, :, :cells, ..., :cells], 1, 2)
    return Moments(cases=Sums(*map(laid, found.answered)), cross=crossed[..., None, :])


def _everyone(found: CaseTally, at: int, cells: int) -> Moments:
    items = found.answered.n.shape[3]

    def laid(part: Floats) -> Floats:
        return np.repeat(part[at, :, None, :cells, None], items, axis=1)

    crossed = found.everyone_crossed[at, :, None, :cells, None, :cells]
    return Moments(cases=Sums(*map(laid, found.everyone)), cross=np.repeat(crossed, items, axis=1))


def _added(given: Moments, kept: Bools) -> Moments:
    """The sums of some values together, as one value."""
    cases = Sums(*((part * kept).sum(axis=-1, keepdims=True) for part in given.cases))
    crossed = (given.cross * kept[:, None]).sum(axis=-2, keepdims=True)
    return Moments(cases=cases, cross=crossed)


def _over_cells(given: Moments) -> Sums:
    return Sums(*(part.sum(axis=-2) for part in given.cases))


def _only_value(found: Shares) -> Shares:
    return Shares(**{field.name: getattr(found, field.name)[..., 0] for field in fields(Shares)})
