"""Questions counted as finely as their weights need, and laid out year by year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.analysis.variance import CasesOfYear, MarginsOfYear, Weighed
from dashboard.codebook import Question
from dashboard.estimates.calibrated import as_given
from dashboard.estimates.sums import Bools, Floats, Sums
from dashboard.estimates.usecase_estimates import Moments, YearMoments
from dashboard.query.selection import Selection, Weights
from dashboard.responses import Responses
from dashboard.responses.tally import CaseTally, MarginTally, Tally, Together

# A year without use-case weights: one cell, nobody in it.
NO_CASES = YearMoments(
    margins=np.zeros(1),
    w2=np.zeros(1),
    cross=np.zeros((1, 1)),
    square=np.zeros((1, 1)),
    respondents=0,
)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What was counted of some questions, by question id, and by cell of the weighting."""

    responses: Responses
    tallies: Mapping[str, Tally]
    by_cell: Mapping[str, CaseTally]
    by_margin: Mapping[str, MarginTally]

    def of_years(self, code: str, allowed: Bools, *, everyone: bool = False) -> list[Weighed]:
        """The years of a question, where its weights have a variance of their own; else none.

        `allowed` (year, segment, item, value) says which answers count. The base is who answered,
        or `everyone` in view.
        """
        years = range(len(self.tallies[code].years))
        if (cases := self.by_cell.get(code)) is not None:
            return [
                _cases_of_year(self.responses, cases, at, allowed[at], everyone) for at in years
            ]
        if (found := self.by_margin.get(code)) is not None:
            return [
                _margins_of_year(self.responses, found, at, allowed[at], everyone) for at in years
            ]
        return []


def counted_for(
    responses: Responses,
    questions: Sequence[Question],
    selection: Selection,
    by: Question | None,
    weights: Weights,
    together: Mapping[str, Together] | None = None,
    *,
    volume: bool = False,
) -> Counted:
    """Questions counted in one query, as finely as their weights need.

    Volumes are sums of two weights; their variance takes both as given.
    """
    by_cell: Mapping[str, CaseTally] = {}
    by_margin: Mapping[str, MarginTally] = {}
    if weights is Weights.USE_CASES:
        by_cell = responses.tally_cases(questions, selection, by, together)
        tallies = {code: found.tally for code, found in by_cell.items()}
    elif weights is Weights.SURVEY and not volume and responses.is_calibrated(selection.years):
        by_margin = responses.tally_margins(questions, selection, by, together)
        tallies = {code: found.tally for code, found in by_margin.items()}
    else:
        tallies = responses.tally(
            questions, selection, by, weights, volume=volume, together=together
        )
    return Counted(responses=responses, tallies=tallies, by_cell=by_cell, by_margin=by_margin)


def _cases_of_year(
    responses: Responses, found: CaseTally, at: int, allowed: Bools, everyone: bool
) -> CasesOfYear:
    """The described cases of the year at a place, weighted to stand for all."""
    weights = responses.weighting.get(found.tally.years[at])
    year = (weights.moments if weights else None) or NO_CASES
    cells = len(year.margins)
    kept = np.where(allowed[:, None], 1.0, 0.0)
    given = Moments(
        cases=Sums(*((part[at, :, :cells] * kept).swapaxes(1, 2) for part in found.cells)),
        cross=(found.cells_crossed[at, :, :cells, ..., :cells] * kept[..., None]).swapaxes(1, 2),
    )
    base = _everyone(found, at, cells) if everyone else _answered(found, at, cells)
    return CasesOfYear(given=given, base=base, year=year)


def _margins_of_year(
    responses: Responses, found: MarginTally, at: int, allowed: Bools, everyone: bool
) -> MarginsOfYear:
    """The respondents of the year at a place, weighted to meet its margins."""
    weights = responses.weighting.get(found.tally.years[at])
    calibration = weights.calibration if weights else None
    if calibration is None:
        # Weights that the responses carried: one cell, and no margin explains anything.
        calibration = as_given(int(found.tally.rows[at]))
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


def _answered(found: CaseTally, at: int, cells: int) -> Moments:
    def laid(part: Floats) -> Floats:
        return part[at, :, :cells].swapaxes(1, 2)[..., None]

    crossed = found.answered_crossed[at, :, :cells, ..., :cells].swapaxes(1, 2)
    return Moments(cases=Sums(*map(laid, found.answered)), cross=crossed[..., None, :])


def _everyone(found: CaseTally, at: int, cells: int) -> Moments:
    items = found.answered.n.shape[3]

    def laid(part: Floats) -> Floats:
        return np.repeat(part[at, :, None, :cells, None], items, axis=1)

    crossed = found.everyone_crossed[at, :, None, :cells, None, :cells]
    return Moments(cases=Sums(*map(laid, found.everyone)), cross=np.repeat(crossed, items, axis=1))
