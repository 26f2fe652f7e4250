"""One answer by group: a bar for each group that has enough answers."""

from collections.abc import Sequence

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import count, percent
from dashboard.estimates.reliability import Flag
from dashboard.figures.composite.panel import Cell, PanelColumn, panel
from dashboard.figures.composite.telling import UNDER, One, figure_of, one_of
from dashboard.figures.context import View, newest
from dashboard.figures.figure import Figure
from dashboard.figures.kinds.bars import scale_end
from dashboard.figures.layout import NOTHING, RANGES
from dashboard.figures.table import interval_text, share_table
from dashboard.figures.words import listed


def by_group(result: Result, choice: int, view: View, *, id: str, title: str) -> Figure:
    """The share that each group gave one choice, by its place; small groups in one closing line."""
    y = result.years.index(newest(result))
    known = {
        result.segment_label(segment): one_of(result.shares, (y, s, 0, choice))
        for s, segment in enumerate(result.segments)
        if result.by is None or result.years[y] in result.by.choice(str(segment)).asked
    }
    drawn = {label: one for label, one in known.items() if one.shown or one.ranged}
    small = [label for label in known if label not in drawn]
    end = scale_end(one.high for one in drawn.values())
    canvas = panel(
        list(drawn),
        [PanelColumn(heading="", cells=tuple(_cell(*one, end) for one in drawn.items()))],
        view.narrow,
    )
    flags = {one.flag for one in drawn.values()}
    return figure_of(
        canvas,
        share_table(result, [choice]),
        view,
        result,
        id=id,
        title=title,
        kind="Bars" if drawn else NOTHING,
        measure=view.measure(result),
        base=view.base_line(result),
        facts=_facts(drawn),
        notes=[
            UNDER if Flag.SMALL_BASE in flags else "",
            RANGES if Flag.RANGE in flags else "",
            f"Sample too small: {listed(small)}." if small else "",
        ],
        found=(result,),
    )


def _cell(label: str, one: One, end: float) -> Cell:
    base = f"n = {count(one.base)}"
    limits = interval_text(one.low, one.high)
    if one.ranged:
        return Cell(
            start=one.low / end, end=one.high / end, text=limits, under=base, ranged=True,
            hover=(label, f"{limits} (95% interval)", base),
        )  # fmt: skip
    return Cell(
        end=one.estimate / end,
        low=one.low / end,
        high=one.high / end,
        text=percent(one.estimate),
        under=base,
        colour="small-base" if one.flag is Flag.SMALL_BASE else "accent",
        hover=(label, f"{percent(one.estimate)} (95% interval {limits})", base),
    )


def _facts(drawn: dict[str, One]) -> Sequence[str]:
    """The groups on a sufficient base, the highest share first."""
    sure = {label: one.estimate for label, one in drawn.items() if one.flag is Flag.OK}
    order = sorted(sure, key=lambda label: -sure[label])
    return [", ".join(f"{label} {percent(sure[label])}" for label in order)] if order else []
