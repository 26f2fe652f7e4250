"""Tallies: how many respondents gave each value, by year, segment and item; never who they are."""

from dataclasses import dataclass, replace

import numpy as np

from dashboard.codebook import Kind, Question, Year
from dashboard.estimates.sums import Floats, Sums


@dataclass(frozen=True, kw_only=True)
class Together:
    """As which of its choices and items, each a place from 1, a question's are counted.

    Several places may be counted as one: whoever gave any of them counts once. Empty means that
    each is counted as itself.
    """

    choices: tuple[int, ...] = ()
    items: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.choices or self.items)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One question's tally, dense.

    `cells` has the shape (year, segment, item, value); `asked` and `answered` (year, segment,
    item); `everyone` (year, segment); `rows` (year,) counts all respondents of the year's file,
    whatever the filters. `withheld` (year, segment) counts respondents whose answer a release
    withholds; where it was certainly given it is part of `answered`, and in no cell. A question
    without items has one item, a view without breakdown one
    segment. `values` are what the last axis stands for: the index of a choice, a number, or
    pairs, the shape then (values, 2): for a ranking (rank from 1 or 0 = left out, how many
    were ranked), for a MaxDiff (best minus worst, times shown).

    Where respondents are told apart within segments, each segment stands as often as there are
    kinds of respondents, one kind after the other. Where segments overlap, being ticks of one
    question, `overall` has everyone who answered it as its only segment.
    """

    question: Question
    years: tuple[Year, ...]
    segments: tuple[str | None, ...]
    values: Floats
    cells: Sums
    asked: Sums
    answered: Sums
    everyone: Sums
    rows: Floats
    withheld: Floats
    overall: "Tally | None" = None


@dataclass(frozen=True, kw_only=True)
class CaseTally:
    """One question's tally over the use cases that respondents described, by cell of the weights.

    `cells` has the shape (year, segment, cell, item, value), `answered` (year, segment, cell,
    item), `everyone` (year, segment, cell). Each goes with sums of weight times the respondent's
    volume in every cell, along one axis more. `tally` is the same over all cells together.
    """

    tally: Tally
    cells: Sums
    answered: Sums
    everyone: Sums
    cells_crossed: Floats
    answered_crossed: Floats
    everyone_crossed: Floats


@dataclass(frozen=True, kw_only=True)
class MarginTally:
    """One question's weighted tally by cell of the margins that the weights meet.

    Shapes as in `Tally`, with the cell as an axis at the end. `tally` is the same over all cells.
    """

    tally: Tally
    cells: Sums
    answered: Sums
    everyone: Sums


def by_kind(sums: Sums, segments: int) -> Sums:
    """Sums (year, segment and kind, ...) as (year, segment, ..., kind)."""

    def split(part: Floats) -> Floats:
        years, places, *rest = part.shape
        return np.moveaxis(part.reshape(years, segments, places // segments, *rest), 2, -1)

    return Sums(*map(split, sums))


def apart(tally: Tally, each: int = 1) -> Tally:
    """A tally whose first segment, of so many kinds, is everyone; set apart from the others."""

    def part(segments: slice, overall: Tally | None = None) -> Tally:
        return replace(
            tally,
            segments=tally.segments[segments],
            cells=_of(tally.cells, segments),
            asked=_of(tally.asked, segments),
            answered=_of(tally.answered, segments),
            everyone=_of(tally.everyone, segments),
            withheld=tally.withheld[:, segments],
            overall=overall,
        )

    return part(slice(each, None), part(slice(each)))


def apart_by_margin(found: MarginTally) -> MarginTally:
    """`apart` with the cells of margins."""
    rest = slice(1, None)
    return MarginTally(
        tally=apart(found.tally),
        cells=_of(found.cells, rest),
        answered=_of(found.answered, rest),
        everyone=_of(found.everyone, rest),
    )


def apart_by_cell(found: CaseTally) -> CaseTally:
    """`apart` with the cells of use cases."""
    rest = slice(1, None)
    return CaseTally(
        tally=apart(found.tally),
        cells=_of(found.cells, rest),
        answered=_of(found.answered, rest),
        everyone=_of(found.everyone, rest),
        cells_crossed=found.cells_crossed[:, rest],
        answered_crossed=found.answered_crossed[:, rest],
        everyone_crossed=found.everyone_crossed[:, rest],
    )


def _of(sums: Sums, segments: slice) -> Sums:
    return Sums(*(part[:, segments] for part in sums))


def segments_of(by: Question | None) -> tuple[str | None, ...]:
    """What the segment axis stands for: the choices of the breakdown, or nothing in particular."""
    return (None,) if by is None else tuple(choice.id for choice in by.choices)


def item_count(question: Question) -> int:
    """How long a question's item axis is."""
    return max(1, len(items_of(question)))


def items_of(question: Question) -> tuple[str, ...]:
    """What the item axis stands for: rows, parts, or the objects ranked or shown."""
    if question.kind in (Kind.RANKING, Kind.MAXDIFF):
        return tuple(choice.id for choice in question.choices)
    return tuple(item.id for item in question.items)
