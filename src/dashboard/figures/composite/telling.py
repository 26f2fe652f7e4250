"""What the figures of stories share: one number with its words, and a figure of several results."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import count, count_range, percent
from dashboard.analysis.withheld import fewer_than
from dashboard.codebook import Choice, Year
from dashboard.estimates.reliability import COUNT_FROM, SHARE_FROM, Flag
from dashboard.estimates.sums import Estimates
from dashboard.figures.canvas import Canvas
from dashboard.figures.context import OF_CASES, View, label_in, newest
from dashboard.figures.figure import Column, Figure, Highlight, Table, Unit
from dashboard.figures.highlights import highlight
from dashboard.figures.layout import composed
from dashboard.figures.score_words import written
from dashboard.figures.table import (
    REMARKS,
    Value,
    interval_text,
    is_range,
    is_shown,
    number,
    uncertain,
)
from dashboard.query.selection import Weights

FAINT = "Faint bars"


class One(NamedTuple):
    """One estimate picked out of its arrays."""

    estimate: float
    low: float
    high: float
    base: float
    flag: Flag
    unasked: str = REMARKS[Flag.NOT_ASKED]

    @property
    def shown(self) -> bool:
        """Whether the number may be drawn."""
        return is_shown(self.flag) and not np.isnan(self.estimate)

    @property
    def ranged(self) -> bool:
        """Whether only its interval may be drawn."""
        return is_range(self.flag)

    @property
    def why(self) -> str:
        """Why the number is not drawn, in a few words."""
        if self.flag is Flag.NOT_ASKED:
            return self.unasked
        if self.flag is Flag.FEW:
            return fewer_than(self.high, self.base)
        if self.flag is Flag.WITHHELD:
            return "withheld"
        if self.base < COUNT_FROM:
            return f"n < {COUNT_FROM}"
        if self.base < SHARE_FROM or self.ranged:
            return f"n = {count(self.base)}"
        return "too uncertain"

    def cells(self) -> tuple[Value, ...]:
        """The number, its limits, its base and a remark, as a table holds them."""
        base = None if self.flag is Flag.NOT_ASKED or self.base < COUNT_FROM else round(self.base)
        remark = self.unasked if self.flag is Flag.NOT_ASKED else REMARKS[self.flag]
        if self.flag is Flag.SMALL_BASE:
            remark = uncertain(self.base)
        return number(self.estimate), number(self.low), number(self.high), base, remark


def highlight_of_one(
    sentence: str, one: One, written: Callable[[float], str] = percent, of: str = ""
) -> Highlight | None:
    """A number with its evidence for cards; None where it is on a small base."""
    if not one.shown or one.flag is not Flag.OK:
        return None
    return highlight(sentence, one.estimate, one.low, one.high, one.base, written=written, of=of)


GONE = One(float("nan"), float("nan"), float("nan"), 0.0, Flag.NOT_ASKED)


def one_of(found: Estimates, at: tuple[int, ...]) -> One:
    """The estimate at a place."""
    return One(
        float(found.estimate[at]),
        float(found.low[at]),
        float(found.high[at]),
        float(found.base[at]),
        found.flag[at],
    )


@dataclass(frozen=True, kw_only=True)
class Part:
    """One column of a story: a question's shares, or a score of each of its items.

    `tells` is what the number says, to stand after it: "use it", "are satisfied".
    """

    heading: str
    found: Result
    tells: str = ""

    @cached_property
    def year(self) -> Year:
        """The newest year that has numbers."""
        return newest(self.found)

    def at(self, code: str, year: Year | None = None) -> One:
        """The number of a choice or an item; nothing where the year did not offer it."""
        year = year or self.year
        if year not in self.found.years or year in self.found.gaps:
            return GONE
        y = self.found.years.index(year)
        for place, choice in enumerate(self.entries):
            if choice.id == code and year in choice.asked:
                at = (y, 0, 0, place) if self.found.each_choice else (y, 0, place)
                return one_of(self.found.estimates, at)
        return GONE

    @cached_property
    def entries(self) -> tuple[Choice, ...]:
        """What the numbers stand for: choices, or items."""
        if self.found.each_choice:
            return self.found.question.choices
        return tuple(item for item in self.found.items if item is not None)

    def label(self, code: str) -> str:
        """The name of a choice or an item in the year shown."""
        entry = next(choice for choice in self.entries if choice.id == code)
        return label_in(entry, self.year)

    def written(self, value: float) -> str:
        """A number of this part with its unit."""
        return written(self.found, value)

    def range_of(self, one: One) -> str:
        """The interval of a number that is not told, in the part's unit."""
        return interval_text(one.low, one.high, self.written)

    @property
    def in_percent(self) -> bool:
        """Whether its numbers are shares."""
        return self.found.in_percent


def hover_of(label: str, part: Part, one: One) -> tuple[str, ...]:
    """The hover text of a mark."""
    if one.ranged:
        return label, f"{part.heading}: {part.range_of(one)} (95% interval)", one.why
    low, high = part.written(one.low), part.written(one.high)
    lines = [
        label,
        f"{part.heading}: {part.written(one.estimate)} (95% interval {low} to {high})",
        f"n = {count(one.base)}",
    ]
    return (*lines, uncertain(one.base)) if one.flag is Flag.SMALL_BASE else tuple(lines)


def base_words(parts: Iterable[Part], codes: Iterable[str]) -> str:
    """The bases of several parts in one line, each with its heading."""
    codes = list(codes)
    said = []
    for part in parts:
        bases = [one.base for code in codes if (one := part.at(code)).base >= COUNT_FROM]
        if not bases:
            continue
        said.append(f"{part.heading}: n = {count_range(min(bases), max(bases))}")
    if not said:
        return f"n < {COUNT_FROM}"
    return said[0].partition(": ")[2] if len(said) == 1 else "; ".join(said)


def table_of(name: str, parts: Iterable[Part], rows: Iterable[tuple[str, str]]) -> Table:
    """The numbers behind a figure: for each row (code, label) and each part a line."""
    parts = list(parts)
    unit: Unit = "percent" if all(part.in_percent for part in parts) else "number"
    columns = (
        Column(heading=name),
        Column(heading="What"),
        *(Column(heading=heading, unit=unit) for heading in ("Number", "Low", "High")),
        Column(heading="Base", unit="count"),
        Column(heading="Remark"),
    )
    lines = [
        (label, part.heading, *part.at(code).cells()) for code, label in rows for part in parts
    ]
    return Table(columns=columns, rows=tuple(lines))


def figure_of(
    canvas: Canvas,
    table: Table,
    view: View,
    of: Result,
    *,
    id: str,
    title: str,
    kind: str,
    measure: str,
    base: str,
    facts: Iterable[str] = (),
    notes: Iterable[str] = (),
    found: Sequence[Result] | None = None,
    highlight: Highlight | None = None,
    caveat: str = "",
) -> Figure:
    """The figure a canvas becomes, with words of its own; `of` gives years, source and routing.

    `found` are the results its numbers are from: `of` alone unless given.
    """
    if of.weights is Weights.USE_CASES and OF_CASES not in measure:
        measure += ", by use case"
    return composed(
        canvas, table, of, view, kind, measure=measure, facts=facts, notes=notes,
        id=id, title=title, base=base, found=found, highlight=highlight, caveat=caveat,
    )  # fmt: skip
