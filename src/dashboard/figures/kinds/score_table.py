"""The table of a figure of scores."""

from collections.abc import Mapping, Sequence

from dashboard.analysis.results import Result
from dashboard.analysis.statistics import SPREAD
from dashboard.estimates.reliability import COUNT_FROM, Flag
from dashboard.figures.change_marks import CHANGE_COLUMNS, NO_CHANGE, Into
from dashboard.figures.context import label_in, newest
from dashboard.figures.figure import Column, Table, Unit
from dashboard.figures.kinds.row_bars import compared
from dashboard.figures.score_words import At, has_items
from dashboard.figures.table import Value, number, remarks_in


def score_table(result: Result, items: Sequence[int], changes: Mapping[At, Into]) -> Table:
    compares = len(compared(result)) > 1 or result.by is not None
    in_percent = result.in_percent
    unit: Unit = "percent" if in_percent else "number"
    name = "Score" if not result.unit else result.unit.capitalize()
    change_unit: Unit = "points" if in_percent else "number"
    headings = (
        *([Column(heading="Item")] if has_items(result) else []),
        *([Column(heading=result.by.title if result.by else "Year")] if compares else []),
        *(Column(heading=heading, unit=unit) for heading in (name, "Low", "High")),
        Column(heading="Base", unit="count"),
        *(Column(heading=f"Answered {band}", unit="percent") for band in SPREAD if result.spread),
        *(
            Column(heading=column.heading, unit=change_unit if column.unit == "points" else "text")
            for column in CHANGE_COLUMNS
            if changes
        ),
        Column(heading="Remark"),
    )
    lines, said = [], remarks_in(result)
    for i in items:
        item = result.items[i]
        for y, s, label in compared(result):
            at = (y, s, i)
            lead = ([label_in(item, newest(result))] if item else []) + (
                [label] if compares else []
            )
            row = (*lead, *_numbers(result, at))
            row += changes.get(at, NO_CHANGE).cells() if changes else ()
            lines.append((*row, said[at]))
    return Table(columns=headings, rows=tuple(lines))


def _numbers(result: Result, at: At) -> tuple[Value, ...]:
    found = result.estimates
    factor = 100 if result.statistic.per_hundred else 1
    shown = [
        None if (value := number(float(part[at]))) is None else value * factor
        for part in (found.estimate, found.low, found.high)
    ]
    bare = found.flag[at] is Flag.NOT_ASKED or found.base[at] < COUNT_FROM
    base = None if bare else round(float(found.base[at]))
    spread = [] if result.spread is None else [number(float(p)) for p in result.spread.share[at]]
    return (*shown, base, *spread)


def rows_of_scores(name: str, results: Sequence[Result]) -> Table:
    """The scores of several questions in one table, a line for each question and year.

    `name` heads the column of the questions' titles.
    """
    tables = [score_table(result, [0], {}) for result in results]
    return Table(
        columns=(Column(heading=name), *tables[0].columns),
        rows=tuple(
            (result.question.title, *row)
            for result, table in zip(results, tables, strict=True)
            for row in table.rows
        ),
    )
