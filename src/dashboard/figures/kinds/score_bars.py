"""Scores: one number for each item with its interval, and for allocations how answers spread."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import DASH, SPACE, count
from dashboard.estimates.reliability import COUNT_FROM, SHARE_FROM, Flag
from dashboard.figures.canvas import SMALL, Canvas
from dashboard.figures.context import View, newest, shown_years
from dashboard.figures.figure import Figure
from dashboard.figures.kinds.bars import WHOLE, beside, label_above, last, share_canvas, value_text
from dashboard.figures.kinds.row_bars import (
    NEVER,
    Line,
    facts_of,
    items_drawn,
    leading_row,
    left_out,
    lines_of,
    margin_for,
    put_label,
    row_captions,
    row_flags,
)
from dashboard.figures.kinds.score_table import score_table
from dashboard.figures.layout import composed, nothing
from dashboard.figures.score_words import At, measure, why_hidden, written
from dashboard.figures.table import is_range, is_shown, paler, range_text, uncertain
from dashboard.figures.words import wrapped


def score_chart(result: Result, view: View) -> Figure:
    """A bar or dot with its interval for each item."""
    estimates = result.estimates
    y = result.years.index(newest(result))
    ordered = any(item is not None and item.is_band for item in result.items)

    def score(i: int) -> float:
        known = estimates.estimate[y, :, i]
        if np.isnan(known).all():
            known = estimates.low[y, :, i]  # ranges by where they begin
        if ordered or np.isnan(known).all():
            return 0.0 if ordered else NEVER
        item = result.items[i]
        # What stands for the rest comes last, whatever its number.
        behind = last(item) if item is not None else 0
        return float(np.nanmean(known)) - 1e9 * behind

    drawn, order = items_drawn(result, score)
    lines = lines_of(result, drawn)
    table = score_table(result, order, {})
    if why := _nothing_in(result):
        return nothing(result, view, table, why, measure=measure(result))
    canvas = _canvas(result, lines, view)
    _ends(canvas, result, view.narrow)
    if lines[0].label:
        captions = row_captions(result, lines, row_flags(result, lines))
        for line, caption in zip(lines, captions, strict=True):
            canvas.caption(caption)
            _row(canvas, result, line, beside(view))
    else:
        _lone_number(canvas, result, lines[0].at)
    return composed(
        canvas,
        table,
        result,
        view,
        "Bars" if _from_zero(result) else "Dots",
        measure=measure(result),
        facts=_facts(result, lines),
        highlight=leading_row(result, estimates, lines, partial(written, result)),
        notes=[
            _small_bases(result, lines),
            left_out(drawn, order),
        ],
    )


def _ends(canvas: Canvas, result: Result, narrow: bool) -> None:
    """What both ends of a scale around nought mean, in words."""
    if not result.statistic.ends or canvas.start >= 0:
        return
    low, high = result.statistic.ends
    middle = canvas.down(20) + 8
    apart = f" {'' if narrow else '  '}"
    canvas.text(canvas.start, middle, f"←{apart}{low}", size=SMALL, color="quiet")
    canvas.text(canvas.end, middle, f"{high}{apart}→", align="right", size=SMALL, color="quiet")


def _from_zero(result: Result) -> bool:
    return not result.statistic.signed


def _of_whole(result: Result) -> bool:
    """Whether numbers are parts of a whole, in percent or of a hundred, and have it as a track."""
    return _from_zero(result) and (result.in_percent or result.statistic.per_hundred)


def _canvas(result: Result, lines: Sequence[Line], view: View) -> Canvas:
    found = result.estimates
    ends = [found.estimate[line.at] for line in lines if is_shown(found.flag[line.at])]
    ends += [found.low[line.at] for line in lines] + [found.high[line.at] for line in lines]
    known = [float(end) for end in ends if np.isfinite(end)]
    low, high = min([0.0, *known]), max([0.0, *known])
    above = label_above([line.label for line in lines], view)
    labels = [] if above else [name for line in lines for name in wrapped(line.label, beside(view))]
    if _of_whole(result):
        return share_canvas(labels if any(labels) else [], view)
    start = -_beyond(-low) if low < 0 else 0.0
    end = _beyond(high) if high > 0 or start == 0 else 0.0
    canvas = Canvas(start, end, left=margin_for(lines, beside(view)) if any(labels) else 0, right=0)
    canvas.grid([0.0] if start < 0 else [])
    return canvas


def _beyond(number: float) -> float:
    """A round number that is not smaller."""
    if number <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(number))
    return float(
        next(step * power for step in (1, 1.5, 2, 3, 4, 5, 7.5, 10) if number <= step * power)
    )


def _row(canvas: Canvas, result: Result, line: Line, letters: int) -> None:
    found, at = result.estimates, line.at
    above = canvas.left == 0
    middle = put_label(canvas, line, above, 20, edge=canvas.start, letters=letters)
    flag = found.flag[at]
    if _of_whole(result) and (is_shown(flag) or is_range(flag)):
        canvas.track(0, WHOLE, middle, 16)
    if is_range(flag):
        _range(canvas, result, line, middle)
        canvas.down(8)
        return
    text = written(result, float(found.estimate[at]), at)
    if not is_shown(flag) or np.isnan(found.estimate[at]):
        why = text if is_shown(flag) else f"{DASH} {why_hidden(result, at)}"
        canvas.text(canvas.start, middle, why, size=SMALL, color="quiet")
        canvas.down(8)
        return
    value, low, high = (float(p[at]) for p in (found.estimate, found.low, found.high))
    few = flag is Flag.SMALL_BASE
    hover = [
        *wrapped(line.label, 44),
        f"{text} (95% interval {written(result, low)} to {written(result, high)})",
        f"{count(found.base[at])} respondents" + (f", {uncertain(found.base[at])}" if few else ""),
    ]
    if _from_zero(result):
        canvas.bar(0, value, middle, 16, "small-base" if few else "accent", hover)
    if np.isfinite(low) and np.isfinite(high):
        bar = value if _from_zero(result) else None
        canvas.whisker(low, high, middle, bar=bar, pale=few)
    if not _from_zero(result):
        canvas.dot(value, middle, "accent", hover, hollow=few)
    value_text(canvas, np.nanmax([value, high]), middle, SPACE * 2 + text)
    canvas.down(8)


def _range(canvas: Canvas, result: Result, line: Line, middle: float) -> None:
    """The range of a number too small a sample has."""
    found = result.estimates
    low, high = float(found.low[line.at]), float(found.high[line.at])
    text = range_text(found, line.at, partial(written, result))
    names = wrapped(line.label, 44) if line.label else []
    hover = [*names, f"{text} (95% interval)", f"n = {count(found.base[line.at])}"]
    canvas.range(low, high, middle, 12, hover)
    value_text(canvas, high, middle, SPACE * 2 + text)


def _lone_number(canvas: Canvas, result: Result, at: At) -> None:
    """A single number, large, with its interval in words; or its range."""
    found = result.estimates
    if is_range(found.flag[at]):
        text = range_text(found, at, partial(written, result))
        canvas.text(canvas.start, canvas.down(34) + 17, text, size=20, strong=True)
        said = f"95% interval; n = {count(found.base[at])}, too few for one number"
        canvas.text(canvas.start, canvas.down(22) + 11, said, color="quiet")
        return
    text = written(result, float(found.estimate[at]), at)
    canvas.text(canvas.start, canvas.down(44) + 22, text, size=30, strong=True)
    low, high = (written(result, float(part[at])) for part in (found.low, found.high))
    line = canvas.down(22) + 11
    if DASH not in (low, high):
        canvas.text(canvas.start, line, f"95% interval: {low} to {high}", color="quiet")


def _nothing_in(result: Result) -> str:
    """Why a result has nothing to draw; empty where it has."""
    if any(is_shown(flag) or is_range(flag) for flag in result.estimates.flag.flat):
        return ""
    for year in reversed(shown_years(result)):
        if year in result.gaps:
            return result.gaps[year]
    most = float(result.estimates.base.max(initial=0))
    if most < COUNT_FROM:
        return (
            f"Not enough data (fewer than {COUNT_FROM} respondents). "
            "Remove a filter to see results."
        )
    return (
        f"Not enough data (n = {count(most)}; {SHARE_FROM} needed). Remove a filter to see results."
    )


def _facts(result: Result, lines: Sequence[Line]) -> list[str]:
    """The first numbers on a sufficient base."""
    found = result.estimates

    def number(line: Line) -> str:
        value = float(found.estimate[line.at])
        sure = found.flag[line.at] is Flag.OK
        return written(result, value, line.at) if sure else ""

    return facts_of(result, lines, number)


def _small_bases(result: Result, lines: Sequence[Line]) -> str:
    found = result.estimates
    marks = "Faint bars" if _from_zero(result) else "Hollow dots"
    return paler(marks, ((found.flag[line.at], found.base[line.at]) for line in lines))
