"""Choices followed over the years: their shares, and which years may be connected."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from dashboard.analysis.changes import Change
from dashboard.analysis.results import Result
from dashboard.codebook import Question, Year
from dashboard.codebook.choice_groups import Series, one_by_one
from dashboard.codebook.comparability import Comparison, TwoYears
from dashboard.estimates.shares import Shares
from dashboard.figures.change_marks import Into
from dashboard.figures.context import View
from dashboard.figures.kinds.bars import is_ordered, last
from dashboard.figures.table import is_shown


@dataclass(frozen=True, kw_only=True)
class Track:
    """One choice over the years: where its shares stand in `Tracks.shares`, by year.

    `links` holds the verdict on each pair of neighboring years that both offered it, `changes`
    the change between them where it may be told, `longest` those since the first comparable year,
    by the later one.
    """

    label: str
    place: int
    codes: Mapping[Year, tuple[str, ...]]
    rank: int
    links: Mapping[tuple[Year, Year], Comparison]
    changes: Mapping[tuple[Year, Year], Change]
    longest: Mapping[Year, Change] = field(default_factory=dict)

    def into(self, year: Year) -> Into:
        """The changes into a year."""
        recent = next((one for pair, one in self.changes.items() if pair[1] == year), None)
        return Into(recent, self.longest.get(year))


@dataclass(frozen=True, kw_only=True)
class Tracks:
    """All choices of a result over its years; `shares` has the axes (year, track)."""

    years: tuple[Year, ...]
    shares: Shares
    tracks: tuple[Track, ...]


def tracks_of(result: Result, view: View) -> Tracks:
    """Follow the choices of a result without segments or items over its years.

    Choices that were merged, split or renamed are one track, as the view's changes count them;
    in a view without changes each choice is followed by itself.
    """
    question = result.question
    asked = [year for year in result.years if year not in result.gaps]
    of_view = view.changes.of(result)
    if of_view is not None:
        # A figure may show fewer years than its topic's changes are followed over.
        followed, counted = list(_within(of_view.choices, asked)), of_view.result
    else:
        followed, counted = one_by_one(question.choices, asked), result
    codes = {choice.id: v for v, choice in enumerate(question.choices)}
    at = [codes[one.newest] for one in followed]
    rows = [counted.years.index(year) for year in result.years]
    estimated = counted.shares.at((np.array(rows)[:, None], 0, 0, np.array(at, dtype=int)))
    links = _links(question, followed, asked)
    place_of = {one.newest: place for place, one in enumerate(followed)}
    changes: list[dict[tuple[Year, Year], Change]] = [{} for _ in followed]
    for step, change in of_view.changes.items() if of_view is not None else ():
        if step.choice in place_of:
            changes[place_of[step.choice]][step.first, step.second] = change
    longest: list[dict[Year, Change]] = [{} for _ in followed]
    for step, change in of_view.long_changes.items() if of_view is not None else ():
        if step.choice in place_of:
            longest[place_of[step.choice]][step.second] = change
    tracks = [
        Track(
            label=one.label,
            place=place,
            codes=one.codes,
            rank=_rank(question, one),
            links=links[place],
            changes={pair: changes[place][pair] for pair in links[place] if pair in changes[place]},
            longest=longest[place],
        )
        for place, one in enumerate(followed)
    ]
    ordered = view.listed or is_ordered(question)
    last_year = result.years.index(asked[-1]) if asked else 0

    def order(track: Track) -> tuple[int, int, float, int]:
        at = (last_year, track.place)
        shown = is_shown(estimated.flag[at])
        height = -float(estimated.share[at]) if shown and not ordered else 0.0
        return track.rank, not shown and not ordered, height, track.place

    return Tracks(years=result.years, shares=estimated, tracks=tuple(sorted(tracks, key=order)))


def _within(every: Iterable[Series], years: Sequence[Year]) -> Iterator[Series]:
    """Series in some of their years, without those that none of these years offered."""
    for one in every:
        if codes := {year: of_year for year, of_year in one.codes.items() if year in years}:
            yield replace(one, codes=codes)


def _links(
    question: Question, followed: Sequence[Series], asked: Sequence[Year]
) -> list[dict[tuple[Year, Year], Comparison]]:
    """For each series the verdicts on neighboring years, each pair of years looked up once."""
    neighbors = [list(pairwise(year for year in asked if year in one.codes)) for one in followed]
    between = {
        pair: TwoYears(question, question.choices, *pair)
        for pair in {pair for pairs in neighbors for pair in pairs}
    }
    return [
        {(a, b): between[a, b].together(one.codes[a], one.codes[b]) for a, b in pairs}
        for one, pairs in zip(followed, neighbors, strict=True)
    ]  # fmt: skip


def _rank(question: Question, one: Series) -> int:
    return max(last(question.choice(code)) for codes in one.codes.values() for code in codes)
