"""What a group does more and less than all others, what goes with a tool: dots around a line."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import SPACE
from dashboard.figures.canvas import LINE, SMALL, SMALL_LETTER, Canvas
from dashboard.figures.composite.telling import figure_of
from dashboard.figures.context import View
from dashboard.figures.figure import Column, Figure, Table
from dashboard.figures.kinds.bars import BESIDE, LETTERS, label_margin
from dashboard.figures.layout import NOTHING
from dashboard.figures.words import width, wrapped


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """One difference or ratio with its interval, in the unit of the figure, and its two sides."""

    label: str
    value: float
    low: float
    high: float
    text: str
    sides: str
    cells: tuple[str | float | int | None, ...]


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
    rest: Sequence[Contrast] = (),
    empty: str = "",
    finding: bool = False,
    one_line: bool = False,
    notes: Sequence[str] = (),
) -> Figure:
    """A dot with its interval for each contrast, around the line where there is none (`even`).

    `rest` belongs in the table only; `empty` is said where there is nothing to draw, and is then
    what was found out if it is a `finding`. Where there is room, `one_line` puts a contrast and its
    words on one line.
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
        canvas.text(canvas.start, canvas.down(15) + 7, one.sides, size=SMALL, colour="quiet")
        canvas.down(7)
    for line in wrapped(empty, 46 if view.narrow else 80) if not found else ():
        canvas.text(canvas.start, canvas.down(LINE) + LINE / 2, line, colour="quiet")
    table = Table(
        columns=(Column(heading="What"), *columns),
        rows=tuple((one.label, *one.cells) for one in (*found, *rest)),
    )
    return figure_of(
        canvas,
        table,
        view,
        of,
        id=id,
        title=title,
        kind="Dots around a line" if found or finding else NOTHING,
        measure=measure,
        base=base,
        facts=[f"{one.label} {one.text}" for one in found[:3]] or [empty],
        notes=notes,
        # Differences and ratios are in no result; its shares would be other numbers.
        found=(),
    )


def _behind(one: Contrast) -> str:
    """What stands behind a contrast that has one line."""
    return f"{SPACE * 2}{one.text} · {one.sides}"


def _mark(canvas: Canvas, one: Contrast, even: float, middle: float) -> None:
    """A dot with its interval, on a line that says where there is no contrast."""
    canvas.line([(canvas.start, middle), (canvas.end, middle)], "grid")
    canvas.line([(even, middle - 8), (even, middle + 8)], "muted", 1)
    canvas.whisker(one.low, one.high, middle)
    colour = "diverging-2" if one.value > even else "diverging-5"
    canvas.dot(one.value, middle, colour, [one.label, one.text, one.sides])
