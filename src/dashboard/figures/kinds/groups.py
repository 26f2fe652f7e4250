"""Groups compared: a row for each answer or item, a dot on it for each group, who differs above."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from dashboard.analysis.agreement import is_diverging, sides_of
from dashboard.analysis.changes import NET
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import SPACE, count, percent
from dashboard.analysis.segments import Apart
from dashboard.estimates.reliability import COUNT_FROM, Flag
from dashboard.estimates.sums import Estimates
from dashboard.figures.canvas import LINE, MIDDLING, NARROW, SMALL, SMALL_LETTER, Canvas
from dashboard.figures.change_marks import short_change, short_points
from dashboard.figures.context import View, label_in, newest
from dashboard.figures.figure import Figure, Table
from dashboard.figures.kinds.bars import is_ordered, last, nothing_in, scale_end, top
from dashboard.figures.kinds.row_bars import (
    hover_of_row,
    item_label,
    items_drawn,
    left_out,
    mean_of_row,
)
from dashboard.figures.kinds.scales import NET_WORDS, net_table, net_text
from dashboard.figures.kinds.score_table import score_table
from dashboard.figures.layout import composed, nothing
from dashboard.figures.score_words import measure, written
from dashboard.figures.table import is_shown, share_table
from dashboard.figures.words import listed, width, wrapped

APART_BY_COLOUR = 8
"""Of more groups than these only those that differ have colours: nobody tells more apart."""
COLOURS = 10
ROW = 26
LARGE, SMALLER = 12, 9
TOLD = 3
"""Differences told in the line above the rows."""


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """One number by group: where it stands in `found` behind year and segment.

    `apart` says which groups differ, `apart_at` where the row stands there.
    """

    label: str
    found: Estimates
    y: int
    place: tuple[int, ...]
    apart: Apart | None
    apart_at: tuple[int, ...]
    written: Callable[[float], str]
    changed: Callable[[float], str]

    def at(self, s: int) -> tuple[int, ...]:
        """The place of a group's number."""
        return (self.y, s, *self.place)

    def shown(self, s: int) -> bool:
        """Whether the number of a group may be drawn."""
        flag = self.found.flag[self.at(s)]
        return is_shown(flag) and bool(np.isfinite(self.found.estimate[self.at(s)]))

    def value(self, s: int) -> float:
        """The number of a group."""
        return float(self.found.estimate[self.at(s)])

    def differs(self, s: int) -> bool:
        """Whether the tests mark the group's difference from everybody else."""
        return self.apart is not None and bool(self.apart.marked[(s, *self.apart_at)])


def series_colour(place: int) -> str:
    """The colour of a group: fixed by its place in the codebook."""
    return f"series-{place % COLOURS + 1}"


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
    if result.net is not None and is_diverging(result.question):
        rows.append(_net_row(result, view, y, 0, "Net score"))
        notes.append(NET_WORDS)
    ranked = [not last(result.question.choices[v]) for v in drawn]
    return _figure(result, view, rows, share_table(result, order), notes, ranked=ranked)


def group_rows(result: Result, view: View) -> Figure:
    """The rows of a matrix by group: net scores of a scale, else the commonest answer."""
    if is_diverging(result.question):
        return groups(result, view) if result.items == (None,) else _nets(result, view)
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
    note = f"“{label}” is the most common answer; the table has all."
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
    return _figure(result, view, rows, table, notes, of="Net score", ends=ends)


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
    shown = [s for s in range(len(result.segments)) if any(row.shown(s) for row in rows)]
    if result.by.id == result.question.id:
        why = "This question defines the groups. Set Compare to None to see its results."
    elif not shown:
        why = nothing_in(result, y, ranges=False) if result.each_choice else _too_few(result)
    if why:
        return nothing(result, view, table, why)
    names = {s: result.segment_label(result.segments[s]) for s in shown}
    proper = [s for s in shown if not last(result.by.choice(str(result.segments[s])))]
    canvas = _canvas(rows, names, _coloured(rows, proper), ends, view)
    few = any(
        row.found.flag[row.at(s)] is Flag.SMALL_BASE for row in rows for s in shown if row.shown(s)
    )
    differing = any(row.differs(s) for row in rows for s in shown)
    return composed(
        canvas,
        table,
        result,
        view,
        "Dot plot",
        measure=of,
        facts=_facts(rows, names, ranked),
        notes=[
            f"Large dots: significantly different from {_others(rows)}." if differing else "",
            "Hollow dots: small sample." if few else "",
            *notes,
            *_absent(result, y, shown),
        ],
    )


def _too_few(result: Result) -> str:
    most = float(result.estimates.base.max(initial=0))
    why = f"n = {count(most)}" if most >= COUNT_FROM else f"fewer than {COUNT_FROM} respondents"
    return f"Not enough data in each group ({why}). Choose fewer filters, or another comparison."


def _canvas(
    rows: Sequence[GroupRow],
    names: Mapping[int, str],
    coloured: Sequence[int],
    ends: Sequence[str],
    view: View,
) -> Canvas:
    canvas = Canvas(0, 1, left=0, right=4)
    part, letters = (0.27, 26) if not view.narrow else (0.36, 22) if view.paired else (0.38, 19)
    room = NARROW + 90 if view.narrow and view.paired else NARROW if view.narrow else MIDDLING
    for line in wrapped(_who_differs(rows, names), int(room / SMALL_LETTER)):
        canvas.text(0, canvas.down(LINE) + LINE / 2, line, size=SMALL)
    _key(canvas, names, coloured, room)
    low, high = _scale(rows, names)
    start, end = part + (0.08 if view.narrow else 0.05), 0.92

    def x(value: float) -> float:
        return start + (end - start) * (value - low) / (high - low)

    if ends and low < 0:
        # What both ends of a scale around nought mean, in words.
        middle = canvas.down(20) + 8
        canvas.text(start, middle, f"← {ends[0]}", size=SMALL, colour="quiet")
        canvas.text(end, middle, f"{ends[1]} →", align="right", size=SMALL, colour="quiet")
    for row in rows:
        canvas.row()
        lines = wrapped(row.label, letters)
        tall = max(ROW, len(lines) * 16 + 6)
        middle = canvas.down(tall) + tall / 2
        canvas.text(0, middle, lines)
        canvas.line([(start, middle), (end, middle)], "grid")
        if low < 0:
            canvas.line([(x(0), middle - 8), (x(0), middle + 8)], "muted")
        _dots(canvas, row, names, coloured, middle, x)
    canvas.down(4)
    return canvas


def _scale(rows: Sequence[GroupRow], names: Mapping[int, str]) -> tuple[float, float]:
    """The ends of the scale that all rows share."""
    values = [row.value(s) for row in rows for s in names if row.shown(s)]
    if all(row.found.estimate.ndim == 4 for row in rows):
        return 0.0, scale_end(values)
    low, high = min([0.0, *values]), max([0.0, *values])
    return low, high if high > low else low + 1


def _coloured(rows: Sequence[GroupRow], proper: Sequence[int]) -> list[int]:
    """The groups in colours of their own: all, or of many those that differ most often.

    What stands for the rest has none.
    """
    if len(proper) <= APART_BY_COLOUR:
        return list(proper)
    often = {s: sum(row.differs(s) for row in rows) for s in proper}
    most = sorted((s for s in proper if often[s]), key=lambda s: (-often[s], s))
    return sorted(most[:APART_BY_COLOUR])


def _key(canvas: Canvas, names: Mapping[int, str], coloured: Sequence[int], room: float) -> None:
    """The groups by name, each with its dot; those without a colour together."""
    entries = [(names[s], series_colour(s)) for s in coloured]
    grey = [name for s, name in names.items() if s not in coloured]
    entries += [(grey[0] if len(grey) == 1 else "Other groups", "muted")] if grey else []
    if not entries:
        return
    longest = max(width(name) for name, _ in entries)
    across = max(1, min(len(entries), int(room / ((longest + 4) * SMALL_LETTER))))
    for begin in range(0, len(entries), across):
        middle = canvas.down(18) + 9
        for n, (name, colour) in enumerate(entries[begin : begin + across]):
            place = n / across + 0.012
            canvas.dot(place, middle, colour, [name], size=SMALLER)
            canvas.text(place, middle, SPACE * 3 + name, size=SMALL, colour="quiet")
    canvas.down(6)


def _dots(
    canvas: Canvas,
    row: GroupRow,
    names: Mapping[int, str],
    coloured: Sequence[int],
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
    canvas.text(x(least), middle, row.written(least) + SPACE * 3, align="right", size=SMALL,
                colour="quiet")  # fmt: skip
    if row.written(most) != row.written(least):
        canvas.text(x(most), middle, SPACE * 3 + row.written(most), size=SMALL, colour="quiet")
    for s in sorted(shown, key=lambda s: (row.differs(s), s in coloured, s)):
        at = row.at(s)
        canvas.dot(
            x(values[s]),
            middle,
            series_colour(s) if s in coloured else "muted",
            hover_of_row(row.label, names[s], row.found, at, row.written),
            size=LARGE if row.differs(s) else SMALLER,
            hollow=row.found.flag[at] is Flag.SMALL_BASE,
        )


def _who_differs(rows: Sequence[GroupRow], names: Mapping[int, str]) -> str:
    """Who differs most surely from everybody else, in a line; that nobody does."""
    tested = [row for row in rows if row.apart is not None]
    if len(names) == 1:
        return f"Only {next(iter(names.values()))} has a sample large enough to compare."
    if not tested:
        return ""
    told = [
        (abs(change), f"{name}: {row.label} {row.changed(change)}")
        for row in tested
        if row.apart is not None
        for s, name in names.items()
        if row.shown(s) and row.apart.told[(s, *row.apart_at)]
        for change in [float(row.apart.changes.change[(s, *row.apart_at)])]
    ]
    if not told:
        marked = any(row.differs(s) for row in tested for s in names)
        return "" if marked else f"No group differs significantly from {_others(rows)}."
    best = [text for _, text in sorted(told, key=lambda one: -one[0])]
    more = f"; {len(best) - TOLD} more" if len(best) > TOLD else ""
    return f"Compared with {_others(rows)}: {'; '.join(best[:TOLD])}{more}."


def _others(rows: Sequence[GroupRow]) -> str:
    """Whom each group is set against."""
    return next((row.apart.others for row in rows if row.apart is not None), "all others")


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


def _absent(result: Result, y: int, shown: Sequence[int]) -> list[str]:
    """The groups that are not drawn, and why, in one sentence each reason."""
    few, gone = [], []
    year = result.years[y]
    for s, segment in enumerate(result.segments):
        if s in shown or result.by is None or year not in result.by.choice(str(segment)).asked:
            continue
        label = result.segment_label(segment)
        base = float(result.estimates.base[y, s].max())
        if (result.estimates.flag[y, s] == Flag.NOT_ASKED).all():
            gone.append(label)
        elif not (result.estimates.flag[y, s] == Flag.WITHHELD).any():
            few.append(f"{label} (n = {base:.0f})" if base >= COUNT_FROM else label)
    said = [f"Small sample: {listed(few)}."] if few else []
    return [*said, f"Not asked: {listed(gone)}."] if gone else said


def _facts(rows: Sequence[GroupRow], names: Mapping[int, str], ranked: Sequence[bool]) -> list[str]:
    """Who differs; else for the first rows which groups give most and least."""
    summary = _who_differs(rows, names)
    found = []
    for row in [row for row, on in zip(rows, ranked or [True] * len(rows), strict=False) if on]:
        sure = [
            (row.value(s), name)
            for s, name in names.items()
            if row.shown(s) and row.found.flag[row.at(s)] is Flag.OK
        ]
        if len(sure) > 1:
            (low, least), (high, most) = min(sure), max(sure)
            parts = f"{row.written(high)} of {most}, {row.written(low)} of {least}"
            found.append(f"{row.label}: {parts}")
        elif sure:
            [(value, name)] = sure
            found.append(f"{row.label}: {row.written(value)} of {name}")
    return [*([summary.rstrip(".")] if summary else []), *found[:2]]
