"""Answers in order, stacked to a whole: a row for each group or each year."""

from dataclasses import replace

import numpy as np

from dashboard.estimates.reliability import COUNT_FROM, NORMAL_FROM, Flag
from dashboard.figures.bars import label_margin, last, nothing_in
from dashboard.figures.canvas import LINE, SMALL, Canvas
from dashboard.figures.composing import composed, nothing
from dashboard.figures.figure import Figure
from dashboard.figures.rows import compared
from dashboard.figures.table import is_shown, share_table
from dashboard.figures.view import View, label_in, newest
from dashboard.figures.words import DASH, SPACE, count, percent, rounded, width, wrapped
from dashboard.results import Result

PALEST, DEEPEST = 18, 100
LEAST = 0.07
"""Parts smaller than this hold no number inside."""


def stacks(result: Result, view: View, *, id: str, title: str) -> Figure:
    """Each group's answers as one bar of 100 %, in their order from pale to full.

    Answers outside the order, such as "don't know", stand at the end in grey.
    """
    question = result.question
    y = result.years.index(newest(result))
    seen = {v for one, _, _ in compared(result) for v in result.offered(result.years[one])}
    order = sorted(seen, key=lambda v: (last(question.choices[v]), v))
    table = share_table(result, order)
    if why := nothing_in(result, y):
        return nothing(result, view, table, why)
    lines = compared(result)
    labels = [label or question.title for _, _, label in lines]
    beside = not view.narrow or max(map(width, labels)) <= 6
    canvas = Canvas(0, 1, left=label_margin(labels) if beside else 0, right=58)
    colours = _colours(result, order)
    _key(canvas, [label_in(question.choices[v], result.years[y]) for v in order],
         [colours[v] for v in order], view.narrow)  # fmt: skip
    few = False
    for (one, s, _), label in zip(lines, labels, strict=True):
        if not beside:
            canvas.text(0, canvas.down(LINE) + LINE / 2, label)
        middle = canvas.down(24) + 12
        if beside:
            canvas.text(0, middle, label + SPACE * 2, align="right")
        few |= _row(canvas, result, (one, s), order, colours, middle, label)
        canvas.down(6)
    drawn = composed(
        canvas,
        table,
        result,
        view,
        "Stacked bars",
        notes=[
            "Numbers in the bars are whole percent; how many people answered stands at the end.",
            "A star marks groups of fewer than 100: they are rough." if few else "",
        ],
    )
    return replace(drawn, id=id, title=title)


def _colours(result: Result, order: list[int]) -> dict[int, str]:
    scale = [v for v in order if not last(result.question.choices[v])]
    step = (DEEPEST - PALEST) / max(1, len(scale) - 1)
    found = {v: f"accent/{round(PALEST + n * step)}" for n, v in enumerate(scale)}
    return found | {v: "muted/45" for v in order if v not in found}


def _key(canvas: Canvas, labels: list[str], colours: list[str], narrow: bool) -> None:
    """What each shade stands for, in columns."""
    across = 1 if narrow else 2
    letters = canvas.letters(narrow, across) - 4
    canvas.down(2)
    for start in range(0, len(labels), across):
        lines = [wrapped(label, letters) for label in labels[start : start + across]]
        tall = max(map(len, lines)) * 15
        top = canvas.down(tall + 3)
        for n, names in enumerate(lines):
            x = n / across
            canvas.bar(x, x + 0.03, top + 8, 11, colours[start + n], [labels[start + n]])
            text = names
            canvas.text(x + 0.035, top + len(names) * 7.5, text, size=SMALL, colour="quiet")
    canvas.down(8)


def _row(
    canvas: Canvas,
    result: Result,
    where: tuple[int, int],
    order: list[int],
    colours: dict[int, str],
    middle: float,
    label: str,
) -> bool:
    """Draw one bar; gives whether it rests on few answers."""
    shares = result.shares
    flags = [shares.flag[(*where, 0, v)] for v in order]
    base = float(max(shares.base[(*where, 0, v)] for v in order))
    if not any(is_shown(flag) for flag in flags):
        year = result.years[where[0]]
        asked = any(flag is not Flag.NOT_ASKED for flag in flags)
        why = result.gaps.get(year, "not asked") if not asked else f"{count(base)} answered"
        if asked:
            why = f"too few answers ({why})" if base >= COUNT_FROM else "too few answers"
        canvas.text(0, middle, f"{DASH} {why}", size=SMALL, colour="quiet")
        return False
    pale = base < NORMAL_FROM
    x = 0.0
    for v in order:
        share = float(np.nan_to_num(shares.share[(*where, 0, v)]))
        name = label_in(result.question.choices[v], result.years[where[0]])
        canvas.bar(x, x + share, middle, 22, colours[v], [label, f"{name}: {percent(share)}"])
        if share >= LEAST:
            deep = colours[v].startswith("accent/") and int(colours[v].split("/")[1]) > 55
            ink = "background" if deep else "text"
            canvas.text(x + share / 2, middle, str(rounded(share * 100)), align="center",
                        size=SMALL, colour=ink)  # fmt: skip
        x += share
    said = f"{count(base)}" + ("*" if pale else "")
    canvas.text(1, middle, SPACE * 2 + said, size=SMALL, colour="quiet")
    return pale
