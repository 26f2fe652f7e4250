"""How many people answered each year."""

from collections.abc import Sequence

from dashboard.codebook import Year
from dashboard.exports.sql.statement_text import select
from dashboard.exports.sql.wanted import HERE
from dashboard.responses.schema import year_file
from dashboard.responses.sql_names import literal


def people_sql(years: Sequence[Year]) -> str:
    """A statement giving year and people of each year's file."""
    files = ",\n    ".join(literal(year_file(HERE, year).as_posix()) for year in years)
    source = f"read_parquet([\n    {files}\n], hive_partitioning = true, union_by_name = true)"
    return select(["year", "count(*) AS people"], source, grouped=True, ordered=["year"]) + ";"
