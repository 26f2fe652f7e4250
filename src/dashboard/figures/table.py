"""The table of a figure: the same numbers, a line for each estimate."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import DASH, MINUS, SPACE, percent
from dashboard.analysis.withheld import fewer_than
from dashboard.codebook import Kind
from dashboard.codebook.comparability import not_comparable
from dashboard.estimates.reliability import COUNT_FROM, NORMAL_FROM, Flag
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Estimates
from dashboard.figures.context import label_in, shown_years
from dashboard.figures.figure import Column, Table
from dashboard.figures.words import listed

Value = str | float | int | None
At = tuple[int, int, int, int]
"""The place of an estimate in a result: year, segment, item, choice."""

SMALL_SAMPLE, WIDE_INTERVAL = "small sample", "wide interval"
REMARKS = {
    Flag.OK: "",
    Flag.SMALL_BASE: SMALL_SAMPLE,
    Flag.HIDDEN: "sample too small",
    Flag.NOT_ASKED: "not asked",
    Flag.FEW: "too few gave it",
    Flag.WITHHELD: "withheld to protect respondents",
    Flag.RANGE: "range only (small sample)",
}
NOT_OFFERED = "not offered"


def uncertain(*bases: float) -> str:
    """Why numbers with the flag of a small base have it: for that, or for their intervals alone."""
    small = [base < NORMAL_FROM for base in bases]
    reasons = [SMALL_SAMPLE] * any(small) + [WIDE_INTERVAL] * (not all(small))
    return " or ".join(reasons)


def paler(marks: str, found: Iterable[tuple[object, float]]) -> str:
    """What paler or hollow marks mean, in a sentence; empty where no number has such a flag."""
    bases = [base for flag, base in found if flag is Flag.SMALL_BASE]
    return f"{marks}: {uncertain(*bases)}." if bases else ""


def number(value: float) -> float | None:
    """A number for JSON: None where there is none."""
    return None if np.isnan(value) else float(value)


def unasked(found: Shares | Estimates, at: tuple[int, ...], *, rows: bool = False) -> str:
    """What is said of an estimate that nobody was asked for.

    Where others of its list were asked for, it was no option; `rows` are asked, not offered.
    """
    beside = found.flag[at[:-1]]
    return REMARKS[Flag.NOT_ASKED] if rows or (beside == Flag.NOT_ASKED).all() else NOT_OFFERED


def why_not(found: Shares | Estimates, at: tuple[int, ...], *, rows: bool = False) -> str:
    """Why an estimate is not shown, in a few words; `rows` as in `unasked`."""
    flag, base = found.flag[at], float(found.base[at])
    if flag is Flag.FEW:
        return fewer_than(float(found.high[at]), base)
    if flag is Flag.NOT_ASKED:
        return unasked(found, at, rows=rows)
    if flag is Flag.WITHHELD:
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
    found: Shares | Estimates,
    at: tuple[int, ...],
    written: Callable[[float], str] = percent,
    *,
    rows: bool = False,
) -> str:
    """What is written where an estimate is not drawn: its range, else a dash and why."""
    if is_range(found.flag[at]):
        return range_text(found, at, written)
    return f"{DASH} {why_not(found, at, rows=rows)}"


def remarks(found: Shares | Estimates, *, rows: bool = False) -> NDArray[np.object_]:
    """What a table says beside each estimate; nothing where it may be trusted."""
    said = np.full(found.flag.shape, "", dtype=object)
    for flag, text in REMARKS.items():
        said[found.flag == flag] = text
    small = found.flag == Flag.SMALL_BASE
    said[small & (found.base >= NORMAL_FROM)] = WIDE_INTERVAL
    if not rows:
        unasked = found.flag == Flag.NOT_ASKED
        said[unasked & ~unasked.all(axis=-1, keepdims=True)] = NOT_OFFERED
    for at in map(tuple, np.argwhere(found.flag == Flag.FEW).tolist()):
        said[at] = why_not(found, at, rows=rows)
    return said


def remarks_in(result: Result) -> NDArray[np.object_]:
    """The same, and where years stand beside each other the declared fault of one of them."""
    said = remarks(result.estimates, rows=scores_rows(result))
    for y, year in enumerate(result.years if len(shown_years(result)) > 1 else ()):
        if fault := not_comparable(result.question, year):
            said[y] = np.where(said[y] == "", fault, said[y] + f"; {fault}")
    return said


def scores_rows(result: Result) -> bool:
    """Whether its numbers are of the rows of a matrix, one each."""
    return not result.each_choice and result.question.kind is Kind.MATRIX


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
    numbers, said = share_numbers(result.shares), remarks_in(result).tolist()
    none: tuple[Value, ...] = (None,) * len(columns)
    segments = segments_in(result)
    places = [(result.years.index(year), year) for year in years]
    answers = {
        v: [choice.label if len(years) > 1 else label_in(choice, year) for year in years]
        for v in choices
        for choice in (question.choices[v],)
    }
    lines = []
    for i in items:
        item = result.items[i]
        rows = [[label_in(item, year)] if item else [] for year in years]
        for v in choices:
            for n, (y, year) in enumerate(places):
                lead: list[Value] = [*rows[n], answers[v][n]]
                lead += [str(year)] if len(years) > 1 else []
                for s, segment in segments.items():
                    more = none if extra is None else extra.get((y, s, i, v), none)
                    told = numbers[y][s][i][v]
                    lines.append((*lead, *segment, *told, *more, said[y][s][i][v]))
    return Table(columns=tuple(headings), rows=tuple(lines))


def segments_in(result: Result) -> dict[int, tuple[str, ...]]:
    """The segments of a table by place, each with its label: those that a year shown offered."""
    if result.by is None:
        return {0: ()}
    years = shown_years(result)
    choices = {s: result.by.choice(str(code)) for s, code in enumerate(result.segments)}
    return {
        s: (choice.label,)
        for s, choice in choices.items()
        if any(year in choice.asked for year in years)
    }


def share_numbers(found: Shares) -> list[Any]:
    """Share, limits, base and count of each share, None where not told; nested as the arrays."""
    told = (found.base >= COUNT_FROM) & (found.flag != Flag.NOT_ASKED)
    # Whole arrays become lists at once: one number at a time takes much longer.
    parts = []
    for part in (found.share, found.low, found.high, found.base, found.count):
        known = told & ~np.isnan(part)
        counts = part is found.base or part is found.count
        shown = np.rint(np.where(known, part, 0)).astype(np.int64) if counts else part
        values = shown.astype(object)
        values[~known] = None
        parts.append(values)
    numbers: list[Any] = np.stack(parts, axis=-1).tolist()
    return numbers


def why_none(flags: Iterable[object]) -> Flag:
    """The flag of a row or group none of whose numbers is shown, for the reason that it has."""
    asked = {flag for flag in flags if flag is not Flag.NOT_ASKED}
    if not asked:
        return Flag.NOT_ASKED
    if Flag.WITHHELD in asked:
        return Flag.WITHHELD
    return Flag.FEW if asked == {Flag.FEW} else Flag.HIDDEN


def absent(groups: Iterable[tuple[str, Iterable[object], float]]) -> list[str]:
    """The groups that are not drawn and why, in a sentence for each reason.

    Each with its label, the flags of its numbers and its base. Which ones are withheld, and why,
    is in the note of their year.
    """
    said: dict[str, list[str]] = {}
    for label, flags, base in groups:
        reason = why_none(flags)
        if reason is Flag.HIDDEN:
            counted = f"{label} (n = {base:.0f})" if base >= COUNT_FROM else label
            said.setdefault("Small sample", []).append(counted)
        elif reason is not Flag.WITHHELD:
            said.setdefault(REMARKS[reason].capitalize(), []).append(label)
    return [f"{reason}: {listed(labels)}." for reason, labels in said.items()]


def is_shown(flag: object) -> bool:
    """Whether a flag lets a number be drawn."""
    return flag in (Flag.OK, Flag.SMALL_BASE)


def is_range(flag: object) -> bool:
    """Whether a flag lets an interval be drawn, and no number in it."""
    return flag is Flag.RANGE
