"""Changes over the years and other differences: which may be told, tested as the families they are.

Whoever marks, words or prints a change asks here: figures, sentences, alternative texts, tables
and the command line. The rules are those of docs/method.md. What a page shows of its topic over
the years is one family, whichever of its questions are drawn. Marks keep the expected part of
false ones at `RATE` (Benjamini and Hochberg); what is said in words passes Holm's stricter rule.

Choices and rows that were merged, split or renamed are followed as one, counted anew from the
respondents who gave any of them. Each is compared with the year before that asked it, and with the
first year that it may be compared with; both are tests of the one family.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import compress
from statistics import NormalDist
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from dashboard.analysis.agreement import is_diverging
from dashboard.analysis.following import (
    NET,
    Place,
    Step,
    Steps,
    asked_years,
    can_count_anew,
    kept_merge,
    kept_steps,
    merged,
    steps_between,
    why_not_told,
)
from dashboard.analysis.mix_adjustment import adjusted_for_mix
from dashboard.analysis.results import Result, fitted, results, usual_results
from dashboard.analysis.statistics import SHARE, has_shares
from dashboard.codebook import Question, Year
from dashboard.codebook.choice_groups import Series, one_by_one, series_of
from dashboard.errors import DashboardError
from dashboard.estimates.change import Changes, adjusted, differences, equivalence, marks
from dashboard.estimates.mix import MixAdjusted
from dashboard.estimates.sums import Bools, Estimates, Floats, joined
from dashboard.query.selection import Merge, Query
from dashboard.responses import Responses
from dashboard.responses.gaps import gaps_of

RATE = 0.05
"""Marks: the part of them that may be expected to be none. Words: the chance that any is none."""
MARGIN = 3
"""Two shares are called the same only where they differ by less than so many points, tested."""


def is_marked(change: ArrayLike, adjusted_p: ArrayLike, floor: ArrayLike = SHARE.floor) -> Bools:
    """Which differences are marked, by their p-values adjusted over the family."""
    return marks(change, adjusted_p, floor=floor, rate=RATE)


class Change(NamedTuple):
    """One change and what the tests of its family say of it.

    `marked` may be drawn as a change, `told` also said in words, `same` said to be less than
    `MARGIN` points. `least` is the end nearer to nought of an interval that holds for all changes
    of the family at once (Bonferroni), without its sign, and 0 where that interval holds nought:
    by it changes are ranked.
    """

    change: float
    low: float
    high: float
    standard_error: float
    p_value: float
    adjusted_p: float
    marked: bool
    told: bool
    same: bool
    least: float
    since: Year


@dataclass(frozen=True, kw_only=True)
class Followed:
    """One result over its years, and its changes by step.

    `result` has what was followed as one counted as one, under its newest code. `places` says
    where each step from the year before that may be told stands; those on too few people have no
    change. `long_places` and `long_changes` are the same for steps from the first comparable year,
    where that is another.
    """

    result: Result
    places: Steps
    changes: Mapping[Step, Change] = field(default_factory=dict)
    long_places: Steps = field(default_factory=Steps)
    long_changes: Mapping[Step, Change] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        """How many steps are tested."""
        return len(self.places) + len(self.long_places)

    def step_into(self, place: Place, year: Year) -> Step | None:
        """The step of an item or choice, by its place in the question, that ends in a year."""
        return self._steps_at.get((self._counted_as(place), year))

    def at(self, place: Place, year: Year) -> Change | None:
        """The change of an item or choice into a year, or of what it is counted as."""
        step = self.step_into(place, year)
        return None if step is None else self.changes.get(step)

    def since_first(self, place: Place, year: Year) -> Change | None:
        """The change of an item or choice into a year since the first year comparable with it.

        `Change.since` is that year. None where it is the year before, which `at` tells, and where
        no change may be told.
        """
        step = self._long_steps_at.get((self._counted_as(place), year))
        return None if step is None else self.long_changes.get(step)

    def counted_at(self, place: Place, year: Year) -> Place | None:
        """Where a change into a year stands; None where none may be told."""
        step = self.step_into(place, year)
        return None if step is None else self.places[step]

    @cached_property
    def _steps_at(self) -> dict[tuple[Place, Year], Step]:
        return {(place, step.second): step for step, place in self.places.items()}

    @cached_property
    def _long_steps_at(self) -> dict[tuple[Place, Year], Step]:
        return {(place, step.second): step for step, place in self.long_places.items()}

    def stands_alone(self, step: Step) -> bool:
        """Whether in both years of a step one item and one choice alone is what was followed."""
        if not self.result.merge:
            return True
        years = (step.first, step.second)
        counted = [one for one in self.counted_of(step) if one is not None]
        return all(len(one.codes[year]) == 1 for one in counted for year in years)

    def labels_of(self, step: Step) -> tuple[str, str]:
        """What the row and the answer of a step are called over these years; empty for none.

        What was counted as one is called as figures call it, not like the part with its code.
        """
        item, choice = self.counted_of(step)
        return item.label if item else "", choice.label if choice else ""

    def counted_of(self, step: Step) -> tuple[Series | None, Series | None]:
        """What was counted as the row and as the answer of a step, None for none."""
        items, choices = self._series
        return items.get(step.item), choices.get(step.choice)

    @property
    def choices(self) -> Collection[Series]:
        """What the choices are followed as over these years, in their order."""
        return self._series[1].values()

    @cached_property
    def _series(self) -> tuple[Mapping[str, Series], Mapping[str, Series]]:
        result, years = self.result, asked_years(self.result)
        lines = series_of if result.merge else one_by_one
        items, choices = (
            {line.newest: line for line in lines(among, years)}
            for among in ([i for i in result.items if i is not None], result.question.choices)
        )
        return items, choices

    def _counted_as(self, place: Place) -> Place:
        merge = self.result.merge
        segment, item, *choice = place
        if merge.items:
            item = merge.items[item] - 1
        if choice and merge.choices:
            choice = [merge.choices[choice[0]] - 1]
        return (segment, item, *choice)


@dataclass(frozen=True, kw_only=True)
class Family:
    """All changes that were tested together, by question and what of it: a statistic, or `NET`."""

    followed: Mapping[tuple[str, str], Followed] = field(default_factory=dict)

    def of(self, result: Result, what: str = "") -> Followed | None:
        """What was followed of a result; None where it is not in the family."""
        return self.followed.get((result.question.id, what or result.statistic.name))

    def of_shares(self) -> list[Followed]:
        """What was followed of shares."""
        return [one for (_, what), one in self.followed.items() if what == SHARE.name]

    def tests(self, except_for: tuple[str, str, Year, Year] | None = None) -> list[float]:
        """The p-values of all tests, without those of a question between two years."""
        return [
            change.p_value
            for (code, what), one in self.followed.items()
            for step, change in (*one.changes.items(), *one.long_changes.items())
            if (code, what, step.first, step.second) != except_for
        ]


def could_tell(families: Iterable[Family], questions: Collection[str]) -> bool:
    """Whether a change of these questions could be told if they were tested alone, at best.

    Their own family holds the tests of these families and maybe more, and Holm's rule asks the
    surest of m tests for `RATE` / m. Cheaper than that family.
    """
    tests = [
        change.p_value
        for family in families
        for (code, _), one in family.followed.items()
        if code in questions
        for change in (*one.changes.values(), *one.long_changes.values())
    ]
    return min(tests, default=1.0) <= RATE / max(1, len(tests))


def page_family(
    responses: Responses, questions: Iterable[Question], query: Query, topics: Iterable[str] = ()
) -> Family:
    """The family of the page of some questions: all of their topics over all years.

    Filters, weights and base are the query's; its years, breakdown and merges are left aside.
    """
    named = dict.fromkeys([*topics, *(question.topic for question in questions)])
    whole = replace(query, years=responses.years, by=None, merges=())
    asked = [
        question
        for topic in named
        for question in responses.codebook.topic(topic).questions
        if question.published and set(whole.years) & set(question.asked)
    ]
    # What will be counted as one is counted so at once, where nothing else is wanted of it.
    merges = {}
    for question in asked:
        fit = fitted(responses, question, whole)
        gaps = gaps_of(responses, question, fit)
        years = [year for year in fit.years if year not in gaps]
        merge = kept_merge(responses, question, years, each_choice=has_shares(question))
        if merge and not (merge.items and is_diverging(question)):
            merges[question.id] = merge
    plain = [question for question in asked if question.id not in merges]
    found = usual_results(responses, plain, whole)
    others = [question for question in asked if question.id in merges]
    found |= usual_results(responses, others, replace(whole, merges=tuple(merges.items())))
    return judge(responses, [found[question.id] for question in asked])


def judge(responses: Responses, found: Sequence[Result]) -> Family:
    """All changes between the years of a view's results, tested together.

    Results that are broken down are left out: a view compares years or groups, not both.
    """
    return Family(followed=_tested(_untested(responses, found)))


def judge_edition(
    responses: Responses, pair: Sequence[Result], every: Sequence[Result]
) -> tuple[Family, Family]:
    """The changes of a newest year, tested together: since the year before, then since others.

    `pair` has results of the two years, `every` those of all years, of which only steps from the
    first comparable year into the newest are tested.
    """
    parts = {(*key, "pair"): one for key, one in _untested(responses, pair).items()}
    for key, (followed, estimates) in _untested(responses, every).items():
        slow = {**followed.places, **followed.long_places}
        before, newest = followed.result.years[-2:]
        kept = {s: at for s, at in slow.items() if s.second == newest and s.first != before}
        parts[(*key, "every")] = (
            replace(followed, places=Steps(), long_places=Steps(kept)),
            estimates,
        )
    done = _tested(parts)
    last, slow_ones = (
        Family(followed={(code, what): one for (code, what, of), one in done.items() if of == name})
        for name in ("pair", "every")
    )
    return last, slow_ones


def _untested(
    responses: Responses, found: Sequence[Result]
) -> dict[tuple[str, str], tuple[Followed, Estimates]]:
    """What is to be tested of results, by question and what of it."""
    wanted = [one for one in found if one.by is None and len(one.years) > 1]
    untested: dict[tuple[str, str], tuple[Followed, Estimates]] = {}
    for one, anew in zip(wanted, _counted_anew(responses, wanted), strict=True):
        code = one.question.id
        followed = _followed(responses, anew, anew.statistic.name)
        untested[code, anew.statistic.name] = followed, anew.estimates
        # Rows counted as one have no net score: then each row has that of its own.
        netted = one if anew.net is None else anew
        if netted.net is not None:
            untested[code, NET] = _followed(responses, netted, NET), netted.net
    return untested


def _as_on_its_page(found: Followed, on_page: Followed | None) -> Followed:
    """Changes, those that the page tests too with all that its tests say of them.

    The page may follow more years and count more as one; where its change of a step is the same
    number, there are not two p-values of it.
    """
    if on_page is None:
        return found
    known = {**on_page.changes, **on_page.long_changes}

    def same(step: Step, change: Change) -> bool:
        other = known.get(step)
        return other is not None and abs(other.change - change.change) < 1e-12

    changes = {s: known[s] if same(s, c) else c for s, c in found.changes.items()}
    return replace(found, changes=changes)


class Mixed(NamedTuple):
    """A change with the earlier year's mix of people held fixed, and the part due to the mix.

    `marked` says whether it is still marked. `due` is the raw change of the same people less this
    one, and `due_told` whether words may say that it is there: tested as a part of its own. The
    people compared are `coverage` of the year of which they are fewer.
    """

    change: float
    low: float
    high: float
    standard_error: float
    marked: bool
    due: float
    due_told: bool
    coverage: float


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What changed in one result from one year to another, judged with its page.

    `result` holds both years. Choices that were merged, split or renamed are counted together,
    and their change stands with each of them. `mix` is the change with the earlier year's persona
    and company size held fixed, None where there is no such number: medians, views weighted by use
    cases, and what tells people apart itself. `reasons` say why changes may not be told, each once.
    """

    result: Result
    first: Year
    second: Year
    followed: Followed
    mix: MixAdjusted | None
    reasons: tuple[str, ...]

    def step(self, place: Place) -> Step | None:
        """The step that is the change of an item or choice, or of what it is counted as."""
        return self.followed.step_into(place, self.second)

    def change(self, place: Place) -> Change | None:
        """The change of an item or choice; None where none may be told."""
        return self.followed.at(place, self.second)

    def mix_adjusted(self, place: Place) -> Mixed | None:
        """The same with the mix of people held fixed."""
        at = self.followed.counted_at(place, self.second)
        if self.mix is None or at is None:
            return None
        one = self.mix.at(at)
        return None if np.isnan(one.change) else _mixed(one)


def compare(
    responses: Responses, result: Result, first: Year, second: Year, page: Family
) -> Compared:
    """The changes of a result from one year to another, whatever lies between.

    They are tested with the family of the question's page, in which they take the place of what
    it tests of this question between these years, so that each has the p-value it has there.
    Raises DashboardError unless the first year is the earlier.
    """
    if not first < second:
        raise DashboardError(
            f"Changes run from an earlier to a later year, not {first} to {second}."
        )
    question, pair = result.question, (first, second)
    merge = merged(question, pair) if can_count_anew(result) else Merge()
    query = replace(result.query, years=pair, merges=((question.id, merge),) if merge else ())
    both = result
    if merge or not set(pair) <= set(result.years):
        both = results(responses, [question], query, result.statistic)[question.id]
    key = question.id, result.statistic.name
    followed = Followed(result=both, places=steps_between(both, pair))
    others = page.tests(except_for=(*key, first, second))
    done = _tested({key: (followed, both.estimates)}, others)[key]
    done = _as_on_its_page(done, page.followed.get(key))
    [mix] = adjusted_for_mix(responses, [both], query)
    return Compared(
        result=both,
        first=first,
        second=second,
        followed=done,
        mix=mix,
        reasons=tuple(why_not_told(both, first, second)),
    )


def mixes(
    responses: Responses, family: Family, pair: tuple[Year, Year]
) -> dict[tuple[str, Step], Mixed]:
    """The changes of shares between two years with the mix held fixed, tested together."""
    followed = family.of_shares()
    if not followed:
        return {}
    merges = tuple((one.result.question.id, one.result.merge) for one in followed)
    query = replace(followed[0].result.query, years=pair, merges=tuple(m for m in merges if m[1]))
    found = adjusted_for_mix(responses, [one.result for one in followed], query)
    at = {
        (one.result.question.id, step): mix.at(place)
        for one, mix in zip(followed, found, strict=True)
        if mix is not None
        for step, place in one.places.items()
        if (step.first, step.second) == pair and not np.isnan(mix.change[place])
    }
    [p] = adjusted([np.array([one.p_value for one in at.values()])])
    [due] = adjusted([np.array([one.due_p for one in at.values()])], "holm")
    return {
        key: _mixed(one, marked=bool(is_marked(one.change, of_one)), due_told=bool(of_due <= RATE))
        for (key, one), of_one, of_due in zip(at.items(), p, due, strict=True)
    }


def _mixed(one: MixAdjusted, *, marked: bool = False, due_told: bool = False) -> Mixed:
    change, low, high, error = (
        float(part) for part in (one.change, one.low, one.high, one.standard_error)
    )
    return Mixed(change, low, high, error, marked, float(one.due), due_told, float(one.coverage))


def _counted_anew(responses: Responses, found: Sequence[Result]) -> list[Result]:
    """Results with what is followed as one counted as one: as they are, or asked for anew."""
    anew: dict[str, Result] = {}
    alike: dict[tuple[object, ...], list[tuple[Result, Merge]]] = {}
    for one in found:
        years, each = asked_years(one), one.each_choice
        merge = kept_merge(responses, one.question, years, each_choice=each)
        if merge and one.merge != merge:
            alike.setdefault((one.query, one.statistic), []).append((one, merge))
    for group in alike.values():
        one = group[0][0]
        query = replace(one.query, merges=tuple((r.question.id, merge) for r, merge in group))
        anew |= results(responses, [r.question for r, _ in group], query, one.statistic)
    return [anew.get(one.question.id, one) for one in found]


def _followed(responses: Responses, result: Result, what: str) -> Followed:
    steps, long = kept_steps(responses, result, what)
    return Followed(result=result, places=steps, long_places=long)


class _ByStep(Mapping[Step, Change]):
    """Changes by step, each made when it is asked for: of a family's thousands a page shows few.

    Steps on too few people have no number, and stand for none.
    """

    def __init__(self, steps: Steps, numbers: Floats, truths: Bools) -> None:
        """`numbers` and `truths` have a row a step, columns as `Change` has them."""
        self._steps, self._there = steps, ~np.isnan(numbers[:, 0])
        self._numbers, self._truths = numbers, truths

    def __getitem__(self, step: Step) -> Change:
        row = self._steps.rows[step]
        if not self._there[row]:
            raise KeyError(step)
        *numbers, least = self._numbers[row].tolist()
        return Change._make([*numbers, *self._truths[row].tolist(), least, step.first])

    def __iter__(self) -> Iterator[Step]:
        return compress(self._steps, self._there)

    def __len__(self) -> int:
        return int(self._there.sum())

    def marked(self) -> dict[Step, Change]:
        """Those that are marked, of which alone there has to be a change."""
        return {step: self[step] for step in compress(self._steps, self._truths[:, 0])}


def marked_among(changes: Mapping[Step, Change]) -> Mapping[Step, Change]:
    """The changes of a result that figures mark; all that are told are among them."""
    if isinstance(changes, _ByStep):
        return changes.marked()
    return {step: change for step, change in changes.items() if change.marked}


Key = TypeVar("Key", bound=tuple[str, ...])


def _tested(
    untested: Mapping[Key, tuple[Followed, Estimates]], others: Sequence[float] = ()
) -> dict[Key, Followed]:
    """All changes tested as one family, to which the p-values of `others` belong.

    The second part of a key says what is followed: a statistic, or `NET`.
    """
    done: dict[Key, Followed] = {}
    # Shares are tested otherwise than other numbers, and all of one kind at once.
    sorts: dict[type[Estimates], list[Key]] = {}
    for key, (_, estimates) in untested.items():
        sorts.setdefault(type(estimates), []).append(key)
    of_sort = [_differences([untested[key] for key in keys]) for keys in sorts.values()]
    p_values = [changes.p_value for changes, _ in of_sort]
    whole = [*p_values, np.array(others, dtype=np.float64)]
    of_marks, of_words = adjusted(whole), adjusted(whole, "holm")
    of_sameness = adjusted([same for _, same in of_sort], "holm")
    tests = sum(int(np.isfinite(p).sum()) for p in whole)
    for n, keys in enumerate(sorts.values()):
        changes, _ = of_sort[n]
        followed = [untested[key][0] for key in keys]
        floors = [
            SHARE.floor if k[1] == NET else untested[k][0].result.statistic.floor for k in keys
        ]
        floor = np.repeat(floors, [one.steps for one in followed])
        marked = is_marked(changes.change, of_marks[n], floor)
        told = is_marked(changes.change, of_words[n], floor)
        of_each = (changes.change, changes.low, changes.high, changes.standard_error)
        least = least_of(changes, tests)
        numbers = np.stack([*of_each, changes.p_value, of_marks[n], least], axis=-1)
        truths = np.stack([marked, told, of_sameness[n] <= RATE], axis=-1)
        end = 0
        for key, one in zip(keys, followed, strict=True):
            start, long, end = end, end + len(one.places), end + one.steps
            done[key] = replace(
                one,
                changes=_ByStep(one.places, numbers[start:long], truths[start:long]),
                long_changes=_ByStep(one.long_places, numbers[long:end], truths[long:end]),
            )
    return {key: done[key] for key in untested}


def _differences(parts: Sequence[tuple[Followed, Estimates]]) -> tuple[Changes, Floats]:
    """All changes of results in one array, and the p-values of their being none to speak of."""
    before: list[Estimates] = []
    after: list[Estimates] = []
    in_points: list[bool] = []
    for followed, estimates in parts:
        year = {year: y for y, year in enumerate(followed.result.years)}
        steps = [*followed.places.items(), *followed.long_places.items()]
        first = [(year[step.first], *place) for step, place in steps]
        second = [(year[step.second], *place) for step, place in steps]
        for places, side in ((first, before), (second, after)):
            at = np.array(places, dtype=np.intp).reshape(len(places), estimates.estimate.ndim)
            side.append(estimates.at(tuple(at.T)))
        in_points += [followed.result.in_percent] * len(steps)
    one, other = joined(before), joined(after)
    same = equivalence(one, other, MARGIN / 100)
    return differences(one, other), np.where(in_points, same, np.nan)


def least_of(changes: Changes, tests: int) -> Floats:
    """The end nearer to nought of an interval that holds for so many changes at once (Bonferroni).

    Without its sign, and 0 where the interval holds nought. By it changes are ranked: the largest
    of many estimates is the one that chance most likely made large.
    """
    normal = NormalDist()
    wider = normal.inv_cdf(1 - RATE / (2 * max(1, tests))) / normal.inv_cdf(0.975)
    with np.errstate(invalid="ignore"):
        half = np.where(
            changes.change > 0, changes.change - changes.low, changes.high - changes.change
        )
        least: Floats = np.maximum(np.abs(changes.change) - wider * half, 0.0)
    return least
