"""What every figure's plot has in common, under whatever the figure itself says."""

from typing import Any

TEMPLATE: dict[str, Any] = {
    "paper_bgcolor": "rgba(0, 0, 0, 0)",
    "plot_bgcolor": "rgba(0, 0, 0, 0)",
    "font": {"size": 13, "color": "text"},
    "colorway": [f"series-{number}" for number in range(1, 11)],
    # A finger that meets a figure scrolls the page: nothing is dragged or zoomed.
    "dragmode": False,
    "hovermode": "closest",
    "hoverlabel": {
        "bgcolor": "background",
        "bordercolor": "grid",
        "font": {"color": "text"},
        "align": "left",
    },
    "showlegend": False,
    "bargap": 0.4,
    # Fixed, as automatic margins draw every figure twice.
    "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
    "xaxis": {
        "fixedrange": True,
        "zeroline": False,
        "gridcolor": "grid",
        "linecolor": "grid",
        "tickfont": {"color": "quiet"},
    },
    "yaxis": {
        "fixedrange": True,
        "zeroline": False,
        "showgrid": False,
        "gridcolor": "grid",
        "linecolor": "grid",
    },
}
"""A Plotly layout with the palette's color names; figures' own layouts win over it."""
