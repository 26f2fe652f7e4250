"""Rows of figures that hold several estimates a row: items, segments, or items by segments."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import SPACE
from dashboard.estimates.reliability import NORMAL_FROM, Flag
from dashboard.figures.canvas import LABEL, LETTER, LINE, SMALL, Canvas
from dashboard.figures.context import label_in, newest
from dashboard.figures.kinds.bars import BESIDE, LETTERS
from dashboard.figures.table import is_range, is_shown
from dashboard.figures.words import width, wrapped

MOST_ITEMS = 15
MOST_LINES = 32
BESIDE_NARROW = 14
"""Labels under headers stay left of their rows up to so many letters on phones, too."""
NEVER = float("-inf")
"""The score of an item that has none to show: it is never ranked."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a figure: where its estimates stand (year, segment, item), and its names.

    The first line of an item that is compared carries the item's name as `header`. What is compared
    stays together: `begins` is the first line of it.
    """

    at: tuple[int, int, int]
    header: str
    label: str
    begins: bool = True


def lines_of(result: Result, items: Sequence[int]) -> list[Line]:
    """A line for each item or segment; where items are compared, one for each of both."""
    found = []
    for i in items:
        item = result.items[i]
        name = label_in(item, newest(result)) if item else ""
        for place, (y, s, label) in enumerate(compared(result)):
            header = name if place == 0 and label else ""
            begins = place == 0 or not name
            found.append(Line(at=(y, s, i), header=header, label=label or name, begins=begins))
    return found


def facts_of(
    result: Result, lines: Sequence[Line], number: Callable[[Line], str], most: int = 3
) -> list[str]:
    """The leading rows in words with what is compared in each: "Cutting: Makers 4, Sellers 5".

    `number` writes a line's number, or nothing where it rests on too few answers.
    """
    by_item: dict[int, list[str]] = {}
    for line in lines:
        if text := number(line):
            if result.by is not None:
                text = f"{line.label} {text}"
            by_item.setdefault(line.at[2], []).append(text)
    said = []
    for i, texts in list(by_item.items())[:most]:
        item = result.items[i]
        some = ", ".join(texts[:4])
        said.append(f"{label_in(item, newest(result))}: {some}" if item else some)
    return said


def compared(result: Result) -> list[tuple[int, int, str]]:
    """What is compared, as (year, segment, label): segments, years, or one without a label."""
    if result.by is not None:
        y = result.years.index(newest(result))
        choices = [result.by.choice(str(code)) for code in result.segments]
        offered = [s for s, choice in enumerate(choices) if result.years[y] in choice.asked]
        return [(y, s, choices[s].label) for s in offered]
    if len(result.years) > 1:
        return [(y, 0, str(year)) for y, year in enumerate(result.years)]
    return [(0, 0, "")]


def items_drawn(result: Result, score: Callable[[int], float]) -> tuple[list[int], list[int]]:
    """Items by falling score: those drawn, and all that belong in the table.

    Items on few answers follow after all others, then ranges; hidden ones come last.
    """
    years = result.years if len(result.years) > 1 else (newest(result),)
    asked = [
        i
        for i, item in enumerate(result.items)
        if item is None or any(year in item.asked for year in years)
    ]
    flag = _flags(result)

    def tier(i: int) -> int:
        # A number on few answers is not ranked among those that can be trusted.
        flags = flag[:, :, i]
        tiers = (Flag.OK, Flag.SMALL_BASE, Flag.RANGE)
        return next((n for n, one in enumerate(tiers) if (flags == one).any()), len(tiers))

    ordered = any(item is not None and item.is_band for item in result.items)
    order = sorted(asked, key=lambda i: (not ordered and tier(i), -score(i), i))
    # Years stand in one row, groups in a row each.
    each = len(compared(result)) if result.by is not None else 1
    most = MOST_ITEMS if each == 1 else max(3, MOST_LINES // each)
    return (order if len(order) <= most + 1 else order[:most]), order


def _flags(result: Result) -> NDArray[np.object_]:
    """The flag of each row as a whole: by year, segment and item."""
    if not result.each_choice:
        return result.estimates.flag
    found = np.empty(result.shares.flag.shape[:3], dtype=object)
    for y, s, i in np.ndindex(found.shape):
        found[y, s, i] = row_flag(result, (y, s, i))
    return found


def left_out(drawn: Sequence[object], order: Sequence[object]) -> str:
    """How much more the table holds, in words; empty where everything is drawn."""
    more = len(order) - len(drawn)
    return f"{more} more rows in the table." if more else ""


def row_flag(result: Result, at: tuple[int, int, int]) -> Flag:
    """How far a whole row may be trusted: by its base, whatever a single share's own interval."""
    asked = [flag for flag in result.shares.flag[at] if flag is not Flag.NOT_ASKED]
    if not asked:
        return Flag.NOT_ASKED
    if not any(is_shown(flag) for flag in asked):
        if any(is_range(flag) for flag in asked):
            return Flag.RANGE
        return Flag.WITHHELD if Flag.WITHHELD in asked else Flag.HIDDEN
    base = float(np.max(result.shares.base[at]))
    return Flag.SMALL_BASE if base < NORMAL_FROM else Flag.OK


def labels_above(lines: Sequence[Line], narrow: bool) -> bool:
    """Whether labels stand above their rows: on phones, and where one is long.

    Under headers short labels stay beside their rows on phones, too.
    """
    longest = max((width(line.label) for line in lines), default=0)
    if any(line.header for line in lines):
        return longest > (BESIDE_NARROW if narrow else BESIDE)
    return narrow or longest > BESIDE


def margin_for(lines: Sequence[Line]) -> int:
    """Pixels for labels left of their rows."""
    size = SMALL if any(line.header for line in lines) else LABEL
    return round(max(width(line.label) for line in lines) * LETTER * size / LABEL + 14)


def put_label(
    canvas: Canvas, line: Line, above: bool, thick: float, *, grouped: bool, edge: float
) -> float:
    """Write a line's names and make room for its row; gives the middle of the row.

    `edge` is where the plot begins, `grouped` whether lines stand under headers.
    """
    if line.begins:
        canvas.row()
    if line.header:
        canvas.down(12)
        names = wrapped(line.header, LETTERS - round(canvas.left / LETTER))
        top = canvas.down(len(names) * LINE + 4)
        canvas.text(edge, top + len(names) * LINE / 2, names, strong=True)
    size, colour = (SMALL, "quiet") if grouped else (LABEL, "text")
    if line.label and above:
        names = wrapped(line.label, LETTERS)
        top = canvas.down(len(names) * LINE + 2)
        canvas.text(edge, top + len(names) * LINE / 2, names, size=size, colour=colour)
    middle = canvas.down(thick) + thick / 2
    if line.label and not above:
        label = line.label + SPACE * 2
        canvas.text(edge, middle, label, align="right", size=size, colour=colour)
    return middle
