"""The columns of a matrix that has one for each choice of each row."""

from collections.abc import Iterator

from dashboard.codebook import Kind, Question, Year
from dashboard.errors import DashboardError, listed
from dashboard.importing.header_index import Found, HeaderIndex, names_of, numbered
from dashboard.importing.labels import keys_with_codes, normalised

Grid = dict[tuple[str, str], list[int]]
"""The columns of each choice of each row, by the ids of row and choice."""

# Signs that tools write between a question, its rows and their choices.
_AROUND = " -:|/>[]()"


def grid_columns(question: Question, year: Year, index: HeaderIndex) -> Grid:
    """The columns of each choice of each row; none where the matrix has one column per row.

    Where several patterns are declared, a choice of a row may have several columns, to be merged.
    Raises DashboardError where a row has none, or where columns are ambiguous.
    """
    if question.kind is not Kind.MATRIX:
        return {}
    declared = question.columns.get(year, ())
    patterns = [pattern for pattern in declared if "{item}" in pattern and "{choice}" in pattern]
    found = _found(question, year, index, patterns)
    if not found:
        if patterns:
            raise DashboardError(index.missing(question, patterns[0]))
        return {}
    shown_items = [item.id for item in question.shown_items(year)]
    absent = [item for item in shown_items if not any(item == pair[0] for pair in found)]
    if absent:
        raise DashboardError(
            f"{question.id}: there are columns for each choice of some rows, but none for "
            f"{listed(absent)}."
        )
    for (item, choice), places in found.items():
        if len(places) > 1 and len(patterns) < 2:
            raise DashboardError(
                f"{question.id}: {item!r} with {choice!r} fits the columns {numbered(places)}."
            )
    return found


def _found(question: Question, year: Year, index: HeaderIndex, patterns: list[str]) -> Grid:
    """Every column that says both its row and its choice, or is declared for a row."""
    items = keys_with_codes(question.shown_items(year), year, question.id)
    choices = keys_with_codes(question.offered(year), year, question.id)
    declared = question.columns.get(year, ())
    own = [item for item in question.shown_items(year) if year in item.columns]
    names = names_of(question, year)
    found: Grid = {}

    def add(pair: tuple[str, str], columns: list[Found]) -> None:
        places = found.setdefault(pair, [])
        places += [column.position for column in columns if column.position not in places]

    for pattern in patterns or (() if declared or own else _usual_grids(names)):
        for pair, places in index.cells(pattern, items, choices).items():
            add(pair, index.among(map(Found, places), names))
    by_item = [(item.id, pattern) for item in own for pattern in item.columns[year]]
    # A pattern of the question may name the row itself: "Hammer - *".
    by_item += [
        (items[name], pattern)
        for pattern in declared
        if (name := normalised(pattern.replace("*", "")).strip(_AROUND)) in items
    ]
    for code, pattern in by_item:
        columns = index.among(index.find(pattern), names)
        if len(columns) > 1 and all(column.star in choices for column in columns):
            for column in columns:
                add((code, choices[column.star]), [column])
    return found


def _usual_grids(names: tuple[str, ...]) -> Iterator[str]:
    """The patterns that a matrix called one of `names` usually has."""
    for name in names:
        yield from (f"{name} [{{item}}] [{{choice}}]", f"{name} [{{item}}_{{choice}}]")
        yield from (f"{name} [{{item}} - {{choice}}]", f"{name} - {{item}} - {{choice}}")
