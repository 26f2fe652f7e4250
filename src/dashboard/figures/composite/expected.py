"""Now and later: for each part two dots, and how many expect more, the same, or less."""

from dashboard.analysis.expectations import Expectations
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import (
    DASH,
    ROUNDED_APART,
    SPACE,
    count,
    percent,
    points,
    rounds_apart,
)
from dashboard.analysis.sentences import points_words
from dashboard.estimates.reliability import COUNT_FROM, Flag
from dashboard.figures.canvas import LINE, SMALL, Align, Canvas
from dashboard.figures.change_marks import DOWN, UP
from dashboard.figures.composite.telling import One, figure_of, highlight_of_one, one_of
from dashboard.figures.context import View, label_in
from dashboard.figures.figure import Column, Figure, Highlight, Table
from dashboard.figures.highlights import POINTS
from dashboard.figures.kinds.bars import LETTERS, WHOLE, last
from dashboard.figures.kinds.dodging import dodged, mark_of
from dashboard.figures.table import interval_text, paler
from dashboard.figures.words import wrapped

TODAY, LATER = ("muted", "quiet", 9), ("accent", "accent", 12)
"""The colors of a mark and of its number, and its size: the same whichever number is larger."""
RIGHT = 70
"""Pixels of the margin in which changes stand."""


def expected(
    found: Expectations, of: Result, view: View, *, id: str, title: str, when: str
) -> Figure:
    """Mean percentages of today and of later by the same people, the largest today first.

    Below each pair a strip: who expects less, the same, more. `of` is today's allocation, `when`
    says how much later the other is, as in "in three years".
    """
    y = len(found.years) - 1
    year = found.years[y]
    shown = [i for i, item in enumerate(found.items) if year in item.asked]
    now = {i: one_of(found.now, (y, i)) for i in shown}
    later = {i: one_of(found.later, (y, i)) for i in shown}
    order = sorted(shown, key=lambda i: (last(found.items[i]), -_known(now[i]), i))
    people = max((one.base for one in now.values()), default=0)
    table = _table(found, y, order, when)
    # The strip below a pair is a whole: one percent is as long on it as above it.
    canvas = Canvas(-0.12, WHOLE, right=RIGHT, wide=view.wide)
    _key(canvas, when)
    for i in order:
        canvas.row()
        names = wrapped(label_in(found.items[i], year), LETTERS)
        top = canvas.down(len(names) * LINE + 2)
        canvas.text(canvas.start, top + len(names) * LINE / 2, names)
        _row(canvas, found, (y, i), now[i], later[i], when)
    return figure_of(
        canvas,
        table,
        view,
        of,
        id=id,
        title=title,
        kind="Dumbbell chart",
        measure=f"Average percentage, today and expected {when}",
        base=f"{count(people)} respondents who answered both" if people >= COUNT_FROM
        else f"Fewer than {COUNT_FROM} respondents answered both",
        facts=_facts(found, y, order),
        highlight=_highlight(title, found, y, order, when),
        notes=[
            "Same respondents for both; expectations, not a forecast.",
            paler("Hollow dots", ((one.flag, one.base) for one in now.values())),
            ROUNDED_APART if any(_rounds_apart(found, (y, i)) for i in order) else "",
        ],
        # Numbers of those who answered both: no result of one question has them.
        found=(),
    )  # fmt: skip


def _known(one: One) -> float:
    return one.estimate if one.shown else 0.0


def _rounds_apart(found: Expectations, at: tuple[int, int]) -> bool:
    """Whether the two numbers of a part, as written, differ by another than their change."""
    now, later, change = (one_of(part, at) for part in (found.now, found.later, found.change))
    shown = now.shown and later.shown
    return shown and rounds_apart(now.estimate, later.estimate, change.estimate)


def _key(canvas: Canvas, when: str) -> None:
    middle = canvas.down(26) + 10
    wide = canvas.end - canvas.start
    for x, text, (color, _, size) in ((0.03, "today", TODAY), (0.25, when, LATER)):
        place = canvas.start + wide * x
        canvas.dot(place, middle, color, [text], size=size)
        canvas.text(place, middle, SPACE * 4 + text, size=SMALL, color="quiet")


def _row(
    canvas: Canvas,
    found: Expectations,
    at: tuple[int, int],
    now: One,
    later: One,
    when: str,
) -> None:
    if not (now.shown and later.shown):
        text = f"{DASH} {now.why}"
        if now.ranged and later.ranged:
            today, then = (interval_text(one.low, one.high) for one in (now, later))
            text = f"Today {today}, {when} {then}"
        middle = canvas.down(20) + 10
        canvas.text(canvas.start, middle, text, size=SMALL, color="quiet")
        canvas.down(6)
        return
    middle = _pair(canvas, now, later, when)
    change = one_of(found.change, at)
    sure = change.low > 0 or change.high < 0
    text = (UP if change.estimate > 0 else DOWN) + SPACE if sure else ""
    canvas.text(canvas.end, middle, SPACE * 2 + text + points(change.estimate), size=SMALL,
                strong=sure, color="text" if sure else "quiet")  # fmt: skip
    _strip(canvas, found, at)
    canvas.down(10)


def _pair(canvas: Canvas, now: One, later: One, when: str) -> float:
    """Both marks on a line, or one below the other where they would meet; gives their middle."""
    values = now.estimate, later.estimate
    marks = [
        mark_of(value / (canvas.end - canvas.start) * canvas.room, size, "circle")
        for value, (_, _, size) in zip(values, (TODAY, LATER), strict=True)
    ]
    down = dodged(marks)
    up, below = (max(0.0, *(side * one for one in down)) for side in (-1, 1))
    middle = canvas.down(20 + up + below) + 10 + up
    heights = [middle + one for one in down]
    canvas.line(list(zip(values, heights, strict=True)), "muted", 2)
    few = now.flag is Flag.SMALL_BASE
    sides: tuple[Align, Align] = ("right", "left") if values[0] <= values[1] else ("left", "right")
    both = zip(values, heights, sides, ("today", when), (TODAY, LATER), strict=True)
    # From left to right, as they are read where only the words are: on paper, copied.
    for value, height, side, name, (color, number, size) in sorted(both, key=lambda one: one[0]):
        canvas.dot(value, height, color, [f"{name} {percent(value)}"], size=size, hollow=few)
        text = percent(value) + SPACE * 4 if side == "right" else SPACE * 4 + percent(value)
        canvas.text(value, height, text, align=side, size=SMALL, color=number,
                    strong=name == when)  # fmt: skip
    return middle + (below - up) / 2


def _strip(canvas: Canvas, found: Expectations, at: tuple[int, int]) -> None:
    """Who expects less, the same and more, as one thin bar with its three numbers."""
    parts = (
        (found.down, "diverging-5", "less"),
        (found.flat, "diverging-4/35", "same"),
        (found.up, "diverging-2", "more"),
    )
    shares = [(one_of(part, at), color, word) for part, color, word in parts]
    middle = canvas.down(12) + 5
    x = 0.0
    for one, color, word in shares:
        canvas.bar(x, x + one.estimate, middle, 6, color,
                   [f"{percent(one.estimate)} expect {word}"])  # fmt: skip
        x += one.estimate
    text = " · ".join(f"{percent(one.estimate)} {word}" for one, _, word in shares)
    canvas.text(0, canvas.down(16) + 7, text, size=SMALL, color="quiet")


def _highlight(
    title: str, found: Expectations, y: int, order: list[int], when: str
) -> Highlight | None:
    """The largest expected change whose interval keeps clear of none."""
    sure = []
    for i in order:
        one = one_of(found.change, (y, i))
        if one.flag is Flag.OK and one.shown and (one.low > 0 or one.high < 0):
            sure.append((abs(one.estimate), -i, one))
    if not sure:
        return None
    _, i, one = max(sure)
    today, then = (percent(one_of(part, (y, -i)).estimate) for part in (found.now, found.later))
    told = f"{title}: {found.items[-i].label}, {today} today, {then} expected {when}"
    return highlight_of_one(told, one, points_words, of=POINTS)


def _facts(found: Expectations, y: int, order: list[int]) -> list[str]:
    sure = []
    for i in order:
        one = one_of(found.change, (y, i))
        if one.flag is Flag.OK and one.shown:
            sure.append((abs(one.estimate), f"{found.items[i].label} {points(one.estimate)}"))
    return [text for _, text in sorted(sure, reverse=True)[:3]]


def _table(found: Expectations, y: int, order: list[int], when: str) -> Table:
    columns = (
        Column(heading="Part"),
        *(Column(heading=h, unit="percent") for h in ("Today", when[:1].upper() + when[1:])),
        *(Column(heading=h, unit="points") for h in ("Change", "Change, low", "Change, high")),
        *(Column(heading=h, unit="percent") for h in ("Expect less", "Same", "More")),
        Column(heading="Base", unit="count"),
        Column(heading="Remark"),
    )
    rows = []
    parts = (found.now, found.later, found.change, found.down, found.flat, found.up)
    for i in order:
        now, later, change, down, flat, up = (one_of(part, (y, i)).cells() for part in parts)
        shares = (down[0], flat[0], up[0])
        rows.append((found.items[i].label, now[0], later[0], *change[:3], *shares, now[3], now[4]))
    return Table(columns=columns, rows=tuple(rows))
