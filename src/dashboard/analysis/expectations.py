"""What respondents expect: their percentages of today beside their own of three years on."""

from dataclasses import dataclass

import numpy as np

from dashboard.analysis.refusals import check_told
from dashboard.codebook import Choice, Question, Year
from dashboard.estimates.numeric import box_shares, means
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Estimates
from dashboard.query.selection import Query
from dashboard.responses import Responses
from dashboard.responses.paired import tally_paired


@dataclass(frozen=True, kw_only=True)
class Expectations:
    """Two views of one allocation, over those who gave both: arrays of shape (year, item).

    `now`, `later` and `change` are mean parts of 1 and their mean difference, `up`, `flat` and
    `down` the shares of respondents who raised, kept or lowered their percentage.
    """

    question: Question
    later_question: Question
    query: Query
    years: tuple[Year, ...]
    now: Estimates
    later: Estimates
    change: Estimates
    up: Shares
    flat: Shares
    down: Shares

    @property
    def items(self) -> tuple[Choice, ...]:
        """What the item axis stands for."""
        return self.question.items


def expectations(
    responses: Responses, now: Question, later: Question, query: Query
) -> Expectations:
    """The paired view of two allocations of the same items.

    The change is a mean of differences within respondents, so that its interval is that of the
    change and not of two separate means. Items a year did not show are flagged as not asked.
    Raises DashboardError where a release withholds too much of what is asked for.
    """
    check_told(responses, [now, later], query)
    tally = tally_paired(responses, now, later, query)
    today, then = tally.values[:, 0] / 100, tally.values[:, 1] / 100
    rows = tally.rows[:, None]
    asked = np.array([[y in item.asked for item in tally.question.items] for y in tally.years])
    cells = type(tally.cells)(*(np.where(asked[..., None], part, 0.0) for part in tally.cells))

    def mean(values: np.ndarray) -> Estimates:
        return means(cells, values, rows, asked=asked)

    def share(inside: np.ndarray) -> Shares:
        return box_shares(cells, inside, rows, asked=asked)

    return Expectations(
        question=tally.question,
        later_question=later,
        query=query,
        years=tally.years,
        now=mean(today),
        later=mean(then),
        change=mean(then - today),
        up=share(then > today),
        flat=share(then == today),
        down=share(then < today),
    )
