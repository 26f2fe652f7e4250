"""Streamlit, with each figure of the dashboard left as the words that describe it.

`python -m words_only run app.py`: what a click costs before anything is drawn.
"""

from typing import Any

import streamlit as st
from streamlit.web.cli import main

from dashboard.figures.figure import Figure
from dashboard.web import figure_view as showing


def draw(figure: Figure, *, key: str, **others: Any) -> None:
    """Stands in for the charts component; the classes are what the benchmark waits for."""
    height = f"height: {figure.height}px"
    st.html(f'<div><p class="js-plotly-plot" style="{height}">{figure.alt}</p></div>')


showing.draw_chart = draw  # type: ignore[assignment]

if __name__ == "__main__":
    main()
