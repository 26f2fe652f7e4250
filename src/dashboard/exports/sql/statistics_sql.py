"""Which statement gives which statistic."""

from collections.abc import Callable

from dashboard.analysis.statistics import Statistic, statistics_of
from dashboard.errors import DashboardError, unknown
from dashboard.exports.sql.allocation_sql import allocation_sql, spread_sql, volume_sql
from dashboard.exports.sql.points_sql import mean_sql, median_sql, recommend_sql, top2_sql
from dashboard.exports.sql.ranked_sql import borda_sql, first_sql, maxdiff_sql, topk_sql
from dashboard.exports.sql.shares_sql import shares_sql
from dashboard.exports.sql.wanted import Wanted
from dashboard.query.selection import Weights
from dashboard.responses.store import Responses

__all__ = ["spread_sql", "statistic_sql"]

WRITTEN: dict[Statistic, Callable[[Responses, Wanted], str]] = {
    Statistic.SHARE: shares_sql,
    Statistic.MEAN: mean_sql,
    Statistic.MEDIAN: median_sql,
    Statistic.TOP2: top2_sql,
    Statistic.RECOMMEND: recommend_sql,
    Statistic.ALLOCATION: allocation_sql,
    Statistic.VOLUME: volume_sql,
    Statistic.FIRST: first_sql,
    Statistic.TOPK: topk_sql,
    Statistic.BORDA: borda_sql,
    Statistic.MAXDIFF: maxdiff_sql,
}
NOT_OF_CASES = {Statistic.VOLUME, Statistic.BORDA, Statistic.MAXDIFF}


def statistic_sql(responses: Responses, wanted: Wanted, statistic: Statistic) -> str:
    """A statement giving year, segment, item, choice, statistic, base and estimate.

    What is ranked or judged stands under `choice`, a part or a row under `item`. A statistic that
    is a share of people has a `count` besides; `Statistic.SHARE` is that of `shares_sql`. Raises
    DashboardError where the dashboard has no such number either.
    """
    question, of_cases = wanted.question, wanted.weights is Weights.USE_CASES
    known = [s for s in statistics_of(question) if not (of_cases and s in NOT_OF_CASES)]
    if statistic not in known:
        raise DashboardError(
            f"{question.id!r} is of kind {question.kind}. "
            + unknown("statistic for it", statistic, known)
        )
    return WRITTEN[statistic](responses, wanted)
