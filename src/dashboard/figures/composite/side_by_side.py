"""Several questions about the same things, side by side: a row for each thing."""

from collections.abc import Sequence

import numpy as np

from dashboard.analysis.rounding import count
from dashboard.estimates.reliability import Flag
from dashboard.figures.canvas import LINE, Canvas
from dashboard.figures.composite.panel import Cell, PanelColumn, panel
from dashboard.figures.composite.telling import (
    FAINT,
    One,
    Part,
    base_words,
    figure_of,
    highlight_of_one,
    hover_of,
    table_of,
)
from dashboard.figures.context import View, superlative
from dashboard.figures.figure import Figure, Highlight
from dashboard.figures.kinds.bars import WHOLE, is_ordered, last
from dashboard.figures.layout import NOTHING
from dashboard.figures.table import paler
from dashboard.figures.words import lowered, wrapped

MOST = 20
"""Rows drawn; the table holds the rest."""
TOO_LITTLE = "Not enough data. Remove a filter to see results."


def side_by_side(
    parts: Sequence[Part],
    view: View,
    *,
    id: str,
    title: str,
    measure: str,
    what: str,
    keep_order: bool = False,
    numbered: bool = False,
    only: Sequence[str] | None = None,
    most: int = MOST,
    notes: Sequence[str] = (),
) -> Figure:
    """A row for each choice or item of the first part, a column for each part.

    Rows are sorted by the first part, sufficient bases before small ones, unless `keep_order`.
    `what` names the rows in the table; `only` limits them; `numbered` counts them.
    """
    rows = _rows(parts, keep_order, only)
    rest = {entry.id for entry in parts[0].entries if entry.exclusive or entry.outside}
    labels = {
        code: f"{n}. {label}" if numbered and code not in rest else label
        for n, (code, label) in enumerate(rows, 1)
    }
    table = table_of(what, parts, [(code, label) for code, label in rows])
    drawn = rows[:most] if len(rows) > most + 1 else rows
    codes = [code for code, _ in drawn]
    results = tuple(part.found for part in parts)
    if not any(one.shown or one.ranged for p in parts for one in map(p.at, codes)):
        return figure_of(
            _nothing(view), table, view, parts[0].found, kind=NOTHING, caveat=TOO_LITTLE,
            base=base_words(parts, codes), found=results, id=id, title=title, measure=measure,
        )  # fmt: skip
    columns = [_column(part, codes, labels) for part in parts]
    canvas = panel([labels[code] for code in codes], columns, above=view.narrow, wide=view.wide)
    ones = [part.at(code) for part in parts for code in codes]
    return figure_of(
        canvas,
        table,
        view,
        parts[0].found,
        kind="Bars side by side",
        base=base_words(parts, codes),
        facts=_facts(parts, drawn),
        highlight=_highlight(title if len(parts) == 1 else "", parts[0], drawn),
        found=results,
        notes=[
            *notes,
            paler(FAINT, ((one.flag, one.base) for one in ones)),
            f"{len(rows) - len(drawn)} more rows in the table." if len(rows) > len(drawn) else "",
        ],
        id=id,
        title=title,
        measure=measure,
    )


def _nothing(view: View) -> Canvas:
    canvas = Canvas(0, 1)
    canvas.down(12)
    for line in wrapped(TOO_LITTLE, 46 if view.narrow else 80):
        canvas.text(0, canvas.down(LINE) + LINE / 2, line, color="quiet")
    canvas.down(12)
    return canvas


def _rows(
    parts: Sequence[Part], keep_order: bool, only: Sequence[str] | None
) -> list[tuple[str, str]]:
    first = parts[0]
    entries = [
        entry
        for entry in first.entries
        if first.year in entry.asked and (only is None or entry.id in only)
    ]

    def place(at: int) -> tuple[int, int, float, int]:
        one = first.at(entries[at].id)
        tier = 0 if one.flag is Flag.OK else 1 if one.shown else 2 if one.ranged else 3
        height = -one.estimate if one.shown else -one.low if one.ranged else 0.0
        if keep_order or is_ordered(first.found.question):
            return last(entries[at]), 0, 0.0, at
        return last(entries[at]), tier, height, at

    order = sorted(range(len(entries)), key=place)
    return [(entries[at].id, first.label(entries[at].id)) for at in order]


def _column(part: Part, codes: Sequence[str], labels: dict[str, str]) -> PanelColumn:
    found = [part.at(code) for code in codes]
    drawn = [one for one in found if one.shown or one.ranged]
    highs = [one.high for one in drawn if not np.isnan(one.high)]
    end = WHOLE if part.in_percent else max([*highs, 1.0])
    # One base for all rows stands in the line below the figure.
    own_bases = len({one.base for one in drawn}) > 1
    cells = [
        _cell(part, labels[code], one, end, own_bases)
        if any(entry.id == code for entry in part.entries)
        else Cell()
        for code, one in zip(codes, found, strict=True)
    ]
    return PanelColumn(heading=part.heading, cells=tuple(cells), of_whole=part.in_percent)


def _cell(part: Part, label: str, one: One, end: float, own_bases: bool) -> Cell:
    if one.ranged:
        return Cell(
            start=max(0.0, one.low / end),
            end=one.high / end,
            text=part.range_of(one),
            under=f"n = {count(one.base)}" if own_bases else "",
            ranged=True,
            hover=hover_of(label, part, one),
        )
    if not one.shown:
        return Cell(under=one.why)
    return Cell(
        end=one.estimate / end,
        low=None if np.isnan(one.low) else max(0.0, one.low / end),
        high=None if np.isnan(one.high) else one.high / end,
        text=part.written(one.estimate),
        under=f"n = {count(one.base)}" if own_bases else "",
        color="small-base" if one.flag is Flag.SMALL_BASE else "accent",
        hover=hover_of(label, part, one),
    )


def _highlight(title: str, part: Part, drawn: Sequence[tuple[str, str]]) -> Highlight | None:
    """The highest number of the first column; a `title` stands for its heading."""
    sure = [(one.estimate, -n, one, label) for n, (code, label) in enumerate(drawn)
            if (one := part.at(code)).flag is Flag.OK and one.shown]  # fmt: skip
    if not sure:
        return None
    _, _, one, label = max(sure)
    value = part.written(one.estimate)
    told = (
        f"{label}: {value} {part.tells}"
        if part.tells
        else f"{title or part.heading}: {label}, {value}"
    )
    return highlight_of_one(told, one, part.written, lowered(part.heading))


def _facts(parts: Sequence[Part], drawn: Sequence[tuple[str, str]]) -> list[str]:
    """The first row of each part that can be trusted most."""
    said = []
    for part in parts[:3]:
        sure = [(part.at(code).estimate, label) for code, label in drawn
                if part.at(code).flag is Flag.OK and part.at(code).shown]  # fmt: skip
        if sure:
            value, label = max(sure)
            every = [part.at(code).estimate for code, _ in drawn if part.at(code).shown]
            called = superlative([one for one, _ in sure], every)
            said.append(f"{part.heading}: {label} {called}, {part.written(value)}")
    return said
