"""The table of a figure: the same numbers, a line for each estimate."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import DASH, MINUS, SPACE, percent
from dashboard.analysis.withheld import fewer_than
from dashboard.codebook.comparability import not_comparable
from dashboard.estimates.reliability import COUNT_FROM, Flag
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Estimates
from dashboard.figures.context import label_in, shown_years
from dashboard.figures.figure import Column, Table

Value = str | float | int | None
At = tuple[int, int, int, int]
"""The place of an estimate in a result: year, segment, item, choice."""

REMARKS = {
    Flag.OK: "",
    Flag.SMALL_BASE: "small sample",
    Flag.HIDDEN: "sample too small",
    Flag.NOT_ASKED: "not asked",
    Flag.FEW: "too few gave it",
    Flag.WITHHELD: "withheld to protect respondents",
    Flag.RANGE: "range only: small sample",
}


def number(value: float) -> float | None:
    """A number for JSON: None where there is none."""
    return None if np.isnan(value) else float(value)


def why_not(found: Shares | Estimates, at: tuple[int, ...]) -> str:
    """Why an estimate is not shown, in a few words."""
    flag, base = found.flag[at], float(found.base[at])
    if flag is Flag.FEW:
        return fewer_than(float(found.high[at]), base)
    if flag in (Flag.NOT_ASKED, Flag.WITHHELD):
        return REMARKS[flag]
    return f"n < {COUNT_FROM}" if base < COUNT_FROM else f"n = {base:.0f}"


def range_text(
    found: Shares | Estimates, at: tuple[int, ...], written: Callable[[float], str] = percent
) -> str:
    """The range that stands for an estimate too small a sample has: "12–48%", "−20 to +45"."""
    return interval_text(float(found.low[at]), float(found.high[at]), written)


def interval_text(low: float, high: float, written: Callable[[float], str] = percent) -> str:
    """An interval as readers see it where it stands alone."""
    start, end = written(low), written(high)
    for unit in ("%", SPACE + end.partition(SPACE)[2]):
        if start.endswith(unit) and end.endswith(unit) and not {MINUS, "+"} & {*start, *end}:
            return f"{start.removesuffix(unit)}{DASH}{end}"
    return f"{start} to {end}"


def in_its_place(
    found: Shares | Estimates, at: tuple[int, ...], written: Callable[[float], str] = percent
) -> str:
    """What is written where an estimate is not drawn: its range, else a dash and why."""
    if is_range(found.flag[at]):
        return range_text(found, at, written)
    return f"{DASH} {why_not(found, at)}"


def remark(found: Shares | Estimates, at: tuple[int, ...]) -> str:
    """What a table says beside an estimate; nothing where it may be trusted."""
    flag = found.flag[at]
    return why_not(found, at) if flag is Flag.FEW else REMARKS[flag]


def remark_in(result: Result, at: tuple[int, ...]) -> str:
    """The same, and where years stand beside each other the declared fault of one of them."""
    years = shown_years(result)
    fault = not_comparable(result.question, result.years[at[0]]) if len(years) > 1 else ""
    return "; ".join(part for part in (remark(result.estimates, at), fault) if part)


def share_table(
    result: Result,
    choices: Sequence[int],
    items: Sequence[int] = (0,),
    extra: Mapping[At, tuple[Value, ...]] | None = None,
    columns: tuple[Column, ...] = (),
) -> Table:
    """The shares of a result line by line, in the order given; `extra` adds columns to lines."""
    question = result.question
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
    numbers = _numbers(result)
    none: tuple[Value, ...] = (None,) * len(columns)
    segments = [[label] for label in map(result.segment_label, result.segments)]
    if result.by is None:
        segments = [[]]
    lines = []
    for i in items:
        item = result.items[i]
        for v in choices:
            choice = question.choices[v]
            for year in years:
                y = result.years.index(year)
                lead: list[Value] = [label_in(item, year)] if item else []
                lead.append(choice.label if len(years) > 1 else label_in(choice, year))
                lead += [str(year)] if len(years) > 1 else []
                for s, segment in enumerate(segments):
                    at = (y, s, i, v)
                    more = none if extra is None else extra.get(at, none)
                    lines.append((*lead, *segment, *numbers(at), *more, remark_in(result, at)))
    return Table(columns=tuple(headings), rows=tuple(lines))


def _numbers(result: Result) -> Callable[[At], tuple[Value, ...]]:
    """Looks up share, limits, base and count, each None where it may not be told."""
    estimated = result.shares
    # Whole arrays become lists at once: one number at a time takes much longer.
    told = (estimated.base >= COUNT_FROM) & (estimated.flag != Flag.NOT_ASKED)
    share, low, high, base, count, known = (
        part.tolist()
        for part in (
            estimated.share,
            estimated.low,
            estimated.high,
            estimated.base,
            estimated.count,
            told,
        )
    )

    def at(place: At) -> tuple[Value, ...]:
        y, s, i, v = place
        if not known[y][s][i][v]:
            return (None,) * 5
        shown = share[y][s][i][v], low[y][s][i][v], high[y][s][i][v]
        numbers = [None if part != part else part for part in shown]
        given = count[y][s][i][v]
        people = round(given) if given == given else None
        return (*numbers, round(base[y][s][i][v]), people)

    return at


def is_shown(flag: object) -> bool:
    """Whether a flag lets a number be drawn."""
    return flag in (Flag.OK, Flag.SMALL_BASE)


def is_range(flag: object) -> bool:
    """Whether a flag lets an interval be drawn, and no number in it."""
    return flag is Flag.RANGE
