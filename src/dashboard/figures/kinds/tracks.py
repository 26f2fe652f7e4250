"""Choices followed over the years: their shares, and which years may be connected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np

from dashboard.analysis.results import Result
from dashboard.codebook import Question, Year
from dashboard.codebook.comparability import (
    Comparison,
    Series,
    Verdict,
    compare_all,
    compare_series,
    groups,
    series,
)
from dashboard.estimates.reliability import Flag
from dashboard.estimates.shares import Shares, shares
from dashboard.estimates.sums import Sums
from dashboard.figures.change_marks import Pair, Told, told, told_of
from dashboard.figures.context import View
from dashboard.figures.kinds.bars import is_ordered, last
from dashboard.figures.table import is_shown
from dashboard.query.selection import Of


@dataclass(frozen=True, kw_only=True)
class Track:
    """One choice over the years: where its shares stand in `Tracks.shares`, by year.

    `links` holds the verdict on each pair of neighbouring years that both offered it, `changes`
    the change between them where it may be told.
    """

    label: str
    place: int
    codes: Mapping[Year, tuple[str, ...]]
    rank: int
    links: Mapping[tuple[Year, Year], Comparison]
    changes: Mapping[tuple[Year, Year], Told]


@dataclass(frozen=True, kw_only=True)
class Tracks:
    """All choices of a result over its years; `shares` has the axes (year, track)."""

    years: tuple[Year, ...]
    shares: Shares
    tracks: tuple[Track, ...]


def tracks_of(result: Result, view: View) -> Tracks:
    """Follow the choices of a result without segments or items over its years.

    Choices that were merged, split or renamed are one track: counted anew for the whole view, and
    tested with it. Drawn alone, a figure adds them up where a respondent gave one answer at most,
    and tests its own changes together.
    """
    question = result.question
    asked = [year for year in result.years if year not in result.gaps]
    of_view = view.changes.of(result) if view.changes is not None else None
    if of_view is not None and isinstance(of_view.found, Result):
        followed = list(series(question, asked))
        estimated = _counted_shares(of_view.found, followed)
    else:
        followed = [part for one in series(question, asked) for part in _countable(question, one)]
        estimated = _shares(result, followed)
    links = _links(question, followed, asked, anew=of_view is not None)
    pairs = {
        (place, first, second): Pair(
            (result.years.index(first), place), (result.years.index(second), place), first
        )
        for place, found in enumerate(links)
        for (first, second), verdict in found.items()
        if verdict.comparable
    }
    if of_view is not None:
        place_of = {newest(one): place for place, one in enumerate(followed)}
        changes = {
            (place_of[step.choice], step.first, step.second): told_of(change, step)
            for step, change in of_view.changes.items()
        }
    else:
        changes = told(estimated, pairs)
    tracks = [
        Track(
            label=one.label,
            place=place,
            codes=one.codes,
            rank=_rank(question, one),
            links=links[place],
            changes={
                years: changes[place, *years]
                for years in links[place]
                if (place, *years) in changes
            },
        )
        for place, one in enumerate(followed)
    ]
    ordered = is_ordered(question)
    last_year = result.years.index(asked[-1]) if asked else 0

    def order(track: Track) -> tuple[int, int, float, int]:
        at = (last_year, track.place)
        shown = is_shown(estimated.flag[at])
        height = -float(estimated.share[at]) if shown and not ordered else 0.0
        return track.rank, not shown and not ordered, height, track.place

    return Tracks(years=result.years, shares=estimated, tracks=tuple(sorted(tracks, key=order)))


def _countable(question: Question, one: Series) -> list[Series]:
    """The series itself where its codes can be counted as one, else one for each code."""
    if question.has_one_answer or all(len(codes) == 1 for codes in one.codes.values()):
        return [one]
    found = []
    for code in dict.fromkeys(code for codes in one.codes.values() for code in codes):
        years = {year: (code,) for year, codes in one.codes.items() if code in codes}
        found.append(Series(label=question.choice(code).label, codes=years))
    return found


def _links(
    question: Question, followed: Sequence[Series], asked: Sequence[Year], *, anew: bool
) -> list[dict[tuple[Year, Year], Comparison]]:
    """For each series the verdicts on neighbouring years, each pair of years looked up once."""
    neighbours = [list(pairwise(year for year in asked if year in one.codes)) for one in followed]
    verdicts, grouped = {}, {}
    for pair in {pair for pairs in neighbours for pair in pairs}:
        verdicts[pair] = compare_all(question, question.choices, *pair)
        grouped[pair] = groups(question, *pair)
    found = []
    for one, pairs in zip(followed, neighbours, strict=True):
        links = {}
        for first, second in pairs:
            before, after = one.codes[first], one.codes[second]
            if anew:
                links[first, second] = compare_series(
                    verdicts[first, second], grouped[first, second], before, after
                )
                continue
            verdict = verdicts[first, second][after[0]]
            whole = any((g.first, g.second) == (before, after) for g in grouped[first, second])
            counted = question.has_one_answer or whole
            links[first, second] = verdict if counted else _not_counted(verdict)
        found.append(links)
    return found


def _not_counted(verdict: Comparison) -> Comparison:
    """The verdict on ticks that would have to be counted anew; their shares do not add up."""
    if not verdict.comparable:
        return verdict
    reason = f"{verdict.reason} With multiple answers, merged options cannot be added up."
    return Comparison(verdict=Verdict.CHOICES_CHANGED, reason=reason, comparable=False)


def newest(one: Series) -> str:
    """The code under which what is followed as one is counted."""
    return one.codes[max(one.codes)][0]


def _counted_shares(counted: Result, followed: Sequence[Series]) -> Shares:
    """Shares by year and series, of a result that counts what is followed as one."""
    codes = {choice.id: v for v, choice in enumerate(counted.question.choices)}
    at = [codes[newest(one)] for one in followed]
    return Shares(**{f.name: getattr(counted.shares, f.name)[:, 0, 0, at] for f in fields(Shares)})


def _shares(result: Result, followed: Sequence[Series]) -> Shares:
    """Shares by year and series: those of the result, or of several codes counted as one."""
    codes = {choice.id: v for v, choice in enumerate(result.question.choices)}
    tally = result.tally
    shape = (len(result.years), len(followed))
    cells = [np.zeros(shape) for _ in range(3)]
    offered = np.zeros(shape, dtype=bool)
    for y, year in enumerate(result.years):
        for place, one in enumerate(followed):
            for code in one.codes.get(year, ()):
                at = (y, 0, 0, codes[code])
                if result.shares.flag[at] is Flag.NOT_ASKED:
                    continue
                offered[y, place] = True
                for sums, part in zip(cells, tally.cells, strict=True):
                    sums[y, place] += part[at]
    base = (
        tally.everyone if result.of is Of.EVERYONE else Sums(*(p[..., 0] for p in tally.answered))
    )
    asked = offered.any(axis=1)
    whole = Sums(*(np.where(asked, part[:, 0], 0.0) for part in base))
    found = shares(Sums(*cells), whole, tally.rows, asked=asked)
    for place, one in enumerate(followed):
        for year, alone in one.codes.items():
            # A choice by itself has the result's own number, whatever its weights.
            if len(alone) == 1:
                y, v = result.years.index(year), codes[alone[0]]
                for field in fields(Shares):
                    getattr(found, field.name)[y, place] = getattr(result.shares, field.name)[
                        y, 0, 0, v
                    ]
    found.flag[~offered] = Flag.NOT_ASKED
    return found


def _rank(question: Question, one: Series) -> int:
    return max(last(question.choice(code)) for codes in one.codes.values() for code in codes)
