"""A canvas in pixels from the top: figures place marks and texts on it, Plotly draws them.

The vertical axis counts pixels and the height is what was placed, so labels of one or three lines
never touch a bar and nothing is measured in the browser. Horizontally marks stand on the figure's
own scale, which is fixed, and so are the margins.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from dashboard.figures.words import on_lines, width, wrapped

Align = Literal["left", "center", "right"]
Hover = Sequence[str]
"""The lines of a hover text, as they are; the canvas escapes them."""
POSITION = {"left": "middle right", "center": "middle center", "right": "middle left"}
LETTER = 6.9
"""Pixels an average letter of a label takes, on the safe side."""
NARROW = 340
"""The narrowest plot, in pixels, on which texts must fit."""
PAIRED = 430
"""The narrowest plot of two beside each other."""
MIDDLING = 640
"""The plot for which texts are set that are not for phones."""
MOST_LINES = 4
"""Lines of a heading above a column."""
LINE = 17
LABEL = 13
SMALL = 12
SMALL_LETTER = 6.4
TIGHT = 5.8
"""Pixels of a letter where a word stands alone in its column, and may come close to the next."""
PALE = {"small-base": "accent"}
"""What is drawn around fills that are pale by themselves."""
EDGE = 0.003
"""The part of the width by which a drawing goes on behind outlined bars at its ends: a pixel."""
FIGURE = 8.2
"""Pixels of a digit, wider than most letters: values must not leave the drawing."""


class _Text(NamedTuple):
    x: float
    y: float
    text: str
    align: Align
    size: int
    color: str
    strong: bool


def fitting(names: Sequence[str], letters: int) -> bool:
    """Whether names fit above columns of so many letters: no word broken, at most four lines."""
    longest = max((width(word) for name in names for word in name.split()), default=0)
    most = max((len(wrapped(name, letters)) for name in names), default=0)
    return longest <= letters and most <= MOST_LINES


def outline_of(color: str) -> str:
    """The color around a fill too pale to stand out from the page; empty around others."""
    plain, _, opacity = color.partition("/")
    return PALE.get(plain, plain if opacity and int(opacity) < 100 else "")


@dataclass
class Canvas:
    """Marks and texts being placed; `figure_parts` gives them as Plotly's data and layout.

    `wide` is the narrowest plot, in pixels, on which its texts have to fit.
    """

    start: float
    end: float
    left: int = 0
    right: int = 16
    wide: int = MIDDLING
    height: float = 6.0
    _tracks: list[tuple[float, float, float, float]] = field(default_factory=list)
    _bars: list[tuple[float, float, float, float, str, str, str]] = field(default_factory=list)
    _ranges: list[tuple[float, float, float, float, str]] = field(default_factory=list)
    _texts: list[_Text] = field(default_factory=list)
    _lines: dict[tuple[str, float, str], list[tuple[float, float] | None]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _dots: list[tuple[float, float, str, str, int, str, str]] = field(default_factory=list)
    _grid: list[float] = field(default_factory=list)
    _rows: list[float] = field(default_factory=list)
    _captioned: bool = False

    def down(self, pixels: float) -> float:
        """Take so many pixels below what is there; gives where they begin."""
        top = self.height
        self.height += pixels
        return top

    def row(self) -> None:
        """A row begins here: a picture with too little room for all of them ends before one."""
        if not self._captioned:
            self._rows.append(self.height)
        self._captioned = False

    def reserve(self, x: float, pixels: float) -> None:
        """Widen the right margin so that a text from `x` fits on a narrow screen."""
        room = (self.end - x) / (self.end - self.start) * max(80, NARROW - self.left - self.right)
        self.right = max(self.right, round(pixels - room) + 8)

    @property
    def room(self) -> int:
        """Pixels between the margins of the narrowest plot on which texts must fit."""
        return self.wide - self.left - self.right

    def letters(self, columns: int = 1, letter: float = SMALL_LETTER) -> int:
        """How many letters fit on a line in one of so many columns of the plot."""
        return max(1, int(self.room / columns / letter))

    def headings(self, names: Sequence[str], letters: int) -> list[list[str]]:
        """The lines of names above columns in which so many letters fit on a line.

        Where they do not fit the key of the names is placed and letters stand for them.
        """
        if fitting(names, letters):
            return [wrapped(name, letters) for name in names]
        marks = [chr(ord("A") + n % 26) * (n // 26 + 1) for n in range(len(names))]
        for mark, name in zip(marks, names, strict=True):
            key = wrapped(f"{mark}: {name}", self.letters())
            top = self.down(len(key) * 16)
            self.text(0, top + len(key) * 8, key, size=SMALL, color="quiet")
        self.down(6)
        return [[mark] for mark in marks]

    def text(
        self,
        x: float,
        y: float,
        lines: str | Sequence[str],
        *,
        align: Align = "left",
        size: int = LABEL,
        color: str = "text",
        strong: bool = False,
    ) -> None:
        """A text with its vertical middle at `y`; `align` says which side of it is at `x`."""
        lines = [lines] if isinstance(lines, str) else lines
        one = _Text(float(x), float(y), on_lines(lines), align, size, color, strong)
        self._texts.append(one)

    def bar(
        self,
        x0: float,
        x1: float,
        y: float,
        thick: float,
        color: str,
        hover: Hover,
        *,
        outlined: bool = True,
    ) -> None:
        """A bar from `x0` to `x1` with its middle at `y`; pale ones have outlines to be seen by."""
        place = (float(x0), float(x1), float(y), float(thick))
        outline = outline_of(color) if outlined else ""
        self._bars.append((*place, color, outline, on_lines(hover)))

    def track(self, x0: float, x1: float, y: float, thick: float) -> None:
        """The whole, which is 100% wherever a bar has one, faint below the bar."""
        self._tracks.append((float(x0), float(x1), float(y), float(thick)))

    def range(self, low: float, high: float, y: float, thick: float, hover: Hover) -> None:
        """A range without a point: striped, so that nobody takes its end for a number."""
        place = (float(low), float(high), float(y), float(thick))
        self._ranges.append((*place, on_lines(hover)))

    def line(
        self,
        places: Sequence[tuple[float, float]],
        color: str,
        thick: float = 1,
        dash: str = "solid",
    ) -> None:
        """A line through places (x, y)."""
        self._lines[(color, thick, dash)] += [*((float(x), float(y)) for x, y in places), None]

    def caption(self, text: str) -> None:
        """What the rows below are, under a thin rule; the first of them begins with it.

        Nothing where there is no text.
        """
        if not text:
            return
        self.row()
        self._captioned = True
        middle = self.down(28) + 18
        self.line([(self.start, middle - 12), (self.end, middle - 12)], "grid")
        self.text(self.start, middle, text, size=SMALL, color="quiet")

    def whisker(
        self, low: float, high: float, y: float, *, bar: float | None = None, pale: bool = False
    ) -> None:
        """An interval, thin and grey; within a `bar`, which ends so, in a color seen on it."""
        inside = low if bar is None else min(max(bar, low), high)
        if inside > low:
            self.line([(low, y), (inside, y)], "text" if pale else "background", 1.5)
        if high > inside:
            self.line([(inside, y), (high, y)], "whisker", 1.5)

    def dot(
        self,
        x: float,
        y: float,
        color: str,
        hover: Hover,
        *,
        size: int = 10,
        hollow: bool = False,
        ringed: bool = False,
        symbol: str = "circle",
    ) -> None:
        """A dot, or another `symbol` of its size; hollow where few answers stand behind it.

        One that is `ringed` is set off from those it lies over.
        """
        fill = "background" if hollow else color
        ring = "background" if ringed and not hollow else color
        self._dots.append((float(x), float(y), fill, ring, size, symbol, on_lines(hover)))

    def grid(self, at: Sequence[float]) -> None:
        """Faint vertical lines."""
        self._grid = [float(x) for x in at]

    def figure_parts(self) -> tuple[list[dict[str, Any]], dict[str, Any], int]:
        """Plotly's traces and layout, and the height in pixels."""
        traces = [*self._track_traces(), *self._bar_traces(), *self._range_traces()]
        traces += [*self._line_traces(), *self._dot_traces(), *self._text_traces()]
        height = max(40, round(self.height))
        axis = {
            "fixedrange": True,
            "zeroline": False,
            "showticklabels": False,
            "title": {"text": ""},
        }
        layout = {
            "height": height,
            "margin": {"l": self.left, "r": self.right, "t": 0, "b": 0, "pad": 0},
            "showlegend": False,
            "barmode": "overlay",
            "bargap": 0,
            "hovermode": "closest",
            "xaxis": axis
            | {
                "range": self._range(),
                "showgrid": bool(self._grid),
                "gridcolor": "grid",
                "tickmode": "array",
                "tickvals": self._grid,
            },
            "yaxis": axis | {"range": [height, 0], "showgrid": False},
        }
        if self._rows:
            # Where each row ends, in pixels from the top.
            layout["meta"] = {"rows": [*self._rows[1:], height]}
        return traces, layout, height

    def _range(self) -> list[float]:
        """The ends of the scale; Plotly cuts off half an outline that stands on one of them."""
        outlined = [bar[:2] for bar in self._bars if bar[5]] + [one[:2] for one in self._ranges]
        edge = EDGE * (self.end - self.start)
        low = edge if any(x0 <= self.start for x0, _ in outlined) else 0.0
        high = edge if any(x1 >= self.end for _, x1 in outlined) else 0.0
        return [float(self.start - low), float(self.end + high)]

    def _track_traces(self) -> list[dict[str, Any]]:
        if not self._tracks:
            return []
        x0, x1, y, thick = zip(*self._tracks, strict=True)
        return [
            {
                **_lying(x0, x1, y, thick),
                "marker": {"color": "track", "line": {"width": 0}},
                "hoverinfo": "skip",
            }
        ]

    def _bar_traces(self) -> list[dict[str, Any]]:
        if not self._bars:
            return []
        x0, x1, y, thick, color, outline, hover = zip(*self._bars, strict=True)
        return [
            {
                **_lying(x0, x1, y, thick),
                "marker": {
                    "color": list(color),
                    "line": {
                        "color": [line or fill for line, fill in zip(outline, color, strict=True)],
                        "width": [1 if line else 0 for line in outline],
                    },
                },
                "hovertext": list(hover),
                "hoverinfo": "text",
            }
        ]

    def _range_traces(self) -> list[dict[str, Any]]:
        if not self._ranges:
            return []
        low, high, y, thick, hover = zip(*self._ranges, strict=True)
        return [
            {
                **_lying(low, high, y, thick),
                "marker": {
                    "color": "accent/12",
                    "line": {"width": 1, "color": "accent"},
                    "pattern": {
                        "shape": "/",
                        "fillmode": "overlay",
                        "fgcolor": "accent",
                        "size": 6,
                        "solidity": 0.25,
                    },
                },
                "hovertext": list(hover),
                "hoverinfo": "text",
            }
        ]

    def _line_traces(self) -> list[dict[str, Any]]:
        return [
            {
                "type": "scatter",
                "mode": "lines",
                "x": [place[0] if place else None for place in places[:-1]],
                "y": [place[1] if place else None for place in places[:-1]],
                "line": {"color": color, "width": thick, "dash": dash},
                "connectgaps": False,
                "hoverinfo": "skip",
                "cliponaxis": False,
            }
            for (color, thick, dash), places in self._lines.items()
        ]

    def _dot_traces(self) -> list[dict[str, Any]]:
        if not self._dots:
            return []
        x, y, fill, ring, size, symbol, hover = zip(*self._dots, strict=True)
        return [
            {
                "type": "scatter",
                "mode": "markers",
                "x": list(x),
                "y": list(y),
                "marker": {
                    "color": list(fill),
                    "size": list(size),
                    "opacity": 1,
                    "line": {"color": list(ring), "width": 2},
                    **({"symbol": list(symbol)} if set(symbol) != {"circle"} else {}),
                },
                "hovertext": list(hover),
                "hoverinfo": "text",
                "cliponaxis": False,
            }
        ]

    def _text_traces(self) -> list[dict[str, Any]]:
        if not self._texts:
            return []
        # Of one trace, whatever they look like: each costs Plotly more than its texts do.
        x, y, text, align, size, color, strong = zip(*self._texts, strict=True)
        return [
            {
                "type": "scatter",
                "mode": "text",
                "x": list(x),
                "y": list(y),
                "text": list(text),
                "textposition": [POSITION[each] for each in align],
                "textfont": {
                    "size": list(size),
                    "color": list(color),
                    "weight": [600 if each else 400 for each in strong],
                },
                "hoverinfo": "skip",
                "cliponaxis": False,
            }
        ]


def _lying(
    starts: Sequence[float], ends: Sequence[float], y: Sequence[float], thick: Sequence[float]
) -> dict[str, Any]:
    """Bars that lie, each from a start to an end."""
    return {
        "type": "bar",
        "orientation": "h",
        "base": list(starts),
        "x": [end - start for start, end in zip(starts, ends, strict=True)],
        "y": list(y),
        "width": list(thick),
    }
