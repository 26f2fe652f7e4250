"""Two freely chosen segments set against each other: who is in both, and what tests say.

The difference is the first less the second. Where nobody is in both they are different people, as
two years are; people in both tie their shares together, and their covariance counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np

from dashboard.analysis import changes as judge
from dashboard.analysis.results import Result, usual_results
from dashboard.analysis.segments import Apart
from dashboard.codebook import Choice, Codebook, Kind, Question
from dashboard.errors import DashboardError
from dashboard.estimates.change import Changes, adjusted, differences
from dashboard.estimates.crosstab import Overlap, overlapping
from dashboard.estimates.reliability import Flag
from dashboard.estimates.sums import Aligned, Bools, Floats, Sums
from dashboard.query.selection import Query, Weights
from dashboard.responses import Responses
from dashboard.responses.tally import Tally

FIRST, SECOND = "a", "b"

Found = TypeVar("Found", bound=Aligned)


@dataclass(frozen=True, kw_only=True)
class People:
    """How many respondents are in the first segment, in the second, and in both."""

    first: int
    second: int
    both: int

    @property
    def nested(self) -> bool:
        """Whether everybody of one segment is in the other."""
        return 0 < self.both == min(self.first, self.second)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One question of two segments: both results, and the first less the second.

    Arrays have the axes (item, choice), of scores (item,). What may be `marked` or said in words
    (`told`) is decided over all that was tested together; `least` ranks by the surest, as
    `changes.least_of` does. Scores of segments that share people are not tested.
    """

    first: Result
    second: Result
    shared: Tally | None
    changes: Changes
    marked: Bools
    told: Bools
    least: Floats

    @property
    def question(self) -> Question:
        """What was asked."""
        return self.first.question


def people_of(responses: Responses, first: Query, second: Query) -> People:
    """How many are in two segments of one year, and in both.

    Raises DashboardError where both segments are the same people, or count use cases.
    """
    if first.weights is Weights.USE_CASES:
        raise DashboardError(
            "Over use cases segments are not tested: their weights come from margins that they "
            "have in common. Count people."
        )
    [year] = first.years
    counts = [responses.count(query)[year] for query in (first, second, both(first, second))]
    found = People(first=counts[0], second=counts[1], both=counts[2])
    if found.first == found.second == found.both > 0:
        raise DashboardError("A and B are the same people. Change a filter of one of them.")
    return found


def both(first: Query, second: Query) -> Query:
    """Whoever is in both segments: all of their filters narrow each other."""
    return replace(first, filters=first.filters + second.filters)


def set_against(
    responses: Responses, questions: Sequence[Question], first: Query, second: Query
) -> list[Pair]:
    """Every question of two segments of one year that both have answers to, tested together.

    Shares are one family of tests, scores another. A question that makes one of the segments only
    says what they are, and is left out.
    """
    people = people_of(responses, first, second)
    one = usual_results(responses, questions, first)
    other = usual_results(responses, questions, second)
    found: list[Pair] = []
    for question in questions:
        a, b = one[question.id], other[question.id]
        if a.is_filtered or b.is_filtered or a.gaps or b.gaps:
            continue
        shared = None
        if people.both:
            shared = responses.tally([question], both(a.query, b.query))[question.id]
        changes = _changes(a, b, shared)
        none = np.zeros(changes.change.shape, dtype=bool)
        found.append(
            Pair(first=a, second=b, shared=shared, changes=changes, marked=none, told=none,
                 least=np.zeros(none.shape))
        )  # fmt: skip
    return _judged([p for p in found if p.first.each_choice]) + _judged(
        [p for p in found if not p.first.each_choice]
    )


def _judged(family: Sequence[Pair]) -> list[Pair]:
    """The differences of one family with what its tests say."""
    p_values = [pair.changes.p_value for pair in family]
    tests = sum(int(np.isfinite(p).sum()) for p in p_values)
    return [
        replace(
            pair,
            marked=judge.is_marked(pair.changes.change, p, pair.first.statistic.floor),
            told=judge.is_marked(pair.changes.change, q, pair.first.statistic.floor),
            least=judge.least_of(pair.changes, tests),
        )
        for pair, p, q in zip(family, adjusted(p_values), adjusted(p_values, "holm"), strict=True)
    ]


def _changes(first: Result, second: Result, shared: Tally | None) -> Changes:
    """The first less the second of one question, in its one year."""
    if not first.each_choice:
        found = differences(second.estimates.at((0, 0)), first.estimates.at((0, 0)))
        return found if shared is None else found.map(lambda part: np.full(part.shape, np.nan))
    if shared is None:
        found = differences(second.shares.at((0, 0)), first.shares.at((0, 0)))
    else:
        segments = Overlap(
            first=_sums(second.tally, second), second=_sums(first.tally, first),
            both=_sums(shared, first),
        )  # fmt: skip
        found = overlapping(segments, first.tally.rows[0])
    [year] = first.years
    offered = np.zeros(len(first.question.choices), dtype=bool)
    offered[list(first.offered(year))] = True
    for result in (first, second):
        flags = result.shares.flag[0, 0]
        offered = offered & (flags != Flag.FEW) & (flags != Flag.WITHHELD)
    kept: Bools = offered
    return found.map(lambda part: np.where(kept, part, np.nan))


def _sums(tally: Tally, of: Result) -> tuple[Sums, Sums]:
    """Given answers and base (item, choice) of a tally of one year and one segment."""
    return tally.cells.at((0, 0)), tally.base(of.of).at((0, 0)).spread()


def side_by_side(pair: Pair, labels: tuple[str, str]) -> Result:
    """Both segments as the two groups of one result, to be drawn beside each other."""
    a, b = pair.first, pair.second
    years = a.question.asked
    choices = tuple(
        Choice(id=id, label=label, asked=years, wording=dict.fromkeys(years, label))
        for id, label in zip((FIRST, SECOND), labels, strict=True)
    )
    by = Question(
        id="segments",
        topic=a.question.topic,
        kind=Kind.SINGLE,
        title="Segment",
        wording={},
        asked=years,
        asked_of={},
        choices=choices,
    )
    return replace(
        a,
        query=replace(a.query, filters=()),
        by=by,
        tally=_tallies(
            _of_figure(a, a.tally),
            _of_figure(a, b.tally),
            None if pair.shared is None else _of_figure(a, pair.shared),
        ),
        estimates=_joined(a.estimates, b.estimates),
        net=None if a.net is None or b.net is None else _joined(a.net, b.net),
        spread=None if a.spread is None or b.spread is None else _joined(a.spread, b.spread),
        withheld={**a.withheld, **b.withheld},
        filtered_by=frozenset(),
    )


def apart_of(pair: Pair, codebook: Codebook) -> Mapping[tuple[str, str], Apart]:
    """What sets the segments apart, as figures of groups mark and tell it: of the first."""
    question = pair.question

    def stacked(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        return np.stack([first, second])

    silent = np.zeros(pair.told.shape, dtype=bool)
    found = Apart(
        items={item.id: i for i, item in enumerate(codebook.questions[question.id].items)},
        changes=pair.changes.map(lambda part: stacked(part, part)),
        marked=stacked(pair.marked, pair.marked),
        told=stacked(pair.told, silent),
        others="the other segment",
    )
    return {(question.id, pair.first.statistic.name): found}


def _tallies(a: Tally, b: Tally, shared: Tally | None) -> Tally:
    """Two tallies of one segment as one of two, with everybody of either where some are in both."""

    def joined(one: Sums, other: Sums) -> Sums:
        return one.map_with(other, lambda x, y: np.concatenate([x, y], axis=1))

    def either(one: Sums, other: Sums, both: Sums) -> Sums:
        return one.map_with(other, np.add).map_with(both, np.subtract)

    overall = None
    if shared is not None:
        overall = replace(
            a,
            cells=either(a.cells, b.cells, shared.cells),
            asked=either(a.asked, b.asked, shared.asked),
            answered=either(a.answered, b.answered, shared.answered),
            everyone=either(a.everyone, b.everyone, shared.everyone),
            split=None,
        )
    return replace(
        a,
        segments=(FIRST, SECOND),
        cells=joined(a.cells, b.cells),
        asked=joined(a.asked, b.asked),
        answered=joined(a.answered, b.answered),
        everyone=joined(a.everyone, b.everyone),
        withheld=np.concatenate([a.withheld, b.withheld], axis=1),
        split=None,
        overall=overall,
    )


def _of_figure(result: Result, tally: Tally) -> Tally:
    """A tally; of scores who answered alone, as two segments may have given other numbers."""
    if result.each_choice:
        return tally
    return replace(tally, values=np.zeros(1), cells=tally.answered.spread())


def _joined(one: Found, other: Found) -> Found:
    """Estimates of two segments along one axis."""
    parts = {
        field.name: np.concatenate([getattr(one, field.name), getattr(other, field.name)], axis=1)
        for field in fields(one)  # type: ignore[arg-type]
    }
    return replace(one, **parts)  # type: ignore[type-var]
