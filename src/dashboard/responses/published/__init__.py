"""SQL that readers run themselves on the published files, for each number the dashboard shows.

It shares nothing with the statements that the dashboard itself counts with, so that the two check
each other. A statement is written for a plain DuckDB started in the data folder.
"""

from dashboard.responses.published.example import share_sql
from dashboard.responses.published.people import people_sql
from dashboard.responses.published.shares import shares_sql
from dashboard.responses.published.statistics import spread_sql, statistic_sql
from dashboard.responses.published.together import together_sql
from dashboard.responses.published.twice import twice_sql
from dashboard.responses.published.wanted import NothingToCount, Wanted

__all__ = [
    "NothingToCount",
    "Wanted",
    "people_sql",
    "share_sql",
    "shares_sql",
    "spread_sql",
    "statistic_sql",
    "together_sql",
    "twice_sql",
]
