"""Matrices that are no scale of agreement: rows of cells that carry their number, shaded by it."""

from collections.abc import Sequence

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import DASH, rounded
from dashboard.analysis.statistics import scale_points
from dashboard.codebook import Question
from dashboard.estimates.reliability import Flag
from dashboard.figures.canvas import SMALL, TIGHT, Canvas, fitting
from dashboard.figures.context import View, facts, newest
from dashboard.figures.figure import Figure
from dashboard.figures.kinds.bars import (
    BESIDE,
    is_ordered,
    label_above,
    last,
    name_lines,
    nothing_in,
    scale_end,
    told_lines,
)
from dashboard.figures.kinds.row_bars import (
    NEVER,
    Line,
    items_drawn,
    left_out,
    lines_of,
    margin_for,
    put_label,
    row_captions,
    row_flags,
)
from dashboard.figures.kinds.scales import too_few
from dashboard.figures.layout import composed, nothing
from dashboard.figures.table import SMALL_SAMPLE, is_range, is_shown, range_text, share_table

DEEPEST = 55
"""The opacity of the darkest cell: text is legible on it in light and dark."""
CELL = 26
RIGHT = 2
SHORTER = (BESIDE, 19, 16, 13)
"""Letters on a line of a label beside its row; the first at which headings fit is taken."""


def heat_map(result: Result, view: View) -> Figure:
    """A row of cells for each item; rows by their leading score."""
    y = result.years.index(newest(result))
    columns = _columns(result, y)
    drawn, order = items_drawn(result, _scores(result, y, columns).__getitem__)
    table = share_table(result, columns, order)
    if why := nothing_in(result, y):
        return nothing(result, view, table, why)
    lines = lines_of(result, drawn)
    above = label_above([line.label for line in lines], view)
    beside = not above and any(line.label for line in lines)
    headings = [result.question.choices[v].label for v in columns]
    letters = _beside(lines, headings, view) if beside else 0
    left = margin_for(lines, letters) if beside else 0
    canvas = Canvas(0, len(columns), left=left, right=RIGHT, wide=view.wide)
    _headings(canvas, headings)
    drawn_shares = np.stack([result.shares.share[line.at] for line in lines])
    full = scale_end(drawn_shares[~np.isnan(drawn_shares)].tolist())
    flags = row_flags(result, lines)
    names = [name_lines(heading) for heading in headings]
    captions = row_captions(result, lines, flags)
    for line, flag, caption in zip(lines, flags, captions, strict=True):
        canvas.caption(caption)
        _row(canvas, result, line, columns, names, letters, flag, full)
    return composed(
        canvas,
        table,
        result,
        view,
        "Heat map",
        facts=_facts(result, y, drawn, columns),
        notes=[
            "Percentages.",
            f"Gray cells: {SMALL_SAMPLE}; they come last." if Flag.SMALL_BASE in flags else "",
            left_out(drawn, order),
        ],
    )


def _beside(lines: Sequence[Line], headings: Sequence[str], view: View) -> int:
    """Letters on a line of the labels beside rows: fewer where headings find room only so."""
    room, labels = view.wide - RIGHT, [line.label for line in lines]

    def leaves_room(letters: int) -> bool:
        column = (room - margin_for(lines, letters)) / len(headings)
        return fitting(labels, letters) and fitting(headings, int(column / TIGHT))

    return next(filter(leaves_room, SHORTER), BESIDE)


def _headings(canvas: Canvas, headings: Sequence[str]) -> None:
    """Names above the middles of the columns, or letters with their key."""
    names = canvas.headings(headings, canvas.letters(len(headings), TIGHT))
    tall = max(len(lines) for lines in names) * 15
    top = canvas.down(tall + 4)
    for n, lines in enumerate(names):
        bottom = top + tall - len(lines) * 7.5
        canvas.text(n + 0.5, bottom, lines, align="center", size=SMALL, color="quiet")


def cell(
    canvas: Canvas,
    column: int,
    y: float,
    share: float,
    flag: object,
    hover: list[str],
    full: float,
) -> None:
    """One cell: shaded by its share, with the number in it; `full` is the share of the darkest."""
    few = flag is Flag.SMALL_BASE
    shade = max(4, rounded(min(share / full, 1) * DEEPEST))
    name = "muted" if few else "accent"
    fill = f"{name}/{shade}"
    canvas.bar(column + 0.02, column + 0.98, y, CELL - 2, fill, hover, outlined=False)
    text = str(rounded(share * 100)) if not 0 < share < 0.005 else "<1"
    canvas.text(column + 0.5, y, text, align="center", size=SMALL)


def _row(
    canvas: Canvas,
    result: Result,
    line: Line,
    columns: list[int],
    names: Sequence[list[str]],
    letters: int,
    flag: Flag,
    full: float,
) -> None:
    """A line's cells; `names` are those of the columns as marks tell them.

    Its label has so many `letters` to a line beside the cells, and stands above them with none.
    """
    shares, above = result.shares, not letters
    middle = put_label(canvas, line, above, CELL, edge=0, letters=letters or BESIDE)
    cells = flag is Flag.RANGE or is_shown(flag)
    if not cells:
        most = max(columns, key=lambda v: shares.base[(*line.at, v)])
        why = "not asked" if flag is Flag.NOT_ASKED else too_few(result, (*line.at, most))
        canvas.text(0, middle, f"{DASH} {why}", size=SMALL, color="quiet")
    own = name_lines(line.label)
    for column, v in enumerate(columns if cells else ()):
        at = (*line.at, v)
        if is_range(shares.flag[at]):
            text = range_text(shares, at).removesuffix("%")
            canvas.text(column + 0.5, middle, text, align="center", size=SMALL, color="quiet")
            continue
        if not is_shown(shares.flag[at]):
            canvas.text(column + 0.5, middle, DASH, align="center", size=SMALL, color="quiet")
            continue
        hover = [*own, *names[column], *told_lines(result, at)]
        cell(canvas, column, middle, float(shares.estimate[at]), flag, hover, full)
    if above:
        canvas.down(6)


def _columns(result: Result, y: int) -> list[int]:
    """The choices across: those that the year offered, what is outside the list last."""
    return sorted(
        result.offered(result.years[y]), key=lambda v: (last(result.question.choices[v]), v)
    )


def _scores(result: Result, y: int, columns: Sequence[int]) -> list[float]:
    """What rows are sorted by: the mean of ordered answers, else the share of the first answer."""
    share = result.shares.share[y, 0]
    question = result.question
    points = scale_points(question) if not question.multiple else {}
    if points and is_ordered(question):
        on_scale = [v for v in columns if question.choices[v].id in points]
        weights = np.nan_to_num(share[:, on_scale])
        values = np.array([points[question.choices[v].id] for v in on_scale])
        total = weights.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            scores = np.where(total > 0, (weights * values).sum(axis=1) / total, NEVER)
    else:
        scores = np.nan_to_num(share[:, columns[0]])
    ranked: list[float] = np.where(np.isnan(share).all(axis=1), NEVER, scores).tolist()
    return ranked


def _facts(result: Result, y: int, items: Sequence[int], columns: Sequence[int]) -> list[str]:
    """The fullest cells on a sufficient base."""
    question: Question = result.question
    found = []
    shares, flags = result.shares.share[y, 0].tolist(), result.shares.flag[y, 0].tolist()
    for i in sorted(items):
        for v in columns:
            item = result.items[i]
            if is_shown(flags[i][v]) and item is not None:
                name = f"{item.label}, {question.choices[v].label}"
                found.append((name, shares[i][v], flags[i][v]))
    best = sorted(found, key=lambda one: -one[1])
    return facts(best, "Highest cell")
