"""Rows and columns of small marks: each cell a bar or a range with its number and its base."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.analysis.rounding import DASH, SPACE
from dashboard.figures.canvas import LABEL, LETTER, LINE, SMALL, Canvas
from dashboard.figures.context import View
from dashboard.figures.kinds.bars import (
    LETTERS,
    WHOLE,
    beside,
    beside_row,
    label_above,
    room_for_whole,
    share_canvas,
)
from dashboard.figures.words import width, wrapped

REACH = 0.8
"""How much of a column's width its marks may take; the number stands behind them."""
LEAST = 0.17
BESIDE = 27
"""Labels up to so many letters stand left of their rows, longer ones on two lines."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A mark from `start` to `end` in parts of the column's scale, with what is written beside it.

    Without `text` the cell holds no number, and `under` says why; one without either is empty. A
    `ranged` one holds an interval without a number.
    """

    start: float = 0.0
    end: float = 0.0
    low: float | None = None
    high: float | None = None
    text: str = ""
    under: str = ""
    color: str = "accent"
    ranged: bool = False
    hover: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PanelColumn:
    """A heading and a cell for each row; bars of a whole have it as their track."""

    heading: str
    cells: tuple[Cell, ...]
    of_whole: bool = True


def panel(
    labels: Sequence[str], columns: Sequence[PanelColumn], *, above: bool, wide: int
) -> Canvas:
    """A canvas with a row for each label, which stands beside or `above` it, for a plot so wide."""
    most = min(BESIDE, max(map(width, labels), default=1))
    left = 0 if above else round(most * LETTER + 14)
    canvas = Canvas(0, len(columns), left=left, right=4, wide=wide)
    _headings(canvas, columns)
    reach = _reach(canvas, columns)
    if len(columns) == 1 and columns[0].of_whole:
        room_for_whole(canvas)
        reach = WHOLE
    _rows(canvas, labels, columns, 0 if above else BESIDE, reach)
    return canvas


def one_column(labels: Sequence[str], cells: Sequence[Cell], view: View) -> Canvas:
    """The same of one column without a heading, whose tracks are those of any bars of shares."""
    above = label_above(labels, view)
    lines = [] if above else [line for label in labels for line in beside_row(label, view)]
    canvas = share_canvas(lines, view)
    column = PanelColumn(heading="", cells=tuple(cells))
    _rows(canvas, labels, [column], 0 if above else beside(view), WHOLE)
    return canvas


def _rows(
    canvas: Canvas,
    labels: Sequence[str],
    columns: Sequence[PanelColumn],
    letters: int,
    reach: float,
) -> None:
    """The rows, with labels of so many letters on a line beside them, or of none above them."""
    above = not letters
    under = any(cell.under and cell.text for column in columns for cell in column.cells)
    for row, label in enumerate(labels):
        canvas.row()
        names = wrapped(label, letters or LETTERS)
        if above:
            top = canvas.down(len(names) * LINE + 1)
            canvas.text(0, top + len(names) * LINE / 2, names)
        tall = max(34 if under else 22, 0 if above else len(names) * 16 + 2)
        middle = canvas.down(tall) + tall / 2
        on_bars = middle - (7 if under else 0)
        if not above:
            # A name of one line is read along its bars; two lines stand beside bar and base.
            at = on_bars if len(names) == 1 else middle
            canvas.text(0, at, _beside(names), align="right")
        for n, column in enumerate(columns):
            _put(canvas, n, on_bars, column.cells[row], reach, column.of_whole)
        canvas.down(8 if above else 5)


def _beside(names: Sequence[str]) -> list[str]:
    return [name + SPACE * 2 for name in names]


def _headings(canvas: Canvas, columns: Sequence[PanelColumn]) -> None:
    if not any(column.heading for column in columns):
        return
    letters = max(7, canvas.letters(len(columns)) - 1)
    names = canvas.headings([column.heading for column in columns], letters)
    tall = max(map(len, names)) * 15
    top = canvas.down(tall + 8)
    for n, lines in enumerate(names):
        middle = top + tall - len(lines) * 7.5
        canvas.text(n, middle, lines, size=SMALL, color="quiet", strong=True)


def _reach(canvas: Canvas, columns: Sequence[PanelColumn]) -> float:
    """The part of a column that its marks may take, so that no number runs into the next one."""
    texts = [cell.text for column in columns for cell in column.cells]
    longest = (max(map(width, texts), default=0) + 1) * LETTER
    return max(LEAST, min(REACH, 1 - longest * len(columns) / canvas.room))


def _put(canvas: Canvas, column: int, y: float, cell: Cell, reach: float, of_whole: bool) -> None:
    if not cell.text:
        if cell.under:
            why = wrapped(f"{DASH} {cell.under}", 14)[:2]
            canvas.text(column, y, why, size=SMALL, color="quiet")
        return
    x0, x1 = column + cell.start * reach, column + cell.end * reach
    if of_whole:
        canvas.track(column, column + reach, y, 14)
    if cell.ranged:
        canvas.range(x0, x1, y, 11, cell.hover)
    else:
        # A bar of nothing still shows where it would begin.
        canvas.bar(x0, max(x1, x0 + 0.008), y, 14, cell.color, cell.hover)
    behind = x1
    if cell.low is not None and cell.high is not None:
        high = column + cell.high * reach
        pale = cell.color == "small-base"
        canvas.whisker(column + cell.low * reach, high, y, bar=x1, pale=pale)
        behind = max(behind, high)
    canvas.text(behind, y, SPACE + cell.text, size=LABEL)
    if cell.under:
        canvas.text(column, y + 15, cell.under, size=SMALL, color="quiet")
