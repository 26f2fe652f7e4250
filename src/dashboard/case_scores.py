"""Statistics of the one use case that respondents described, weighted to speak for all."""

from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from dashboard.errors import DashboardError, unknown
from dashboard.estimates.reliability import SHARE_FROM, Flag
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Bools, Estimates, Sums
from dashboard.estimates.usecase_estimates import (
    Moments,
    YearMoments,
    use_case_means,
    use_case_shares,
)
from dashboard.responses import Responses
from dashboard.scoring import COMPUTE, Statistic, box_of, numbers_of
from dashboard.tally import CaseTally, Tally
from dashboard.use_cases import estimated_by_year

BOXES = {Statistic.TOP2, Statistic.FIRST, Statistic.TOPK}
MEANS = {Statistic.MEAN, Statistic.RECOMMEND, Statistic.ALLOCATION}


def of_cases(
    responses: Responses, found: CaseTally, statistic: Statistic, asked: NDArray[np.bool_]
) -> Estimates | Shares:
    """A statistic over all use cases; `asked` has the axes (year, segment, item).

    Means and boxes have the two-part variance. A median takes its weights as given, which makes
    its interval a little too wide. Raises DashboardError for the other statistics.
    """
    if statistic in BOXES:
        return _box(responses, found, statistic, asked)
    if statistic in MEANS:
        return _mean(responses, found, statistic, asked)
    if statistic is Statistic.MEDIAN:
        return _median(found.tally, asked)
    known = sorted({*BOXES, *MEANS, Statistic.MEDIAN})
    raise DashboardError(unknown("statistic with use-case weights", statistic, known))


def _mean(responses: Responses, found: CaseTally, statistic: Statistic, asked: Bools) -> Estimates:
    numbers = numbers_of(found.tally, statistic)
    allowed = asked[..., None] & np.isfinite(numbers)

    def estimate(given: Moments, _: Moments, year: YearMoments, asked: Bools) -> Estimates:
        return use_case_means(given, np.nan_to_num(numbers), year, asked=asked)

    return estimated_by_year(responses, found, allowed, estimate)


def _box(responses: Responses, found: CaseTally, statistic: Statistic, asked: Bools) -> Shares:
    inside = box_of(found.tally, statistic)
    of_answers = statistic is Statistic.TOP2
    allowed = asked[..., None] & np.isfinite(inside)

    def estimate(given: Moments, base: Moments, year: YearMoments, asked: Bools) -> Shares:
        within = _added(given, inside == 1)
        whole = _added(given, np.ones(len(inside), dtype=bool)) if of_answers else base
        found = use_case_shares(within, whole, year, asked=asked)
        return Shares(
            **{field.name: getattr(found, field.name)[..., 0] for field in fields(Shares)}
        )

    return estimated_by_year(responses, found, allowed, estimate)


def _added(given: Moments, kept: Bools) -> Moments:
    """The sums of some values together, as one value."""
    cases = Sums(*((part * kept).sum(axis=-1, keepdims=True) for part in given.cases))
    crossed = (given.cross * kept[:, None]).sum(axis=-2, keepdims=True)
    return Moments(cases=cases, cross=crossed)


def _median(tally: Tally, asked: Bools) -> Estimates:
    cells = Sums(*(np.where(asked[..., None], part, 0.0) for part in tally.cells))
    rows = tally.rows[:, None, None]
    found = COMPUTE[Statistic.MEDIAN](tally, cells, tally.answered, rows, asked)
    assert isinstance(found, Estimates)
    refused = found.effective_base < SHARE_FROM
    hidden = {
        name: np.where(refused, np.nan, getattr(found, name))
        for name in ("estimate", "standard_error", "low", "high", "design_effect")
    }
    return replace(found, **hidden, flag=np.where(refused, Flag.HIDDEN, found.flag))
