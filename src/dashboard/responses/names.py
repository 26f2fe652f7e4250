"""Names and texts inside SQL: the only place where one is written into a statement."""

import duckdb

# Columns of the table in memory that hold weights; the same names as in the files.
from dashboard.layout import USE_CASE_WEIGHT, WEIGHT

TABLE = "respondents"
WEIGHTS = (WEIGHT, USE_CASE_WEIGHT)

# Which file a row of the table comes from: 0 for the answers, then one for each demographic that
# is published apart.
FILE = "file"
ANSWERS = 0

# How an object's position and a pair of small numbers are packed into one (see loading.py).
SPAN = 200
HALF = SPAN // 2
PAIR = SPAN * SPAN


def quoted(name: str) -> str:
    """An identifier for SQL; the only place where one is written into a statement."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text for SQL where no parameter can stand (the members of an ENUM)."""
    return "'" + text.replace("'", "''") + "'"


def first_line(error: duckdb.Error) -> str:
    """What DuckDB found wrong, without the listing that follows."""
    return str(error).strip().splitlines()[0][:300]
