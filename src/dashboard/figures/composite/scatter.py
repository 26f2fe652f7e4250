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
from dashboard.figures.table import paler
from dashboard.figures.words import listed, lowered, width, wrapped

TALL, TALL_NARROW = 400, 340
LEAST = 4
"""Fewer things with both numbers make no picture."""
LETTERS = 26
BEYOND = 0.03
"""How far beyond the outermost dots a scale goes at least; it ends at a round number."""
NAMED = 5
"""Dots without a name beside them that are named below."""
Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels."""


class _Dot(NamedTuple):
    code: str
    label: str
    x: float
    y: float
    few: bool


class _Place(NamedTuple):
    """Where a name may stand: which side of it is at its dot, how far below it, and its box."""

    align: Align
    shift: float
    box: Box


def scatter(
    across: Part, up: Part, view: View, *, id: str, title: str, what: str, only: Sequence[str]
) -> Figure | None:
    """Dots by two shares, `across` and `up`; None where fewer than four have both.

    Names stand beside their dots where there is room; the others are gray, and told of in the note.
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
    unnamed = plot.name_dots()
    for dot in dots:
        x, y = across.at(dot.code), up.at(dot.code)
        hover = (*hover_of(dot.label, across, x), *hover_of(dot.label, up, y)[1:])
        color, size = ("muted", 9) if dot in unnamed else ("accent", 11)
        canvas.dot(dot.x, plot.y(dot.y), color, hover, size=size, hollow=dot.few, ringed=True)
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
            _named_below(unnamed),
        ],
    )


def _named_below(dots: Sequence[_Dot]) -> str:
    """The dots without a name beside them: who they are, or of many where it is told."""
    if len(dots) > NAMED:
        return f"{len(dots)} gray dots: point at them for their names, or see the table."
    return f"Gray dots: {listed([dot.label for dot in dots])}." if dots else ""


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


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """The tenths between which a scale of shares runs."""
    low, high = min(values) - BEYOND, max(values) + BEYOND
    return max(0.0, float(np.floor(low * 10)) / 10), min(1.0, float(np.ceil(high * 10)) / 10)


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers on a scale: tenths, of a long one every other."""
    steps = round((high - low) * 10)
    return [low + n / 10 for n in range(0, steps + 1, 2 if steps > 5 else 1)]


class _Plot:
    """The canvas of a scatter with where dots and names are, in pixels of the narrowest width."""

    def __init__(self, dots: Sequence[_Dot], view: View):
        self.dots = dots
        self.start, self.end = _ends([dot.x for dot in dots])
        self.low, self.high = _ends([dot.y for dot in dots])
        beyond = self.end + (self.end - self.start) * 0.04
        self.canvas = Canvas(self.start, beyond, left=44, right=14, wide=view.wide)
        self.canvas.down(26)
        self.tall = TALL_NARROW if view.narrow else TALL
        self.top = self.canvas.down(self.tall)
        self.wide = self.canvas.room
        self.medians = (
            float(np.median([dot.x for dot in dots])),
            float(np.median([dot.y for dot in dots])),
        )
        self.taken: list[Box] = []

    def x(self, value: float) -> float:
        """Where a value stands, in pixels from the left."""
        return (value - self.start) / (self.canvas.end - self.start) * self.wide

    def y(self, value: float) -> float:
        """Where a value stands, in pixels from the top."""
        return self.top + self.tall * (1 - (value - self.low) / (self.high - self.low))

    def name_dots(self) -> list[_Dot]:
        """Write each name where it meets no dot and no other name; gives those without room.

        The dot that has the fewest places left comes next, those on few answers after all others.
        """
        for dot in self.dots:
            x, y = self.x(dot.x), self.y(dot.y)
            self.taken.append((x - 7, y - 7, x + 7, y + 7))
        waiting, unnamed = list(self.dots), []
        while waiting:
            free = {dot: self._places(dot) for dot in waiting}
            dot = min(waiting, key=lambda one: (one.few, len(free[one]), -one.x))
            waiting.remove(dot)
            if not free[dot]:
                unnamed.append(dot)
                continue
            place = min(free[dot], key=self._crossed)
            self.taken.append(place.box)
            gap = SPACE * 3
            before, after = (gap if place.align == side else "" for side in ("left", "right"))
            said = [before + line + after for line in wrapped(dot.label, LETTERS)]
            at = self.y(dot.y) + place.shift
            self.canvas.text(dot.x, at, said, align=place.align, size=SMALL)
        return [dot for dot in self.dots if dot in unnamed]

    def _places(self, dot: _Dot) -> list[_Place]:
        """Where a name may stand beside its dot, the best first."""
        lines = wrapped(dot.label, LETTERS)
        wide = max(map(width, lines)) * SMALL_LETTER
        half = 7.5 * len(lines)
        x, y = self.x(dot.x), self.y(dot.y)
        starts: list[tuple[Align, float, float]] = [
            ("left", x + 10, 0.0),
            ("right", x - 10 - wide, 0.0),
            ("center", x - wide / 2, -8 - half),
            ("center", x - wide / 2, 8 + half),
            ("left", x + 6, -4 - half),
            ("left", x + 6, 4 + half),
            ("right", x - 6 - wide, -4 - half),
            ("right", x - 6 - wide, 4 + half),
        ]
        places = [
            _Place(align, shift, (at, y + shift - half, at + wide, y + shift + half))
            for align, at, shift in starts
        ]
        return [place for place in places if self._is_inside(place.box) and self._is_free(place)]

    def _is_inside(self, box: Box) -> bool:
        across = box[0] >= 0 and box[2] <= self.wide + 8
        return across and box[1] >= self.top - 14 and box[3] <= self.top + self.tall + 4

    def _is_free(self, place: _Place) -> bool:
        left, top, right, bottom = place.box
        return not any(
            left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
            for other in self.taken
        )

    def _crossed(self, place: _Place) -> int:
        """How many of the dashed lines run through a name."""
        left, top, right, bottom = place.box
        x, y = self.x(self.medians[0]), self.y(self.medians[1])
        return (left < x < right) + (top < y < bottom)


def _axes(plot: _Plot, across: Part, up: Part) -> None:
    canvas = plot.canvas
    start = canvas.start
    canvas.text(start, plot.top - 18, f"↑ {up.heading}", size=SMALL, color="quiet")
    for value in _ticks(plot.low, plot.high):
        canvas.line([(start, plot.y(value)), (canvas.end, plot.y(value))], "grid")
        text = percent(value) + SPACE * 2
        canvas.text(start, plot.y(value), text, align="right", size=SMALL, color="quiet")
    top = canvas.down(22)
    for value in _ticks(plot.start, plot.end):
        canvas.text(value, top + 10, percent(value), align="center", size=SMALL, color="quiet")
    top = canvas.down(20)
    canvas.text(plot.end, top + 8, f"{across.heading} →", align="right", size=SMALL, color="quiet")
    x, y = plot.medians
    canvas.line([(x, plot.top), (x, plot.top + plot.tall)], "muted", 1, "dot")
    canvas.line([(start, plot.y(y)), (canvas.end, plot.y(y))], "muted", 1, "dot")
