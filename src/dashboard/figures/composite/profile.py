"""Who answered, in one compact figure: a small block of bars for each attribute."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import SPACE, count, percent
from dashboard.codebook import Year
from dashboard.estimates.reliability import Flag
from dashboard.figures.canvas import SMALL, Canvas
from dashboard.figures.composite.telling import figure_of
from dashboard.figures.context import View, label_in, newest
from dashboard.figures.figure import Column, Figure, Table
from dashboard.figures.kinds.bars import is_ordered, last
from dashboard.figures.table import REMARKS, is_shown, why_none
from dashboard.figures.words import wrapped

MOST = 5
"""Answers drawn that have no order of their own; of a scale all are."""
REACH = 0.76
"""How much of its block's width 100% takes."""
ACROSS, ACROSS_NARROW = 3, 2
ROW, LINE = 33, 15
LETTERS, LETTERS_NARROW = 31, 23


class _Bar(NamedTuple):
    label: str
    part: float
    text: str
    color: str


def profile(
    people: Mapping[Year, int],
    found: Sequence[Result],
    view: View,
    *,
    id: str,
    title: str,
    shown: Sequence[Year],
) -> Figure:
    """People by year, then the five commonest answers to each question, or all bands of a scale.

    All shares have one scale; the table has all answers. Years that are `shown` stand out.
    """
    most = max(people.values(), default=0) or 1
    # What is not published of this group has no panel; the note says why.
    known = [result for result in found if newest(result) not in result.gaps]
    editions = [
        _Bar(str(year), n / most, count(n), "accent" if year in shown else "muted")
        for year, n in sorted(people.items())
    ]
    blocks = [("All respondents by year", editions)]
    blocks += [(result.question.title, _bars(result)) for result in known]
    why = ["", *map(_why_none, known)]
    across = ACROSS_NARROW if view.narrow else ACROSS
    canvas = Canvas(0, across, right=4)
    letters = LETTERS_NARROW if view.narrow else LETTERS
    for start in range(0, len(blocks), across):
        group = blocks[start : start + across]
        reasons = why[start : start + across]
        canvas.row()
        heads = [wrapped(heading, letters) for heading, _ in group]
        head = LINE * max(map(len, heads))
        top = canvas.down(head + 20 + max(_tall(bars, letters) for _, bars in group))
        for column, (lines, (_, bars), reason) in enumerate(
            zip(heads, group, reasons, strict=True)
        ):
            canvas.text(column, top + LINE * len(lines) / 2, lines, size=SMALL, strong=True)
            if not bars:
                canvas.text(column, top + head + 16, reason, size=SMALL, color="quiet")
            # Numbers of people are no parts of a whole: they alone have no track.
            of_whole = bars is not editions
            _block(canvas, column, top + head + 8, bars, letters, of_whole)
    of = found[0]
    return figure_of(
        canvas,
        _table(found),
        view,
        of,
        id=id,
        title=title,
        kind="Small bars",
        measure="% of respondents; of unordered answers the top five",
        base="; ".join(f"{r.question.title}: n = {count(_base(r))}" for r in known)
        or "n: not published for this group",
        facts=[
            f"{heading}: {(first := max(bars, key=lambda bar: bar.part)).label} {first.text}"
            for heading, bars in blocks[1:4]
            if bars
        ],
        found=found,
    )


def _why_none(result: Result) -> str:
    """Why a block without bars has none."""
    return REMARKS[why_none(result.shares.flag[result.years.index(newest(result))].flat)]


def _bars(result: Result) -> list[_Bar]:
    y = result.years.index(newest(result))
    question, shares = result.question, result.shares
    known = [v for v in result.offered(result.years[y]) if is_shown(shares.flag[y, 0, 0, v])]
    ordered = sorted(
        known, key=lambda v: (last(question.choices[v]), -float(shares.share[y, 0, 0, v]))
    )
    if is_ordered(question):
        ordered.sort(key=lambda v: (last(question.choices[v]), v))
    else:
        ordered = ordered[:MOST]
    return [
        _Bar(
            label_in(question.choices[v], result.years[y]),
            float(shares.share[y, 0, 0, v]),
            percent(float(shares.share[y, 0, 0, v])),
            "small-base" if shares.flag[y, 0, 0, v] is Flag.SMALL_BASE else "accent",
        )
        for v in ordered
    ]


def _tall(bars: Sequence[_Bar], letters: int) -> float:
    """Pixels that the bars of a block take with their labels."""
    return sum(ROW + LINE * (len(wrapped(bar.label, letters)) - 1) for bar in bars)


def _block(
    canvas: Canvas, column: int, top: float, bars: Sequence[_Bar], letters: int, of_whole: bool
) -> None:
    for bar in bars:
        names = wrapped(bar.label, letters)
        canvas.text(column, top + len(names) * LINE / 2, names, size=SMALL, color="quiet")
        middle = top + len(names) * LINE + 7
        end = column + max(0.01, bar.part * REACH)
        if of_whole:
            canvas.track(column, column + REACH, middle, 9)
        canvas.bar(column, end, middle, 9, bar.color, [bar.label, bar.text])
        canvas.text(end, middle, SPACE + bar.text, size=SMALL)
        top += ROW + LINE * (len(names) - 1)


def _base(result: Result) -> float:
    y = result.years.index(newest(result))
    return float(result.shares.base[y, 0, 0].max(initial=0))


def _table(found: Sequence[Result]) -> Table:
    columns = (
        Column(heading="Question"),
        Column(heading="Answer"),
        Column(heading="Share", unit="percent"),
        Column(heading="Base", unit="count"),
    )
    rows = []
    for result in found:
        y = result.years.index(newest(result))
        for v in result.offered(result.years[y]):
            share = float(result.shares.share[y, 0, 0, v])
            known = None if np.isnan(share) else share
            label = label_in(result.question.choices[v], result.years[y])
            base = _base(result)
            rows.append((result.question.title, label, known, round(base) if base >= 10 else None))
    return Table(columns=columns, rows=tuple(rows))
