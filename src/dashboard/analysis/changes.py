"""Changes over the years and other differences: which may be told, tested as the families they are.

Whoever marks, words or prints a change asks here: figures, sentences, alternative texts, tables
and the command line. The rules are those of docs/method.md. What a page shows of its topic over
the years is one family, whichever of its questions are drawn. Marks keep the expected part of
false ones at `RATE` (Benjamini and Hochberg); what is said in words passes Holm's stricter rule.

Choices and rows that were merged, split or renamed are followed as one, counted anew from the
respondents who gave any of them. Each is compared with the year before that asked it, and with the
first year that it may be compared with; both are tests of the one family.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations, pairwise
from statistics import NormalDist
from typing import NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from dashboard.analysis.mix_adjustment import adjusted_for_mix
from dashboard.analysis.results import Result, results, usual_results
from dashboard.analysis.statistics import SHARE
from dashboard.codebook import Choice, Kind, Question, Year
from dashboard.codebook.comparability import (
    Series,
    compare_all,
    compare_question,
    compare_series,
    grouped,
    groups_of,
    series_of,
)
from dashboard.errors import DashboardError
from dashboard.estimates.change import Changes, adjusted, differences, equivalence, marks
from dashboard.estimates.mix import MixAdjusted
from dashboard.estimates.sums import Bools, Estimates, Floats
from dashboard.query.selection import Merge, Query
from dashboard.responses import Responses

RATE = 0.05
"""Marks: the part of them that may be expected to be none. Words: the chance that any is none."""
MARGIN = 3
"""Two shares are called the same only where they differ by less than so many points, tested."""
NET = "net"
"""What is followed of a scale besides its shares; other names are those of statistics."""

Place = tuple[int, ...]
"""Where a number stands: segment, item, and choice where there is one for each."""


def is_marked(change: ArrayLike, adjusted_p: ArrayLike, floor: float = SHARE.floor) -> Bools:
    """Which differences are marked, by their p-values adjusted over the family."""
    return marks(change, adjusted_p, floor=floor, rate=RATE)


class Step(NamedTuple):
    """A change's name: item and choice (ids, empty where there is none), its years, its segment."""

    item: str
    choice: str
    first: Year
    second: Year
    segment: str = ""


def step_name(what: str, step: Step) -> str:
    """What names a change of a question between two years: a statistic or `NET`, row and answer."""
    return "/".join(part for part in (what, step.item, step.choice) if part)


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
    places: Mapping[Step, Place]
    changes: Mapping[Step, Change] = field(default_factory=dict)
    long_places: Mapping[Step, Place] = field(default_factory=dict)
    long_changes: Mapping[Step, Change] = field(default_factory=dict)

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
        merge, question, place = self.result.merge, self.result.question, self.places[step]
        sides = (
            (question.items, merge.items, place[1] + 1),
            (question.choices, merge.choices, place[-1] + 1),
        )
        for among, counted_as, target in sides[: len(place) - 1]:
            members = [one for one, to in zip(among, counted_as, strict=False) if to == target]
            for year in (step.first, step.second):
                if sum(year in one.asked for one in members) > 1:
                    return False
        return True

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
    return judge(responses, list(usual_results(responses, asked, whole).values()))


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
        parts[(*key, "every")] = replace(followed, places={}, long_places=kept), estimates
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
    merge = merged(question, pair) if _can_count_anew(result) else Merge()
    query = replace(result.query, years=pair, merges=((question.id, merge),) if merge else ())
    both = result
    if merge or not set(pair) <= set(result.years):
        both = results(responses, [question], query, result.statistic)[question.id]
    key = question.id, result.statistic.name
    followed = Followed(result=both, places=_steps_of(both, pair))
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
        reasons=tuple(_reasons(both, first, second)),
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


def merged(question: Question, years: Sequence[Year]) -> Merge:
    """As what each choice and item of a question is counted where these years are compared."""
    return Merge(choices=_merged(question.choices, years), items=_merged(question.items, years))


def _merged(among: tuple[Choice, ...], years: Sequence[Year]) -> tuple[int, ...]:
    """The place, from 1, that each is counted as; empty where each is counted as itself."""
    place = {choice.id: at for at, choice in enumerate(among, start=1)}
    counted = dict(place)
    for one in series_of(among, years):
        for code in {code for codes in one.codes.values() for code in codes}:
            counted[code] = place[newest(one)]
    return tuple(counted[choice.id] for choice in among) if counted != place else ()


def newest(one: Series) -> str:
    """The code under which what is followed as one is counted: its first in the newest year."""
    return one.codes[max(one.codes)][0]


def _can_count_anew(result: Result) -> bool:
    """Whether choices or items merged can be counted as one: shares, and parts of an allocation.

    Whoever rated two rows that were merged gave two ratings; they make no one number.
    """
    return result.each_choice or result.question.kind is Kind.ALLOCATION


def _counted_anew(responses: Responses, found: Sequence[Result]) -> list[Result]:
    """Results with what is followed as one counted as one: as they are, or asked for anew."""
    anew: dict[str, Result] = {}
    alike: dict[tuple[object, ...], list[tuple[Result, Merge]]] = {}
    for one in found:
        merge = _kept_merge(responses, one)
        if merge:
            alike.setdefault((one.query, one.statistic), []).append((one, merge))
    for group in alike.values():
        one = group[0][0]
        query = replace(one.query, merges=tuple((r.question.id, merge) for r, merge in group))
        anew |= results(responses, [r.question for r, _ in group], query, one.statistic)
    return [anew.get(one.question.id, one) for one in found]


def _kept_merge(responses: Responses, result: Result) -> Merge:
    """What is counted as one over the years of a result: the same for all views of these years."""
    # Each row of a figure of scores has a number of its own, and the change is that number's.
    if not result.each_choice:
        return Merge()
    key = "merge", result.question.id, tuple(_asked(result))
    if key not in responses.memory:
        responses.memory[key] = merged(result.question, _asked(result))
    kept: Merge = responses.memory[key]
    return kept


def _followed(responses: Responses, result: Result, what: str) -> Followed:
    """A result with the places of its changes: the same for all views of the same years."""
    key = "steps", result.question.id, what, tuple(_asked(result)), bool(result.merge)
    if key not in responses.memory:
        each = what != NET and result.each_choice
        anew = result.each_choice and (what != NET or bool(result.merge))
        lines = _lines_of(result, _asked(result), each_choice=each, anew=anew)
        steps, long = (dict(_steps(result, lines, pairs)) for pairs in (_neighbours, _long))
        responses.memory[key] = steps, long
    kept: tuple[Mapping[Step, Place], Mapping[Step, Place]] = responses.memory[key]
    return Followed(result=result, places=kept[0], long_places=kept[1])


def _asked(result: Result) -> list[Year]:
    return [year for year in result.years if year not in result.gaps]


def _steps_of(result: Result, pair: tuple[Year, Year]) -> Mapping[Step, Place]:
    """The changes of a result's own statistic between two years."""
    asked = [year for year in pair if year not in result.gaps]
    each, anew = result.each_choice, _can_count_anew(result)
    lines = _lines_of(result, asked, each_choice=each, anew=anew, pair=True)
    return dict(_steps(result, lines, _neighbours))


Pair: TypeAlias = tuple[Year, Year]


def _neighbours(years: Sequence[Year], told: Container[Pair]) -> Iterator[Pair]:
    """Each year with the one before, where the change may be told."""
    return (pair for pair in pairwise(years) if pair in told)


def _long(years: Sequence[Year], told: Container[Pair]) -> Iterator[Pair]:
    """Each year with the first comparable with it, where that is not the year before."""
    for at, second in enumerate(years):
        for first in years[: max(0, at - 1)]:
            if (first, second) in told:
                yield first, second
                break


def _steps(
    result: Result,
    lines: "_Lines",
    pairs: Callable[[Sequence[Year], Container[Pair]], Iterable[Pair]],
) -> Iterator[tuple[Step, Place]]:
    """Every change that may be told, of those chosen among pairs of years, and where it stands."""
    for item in lines.items:
        for choice in (lines.whole,) if lines.choices is None else lines.choices:
            both = [year for year in item.years if year in choice.years]
            for first, second in pairs(both, item.told & choice.told):
                for s, segment in enumerate(result.segments):
                    step = Step(item.code, choice.code, first, second, segment or "")
                    place = (s, item.place, choice.place)
                    yield step, place[:2] if lines.choices is None else place


def _lines_of(
    result: Result,
    years: Sequence[Year],
    *,
    each_choice: bool,
    anew: bool,
    pair: bool = False,
) -> "_Lines":
    """What of a result is followed over these years: its items, and each of its choices or none."""
    question = result.question
    every = frozenset(combinations(years, 2))
    whole = _Line(years=tuple(years), told=every)
    # Rows and parts are judged as items only where they are the question's own tuple of them.
    objects = tuple(item for item in result.items if item is not None)
    if pair and question.items:
        objects = question.items
    if objects:
        items = _lines(question, objects, years, anew=anew)
    elif each_choice:
        # A choice of a scale that changed may stay comparable: its own verdict says.
        items = [whole]
    else:
        comparable = frozenset(two for two in every if compare_question(question, *two).comparable)
        items = [_Line(years=tuple(years), told=comparable)]
    choices = _lines(question, question.choices, years, anew=True) if each_choice else None
    return _Lines(items=items, choices=choices, whole=whole)


@dataclass(frozen=True, kw_only=True)
class _Line:
    """A choice or item, or several as one, over the years; without a code the whole question.

    Between the pairs of years in `told` a change may be told, as far as this line goes.
    """

    years: tuple[Year, ...]
    told: frozenset[Pair]
    code: str = ""
    place: int = 0


class _Lines(NamedTuple):
    """What of a result is followed: items, and choices where each has a number of its own."""

    items: list[_Line]
    choices: list[_Line] | None
    whole: _Line


def _lines(
    question: Question, among: tuple[Choice, ...], years: Sequence[Year], *, anew: bool
) -> list[_Line]:
    """Choices or items over the years; those counted anew as one stand as one."""
    verdicts = {
        (first, second): (
            compare_all(question, among, first, second),
            grouped(among, first, second),
        )
        for first, second in combinations(years, 2)
    }
    followed = series_of(among, years)
    if not anew:
        followed = tuple(
            Series(label=one.label, codes={y: (one.id,) for y in years if y in one.asked})
            for one in among
        )
    place = {choice.id: at for at, choice in enumerate(among)}
    return [
        _Line(
            years=tuple(one.codes),
            code=newest(one),
            place=place[newest(one)],
            told=frozenset(
                (first, second)
                for (first, second), (of_codes, together) in verdicts.items()
                if first in one.codes
                and second in one.codes
                and compare_series(
                    of_codes, together, one.codes[first], one.codes[second]
                ).comparable
            ),
        )
        for one in followed
        if one.codes
    ]


def _reasons(result: Result, first: Year, second: Year) -> list[str]:
    """Why changes of a result may not be told."""
    question = result.question
    whole = compare_question(question, first, second)
    if not whole.comparable:
        return [whole.reason]
    said = []
    items = tuple(item for item in result.items if item is not None)
    for among, anew in ((items, _can_count_anew(result)), (question.choices, True)):
        if not among or (among is question.choices and not result.each_choice):
            continue
        verdicts = compare_all(question, among, first, second)
        said += [one.reason for one in verdicts.values() if not one.comparable]
        if not anew:
            counted = {
                code
                for group in groups_of(among, first, second)
                if not group.is_plain and len({*group.first, *group.second}) > 1
                for code in (*group.first, *group.second)
            }
            said += [
                f"{verdicts[code].reason} Whoever answered several of them gave several answers, "
                "which make no one number."
                for code in sorted(counted)
                if code in verdicts and verdicts[code].comparable
            ]
    return list(dict.fromkeys(said))


Key = TypeVar("Key", bound=tuple[str, ...])


def _tested(
    untested: Mapping[Key, tuple[Followed, Estimates]], others: Sequence[float] = ()
) -> dict[Key, Followed]:
    """All changes tested as one family, to which the p-values of `others` belong.

    The second part of a key says what is followed: a statistic, or `NET`.
    """
    parts = [_differences(followed, estimates) for followed, estimates in untested.values()]
    p_values = [changes.p_value for changes, _ in parts]
    whole = [*p_values, np.array(others, dtype=np.float64)]
    of_marks, of_words = adjusted(whole), adjusted(whole, "holm")
    of_sameness = adjusted([same for _, same in parts], "holm")
    tests = sum(int(np.isfinite(p).sum()) for p in whole)
    done = {}
    for n, (key, (followed, _)) in enumerate(untested.items()):
        changes, _ = parts[n]
        floor = SHARE.floor if key[1] == NET else followed.result.statistic.floor
        marked = is_marked(changes.change, of_marks[n], floor)
        told = is_marked(changes.change, of_words[n], floor)
        same = of_sameness[n] <= RATE
        least = least_of(changes, tests)
        found = [
            Change(
                float(changes.change[at]),
                float(changes.low[at]),
                float(changes.high[at]),
                float(changes.standard_error[at]),
                float(changes.p_value[at]),
                float(of_marks[n][at]),
                bool(marked[at]),
                bool(told[at]),
                bool(same[at]),
                float(least[at]),
                step.first,
            )
            for at, step in enumerate((*followed.places, *followed.long_places))
        ]
        told_of = len(followed.places)
        done[key] = replace(
            followed,
            changes=_with_numbers(followed.places, found[:told_of]),
            long_changes=_with_numbers(followed.long_places, found[told_of:]),
        )
    return done


def _with_numbers(steps: Iterable[Step], found: Iterable[Change]) -> dict[Step, Change]:
    """The changes that there are: those on too few people have no number."""
    pairs = zip(steps, found, strict=True)
    return {step: change for step, change in pairs if not np.isnan(change.change)}


def _differences(followed: Followed, estimates: Estimates) -> tuple[Changes, Floats]:
    """All changes of a result in one array, and the p-values of their being none to speak of."""
    year = {year: y for y, year in enumerate(followed.result.years)}
    axes = estimates.estimate.ndim
    steps = [*followed.places.items(), *followed.long_places.items()]
    first = [(year[step.first], *place) for step, place in steps]
    second = [(year[step.second], *place) for step, place in steps]
    before, after = (
        estimates.at(tuple(np.array(places, dtype=np.intp).reshape(len(places), axes).T))
        for places in (first, second)
    )
    in_points = followed.result.in_percent
    same = equivalence(before, after, MARGIN / 100)
    return differences(before, after), same if in_points else np.full(same.shape, np.nan)


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
