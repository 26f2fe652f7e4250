"""Names and texts inside SQL: the only place where one is written into a statement."""

from dashboard.codebook import Question

TABLE = "respondents"
# The same columns, of demographics and key attributes only, for what is published apart.
APART = "respondents_apart"
# One row a described use case; a respondent's is found by year and number.
CASES = "described_cases"
# Columns that no file has; no question can be called so.
USE_CASES = "use_cases__count"
DESCRIBED = "use_cases__described"
MARGIN_CELL = "margins__cell"
ROW = "row__number"
PLACE = "row__place"
ROW_WEIGHT = "row__weight"
CELL = "cases__cell"

# Which file a row of the table comes from: 0 for the answers, then one for each demographic that
# is published apart.
FILE = "source__file"
ANSWERS = 0
NOWHERE = 65_535

# How an object's position and a pair of small numbers are packed into one (see loading.py).
SPAN = 200
HALF = SPAN // 2
PAIR = SPAN * SPAN


def places_of_a_row(question: Question) -> int:
    """Places of a matrix row: no answer, each answer and, where several could be ticked, any."""
    return len(question.choices) + 1 + question.multiple


def volume(cell: int) -> str:
    """The column of a described use case's weight times its respondent's volume in a cell."""
    return f"cases__volume_{cell}"


def quoted(name: str) -> str:
    """An identifier for SQL; the only place where one is written into a statement."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text for SQL where no parameter can stand (the members of an ENUM)."""
    return "'" + text.replace("'", "''") + "'"


def first_line(error: Exception) -> str:
    """What an engine found wrong, without the listing that follows."""
    return str(error).strip().splitlines()[0][:300]
