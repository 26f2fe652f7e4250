"""Bars: the shares of a question's answers in one year, the leading answer first."""

from collections.abc import Iterable, Sequence

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import SPACE, count, percent
from dashboard.codebook import Choice, Kind, Question
from dashboard.estimates.reliability import COUNT_FROM, SHARE_FROM, Flag
from dashboard.figures.canvas import FIGURE, LABEL, LETTER, LINE, SMALL, Canvas
from dashboard.figures.context import UNCERTAINTY, View, facts, label_in, newest
from dashboard.figures.figure import Figure
from dashboard.figures.layout import composed, nothing
from dashboard.figures.table import (
    At,
    in_its_place,
    is_range,
    is_shown,
    paler,
    range_text,
    share_table,
    uncertain,
    why_not,
)
from dashboard.figures.words import width, wrapped

BESIDE, BESIDE_PAIRED = 24, 19
"""Letters on a line of a label left of its bar."""
WHOLE = 1.0
"""The end of every scale of bars that are shares: one percent is one length in all figures."""
MOST = 20
"""Answers drawn where they have no order of their own; the table holds the rest."""
LETTERS = 48
"""Letters on a line of a label above its bar: what a phone can hold."""
HOVER = 44
"""Letters on a line of what a mark tells."""
GAP = SPACE * 2


def bars(result: Result, view: View) -> Figure:
    """Horizontal bars with their 95% intervals, the value at the end of each."""
    year = newest(result)
    y = result.years.index(year)
    order = ranked(result, y, result.offered(year), listed=view.listed)
    table = share_table(result, order)
    if why := nothing_in(result, y):
        return nothing(result, view, table, why)
    drawn = top(result.question, order, listed=view.listed)
    labels = [label_in(result.question.choices[v], year) for v in drawn]
    above = label_above(labels, view)
    lines = [beside_row(label, view) for label in labels]
    canvas = share_canvas([] if above else [line for each in lines for line in each], view)
    flags = [result.shares.flag[y, 0, 0, v] for v in drawn]
    all_few = all(flag is not Flag.OK for flag in flags)
    for v, label, beside in zip(drawn, labels, lines, strict=True):
        names = [] if above else beside
        _row(canvas, result, (y, 0, 0, v), label, names, mark_few=not all_few)
    left_out = len(order) - len(drawn)
    return composed(
        canvas,
        table,
        result,
        view,
        "Bar chart",
        facts=_facts(result, y, order, labels, drawn),
        notes=[
            paler("Faint bars", zip(flags, result.shares.base[y, 0, 0, drawn], strict=True)),
            f"{left_out} more rows in the table." if left_out else "",
        ],
        caveat=UNCERTAINTY,
    )


def _row(
    canvas: Canvas, result: Result, at: At, label: str, beside: Sequence[str], *, mark_few: bool
) -> None:
    """A bar with its label on lines `beside` it; without them above it."""
    estimated = result.shares
    flag = estimated.flag[at]
    canvas.row()
    above = not beside
    if above:
        lines = wrapped(label, LETTERS)
        canvas.text(0, canvas.down(len(lines) * LINE + 3) + len(lines) * LINE / 2, lines)
    tall = max(20, len(beside) * 16)
    middle = canvas.down(tall) + tall / 2
    if beside:
        canvas.text(0, middle, [line + GAP for line in beside], align="right")
    if is_shown(flag) or is_range(flag):
        canvas.track(0, WHOLE, middle, 16)
    if is_range(flag):
        low, high = float(estimated.low[at]), float(estimated.high[at])
        canvas.range(low, high, middle, 12, hover_lines(result, at, label))
        value_text(canvas, high, middle, GAP + range_text(estimated, at))
    elif not is_shown(flag):
        text = in_its_place(estimated, at)
        value_text(canvas, 0, middle, text if above else GAP + text, quiet=True)
    else:
        share, low, high = (float(p[at]) for p in (estimated.share, estimated.low, estimated.high))
        pale = flag is Flag.SMALL_BASE
        hover = hover_lines(result, at, label)
        canvas.bar(0, share, middle, 16, "small-base" if pale else "accent", hover)
        canvas.whisker(low, high, middle, bar=share, pale=pale)
        # One text, as two could lie over each other.
        why = f"{SPACE}({uncertain(estimated.base[at])})" if pale and mark_few else ""
        value_text(canvas, max(share, high), middle, GAP + percent(share) + why)
    canvas.down(10 if above else 6)


def label_above(labels: Iterable[str], view: View) -> bool:
    """Whether labels stand above their rows: on phones, and where one needs more than two lines."""
    if view.narrow and not view.paired:
        return True
    return any(len(beside_row(label, view)) > 2 for label in labels)


def beside_row(label: str, view: View) -> list[str]:
    """A label on the lines that stand left of its row."""
    return wrapped(label, beside(view))


def beside(view: View) -> int:
    """How many letters a line of a label left of its row has."""
    return BESIDE_PAIRED if view.narrow else BESIDE


def share_canvas(labels: Sequence[str], view: View) -> Canvas:
    """A canvas of bars from nothing to the whole, with lines of `labels` beside them or none.

    Bars of figures beside each other begin at one place, and have room for "100%" at their end.
    """
    left = label_margin(labels) if labels else 0
    if labels and view.paired:
        left = max(left, round(beside(view) * LETTER + 12))
    canvas = Canvas(0, WHOLE, left=left, right=0)
    room_for_whole(canvas)
    return canvas


def room_for_whole(canvas: Canvas) -> None:
    """Room behind the tracks of shares for "100%", whatever the longest bar: they end alike."""
    canvas.reserve(WHOLE, text_room(GAP + percent(WHOLE)))


def value_text(
    canvas: Canvas, x: float, y: float, text: str, *, quiet: bool = False, strong: bool = False
) -> None:
    """A text right of its mark; the right margin grows where it would leave a narrow screen."""
    size, color = (SMALL, "quiet") if quiet else (LABEL, "text")
    canvas.text(x, y, text, size=size, color=color, strong=strong)
    canvas.reserve(x, text_room(text) * size / LABEL)


def text_room(text: str) -> float:
    """Pixels that a text beside its mark takes."""
    return (width(text) - text.count(SPACE) / 2) * FIGURE


def why_hidden(result: Result, at: At) -> str:
    """Why an estimate is not drawn, in a few words."""
    return why_not(result.shares, at)


def hover_lines(result: Result, at: At, *names: str) -> list[str]:
    """What a mark tells on pointing at it."""
    return [*name_lines(*names), *told_lines(result, at)]


def name_lines(*names: str) -> list[str]:
    """Names on the lines that they take where a mark tells them; those there are."""
    return [line for name in names if name for line in wrapped(name, HOVER)]


def told_lines(result: Result, at: At) -> list[str]:
    """What a mark tells below its names."""
    estimated = result.shares
    if is_range(estimated.flag[at]):
        return [f"{range_text(estimated, at)} (95% interval)", why_hidden(result, at)]
    if np.isnan(estimated.count[at]):
        return [why_hidden(result, at)]
    low, high = percent(float(estimated.low[at])), percent(float(estimated.high[at]))
    lines = [f"{percent(float(estimated.share[at]))} (95% interval {low} to {high})"]
    lines.append(f"{count(estimated.count[at])} of {count(estimated.base[at])} respondents")
    few = estimated.flag[at] is Flag.SMALL_BASE
    return [*lines, uncertain(estimated.base[at])] if few else lines


def nothing_in(result: Result, y: int, *, ranges: bool = True) -> str:
    """Why a year of a result has nothing to draw; empty where it has.

    A figure that compares groups draws no `ranges`: nobody could tell which differ.
    """
    year = result.years[y]
    if year in result.gaps:
        return result.gaps[year]
    base, flag = result.shares.base[y], result.shares.flag[y]
    if any(is_shown(one) or (ranges and is_range(one)) for one in flag.flat):
        return ""
    if year in result.withheld:
        return result.withheld[year]
    most = float(base.max())
    if most == 0:
        return "No respondents answered this question. Remove a filter to see results."
    if most < COUNT_FROM:
        return (
            f"Not enough data (fewer than {COUNT_FROM} respondents). "
            "Remove a filter to see results."
        )
    return (
        f"Not enough data for percentages (n = {count(most)}; {SHARE_FROM} needed). "
        "Ranges are in the table. Remove a filter to see results."
    )


def ranked(result: Result, y: int, choices: Sequence[int], *, listed: bool = False) -> list[int]:
    """Choices in the order drawn: by share unless they have an order of their own, or as `listed`.

    Ranges follow by where they begin, hidden shares in the order of the questionnaire. The
    catch-all and answers that are no part of the list come last.
    """
    question, estimated = result.question, result.shares

    def place(v: int) -> tuple[int, int, float, int]:
        at = (y, 0, 0, v)
        if listed or is_ordered(question):
            return last(question.choices[v]), 0, 0.0, v
        flag = estimated.flag[at]
        tier = 0 if is_shown(flag) else 1 if is_range(flag) else 2
        height = (estimated.share, estimated.low)[tier][at] if tier < 2 else 0.0
        return last(question.choices[v]), tier, -float(height), v

    return sorted(choices, key=place)


def last(choice: Choice) -> int:
    """How far back a choice stands: the list, "other", "don't know", "none of these"."""
    return 3 if choice.exclusive else 2 if choice.outside else 1 if choice.other else 0


def is_ordered(question: Question) -> bool:
    """Whether the answers have an order that a figure keeps: a scale, bands, numbers."""
    return question.kind in (Kind.SCALE, Kind.NUMBER) or any(
        choice.is_band or choice.value is not None for choice in question.choices
    )


def top(
    question: Question, order: Sequence[int], most: int = MOST, *, listed: bool = False
) -> list[int]:
    """The choices drawn of many: the first ones, and those that always stand last."""
    if listed or len(order) <= most + 2 or is_ordered(question):
        return list(order)
    body = [v for v in order if not last(question.choices[v])]
    return [*body[:most], *(v for v in order if last(question.choices[v]))]


def scale_end(highs: Iterable[float], ends: Sequence[float] = (0.25, 0.5, 0.75, 1.0)) -> float:
    """The first of some ends that all shares are within: by default of quarters."""
    highest = max(highs, default=1.0)
    return next(end for end in ends if highest <= end)


def label_margin(labels: Sequence[str]) -> int:
    """Pixels that labels beside their marks need."""
    return round(max(map(width, labels)) * LETTER + 12)


def _facts(
    result: Result, y: int, order: Sequence[int], labels: Sequence[str], drawn: Sequence[int]
) -> list[str]:
    names = dict(zip(drawn, labels, strict=True))
    estimated = result.shares
    found = [
        (names[v], float(estimated.share[y, 0, 0, v]), estimated.flag[y, 0, 0, v])
        for v in order
        if v in names and not last(result.question.choices[v])
    ]
    ranges = [
        f"{names[v]} {range_text(estimated, (y, 0, 0, v))}"
        for v in order
        if v in names and is_range(estimated.flag[y, 0, 0, v])
    ]
    sure = facts(sorted(found, key=lambda one: -one[1] if one[2] is Flag.OK else 0.0))
    return sure or ([f"Ranges only: {', '.join(ranges[:3])}"] if ranges else [])
