"""Use-case weights: the one case each respondent describes stands for the cases of all.

Respondent i (base weight b) has m use cases; the share p(s) of them lies in segment s. The
details describe one case, in segment s_i. The population is every use case of every respondent,
and its margins, M(s) = sum b m p(s), come from the overview. A described case weighs b m (Kish
1949: one chosen among m), and the cases of a segment are brought to M(s) together.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.errors import DashboardError
from dashboard.estimates.sums import Bools, Floats, Sums, kish, summed_by
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
    overview_only: int
    details_only: int
    invalid_allocation: int
    missing_number: int
    zero_number: int
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
    said = np.asarray(number, dtype=np.float64)
    p = np.asarray(allocation, dtype=np.float64)
    own = np.asarray(segment, dtype=np.intp)
    b = np.ones(len(said)) if base_weight is None else checked_weights(base_weight, "base weight")
    segments = p.shape[1]
    if own.max(initial=NO_DETAILS) >= segments or own.min(initial=0) < NO_DETAILS:
        raise DashboardError(f"A described case has no segment among 0 to {segments - 1}.")

    described = own != NO_DETAILS
    has_shares = np.isfinite(p).all(axis=1)
    has_number = np.isfinite(said) & (said > 0)
    m = np.where(has_number, np.minimum(said, np.inf if cap is None else cap), 0.0)
    in_margins = has_number & has_shares
    volume = np.where(in_margins[:, None], (b * m)[:, None] * p, 0.0)
    by_segment = volume.sum(axis=0)
    if not by_segment.sum() > 0:
        raise DashboardError("No respondent says both how many use cases there are and of what.")
    usable = described & (by_segment[own] > 0) & (b > 0)
    if not usable.any():
        raise DashboardError("No respondent describes a use case of a segment that anyone has.")

    cases = np.bincount(own[usable], minlength=segments)
    cell_of = _cells(cases, by_segment, parents, smallest)
    cell = np.where(usable, cell_of[own], -1)
    cells = int(cell_of.max()) + 1
    membership = np.eye(cells)[cell_of] * (cell_of >= 0)[:, None]
    margins = by_segment @ membership

    own_share = np.where(described & has_shares, p[np.arange(len(p)), own], 0.0)
    raw = b * _imputed(m, has_number, own, described)
    if chance is not None:
        likely = np.asarray(chance, dtype=np.float64)
        raw = raw * np.where(own_share > 0, own_share / likely, 1.0)
    inside = np.where(cell >= 0, raw, 0.0)
    part = inside / summed_by(np.maximum(cell, 0), inside, cells)[cell]
    weight = part * margins[cell]

    effective = float(kish(Sums.of(1, weight.sum(), (weight**2).sum())))
    uncapped = effective
    if cap is not None:
        uncapped = use_case_weights(
            said, p, own, base_weight=b, chance=chance, parents=parents, smallest=smallest
        ).report.effective_n
    in_cell = cell >= 0
    sizes = np.bincount(cell[in_cell], minlength=cells)
    kin = {c: tuple(int(s) for s in np.flatnonzero(cell_of == c)) for c in range(cells)}
    report = Report(
        respondents=len(said),
        in_margins=int(in_margins.sum()),
        described=int(described.sum()),
        overview_only=int((in_margins & ~described).sum()),
        details_only=int((described & ~in_margins).sum()),
        invalid_allocation=int((~has_shares).sum()),
        missing_number=int(np.isnan(said).sum()),
        zero_number=int((said <= 0).sum()),
        capped=int((has_number & (said > m)).sum()),
        imputed=int((in_cell & ~has_number).sum()),
        own_share_zero=int((in_cell & has_shares & (own_share <= 0)).sum()),
        outside_margins=int((described & ~in_cell).sum()),
        collapsed={c: group for c, group in kin.items() if len(group) > 1},
        thin=tuple(int(c) for c in np.flatnonzero(sizes < smallest)),
        dropped=tuple(int(s) for s in np.flatnonzero((cell_of < 0) & (by_segment > 0))),
        coverage=float(margins.sum() / by_segment.sum()),
        dominated=tuple(c for c in range(cells) if part[cell == c].max() > DOMINANT),
        effective_n=effective,
        design_effect=int(in_cell.sum()) / effective,
        largest=float(weight.max() / weight[in_cell].mean()),
        effective_n_uncapped=uncapped,
    )
    return UseCaseWeights(
        weight=weight,
        cell=cell,
        cell_of=cell_of,
        volume=volume @ membership,
        margins=margins,
        report=report,
    )


def _cells(
    cases: NDArray[np.intp], by_segment: Floats, parents: ArrayLike | None, smallest: int
) -> NDArray[np.intp]:
    """The cell of each segment: itself, or all of its kin where it has too few cases.

    A cell too small joins everything under its parent, and so on upwards. A segment that still
    has no case, or that nobody has, is in no cell.
    """
    segments = len(cases)
    above = np.full(segments, -1) if parents is None else np.asarray(parents, dtype=np.intp)
    lines = [_line(node, above) for node in range(len(above))]
    node = np.arange(segments)  # the node that stands for each segment's cell
    while True:
        size = np.bincount(node, weights=cases, minlength=len(above))
        share = np.bincount(node, weights=by_segment, minlength=len(above))
        small = [
            n for n in np.unique(node) if share[n] > 0 and size[n] < smallest and above[n] >= 0
        ]
        if not small:
            break
        into = above[small[0]]
        node = np.where([into in lines[n] for n in node], into, node)
    alive = (size[node] > 0) & (share[node] > 0)
    numbered = np.full(segments, -1, dtype=np.intp)
    numbered[alive] = np.unique(node[alive], return_inverse=True)[1]
    return numbered


def _line(node: int, above: NDArray[np.intp]) -> list[int]:
    """A node and all that is above it, upwards."""
    line = [node]
    while above[line[-1]] >= 0:
        line.append(int(above[line[-1]]))
        if len(line) > len(above):
            raise DashboardError(f"The parents of segment {node} run in a circle.")
    return line


def _imputed(m: Floats, has_number: Bools, own: NDArray[np.intp], described: Bools) -> Floats:
    """m, or the median m of the same segment's cases where it is missing or 0; never 0."""
    filled = np.where(has_number, m, 0.0)
    known = has_number & described
    everywhere = float(np.median(m[known])) if known.any() else 1.0
    for s in np.unique(own[described & ~has_number]):
        alike = m[known & (own == s)]
        median = float(np.median(alike)) if len(alike) else everywhere
        filled[described & ~has_number & (own == s)] = median
    return filled
