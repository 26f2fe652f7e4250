"""The table of a figure: the same numbers, a line for each estimate."""

from collections.abc import Mapping, Sequence

import numpy as np

from dashboard.codebook import Choice
from dashboard.estimates.reliability import COUNT_FROM, SHARE_FROM, Flag
from dashboard.figures.figure import Column, Table
from dashboard.figures.view import label_in, shown_years
from dashboard.results import Result

Value = str | float | int | None
At = tuple[int, int, int, int]
"""Where an estimate stands in a result: year, segment, item, choice."""

REMARKS = {
    Flag.OK: "",
    Flag.SMALL_BASE: "few answers",
    Flag.HIDDEN: "too few answers",
    Flag.NOT_ASKED: "not asked",
}


def number(value: float) -> float | None:
    """A number for JSON: None where there is none."""
    return None if np.isnan(value) else float(value)


def reason(count: float, base: float) -> str:
    """Why a share is not shown, with the count where that may be told."""
    if base < COUNT_FROM:
        return f"fewer than {COUNT_FROM} answered"
    return f"too few answers ({count:.0f} of {base:.0f})"


def share_table(
    result: Result,
    choices: Sequence[int],
    items: Sequence[int] = (0,),
    extra: Mapping[At, tuple[Value, ...]] | None = None,
    columns: tuple[Column, ...] = (),
) -> Table:
    """The shares of a result line by line, in the order given; `extra` adds columns to lines."""
    question, estimated = result.question, result.shares
    years = shown_years(result)
    headings = [
        *([Column(heading="Row")] if question.items else []),
        Column(heading="Answer"),
        *([Column(heading="Year")] if len(years) > 1 else []),
        *([Column(heading=result.by.title)] if result.by is not None else []),
        *(Column(heading=h, unit="percent") for h in ("Share", "Low", "High")),
        *(Column(heading=h, unit="count") for h in ("Base", "Count")),
        *columns,
        Column(heading="Remark"),
    ]
    lines = []
    for i in items:
        item = result.items[i]
        for v in choices:
            for year in years:
                y = result.years.index(year)
                for s, segment in enumerate(result.segments):
                    at = (y, s, i, v)
                    lead: list[Value] = [label_in(item, year)] if item else []
                    lead.append(_label(question.choices[v], year, len(years) > 1))
                    lead += [str(year)] if len(years) > 1 else []
                    lead += [result.segment_label(segment)] if result.by is not None else []
                    more = (extra or {}).get(at, (None,) * len(columns))
                    lines.append((*lead, *_numbers(result, at), *more, REMARKS[estimated.flag[at]]))
    return Table(columns=tuple(headings), rows=tuple(lines))


def _label(choice: Choice, year: int, compared: bool) -> str:
    return choice.label if compared else label_in(choice, year)


def _numbers(result: Result, at: At) -> tuple[Value, ...]:
    estimated = result.shares
    base = estimated.base[at]
    if estimated.flag[at] is Flag.NOT_ASKED or base < COUNT_FROM:
        return (None,) * 5
    shown = [number(part[at]) for part in (estimated.share, estimated.low, estimated.high)]
    return (*shown, round(float(base)), round(float(estimated.count[at])))


def is_shown(flag: object) -> bool:
    """Whether a flag lets a number be drawn."""
    return flag in (Flag.OK, Flag.SMALL_BASE)


__all__ = ["COUNT_FROM", "REMARKS", "SHARE_FROM", "At", "Value", "is_shown", "number", "reason"]
