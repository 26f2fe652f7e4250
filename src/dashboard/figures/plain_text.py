"""Figures made safe to send: nothing that JSON cannot hold, no text that Plotly would interpret."""

import math
import re
from collections.abc import Callable
from typing import Any

from dashboard.errors import DashboardError, unknown
from dashboard.figures.figure import Figure
from dashboard.figures.palette import resolve
from dashboard.figures.plotly_parts import TRACES

FIGURES = 6
DECIMALS = 5
_AS_THEY_ARE = {int, bool, type(None)}


def plain(figure: Figure) -> dict[str, Any]:
    """A figure's data, layout and table, checked, with the texts drawn made safe to draw.

    Numbers keep six figures, below one five decimals: more than any screen shows, and a site that
    holds thousands of figures is the smaller. Plotly's markup has no effect in texts, other than
    line breaks. Templates (`hovertemplate`...) keep their markup; what is filled into them has
    none. Raises DashboardError naming the figure and the place of a value that is no plain list,
    dict, text, finite number, bool or None, or a color that does not exist.
    """
    spec = {"data": figure.data, "layout": figure.layout}
    try:
        for trace in figure.data:
            if (kind := trace.get("type", "scatter")) not in TRACES:
                raise DashboardError(unknown("trace", kind, TRACES))
        resolve(spec, "light")
        return {
            **_plain(spec, (), literal),
            "table": {
                "columns": [[column.heading, column.unit] for column in figure.table.columns],
                "rows": _plain(figure.table.rows, ("table",), str),
            },
        }
    except DashboardError as error:
        raise DashboardError(f"Figure {figure.id!r} cannot be drawn. {error}") from error


def _plain(value: Any, path: tuple[str | int, ...], write: Callable[[str], str]) -> Any:
    """A list, tuple or dict with everything in it plain; texts as `write` has them."""
    if type(value) is not dict:
        # Most lists are of one kind, and no look is taken at each.
        kinds = set(map(type, value))
        if kinds == {str}:
            return list(map(write, value))
        if kinds <= _AS_THEY_ARE:
            return list(value)
    keys = list(value) if type(value) is dict else range(len(value))
    items = []
    for key, item in zip(keys, value.values() if type(value) is dict else value, strict=True):
        kind = type(item)
        if kind is str:
            items.append(item if type(key) is str and key.endswith("template") else write(item))
        elif kind is int or kind is bool or item is None:
            items.append(item)
        elif kind is float and math.isfinite(item):
            small = round(item, DECIMALS) if -1 < item < 1 else 0  # of less than that, the figures
            items.append(small or float(f"{item:.{FIGURES}g}"))
        elif kind is list or kind is tuple or kind is dict:
            items.append(_plain(item, (*path, key), write))
        else:
            steps = (f"[{at}]" if isinstance(at, int) else f".{at}" for at in (*path, key))
            what = str(item) if kind is float else f"a {kind.__module__}.{kind.__qualname__}"
            raise DashboardError(
                f"{''.join(steps).removeprefix('.')} is {what}; only plain lists, dicts, texts, "
                "finite numbers and None can be drawn."
            )
    return dict(zip(keys, items, strict=True)) if type(value) is dict else items


# Markup other than a line break, and an ampersand that begins no escape.
_MARKUP = re.compile(r"<(?!br>)|&(?!(?:amp|lt|gt|quot|#\d+);)")


def literal(text: str) -> str:
    """A text such that Plotly shows it letter by letter, with its line breaks.

    What is already escaped stays as it is.
    """
    if "<" in text or "&" in text:
        text = _MARKUP.sub(lambda found: "&lt;" if found[0] == "<" else "&amp;", text)
    return text.replace("\n", "<br>") if "\n" in text else text
