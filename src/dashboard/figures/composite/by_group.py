"""One number a row, each with its base: of groups that gave an answer, or of several questions."""

from collections.abc import Collection, Mapping, Sequence

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import count, percent
from dashboard.estimates.reliability import Flag
from dashboard.figures.composite.panel import Cell, one_column
from dashboard.figures.composite.telling import FAINT, One, figure_of, highlight_of_one, one_of
from dashboard.figures.context import View, newest
from dashboard.figures.figure import Figure, Highlight, Table
from dashboard.figures.layout import NOTHING, RANGES
from dashboard.figures.table import absent, interval_text, paler, share_table


def by_group(result: Result, choice: int, view: View, *, id: str, title: str) -> Figure:
    """The share that each group gave one choice, by its place; small groups in one closing line."""
    y = result.years.index(newest(result))
    own = {result.segment_label(result.segments[s]) for s in view.own(result)}
    known = {
        result.segment_label(segment): one_of(result.shares, (y, s, 0, choice))
        for s, segment in enumerate(result.segments)
        if result.by is None or result.years[y] in result.by.choice(str(segment)).asked
    }
    return shares_of_rows(
        known,
        [result],
        view,
        id=id,
        title=title,
        table=share_table(result, [choice]),
        measure=view.measure(result),
        base=view.base_line(result),
        own=own,
    )


def shares_of_rows(
    known: Mapping[str, One],
    found: Sequence[Result],
    view: View,
    *,
    id: str,
    title: str,
    table: Table,
    measure: str,
    base: str,
    own: Collection[str] = (),
) -> Figure:
    """The share of each row by its label; rows of too few answers in one closing line.

    The reader's `own` rows are drawn in any case: where they have no bar, they say why.
    """
    able = {label: one for label, one in known.items() if one.shown or one.ranged}
    drawn = {label: one for label, one in known.items() if label in able or (able and label in own)}
    canvas = one_column(list(drawn), [_cell(*one) for one in drawn.items()], view)
    flags = {one.flag for one in drawn.values()}
    return figure_of(
        canvas,
        table,
        view,
        found[0],
        id=id,
        title=title,
        kind="Bars" if drawn else NOTHING,
        measure=measure,
        base=base,
        facts=_facts(drawn),
        highlight=_highlight(title, drawn),
        notes=[
            paler(FAINT, ((one.flag, one.base) for one in drawn.values())),
            RANGES if Flag.RANGE in flags else "",
            *absent(
                (label, [one.flag], one.base) for label, one in known.items() if label not in drawn
            ),
        ],
        found=found,
    )


def _cell(label: str, one: One) -> Cell:
    base = f"n = {count(one.base)}"
    limits = interval_text(one.low, one.high)
    if not (one.shown or one.ranged):
        return Cell(under=one.why)
    if one.ranged:
        return Cell(
            start=one.low, end=one.high, text=limits, under=base, ranged=True,
            hover=(label, f"{limits} (95% interval)", base),
        )  # fmt: skip
    return Cell(
        end=one.estimate,
        low=one.low,
        high=one.high,
        text=percent(one.estimate),
        under=base,
        color="small-base" if one.flag is Flag.SMALL_BASE else "accent",
        hover=(label, f"{percent(one.estimate)} (95% interval {limits})", base),
    )


def _highlight(title: str, drawn: dict[str, One]) -> Highlight | None:
    """The group with the highest share, and the one with the lowest."""
    sure = {label: one for label, one in drawn.items() if one.flag is Flag.OK}
    if not sure:
        return None
    high, low = (pick(sure, key=lambda label: sure[label].estimate) for pick in (max, min))
    told = f"{title}: {high} {percent(sure[high].estimate)}"
    told += f", {low} {percent(sure[low].estimate)}" if low != high else ""
    return highlight_of_one(told, sure[high], of=high)


def _facts(drawn: dict[str, One]) -> Sequence[str]:
    """The groups on a sufficient base, the highest share first."""
    sure = {label: one.estimate for label, one in drawn.items() if one.flag is Flag.OK}
    order = sorted(sure, key=lambda label: -sure[label])
    return [", ".join(f"{label} {percent(sure[label])}" for label in order)] if order else []
