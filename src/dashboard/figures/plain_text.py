"""Figures made safe to send: nothing that JSON cannot hold, no text that Plotly would interpret."""

import math
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from dashboard.errors import DashboardError, unknown
from dashboard.figures.figure import Figure
from dashboard.figures.palette import resolve
from dashboard.figures.plotly_parts import TRACES

FIGURES = 6
DECIMALS = 5


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
            **_plain_dict(spec, literal),
            "table": {
                "columns": [[column.heading, column.unit] for column in figure.table.columns],
                "rows": _plain_rows(figure.table.rows),
            },
        }
    except _NotPlain as error:
        raise DashboardError(f"Figure {figure.id!r} cannot be drawn. {error.sentence}") from error
    except DashboardError as error:
        raise DashboardError(f"Figure {figure.id!r} cannot be drawn. {error}") from error


class _NotPlain(Exception):
    """A value that cannot be drawn; `path` leads to it, from the inside out."""

    def __init__(self, value: object) -> None:
        super().__init__()
        kind = type(value)
        is_number = kind is float
        self.what = str(value) if is_number else f"a {kind.__module__}.{kind.__qualname__}"
        self.path: list[str | int] = []

    @property
    def sentence(self) -> str:
        """Where it is, what it is, and what could be drawn."""
        steps = [f"[{at}]" if isinstance(at, int) else f".{at}" for at in reversed(self.path)]
        return (
            f"{''.join(steps).removeprefix('.')} is {self.what}; only plain lists, dicts, texts, "
            "finite numbers and None can be drawn."
        )


def _plain_rows(rows: Sequence[Any]) -> list[Any]:
    """The rows of a table; nothing interprets their texts."""
    try:
        return _plain_list(rows, str)
    except _NotPlain as error:
        error.path.append("table")
        raise


def _plain_dict(value: dict[Any, Any], write: Callable[[str], str]) -> dict[Any, Any]:
    """A dict with everything in it plain; texts as `write` has them, templates as they are."""
    found = {}
    for key, item in value.items():
        if type(item) is str:
            keeps_markup = type(key) is str and key.endswith("template")
            found[key] = item if keeps_markup else write(item)
        else:
            try:
                found[key] = _plain_item(item, write)
            except _NotPlain as error:
                error.path.append(key)
                raise
    return found


def _plain_list(value: Sequence[Any], write: Callable[[str], str]) -> list[Any]:
    """A list or tuple with everything in it plain."""
    found = []
    at = 0
    try:
        for at, item in enumerate(value):  # noqa: B007 - where it was, if it is not plain
            kind = type(item)
            if kind is str:
                found.append(write(item))
            elif item is None or kind is int:
                found.append(item)
            else:
                found.append(_plain_item(item, write))
    except _NotPlain as error:
        error.path.append(at)
        raise
    return found


def _plain_item(item: Any, write: Callable[[str], str]) -> Any:
    """Whatever is no text."""
    kind = type(item)
    if kind is float and math.isfinite(item):
        return _short(item) if item else item  # of zeros, one is negative
    if kind is int or kind is bool or item is None:
        return item
    if kind is list or kind is tuple:
        return _plain_list(item, write)
    if kind is dict:
        return _plain_dict(item, write)
    raise _NotPlain(item)


@lru_cache(maxsize=1 << 16)
def _short(number: float) -> float:
    """A number with as many figures, or decimals where it is below one, as are sent."""
    small = round(number, DECIMALS) if -1 < number < 1 else 0  # of less than that, the figures
    return small or float(f"{number:.{FIGURES}g}")


# Markup other than a line break, and an ampersand that begins no escape.
_MARKUP = re.compile(r"<(?!br>)|&(?!(?:amp|lt|gt|quot|#\d+);)")


def literal(text: str) -> str:
    """A text such that Plotly shows it letter by letter, with its line breaks.

    What is already escaped stays as it is.
    """
    if "<" in text or "&" in text:
        text = _MARKUP.sub(lambda found: "&lt;" if found[0] == "<" else "&amp;", text)
    return text.replace("\n", "<br>") if "\n" in text else text
