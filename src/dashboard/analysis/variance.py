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
from dashboard.estimates.sums import Bools, Estimates, Floats, Sums, kish
from dashboard.estimates.usecase_estimates import Moments, YearMoments
from dashboard.estimates.weighting import Calibration

Found = TypeVar("Found", bound=Shares | Estimates)


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

    def means_of_base(self, values: Floats, asked: Bools) -> Estimates:
        """Means over the whole base, who gave none of the values counting as 0."""
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

    def means_of_base(self, values: Floats, asked: Bools) -> Estimates:
        rest = _rest(self.given.cases, self.base.cases)
        cross = self.base.cross - self.given.cross.sum(axis=-2, keepdims=True)
        given = Moments(
            cases=_joined(self.given.cases, rest),
            cross=np.concatenate([self.given.cross, cross], axis=-2),
        )
        return cases.use_case_ratios(given, np.append(values, 0.0), self.year, asked=asked)

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

    def means_of_base(self, values: Floats, asked: Bools) -> Estimates:
        given = Sums(*(np.moveaxis(part, -1, -2) for part in self.given))
        whole = _joined(given, _rest(given, self.base.spread()))
        back = Sums(*(np.moveaxis(part, -1, -2) for part in whole))
        return margins.calibrated_ratios(
            back, np.append(values, 0.0), self.calibration, asked=asked
        )

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


def stacked(by_year: Sequence[Found]) -> Found:
    """Estimates of several years as one, years along the first axis."""
    kind = type(by_year[0])
    parts = {
        field.name: np.stack([getattr(one, field.name) for one in by_year])
        for field in fields(kind)
    }
    return kind(**parts)


def _added(given: Moments, kept: Bools) -> Moments:
    """The sums of some values together, as one value."""
    cases = Sums(*((part * kept).sum(axis=-1, keepdims=True) for part in given.cases))
    crossed = (given.cross * kept[:, None]).sum(axis=-2, keepdims=True)
    return Moments(cases=cases, cross=crossed)


def _rest(given: Sums, base: Sums) -> Sums:
    """Who is in the base (..., 1) and gave none of the values (..., values)."""
    return Sums(
        *(
            np.maximum(whole - part.sum(axis=-1, keepdims=True), 0.0)
            for part, whole in zip(given, base, strict=True)
        )
    )


def _joined(one: Sums, other: Sums) -> Sums:
    return Sums(*(np.concatenate(pair, axis=-1) for pair in zip(one, other, strict=True)))


def _over_cells(given: Moments) -> Sums:
    return Sums(*(part.sum(axis=-2) for part in given.cases))


def _only_value(found: Shares) -> Shares:
    return Shares(**{field.name: getattr(found, field.name)[..., 0] for field in fields(Shares)})
