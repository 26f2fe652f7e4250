"""Groups compared: a row for each answer or item, a dot on it for each group, who differs above."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from dashboard.analysis.agreement import is_diverging, sides_of
from dashboard.analysis.following import NET
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import SPACE, percent
from dashboard.analysis.segments import Apart
from dashboard.estimates.reliability import Flag
from dashboard.figures.canvas import LINE, MIDDLING, NARROW, SMALL, SMALL_LETTER, Canvas
from dashboard.figures.change_marks import short_change, short_points
from dashboard.figures.context import View, label_in, newest
from dashboard.figures.figure import Figure, Table
from dashboard.figures.kinds.bars import is_ordered, last, nothing_in, scale_end, top
from dashboard.figures.kinds.group_words import (
    GroupRow,
    absent_groups,
    facts_of_groups,
    largest_difference,
    other_groups,
    too_few,
    too_small,
    who_differs,
)
from dashboard.figures.kinds.row_bars import (
    hover_of_row,
    item_label,
    items_drawn,
    left_out,
    mean_of_row,
)
from dashboard.figures.kinds.scales import NET_SCORE, NET_WORDS, has_net_rows, net_table, net_text
from dashboard.figures.kinds.score_table import score_table
from dashboard.figures.layout import composed, nothing
from dashboard.figures.score_words import measure, written
from dashboard.figures.table import paler, share_table
from dashboard.figures.words import listed, width, wrapped

MOST_GROUPS = 16
"""Groups drawn, the largest: a figure could not name more. The table has all."""
APART_BY_COLOR = 8
"""Of more groups than these only those that differ have colors: nobody tells more apart."""
COLORS = 10
SYMBOLS = ("circle", "square", "diamond")
"""Shapes that groups take in turn: several colors are about as light as each other."""
STEPS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.75, 1.0)
"""Where a scale of shares may end: finer than that of bars, as many marks share a row."""
ROW = 26
LARGE, SMALLER = 12, 9


def series_color(place: int) -> str:
    """The color of a group: fixed by its place in the codebook."""
    return f"series-{place % COLORS + 1}"


def series_symbol(place: int) -> str:
    """The shape of a group's marks, fixed as its color is."""
    return SYMBOLS[place % len(SYMBOLS)]


def groups(result: Result, view: View) -> Figure:
    """The shares of each group, answer by answer; of a scale its net score in the last row."""
    y = result.years.index(newest(result))
    order = _order(result, y, listed=view.listed)
    drawn = top(result.question, order, listed=view.listed)
    rows = [
        _share_row(result, view, y, 0, v, label_in(result.question.choices[v], result.years[y]))
        for v in drawn
    ]
    notes = [left_out(drawn, order)]
    table = share_table(result, order)
    if result.net is not None and is_diverging(result.question):
        table = net_table(result, result.net, (0,))
        rows.append(_net_row(result, view, y, 0, NET_SCORE))
        notes.append(NET_WORDS)
    ranked = [not last(result.question.choices[v]) for v in drawn]
    return _figure(result, view, rows, table, notes, ranked=ranked)


def group_rows(result: Result, view: View) -> Figure:
    """The rows of a matrix by group: net scores of a scale, else the commonest answer."""
    if has_net_rows(result):
        return _nets(result, view)
    if is_diverging(result.question):
        return groups(result, view)
    y = result.years.index(newest(result))
    answers = result.offered(result.years[y])
    answer = commonest(result, y)
    share = result.shares.share[y, :, :, answer]
    drawn, order = items_drawn(result, partial(mean_of_row, share))
    rows = [_share_row(result, view, y, i, answer, item_label(result, i)) for i in drawn]
    of, note = answer_in_words(result, view, answer)
    notes = [note, left_out(drawn, order)]
    return _figure(result, view, rows, share_table(result, answers, order), notes, of=of)


def group_scores(result: Result, view: View) -> Figure:
    """Scores, means and medians of each group, a row for each item."""
    y = result.years.index(newest(result))
    estimates = result.estimates
    ordered = any(item is not None and item.is_band for item in result.items)

    def score(i: int) -> float:
        item = result.items[i]
        behind = last(item) if item is not None else 0
        return 0.0 if ordered else mean_of_row(estimates.estimate[y], i) - 1e9 * behind

    drawn, order = items_drawn(result, score)
    apart = view.apart.get((result.question.id, result.statistic.name))
    rows = [
        GroupRow(
            label=item_label(result, i) or result.statistic.words,
            found=estimates,
            y=y,
            place=(i,),
            apart=apart,
            apart_at=(i,),
            written=partial(written, result),
            changed=partial(short_change, result),
        )
        for i in drawn
    ]
    table = score_table(result, order, {})
    ends = result.statistic.ends
    notes = [left_out(drawn, order)]
    return _figure(result, view, rows, table, notes, of=measure(result), ends=ends)


def commonest(result: Result, y: int) -> int:
    """The answer that rows give most often on average, of those on the list."""
    known = np.nan_to_num(result.shares.share[y]).mean(axis=(0, 1))
    choices = result.question.choices
    body = [v for v in result.offered(result.years[y]) if not last(choices[v])]
    return max(body, key=lambda v: (float(known[v]), -v), default=0)


def answer_in_words(result: Result, view: View, answer: int) -> tuple[str, str]:
    """What is measured where rows are shown by one of their answers, and that they are."""
    label = label_in(result.question.choices[answer], newest(result))
    note = f"Rows show the answer “{label}”; the table has all answers."
    return f"{view.measure(result)} answering “{label}”", note


def _nets(result: Result, view: View) -> Figure:
    nets = result.net
    assert nets is not None, "a diverging question has a net score"
    y = result.years.index(newest(result))
    drawn, order = items_drawn(result, partial(mean_of_row, nets.estimate[y]))
    rows = [_net_row(result, view, y, i, item_label(result, i)) for i in drawn]
    table = net_table(result, nets, order)
    notes = [NET_WORDS, left_out(drawn, order)]
    sides = sides_of(result.question)
    ends = tuple(result.question.choices[v].label for v in (sides.scale[0], sides.scale[-1]))
    return _figure(result, view, rows, table, notes, of=NET_SCORE, ends=ends)


def _share_row(result: Result, view: View, y: int, i: int, v: int, label: str) -> GroupRow:
    apart = view.apart.get((result.question.id, result.statistic.name))
    return GroupRow(
        label=label,
        found=result.shares,
        y=y,
        place=(i, v),
        apart=apart,
        apart_at=(_whole_place(result, apart, i), v),
        written=percent,
        changed=short_points,
    )


def _net_row(result: Result, view: View, y: int, i: int, label: str) -> GroupRow:
    assert result.net is not None, "a diverging question has a net score"
    apart = view.apart.get((result.question.id, NET))
    return GroupRow(
        label=label,
        found=result.net,
        y=y,
        place=(i,),
        apart=apart,
        apart_at=(_whole_place(result, apart, i),),
        written=net_text,
        changed=short_points,
    )


def _whole_place(result: Result, apart: Apart | None, i: int) -> int:
    """Where an item stands in the whole question, of which a result may hold some rows alone."""
    item = result.items[i]
    return i if apart is None or item is None else apart.items[item.id]


def _figure(
    result: Result,
    view: View,
    rows: Sequence[GroupRow],
    table: Table,
    notes: Sequence[str],
    *,
    of: str | None = None,
    ranked: Sequence[bool] = (),
    ends: Sequence[str] = (),
) -> Figure:
    y = result.years.index(newest(result))
    assert result.by is not None, "groups are those of a breakdown"
    why = ""
    able = [s for s in range(len(result.segments)) if any(row.shown(s) for row in rows)]
    shown = _largest(result, y, able)
    if result.by.id == result.question.id:
        why = "This question defines the groups. Set Compare to None to see its results."
    elif not shown:
        why = nothing_in(result, y, ranges=False) if result.each_choice else too_few(result)
    if why:
        return nothing(result, view, table, why, measure=of)
    names = {s: result.segment_label(result.segments[s]) for s in shown}
    filled = [any(row.shown(s) for s in shown) for row in rows]
    rows = [row for row, on in zip(rows, filled, strict=True) if on]
    ranked = [one for one, on in zip(ranked, filled, strict=False) if on]
    proper = [s for s in shown if not last(result.by.choice(str(result.segments[s])))]
    canvas = _canvas(rows, names, _colored(rows, proper), ends, view)
    ats = [(row.found, row.at(s)) for row in rows for s in shown if row.shown(s)]
    differing = any(row.differs(s) for row in rows for s in shown)
    return composed(
        canvas,
        table,
        result,
        view,
        "Dot plot",
        measure=of,
        facts=facts_of_groups(rows, names, ranked),
        highlight=largest_difference(result, rows, names),
        notes=[
            f"Large marks: significantly different from {other_groups(rows)}." if differing else "",
            paler("Hollow marks", ((found.flag[at], found.base[at]) for found, at in ats)),
            too_small(filled.count(False)),
            *notes,
            _not_shown(result, [s for s in able if s not in shown]),
            *absent_groups(result, y, able),
        ],
    )


def _largest(result: Result, y: int, able: Sequence[int]) -> list[int]:
    """Of the groups that can be drawn the largest ones, in their own order."""
    size = {s: float(np.nanmax(result.estimates.base[y, s], initial=0.0)) for s in able}
    return sorted(sorted(able, key=lambda s: (-size[s], s))[:MOST_GROUPS])


def _not_shown(result: Result, rest: Sequence[int]) -> str:
    """Which groups are left out as smaller ones, and why; empty where all are drawn."""
    names = listed([result.segment_label(result.segments[s]) for s in rest], "and")
    why = f"only the {MOST_GROUPS} largest groups are drawn, the table has all"
    return f"Not shown: {names} ({why})." if rest else ""


def _canvas(
    rows: Sequence[GroupRow],
    names: Mapping[int, str],
    colored: Sequence[int],
    ends: Sequence[str],
    view: View,
) -> Canvas:
    canvas = Canvas(0, 1, left=0, right=4)
    part, letters = (0.27, 26) if not view.narrow else (0.36, 22) if view.paired else (0.38, 19)
    room = NARROW + 90 if view.narrow and view.paired else NARROW if view.narrow else MIDDLING
    differing = who_differs(rows, names)
    for line in wrapped(differing, int(room / SMALL_LETTER)) if differing else ():
        canvas.text(0, canvas.down(LINE) + LINE / 2, line, size=SMALL)
    _key(canvas, names, colored, room)
    low, high = _scale(rows, names)
    # A row's highest number stands behind its mark, also where that is at the end of the scale.
    highest = [max(row.value(s) for s in names if row.shown(s)) for row in rows]
    longest = max(width(row.written(one)) for row, one in zip(rows, highest, strict=True))
    start, end = part + (0.08 if view.narrow else 0.05), 1 - (longest + 2) * SMALL_LETTER / room

    def x(value: float) -> float:
        return start + (end - start) * (value - low) / (high - low)

    if ends and low < 0:
        # What both ends of a scale around nought mean, in words.
        least, most = f"← {ends[0]}", f"{ends[1]} →"
        beside = (width(least) + width(most) + 2) * SMALL_LETTER <= (end - start) * room
        middle = canvas.down(20) + 8
        canvas.text(start, middle, least, size=SMALL, color="quiet")
        middle = middle if beside else canvas.down(16) + 4
        canvas.text(end, middle, most, align="right", size=SMALL, color="quiet")
    for row in rows:
        canvas.row()
        lines = wrapped(row.label, letters)
        tall = max(ROW, len(lines) * 16 + 6)
        middle = canvas.down(tall) + tall / 2
        canvas.text(0, middle, lines)
        canvas.line([(start, middle), (end, middle)], "grid")
        if low < 0 and not _over_zero(row, names, x, room):
            canvas.line([(x(0), middle - 8), (x(0), middle + 8)], "muted")
        _dots(canvas, row, names, colored, middle, x)
    canvas.down(4)
    return canvas


def _over_zero(
    row: GroupRow, names: Mapping[int, str], x: Callable[[float], float], room: float
) -> bool:
    """Whether a number beside the marks of a row lies where its zero is."""
    values = [row.value(s) for s in names if row.shown(s)]
    sides = ((min(values), 1), (max(values), -1))
    return any(
        0 < side * (x(one) - x(0)) * room < (width(row.written(one)) + 2) * SMALL_LETTER
        for one, side in sides
    )


def _scale(rows: Sequence[GroupRow], names: Mapping[int, str]) -> tuple[float, float]:
    """The ends of the scale that all rows share."""
    values = [row.value(s) for row in rows for s in names if row.shown(s)]
    if all(row.found.estimate.ndim == 4 for row in rows):
        return 0.0, scale_end(values, STEPS)
    low, high = min([0.0, *values]), max([0.0, *values])
    return low, high if high > low else low + 1


def _colored(rows: Sequence[GroupRow], proper: Sequence[int]) -> list[int]:
    """The groups in colors of their own: all, or of many those that differ most often.

    What stands for the rest has none.
    """
    if len(proper) <= APART_BY_COLOR:
        return list(proper)
    often = {s: sum(row.differs(s) for row in rows) for s in proper}
    most = sorted((s for s in proper if often[s]), key=lambda s: (-often[s], s))
    return sorted(most[:APART_BY_COLOR])


def _key(canvas: Canvas, names: Mapping[int, str], colored: Sequence[int], room: float) -> None:
    """The groups by name, each with its dot; those without a color together."""
    entries = [(names[s], series_color(s), series_symbol(s)) for s in colored]
    grey = [name for s, name in names.items() if s not in colored]
    others = grey[0] if len(grey) == 1 else "Other groups"
    entries += [(others, "muted", SYMBOLS[0])] if grey else []
    if not entries:
        return
    longest = max(width(name) for name, *_ in entries)
    across = max(1, min(len(entries), int(room / ((longest + 4) * SMALL_LETTER))))
    for begin in range(0, len(entries), across):
        middle = canvas.down(18) + 9
        for n, (name, color, symbol) in enumerate(entries[begin : begin + across]):
            place = n / across + SMALLER / room
            canvas.dot(place, middle, color, [name], size=SMALLER, symbol=symbol)
            canvas.text(place, middle, SPACE * 4 + name, size=SMALL, color="quiet")
    canvas.down(6)


def _dots(
    canvas: Canvas,
    row: GroupRow,
    names: Mapping[int, str],
    colored: Sequence[int],
    middle: float,
    x: Callable[[float], float],
) -> None:
    """A row's groups, the differing ones last so that nothing lies over them."""
    shown = [s for s in names if row.shown(s)]
    if not shown:
        return
    values = {s: row.value(s) for s in shown}
    least, most = min(values.values()), max(values.values())
    canvas.line([(x(least), middle), (x(most), middle)], "muted", 2)
    canvas.text(x(least), middle, row.written(least) + SPACE * 4, align="right", size=SMALL,
                color="quiet")  # fmt: skip
    if row.written(most) != row.written(least):
        canvas.text(x(most), middle, SPACE * 4 + row.written(most), size=SMALL, color="quiet")
    for s in sorted(shown, key=lambda s: (row.differs(s), s in colored, s)):
        at = row.at(s)
        canvas.dot(
            x(values[s]),
            middle,
            series_color(s) if s in colored else "muted",
            hover_of_row(row.label, names[s], row.found, at, row.written),
            size=LARGE if row.differs(s) else SMALLER,
            hollow=row.found.flag[at] is Flag.SMALL_BASE,
            symbol=series_symbol(s) if s in colored else SYMBOLS[0],
        )


def _order(result: Result, y: int, *, listed: bool) -> list[int]:
    """Choices by their average over the groups shown, unless they have an order, or as `listed`."""
    question, offered = result.question, result.offered(result.years[y])
    share = result.shares.share[y, :, 0]
    known = ~np.isnan(share).all(axis=1)
    average = np.nan_to_num(share[known]).mean(axis=0) if known.any() else np.zeros(len(share[0]))

    def place(v: int) -> tuple[int, float, int]:
        height = 0.0 if listed or is_ordered(question) else -float(average[v])
        return last(question.choices[v]), height, v

    return sorted(offered, key=place)
