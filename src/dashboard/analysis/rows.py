"""Results, changes and differences line by line, for the command line and for data taken away."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from dashboard.analysis.changes import Compared
from dashboard.analysis.following import NET, Step
from dashboard.analysis.results import Result
from dashboard.analysis.segments import Against
from dashboard.analysis.statistics import SHARE, bands_of
from dashboard.codebook import Choice, Kind, Question, Year
from dashboard.codebook.choice_groups import Series
from dashboard.codebook.comparability import not_comparable
from dashboard.estimates.quantiles import BandedQuantiles
from dashboard.estimates.reliability import COUNT_FROM, Flag
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Estimates

CHANGE = "change"
MIX_ADJUSTED = "mix_adjusted_change"
P_VALUE = "change_adjusted_p"
MARKED = "change_marked"
LESS = "less_"
SEVERAL = "+"
"""Between the codes of several choices that are counted as one."""
ADJUSTED_P = "_adjusted_p"


class Interval(Protocol):
    """What stands around a number."""

    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def standard_error(self) -> float: ...


@dataclass(frozen=True, kw_only=True)
class Row:
    """One number as a line of a table; None is an empty cell.

    `estimate` is the number whatever the statistic, `share` the same where it is a share of
    respondents or of use cases; `low` and `high` are the interval of either. In a line about a
    change `year` is the later year, `estimate` the later less the earlier number, and `count`,
    `base` and `share` are empty. `of` names whom shares are shares of, `remark` a declared fault of
    the year. Where survey weights are on, `unweighted` is the same number without them, with its
    interval.
    """

    year: Year
    question: str
    item: str
    choice: str
    label: str
    segment: str
    count: int | None = None
    base: int | None = None
    share: float | None = None
    of: str = ""
    remark: str = ""
    low: float | None = None
    high: float | None = None
    effective_base: float | None = None
    flag: Flag
    statistic: str = SHARE.name
    estimate: float | None = None
    standard_error: float | None = None
    design_effect: float | None = None
    unweighted: float | None = None
    unweighted_low: float | None = None
    unweighted_high: float | None = None


def rows(result: Result) -> Iterator[Row]:
    """A result's numbers line by line; a year that shows nothing gives one line saying so.

    An item stands under `item`, an object ranked or shown under `choice`, and so does the band
    in which the median of an answer in bands lies.
    """
    for y, year in enumerate(result.years):
        for s, segment in enumerate(result.segments):
            if year in result.gaps:
                yield _empty(result, year, segment or "")
                continue
            for i, item in enumerate(result.items):
                if item is not None and year not in item.asked:
                    continue
                if not result.each_choice:
                    yield _row(result, (y, s, i), item, None)
                    continue
                for v in result.offered(year):
                    yield _row(result, (y, s, i, v), item, result.question.choices[v])


def net_rows(result: Result) -> Iterator[Row]:
    """The net scores of a scale around a neutral middle line by line; nothing of other results."""
    for y, year in enumerate(result.years if result.net is not None else ()):
        for s in range(len(result.segments)):
            for i, item in enumerate(result.items):
                if year not in result.gaps and (item is None or year in item.asked):
                    yield _row(result, (y, s, i), item, None, result.net)


def _row(
    result: Result,
    cell: tuple[int, ...],
    item: Choice | None,
    choice: Choice | None,
    net: Estimates | None = None,
) -> Row:
    found, year = net or result.estimates, result.years[cell[0]]
    flag, base = found.flag[cell], found.base[cell]
    bare = flag is Flag.NOT_ASKED or base < COUNT_FROM
    share = found if isinstance(found, Shares) else None
    about = item or band_of(result, cell) if choice is None else item
    name, code, label = _names(result.question, about, choice, year)
    return Row(
        year=year,
        question=result.question.id,
        item=name,
        choice=code,
        label=label,
        segment=result.segments[cell[1]] or "",
        count=None if bare or share is None else whole(share.count[cell]),
        base=None if bare else whole(base),
        share=None if share is None else number(share.share[cell]),
        of=of_words(result),
        remark=not_comparable(result.question, year),
        low=number(found.low[cell]),
        high=number(found.high[cell]),
        effective_base=None if bare else number(found.effective_base[cell]),
        flag=flag,
        statistic=result.statistic.name if net is None else NET,
        estimate=number(found.estimate[cell]),
        standard_error=number(found.standard_error[cell]),
        design_effect=number(found.design_effect[cell]),
    )


def of_words(result: Result) -> str:
    """Whom the shares of a result are shares of; empty where it has none of each choice."""
    return str(result.of) if result.each_choice else ""


def band_of(result: Result, cell: tuple[int, ...]) -> Choice | None:
    """The band a median lies in; None where it lies in none, or is a plain number."""
    found = result.estimates
    if not isinstance(found, BandedQuantiles) or found.band[cell] < 0:
        return None
    places, _ = bands_of(result.question)
    return result.question.choices[places[int(found.band[cell])]]


def _names(
    question: Question, item: Choice | None, choice: Choice | None, year: Year
) -> tuple[str, str, str]:
    """Item, choice and label of a line about a choice of an item, or about an item alone.

    What is ranked or judged, and a band, is a choice.
    """
    if choice is not None:
        return item.id if item else "", choice.id, choice.wording.get(year, choice.label)
    if item is None:
        return "", "", ""
    label = item.wording.get(year, item.label)
    is_item = question.kind in (Kind.MATRIX, Kind.ALLOCATION)
    return (item.id, "", label) if is_item else ("", item.id, label)


def change_rows(compared: Compared) -> Iterator[Row]:
    """What changed, line by line: the change, the same with the mix held fixed, how it was judged.

    The p-value is adjusted over the family of the page; a marked change has 1 for an estimate. A
    change that may not be told has one line, without numbers and flagged as hidden. What is counted
    as one stands once, under all its codes of the later year.
    """
    result, told = compared.result, set[Step]()
    for cell, item, choice in _cells_of_change(compared):
        step = compared.step(cell)
        if step is None:
            yield from _changed(compared, cell, item, choice)
        elif step not in told:
            told.add(step)
            of_item, of_choice = compared.followed.counted_of(step)
            item = _counted_as(item, of_item, result.items, step.second)
            choice = _counted_as(choice, of_choice, result.question.choices, step.second)
            yield from _changed(compared, cell, item, choice)


def _cells_of_change(
    compared: Compared,
) -> Iterator[tuple[tuple[int, ...], Choice | None, Choice | None]]:
    """Where changes may stand, with their items and choices, None for none."""
    result, years = compared.result, {compared.first, compared.second}
    for s in range(len(result.segments)):
        for i, item in enumerate(result.items):
            if not result.each_choice:
                yield (s, i), item, None
                continue
            for v, choice in enumerate(result.question.choices):
                if years & set(choice.asked):
                    yield (s, i, v), item, choice


def _counted_as(
    part: Choice | None, counted: Series | None, among: Iterable[Choice | None], year: Year
) -> Choice | None:
    """What a choice or item was counted as in a year: one of them, or several under one name."""
    if part is None or counted is None:
        return part
    codes = counted.codes[year]
    if len(codes) > 1:
        return replace(part, id=SEVERAL.join(codes), label=counted.label, wording={})
    return next(one for one in among if one is not None and one.id == codes[0])


def _changed(
    compared: Compared, cell: tuple[int, ...], item: Choice | None, choice: Choice | None
) -> Iterator[Row]:
    result, change = compared.result, compared.change(cell)
    name, code, label = _names(result.question, item, choice, compared.second)

    def line(statistic: str, estimate: float | None, around: Interval | None = None) -> Row:
        return Row(
            year=compared.second,
            question=result.question.id,
            item=name,
            choice=code,
            label=label,
            segment=result.segments[cell[0]] or "",
            low=None if around is None else number(around.low),
            high=None if around is None else number(around.high),
            of=of_words(result),
            remark=not_comparable(result.question, compared.first)
            or not_comparable(result.question, compared.second),
            flag=Flag.OK if change is not None else Flag.HIDDEN,
            statistic=statistic,
            estimate=estimate,
            standard_error=None if around is None else number(around.standard_error),
        )

    if change is None:
        yield line(CHANGE, None)
        return
    yield line(CHANGE, number(change.change), change)
    if compared.mix is not None:
        mixed = compared.mix_adjusted(cell)
        yield line(MIX_ADJUSTED, None if mixed is None else number(mixed.change), mixed)
    yield line(P_VALUE, number(change.adjusted_p))
    yield line(MARKED, float(change.marked))


def against_rows(found: Against) -> Iterator[Row]:
    """A year's segments less what they are set against, line by line: difference and p-value.

    The statistic names what is taken away: `less_others`, or `less_` and the segment. The p-value
    is adjusted over all that was compared at once.
    """
    result, change = found.result, found.changes
    name = f"{LESS}{found.reference}"
    for s, segment in enumerate(result.segments):
        if segment == found.reference:
            continue
        for i, item in enumerate(result.items):
            if item is not None and found.year not in item.asked:
                continue
            for v in result.offered(found.year):
                cell, choice = (s, i, v), result.question.choices[v]
                told = number(change.change[cell]) is not None
                about = Row(
                    year=found.year,
                    question=result.question.id,
                    item=item.id if item else "",
                    choice=choice.id,
                    label=choice.wording[found.year],
                    segment=segment or "",
                    of=of_words(result),
                    low=number(change.low[cell]),
                    high=number(change.high[cell]),
                    flag=Flag.OK if told else Flag.HIDDEN,
                    statistic=name,
                    estimate=number(change.change[cell]),
                    standard_error=number(change.standard_error[cell]),
                )
                yield about
                yield Row(
                    year=about.year,
                    question=about.question,
                    item=about.item,
                    choice=about.choice,
                    label=about.label,
                    segment=about.segment,
                    of=about.of,
                    flag=about.flag,
                    statistic=f"{name}{ADJUSTED_P}",
                    estimate=number(found.adjusted_p[cell]),
                )


def _empty(result: Result, year: Year, segment: str) -> Row:
    """The line of a year that shows nothing."""
    return Row(
        year=year,
        question=result.question.id,
        item="",
        choice="",
        label="",
        segment=segment,
        of=of_words(result),
        flag=Flag.NOT_ASKED,
        statistic=result.statistic.name,
    )


def number(value: float) -> float | None:
    """A number for a table; None where it is unknown or withheld."""
    return None if np.isnan(value) else float(value)


def whole(value: float) -> int | None:
    """A count for a table."""
    return None if np.isnan(value) else round(value)
