"""The weights of a year: computed anew from its file, compared with those that stand in it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from dashboard.codebook import Codebook, Year
from dashboard.errors import DashboardError
from dashboard.estimates.sums import Floats
from dashboard.estimates.usecase_estimates import YearMoments, year_moments
from dashboard.estimates.usecases import Report, UseCaseWeights
from dashboard.estimates.weighting import Calibration
from dashboard.query.selection import Weights
from dashboard.responses.answer_codes import arrow
from dashboard.responses.schema import USE_CASE_WEIGHT, WEIGHT
from dashboard.responses.sql_names import (
    CELL,
    DESCRIBED,
    MARGIN_CELL,
    ROW,
    ROW_WEIGHT,
    USE_CASES,
    volume,
)
from dashboard.responses.weights import (
    SAME,
    WeightSummary,
    numbers,
    read_answers,
    summary,
    survey_weighting,
    use_case_count,
    use_case_weights_of,
)


@dataclass(frozen=True, kw_only=True)
class YearWeights:
    """What is known of a year's weights; None where it has none of a kind.

    `margins` are the questions whose declared margins the survey weights meet, `calibration` what
    the variance of estimates needs to know of them. `cells` names for each cell of the use-case
    weights the items of the overview that are counted in it; `moments` are the year's sums that
    estimates over use cases need.
    """

    survey: WeightSummary | None = None
    margins: tuple[str, ...] = ()
    calibration: Calibration | None = None
    use_cases: Report | None = None
    cells: tuple[tuple[str, ...], ...] = ()
    moments: YearMoments | None = None

    def has(self, weights: Weights) -> bool:
        """Whether a view of this year can be weighted so."""
        if weights is Weights.USE_CASES:
            return self.moments is not None
        return weights is Weights.NONE or self.survey is not None


@dataclass(frozen=True, kw_only=True)
class Cases:
    """A year's respondents as weighting sees them, for the store and for nobody else.

    `people` has a row a respondent: the cell of the margins they are in, how many use cases they
    have, at most the cap, and which row of `cases` is the one they described. That row has its
    cell, its weight and, for each cell of the year, the weight times the respondent's volume there.
    """

    people: pa.Table | None = None
    cases: pa.Table | None = None
    cells: int = 0


def weigh(
    codebook: Codebook, year: Year, path: Path, columns: Collection[str]
) -> tuple[YearWeights, Cases]:
    """A year's weights from its file.

    Raises DashboardError where stored weights cannot be used or are not what the answers give.
    """
    answers = read_answers(codebook, path, *{USE_CASE_WEIGHT}.intersection(columns))
    weights, people = YearWeights(), dict[str, pa.Array]()
    if WEIGHT in columns:
        weights = YearWeights(survey=summary(numbers(answers.column(WEIGHT))))
        if (weighting := survey_weighting(codebook, year, answers)) is not None:
            declared = codebook.weighting.margins
            names = tuple(entry.question for entry in declared if year in entry.shares)
            weights = replace(weights, margins=names, calibration=weighting.calibration)
            people[MARGIN_CELL] = arrow(weighting.cell.astype(np.uint16))
    count = use_case_count(codebook, answers)
    if count is not None:
        entry = codebook.weighting.use_cases
        count = np.minimum(count, entry.cap if entry else np.inf)
        people[USE_CASES] = arrow(count, ~np.isnan(count))
    if USE_CASE_WEIGHT not in columns:
        return weights, Cases(people=_people(people))
    weighted = use_case_weights_of(codebook, answers)
    if weighted is None or count is None:
        raise DashboardError(
            f"the column {USE_CASE_WEIGHT!r} holds weights, but the survey file and the answers "
            "give none."
        )
    _compare(numbers(answers.column(USE_CASE_WEIGHT)), weighted.weight)
    overview = codebook.weighting.use_cases.margin.overview if codebook.weighting.use_cases else ""
    items = codebook.questions[overview].items
    cells = tuple(
        tuple(item.id for item, cell in zip(items, weighted.cell_of, strict=True) if cell == at)
        for at in range(len(weighted.margins))
    )
    described = np.where(weighted.cell >= 0, np.cumsum(weighted.cell >= 0) - 1, -1)
    people[DESCRIBED] = arrow(described.astype(np.int32), described >= 0)
    weights = replace(
        weights, use_cases=weighted.report, cells=cells, moments=year_moments(weighted)
    )
    return weights, Cases(people=_people(people), cases=_cases(weighted), cells=len(cells))


def _people(columns: dict[str, pa.Array]) -> pa.Table | None:
    """The columns beside the number of a respondent's row; None where there is none."""
    if not columns:
        return None
    rows = len(next(iter(columns.values())))
    return pa.table({ROW: arrow(np.arange(rows)), **columns})


def _cases(weighted: UseCaseWeights) -> pa.Table:
    inside = weighted.cell >= 0
    weight = weighted.weight[inside]
    crossed = weight[:, None] * weighted.volume[inside]
    columns = {
        DESCRIBED: arrow(np.arange(len(weight), dtype=np.int32)),
        CELL: arrow(weighted.cell[inside].astype(np.uint16)),
        ROW_WEIGHT: arrow(weight),
    }
    return pa.table(columns | {volume(at): arrow(v) for at, v in enumerate(crossed.T)})


def _compare(stored: Floats, computed: Floats) -> None:
    given = np.nan_to_num(stored)
    differs = np.abs(given - computed) > SAME * np.maximum(np.abs(given), np.abs(computed))
    if differs.any():
        row = int(np.flatnonzero(differs)[0])
        raise DashboardError(
            f"the use-case weights of {int(differs.sum())} respondents are not what their answers "
            f"give (row {row + 1}: {given[row]:g} instead of {computed[row]:g}). "
            "Write the year's file anew with the command that made it."
        )
