"""Scores: one number for each item with its interval, and for allocations how answers spread."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from dashboard.codebook.comparability import compare_choice, compare_question
from dashboard.estimates.change import FLOOR
from dashboard.estimates.quantiles import BandedQuantiles
from dashboard.estimates.reliability import COUNT_FROM, SHARE_FROM, Flag
from dashboard.figures.bars import last, value_text
from dashboard.figures.canvas import SMALL, Canvas
from dashboard.figures.changes import CHANGE_COLUMNS, Pair, Told, told
from dashboard.figures.composing import composed, nothing
from dashboard.figures.figure import Column, Figure, Table, Unit
from dashboard.figures.rows import (
    NEVER,
    Line,
    compared,
    items_drawn,
    labels_above,
    left_out,
    lines_of,
    margin_for,
    put_label,
)
from dashboard.figures.segments import series_colour
from dashboard.figures.table import REMARKS, Value, is_shown, number
from dashboard.figures.view import View, label_in, newest, shown_years
from dashboard.figures.words import DASH, SPACE, amount, count, percent, rounded, signed, wrapped
from dashboard.figures.years import year_colour
from dashboard.scores import SPREAD, Scores, Statistic

MEASURES = {
    Statistic.MEAN: "Average",
    Statistic.MEDIAN: "Median: half answered less, half more",
    Statistic.TOP2: "Share giving one of the two highest answers",
    Statistic.RECOMMEND: "Share giving 9 or 10 less share giving 0 to 6, in points",
    Statistic.ALLOCATION: "Average percentage given, each respondent counting alike",
    Statistic.VOLUME: "Percentage of the whole, respondents counting by volume",
    Statistic.FIRST: "Share ranking it first",
    Statistic.TOPK: "Share ranking it at all",
    Statistic.BORDA: "Average place, from 100 (always first) to 0 (always last)",
    Statistic.MAXDIFF: "Times chosen as the most less times as the least, per 100 showings",
}
PER_HUNDRED = {Statistic.BORDA, Statistic.MAXDIFF}
AROUND_ZERO = {Statistic.MAXDIFF, Statistic.RECOMMEND}
PALEST, DEEPEST = 12, 100

At = tuple[int, int, int]


def score_chart(result: Scores, view: View) -> Figure:
    """A bar or dot with its interval for each item, segment or year."""
    estimates = result.estimates
    y = result.years.index(newest(result))
    ordered = any(item is not None and item.is_band for item in result.items)

    def score(i: int) -> float:
        known = estimates.estimate[y, :, i]
        if ordered or np.isnan(known).all():
            return 0.0 if ordered else NEVER
        item = result.items[i]
        # What stands for the rest comes last, whatever its number.
        behind = last(item) if item is not None else 0
        return float(np.nanmean(known)) - 1e9 * behind

    drawn, order = items_drawn(result, score)
    lines = lines_of(result, drawn)
    changes = _changes(result, order)
    table = _table(result, order, changes)
    if why := _nothing_in(result):
        return nothing(result, view, table, why)
    canvas = _canvas(result, lines, view)
    spread = result.spread is not None and len(compared(result)) == 1
    if spread:
        _spread_key(canvas)
    if lines[0].label:
        for line in lines:
            _row(canvas, result, line, view, changes.get(line.at), spread)
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
        notes=[
            "The strip below each bar shows how answers spread over the bands named at the top."
            if spread
            else "",
            "In brackets: the change since the year before."
            if changes and result.unit == "percent"
            else "",
            _small_bases(result, lines),
            left_out(drawn, order),
            *_breaks(result),
        ],
    )


def measure(result: Scores) -> str:
    """What a score is, in words, with its unit."""
    words = MEASURES[result.statistic]
    unit = "" if result.unit == "percent" else result.unit
    return f"{words}, in {unit}" if unit else words


def written(result: Scores, value: float, at: At | None = None) -> str:
    """A score with its unit; a median in an open band names the band."""
    if np.isnan(value) and at is not None and isinstance(result.estimates, BandedQuantiles):
        band = int(result.estimates.band[at])
        bands = sorted(
            (choice for choice in result.question.choices if choice.is_band),
            key=lambda choice: float("-inf") if choice.low is None else choice.low,
        )
        return bands[band].label if band >= 0 else DASH
    if np.isnan(value):
        return DASH
    if result.unit == "percent":
        return percent(value)
    if result.statistic is Statistic.MAXDIFF:
        return signed(rounded(value * 100))
    if result.statistic is Statistic.BORDA:
        return str(rounded(value * 100))
    if result.statistic is Statistic.RECOMMEND:
        return signed(rounded(value))
    return amount(value, result.unit)


def _from_zero(result: Scores) -> bool:
    return len(compared(result)) == 1 and result.statistic not in AROUND_ZERO


def _canvas(result: Scores, lines: Sequence[Line], view: View) -> Canvas:
    found = result.estimates
    ends = [found.estimate[line.at] for line in lines if is_shown(found.flag[line.at])]
    ends += [found.low[line.at] for line in lines] + [found.high[line.at] for line in lines]
    known = [float(end) for end in ends if np.isfinite(end)]
    low, high = min([0.0, *known]), max([0.0, *known])
    above = labels_above(lines, view.narrow)
    beside = not above and any(line.label for line in lines)
    start = -_beyond(-low) if low < 0 else 0.0
    end = _beyond(high) if high > 0 or start == 0 else 0.0
    canvas = Canvas(start, end, left=margin_for(lines) if beside else 0, right=0)
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


def _row(
    canvas: Canvas, result: Scores, line: Line, view: View, change: Told | None, spread: bool
) -> None:
    found, at = result.estimates, line.at
    several = len(compared(result)) > 1
    above = canvas.left == 0
    middle = put_label(
        canvas, line, above, 20, grouped=several and bool(_headed(result)), edge=canvas.start
    )
    flag = found.flag[at]
    text = written(result, float(found.estimate[at]), at)
    if not is_shown(flag) or np.isnan(found.estimate[at]):
        why = text if is_shown(flag) else f"{DASH} {_why(result, at)}"
        canvas.text(canvas.start, middle, why, size=SMALL, colour="quiet")
        canvas.down(8)
        return
    value, low, high = (float(p[at]) for p in (found.estimate, found.low, found.high))
    few = flag is Flag.SMALL_BASE
    hover = [
        *(part for name in (line.header, line.label) if name for part in wrapped(name, 44)),
        f"{text} (95 % interval {written(result, low)} to {written(result, high)})",
        f"{count(found.base[at])} respondents" + (", few answers" if few else ""),
    ]
    if _from_zero(result):
        canvas.bar(0, value, middle, 16, "small-base" if few else "accent", hover)
    if np.isfinite(low) and np.isfinite(high):
        canvas.whisker(low, high, middle)
    if not _from_zero(result):
        colour = "accent"
        if several:
            by_year = result.by is None
            colour = year_colour(view, result.years[at[0]]) if by_year else series_colour(at[1])
        canvas.dot(value, middle, colour, hover, hollow=few)
    tail = ""
    if change is not None and result.unit == "percent":
        tail = f" ({change.words()})"
    value_text(canvas, np.nanmax([value, high]), middle, SPACE * 2 + text + tail)
    if spread:
        _strip(canvas, result, at)
    canvas.down(4 if several else 8)


def _headed(result: Scores) -> bool:
    return result.items != (None,)


def _why(result: Scores, at: At) -> str:
    base = float(result.estimates.base[at])
    if result.estimates.flag[at] is Flag.NOT_ASKED:
        return "not asked"
    return (
        f"too few answers ({base:.0f})"
        if base >= COUNT_FROM
        else f"fewer than {COUNT_FROM} answered"
    )


def _strip(canvas: Canvas, result: Scores, at: At) -> None:
    """How the answers to one part spread, as a strip over the whole width."""
    spread = result.spread
    if spread is None or not is_shown(spread.flag[(*at, 0)]):
        return
    middle = canvas.down(12) + 6
    x, wide = canvas.start, canvas.end - canvas.start
    for n, band in enumerate(SPREAD):
        share = float(spread.share[(*at, n)])
        hover = [f"{percent(share)} said {band}"]
        canvas.bar(x, x + share * wide, middle, 6, _shade(n), hover)
        x += share * wide


def _shade(n: int) -> str:
    return f"accent/{PALEST + (DEEPEST - PALEST) * n // (len(SPREAD) - 1)}"


def _spread_key(canvas: Canvas) -> None:
    step = (canvas.end - canvas.start) / len(SPREAD)
    middle = canvas.down(28) + 4
    for n, band in enumerate(SPREAD):
        x = canvas.start + n * step
        canvas.bar(x, x + step * 0.97, middle, 6, _shade(n), [f"share who said {band}"])
        canvas.text(x + step / 2, middle + 12, band, align="center", size=11, colour="quiet")


def _lone_number(canvas: Canvas, result: Scores, at: At) -> None:
    """A single number, large, with its interval in words."""
    found = result.estimates
    text = written(result, float(found.estimate[at]), at)
    canvas.text(canvas.start, canvas.down(44) + 22, text, size=30, strong=True)
    low, high = (written(result, float(part[at])) for part in (found.low, found.high))
    line = canvas.down(22) + 11
    if DASH not in (low, high):
        canvas.text(canvas.start, line, f"95 % interval: {low} to {high}", colour="quiet")


def _nothing_in(result: Scores) -> str:
    """Why a result has nothing to draw; empty where it has."""
    if any(is_shown(flag) for flag in result.estimates.flag.flat):
        return ""
    for year in reversed(shown_years(result)):
        if year in result.gaps:
            return result.gaps[year]
    most = float(result.estimates.base.max(initial=0))
    if most < COUNT_FROM:
        return (
            f"Fewer than {COUNT_FROM} people in this view answered: too few to show anything. "
            "Loosen a filter to see more."
        )
    return (
        f"{count(most)} people answered: too few for a number, which needs {SHARE_FROM}. "
        "Loosen a filter to see more."
    )


def _changes(result: Scores, items: Sequence[int]) -> dict[At, Told]:
    """The change of each score since the year before it that can be compared."""
    if result.by is not None or len(result.years) < 2:
        return {}
    pairs: dict[At, Pair] = {}
    for i in items:
        item = result.items[i]
        asked = [
            year
            for year in result.years
            if year not in result.gaps and (item is None or year in item.asked)
        ]
        for first, second in pairwise(asked):
            verdict = (
                compare_question(result.question, first, second)
                if item is None
                else compare_choice(result.question, item.id, first, second)
            )
            if verdict.comparable:
                a, b = result.years.index(first), result.years.index(second)
                pairs[b, 0, i] = Pair((a, 0, i), (b, 0, i), first)
    return told(result.estimates, pairs, floor=FLOOR if result.unit == "percent" else 0.0)


def _breaks(result: Scores) -> list[str]:
    if result.by is not None or len(result.years) < 2:
        return []
    asked = [year for year in result.years if year not in result.gaps]
    verdicts = [compare_question(result.question, a, b) for a, b in pairwise(asked)]
    return [
        f"{one.reason} No change is told between them." for one in verdicts if not one.comparable
    ]


def _table(result: Scores, items: Sequence[int], changes: dict[At, Told]) -> Table:
    compares = len(compared(result)) > 1 or result.by is not None
    in_percent = result.unit == "percent"
    unit: Unit = "percent" if in_percent else "number"
    name = "Score" if not result.unit or in_percent else result.unit.capitalize()
    change_unit: Unit = "points" if in_percent else "number"
    headings = (
        *([Column(heading="Item")] if _headed(result) else []),
        *([Column(heading=result.by.title if result.by else "Year")] if compares else []),
        *(Column(heading=heading, unit=unit) for heading in (name, "Low", "High")),
        Column(heading="Base", unit="count"),
        *(Column(heading=f"Said {band}", unit="percent") for band in SPREAD if result.spread),
        *(
            Column(heading=column.heading, unit=change_unit if column.unit == "points" else "text")
            for column in CHANGE_COLUMNS
            if changes
        ),
        Column(heading="Remark"),
    )
    lines = []
    for i in items:
        item = result.items[i]
        for y, s, label in compared(result):
            at = (y, s, i)
            lead = ([label_in(item, newest(result))] if item else []) + (
                [label] if compares else []
            )
            change = changes.get(at)
            none: tuple[Value, ...] = (None,) * (len(CHANGE_COLUMNS) if changes else 0)
            row = (*lead, *_numbers(result, at), *(change.cells() if change else none))
            lines.append((*row, REMARKS[result.estimates.flag[at]]))
    return Table(columns=headings, rows=tuple(lines))


def _numbers(result: Scores, at: At) -> tuple[Value, ...]:
    found = result.estimates
    factor = 100 if result.statistic in PER_HUNDRED else 1
    shown = [
        None if (value := number(float(part[at]))) is None else value * factor
        for part in (found.estimate, found.low, found.high)
    ]
    bare = found.flag[at] is Flag.NOT_ASKED or found.base[at] < COUNT_FROM
    base = None if bare else round(float(found.base[at]))
    spread = [] if result.spread is None else [number(float(p)) for p in result.spread.share[at]]
    return (*shown, base, *spread)


def _facts(result: Scores, lines: Sequence[Line]) -> list[str]:
    """The first numbers on a sufficient base."""
    found = result.estimates
    return [
        f"{line.label or result.question.title}: {written(result, float(found.estimate[line.at]))}"
        for line in lines
        if found.flag[line.at] is Flag.OK and not np.isnan(found.estimate[line.at])
    ][:3]


def _small_bases(result: Scores, lines: Sequence[Line]) -> str:
    if any(result.estimates.flag[line.at] is Flag.SMALL_BASE for line in lines):
        return "Pale bars and hollow dots rest on few answers and are rough."
    return ""
