"""Scales of agreement: bars that part around the neutral middle, the net score at their end."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import product

import numpy as np

from dashboard.analysis.agreement import Sides, is_diverging, sides_of
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import DASH, SPACE, percent, rounded, signed
from dashboard.codebook import Question
from dashboard.estimates.reliability import COUNT_FROM, Flag
from dashboard.estimates.sums import Estimates
from dashboard.figures.canvas import LINE, SMALL, Align, Canvas
from dashboard.figures.change_marks import CHANGE_COLUMNS, NO_CHANGE, Into
from dashboard.figures.context import View, newest
from dashboard.figures.figure import Column, Figure, Table
from dashboard.figures.kinds.bars import (
    hover_lines,
    label_above,
    nothing_in,
    value_text,
    why_hidden,
)
from dashboard.figures.kinds.row_bars import (
    Line,
    facts_of,
    items_drawn,
    leading_row,
    left_out,
    lines_of,
    margin_for,
    mean_of_row,
    put_label,
    row_captions,
    row_flags,
)
from dashboard.figures.layout import composed, nothing
from dashboard.figures.table import (
    SMALL_SAMPLE,
    At,
    Value,
    in_its_place,
    is_range,
    is_shown,
    number,
    range_text,
    share_table,
)
from dashboard.figures.words import wrapped

NET_SCORE = "Net score"
NET_COLUMNS = tuple(
    Column(heading=heading, unit="points")
    for heading in (NET_SCORE, f"{NET_SCORE}, low", f"{NET_SCORE}, high")
)
NET_WORDS = "Net = % above the middle minus % below it."
BELOW = {1: (6,), 2: (7, 5), 3: (7, 6, 5)}
ABOVE = {1: (2,), 2: (3, 1), 3: (3, 2, 1)}
"""Which of the seven diverging colors answers below and above the middle take, lowest first."""
GOOD_BELOW, BAD_ABOVE = (
    {count: steps[::-1] for count, steps in side.items()} for side in (ABOVE, BELOW)
)
INNER = {3, 5}
LEAST = 0.09
"""The part of the width that a bar needs to carry its number."""


def colors_of(question: Question) -> dict[int, tuple[str, str]]:
    """The color of each answer on a scale, and of the number written on it: blue is good."""
    sides = sides_of(question)
    found = dict.fromkeys(sides.middle, ("diverging-4/45", "text"))
    lower, upper = (BELOW, ABOVE) if question.good == "high" else (GOOD_BELOW, BAD_ABOVE)
    for places, steps in ((sides.below, lower), (sides.above, upper)):
        known = steps[min(len(places), 3)]
        for n, v in enumerate(places):
            step = known[min(n * len(known) // len(places), len(known) - 1)]
            inner = step in INNER
            name = f"diverging-{step}/60" if inner else f"diverging-{step}"
            found[v] = (name, "text" if inner else "background")
    return found


def diverging(result: Result, view: View) -> Figure:
    """One diverging bar for each item; items by their net score."""
    question = result.question
    sides = sides_of(question)
    nets = result.net
    assert nets is not None, "a diverging question has a net score"
    y = result.years.index(newest(result))
    drawn, order = items_drawn(result, partial(mean_of_row, nets.estimate[y]))
    table = net_table(result, nets, order)
    if why := nothing_in(result, y):
        return nothing(result, view, table, why)
    lines = lines_of(result, drawn)
    above = label_above([line.label for line in lines], view)
    beside = not above and any(line.label for line in lines)
    start, end = _reach(result, sides, nets, lines)
    left = margin_for(lines) if beside else 0
    canvas = Canvas(start, end, left=left, wide=view.wide)
    value_text(canvas, end, canvas.height + 8, SPACE * 2 + "Net", quiet=True)
    _key(canvas, question, sides)
    flags = row_flags(result, lines)
    captions = row_captions(result, lines, flags)
    for line, flag, caption in zip(lines, flags, captions, strict=True):
        canvas.caption(caption)
        _row(canvas, result, line, sides, nets, above, flag, Flag.OK in flags)
    return composed(
        canvas,
        table,
        result,
        view,
        "Diverging stacked bars",
        facts=_facts(result, nets, lines),
        highlight=leading_row(result, nets, lines, net_text, "net score")
        if lines[0].label
        else None,
        notes=[
            NET_WORDS,
            f"Faint bars: {SMALL_SAMPLE}." if Flag.SMALL_BASE in flags else "",
            *_outside_note(result, sides),
            left_out(drawn, order),
        ],
    )


def _reach(
    result: Result, sides: Sides, nets: Estimates, lines: Sequence[Line]
) -> tuple[float, float]:
    """How far bars and ranges of net scores reach left and right of the middle, in twentieths."""
    left, right = 0.2, 0.2
    for line in lines:
        share = np.nan_to_num(result.shares.share[line.at])
        half = float(share[list(sides.middle)].sum()) / 2
        left = max(left, float(share[list(sides.below)].sum()) + half)
        right = max(right, float(share[list(sides.above)].sum()) + half)
        if is_range(nets.flag[line.at]):
            left, right = max(left, -float(nets.low[line.at])), max(right, nets.high[line.at])
    return -np.ceil(left * 20) / 20, float(np.ceil(right * 20)) / 20


def _key(canvas: Canvas, question: Question, sides: Sides) -> None:
    """The scale with its labels; only the ends are named where not all labels have room."""
    labels = [question.choices[v].label for v in sides.scale]
    count = len(labels)
    step = (canvas.end - canvas.start) / count
    letters = canvas.letters(count)
    longest = max(len(word) for label in labels for word in label.split())
    whole = longest < letters
    names = [wrapped(label, letters if whole else 2 * letters) for label in labels]
    if not whole:
        names[1:-1] = [[""]] * (count - 2)
    band = canvas.down(8) + 4
    top = canvas.down(max(map(len, names)) * 15 + 8) + 4
    colors = colors_of(question)
    for n, (v, lines) in enumerate(zip(sides.scale, names, strict=True)):
        x = canvas.start + n * step
        canvas.bar(x, x + step * 0.97, band, 6, colors[v][0], [labels[n]])
        align: Align = "center" if whole else "left" if n == 0 else "right"
        at = {"center": x + step / 2, "left": canvas.start, "right": canvas.end}[align]
        if any(lines):
            canvas.text(at, top + len(lines) * 7.5, lines, align=align, size=SMALL)


def _row(
    canvas: Canvas,
    result: Result,
    line: Line,
    sides: Sides,
    nets: Estimates,
    above: bool,
    flag: Flag,
    mark_few: bool,
) -> None:
    middle = put_label(canvas, line, above, 22, edge=canvas.start)
    if flag is Flag.RANGE:
        _range_row(canvas, result, line, sides, nets, middle)
        return
    if not is_shown(flag):
        most = max(sides.scale, key=lambda v: result.shares.base[(*line.at, v)])
        why = "not asked" if flag is Flag.NOT_ASKED else too_few(result, (*line.at, most))
        canvas.text(canvas.start, middle, f"{DASH} {why}", size=SMALL, color="quiet")
        canvas.down(8)
        return
    pale = flag is Flag.SMALL_BASE
    share = np.nan_to_num(result.shares.share[line.at])
    x = -float(share[list(sides.below)].sum()) - float(share[list(sides.middle)].sum()) / 2
    colors = colors_of(result.question)
    for v in sides.scale:
        part = float(share[v])
        color, ink = colors[v]
        if pale:
            color, ink = f"{color.split('/')[0]}/30", "text"
        hover = hover_lines(result, (*line.at, v), line.label, result.question.choices[v].label)
        canvas.bar(x, x + part, middle, 22, color, hover)
        if part >= LEAST * (canvas.end - canvas.start):
            inside = str(rounded(part * 100))
            canvas.text(x + part / 2, middle, inside, align="center", size=SMALL, color=ink)
        x += part
    net = float(nets.estimate[line.at])
    value_text(canvas, canvas.end, middle, SPACE * 2 + net_text(net), strong=True)
    if pale and mark_few:
        edge = canvas.start
        canvas.text(edge, canvas.down(LINE) + LINE / 2, SMALL_SAMPLE, size=SMALL, color="quiet")
    canvas.down(8)


def _range_row(
    canvas: Canvas,
    result: Result,
    line: Line,
    sides: Sides,
    nets: Estimates,
    middle: float,
) -> None:
    """The ranges of a small sample: of the net score as a bar, of the answers in words below.

    Where groups are compared the answers' ranges are in the table.
    """
    text, ranged = in_its_place(nets, line.at, net_text, rows=True), is_range(nets.flag[line.at])
    if ranged:
        names = [line.label] if line.label else []
        hover = [*names, f"{NET_SCORE} {text} (95% interval)"]
        canvas.range(nets.low[line.at], nets.high[line.at], middle, 14, hover)
        # Bars part around nought by themselves; a range shows nothing of it.
        canvas.line([(0, middle - 11), (0, middle + 11)], "muted")
    value_text(canvas, canvas.end, middle, SPACE * 2 + text, quiet=not ranged)
    shares = result.shares
    said = [
        f"{result.question.choices[v].label} {range_text(shares, (*line.at, v))}"
        for v in sides.scale
        if result.by is None and is_range(shares.flag[(*line.at, v)])
    ]
    for words in wrapped(" · ".join(said), canvas.letters()) if said else ():
        canvas.text(canvas.start, canvas.down(15) + 8, words, size=SMALL, color="quiet")
    canvas.down(8)


def too_few(result: Result, at: At) -> str:
    """Why a whole row is not drawn."""
    base = float(result.shares.base[at])
    if result.shares.flag[at] in (Flag.FEW, Flag.WITHHELD):
        return why_hidden(result, at)
    return f"n = {base:.0f}" if base >= COUNT_FROM else why_hidden(result, at)


def _outside_note(result: Result, sides: Sides) -> list[str]:
    """What share is not on the scale, said in words where there is one number to say."""
    outside = [result.question.choices[v].label for v in sides.outside]
    if not outside:
        return []
    names = " and ".join(f"“{label}”" for label in outside)
    y = result.years.index(newest(result))
    if len(result.items) == 1 and len(outside) == 1:
        share = float(result.shares.share[y, 0, 0, sides.outside[0]])
        if not np.isnan(share):
            return [f"{percent(share)} answered {names} (not part of the scale)."]
    return [f"{names}: not part of the scale; see the table."]


def net_text(net: float) -> str:
    """A net score as readers see it: "+28"."""
    return signed(rounded(net * 100))


def has_net_rows(result: Result) -> bool:
    """Whether the rows of a result, compared, are drawn by their net scores."""
    return is_diverging(result.question) and result.items != (None,)


def net_table(
    result: Result,
    nets: Estimates,
    items: Sequence[int],
    changes: Mapping[tuple[int, int, int], Into] | None = None,
) -> Table:
    """All answers of a scale's rows, in their order, with net scores and perhaps their changes."""
    sides = sides_of(result.question)
    cells = _net_cells(result, nets, changes or {}, items)
    columns = (*NET_COLUMNS, *(CHANGE_COLUMNS if changes else ()))
    return share_table(result, [*sides.scale, *sides.outside], items, cells, columns)


def net_numbers(nets: Estimates, at: tuple[int, int, int]) -> tuple[Value, ...]:
    """A net score and its limits for `NET_COLUMNS`; of a range the limits alone."""
    return tuple(number(float(part[at])) for part in (nets.estimate, nets.low, nets.high))


def _net_cells(
    result: Result,
    nets: Estimates,
    changes: Mapping[tuple[int, int, int], Into],
    items: Sequence[int],
) -> dict[At, tuple[Value, ...]]:
    """Net score and changes for the table, the same on each line of a row."""
    found: dict[At, tuple[Value, ...]] = {}
    of_years, segments, _, choices = result.shares.share.shape
    for y, s, i in product(range(of_years), range(segments), items):
        at = (y, s, i)
        change = changes.get(at, NO_CHANGE).cells() if changes else ()
        cells = (*net_numbers(nets, at), *change)
        found |= {(y, s, i, v): cells for v in range(choices)}
    return found


def _facts(result: Result, nets: Estimates, lines: Sequence[Line]) -> list[str]:
    """The one to three leading net scores; only rows on a sufficient base count."""
    flags = dict(zip(lines, row_flags(result, lines), strict=True))

    def number(line: Line) -> str:
        net = float(nets.estimate[line.at])
        sure = flags[line] is Flag.OK and not np.isnan(net)
        return f"net score {net_text(net)}" if sure else ""

    return facts_of(result, lines, number)
