"""Scores: one number for a question or for each of its items, such as a mean or a median."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.counted import counted_for
from dashboard.analysis.results import check_details, weighting_of
from dashboard.analysis.statistics import (
    COMPUTE,
    IN_PERCENT,
    SPREAD,
    Statistic,
    bands_of_percent,
    scale_points,
    statistics_of,
)
from dashboard.analysis.weighted_scores import (
    check_statistic_of_cases,
    counted_values,
    weighed_scores,
)
from dashboard.analysis.withheld import reasons, too_much, veiled
from dashboard.codebook import Choice, Question, Year
from dashboard.errors import DashboardError, unknown
from dashboard.estimates.reliability import Flag
from dashboard.estimates.shares import Shares, shares
from dashboard.estimates.sums import Estimates, Sums
from dashboard.query.selection import Selection, Weights
from dashboard.responses import Responses
from dashboard.responses.gaps import gaps_of
from dashboard.responses.tally import Tally, Together, items_of
from dashboard.responses.year_weights import YearWeights

__all__ = ["SPREAD", "Scores", "Statistic", "scale_points", "scores", "statistics_of"]


@dataclass(frozen=True, kw_only=True)
class Scores:
    """One number for each item: arrays with the axes (year, segment, item).

    `unit` is "percent" for shares and allocations (fractions of 1), else the question's own.
    `spread`, for allocations alone, holds the shares of respondents in the bands of `SPREAD`
    along one axis more.
    """

    question: Question
    selection: Selection
    by: Question | None
    statistic: Statistic
    tally: Tally
    estimates: Estimates | Shares
    gaps: Mapping[Year, str]
    unit: str
    spread: Shares | None = None
    weights: Weights = Weights.NONE
    weighting: Mapping[Year, YearWeights] = field(default_factory=dict)
    withheld: Mapping[Year, str] = field(default_factory=dict)

    @property
    def years(self) -> tuple[Year, ...]:
        """The years along the first axis."""
        return self.tally.years

    @property
    def segments(self) -> tuple[str | None, ...]:
        """The segments along the second axis; (None,) without a breakdown."""
        return self.tally.segments

    @property
    def items(self) -> tuple[Choice | None, ...]:
        """The objects along the third axis: items, ranked choices, or (None,) for none."""
        objects = {choice.id: choice for choice in (*self.question.items, *self.question.choices)}
        return tuple(objects[code] for code in items_of(self.question)) or (None,)


def scores(
    responses: Responses,
    questions: Sequence[Question],
    selection: Selection,
    by: Question | None = None,
    statistic: Statistic | None = None,
    weights: Weights = Weights.NONE,
    together: Mapping[str, Together] | None = None,
) -> dict[str, Scores]:
    """Scores of several questions in one query, by question id; the usual statistic of each.

    `together` says by question which parts of an allocation are counted as one: they add up.

    Raises DashboardError where a question does not have the statistic, or not with these weights.
    """
    wanted = {question.id: _statistic(question, statistic) for question in questions}
    if weights is Weights.USE_CASES:
        check_details(responses.codebook, questions)
        for one in wanted.values():
            check_statistic_of_cases(one)
    volume = statistic is Statistic.VOLUME
    counted = counted_for(responses, questions, selection, by, weights, together, volume=volume)
    found = {}
    for code, tally in counted.tallies.items():
        gaps = gaps_of(responses, tally.question, selection, weights, by)
        if wanted[code] is Statistic.VOLUME:
            gaps |= _uncounted(responses, tally)
        asked = _asked(tally, gaps)
        values = asked[..., None] & counted_values(tally, wanted[code])
        if of_years := counted.of_years(code, values):
            estimates = weighed_scores(tally, wanted[code], of_years, asked)
        else:
            estimates = _of_respondents(tally, wanted[code], asked)
        estimates.flag[~asked] = Flag.NOT_ASKED
        blocked = too_much(responses, tally, by)
        estimates = veiled(estimates, blocked, Flag.WITHHELD)
        spread = _spread(tally, asked) if wanted[code] is Statistic.ALLOCATION else None
        found[code] = Scores(
            question=tally.question,
            selection=selection,
            by=by,
            statistic=wanted[code],
            tally=tally,
            estimates=estimates,
            gaps=gaps,
            unit="percent" if wanted[code] in IN_PERCENT else tally.question.unit,
            spread=None if spread is None else veiled(spread, blocked, Flag.WITHHELD),
            weights=weights,
            weighting=weighting_of(responses, tally, weights),
            withheld=reasons(
                blocked & (tally.answered.n.max(axis=2) > 0), tally.years, tally.segments, by
            ),
        )
    return found


def _statistic(question: Question, wanted: Statistic | None) -> Statistic:
    known = [s for s in statistics_of(question) if s is not Statistic.SHARE]
    if wanted is None and known:
        return known[0]
    if wanted not in known or wanted is None:
        raise DashboardError(
            f"{question.id!r} is of kind {question.kind}. "
            + unknown("statistic for it", wanted or "none", statistics_of(question))
        )
    return wanted


def _uncounted(responses: Responses, tally: Tally) -> dict[Year, str]:
    """The years that did not ask how many use cases a respondent has."""
    entry = responses.codebook.weighting.use_cases
    asked = responses.codebook.questions[entry.count].asked if entry is not None else ()
    return {
        year: f"{year} did not ask how many use cases respondents have."
        for year in tally.years
        if year not in asked
    }


def _asked(tally: Tally, gaps: Mapping[Year, str]) -> NDArray[np.bool_]:
    asked: NDArray[np.bool_] = tally.asked.n > 0
    for y, year in enumerate(tally.years):
        if year in gaps:
            asked[y] = False
    return asked


def _of_respondents(
    tally: Tally, statistic: Statistic, asked: NDArray[np.bool_]
) -> Estimates | Shares:
    cells = Sums(*(np.where(asked[..., None], part, 0.0) for part in tally.cells))
    answered = Sums(*(np.where(asked, part, 0.0) for part in tally.answered))
    return COMPUTE[statistic](tally, cells, answered, tally.rows[:, None, None], asked)


def _spread(tally: Tally, asked: NDArray[np.bool_]) -> Shares:
    cells = Sums(*(np.where(asked[..., None], part, 0.0) for part in tally.cells))
    answered = Sums(*(np.where(asked, part, 0.0) for part in tally.answered))
    bands = bands_of_percent(tally, cells)
    return shares(bands, answered, tally.rows[:, None, None], asked=asked)
