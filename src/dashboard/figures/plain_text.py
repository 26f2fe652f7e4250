"""Figures made safe to send: nothing that JSON cannot hold, no text that Plotly would interpret."""

import math
import re
from collections.abc import Callable
from typing import Any

from dashboard.errors import DashboardError
from dashboard.figures.figure import Figure
from dashboard.figures.palette import resolve


def plain(figure: Figure) -> dict[str, Any]:
    """A figure's data, layout and table, checked, with the texts drawn made safe to draw.

    Numbers keep six figures, more than any screen shows. Plotly's markup has no effect in texts,
    other than line breaks. Templates (`hovertemplate`...) keep their markup; what is filled into
    them has none. Raises DashboardError naming the figure and the place of a value that is no
    plain list, dict, text, finite number, bool or None, or a colour that does not exist.
    """
    spec = {"data": figure.data, "layout": figure.layout}
    try:
        resolve(spec, "light")
        return {
            **{key: _plain(value, (key,), literal) for key, value in spec.items()},
            "table": {
                "columns": [[column.heading, column.unit] for column in figure.table.columns],
                "rows": _plain(figure.table.rows, ("table",), str),
            },
        }
    except DashboardError as error:
        raise DashboardError(f"Figure {figure.id!r} cannot be drawn. {error}") from error


def _plain(value: Any, path: tuple[str | int, ...], write: Callable[[str], str]) -> Any:
    kind = type(value)
    if kind is str:
        return value if str(path[-1]).endswith("template") else write(value)
    if kind is int or kind is bool or value is None:
        return value
    if kind is float and math.isfinite(value):
        return float(f"{value:.6g}")
    if kind is list or kind is tuple:
        return [_plain(item, (*path, at), write) for at, item in enumerate(value)]
    if kind is dict:
        return {key: _plain(item, (*path, key), write) for key, item in value.items()}
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    what = str(value) if kind is float else f"a {kind.__module__}.{kind.__qualname__}"
    raise DashboardError(
        f"{place.removeprefix('.')} is {what}; only plain lists, dicts, texts, finite numbers and "
        "None can be drawn."
    )


# Markup other than a line break, and an ampersand that begins no escape.
_MARKUP = re.compile(r"<(?!br>)|&(?!(?:amp|lt|gt|quot|#\d+);)")


def literal(text: str) -> str:
    """A text such that Plotly shows it letter by letter, with its line breaks.

    What is already escaped stays as it is.
    """
    if "<" in text or "&" in text:
        text = _MARKUP.sub(lambda found: "&lt;" if found[0] == "<" else "&amp;", text)
    return text.replace("\n", "<br>") if "\n" in text else text
