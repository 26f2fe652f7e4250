"""SQL that readers run themselves on the published files, for each number the dashboard shows.

It shares nothing with the statements that the dashboard itself counts with, so that the two check
each other. A statement is written for a plain DuckDB started in the data folder.
"""

from dashboard.exports.sql.example_sql import share_sql
from dashboard.exports.sql.lifts_sql import together_sql
from dashboard.exports.sql.paired_sql import twice_sql
from dashboard.exports.sql.shares_sql import shares_sql
from dashboard.exports.sql.statistics_sql import spread_sql, statistic_sql
from dashboard.exports.sql.wanted import NothingToCount, Wanted

__all__ = [
    "NothingToCount",
    "Wanted",
    "share_sql",
    "shares_sql",
    "spread_sql",
    "statistic_sql",
    "together_sql",
    "twice_sql",
]
