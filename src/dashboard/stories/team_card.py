"""A card for whoever compared a team: what respondents say most, the same card for every reader.

It is made without any reader's answers, so that it cannot give them away.
"""

from collections.abc import Sequence

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import count_range, percent
from dashboard.analysis.sentences import clearly_ahead, two_highest
from dashboard.analysis.statistics import has_shares
from dashboard.figures.canvas import LINE, Canvas
from dashboard.figures.composite.telling import figure_of
from dashboard.figures.context import View, label_in
from dashboard.figures.figure import Column, Figure, Table
from dashboard.figures.kinds.bars import (
    GAP,
    LETTERS,
    WHOLE,
    hover_lines,
    share_canvas,
    value_text,
)
from dashboard.figures.words import wrapped
from dashboard.stories.compare_me import asked_of_readers
from dashboard.stories.view import Desk

ID, TITLE = "team_card", "Where does your team stand?"
MOST = 5
"""Questions on the card: as many as fit it without being left out."""
WIDE = 90
"""Letters on a line of a label above its bar where the window is wide."""
Row = tuple[Result, int, int | None]
"""A question's result, and the places of its one or two most common answers."""


def team_card(desk: Desk, address: str) -> Figure | None:
    """The most common answer to each question that readers are asked; None where none leads.

    `desk` is of all respondents in one year. `address` is where readers compare themselves.
    """
    codebook, year = desk.codebook, desk.year
    asked = [q for q in asked_of_readers(codebook, year) if q.benchmark and has_shares(q)]
    found = desk.results([q.id for q in asked if not q.items])
    leading = [(result, two_highest(result, 0)) for result in found.values() if not result.gaps]
    rows = [(r, first, second) for r, (first, second) in leading if first is not None][:MOST]
    if not rows:
        return None
    labels = [_label(result, v, second, year) for result, v, second in rows]
    results = [result for result, _, _ in rows]
    bases = [float(result.shares.base[0, 0, 0, v]) for result, v, _ in rows]
    shares = [percent(float(result.shares.share[0, 0, 0, v])) for result, v, _ in rows]
    return figure_of(
        _canvas(labels, rows, desk.view(desk.plain)),
        _table(labels, rows),
        desk.view(desk.plain),
        results[0],
        id=ID,
        title=TITLE,
        kind="Bar chart",
        measure="Most common answers",
        base=f"n = {count_range(min(bases), max(bases))}",
        facts=[f"{label}, {share}" for label, share in zip(labels, shares, strict=True)],
        notes=[f"Compare your team: {address}"],
        found=results,
    )


def _label(result: Result, first: int, second: int | None, year: int) -> str:
    """A question and what is answered most, or which two answers may be tied."""
    choices = result.question.choices
    answer = label_in(choices[first], year)
    if second is not None and not clearly_ahead(result, 0, first, second):
        answer = f"{answer}, may be tied with {label_in(choices[second], year)}"
    return f"{result.question.title}: {answer}"


def _canvas(labels: Sequence[str], rows: Sequence[Row], view: View) -> Canvas:
    """A bar for each row over the whole width, its label above it."""
    found = [(result.shares, (0, 0, 0, v)) for result, v, _ in rows]
    canvas = share_canvas([], view)
    for label, (result, _, _), (shares, at) in zip(labels, rows, found, strict=True):
        share, low, high = (float(part[at]) for part in (shares.share, shares.low, shares.high))
        canvas.row()
        lines = wrapped(label, LETTERS if view.narrow else WIDE)
        canvas.text(0, canvas.down(len(lines) * LINE + 3) + len(lines) * LINE / 2, lines)
        middle = canvas.down(20) + 10
        canvas.track(0, WHOLE, middle, 16)
        canvas.bar(0, share, middle, 16, "accent", hover_lines(result, at, label))
        canvas.whisker(low, high, middle, bar=share)
        value_text(canvas, high, middle, GAP + percent(share))
        canvas.down(10)
    return canvas


def _table(labels: Sequence[str], rows: Sequence[Row]) -> Table:
    percents = (Column(heading=heading, unit="percent") for heading in ("Number", "Low", "High"))
    columns = (Column(heading="Answer"), *percents, Column(heading="Base", unit="count"))
    lines: list[tuple[str | float, ...]] = []
    for label, (result, v, _) in zip(labels, rows, strict=True):
        shares, at = result.shares, (0, 0, 0, v)
        parts = (shares.share, shares.low, shares.high, shares.base)
        lines.append((label, *(float(part[at]) for part in parts)))
    return Table(columns=columns, rows=tuple(lines))
