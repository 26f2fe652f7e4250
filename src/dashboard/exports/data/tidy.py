"""The numbers of a figure as tidy rows, unrounded, and as CSV."""

from collections.abc import Iterator, Sequence
from operator import attrgetter

from dashboard.analysis.rows import Row, net_rows, rows
from dashboard.analysis.safe_cells import Cell
from dashboard.analysis.tables import SOURCE, columns_of
from dashboard.estimates.reliability import COUNT_FROM, NORMAL_FROM, SHARE_FROM, Flag
from dashboard.exports.captions import source_line
from dashboard.exports.dataset.flat_csv import written
from dashboard.exports.exhibit import Exhibit

COLUMN_WORDS: dict[str, tuple[str, str]] = {
    "year": ("year", "Survey year; for a change, the later year."),
    "question": ("code", "Question id in the codebook."),
    "item": ("code", "Row of a matrix or part of an allocation; empty if not applicable."),
    "choice": ("code", "Answer option; empty if not applicable."),
    "label": ("text", "Label of the item or answer, as worded that year."),
    "segment": ("code", "Group of respondents; empty for all respondents in the view."),
    "count": ("people", "Unweighted number of respondents who gave the answer."),
    "base": ("people", "Unweighted number of respondents behind the estimate (n)."),
    "share": ("fraction of 1", "The estimate, if it is a share."),
    "low": ("as estimate", "Lower bound of the 95% interval."),
    "high": ("as estimate", "Upper bound of the 95% interval."),
    "effective_base": ("people", "Effective sample size after weighting."),
    "flag": ("code", "Reliability of the estimate."),
    "statistic": ("code", "Name of the statistic."),
    "estimate": ("see measures", "Value of the statistic."),
    "standard_error": ("as estimate", "Standard error of the estimate."),
    "design_effect": ("ratio", "Variance relative to an unweighted sample of the same size."),
    "unweighted": ("as estimate", "Unweighted estimate, if survey weights are applied."),
    "unweighted_low": ("as estimate", "Lower bound of its 95% interval."),
    "unweighted_high": ("as estimate", "Upper bound of its 95% interval."),
}
"""Unit and meaning of every column of the tidy data."""
OF_WORDS = "code", "Base of the share: who answered, who was asked, or everyone in the view."
SOURCE_WORDS = "text", "Survey, years and figure; “demo data” if responses are synthetic."
REMARK_WORDS = "text", "A known fault of the year, for which it is compared with no other."
"""The same of the columns that only some tables have: other shares than of those who answered, and
years with a declared fault."""

FLAG_WORDS: dict[Flag, str] = {
    Flag.OK: f"{NORMAL_FROM} or more respondents.",
    Flag.SMALL_BASE: (
        f"Small sample: {SHARE_FROM} to {NORMAL_FROM - 1} respondents, or a wide interval."
    ),
    Flag.HIDDEN: (
        f"Withheld: fewer than {COUNT_FROM} respondents, or an interval too wide to be useful. For "
        "a change: the two years are not comparable."
    ),
    Flag.RANGE: (
        f"{COUNT_FROM} to {SHARE_FROM - 1} respondents, or an effective sample of so few: only "
        "`low` and `high` are given, no estimate and no count."
    ),
    Flag.NOT_ASKED: "Not asked of any respondent in this view; neither zero nor missing.",
    Flag.FEW: (
        "Given by fewer than k people, 5 unless the survey says otherwise. `low` and `high` are "
        "the bounds as shares, 0 to k - 1 people; `base` includes them."
    ),
    Flag.WITHHELD: (
        "More than 5% of the answers of this segment are withheld, so no share is shown."
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
        yield from net_rows(result)


def grid(exhibit: Exhibit) -> tuple[tuple[str, ...], list[list[Cell]]]:
    """Header and lines of a figure's data: tidy where there are results, else as drawn."""
    found = tidy(exhibit)
    if found:
        names = columns_of(found)
        return names, [list(attrgetter(*names)(row)) for row in found]
    return table_grid(exhibit)


def table_grid(exhibit: Exhibit) -> tuple[tuple[str, ...], list[list[Cell]]]:
    """Header and lines of the table as drawn, nothing rounded."""
    table = exhibit.figure.table
    return tuple(c.heading for c in table.columns), [list(row) for row in table.rows]


def data_csv(exhibit: Exhibit) -> str:
    """The data as CSV with one header line; an empty cell is an unknown or withheld number."""
    return _with_source(exhibit, *grid(exhibit))


def table_csv(exhibit: Exhibit) -> str:
    """The table as drawn, as CSV; percentages and points are fractions of 1."""
    return _with_source(exhibit, *table_grid(exhibit))


def _with_source(exhibit: Exhibit, header: Sequence[str], lines: Sequence[Sequence[Cell]]) -> str:
    """A table as CSV whose last column names the source.

    A file goes on alone, and its lines into other files: each says where it is from, and that
    data are demo data where they are.
    """
    source = source_of(exhibit)
    return written([[*header, SOURCE], *([*line, source] for line in lines)])


def source_of(exhibit: Exhibit) -> str:
    """The survey, its years, whether responses are made up, and the figure's reference."""
    return source_line(exhibit).removeprefix("Source: ")
