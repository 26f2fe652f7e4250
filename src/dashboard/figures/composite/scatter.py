"""Two shares of the same things set against each other: a named dot for each thing."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dashboard.analysis.rounding import SPACE, percent
from dashboard.estimates.reliability import Flag
from dashboard.figures.canvas import SMALL, SMALL_LETTER, Align, Canvas
from dashboard.figures.composite.telling import Part, base_words, figure_of, hover_of, table_of
from dashboard.figures.context import View, superlative
from dashboard.figures.figure import Figure
from dashboard.figures.kinds.bars import scale_end
from dashboard.figures.table import paler
from dashboard.figures.words import lowered, width, wrapped

TALL, TALL_NARROW = 400, 340
LEAST = 4
"""Fewer things with both numbers make no picture."""
LETTERS = 26
STEPS = {0.25: 5, 0.5: 5, 0.75: 3, 1.0: 4}
"""How many steps a scale that ends so has, for round numbers."""


class _Dot(NamedTuple):
    code: str
    label: str
    x: float
    y: float
    few: bool


def scatter(
    across: Part, up: Part, view: View, *, id: str, title: str, what: str, only: Sequence[str]
) -> Figure | None:
    """Dots by two shares, `across` and `up`; None where fewer than four have both.

    Names stand beside their dots where there is room; the others are told by pointing at them.
    """
    dots = []
    for code in only:
        x, y = across.at(code), up.at(code)
        if x.shown and y.shown:
            few = Flag.SMALL_BASE in (x.flag, y.flag)
            dots.append(_Dot(code, across.label(code), x.estimate, y.estimate, few))
    if len(dots) < LEAST:
        return None
    plot = _Plot(dots, view)
    canvas = plot.canvas
    _axes(plot, across, up)
    for dot in dots:
        x, y = across.at(dot.code), up.at(dot.code)
        hover = (*hover_of(dot.label, across, x), *hover_of(dot.label, up, y)[1:])
        canvas.dot(dot.x, plot.y(dot.y), "accent", hover, size=11, hollow=dot.few, ringed=True)
    unnamed = plot.name_dots()
    both = [part.at(dot.code) for dot in dots for part in (across, up)]
    rows = [(dot.code, dot.label) for dot in dots]
    return figure_of(
        canvas,
        table_of(what, (across, up), rows),
        view,
        across.found,
        id=id,
        title=title,
        kind="Scatter plot",
        measure=f"{across.heading} (across) and {up.heading.lower()} (up)",
        base=base_words((across, up), [dot.code for dot in dots]),
        facts=_facts(dots, across, up),
        found=(across.found, up.found),
        notes=[
            "Dashed lines: medians.",
            paler("Hollow dots", ((one.flag, one.base) for one in both)),
            "Tap a dot to see its name." if unnamed else "",
        ],
    )


def _facts(dots: Sequence[_Dot], across: Part, up: Part) -> list[str]:
    """What stands highest and what furthest right, among those on a sufficient base."""
    sure = [dot for dot in dots if not dot.few]
    if not sure:
        return []
    best, widest = max(sure, key=lambda dot: dot.y), max(sure, key=lambda dot: dot.x)
    ups, acrosses = [dot.y for dot in sure], [dot.x for dot in sure]
    highest = superlative(ups, [dot.y for dot in dots])
    furthest = superlative(acrosses, [dot.x for dot in dots], "furthest right")
    return [
        f"{highest.capitalize()}: {best.label}, {up.written(best.y)} "
        f"{up.tells or lowered(up.heading)}",
        f"{furthest.capitalize()}: {widest.label}, {across.written(widest.x)} "
        f"{across.tells or lowered(across.heading)}",
    ]


class _Plot:
    """The canvas of a scatter with where dots and names are, in pixels of the narrowest width."""

    def __init__(self, dots: Sequence[_Dot], view: View):
        self.dots = dots
        self.end = scale_end(dot.x for dot in dots)
        low, high = min(dot.y for dot in dots), max(dot.y for dot in dots)
        self.low = max(0.0, float(np.floor((low - 0.03) * 10)) / 10)
        self.high = min(1.0, float(np.ceil((high + 0.03) * 10)) / 10)
        self.canvas = Canvas(0, self.end * 1.04, left=44, right=14, wide=view.wide)
        self.canvas.down(26)
        self.tall = TALL_NARROW if view.narrow else TALL
        self.top = self.canvas.down(self.tall)
        self.wide = self.canvas.room
        self.taken: list[tuple[float, float, float, float]] = []

    def y(self, value: float) -> float:
        """Where a value stands, in pixels from the top."""
        return self.top + self.tall * (1 - (value - self.low) / (self.high - self.low))

    def name_dots(self) -> list[str]:
        """Write each name where it meets no dot and no other name; gives those without room."""
        for dot in self.dots:
            x, y = self._x(dot.x), self.y(dot.y)
            self.taken.append((x - 7, y - 7, x + 7, y + 7))
        left = []
        for dot in sorted(self.dots, key=lambda dot: (dot.few, -dot.x)):
            if not self._named(dot):
                left.append(dot.label)
        return left

    def _x(self, value: float) -> float:
        return value / self.canvas.end * self.wide

    def _named(self, dot: _Dot) -> bool:
        lines = wrapped(dot.label, LETTERS)
        wide = max(map(width, lines)) * SMALL_LETTER
        tall = 15 * len(lines)
        x, y = self._x(dot.x), self.y(dot.y)
        places: list[tuple[Align, float, float, float]] = [
            ("left", x + 10, y, 0.0),
            ("right", x - 10 - wide, y, 0.0),
            ("center", x - wide / 2, y - 8 - tall / 2, -8 - tall / 2),
            ("center", x - wide / 2, y + 8 + tall / 2, 8 + tall / 2),
            ("left", x + 6, y - 4 - tall / 2, -4 - tall / 2),
            ("left", x + 6, y + 4 + tall / 2, 4 + tall / 2),
            ("right", x - 6 - wide, y - 4 - tall / 2, -4 - tall / 2),
            ("right", x - 6 - wide, y + 4 + tall / 2, 4 + tall / 2),
        ]
        for align, start, middle, shift in places:
            box = (start, middle - tall / 2, start + wide, middle + tall / 2)
            inside = box[0] >= 0 and box[2] <= self.wide + 8 and box[1] >= self.top - 14
            if inside and box[3] <= self.top + self.tall + 4 and not self._meets(box):
                gap = SPACE * 3
                text = {"left": gap, "right": "", "center": ""}[align]
                after = gap if align == "right" else ""
                said = [text + line + after for line in lines]
                self.canvas.text(dot.x, y + shift, said, align=align, size=SMALL)
                self.taken.append(box)
                return True
        return False

    def _meets(self, box: tuple[float, float, float, float]) -> bool:
        return any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for other in self.taken
        )


def _axes(plot: _Plot, across: Part, up: Part) -> None:
    canvas = plot.canvas
    canvas.text(0, plot.top - 18, f"↑ {up.heading}", size=SMALL, color="quiet")
    steps = round((plot.high - plot.low) * 10)
    for n in range(0, steps + 1, 2 if steps > 5 else 1):
        value = plot.low + n / 10
        canvas.line([(0, plot.y(value)), (canvas.end, plot.y(value))], "grid")
        text = percent(value) + SPACE * 2
        canvas.text(0, plot.y(value), text, align="right", size=SMALL, color="quiet")
    top = canvas.down(22)
    steps = STEPS[plot.end]
    for n in range(steps + 1):
        value = plot.end * n / steps
        canvas.text(value, top + 10, percent(value), align="center", size=SMALL, color="quiet")
    top = canvas.down(20)
    canvas.text(plot.end, top + 8, f"{across.heading} →", align="right", size=SMALL, color="quiet")
    x = float(np.median([dot.x for dot in plot.dots]))
    y = float(np.median([dot.y for dot in plot.dots]))
    canvas.line([(x, plot.top), (x, plot.top + plot.tall)], "muted", 1, "dot")
    canvas.line([(0, plot.y(y)), (canvas.end, plot.y(y))], "muted", 1, "dot")
