"""The drawing of groups compared: names in a key, and in each row a mark for each group."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.analysis.rounding import SPACE
from dashboard.estimates.reliability import Flag
from dashboard.figures.canvas import LINE, SMALL, SMALL_LETTER, Canvas
from dashboard.figures.context import View
from dashboard.figures.kinds.bars import LETTERS, scale_end
from dashboard.figures.kinds.dodging import dodged, mark_of
from dashboard.figures.kinds.group_words import GroupRow, who_differs
from dashboard.figures.kinds.row_bars import hover_of_row
from dashboard.figures.words import width, wrapped

APART_BY_COLOR = 8
"""Of more groups than these only those that differ have colors: nobody tells more apart."""
COLORS = 10
SYMBOLS = ("circle", "square", "diamond")
"""Shapes that groups take in turn: several colors are about as light as each other."""
STEPS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.75, 1.0)
"""Where a scale of shares may end: finer than that of bars, as many marks share a row."""
ROW = 26
LARGE, SMALLER = 12, 9
GAP = SPACE * 5
"""Between a mark, which may be a large one, and its number."""
RIGHT = 4
"""Pixels right of the plot."""
WIDER = 1.5
"""How much wider than the narrowest most plots are: in that one marks overlap by a third."""


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """How rows are laid out: labels above or beside marks, and where the scale begins and ends.

    `room` is the width of the narrowest plot in pixels, `usual` that of most, `start` and `end`
    are parts of it, `low` and `high` the numbers that stand there.
    """

    above: bool
    letters: int
    room: float
    usual: float
    start: float
    end: float
    low: float
    high: float

    def x(self, value: float) -> float:
        """Where a number stands, as a part of the width."""
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)

    def away(self, value: float, other: float) -> float:
        """Pixels from one number to another in the narrowest plot."""
        return (self.x(value) - self.x(other)) * (self.room - RIGHT)


def series_color(place: int) -> str:
    """The color of a group: fixed by its place in the codebook."""
    return f"series-{place % COLORS + 1}"


def series_symbol(place: int) -> str:
    """The shape of a group's marks, fixed as its color is."""
    return SYMBOLS[place % len(SYMBOLS)]


def group_canvas(
    rows: Sequence[GroupRow],
    names: Mapping[int, str],
    proper: Sequence[int],
    ends: Sequence[str],
    view: View,
    without: Sequence[str] = (),
) -> Canvas:
    """Rows of marks under the key of their groups; `names` are those drawn, by segment.

    Of `proper` groups some have colors; what stands for the rest has none. `ends` say what both
    ends of a scale around nought mean, sentences on groups `without` marks stand above all.
    """
    canvas = Canvas(0, 1, left=0, right=RIGHT)
    plan = _plan(rows, names, view)
    differing = who_differs(rows, names, proper)
    said = [*without, *([differing] if differing else [])]
    for line in (line for text in said for line in wrapped(text, int(plan.room / SMALL_LETTER))):
        canvas.text(0, canvas.down(LINE) + LINE / 2, line, size=SMALL)
    colored = _colored(rows, proper)
    _key(canvas, names, colored, plan.room)
    if ends and plan.low < 0:
        _ends(canvas, ends, plan)
    for row in rows:
        canvas.row()
        _row(canvas, row, [s for s in names if row.shown(s)], names, colored, plan)
    canvas.down(4)
    return canvas


def _plan(rows: Sequence[GroupRow], names: Mapping[int, str], view: View) -> _Plan:
    above = view.narrow and not view.paired
    part, letters = (0, LETTERS) if above else (0.36, 22) if view.narrow else (0.27, 26)
    room = view.wide
    low, high = _scale(rows, names)
    # A row's lowest number stands before its mark and its highest behind, also at the scale's ends.
    values = [[row.value(s) for s in names if row.shown(s)] for row in rows]
    before, behind = (
        (max(width(row.written(which(each))) for row, each in zip(rows, values, strict=True)) + 2)
        * SMALL_LETTER
        / room
        for which in (min, max)
    )
    start = part + (before if above else 0.08 if view.narrow else 0.05)
    return _Plan(
        above=above,
        letters=letters,
        room=room,
        usual=room if view.narrow else room * WIDER,
        start=start,
        end=1 - behind,
        low=low,
        high=high,
    )


def _scale(rows: Sequence[GroupRow], names: Mapping[int, str]) -> tuple[float, float]:
    """The ends of the scale that all rows share."""
    values = [row.value(s) for row in rows for s in names if row.shown(s)]
    if all(row.found.estimate.ndim == 4 for row in rows):
        return 0.0, scale_end(values, STEPS)
    low, high = min([0.0, *values]), max([0.0, *values])
    return low, high if high > low else low + 1


def _colored(rows: Sequence[GroupRow], proper: Sequence[int]) -> list[int]:
    """The groups in colors of their own: all, or of many those that differ most often."""
    if len(proper) <= APART_BY_COLOR:
        return list(proper)
    often = {s: sum(row.differs(s) for row in rows) for s in proper}
    most = sorted((s for s in proper if often[s]), key=lambda s: (-often[s], s))
    return sorted(most[:APART_BY_COLOR])


def _key(canvas: Canvas, names: Mapping[int, str], colored: Sequence[int], room: float) -> None:
    """The groups by name, each with its dot; those without a color together."""
    entries = [(names[s], series_color(s), series_symbol(s)) for s in colored]
    grey = [name for s, name in names.items() if s not in colored]
    others = grey[0] if len(grey) == 1 else "Other groups"
    entries += [(others, "muted", SYMBOLS[0])] if grey else []
    if not entries:
        return
    longest = max(width(name) for name, *_ in entries)
    across = max(1, min(len(entries), int(room / ((longest + 4) * SMALL_LETTER))))
    for begin in range(0, len(entries), across):
        middle = canvas.down(18) + 9
        for n, (name, color, symbol) in enumerate(entries[begin : begin + across]):
            place = n / across + SMALLER / room
            canvas.dot(place, middle, color, [name], size=SMALLER, symbol=symbol)
            canvas.text(place, middle, SPACE * 4 + name, size=SMALL, color="quiet")
    canvas.down(6)


def _ends(canvas: Canvas, ends: Sequence[str], plan: _Plan) -> None:
    """What both ends of a scale around nought mean, in words."""
    least, most = f"← {ends[0]}", f"{ends[1]} →"
    room = (plan.end - plan.start) * plan.room
    beside = (width(least) + width(most) + 2) * SMALL_LETTER <= room
    middle = canvas.down(20) + 8
    canvas.text(plan.start, middle, least, size=SMALL, color="quiet")
    middle = middle if beside else canvas.down(16) + 4
    canvas.text(plan.end, middle, most, align="right", size=SMALL, color="quiet")


def _row(
    canvas: Canvas,
    row: GroupRow,
    shown: Sequence[int],
    names: Mapping[int, str],
    colored: Sequence[int],
    plan: _Plan,
) -> None:
    """A row with its label: as tall as its marks need, which stand clear of each other."""
    lines = wrapped(row.label, plan.letters)
    if plan.above:
        canvas.text(0, canvas.down(len(lines) * LINE + 2) + len(lines) * LINE / 2, lines)
    size = {s: LARGE if row.differs(s) else SMALLER for s in shown}
    symbol = {s: series_symbol(s) if s in colored else SYMBOLS[0] for s in shown}
    marks = [
        mark_of(plan.x(row.value(s)) * (plan.usual - RIGHT), size[s], symbol[s]) for s in shown
    ]
    places = dodged(marks)
    least = 20 if plan.above else max(ROW, len(lines) * 16 + 6)
    reach = [(place, mark.reach + 2) for place, mark in zip(places, marks, strict=True)]
    up = max([least / 2, *(far - place for place, far in reach)])
    middle = canvas.down(up) + up
    canvas.down(max([least / 2, *(place + far for place, far in reach)]))
    if not plan.above:
        canvas.text(0, middle, lines)
    canvas.line([(plan.start, middle), (plan.end, middle)], "grid")
    if plan.low < 0 and not _over_zero(row, shown, plan):
        canvas.line([(plan.x(0), middle - 8), (plan.x(0), middle + 8)], "muted")
    _spread(canvas, row, [row.value(s) for s in shown], middle, plan.x)
    for s, place in zip(shown, places, strict=True):
        at = row.at(s)
        canvas.dot(
            plan.x(row.value(s)),
            middle + place,
            series_color(s) if s in colored else "muted",
            hover_of_row(row.label, names[s], row.found, at, row.written),
            size=size[s],
            hollow=row.found.flag[at] is Flag.SMALL_BASE,
            symbol=symbol[s],
        )
    canvas.down(6 if plan.above else 0)


def _over_zero(row: GroupRow, shown: Sequence[int], plan: _Plan) -> bool:
    """Whether a number beside the marks of a row lies where its zero is."""
    values = [row.value(s) for s in shown]
    sides = ((min(values), 1), (max(values), -1))
    return any(
        0 < side * plan.away(one, 0) < (width(row.written(one)) + 2) * SMALL_LETTER
        for one, side in sides
    )


def _spread(
    canvas: Canvas,
    row: GroupRow,
    values: Sequence[float],
    middle: float,
    x: Callable[[float], float],
) -> None:
    """The line from a row's lowest number to its highest, with both numbers."""
    least, most = min(values), max(values)
    canvas.line([(x(least), middle), (x(most), middle)], "muted", 2)
    canvas.text(x(least), middle, row.written(least) + GAP, align="right", size=SMALL,
                color="quiet")  # fmt: skip
    if row.written(most) != row.written(least):
        canvas.text(x(most), middle, GAP + row.written(most), size=SMALL, color="quiet")
