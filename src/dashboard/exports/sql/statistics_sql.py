"""Which statement gives which statistic."""

from collections.abc import Callable

from dashboard.analysis.statistics import (
    ALLOCATION,
    BORDA,
    FIRST,
    MAXDIFF,
    MEDIAN,
    RECOMMEND,
    SHARE,
    TOP2,
    TOPK,
    VOLUME,
    Statistic,
    statistics_of,
)
from dashboard.errors import DashboardError, unknown
from dashboard.exports.sql.allocation_sql import allocation_sql, spread_sql, volume_sql
from dashboard.exports.sql.points_sql import median_sql, number_sql, recommend_sql, top2_sql
from dashboard.exports.sql.ranked_sql import borda_sql, first_sql, maxdiff_sql, topk_sql
from dashboard.exports.sql.shares_sql import shares_sql
from dashboard.exports.sql.wanted import NothingToCount, Wanted
from dashboard.query.selection import Weights
from dashboard.responses.store import Responses

__all__ = ["spread_sql", "statistic_sql"]

# Statistics that take a statement of their own; any other says by its `sql` what it is of numbers.
WRITTEN: dict[Statistic, Callable[[Responses, Wanted], str]] = {
    SHARE: shares_sql,
    MEDIAN: median_sql,
    TOP2: top2_sql,
    RECOMMEND: recommend_sql,
    ALLOCATION: allocation_sql,
    VOLUME: volume_sql,
    FIRST: first_sql,
    TOPK: topk_sql,
    BORDA: borda_sql,
    MAXDIFF: maxdiff_sql,
}
NOT_OF_CASES = {VOLUME, BORDA, MAXDIFF}


def statistic_sql(responses: Responses, wanted: Wanted, statistic: Statistic) -> str:
    """A statement giving year, segment, item, choice, statistic, base and estimate.

    What is ranked or judged stands under `choice`, a part or a row under `item`. A statistic that
    is a share of people has a `count` besides; `SHARE` is that of `shares_sql`. Raises
    DashboardError where the dashboard has no such number either, and NothingToCount where no
    statement was written for it.
    """
    question, of_cases = wanted.question, wanted.query.weights is Weights.USE_CASES
    known = [s for s in statistics_of(question) if not (of_cases and s in NOT_OF_CASES)]
    if statistic not in known:
        raise DashboardError(
            f"{question.id!r} is of kind {question.kind}. "
            + unknown("statistic for it", statistic.name, [one.name for one in known])
        )
    if statistic in WRITTEN:
        return WRITTEN[statistic](responses, wanted)
    if statistic.sql is None:
        raise NothingToCount(f"No statement gives the {statistic.name} of {question.id!r}.")
    return number_sql(responses, wanted, statistic.name, statistic.sql)
