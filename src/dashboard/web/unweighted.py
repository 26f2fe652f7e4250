"""Below a figure with survey weights: the same numbers without them, side by side."""

import streamlit as st

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import DASH
from dashboard.analysis.rows import Row, rows
from dashboard.analysis.unweighted_rows import beside, furthest, weights_in_words, without_weights
from dashboard.exports.markdown_text import verbatim
from dashboard.figures.score_words import written
from dashboard.stories.view import Desk

SHORT = 12
"""The most lines of a table that is open below its figure."""


def show_unweighted(desk: Desk, found: Result) -> None:
    """A table of weighted and unweighted numbers, and what the weights cost."""
    lines = side_by_side(desk, found)
    if not lines:
        return
    moved = furthest(lines)
    title = "Weighted vs. unweighted"
    if moved is not None:
        apart = abs((moved.share or 0.0) - (moved.unweighted or 0.0))
        title += f": up to {100 * apart:.1f} points apart"
    with st.expander(title, expanded=len(lines) <= SHORT):
        st.table([_cells(found, row) for row in lines], border="horizontal", hide_index=True)
        for words in weights_in_words(desk.codebook, found).values():
            st.caption(verbatim(words))


def side_by_side(desk: Desk, found: Result) -> list[Row]:
    """The lines of a weighted result that have an unweighted number beside them."""
    asked = without_weights(desk.codebook, found)
    if asked is None:
        return []
    question, query = asked
    plain = desk.results_with(query, [question], found.statistic)[question.id]
    lines = beside(rows(found), rows(plain))
    return [row for row in lines if row.unweighted is not None]


def _cells(found: Result, row: Row) -> dict[str, str]:
    """A line of the table: what it is about, and both numbers with their intervals."""
    items = {item.id: item.label for item in found.items if item is not None}
    about = {
        "Year": str(row.year) if len(found.years) > 1 else "",
        found.by.title if found.by is not None else "": (
            found.by.choice(row.segment).label if found.by is not None and row.segment else ""
        ),
        "Row": items.get(row.item, ""),
        "Answer": row.label if row.choice else "",
    }
    numbers = {
        "Weighted": _number(found, row.estimate, row.low, row.high),
        "Unweighted": _number(found, row.unweighted, row.unweighted_low, row.unweighted_high),
    }
    return {verbatim(k): verbatim(v) for k, v in about.items() if v} | numbers


def _number(found: Result, value: float | None, low: float | None, high: float | None) -> str:
    def text(number: float | None) -> str:
        if number is None:
            return DASH
        return written(found, number)

    return f"{text(value)} ({text(low)} to {text(high)})"
