"""Figures of made-up numbers, as plain as those of the dashboard: bars, whiskers, values."""

import math
import random
from typing import Any

from dashboard.figures.figure import Column, Figure, Table

GROUPS = [f"Group {letter}" for letter in "ABCDEFGHIJ"]
LABELS = [
    "Scheduled batch jobs", "Feature store", "Model registry", "Experiment tracking",
    "Continuous training", "Shadow deployment", "Drift alerts", "Data contracts",
    "Vector search", "Something else",
]  # fmt: skip


ODD_LABELS = ["</script><b>bold</b>", "a & b", "=1+1", "Ünïcödé 日本語 العربية"]


def bars(
    number: int, group: str, *, rows: int = 10, broken: bool = False, odd: bool = False
) -> Figure:
    """One figure; the same number and group always give the same one."""
    dice = random.Random(f"{number} {group}")
    base = dice.randint(120, 900)
    shares = sorted((dice.uniform(0.02, 0.8) for _ in range(rows)), reverse=True)
    labels = [LABELS[at] if at < len(LABELS) else f"Answer {at + 1}" for at in range(rows)]
    if odd:
        labels[: len(ODD_LABELS)] = ODD_LABELS
    halves = [1.96 * math.sqrt(share * (1 - share) / base) for share in shares]
    if broken:
        shares[3] = math.nan
    ends = [44 * (at + 1) for at in range(rows)]
    return Figure(
        id=f"made-up-{number}",
        title=f"What {group} uses, part {number + 1}",
        subtitle="Share of those asked, 2025",
        data=[
            {
                "type": "bar", "orientation": "h", "x": shares, "y": [end - 14 for end in ends],
                "width": [18] * rows, "marker": {"color": "accent"},
                "hovertext": labels, "hoverinfo": "text",
            },
            {
                "type": "scatter", "mode": "lines", "hoverinfo": "skip",
                "line": {"color": "whisker", "width": 1},
                "x": [x for share, half in zip(shares, halves, strict=True)
                      for x in (share - half, share + half, None)],
                "y": [y for end in ends for y in (end - 14, end - 14, None)],
            },
            _texts([0.0] * rows, [end - 34 for end in ends], labels, "text"),
            _texts(
                [share + half + 0.01 for share, half in zip(shares, halves, strict=True)],
                [end - 14 for end in ends], [f"{share:.0%}" for share in shares], "text",
            ),
        ],
        layout={
            "xaxis": {"range": [0, 1], "visible": False},
            "yaxis": {"range": [ends[-1], 0], "visible": False},
            "margin": {"l": 0, "r": 16, "t": 0, "b": 0},
            "meta": {"rows": ends},
        },
        height=ends[-1],
        base=f"{base} asked, {base - 9} answered",
        note="Respondents could tick several answers, so shares may add to more than 100%.",
        source="A made-up survey, 2025",
        alt=f"Bars of {rows} answers, from {labels[0]}, {shares[0]:.0%}, down.",
        table=Table(
            columns=(
                Column(heading="Answer"), Column(heading="Share", unit="percent"),
                Column(heading="Low", unit="percent"), Column(heading="High", unit="percent"),
                Column(heading="Asked", unit="count"),
            ),
            rows=tuple(
                (label, share, share - half, share + half, base)
                for label, share, half in zip(labels, shares, halves, strict=True)
            ),
        ),
        synthetic=True,
    )  # fmt: skip


def _texts(x: list[float], y: list[int], text: list[str], color: str) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "text", "x": x, "y": y, "text": text, "cliponaxis": False,
        "textposition": "middle right", "textfont": {"color": color}, "hoverinfo": "skip",
    }  # fmt: skip
