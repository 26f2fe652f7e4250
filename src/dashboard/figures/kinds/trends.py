"""Years compared: a table of a small line, the newest number and its changes for each answer."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dashboard.analysis.changes import Change
from dashboard.analysis.rounding import DASH, SPACE, rounded
from dashboard.codebook import Year
from dashboard.codebook.comparability import (
    Comparison,
    Verdict,
)
from dashboard.estimates.reliability import Flag
from dashboard.estimates.sums import Estimates
from dashboard.figures.canvas import FIGURE, LETTER, SMALL, Canvas
from dashboard.figures.change_marks import Into, arrow, short_points
from dashboard.figures.context import View
from dashboard.figures.kinds.row_bars import captions, hover_of_row
from dashboard.figures.table import (
    REMARKS,
    in_its_place,
    is_range,
    is_shown,
    unasked,
    uncertain,
)
from dashboard.figures.words import width, wrapped

LETTERS, LETTERS_PAIRED, LETTERS_NARROW = 34, 22, 19
"""Letters on a line of a label."""
ROW, LINE = 26, 16
CLEAR = 10
"""Pixels from the newest dots to the rules between the numbers of rows."""
HALF = 9
"""Pixels from the middle of a row up to its highest number, and down to its lowest."""
SQUEEZED = 100
"""Pixels of labels that leave a phone no room for the change since the first year."""
HEADS = 6 * FIGURE
"""Pixels from a line's end to that of the numbers: a year, and half of the one over the end."""
SHADES = 6
BREAK = "not comparable"


@dataclass(frozen=True, kw_only=True)
class Trend:
    """One number over the years: where it stands in `found`, behind the axis of years.

    `links` are the verdicts on each pair of years next to each other, `changes` those into the
    newest year, where they may be told; `written` and `changed` write a number and a change. What
    is `offered` is an answer or a part of one; rows of a matrix are asked.
    """

    label: str
    found: Estimates
    place: tuple[int, ...]
    links: Mapping[tuple[Year, Year], Comparison]
    changes: Into
    written: Callable[[float], str]
    changed: Callable[[float], str]
    offered: bool = True

    def in_words(self, change: Change) -> str:
        """A change of the row with its mark, without its unit."""
        return arrow(change) + self.changed(change.change)

    @property
    def in_points(self) -> bool:
        """Whether numbers are fractions written as whole numbers, and changes in points of them."""
        return self.changed is short_points

    def flag(self, y: int) -> Flag:
        """How far the number of a year may be trusted."""
        flag: Flag = self.found.flag[(y, *self.place)]
        return flag

    def shown(self, y: int) -> bool:
        """Whether the number of a year may be drawn."""
        return is_shown(self.flag(y)) and not np.isnan(self.number(y)[0])

    def number(self, y: int) -> tuple[float, float, float]:
        """The number of a year and the limits of its interval."""
        found, at = self.found, (y, *self.place)
        return float(found.estimate[at]), float(found.low[at]), float(found.high[at])

    def reason(self, y: int) -> str:
        """Why the number of a year is not drawn, as the table remarks."""
        flag, at = self.flag(y), (y, *self.place)
        if flag is Flag.NOT_ASKED:
            return unasked(self.found, at, rows=not self.offered)
        return uncertain(self.base(y)) if flag is Flag.SMALL_BASE else REMARKS[flag]

    def base(self, y: int) -> float:
        """How many answers the number of a year rests on."""
        return float(self.found.base[(y, *self.place)])


@dataclass(frozen=True, kw_only=True)
class _Sketch:
    """How small lines are drawn: the years, their places, and the scale that all lines share."""

    years: tuple[Year, ...]
    places: tuple[float, ...]
    low: float
    high: float
    shades: tuple[str, ...] = field(default=())

    def height(self, value: float, middle: float) -> float:
        """Where a number stands in a row, in pixels from the top."""
        return middle + HALF - 2 * HALF * (value - self.low) / (self.high - self.low)


def trend_canvas(trends: Sequence[Trend], years: tuple[Year, ...], view: View) -> Canvas:
    """A row for each trend: label, small line, newest number, change since last, since first.

    All lines have one scale, with years at their true distances. Where a screen is too narrow,
    the change since the first year is left out before texts are squeezed.
    """
    letters = LETTERS if not view.narrow else LETTERS_PAIRED if view.paired else LETTERS_NARROW
    names = [wrapped(one.label, letters) for one in trends]
    left = round(max(width(line) for lines in names for line in lines) * LETTER + 12)
    since = [
        _commonest(one.changes.recent.since if one.changes.recent else max(one.links)[0]
                   for one in trends if one.changes.recent or one.links),
        _commonest(c.since for one in trends if (c := one.changes.longest)),
    ]  # fmt: skip
    if not any(change for one in trends for change in one.changes):
        since[0] = None  # where no change is followed, a column of dashes says nothing
    columns: tuple[float, ...]
    if since[1] is None or (view.narrow and not view.paired and left > SQUEEZED):
        since, end, columns = since[:1], 0.42, (0.62, 1.0)
    elif view.narrow:
        end, columns = 0.34, (0.5, 0.68, 1.0)
    else:
        end, columns = 0.36, (0.46, 0.78, 1.0)
    canvas = Canvas(0, 1, left=left, right=6, wide=view.wide)
    end = min(end, columns[0] - HEADS / canvas.room)
    sketch = _sketch(trends, years, view, end)
    _heading(canvas, sketch, columns, since, view.narrow)
    for one, lines, caption in zip(trends, names, _captions(trends, years), strict=True):
        canvas.caption(caption)
        canvas.row()
        tall = max(ROW, len(lines) * LINE + 7)
        top = canvas.down(tall)
        middle = top + tall / 2
        # Behind the small lines there is no rule, which low numbers would lie on.
        canvas.line([(end + CLEAR / canvas.room, top), (1, top)], "grid")
        canvas.text(0, middle, [line + SPACE * 2 for line in lines], align="right")
        _line(canvas, sketch, one, middle)
        _numbers(canvas, one, len(years) - 1, middle, columns, since, view.narrow)
    canvas.down(4)
    return canvas


def _commonest(years: Iterable[Year]) -> Year | None:
    """The year that most changes are told from; the earlier one of two."""
    found = Counter(years)
    return min(found, key=lambda year: (-found[year], year), default=None)


def _captions(trends: Sequence[Trend], years: Sequence[Year]) -> list[str]:
    """What stands above the first row of which the newest year has a range alone, if those end."""
    y = len(years) - 1
    flags = [Flag.OK if is_shown(one.flag(y)) else one.flag(y) for one in trends]
    return captions(flags, [one.base(y) for one in trends])


def _sketch(trends: Sequence[Trend], years: tuple[Year, ...], view: View, end: float) -> _Sketch:
    known = [
        value
        for one in trends
        for y in range(len(years))
        if one.shown(y)
        for value in one.number(y)
        if np.isfinite(value)
    ]
    low, high = min([0.0, *known]), max([0.0, *known])
    start = 0.02
    span = max(1, years[-1] - years[0])
    places = tuple(start + (end - start) * (year - years[0]) / span for year in years)
    shades = tuple(year_color(view, year) for year in years)
    high = high if high > low else low + 1
    return _Sketch(years=years, places=places, low=low, high=high, shades=shades)


def year_color(view: View, year: Year) -> str:
    """The color of a year, the same in every figure: the newest of the survey is the fullest."""
    known = sorted(view.codebook.years)
    place = known.index(year) / max(1, len(known) - 1) if len(known) > 1 else 1.0
    return f"year-{1 + rounded(place * (SHADES - 1))}"


def _heading(
    canvas: Canvas,
    sketch: _Sketch,
    ends: Sequence[float],
    since: Sequence[Year | None],
    narrow: bool,
) -> None:
    """The years at both ends of the lines, and what the numbers beside them are."""
    tall = 34 if narrow else 20
    bottom = canvas.down(tall) + tall - 10
    for y in (0, -1):
        x = sketch.places[y]
        canvas.text(x, bottom, str(sketch.years[y]), align="center", size=SMALL, color="quiet")
    heads = [[str(sketch.years[-1])]]
    heads += [["since", str(year)] if year else [] for year in since]
    for end, lines in zip(ends, heads, strict=True):
        said = lines if narrow else [" ".join(lines)]
        middle = bottom - (len(said) - 1) * 8
        if lines:
            canvas.text(end, middle, said, align="right", size=SMALL, color="quiet")


def _line(canvas: Canvas, sketch: _Sketch, one: Trend, middle: float) -> None:
    """A small line with its dots; cut where years cannot be compared, or one did not ask."""
    years = sketch.years
    if sketch.low < 0:
        nought = sketch.height(0, middle)
        canvas.line([(sketch.places[0], nought), (sketch.places[-1], nought)], "grid")
    shown = [y for y in range(len(years)) if one.shown(y)]
    heights = {y: sketch.height(one.number(y)[0], middle) for y in shown}
    for (first, second), link in one.links.items():
        a, b = years.index(first), years.index(second)
        if a not in shown or b not in shown:
            continue
        if not link.comparable:
            x = (sketch.places[a] + sketch.places[b]) / 2
            canvas.line([(x, middle - HALF), (x, middle + HALF)], "muted", 1, "dot")
        elif b == a + 1:
            dash = "dot" if link.verdict is Verdict.CHOICES_CHANGED else "solid"
            ends = [(sketch.places[a], heights[a]), (sketch.places[b], heights[b])]
            canvas.line(ends, "accent", 2, dash)
    for y in shown:
        newest = y == len(years) - 1
        _, low, high = one.number(y)
        if newest and np.isfinite(low) and np.isfinite(high):
            x = sketch.places[y]
            canvas.line(
                [(x, sketch.height(low, middle)), (x, sketch.height(high, middle))], "whisker"
            )
        hover = hover_of_row(one.label, str(years[y]), one.found, (y, *one.place), one.written)
        size, few = 7 if newest else 5, one.flag(y) is Flag.SMALL_BASE
        canvas.dot(sketch.places[y], heights[y], sketch.shades[y], hover, size=size, hollow=few)


def _numbers(
    canvas: Canvas,
    one: Trend,
    y: int,
    middle: float,
    ends: Sequence[float],
    since: Sequence[Year | None],
    narrow: bool,
) -> None:
    """The newest number and the changes behind it, or why there are none."""
    if not one.shown(y):
        # A range stands where the number would, a reason where it hides nothing.
        end = ends[0] if is_range(one.flag(y)) else ends[-1]
        canvas.text(end, middle, instead(one, y), align="right", size=SMALL, color="quiet")
        return
    value, low, high = one.number(y)
    canvas.text(ends[0], middle, one.written(value), align="right", strong=True)
    if not narrow and np.isfinite(low) and np.isfinite(high):
        limits = one.written(low).removesuffix("%") + DASH + one.written(high)
        canvas.text(ends[0], middle, SPACE * 2 + limits, size=SMALL, color="quiet")
    for end, change, usual in zip(ends[1:], one.changes, since, strict=False):
        text = _missing(one, y) if change is None and end == ends[1] else ""
        text = "" if text == DASH and usual is None else text
        if text == BREAK and narrow:
            text = DASH  # beside the number is no room for words, which the note has
        marked = False
        if change is not None:
            marked = change.marked
            other = f" ({change.since})" if change.since != usual else ""
            text = one.in_words(change) + other
        color = "text" if marked else "quiet"
        canvas.text(end, middle, text, align="right", size=SMALL, color=color, strong=marked)


def instead(one: Trend, y: int) -> str:
    """What stands for a newest number that is not shown."""
    flag = one.flag(y)
    if is_shown(flag):
        return f"{DASH} {one.written(float('nan'))}"
    if flag is Flag.WITHHELD:
        return f"{DASH} withheld"  # a row has no room for more words
    return in_its_place(one.found, (y, *one.place), one.written, rows=not one.offered)


def _missing(one: Trend, y: int) -> str:
    """Why there is no change since the last year: new, not comparable, or too few answers."""
    pair = max(one.links, default=None)
    if pair is None:
        return "new"
    return DASH if one.links[pair].comparable else BREAK
