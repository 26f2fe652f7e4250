"""Statistics whose weights have a variance of their own: over all use cases, or to margins."""

from collections.abc import Sequence

import numpy as np

from dashboard.analysis.statistics import Statistic, bands_of, box_of, numbers_of
from dashboard.analysis.variance import Weighed, stacked
from dashboard.errors import DashboardError
from dashboard.estimates.numeric import borda_points
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Bools, Estimates
from dashboard.responses.tally import Tally

BOXES = {Statistic.TOP2, Statistic.FIRST, Statistic.TOPK}
MEANS = {Statistic.MEAN, Statistic.RECOMMEND, Statistic.ALLOCATION}


def check_statistic_of_cases(statistic: Statistic) -> None:
    """Refuse the statistic that means nothing once each use case counts by itself."""
    if statistic is Statistic.VOLUME:
        raise DashboardError(
            "A volume lets respondents count by how many use cases they have. In the use-case view "
            "every use case counts once already, so there it would count them twice; ask for the "
            "statistic 'allocation'."
        )


def counted_values(tally: Tally, statistic: Statistic) -> Bools:
    """Along the value axis: does the statistic have a number for it?"""
    if statistic in BOXES:
        counts: Bools = np.isfinite(box_of(tally, statistic))
        return counts
    if statistic in MEANS:
        return np.isfinite(numbers_of(tally, statistic))
    if statistic is Statistic.MAXDIFF:
        return tally.values[:, 1] > 0
    return np.ones(len(tally.values), dtype=bool)


def weighed_scores(
    tally: Tally, statistic: Statistic, of_years: Sequence[Weighed], asked: Bools
) -> Estimates | Shares:
    """A statistic of each year; `asked` has the axes (year, segment, item).

    The years' sums hold only the values that `counted_values` says.
    """
    if statistic in BOXES:
        inside = box_of(tally, statistic) == 1
        of_answers = statistic is Statistic.TOP2
        return stacked(
            [one.boxes(inside, of_answers, asked[at]) for at, one in enumerate(of_years)]
        )
    return stacked(
        [_estimates(tally, statistic, one, at, asked[at]) for at, one in enumerate(of_years)]
    )


def _estimates(
    tally: Tally, statistic: Statistic, weighed: Weighed, at: int, asked: Bools
) -> Estimates:
    """The numbers of the year at a place, other than shares."""
    question, values = tally.question, tally.values
    if statistic in MEANS:
        return weighed.ratios(np.nan_to_num(numbers_of(tally, statistic)), 1.0, asked)
    if statistic is Statistic.MAXDIFF:
        return weighed.ratios(values[:, 0], values[:, 1], asked)
    if statistic is Statistic.BORDA:
        # How many objects could be ranked differs by year where a choice was added or retired.
        objects = len(question.offered(tally.years[at]))
        points = borda_points(values[:, 0], values[:, 1], objects)
        return weighed.ratios(np.nan_to_num(points), np.isfinite(points), asked)
    if not question.choices:
        return weighed.medians(values, asked)
    bands, edges = bands_of(question)
    return weighed.banded_medians(bands, edges, asked)
