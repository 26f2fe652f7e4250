"""Places over the years: from which to which place each thing may stand, never a false rank."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import DASH, percent
from dashboard.estimates.ranks import RankRanges, rank_ranges
from dashboard.estimates.reliability import Flag
from dashboard.estimates.shares import Shares
from dashboard.figures.composite.panel import Cell, PanelColumn, panel
from dashboard.figures.composite.telling import figure_of
from dashboard.figures.context import View, label_in
from dashboard.figures.figure import Column, Figure, Table
from dashboard.figures.kinds.track_marks import year_colour


def standing(result: Result, view: View, *, id: str, title: str, most: int = 12) -> Figure:
    """The range of places of each answer in each year, by the newest year's shares.

    Only answers that stand for a thing take part: no catch-all, no "none of these".
    """
    question = result.question
    places = [
        v
        for v, choice in enumerate(question.choices)
        if not (choice.other or choice.exclusive or choice.outside)
    ]
    shares = _only(result.shares, places)
    ranges = rank_ranges(shares)
    newest = max((y for y, year in enumerate(result.years) if year not in result.gaps), default=0)
    height = np.nan_to_num(shares.share[newest], nan=-1.0)
    order = sorted(range(len(places)), key=lambda n: (-height[n], n))
    offered = [n for n in order if shares.share.shape[0] and height[n] >= 0]
    drawn = offered[:most]
    labels = [label_in(question.choices[places[n]], result.years[newest]) for n in drawn]
    columns = [_column(result, shares, ranges, y, drawn, labels, view)
               for y in range(len(result.years))]  # fmt: skip
    canvas = panel(labels, columns, view.narrow)
    return figure_of(
        canvas,
        _table(result, shares, ranges, places, offered),
        view,
        result,
        id=id,
        title=title,
        kind="Rank ranges",
        measure="Rank by % of users",
        base=view.base_line(result),
        facts=[
            f"{label}: {_words(ranges, newest, n)}"
            for label, n in zip(labels[:3], drawn, strict=False)
        ],
        notes=[
            "Ranks are given as ranges where the difference is within the margin of error.",
            f"{len(offered) - len(drawn)} more rows in the table." if len(offered) > most else "",
        ],
    )


def _only(shares: Shares, places: Sequence[int]) -> Shares:
    """Some choices by year; what a year did not list has no share there, not one of nought."""
    found = shares.at((slice(None), 0, 0, places))
    listed = found.flag != Flag.NOT_ASKED
    return replace(found, estimate=np.where(listed, found.share, np.nan))


def _column(
    result: Result,
    shares: Shares,
    ranges: RankRanges,
    y: int,
    drawn: Sequence[int],
    labels: Sequence[str],
    view: View,
) -> PanelColumn:
    year = result.years[y]
    last = max(2, int(ranges.worst.max(initial=2)))
    cells = []
    for n, label in zip(drawn, labels, strict=True):
        best, worst = int(ranges.best[y, n]), int(ranges.worst[y, n])
        if not best:
            gone = "not asked" if year in result.gaps else "not listed"
            cells.append(Cell(under=gone if shares.flag[y, n] is Flag.NOT_ASKED else "small n"))
            continue
        share = percent(float(shares.share[y, n]))
        cells.append(
            Cell(
                start=(best - 1) / last,
                end=worst / last,
                text=_range(best, worst),
                colour=year_colour(view, year),
                hover=(label, f"{year}: rank {_range(best, worst)}", f"used by {share}"),
            )
        )
    return PanelColumn(heading=str(year), cells=tuple(cells))


def _range(best: int, worst: int) -> str:
    return str(best) if best == worst else f"{best}{DASH}{worst}"


def _words(ranges: RankRanges, y: int, n: int) -> str:
    return f"rank {_range(int(ranges.best[y, n]), int(ranges.worst[y, n]))}"


def _table(
    result: Result,
    shares: Shares,
    ranges: RankRanges,
    places: Sequence[int],
    order: Sequence[int],
) -> Table:
    columns = (
        Column(heading="Answer"),
        Column(heading="Year"),
        Column(heading="Best rank", unit="count"),
        Column(heading="Worst rank", unit="count"),
        Column(heading="Share", unit="percent"),
    )
    rows = [
        (
            result.question.choices[places[n]].label,
            str(year),
            int(ranges.best[y, n]) or None,
            int(ranges.worst[y, n]) or None,
            None if np.isnan(shares.share[y, n]) else float(shares.share[y, n]),
        )
        for n in order
        for y, year in enumerate(result.years)
    ]
    return Table(columns=columns, rows=tuple(rows))
