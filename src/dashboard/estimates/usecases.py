"""Use-case weights: the one case each respondent describes stands for the cases of all.

Respondent i (base weight b) has m use cases; the share p(s) of them lies in segment s. The
details describe one case, in segment s_i. The population is every use case of every respondent,
and its margins, M(s) = sum b m p(s), come from the overview. A described case weighs b m (Kish
1949: one chosen among m), and the cases of a segment are brought to M(s) together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.errors import DashboardError
from dashboard.estimates.sums import Bools, Floats, Sums, kish, summed_by
from dashboard.estimates.usecase_cells import cells_of
from dashboard.estimates.weighting import checked_weights

SMALLEST = 5
"""Segments with fewer described cases are collapsed with their kin."""
DOMINANT = 0.5
"""One respondent with more than this of a segment's weight is named in the report."""
NO_DETAILS = -1
"""The segment of a respondent who describes no case."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was done to the answers of a year before they were weighted, in counts.

    Segments and cells are indices; a cell is one segment or several collapsed into one.
    """

    respondents: int
    in_margins: int
    described: int
    capped: int
    imputed: int
    own_share_zero: int
    outside_margins: int
    collapsed: Mapping[int, tuple[int, ...]]
    thin: tuple[int, ...]
    dropped: tuple[int, ...]
    coverage: float
    dominated: tuple[int, ...]
    effective_n: float
    design_effect: float
    largest: float
    effective_n_uncapped: float


@dataclass(frozen=True, kw_only=True)
class UseCaseWeights:
    """The weights of one year, all respondents in the order they came.

    `weight` is 0 for those who describe no case, or none that counts. `cell` is the cell of the
    described case (-1: none), `cell_of` that of each segment (-1: dropped). `volume`
    (respondents, cells) is b m p, what each respondent adds to the margins. The weights of a
    cell add up to its margin.
    """

    weight: Floats
    cell: NDArray[np.intp]
    cell_of: NDArray[np.intp]
    volume: Floats
    margins: Floats
    report: Report


def use_case_weights(
    number: ArrayLike,
    allocation: ArrayLike,
    segment: ArrayLike,
    *,
    base_weight: ArrayLike | None = None,
    chance: ArrayLike | None = None,
    parents: ArrayLike | None = None,
    cap: float | None = None,
    smallest: int = SMALLEST,
) -> UseCaseWeights:
    """Weights for the described cases of a year, computed once, for all respondents together.

    `number` (n,): use cases a respondent has, NaN where not said. `allocation` (n, segments):
    the parts of each, adding to 1, NaN rows where there is none. `segment` (n,): index of the
    described case's segment, -1 where none is described; of several, the main one.

    `chance` is the chance that the described case came from its segment: left out, cases are
    taken as chosen in proportion to the allocation; all 1 means chosen without regard to it.
    `parents` gives each node's parent, -1 for none; nodes beyond the segments are groups.
    For a view in which each respondent counts once, give a `number` of 1 for everybody.
    """
    answers = _answers(number, allocation, segment, base_weight, cap)
    volume = answers.volume
    by_segment = volume.sum(axis=0)
    usable = answers.described & (by_segment[answers.own] > 0) & (answers.base_weight > 0)
    if not by_segment.sum() > 0:
        raise DashboardError("No respondent says both how many use cases there are and of what.")
    if not usable.any():
        raise DashboardError("No respondent describes a use case of a segment that anyone has.")

    cases = np.bincount(answers.own[usable], minlength=len(by_segment))
    cell_of = cells_of(cases, by_segment, parents, smallest)
    cell = np.where(usable, cell_of[answers.own], -1)
    cells = int(cell_of.max()) + 1
    membership = np.eye(cells)[cell_of] * (cell_of >= 0)[:, None]
    margins = by_segment @ membership

    raw = answers.base_weight * _imputed(answers)
    if chance is not None:
        likely = np.asarray(chance, dtype=np.float64)
        raw = raw * np.where(answers.own_share > 0, answers.own_share / likely, 1.0)
    inside = np.where(cell >= 0, raw, 0.0)
    part = inside / summed_by(np.maximum(cell, 0), inside, cells)[cell]
    weights = UseCaseWeights(
        weight=part * margins[cell],
        cell=cell,
        cell_of=cell_of,
        volume=volume @ membership,
        margins=margins,
        report=_report(answers, by_segment, cell_of, cell, part, margins, smallest),
    )
    if cap is None:
        return weights
    uncapped = use_case_weights(
        number,
        allocation,
        segment,
        base_weight=base_weight,
        chance=chance,
        parents=parents,
        smallest=smallest,
    )
    report = replace(weights.report, effective_n_uncapped=uncapped.report.effective_n)
    return replace(weights, report=report)


@dataclass(frozen=True, kw_only=True)
class _Answers:
    """What respondents said, with what each lacks; `m` is the number as capped, 0 if none."""

    said: Floats
    m: Floats
    p: Floats
    own: NDArray[np.intp]
    base_weight: Floats
    has_number: Bools
    has_shares: Bools

    @property
    def described(self) -> Bools:
        described: Bools = self.own != NO_DETAILS
        return described

    @property
    def in_margins(self) -> Bools:
        return self.has_number & self.has_shares

    @property
    def volume(self) -> Floats:
        """b m p, what each respondent adds to the margins: 0 for those who are in none."""
        parts = np.where(self.in_margins[:, None], self.p, 0.0)
        return (self.base_weight * self.m)[:, None] * parts

    @property
    def own_share(self) -> Floats:
        """The part of the described case's segment; 0 where it is not known."""
        part = self.p[np.arange(len(self.p)), self.own]
        return np.where(self.described & self.has_shares, part, 0.0)


def _answers(
    number: ArrayLike,
    allocation: ArrayLike,
    segment: ArrayLike,
    base_weight: ArrayLike | None,
    cap: float | None,
) -> _Answers:
    said = np.asarray(number, dtype=np.float64)
    p = np.asarray(allocation, dtype=np.float64)
    own = np.asarray(segment, dtype=np.intp)
    last = p.shape[1] - 1
    if own.max(initial=NO_DETAILS) > last or own.min(initial=0) < NO_DETAILS:
        raise DashboardError(f"A described case has no segment among 0 to {last}.")
    has_number = np.isfinite(said) & (said > 0)
    most = np.inf if cap is None else cap
    return _Answers(
        said=said,
        m=np.where(has_number, np.minimum(said, most), 0.0),
        p=p,
        own=own,
        base_weight=np.ones(len(said))
        if base_weight is None
        else checked_weights(base_weight, "base weight"),
        has_number=has_number,
        has_shares=np.asarray(np.isfinite(p).all(axis=1)),
    )


def _report(
    answers: _Answers,
    by_segment: Floats,
    cell_of: NDArray[np.intp],
    cell: NDArray[np.intp],
    part: Floats,
    margins: Floats,
    smallest: int,
) -> Report:
    """What happened to the answers; `part` is each case's part of its cell's weight."""
    described, in_margins = answers.described, answers.in_margins
    in_cell = cell >= 0
    weight = part[in_cell] * margins[cell[in_cell]]
    effective = float(kish(Sums.of(len(weight), weight.sum(), (weight**2).sum())))
    cells = range(len(margins))
    kin = {c: tuple(int(s) for s in np.flatnonzero(cell_of == c)) for c in cells}
    sizes = np.bincount(cell[in_cell], minlength=len(margins))
    no_share = answers.has_shares & (answers.own_share <= 0)
    return Report(
        respondents=len(answers.said),
        in_margins=int(in_margins.sum()),
        described=int(described.sum()),
        capped=int((answers.has_number & (answers.said > answers.m)).sum()),
        imputed=int((in_cell & ~answers.has_number).sum()),
        own_share_zero=int((in_cell & no_share).sum()),
        outside_margins=int((described & ~in_cell).sum()),
        collapsed={c: group for c, group in kin.items() if len(group) > 1},
        thin=tuple(c for c in cells if sizes[c] < smallest),
        dropped=tuple(int(s) for s in np.flatnonzero((cell_of < 0) & (by_segment > 0))),
        coverage=float(margins.sum() / by_segment.sum()),
        dominated=tuple(c for c in cells if part[cell == c].max() > DOMINANT),
        effective_n=effective,
        design_effect=len(weight) / effective,
        largest=float(weight.max() / weight.mean()),
        effective_n_uncapped=effective,
    )


def _imputed(answers: _Answers) -> Floats:
    """m, or the median m of the same segment's cases where it is missing or 0; never 0."""
    lacking = answers.described & ~answers.has_number
    known = answers.described & answers.has_number
    filled = answers.m.copy()
    everywhere = float(np.median(answers.m[known])) if known.any() else 1.0
    for segment in np.unique(answers.own[lacking]):
        same = answers.own == segment
        alike = answers.m[known & same]
        filled[lacking & same] = float(np.median(alike)) if len(alike) else everywhere
    return filled
