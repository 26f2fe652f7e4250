"""What a count tells respondents apart by: an answer, a segment, a kind, a cell of the weights."""

from dataclasses import dataclass

from dashboard.codebook import Question
from dashboard.responses.schema import withheld_column
from dashboard.responses.sql_names import MARGIN_CELL, quoted

EACH = "each__place"


@dataclass(frozen=True, kw_only=True)
class Axis:
    """What respondents are told apart by: SQL of a place from 0, and how many places there are.

    Only respondents for whom `condition` holds have a place. With `each`, SQL of a list, they have
    a place for everything in it, which `sql` calls `EACH`.
    """

    sql: str
    places: int
    condition: str = ""
    each: str = ""


def choices_axis(question: Question) -> Axis:
    """One place for each choice; who chose none has no place."""
    column = quoted(question.id)
    return Axis(sql=f"{column} - 1", places=len(question.choices), condition=f"{column} > 0")


def segments_axis(by: Question) -> Axis:
    """One place for each choice of a breakdown; of ticks, one before for all who answered it."""
    if by.has_one_answer:
        return choices_axis(by)
    column = quoted(by.id)
    return Axis(
        sql=EACH,
        places=len(by.choices) + 1,
        condition=f"len({column}) > 0",
        each=f"list_append({column}, 0::USMALLINT)",
    )


def within_axis(by: Question, code: str) -> Axis:
    """No place but for those who gave a choice, alone or among others."""
    at = 1 + [choice.id for choice in by.choices].index(code)
    column = quoted(by.id)
    given = f"{column} = {at}" if by.has_one_answer else f"list_contains({column}, {at})"
    return Axis(sql="0", places=1, condition=given)


def kinds_axis(question: Question) -> Axis:
    """One place for each choice, and the first for whoever chose none."""
    column = quoted(question.id)
    return Axis(sql=f"coalesce({column}, 0)", places=len(question.choices) + 1)


def margins_axis(cells: int) -> Axis:
    """One place for each cell of the margins; the first where weights meet none."""
    return Axis(sql=f"coalesce({MARGIN_CELL}, 0)", places=cells)


def perhaps_axis(by: Question) -> Axis:
    """One place for each choice, and the first for everybody of whom it is withheld."""
    column, hidden = quoted(by.id), quoted(withheld_column(by.id))
    place = f"CASE WHEN {hidden} THEN 0 ELSE {column} END"
    known = f"({hidden} OR {column} > 0)"
    return Axis(sql=place, places=len(by.choices) + 1, condition=known)
