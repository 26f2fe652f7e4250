"""Segments put together: where single bands hold too few, neighbors are counted as one group."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.withheld import (
    answers_lost,
    bounded,
    given_by_few,
    known_of,
    reasons,
    veiled,
)
from dashboard.codebook import Choice, Question
from dashboard.estimates.reliability import Flag
from dashboard.estimates.shares import shares
from dashboard.estimates.sums import Floats, Sums
from dashboard.query.selection import Weights

Span = tuple[str, float, float]
"""A group's name, and the range [from, to) of the bands that belong to it."""


def in_groups(result: Result, spans: Sequence[Span]) -> Result:
    """A result by bands as one by wider groups, counted anew; every band belongs to one at most.

    Unchanged without a breakdown by bands, and over use cases, whose margins tie segments
    together.
    """
    by = result.by
    if by is None or result.weights is Weights.USE_CASES:
        return result
    inside = np.array([[_holds(span, choice) for choice in by.choices] for span in spans])
    if not inside.any():
        return result

    def added(sums: Sums) -> Sums:
        return sums.map(lambda part: np.einsum("ys...,gs->yg...", part, inside.astype(float)))

    tally = replace(
        result.tally,
        segments=tuple(f"group_{n}" for n in range(len(spans))),
        cells=added(result.tally.cells),
        asked=added(result.tally.asked),
        answered=added(result.tally.answered),
        everyone=added(result.tally.everyone),
        withheld=np.einsum("ys,gs->yg", result.tally.withheld, inside.astype(float)),
    )
    offered = _any_of(result.estimates.flag != Flag.NOT_ASKED, inside)
    keep = offered.any(axis=-1)
    base = tally.base(result.of)
    cells = tally.cells.map(lambda part: np.where(offered, part, 0.0))
    base = base.map(lambda part: np.where(keep, part, 0.0))
    found = shares(cells, base, tally.rows[:, None, None], asked=keep)
    found.flag[~offered] = Flag.NOT_ASKED
    # So many answers may be withheld of a band that it has no share, and so few of its group that
    # this one has. Who is missing from a band is missing from its group, too.
    missing = None if result.thin is None else _any_of(result.thin, inside)
    blocked = answers_lost(tally) if missing is None else answers_lost(tally) | missing
    found = veiled(found, blocked, Flag.WITHHELD)
    perhaps = result.perhaps
    if perhaps is not None:
        perhaps = np.einsum("ys...,gs->yg...", perhaps, inside.astype(float))
    few = given_by_few(tally, perhaps)
    found = bounded(found, few, blocked, result.at_most, tally.withheld)
    by = _by(by, spans, inside)
    untold = reasons(blocked & (known_of(tally) > 0), tally.years, tally.segments, by)
    return replace(
        result,
        by=by,
        tally=tally,
        estimates=found,
        withheld=untold,
        thin=missing,
        perhaps=perhaps,
    )


def members(group: Choice, by: Question) -> tuple[str, ...]:
    """The bands of a breakdown that one of its groups puts together."""
    low = float("-inf") if group.low is None else group.low
    high = float("inf") if group.high is None else group.high
    return tuple(c.id for c in by.choices if _holds((group.label, low, high), c))


def _holds(span: Span, choice: Choice) -> bool:
    _, start, end = span
    low = float("-inf") if choice.low is None else choice.low
    high = float("inf") if choice.high is None else choice.high
    return choice.is_band and start <= low and high <= end


def _any_of(flags: np.ndarray, inside: np.ndarray) -> np.ndarray:
    return np.stack([flags[:, members].any(axis=1) for members in inside], axis=1)


def _by(by: Question, spans: Sequence[Span], inside: Floats) -> Question:
    """The breakdown as a question whose choices are the groups."""
    choices = []
    for n, ((label, low, high), members) in enumerate(zip(spans, inside, strict=True)):
        bands = [choice for choice, held in zip(by.choices, members, strict=True) if held]
        years = tuple(year for year in by.asked if any(year in band.asked for band in bands))
        wording = dict.fromkeys(years, label)
        choices.append(
            Choice(id=f"group_{n}", label=label, asked=years, wording=wording, low=low, high=high)
        )
    return replace(by, choices=tuple(choices))
