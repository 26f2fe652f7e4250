"""The dashboard's colors by name, each for a light and a dark page.

Figures say what a mark means ("accent", "series-3", "whisker"), never how it looks, so one figure
serves both pages and the exported pictures. A name may carry an opacity: "series-3/20" is 20%.

The ten series colors were searched for rather than picked: the smallest distance between any two
of them (in Oklab, under normal sight and simulated protanopia, deuteranopia and tritanopia) is as
large as it gets while each stands out 3:1 from both pages.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal

from dashboard.errors import DashboardError, unknown
from dashboard.figures.figure import Figure

Mode = Literal["light", "dark"]

SERIES = (
    ("#4166b0", "#1a68d1"),
    ("#bb410a", "#bb3019"),
    ("#549ca4", "#97eeea"),
    ("#ae71fb", "#725b88"),
    ("#c48201", "#fbd894"),
    ("#001f7f", "#92b0fc"),
    ("#872241", "#b2757e"),
    ("#501b02", "#fe8c1d"),
    ("#86676b", "#c9adab"),
    ("#3832b7", "#907efb"),
)
"""For answers, personas, sizes, tools: a fixed color each, on every page."""

YEARS = (
    ("#6f96bf", "#3f6789"),
    ("#5284b7", "#4b7ea8"),
    ("#3372af", "#5795c8"),
    ("#095ea2", "#6bade4"),
    ("#004b8d", "#89c5f7"),
    ("#003870", "#b0dcff"),
)
"""One hue from pale (oldest) to full (newest); the palest still stands out 3:1."""

DIVERGING = (
    ("#00437f", "#9fd1fc"),
    ("#1d66a7", "#5fa5de"),
    ("#558ac0", "#337ab0"),
    ("#8f9297", "#616368"),
    ("#c77434", "#a56729"),
    ("#a1540f", "#db8d42"),
    ("#753b07", "#fdbf89"),
)
"""Blue to orange around a neutral grey; orange and blue keep apart in every kind of sight."""


def _numbered(name: str, colors: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, str]]:
    return {f"{name}-{number}": pair for number, pair in enumerate(colors, start=1)}


COLORS: dict[str, tuple[str, str]] = {
    "accent": ("#1f5fa8", "#7db3ec"),
    "muted": ("#8f9297", "#6c6f73"),
    "small-base": ("#97b4d7", "#375572"),
    "whisker": ("#6b6e73", "#b4b7bc"),
    "text": ("#1c2733", "#e6eaf0"),
    "quiet": ("#5c6066", "#a9adb3"),
    "grid": ("#e3e6ea", "#2c3541"),
    "track": ("#f0f2f5", "#1c232d"),
    "background": ("#ffffff", "#11161d"),
    **_numbered("series", SERIES),
    **_numbered("year", YEARS),
    **_numbered("diverging", DIVERGING),
}

_CONTAINERS = frozenset((dict, list, tuple))
_SCALARS = frozenset((float, int, bool, type(None)))
LITERAL = re.compile(r"#[0-9a-fA-F]{3,8}|rgba?\([\d., ]+\)")


def colors(mode: Mode) -> dict[str, str]:
    """Every name with its color on a light or a dark page."""
    return {name: pair[mode == "dark"] for name, pair in COLORS.items()}


@lru_cache(maxsize=1024)
def color(name: str, mode: Mode) -> str:
    """One named color, with its opacity if the name carries one.

    Colors written out (`#1864b0`, `rgba(...)`) pass as they are. Raises DashboardError for any
    other name.
    """
    plain, _, percent = name.partition("/")
    if plain not in COLORS:
        if LITERAL.fullmatch(name):
            return name
        raise DashboardError(unknown("color", name, COLORS))
    found = COLORS[plain][mode == "dark"]
    if not percent:
        return found
    if not percent.isdecimal() or int(percent) > 100:
        raise DashboardError(
            f"The opacity of color {name!r} is not a whole number up to 100, as in 'accent/20'."
        )
    red, green, blue = (int(found[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {int(percent) / 100:g})"


def holds_colors(key: str) -> bool:
    """Whether Plotly expects colors under a key: `color`, `gridcolor`, `colorscale`..."""
    return key.endswith(("color", "colors", "colorscale", "colorway"))


def resolve(figure_or_spec: Figure | Mapping[str, Any], mode: Mode) -> dict[str, Any]:
    """Data and layout of a figure with every named color replaced; the figure is not changed.

    Raises DashboardError naming a color that does not exist.
    """
    if isinstance(figure_or_spec, Figure):
        figure_or_spec = {"data": figure_or_spec.data, "layout": figure_or_spec.layout}
    return {key: _resolved(value, mode, False) for key, value in figure_or_spec.items()}


def _resolved(value: Any, mode: Mode, is_color: bool) -> Any:
    if type(value) in _SCALARS:
        return value
    if isinstance(value, str):
        return color(value, mode) if is_color else value
    if isinstance(value, Mapping):
        return {key: _resolved(item, mode, holds_colors(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        # Most lists are numbers and texts: no look is taken at each.
        nested = is_color or any(map(_CONTAINERS.__contains__, map(type, value)))
        return [_resolved(item, mode, is_color) for item in value] if nested else list(value)
    return value
