"""Scores and changes line by line, for the command line and for whoever takes a table away."""

from collections.abc import Iterator

from dashboard.analysis.comparison import Compared
from dashboard.analysis.results import Result, Row, empty_row, number, whole
from dashboard.analysis.scores import Scores
from dashboard.analysis.segment_differences import Against
from dashboard.codebook import Choice, Kind, Question
from dashboard.estimates.change import Changes
from dashboard.estimates.quantiles import BandedQuantiles
from dashboard.estimates.reliability import COUNT_FROM, Flag
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Floats

CHANGE = "change"
MIX_ADJUSTED = "mix_adjusted_change"
P_VALUE = "change_adjusted_p"
LESS = "less_"
ADJUSTED_P = "_adjusted_p"


def score_rows(found: Scores) -> Iterator[Row]:
    """A question's scores line by line; a year that shows nothing gives one line saying so.

    An item stands under `item`, an object ranked or shown under `choice`, and so does the band
    in which the median of an answer in bands lies.
    """
    estimates = found.estimates
    for y, year in enumerate(found.years):
        for s, segment in enumerate(found.segments):
            if year in found.gaps:
                yield empty_row(found.question, year, segment or "", found.statistic)
                continue
            for i, item in enumerate(found.items):
                if item is not None and year not in item.asked:
                    continue
                cell = (y, s, i)
                flag = estimates.flag[cell]
                bare = flag is Flag.NOT_ASKED or estimates.base[cell] < COUNT_FROM
                share = estimates if isinstance(estimates, Shares) else None
                band = _band(found, cell) if item is None else None
                name, choice, label = _names(found.question, item or band, year)
                yield Row(
                    year=year,
                    question=found.question.id,
                    item=name,
                    choice=choice,
                    label=label,
                    segment=segment or "",
                    count=None if bare or share is None else whole(share.count[cell]),
                    base=None if bare else whole(estimates.base[cell]),
                    share=None if share is None else number(share.share[cell]),
                    low=number(estimates.low[cell]),
                    high=number(estimates.high[cell]),
                    effective_base=None if bare else number(estimates.effective_base[cell]),
                    flag=flag,
                    statistic=found.statistic,
                    estimate=number(estimates.estimate[cell]),
                    standard_error=number(estimates.standard_error[cell]),
                    design_effect=number(estimates.design_effect[cell]),
                )


def _band(found: Scores, cell: tuple[int, int, int]) -> Choice | None:
    """The band a median lies in; None where it lies in none, or is a plain number."""
    if not isinstance(found.estimates, BandedQuantiles) or found.estimates.band[cell] < 0:
        return None
    bands = [choice for choice in found.question.choices if choice.is_band]
    bands.sort(key=lambda band: float("-inf") if band.low is None else band.low)
    return bands[int(found.estimates.band[cell])]


def _names(question: Question, one: Choice | None, year: int) -> tuple[str, str, str]:
    """Item, choice and label of a line about an item, an object, a band, or the question."""
    if one is None:
        return "", "", ""
    label = one.wording.get(year, one.label)
    is_item = question.kind in (Kind.MATRIX, Kind.ALLOCATION)
    return (one.id, "", label) if is_item else ("", one.id, label)


def change_rows(found: Compared) -> Iterator[Row]:
    """What changed, line by line: the change, the same with the mix held fixed, the p-value.

    The p-value is adjusted over all that was compared at once. A change that may not be told has
    a line without numbers, flagged as hidden.
    """
    choices = found.question.choices if isinstance(found.found, Result) else ()
    years = {found.first, found.second}
    for s in range(len(found.segments)):
        for i, item in enumerate(found.items):
            if not choices:
                yield from _changed(found, (s, i), item, None)
            for v, choice in enumerate(choices):
                if years & set(choice.asked):
                    yield from _changed(found, (s, i, v), item, choice)


def against_rows(found: Against) -> Iterator[Row]:
    """A year's segments less what they are set against, line by line: difference and p-value.

    The statistic names what is taken away: `less_others`, or `less_` and the segment. The p-value
    is adjusted over all that was compared at once.
    """
    result = found.result
    question = result.question
    name = f"{LESS}{found.reference}"
    for s, segment in enumerate(result.segments):
        if segment == found.reference:
            continue
        for i, item in enumerate(result.items):
            if item is not None and found.year not in item.asked:
                continue
            for v in result.offered(found.year):
                cell, choice = (s, i, v), question.choices[v]
                change = found.changes
                for statistic, values, around in (
                    (name, change.change, change),
                    (f"{name}{ADJUSTED_P}", found.adjusted_p, None),
                ):
                    told = number(change.change[cell]) is not None
                    yield Row(
                        year=found.year,
                        question=question.id,
                        item=item.id if item else "",
                        choice=choice.id,
                        label=choice.wording[found.year],
                        segment=segment or "",
                        count=None,
                        base=None,
                        share=None,
                        low=None if around is None else number(around.low[cell]),
                        high=None if around is None else number(around.high[cell]),
                        effective_base=None,
                        flag=Flag.OK if told else Flag.HIDDEN,
                        statistic=statistic,
                        estimate=number(values[cell]),
                        standard_error=(
                            None if around is None else number(around.standard_error[cell])
                        ),
                    )


def _changed(
    found: Compared, cell: tuple[int, ...], item: Choice | None, choice: Choice | None
) -> Iterator[Row]:
    name, code, label = _names(found.question, item, found.second)
    if choice is not None:
        code, label = choice.id, choice.wording.get(found.second, choice.label)
    told = number(found.changes.change[cell]) is not None
    numbers: list[tuple[str, Floats, Changes | None]] = [
        (CHANGE, found.changes.change, found.changes),
        *([(MIX_ADJUSTED, found.mix.change, found.mix)] if found.mix is not None else []),
        (P_VALUE, found.adjusted_p, None),
    ]
    for statistic, values, around in numbers:
        yield Row(
            year=found.second,
            question=found.question.id,
            item=name,
            choice=code,
            label=label,
            segment=found.segments[cell[0]] or "",
            count=None,
            base=None,
            share=None,
            low=None if around is None else number(around.low[cell]),
            high=None if around is None else number(around.high[cell]),
            effective_base=None,
            flag=Flag.OK if told else Flag.HIDDEN,
            statistic=statistic,
            estimate=number(values[cell]),
            standard_error=None if around is None else number(around.standard_error[cell]),
        )
