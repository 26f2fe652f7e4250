"""Groups compared: a row for each answer or item, a dot on it for each group, who differs above."""

from collections.abc import Collection, Sequence
from functools import partial

import numpy as np

from dashboard.analysis.agreement import is_diverging, sides_of
from dashboard.analysis.following import NET
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import percent
from dashboard.analysis.segments import Apart
from dashboard.figures.change_marks import short_change, short_points
from dashboard.figures.context import View, label_in, newest
from dashboard.figures.figure import Figure, Table
from dashboard.figures.kinds.bars import is_ordered, last, nothing_in, top
from dashboard.figures.kinds.group_canvas import group_canvas
from dashboard.figures.kinds.group_words import (
    GroupRow,
    absent_group,
    absent_groups,
    facts_of_groups,
    largest_difference,
    other_groups,
    too_few,
    too_small,
)
from dashboard.figures.kinds.row_bars import (
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
from dashboard.figures.words import listed

MOST_GROUPS = 16
"""Groups drawn, the largest: a figure could not name more. The table has all."""


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
    return _figure(result, view, rows, table, notes)


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
            item=result.items[i],
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
    return view.measure_of_answer(result, label), note


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
        item=result.items[i],
        answer=result.question.choices[v],
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
        item=result.items[i],
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
    ends: Sequence[str] = (),
) -> Figure:
    y = result.years.index(newest(result))
    assert result.by is not None, "groups are those of a breakdown"
    why = ""
    able = [s for s in range(len(result.segments)) if any(row.shown(s) for row in rows)]
    own = view.own(result)
    shown = _largest(result, y, able, own)
    if result.by.id == result.question.id:
        why = "This question defines the groups. Set Compare to None to see its results."
    elif not shown:
        why = nothing_in(result, y, ranges=False) if result.each_choice else too_few(result)
    if why:
        return nothing(result, view, table, why, measure=of)
    names = {s: result.segment_label(result.segments[s]) for s in shown}
    filled = [any(row.shown(s) for s in shown) for row in rows]
    rows = [row for row, on in zip(rows, filled, strict=True) if on]
    proper = [s for s in shown if not last(result.by.choice(str(result.segments[s])))]
    without = [absent_group(result, y, s) for s in sorted(own.difference(able))]
    canvas = group_canvas(rows, names, proper, ends, view, without)
    ats = [(row.found, row.at(s)) for row in rows for s in shown if row.shown(s)]
    differing = any(row.differs(s) for row in rows for s in shown)
    return composed(
        canvas,
        table,
        result,
        view,
        "Dot plot",
        measure=of,
        facts=facts_of_groups(rows, names, proper),
        highlight=largest_difference(result, rows, proper),
        notes=[
            f"Large marks: significantly different from {other_groups(rows)}." if differing else "",
            paler("Hollow marks", ((found.flag[at], found.base[at]) for found, at in ats)),
            too_small(filled.count(False)),
            *notes,
            _not_shown(result, [s for s in able if s not in shown]),
            *absent_groups(result, y, [*able, *own]),
        ],
    )


def _largest(result: Result, y: int, able: Sequence[int], own: Collection[int]) -> list[int]:
    """Of the groups that can be drawn the reader's own and the largest, in their own order."""
    size = {s: float(np.nanmax(result.estimates.base[y, s], initial=0.0)) for s in able}
    return sorted(sorted(able, key=lambda s: (s not in own, -size[s], s))[:MOST_GROUPS])


def _not_shown(result: Result, rest: Sequence[int]) -> str:
    """Which groups are left out as smaller ones, and why; empty where all are drawn."""
    names = listed([result.segment_label(result.segments[s]) for s in rest], "and")
    why = f"only the {MOST_GROUPS} largest groups are drawn, the table has all"
    return f"Not shown: {names} ({why})." if rest else ""


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
