"""The numbers of a figure as tidy rows, the same to the last digit as on the page; as CSV."""

from collections.abc import Iterator
from operator import attrgetter

from dashboard.analysis.rows import Row, rows
from dashboard.analysis.safe_cells import Cell
from dashboard.analysis.tables import COLUMNS
from dashboard.estimates.reliability import COUNT_FROM, NORMAL_FROM, SHARE_FROM, Flag
from dashboard.exports.dataset.flat_csv import written
from dashboard.exports.exhibit import Exhibit

COLUMN_WORDS: dict[str, tuple[str, str]] = {
    "year": ("year", "The edition; in a line about a change the later one."),
    "question": ("code", "The question's id in the codebook."),
    "item": ("code", "The row of a grid or the part of an allocation; empty where there is none."),
    "choice": ("code", "The answer; empty where the number is about none."),
    "label": ("text", "The item's or the answer's label, as the year printed it."),
    "segment": ("code", "The group of respondents; empty for all in the view."),
    "count": ("people", "Respondents who gave the answer, unweighted."),
    "base": ("people", "Respondents the number rests on, unweighted."),
    "share": ("fraction of 1", "The estimate where it is a share."),
    "low": ("as estimate", "Lower end of the 95 % interval."),
    "high": ("as estimate", "Upper end of the 95 % interval."),
    "effective_base": ("people", "Unweighted answers that the weighted ones are worth."),
    "flag": ("code", "How far the number may be trusted."),
    "statistic": ("code", "What the estimate is."),
    "estimate": ("see measures", "The number, whatever the statistic."),
    "standard_error": ("as estimate", "Standard error of the estimate."),
    "design_effect": ("ratio", "Variance against that of as many unweighted answers."),
    "unweighted": ("as estimate", "The estimate without survey weights, where these are on."),
    "unweighted_low": ("as estimate", "Lower end of its 95 % interval."),
    "unweighted_high": ("as estimate", "Upper end of its 95 % interval."),
}
"""Unit and meaning of every column of the tidy data."""
CELLS = attrgetter(*COLUMNS)

FLAG_WORDS: dict[Flag, str] = {
    Flag.OK: f"Rests on {NORMAL_FROM} answers or more.",
    Flag.SMALL_BASE: f"Rests on fewer than {NORMAL_FROM} answers and is rough.",
    Flag.HIDDEN: (
        f"Withheld: fewer than {SHARE_FROM} answers, or an interval too wide to tell anything; "
        f"below {COUNT_FROM} answers the counts are withheld, too. In a line about a change: the "
        "two years cannot be compared."
    ),
    Flag.NOT_ASKED: "Not asked of anybody in this view, which is neither zero nor no answer.",
    Flag.FEW: (
        "Given by too few to be published: by 0 to k - 1 people, k being 5 unless the survey says "
        "otherwise. `low` and `high` are these bounds as shares; `base` counts them, too."
    ),
    Flag.WITHHELD: (
        "More than 5 % of the answers in this line's segment are withheld to protect those who "
        "are few, so that the others would not stand for all."
    ),
}


def tidy(exhibit: Exhibit) -> tuple[Row, ...]:
    """All lines of the results a figure was drawn from, each once.

    Empty where the figure's numbers are in no result, and where two of its results say
    different things of the same line, as for two groups of people: then no line could be told
    from the other, and the figure's own table has to do.
    """
    found = tuple(dict.fromkeys(_lines(exhibit)))
    keys = {(r.year, r.question, r.item, r.choice, r.segment, r.statistic) for r in found}
    return found if len(keys) == len(found) else ()


def _lines(exhibit: Exhibit) -> Iterator[Row]:
    for result in exhibit.figure.results:
        yield from rows(result)


def grid(exhibit: Exhibit) -> tuple[tuple[str, ...], list[list[Cell]]]:
    """Header and lines of a figure's data: tidy where there are results, else as drawn."""
    found = tidy(exhibit)
    if found:
        return COLUMNS, [list(CELLS(row)) for row in found]
    return table_grid(exhibit)


def table_grid(exhibit: Exhibit) -> tuple[tuple[str, ...], list[list[Cell]]]:
    """Header and lines of the table as drawn, nothing rounded."""
    table = exhibit.figure.table
    return tuple(c.heading for c in table.columns), [list(row) for row in table.rows]


def data_csv(exhibit: Exhibit) -> str:
    """The data as CSV with one header line; an empty cell is an unknown or withheld number."""
    header, lines = grid(exhibit)
    return written([header, *lines])


def table_csv(exhibit: Exhibit) -> str:
    """The table as drawn, as CSV; percentages and points are fractions of 1."""
    header, lines = table_grid(exhibit)
    return written([header, *lines])
