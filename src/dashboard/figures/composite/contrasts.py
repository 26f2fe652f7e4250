"""What a group does more and less than all others, what goes with a tool: dots around a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import ROUNDED_APART, SPACE, amount, rounds_apart
from dashboard.analysis.sentences import points_words
from dashboard.figures.canvas import LINE, SMALL, SMALL_LETTER, Canvas
from dashboard.figures.composite.telling import figure_of
from dashboard.figures.context import View
from dashboard.figures.figure import Column, Figure, Highlight, Table
from dashboard.figures.highlights import POINTS
from dashboard.figures.kinds.bars import BESIDE, LETTERS, label_margin
from dashboard.figures.layout import NOTHING
from dashboard.figures.table import interval_text
from dashboard.figures.words import width, wrapped

Cell = str | float | int | None
BASE = ", n = "
"""Before the number of people that a contrast's own words end with."""


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """One difference or ratio with its interval, in the unit of the figure, and its two sides."""

    label: str
    value: float
    low: float
    high: float
    text: str
    sides: str
    cells: tuple[Cell, ...]

    @property
    def line(self) -> tuple[Cell, ...]:
        """It as a line of a table."""
        return self.label, *self.cells

    @property
    def rounds_apart(self) -> bool:
        """Whether its two shares, the fourth and fifth cell, seem to differ by another number."""
        one, other = (*self.cells[3:5], None, None)[:2]
        if isinstance(one, float) and isinstance(other, float):
            return rounds_apart(one, other, self.value)
        return False


def contrasts(
    found: Sequence[Contrast],
    of: Result,
    view: View,
    *,
    id: str,
    title: str,
    measure: str,
    base: str,
    columns: Sequence[Column],
    even: float = 0.0,
    rest: Sequence[tuple[Cell, ...]] = (),
    empty: str = "",
    finding: bool = False,
    one_line: bool = False,
    notes: Sequence[str] = (),
) -> Figure:
    """A dot with its interval for each contrast, around the line where there is none (`even`).

    `rest` are further lines of the table; `empty` is said where there is nothing to draw, and is
    then what was found out if it is a `finding`. Where there is room, `one_line` puts a contrast
    and its words on one line.
    """
    reach = max((abs(end - even) for one in found for end in (one.low, one.high)), default=0.1)
    canvas = Canvas(even - reach * 1.05, even + reach * 1.05, right=84)
    on_lines = one_line and not view.narrow and bool(found)
    if on_lines:
        canvas.left = label_margin([line for one in found for line in wrapped(one.label, BESIDE)])
        canvas.right = round(max(width(_behind(one)) for one in found) * SMALL_LETTER) + 12
    for one in found if on_lines else ():
        canvas.row()
        names = wrapped(one.label, BESIDE)
        tall = max(26, len(names) * LINE + 6)
        middle = canvas.down(tall) + tall / 2
        canvas.text(canvas.start, middle, [name + SPACE * 2 for name in names], align="right")
        _mark(canvas, one, even, middle)
        canvas.text(canvas.end, middle, _behind(one), size=SMALL)
    for one in found if not on_lines else ():
        canvas.row()
        names = wrapped(one.label, LETTERS)
        top = canvas.down(len(names) * LINE + 1)
        canvas.text(canvas.start, top + len(names) * LINE / 2, names)
        middle = canvas.down(18) + 9
        _mark(canvas, one, even, middle)
        canvas.text(canvas.end, middle, SPACE * 2 + one.text, strong=True)
        canvas.text(canvas.start, canvas.down(15) + 7, one.sides, size=SMALL, color="quiet")
        canvas.down(7)
    for line in wrapped(empty, 46 if view.narrow else 80) if not found else ():
        canvas.text(canvas.start, canvas.down(LINE) + LINE / 2, line, color="quiet")
    table = Table(
        columns=(Column(heading="What"), *columns),
        rows=(*[one.line for one in found], *rest),
    )
    return figure_of(
        canvas,
        table,
        view,
        of,
        id=id,
        title=title,
        kind="Dots around a line" if found or finding else NOTHING,
        caveat="" if found or finding else empty,
        measure=measure,
        base=base,
        facts=[f"{one.label} {one.text}" for one in found[:3]] or [empty],
        highlight=_highlight(title, found[0], even) if found else None,
        notes=[*notes, ROUNDED_APART if not even and any(c.rounds_apart for c in found) else ""],
        # Differences and ratios are in no result; its shares would be other numbers.
        found=(),
    )


def _highlight(title: str, one: Contrast, even: float) -> Highlight:
    """The first contrast with its interval; its base is told below the figure."""
    number = partial(amount, digits=1) if even else points_words
    said, _, base = one.sides.partition(BASE)
    parts = ["times as likely" if even else POINTS,
             f"95% interval {interval_text(one.low, one.high, number)}",
             *([f"n = {base}"] if base else [])]  # fmt: skip
    return Highlight(
        sentence=f"{title}: {one.label}, {said}",
        number=number(one.value),
        evidence=" · ".join(parts),
    )


def _behind(one: Contrast) -> str:
    """What stands behind a contrast that has one line."""
    return f"{SPACE * 2}{one.text} · {one.sides}"


def _mark(canvas: Canvas, one: Contrast, even: float, middle: float) -> None:
    """A dot with its interval, on a line that says where there is no contrast."""
    canvas.line([(canvas.start, middle), (canvas.end, middle)], "grid")
    canvas.line([(even, middle - 8), (even, middle + 8)], "muted", 1)
    canvas.whisker(one.low, one.high, middle)
    color = "diverging-2" if one.value > even else "diverging-5"
    canvas.dot(one.value, middle, color, [one.label, one.text, one.sides])
