"""Tallies: how many respondents gave each value, by year, segment and item; never who they are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dashboard.codebook import Choice, Kind, Question, Year
from dashboard.estimates.sums import Floats, Sums
from dashboard.query.selection import Of


@dataclass(frozen=True, kw_only=True)
class Split:
    """A tally by cell of its weights, or by kind of respondent: the third axis, after the segment.

    `cells` has the shape (year, segment, cell, item, value), `asked` and `answered` (year,
    segment, cell, item), `everyone` (year, segment, cell). Of use cases each is also `crossed`, by
    these names: sums of weight times the respondent's volume in every cell, along one axis more.
    """

    cells: Sums
    asked: Sums
    answered: Sums
    everyone: Sums
    crossed: Mapping[str, Floats] | None = None

    def base(self, of: Of) -> Sums:
        """The base of shares by year, segment, cell and item: as `Tally.base`."""
        return _base(self.asked, self.answered, self.everyone, of)

    def crossed_base(self, of: Of) -> Floats:
        """The same crossed with the volumes, of use cases."""
        assert self.crossed is not None
        if of is not Of.EVERYONE:
            return self.crossed[of]
        none = self.crossed[Of.ASKED] * 0.0
        crossed: Floats = self.crossed[of][:, :, :, None] + none
        return crossed


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

    `split` tells the same by cell, where that was asked for. Where segments overlap, being ticks
    of one question, `overall` has everyone who answered it as its only segment.
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
    split: Split | None = None
    overall: "Tally | None" = None

    def base(self, of: Of) -> Sums:
        """The base of shares, by year, segment and item: whom they are shares of, in view."""
        return _base(self.asked, self.answered, self.everyone, of)


def _base(asked: Sums, answered: Sums, everyone: Sums, of: Of) -> Sums:
    if of is not Of.EVERYONE:
        return answered if of is Of.ANSWERED else asked
    # Adding zeros broadcasts several times faster than np.broadcast_to.
    none = asked.n * 0.0
    return everyone.map(lambda part: part[..., None] + none)


def apart(tally: Tally) -> Tally:
    """A tally whose first segment is everyone, set apart from the others."""
    rest = range(1, len(tally.segments))
    return replace(of_segments(tally, rest), overall=of_segments(tally, [0]))


def of_segments(tally: Tally, places: Sequence[int]) -> Tally:
    """A tally of some of its segments."""
    kept = list(places)
    found = _taken(tally, lambda part: np.ascontiguousarray(part[:, kept]))
    return replace(found, segments=tuple(tally.segments[at] for at in kept))


def together(tally: Tally, places: Sequence[int]) -> Tally:
    """The tally of those in some segments that share nobody, without a breakdown."""
    kept = list(places)
    found = _taken(tally, lambda part: part[:, kept].sum(axis=1, keepdims=True))
    return replace(found, segments=(None,))


def of_years(tally: Tally, years: Sequence[Year]) -> Tally:
    """A tally of some of its years: what was counted if these alone had been asked for."""
    kept = [tally.years.index(year) for year in years]
    values = np.ones(len(tally.values), dtype=bool)
    if has_found_values(tally.question):
        # Numbers and pairs are those that somebody gave.
        given = tally.overall or tally
        values = given.cells.n[kept].sum(axis=(0, 1, 2)) > 0

    def of_values(part: Floats) -> Floats:
        return np.ascontiguousarray(part[..., values])

    def taken(whole: Tally) -> Tally:
        found = _taken(whole, lambda part: part[kept])
        split = found.split
        if split is not None:
            split = replace(split, cells=split.cells.map(of_values))
        return replace(
            found,
            years=tuple(years),
            rows=whole.rows[kept],
            cells=found.cells.map(of_values),
            values=whole.values[values],
            split=split,
            overall=whole.overall and taken(whole.overall),
        )

    return taken(tally)


def has_found_values(question: Question) -> bool:
    """Whether the values of a question's tally are found among the answers, not declared."""
    counted = question.kind in (Kind.ALLOCATION, Kind.NUMBER) and not question.choices
    return counted or question.kind in (Kind.RANKING, Kind.MAXDIFF)


def _taken(tally: Tally, only: Callable[[Floats], Floats]) -> Tally:
    """A tally of a part of every array; years and segments are for the caller to put right."""
    split = tally.split
    if split is not None:
        crossed = split.crossed
        split = Split(
            cells=split.cells.map(only),
            asked=split.asked.map(only),
            answered=split.answered.map(only),
            everyone=split.everyone.map(only),
            crossed=crossed and {name: only(part) for name, part in crossed.items()},
        )
    return replace(
        tally,
        cells=tally.cells.map(only),
        asked=tally.asked.map(only),
        answered=tally.answered.map(only),
        everyone=tally.everyone.map(only),
        withheld=only(tally.withheld),
        split=split,
    )


def segments_of(by: Question | None) -> tuple[str | None, ...]:
    """What the segment axis stands for: the choices of the breakdown, or nothing in particular."""
    return (None,) if by is None else tuple(choice.id for choice in by.choices)


def item_count(question: Question) -> int:
    """How long a question's item axis is."""
    return max(1, len(items_of(question)))


def items_of(question: Question) -> tuple[Choice, ...]:
    """What the item axis stands for: rows, parts, or the objects ranked or shown."""
    ranked = question.kind in (Kind.RANKING, Kind.MAXDIFF)
    return question.choices if ranked else question.items
