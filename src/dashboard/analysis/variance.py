"""Estimates from a tally, and their variance: what every statistic is computed from.

Weights may be taken as given; or they come from the respondents' own overviews (use cases), or
from margins that were declared (survey weights), and then have a variance of their own, told year
by year from sums by cell of the weighting. Each statistic asks the same few things of all three.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from dashboard.codebook import Year
from dashboard.estimates import calibrated as margins
from dashboard.estimates import numeric
from dashboard.estimates import usecase_estimates as cases
from dashboard.estimates.numeric import box_shares, with_the_rest
from dashboard.estimates.quantiles import Below, banded_quantiles, quantiles
from dashboard.estimates.shares import Shares, shares
from dashboard.estimates.sums import Bools, Estimates, Floats, Sums, kish
from dashboard.estimates.usecase_estimates import Moments, YearMoments
from dashboard.estimates.weighting import Calibration
from dashboard.query.selection import Of
from dashboard.responses.tally import Split, Tally
from dashboard.responses.year_weights import YearWeights

Found = TypeVar("Found", bound=Estimates)

# A year without use-case weights: one cell, nobody in it.
NO_CASES = YearMoments(
    margins=np.zeros(1),
    w2=np.zeros(1),
    cross=np.zeros((1, 1)),
    square=np.zeros((1, 1)),
    respondents=0,
)


class Counted(Protocol):
    """What was counted of one question, and what can be made of it.

    Results have the axes (year, segment, item), shares the values besides; of a single year the
    first is missing. `above`, `below`, `inside` and `values` go with the value axis; NaN stands
    for values that are not in the base. Where they differ by year they have four axes.
    """

    def shares(self) -> Shares:
        """The share of the base that gave each answer."""
        ...

    def ratios(self, above: ArrayLike, below: ArrayLike = 1.0) -> Estimates:
        """Ratios of two sums, such as means, over those who gave a value that is a number."""
        ...

    def boxes(self, inside: Floats, *, of_answers: bool) -> Shares:
        """The share whose value is inside (1, else 0), of those with a value or of the base."""
        ...

    def means_of_base(self, values: Floats) -> Estimates:
        """Means over the whole base, who gave none of the values counting as 0."""
        ...

    def medians(self, values: Floats) -> Estimates:
        """Medians of plain numbers."""
        ...

    def banded_medians(self, bands: Sequence[int], edges: Floats) -> Estimates:
        """Medians of answers in bands: their places, ascending, and edges (bands, 2)."""
        ...


def counted(
    tally: Tally,
    weighting: Callable[[Year], YearWeights | None],
    allowed: Bools,
    asked: Bools,
    *,
    of: Of = Of.ANSWERED,
) -> Counted:
    """A tally as statistics are computed from it.

    `allowed` (year, segment, item, value) says which answers count, `asked` (year, segment, item)
    what was asked. `of` names the base.
    """
    split = tally.split
    if split is None:
        base = tally.base(of)
        return WeightsAsGiven(
            given=tally.cells.map(lambda part: np.where(allowed, part, 0.0)),
            base=base.map(lambda part: np.where(asked, part, 0.0)),
            rows=tally.rows[:, None, None],
            asked=asked,
        )
    years: list[Counted] = []
    for at, year in enumerate(tally.years):
        found = weighting(year)
        if split.crossed is not None:
            moments = (found.moments if found else None) or NO_CASES
            years.append(_cases_of_year(split, moments, at, allowed[at], asked[at], of))
        else:
            # Weights that the responses carried: one cell, and no margin explains anything.
            fit = (found.calibration if found else None) or margins.as_given(int(tally.rows[at]))
            years.append(_margins_of_year(split, fit, at, allowed[at], asked[at], of))
    return ByYear(years)


@dataclass(frozen=True, kw_only=True)
class WeightsAsGiven:
    """All years at once: `given` (year, segment, item, value), `base` (year, segment, item)."""

    given: Sums
    base: Sums
    rows: Floats
    asked: Bools

    def shares(self) -> Shares:
        return shares(self.given, self.base, self.rows, asked=self.asked)

    def ratios(self, above: ArrayLike, below: ArrayLike = 1.0) -> Estimates:
        y, x = np.broadcast_arrays(above, np.asarray(below, dtype=np.float64))
        return numeric.ratios(self.given, y, x, self.rows, asked=self.asked)

    def boxes(self, inside: Floats, *, of_answers: bool) -> Shares:
        given, base = self.given.map(lambda part: part * np.isfinite(inside)), self.base
        whole = None if of_answers else base
        return box_shares(given, inside == 1, self.rows, base=whole, asked=self.asked)

    def means_of_base(self, values: Floats) -> Estimates:
        given = with_the_rest(self.given, self.base)
        return numeric.means(given, np.append(values, 0.0), self.rows, asked=self.asked)

    def medians(self, values: Floats) -> Estimates:
        return quantiles(self.given, values, self.rows, asked=self.asked)

    def banded_medians(self, bands: Sequence[int], edges: Floats) -> Estimates:
        inside = self.given.map(lambda part: part[..., bands])
        return banded_quantiles(inside, edges[:, 0], edges[:, 1], self.rows, asked=self.asked)


@dataclass(frozen=True)
class ByYear:
    """Years of which each is counted by cells of its own."""

    years: Sequence[Counted]

    def shares(self) -> Shares:
        return stacked([one.shares() for one in self.years])

    def ratios(self, above: ArrayLike, below: ArrayLike = 1.0) -> Estimates:
        return stacked(
            [
                one.ratios(_of_year(above, at), _of_year(below, at))
                for at, one in enumerate(self.years)
            ]
        )

    def boxes(self, inside: Floats, *, of_answers: bool) -> Shares:
        return stacked([one.boxes(inside, of_answers=of_answers) for one in self.years])

    def means_of_base(self, values: Floats) -> Estimates:
        return stacked([one.means_of_base(values) for one in self.years])

    def medians(self, values: Floats) -> Estimates:
        return stacked([one.medians(values) for one in self.years])

    def banded_medians(self, bands: Sequence[int], edges: Floats) -> Estimates:
        return stacked([one.banded_medians(bands, edges) for one in self.years])


@dataclass(frozen=True, kw_only=True)
class CasesOfYear:
    """A year's described cases: `given` (segment, item, cell, value), `base` (..., cell, 1)."""

    given: Moments
    base: Moments
    year: YearMoments
    asked: Bools

    def shares(self) -> Shares:
        return cases.use_case_shares(self.given, self.base, self.year, asked=self.asked)

    def ratios(self, above: ArrayLike, below: ArrayLike = 1.0) -> Estimates:
        y, x, known = _known(above, below)
        given = Moments(
            cases=self.given.cases.map(lambda part: part * known),
            cross=self.given.cross * known[:, None],
        )
        return cases.use_case_ratios(given, y, self.year, x, asked=self.asked)

    def boxes(self, inside: Floats, *, of_answers: bool) -> Shares:
        base = _added(self.given, np.isfinite(inside)) if of_answers else self.base
        within = _added(self.given, inside == 1)
        return cases.use_case_shares(within, base, self.year, asked=self.asked).at((..., 0))

    def means_of_base(self, values: Floats) -> Estimates:
        rest = _rest(self.given.cases, self.base.cases)
        cross = self.base.cross - self.given.cross.sum(axis=-2, keepdims=True)
        given = Moments(
            cases=_joined(self.given.cases, rest),
            cross=np.concatenate([self.given.cross, cross], axis=-2),
        )
        return cases.use_case_ratios(given, np.append(values, 0.0), self.year, asked=self.asked)

    def medians(self, values: Floats) -> Estimates:
        whole = _over_cells(self.given)
        return quantiles(
            whole,
            values,
            self.year.respondents,
            below=self._below(self.given),
            effective_n=kish(whole.total()),
            asked=self.asked,
        )

    def banded_medians(self, bands: Sequence[int], edges: Floats) -> Estimates:
        inside = Moments(
            cases=self.given.cases.map(lambda part: part[..., bands]),
            cross=self.given.cross[..., bands, :],
        )
        whole = _over_cells(inside)
        return banded_quantiles(
            whole,
            edges[:, 0],
            edges[:, 1],
            self.year.respondents,
            below=self._below(inside),
            effective_n=kish(whole.total()),
            asked=self.asked,
        )

    def _below(self, given: Moments) -> Below:
        return lambda at: cases.share_up_to(given, at, self.year)


@dataclass(frozen=True, kw_only=True)
class MarginsOfYear:
    """A year's respondents: `given` (segment, item, value, cell), `base` (segment, item, cell)."""

    given: Sums
    base: Sums
    calibration: Calibration
    asked: Bools

    def shares(self) -> Shares:
        return margins.calibrated_shares(self.given, self.base, self.calibration, asked=self.asked)

    def ratios(self, above: ArrayLike, below: ArrayLike = 1.0) -> Estimates:
        y, x, known = _known(above, below)
        given = self.given.map(lambda part: part * known[:, None])
        return margins.calibrated_ratios(given, y, self.calibration, x, asked=self.asked)

    def boxes(self, inside: Floats, *, of_answers: bool) -> Shares:
        on_it, within = np.isfinite(inside)[:, None], (inside == 1)[:, None]
        base = self.given.map(lambda part: (part * on_it).sum(axis=-2)) if of_answers else self.base
        given = self.given.map(lambda part: (part * within).sum(axis=-2)[..., None, :])
        found = margins.calibrated_shares(given, base, self.calibration, asked=self.asked)
        return found.at((..., 0))

    def means_of_base(self, values: Floats) -> Estimates:
        given = self.given.map(lambda part: np.moveaxis(part, -1, -2))
        whole = _joined(given, _rest(given, self.base.spread()))
        back = whole.map(lambda part: np.moveaxis(part, -1, -2))
        return margins.calibrated_ratios(
            back, np.append(values, 0.0), self.calibration, asked=self.asked
        )

    def medians(self, values: Floats) -> Estimates:
        whole, rows = self.given.total(), self.calibration.rows
        return quantiles(whole, values, rows, below=self._below(self.given), asked=self.asked)

    def banded_medians(self, bands: Sequence[int], edges: Floats) -> Estimates:
        inside = self.given.map(lambda part: part[..., bands, :])
        return banded_quantiles(
            inside.total(),
            edges[:, 0],
            edges[:, 1],
            self.calibration.rows,
            below=self._below(inside),
            asked=self.asked,
        )

    def _below(self, given: Sums) -> Below:
        return lambda at: margins.share_up_to(given, at, self.calibration)


def stacked(by_year: Sequence[Found]) -> Found:
    """Estimates of several years as one, years along the first axis."""
    parts = [vars(one) for one in by_year]
    return type(by_year[0])(**{name: np.stack([part[name] for part in parts]) for name in parts[0]})


def _of_year(part: ArrayLike, at: int) -> Floats:
    """Numbers along the value axis in one of the years."""
    numbers = np.asarray(part, dtype=np.float64)
    return np.asarray(numbers[at, 0, 0]) if numbers.ndim == 4 else numbers


def _known(above: ArrayLike, below: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Both, 0 where either is no number; and 1 where both are."""
    y, x = np.broadcast_arrays(np.asarray(above, dtype=np.float64), below)
    known = np.isfinite(y) & np.isfinite(x)
    return np.where(known, y, 0.0), np.where(known, x, 0.0), known.astype(np.float64)


def _cases_of_year(
    split: Split, year: YearMoments, at: int, allowed: Bools, asked: Bools, of: Of
) -> CasesOfYear:
    """The described cases of the year at a place, weighted to stand for all."""
    assert split.crossed is not None
    cells, crossed = len(year.margins), split.crossed["cells"]
    kept = np.where(allowed[:, None], 1.0, 0.0)
    given = Moments(
        cases=split.cells.map(lambda part: (part[at, :, :cells] * kept).swapaxes(1, 2)),
        cross=(crossed[at, :, :cells, ..., :cells] * kept[..., None]).swapaxes(1, 2),
    )
    own = split.crossed_base(of)[at, :, :cells, ..., :cells].swapaxes(1, 2)
    base = Moments(
        cases=split.base(of).map(lambda part: part[at, :, :cells].swapaxes(1, 2)[..., None]),
        cross=own[..., None, :],
    )
    return CasesOfYear(given=given, base=base, year=year, asked=asked)


def _margins_of_year(
    split: Split, fit: Calibration, at: int, allowed: Bools, asked: Bools, of: Of
) -> MarginsOfYear:
    """The respondents of the year at a place, weighted to meet its margins."""
    cells, kept = len(fit.w2), np.where(allowed, 1.0, 0.0)[..., None]

    def last(part: Floats) -> Floats:
        moved: Floats = np.moveaxis(part[at], 1, -1)[..., :cells]
        return moved

    base = split.base(of).map(last)
    return MarginsOfYear(
        given=split.cells.map(lambda part: last(part) * kept),
        base=base.map(lambda part: np.where(asked[..., None], part, 0.0)),
        calibration=fit,
        asked=asked,
    )


def _added(given: Moments, kept: Bools) -> Moments:
    """The sums of some values together, as one value."""
    cases = given.cases.map(lambda part: (part * kept).sum(axis=-1, keepdims=True))
    crossed = (given.cross * kept[:, None]).sum(axis=-2, keepdims=True)
    return Moments(cases=cases, cross=crossed)


def _rest(given: Sums, base: Sums) -> Sums:
    """Who is in the base (..., 1) and gave none of the values (..., values)."""
    return given.map_with(
        base, lambda part, whole: np.maximum(whole - part.sum(axis=-1, keepdims=True), 0.0)
    )


def _joined(one: Sums, other: Sums) -> Sums:
    return one.map_with(other, lambda a, b: np.concatenate([a, b], axis=-1))


def _over_cells(given: Moments) -> Sums:
    return given.cases.map(lambda part: part.sum(axis=-2))
