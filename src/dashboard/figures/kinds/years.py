"""Which numbers are followed over the years: shares, the rows of a matrix, net scores, scores."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import numpy as np

from dashboard.analysis.agreement import is_diverging
from dashboard.analysis.following import NET
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import percent
from dashboard.codebook import Choice, Year
from dashboard.codebook.comparability import Comparison, Verdict, compare_all, compare_question
from dashboard.estimates.reliability import Flag
from dashboard.estimates.sums import Estimates
from dashboard.figures.change_marks import (
    CHANGE_COLUMNS,
    changes_by_item,
    changes_into,
    item_places,
    short_change,
    short_points,
)
from dashboard.figures.context import View, newest, superlative
from dashboard.figures.figure import Column, Figure, Table
from dashboard.figures.highlights import POINTS
from dashboard.figures.kinds.bars import MOST, last, nothing_in
from dashboard.figures.kinds.groups import answer_in_words, commonest
from dashboard.figures.kinds.row_bars import NEVER, item_label, items_drawn, left_out, mean_of_row
from dashboard.figures.kinds.scales import (
    NET_COLUMNS,
    NET_SCORE,
    NET_WORDS,
    has_net_rows,
    net_numbers,
    net_table,
    net_text,
)
from dashboard.figures.kinds.score_table import score_table
from dashboard.figures.kinds.tracks import Track, Tracks, tracks_of
from dashboard.figures.kinds.trend_words import trend_facts, trend_highlight, trend_notes
from dashboard.figures.kinds.trends import Trend, trend_canvas
from dashboard.figures.layout import composed, nothing
from dashboard.figures.score_words import measure, written
from dashboard.figures.table import remarks, scores_rows, share_numbers, share_table


def years(result: Result, view: View) -> Figure:
    """Shares over the years; of a scale around a middle its net score in the last row."""
    tracks = tracks_of(result, view)
    body = [track for track in tracks.tracks if not track.rank]
    ends = [track for track in tracks.tracks if track.rank]
    drawn = [*body[:MOST], *ends] if len(tracks.tracks) > MOST + 2 else [*body, *ends]
    y = result.years.index(newest(result))
    trends = [_of_track(tracks, track, result.years[y]) for track in drawn]
    notes = [left_out(drawn, tracks.tracks)]
    nets = result.net if is_diverging(result.question) else None
    if nets is not None:
        trends += [_net(result, view, 0, y, NET_SCORE)]
        notes.append(NET_WORDS)
    told = _highest([one for one, track in zip(trends, drawn, strict=False) if not track.rank], y,
                    result.years[y])  # fmt: skip
    return _figure(result, view, trends, _share_table(tracks, nets), told, notes)


def year_rows(result: Result, view: View) -> Figure:
    """The rows of a matrix over the years: net scores of a scale, else the commonest answer."""
    if has_net_rows(result):
        return _nets(result, view)
    if is_diverging(result.question):
        return years(result, view)
    y = result.years.index(newest(result))
    answer = commonest(result, y)
    drawn, order = items_drawn(result, partial(mean_of_row, result.shares.share[y, :, :, answer]))
    followed = view.changes.of(result)
    at = item_places(result, followed)
    trends = [
        Trend(
            label=item_label(result, i),
            found=result.shares,
            place=(0, i, answer),
            links=_links(result, result.question.items, result.items[i], y),
            written=percent,
            changed=short_points,
            changes=changes_into(followed, (0, at[i], answer), result.years[y]),
        )
        for i in drawn
    ]
    answers = sorted({v for year in result.years for v in result.offered(year)})
    cells = {
        (n, 0, i, v): changes_into(followed, (0, at[i], v), year).cells()
        for n, year in enumerate(result.years)
        for i in order
        for v in answers
    }
    table = share_table(result, answers, order, cells, CHANGE_COLUMNS)
    told = _highest(trends, y, result.years[y])
    of, note = answer_in_words(result, view, answer)
    return _figure(result, view, trends, table, told, [note, left_out(drawn, order)], of)


def year_scores(result: Result, view: View) -> Figure:
    """Scores, means and medians over the years, a row for each item."""
    y = result.years.index(newest(result))
    estimates = result.estimates
    ordered = any(item is not None and item.is_band for item in result.items)

    def score(i: int) -> float:
        value, item = float(estimates.estimate[y, 0, i]), result.items[i]
        if ordered or np.isnan(value):
            return 0.0 if ordered else NEVER
        # What stands for the rest comes last, whatever its number.
        return value - 1e9 * (last(item) if item is not None else 0)

    drawn, order = items_drawn(result, score)
    question, followed = result.question, view.changes.of(result)
    at = item_places(result, followed)
    among = question.items or question.choices
    in_points = result.in_percent or result.statistic.per_hundred
    changed = short_points if in_points else partial(short_change, result)
    trends = [
        Trend(
            label=item_label(result, i) or result.statistic.words,
            found=estimates,
            place=(0, i),
            links=_links(result, among, result.items[i], y),
            written=partial(_written, result, (y, 0, i)),
            changed=changed,
            changes=changes_into(followed, (0, at[i]), result.years[y]),
            offered=not scores_rows(result),
        )
        for i in drawn
    ]
    changes = changes_by_item(result, order, followed)
    told = _highest(trends, y, result.years[y])
    table = score_table(result, order, changes)
    return _figure(result, view, trends, table, told, [left_out(drawn, order)], measure(result))


def _nets(result: Result, view: View) -> Figure:
    nets = result.net
    assert nets is not None, "a diverging question has a net score"
    y = result.years.index(newest(result))
    drawn, order = items_drawn(result, partial(mean_of_row, nets.estimate[y]))
    trends = [_net(result, view, i, y, item_label(result, i)) for i in drawn]
    changes = changes_by_item(result, order, view.changes.of(result, NET))
    table = net_table(result, nets, order, changes)
    told = _highest(trends, y, result.years[y])
    notes = [NET_WORDS, left_out(drawn, order)]
    return _figure(result, view, trends, table, told, notes, NET_SCORE)


def _net(result: Result, view: View, i: int, y: int, label: str) -> Trend:
    assert result.net is not None, "a diverging question has a net score"
    followed = view.changes.of(result, NET)
    at = item_places(result, followed)
    return Trend(
        label=label,
        found=result.net,
        place=(0, i),
        links=_links(result, result.question.items, result.items[i], y),
        written=net_text,
        changed=short_points,
        changes=changes_into(followed, (0, at[i]), result.years[y]),
        offered=False,
    )


def _figure(
    result: Result,
    view: View,
    trends: Sequence[Trend],
    table: Table,
    told: str,
    notes: Sequence[str],
    of: str | None = None,
) -> Figure:
    upto = result.years.index(newest(result)) + 1
    shown = result.years[:upto]
    ranges = any(one.flag(upto - 1) is Flag.RANGE for one in trends)
    if not (ranges or any(one.shown(y) for one in trends for y in range(upto))):
        return nothing(result, view, table, _why_nothing(result), measure=of)
    return composed(
        trend_canvas(trends, shown, view),
        table,
        result,
        view,
        "Trend table",
        measure=of,
        facts=trend_facts(trends, shown, told),
        highlight=trend_highlight(result.question.title, trends, shown, result.unit or POINTS),
        notes=[*trend_notes(trends, shown, _unit(result), view), *notes],
    )


def _unit(result: Result) -> str:
    """What changes are in."""
    if result.in_percent:
        return "percentage points"
    return result.unit or "points"


def _why_nothing(result: Result) -> str:
    if result.statistic.each_choice:
        return nothing_in(result, len(result.years) - 1)
    return next(iter(result.gaps.values()), "Not enough data. Remove a filter to see results.")


def _of_track(tracks: Tracks, track: Track, year: Year) -> Trend:
    return Trend(
        label=track.label,
        found=tracks.shares,
        place=(track.place,),
        links=track.links,
        changes=track.into(year),
        written=percent,
        changed=short_points,
    )


def _written(result: Result, at: tuple[int, int, int], value: float) -> str:
    return written(result, value, at)


def _links(
    result: Result, among: tuple[Choice, ...], item: Choice | None, y: int
) -> dict[tuple[Year, Year], Comparison]:
    """The verdicts on neighboring years that asked a row, or the question as a whole."""
    asked = [year for year in result.years[: y + 1] if year not in result.gaps]
    if item is None or item not in among:
        return {pair: compare_question(result.question, *pair) for pair in pairwise(asked)}
    own = [year for year in asked if year in item.asked]
    return {pair: compare_all(result.question, among, *pair)[item.id] for pair in pairwise(own)}


def _highest(trends: Sequence[Trend], y: int, year: Year) -> str:
    """The highest number of the newest year on a sufficient base."""
    sure = [
        (one.number(y)[0], one.label, one)
        for one in trends
        if one.flag(y) is Flag.OK and one.shown(y)
    ]
    if not sure:
        return ""
    value, label, one = max(sure, key=lambda each: each[0])
    drawn = [each.number(y)[0] for each in trends if each.shown(y)]
    called = superlative([number for number, _, _ in sure], drawn).capitalize()
    return f"{called} in {year}: {label} {one.written(value)}"


def _share_table(tracks: Tracks, nets: Estimates | None) -> Table:
    """Shares, their changes and, of a scale around a middle, the net score of each year."""
    headings = (
        Column(heading="Answer"),
        Column(heading="Year"),
        *(Column(heading=heading, unit="percent") for heading in ("Share", "Low", "High")),
        *(Column(heading=heading, unit="count") for heading in ("Base", "Count")),
        *(NET_COLUMNS if nets is not None else ()),
        *CHANGE_COLUMNS,
        Column(heading="Remark"),
    )
    lines = []
    numbers, remarked = share_numbers(tracks.shares), remarks(tracks.shares)
    for track in tracks.tracks:
        into = {second: (first, second) for first, second in track.links}
        for y, year in enumerate(tracks.years):
            pair = into.get(year)
            link = track.links[pair] if pair else None
            said = [remarked[y, track.place]]
            if link is not None and link.verdict is not Verdict.SAME:
                said.append(link.reason)
            net = net_numbers(nets, (y, 0, 0)) if nets is not None else ()
            cells = (*net, *track.into(year).cells())
            lines.append(
                (
                    *(track.label, str(year), *numbers[y][track.place], *cells),
                    "; ".join(r for r in said if r),
                )
            )
    return Table(columns=headings, rows=tuple(lines))
