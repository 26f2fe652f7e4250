"""Figures as Streamlit draws them itself: what is left where our own component cannot work."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.analysis.tables import SOURCE
from dashboard.exports.dataset.flat_csv import written
from dashboard.exports.markdown_text import verbatim
from dashboard.figures.figure import Figure, Table
from dashboard.figures.palette import Mode, holds_colors, resolve
from dashboard.figures.template import TEMPLATE

CSV, HOW = "CSV", "Methodology"

# Streamlit's own theme follows the reader's choice of light or dark; what is written here does not.
_LEFT_TO_THEME = ("text", "quiet", "grid")


@dataclass(frozen=True, kw_only=True)
class Words:
    """What stands with a figure besides what is its own.

    `method` is the address that explains the numbers, `asked` how it was asked, in lines.
    """

    method: str
    asked: str = ""


def draw_with_streamlit(
    figure: Figure,
    spec: Mapping[str, Any],
    key: str,
    csv: Callable[[], str],
    words: Words | None,
    actions: Sequence[str],
) -> str | None:
    """Draw a checked figure and what can be done with it; gives the action that was pressed."""
    if words is not None:
        asked = "\n\n".join(verbatim(line) for line in words.asked.split("\n"))
        st.subheader(verbatim(figure.title), anchor=False, help=asked or None)
        st.caption(verbatim(figure.subtitle))
    mode: Mode = "dark" if st.context.theme.type == "dark" else "light"
    layout = _merged(TEMPLATE, {"height": figure.height, **spec["layout"]})
    drawn = resolve(_left_to_theme({"data": spec["data"], "layout": layout}), mode)
    st.plotly_chart(drawn, key=key, alt=figure.alt or None, config={"displayModeBar": False})
    if words is not None:
        st.caption(f"{verbatim(figure.base)} · [{HOW}]({words.method})")
        if figure.note:
            st.caption(verbatim(figure.note))
    return _offer(figure, key, csv, actions)


def _offer(figure: Figure, key: str, csv: Callable[[], str], actions: Sequence[str]) -> str | None:
    pressed = None
    table = st.expander("Table", key=f"{key}-table", on_change="rerun")
    if table.open:
        headings = [column.heading for column in figure.table.columns]
        rows = [dict(zip(headings, row, strict=True)) for row in figure.table.rows]
        table.dataframe(rows, hide_index=True)
        name = f"{figure.id}.csv"
        table.download_button(CSV, csv, name, "text/csv", key=f"{key}-csv", on_click="ignore")
    for label in actions:
        if st.button(label, key=f"{key}-{label}", type="tertiary"):
            pressed = label
    return pressed


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**under, **over}
    for key in under.keys() & over.keys():
        if isinstance(under[key], dict) and isinstance(over[key], dict):
            merged[key] = _merged(under[key], over[key])
    return merged


def _left_to_theme(value: Any) -> Any:
    if isinstance(value, list):
        return [_left_to_theme(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _left_to_theme(item)
        for key, item in value.items()
        if not (holds_colors(key) and item in _LEFT_TO_THEME)
    }


def table_csv(table: Table, source: str) -> str:
    """A figure's table as CSV, numbers in full precision, every text safe for a spreadsheet."""
    heads = [column.heading for column in table.columns]
    source = source.removeprefix("Source: ")
    return written([[*heads, SOURCE], *([*row, source] for row in table.rows)])
