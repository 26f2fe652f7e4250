"""Answers in order, stacked to a whole: a row for each group."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import DASH, SPACE, count, percent, rounded
from dashboard.analysis.statistics import highest_points, scale_points
from dashboard.estimates.reliability import COUNT_FROM, NORMAL_FROM, SHARE_FROM, Flag
from dashboard.figures.canvas import LINE, SMALL, SMALL_LETTER, Canvas
from dashboard.figures.composite.telling import highlight_of_one, one_of
from dashboard.figures.context import View, label_in, newest
from dashboard.figures.figure import Figure, Highlight
from dashboard.figures.kinds.bars import (
    GAP,
    LETTERS,
    beside_row,
    label_above,
    label_margin,
    last,
    nothing_in,
)
from dashboard.figures.kinds.row_bars import compared
from dashboard.figures.layout import composed, nothing
from dashboard.figures.table import REMARKS, absent, is_range, is_shown, range_text, share_table
from dashboard.figures.words import width, wrapped

PALEST, PALE, DEEP, DEEPEST = 18, 52, 86, 100
"""Opacities; between the pale and the deep ones no number is read well in light and in dark."""
KEY = 14
"""Pixels of a shade in the key, at the narrowest."""
LEAST = 20
"""Pixels below which a part holds no number inside."""


class _Line(NamedTuple):
    """A row: where its answers stand (year, segment, item), its name, what stands at its end."""

    at: tuple[int, int, int]
    label: str
    said: str


def stacks(result: Result, view: View, *, id: str, title: str) -> Figure:
    """Each group's answers as one bar of 100%, in their order from pale to full.

    Answers outside the order, such as "don't know", stand at the end in grey.
    """
    name = result.question.title
    lines = []
    for y, s, label in compared(result):
        base = float(result.shares.base[y, s, 0].max(initial=0))
        star = "*" if SHARE_FROM <= base < NORMAL_FROM else ""
        said = count(base) + star if base >= SHARE_FROM else ""
        lines.append(_Line((y, s, 0), label or name, said))
    notes = ["Percentages; n at the end of each bar."]
    if any("*" in line.said for line in lines):
        notes.append("* Fewer than 100 respondents.")
    flags = result.shares.flag
    own = view.own(result)

    def has_row(line: _Line) -> bool:
        # A group is withheld whatever its size: a picture without it would look complete.
        found = [*flags[line.at].flat]
        drawn = any(is_shown(flag) or is_range(flag) for flag in found)
        return drawn or Flag.WITHHELD in found or line.at[1] in own

    shown = [line for line in lines if has_row(line)]
    notes += _absent(result, [line for line in lines if line not in shown])
    return _drawn(result, view, shown or lines, id, title, notes, _leading(result, lines))


def _absent(result: Result, lines: Sequence[_Line]) -> list[str]:
    """The groups that have no bar, and why, in a sentence for each reason."""
    shares = result.shares
    return absent(
        (line.label, shares.flag[line.at].flat, float(shares.base[line.at].max(initial=0)))
        for line in lines
    )


def _leading(result: Result, lines: Sequence[_Line]) -> list[str]:
    """The commonest answer of the first groups on sufficient bases."""
    shares = result.shares
    sure = [line for line in lines if float(shares.base[line.at].max(initial=0)) >= NORMAL_FROM]
    said = []
    for line in sure:
        if np.isnan(shares.share[line.at]).all():
            continue
        share = np.nan_to_num(shares.share[line.at], nan=-1.0)
        most = int(share.argmax())
        label = label_in(result.question.choices[most], result.years[line.at[0]])
        said.append(f"{line.label}: {label} leads with {percent(float(share[most]))}")
    return said[:3]


def ranked_stacks(result: Result, top: Result, view: View, *, id: str, title: str) -> Figure:
    """The rows of a matrix by the share giving one of the two highest answers, told at the end.

    `top` holds these shares; the 95% interval of each follows in parentheses.
    """
    y = result.years.index(newest(result))
    y_top = top.years.index(result.years[y])
    lines = []
    for i, item in enumerate(result.items):
        one = one_of(top.estimates, (y_top, 0, i))
        if item is None or result.years[y] not in item.asked:
            continue
        low, high = rounded(one.low * 100) if one.shown else 0, one.high
        said = f"{percent(one.estimate)} ({low}{DASH}{rounded(high * 100)})" if one.shown else ""
        place = -one.estimate if one.shown else 1.0
        lines.append((place, _Line((y, 0, i), label_in(item, result.years[y]), said)))
    ranked = [line for _, line in sorted(lines, key=lambda pair: pair[0])]
    points = scale_points(result.question)
    highest = highest_points(result.question)
    names = [f"“{c.label}”" for c in result.question.choices if points.get(c.id) in highest]
    outside = [f"“{c.label}”" for c in result.question.choices if c.id not in points]
    without = f", excluding {' and '.join(outside)}" if outside else ""
    told_right = f"Right: {' or '.join(names)}{without} (95% interval). Close rows may be tied."
    notes = [told_right if any(line.said for line in ranked) else "Right: n."]
    sure = {i for i in range(len(result.items)) if top.estimates.flag[y_top, 0, i] is Flag.OK}
    together = " or ".join(names)
    facts = [
        f"{line.label}: {percent(float(top.estimates.estimate[y_top, 0, line.at[2]]))} {together}"
        for line in ranked
        if line.at[2] in sure
    ]
    first = next((line for line in ranked if line.at[2] in sure), None)
    told = None
    if first is not None:
        one = one_of(top.estimates, (y_top, 0, first.at[2]))
        sentence = f"{title}: {first.label}, {percent(one.estimate)} {together}"
        told = highlight_of_one(sentence, one, of=together)
    return _drawn(result, view, ranked, id, title, notes, facts, (result, top), told)


def _drawn(
    result: Result,
    view: View,
    lines: Sequence[_Line],
    id: str,
    title: str,
    notes: list[str],
    facts: Sequence[str],
    found: Sequence[Result] | None = None,
    highlight: Highlight | None = None,
) -> Figure:
    question = result.question
    y = result.years.index(newest(result))
    seen = {v for line in lines for v in result.offered(result.years[line.at[0]])}
    order = sorted(seen, key=lambda v: (last(question.choices[v]), v))
    items = list(dict.fromkeys(line.at[2] for line in lines))
    table = share_table(result, order, items)
    if why := nothing_in(result, y):
        return nothing(result, view, table, why, id=id, title=title)
    widest = max(width(line.label) for line in lines)
    beside = widest <= 6 or not label_above([line.label for line in lines], view)
    words = [beside_row(line.label, view) if beside else [] for line in lines]
    left = label_margin([word for each in words for word in each]) if beside else 0
    canvas = Canvas(0, 1, left=left, right=20, wide=view.wide)
    for line in lines:
        canvas.reserve(1, (width(line.said) + 2) * SMALL_LETTER)
    colors = _colors(result, order)
    names = [label_in(question.choices[v], result.years[y]) for v in order]
    _key(canvas, names, [colors[v] for v in order])
    for line, left_of in zip(lines, words, strict=True):
        canvas.row()
        if not beside:
            above = wrapped(line.label, LETTERS)
            top = canvas.down(len(above) * LINE + 1)
            canvas.text(0, top + len(above) * LINE / 2, above)
        tall = max(24, len(left_of) * 16)
        middle = canvas.down(tall) + tall / 2
        if beside:
            canvas.text(0, middle, [word + GAP for word in left_of], align="right")
        _row(canvas, result, line, order, colors, middle)
        canvas.down(6)
    return composed(
        canvas, table, result, view, "Stacked bars", facts=facts, notes=notes,
        id=id, title=title, found=found, highlight=highlight,
    )  # fmt: skip


def _colors(result: Result, order: list[int]) -> dict[int, str]:
    scale = [v for v in order if not last(result.question.choices[v])]
    found = {v: f"accent/{shade}" for v, shade in zip(scale, shades_of(len(scale)), strict=True)}
    return found | {v: "muted/45" for v in order if v not in found}


def shades_of(answers: int) -> list[int]:
    """The opacities of so many answers in order, pale to deep, on which numbers are read."""
    deep = [DEEP, DEEPEST] if answers > 3 else [DEEPEST]
    pale = np.linspace(PALEST, PALE, max(0, answers - len(deep)))
    return [*(round(float(one)) for one in pale), *deep][:answers]


def _key(canvas: Canvas, labels: list[str], colors: list[str]) -> None:
    """What each shade stands for, as many beside each other as have room."""
    room = canvas.room
    taken = KEY + (max(map(width, labels)) + 2) * SMALL_LETTER
    across = max(1, min(len(labels), int(room / taken)))
    letters = canvas.letters(across) - 4
    canvas.down(2)
    for start in range(0, len(labels), across):
        lines = [wrapped(label, letters) for label in labels[start : start + across]]
        tall = max(map(len, lines)) * 15
        top = canvas.down(tall + 3)
        for n, names in enumerate(lines):
            x = n / across
            shade = colors[start + n]
            canvas.bar(x, x + KEY / room, top + 8, 11, shade, [labels[start + n]])
            beside = x + (KEY + 2) / room
            canvas.text(beside, top + len(names) * 7.5, names, size=SMALL, color="quiet")
    canvas.down(8)


def _row(
    canvas: Canvas,
    result: Result,
    line: _Line,
    order: list[int],
    colors: dict[int, str],
    middle: float,
) -> None:
    shares, year = result.shares, result.years[line.at[0]]
    flags = [shares.flag[(*line.at, v)] for v in order]
    base = float(max(shares.base[(*line.at, v)] for v in order))
    if any(is_range(flag) for flag in flags):
        _ranges(canvas, result, line, order, colors, middle)
        return
    if not any(is_shown(flag) for flag in flags):
        why = f"n = {count(base)}" if base >= COUNT_FROM else f"n < {COUNT_FROM}"
        if all(flag is Flag.NOT_ASKED for flag in flags):
            why = result.gaps.get(year, "not asked")
        elif Flag.WITHHELD in flags:
            why = REMARKS[Flag.WITHHELD]
        canvas.text(0, middle, f"{DASH} {why}", size=SMALL, color="quiet")
        return
    x = 0.0
    for v in order:
        share = float(np.nan_to_num(shares.share[(*line.at, v)]))
        name = label_in(result.question.choices[v], year)
        hover = [line.label, f"{name}: {percent(share)} of {count(base)}"]
        canvas.bar(x, x + share, middle, 22, colors[v], hover)
        if share * canvas.room >= LEAST:
            deep = colors[v].startswith("accent/") and int(colors[v].split("/")[1]) >= DEEP
            ink = "background" if deep else "text"
            text = str(rounded(share * 100))
            canvas.text(x + share / 2, middle, text, align="center", size=SMALL, color=ink)
        x += share
    canvas.text(1, middle, SPACE * 2 + line.said, size=SMALL)


def _ranges(
    canvas: Canvas,
    result: Result,
    line: _Line,
    order: list[int],
    colors: dict[int, str],
    middle: float,
) -> None:
    """The ranges of a small sample: cells of one width, which nobody takes for a bar of 100%."""
    shares, year = result.shares, result.years[line.at[0]]
    told = [v for v in order if is_range(shares.flag[(*line.at, v)])]
    wide = 1 / len(told)
    for n, v in enumerate(told):
        text = range_text(shares, (*line.at, v))
        hover = [line.label, f"{label_in(result.question.choices[v], year)}: {text} (95% interval)"]
        canvas.bar(n * wide + 0.004, (n + 1) * wide - 0.004, middle + 9, 4, colors[v], hover)
        canvas.text((n + 0.5) * wide, middle - 2, text, align="center", size=SMALL, color="quiet")
    base = float(max(shares.base[(*line.at, v)] for v in told))
    canvas.text(1, middle, f"{SPACE * 2}{count(base)}", size=SMALL, color="quiet")
