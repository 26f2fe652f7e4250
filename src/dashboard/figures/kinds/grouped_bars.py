"""Segments compared: dots with intervals for up to four, a table of shaded cells for more."""

from collections.abc import Sequence

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import DASH, SPACE, percent
from dashboard.estimates.reliability import COUNT_FROM, Flag
from dashboard.figures.canvas import SMALL, Canvas
from dashboard.figures.context import View, label_in, newest
from dashboard.figures.figure import Figure
from dashboard.figures.kinds.bars import (
    hover_lines,
    is_ordered,
    last,
    nothing_in,
    scale_end,
    top,
    value_text,
)
from dashboard.figures.kinds.matrices import CELL, cell, put_headings
from dashboard.figures.kinds.row_bars import Line, labels_above, left_out, margin_for, put_label
from dashboard.figures.layout import composed, nothing
from dashboard.figures.table import in_its_place, is_shown, share_table
from dashboard.figures.words import listed

DIRECT = 4
"""Up to so many segments are dots on lines of their own; more are cells."""
COLOURS = 10


def segments(result: Result, view: View) -> Figure:
    """The shares of each segment, choice by choice; a segment too small is named, not drawn."""
    y = result.years.index(newest(result))
    order = _order(result, y)
    table = share_table(result, order)
    why = nothing_in(result, y, ranges=False)
    if result.by is not None and result.by.id == result.question.id:
        why = "This question defines the groups. Set Compare to None to see its results."
    if why:
        return nothing(result, view, table, why)
    shown = [s for s in range(len(result.segments)) if _has_shares(result, y, s)]
    drawn = top(result.question, order)
    draw = _dots if len(shown) <= DIRECT else _cells
    canvas = draw(result, view, y, drawn, shown)
    few = any(result.shares.flag[y, s, 0, v] is Flag.SMALL_BASE for s in shown for v in drawn)
    return composed(
        canvas,
        table,
        result,
        view,
        "Dot plot" if draw is _dots else "Heat map",
        facts=_facts(result, y, drawn, shown),
        notes=[
            *_absent(result, y, shown),
            _few_words(draw is _dots) if few else "",
            left_out(drawn, order),
        ],
    )


def series_colour(place: int) -> str:
    """The colour of a segment, an item: fixed by its place in the codebook."""
    return f"series-{place % COLOURS + 1}"


def _few_words(dots: bool) -> str:
    if dots:
        return "Hollow dots: small sample."
    return "Gray cells: small sample."


def _dots(result: Result, view: View, y: int, drawn: Sequence[int], shown: Sequence[int]) -> Canvas:
    lines = [
        Line(
            at=(y, s, 0),
            header=_label(result, v) if place == 0 else "",
            label=result.segment_label(result.segments[s]),
            begins=place == 0,
        )
        for v in drawn
        for place, s in enumerate(shown)
    ]
    above = labels_above(lines, view.narrow)
    end = scale_end(
        float(high) for high in result.shares.high[y, :, 0][:, drawn].flat if not np.isnan(high)
    )
    # A dot at nought is drawn whole.
    canvas = Canvas(-0.03 * end, end, left=0 if above else margin_for(lines))
    canvas.grid([end * part / 4 for part in range(5)])
    choices = [v for v in drawn for _ in shown]
    for line, v in zip(lines, choices, strict=True):
        at = (*line.at, v)
        middle = put_label(canvas, line, above, 20, grouped=True, edge=canvas.start)
        if not is_shown(result.shares.flag[at]):
            value_text(canvas, 0, middle, in_its_place(result.shares, at), quiet=True)
            continue
        share, low, high = (
            float(part[at]) for part in (result.shares.share, result.shares.low, result.shares.high)
        )
        few = result.shares.flag[at] is Flag.SMALL_BASE
        canvas.whisker(low, high, middle)
        names = (_label(result, v), line.label)
        hover = hover_lines(result, at, *names)
        canvas.dot(share, middle, series_colour(line.at[1]), hover, hollow=few)
        value_text(canvas, max(share, high), middle, SPACE * 3 + percent(share))
    canvas.down(4)
    return canvas


def _cells(
    result: Result, view: View, y: int, drawn: Sequence[int], shown: Sequence[int]
) -> Canvas:
    lines = [Line(at=(y, 0, 0), header="", label=_label(result, v)) for v in drawn]
    above = labels_above(lines, view.narrow)
    canvas = Canvas(0, len(shown), left=0 if above else margin_for(lines), right=2)
    names = [result.segment_label(result.segments[s]) for s in shown]
    put_headings(canvas, names, view.narrow)
    shares = result.shares.share[y, :, 0][np.ix_(shown, drawn)]
    full = scale_end(float(share) for share in shares.flat if not np.isnan(share))
    for line, v in zip(lines, drawn, strict=True):
        middle = put_label(canvas, line, above, CELL, grouped=False, edge=0)
        for column, s in enumerate(shown):
            at = (y, s, 0, v)
            flag = result.shares.flag[at]
            if is_shown(flag):
                hover = hover_lines(result, at, line.label, names[column])
                cell(canvas, column, middle, float(result.shares.share[at]), flag, hover, full)
            else:
                canvas.text(column + 0.5, middle, DASH, align="center", size=SMALL, colour="quiet")
        if above:
            canvas.down(6)
    return canvas


def _label(result: Result, v: int) -> str:
    return label_in(result.question.choices[v], newest(result))


def _has_shares(result: Result, y: int, s: int) -> bool:
    return any(is_shown(flag) for flag in result.shares.flag[y, s].flat)


def _order(result: Result, y: int) -> list[int]:
    """Choices by their average over the segments shown, unless they have an order of their own."""
    question, offered = result.question, result.offered(result.years[y])
    share = result.shares.share[y, :, 0]
    known = ~np.isnan(share).all(axis=1)
    average = np.nan_to_num(share[known]).mean(axis=0) if known.any() else np.zeros(len(share[0]))

    def place(v: int) -> tuple[int, float, int]:
        height = 0.0 if is_ordered(question) else -float(average[v])
        return last(question.choices[v]), height, v

    return sorted(offered, key=place)


def _absent(result: Result, y: int, shown: Sequence[int]) -> list[str]:
    """The segments that are not drawn, and why, in a sentence."""
    few, gone = [], []
    year = result.years[y]
    for s, segment in enumerate(result.segments):
        if s in shown or result.by is None:
            continue
        label = result.segment_label(segment)
        base = float(result.shares.base[y, s].max())
        if year not in result.by.choice(str(segment)).asked:
            continue
        if (result.shares.flag[y, s] == Flag.NOT_ASKED).all():
            gone.append(label)
        elif (result.shares.flag[y, s] == Flag.WITHHELD).any():
            continue
        else:
            few.append(f"{label} (n = {base:.0f})" if base >= COUNT_FROM else label)
    said = [f"Sample too small: {listed(few)}."] if few else []
    return [*said, f"Not asked: {listed(gone)}."] if gone else said


def _facts(result: Result, y: int, drawn: Sequence[int], shown: Sequence[int]) -> list[str]:
    """For the first choices, which segments give them most and least, on sufficient bases.

    Where only one segment has such a base, what it gives most.
    """
    found, lone = [], []
    for v in drawn:
        sure = [
            (float(result.shares.share[y, s, 0, v]), result.segment_label(result.segments[s]))
            for s in shown
            if result.shares.flag[y, s, 0, v] is Flag.OK
        ]
        if len(sure) > 1:
            (low, least), (high, most) = min(sure), max(sure)
            parts = f"{percent(high)} of {most}, {percent(low)} of {least}"
            found.append(f"{_label(result, v)}: {parts}")
        elif sure and not last(result.question.choices[v]):
            [(share, label)] = sure
            lone.append((share, f"{_label(result, v)}: {percent(share)} of {label}"))
    return found[:2] or [text for _, text in sorted(lone, reverse=True)[:2]]
