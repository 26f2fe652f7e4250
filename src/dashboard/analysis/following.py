"""What of a result is followed over the years, and between which of them a change may be told.

Choices and rows that were merged, split or renamed are followed as one, under the newest code.
Nothing is tested here: `dashboard.analysis.changes` judges what these steps lead to.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from functools import cached_property
from itertools import combinations, pairwise
from typing import NamedTuple, TypeAlias

from dashboard.analysis.results import Result
from dashboard.codebook import Choice, Kind, Question, Year
from dashboard.codebook.choice_groups import groups_of, one_by_one, series_of
from dashboard.codebook.comparability import Comparison, TwoYears, compare_all, compare_question
from dashboard.query.selection import Merge
from dashboard.responses import Responses

NET = "net"
"""What is followed of a scale besides its shares; other names are those of statistics."""

Place = tuple[int, ...]
"""Where a number stands: segment, item, and choice where there is one for each."""


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


def merged(question: Question, years: Sequence[Year]) -> Merge:
    """As what each choice and item of a question is counted where these years are compared."""
    return Merge(choices=_merged(question.choices, years), items=_merged(question.items, years))


def _merged(among: tuple[Choice, ...], years: Sequence[Year]) -> tuple[int, ...]:
    """The place, from 1, that each is counted as; empty where each is counted as itself."""
    place = {choice.id: at for at, choice in enumerate(among, start=1)}
    counted = dict(place)
    for one in series_of(among, years):
        for codes in one.codes.values():
            for code in codes:
                counted[code] = place[one.newest]
    return tuple([counted[choice.id] for choice in among]) if counted != place else ()


def can_count_anew(result: Result) -> bool:
    """Whether choices or items merged can be counted as one: shares, and parts of an allocation.

    Whoever rated two rows that were merged gave two ratings; they make no one number.
    """
    return result.each_choice or result.question.kind is Kind.ALLOCATION


def kept_merge(
    responses: Responses, question: Question, years: Sequence[Year], *, each_choice: bool
) -> Merge:
    """What is counted as one over years without a gap: the same for all views of these years."""
    # Each row of a figure of scores has a number of its own, and the change is that number's.
    if not each_choice:
        return Merge()
    key = "merge", question.id, tuple(years)
    if key not in responses.memory:
        responses.memory[key] = merged(question, years)
    kept: Merge = responses.memory[key]
    return kept


class Steps(dict[Step, Place]):
    """Where each step of a question stands; there once for a survey, whatever refers to it."""

    @cached_property
    def rows(self) -> Mapping[Step, int]:
        """Which of the steps each one is, from 0."""
        return {step: row for row, step in enumerate(self)}


Pair: TypeAlias = tuple[Year, Year]


def kept_steps(responses: Responses, result: Result, what: str) -> tuple[Steps, Steps]:
    """Where the changes stand that may be told of a result: since the year before, since the first.

    `what` is a statistic's name or `NET`. The first comparable year counts only where it is not
    the year before. The same for all views of the same years, so that they are looked up once.
    """
    key = "steps", result.question.id, what, tuple(asked_years(result)), bool(result.merge)
    if key not in responses.memory:
        each = what != NET and result.each_choice
        anew = result.each_choice and (what != NET or bool(result.merge))
        lines = _lines_of(result, asked_years(result), each_choice=each, anew=anew)
        responses.memory[key] = tuple(_steps(result, lines, among) for among in (_neighbors, _long))
    kept: tuple[Steps, Steps] = responses.memory[key]
    return kept


def steps_between(result: Result, pair: Pair) -> Steps:
    """The changes of a result's own statistic between two years that may be told."""
    asked = [year for year in pair if year not in result.gaps]
    each, anew = result.each_choice, can_count_anew(result)
    lines = _lines_of(result, asked, each_choice=each, anew=anew, pair=True)
    return _steps(result, lines, _neighbors)


def asked_years(result: Result) -> list[Year]:
    """The years of a result that show something."""
    return [year for year in result.years if year not in result.gaps]


def _neighbors(years: Sequence[Year], told: Container[Pair]) -> list[Pair]:
    """Each year with the one before, where the change may be told."""
    return [pair for pair in pairwise(years) if pair in told]


def _long(years: Sequence[Year], told: Container[Pair]) -> list[Pair]:
    """Each year with the first comparable with it, where that is not the year before."""
    found = []
    for at, second in enumerate(years):
        for first in years[: max(0, at - 1)]:
            if (first, second) in told:
                found.append((first, second))
                break
    return found


def _steps(
    result: Result,
    lines: "_Lines",
    pairs: Callable[[Sequence[Year], Container[Pair]], list[Pair]],
) -> Steps:
    """Every change that may be told, of those chosen among pairs of years, and where it stands."""
    segments = [(s, segment or "") for s, segment in enumerate(result.segments)]
    # Most rows and answers were offered in the same years, which leave the same pairs.
    sorts: dict[tuple[object, ...], int] = {}
    chosen: dict[tuple[int, int], list[Pair]] = {}
    of_choices = [
        (choice, sorts.setdefault((choice.years, choice.told), len(sorts)))
        for choice in ((lines.whole,) if lines.choices is None else lines.choices)
    ]
    found = Steps()
    for item in lines.items:
        of_item = sorts.setdefault((item.years, item.told), len(sorts))
        for choice, of_choice in of_choices:
            alike = of_item, of_choice
            if alike not in chosen:
                both = [year for year in item.years if year in choice.years]
                chosen[alike] = pairs(both, item.told & choice.told)
            at = (item.place,) if lines.choices is None else (item.place, choice.place)
            for first, second in chosen[alike]:
                for s, segment in segments:
                    found[Step(item.code, choice.code, first, second, segment)] = (s, *at)
    return found


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
    every = {two: compare_question(question, *two) for two in combinations(years, 2)}
    whole = _Line(years=tuple(years), told=frozenset(every))
    # Rows and parts are judged as items only where they are the question's own tuple of them.
    objects = tuple([item for item in result.items if item is not None])
    if pair and question.items:
        objects = question.items
    if objects:
        items = _lines(question, objects, years, every, anew=anew)
    elif each_choice:
        # A choice of a scale that changed may stay comparable: its own verdict says.
        items = [whole]
    else:
        comparable = frozenset(two for two, verdict in every.items() if verdict.comparable)
        items = [_Line(years=tuple(years), told=comparable)]
    choices = _lines(question, question.choices, years, every, anew=True) if each_choice else None
    return _Lines(items=items, choices=choices, whole=whole)


class _Line(NamedTuple):
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
    question: Question,
    among: tuple[Choice, ...],
    years: Sequence[Year],
    every: Mapping[Pair, Comparison],
    *,
    anew: bool,
) -> list[_Line]:
    """Choices or items over the years; those counted anew as one stand as one.

    `every` says of each two of the years whether the question may be compared as a whole.
    """
    between = {pair: TwoYears(question, among, *pair, whole) for pair, whole in every.items()}
    followed = series_of(among, years) if anew else one_by_one(among, years)
    place = {choice.id: at for at, choice in enumerate(among)}
    lines = []
    for one in followed:
        code, codes, told = one.newest, one.codes, []
        # Nearly all are one code in every year.
        alone = set(codes.values()) == {(code,)}
        for (first, second), pair in between.items():
            if first not in codes or second not in codes:
                continue
            if alone and code in pair.plain:
                comparable = code in pair.same
            else:
                comparable = pair.comparable(codes[first], codes[second])
            if comparable:
                told.append((first, second))
        lines.append(_Line(tuple(codes), frozenset(told), code, place[code]))
    return lines


def why_not_told(result: Result, first: Year, second: Year) -> list[str]:
    """Why changes of a result may not be told."""
    question = result.question
    whole = compare_question(question, first, second)
    if not whole.comparable:
        return [whole.reason]
    said = []
    items = tuple(item for item in result.items if item is not None)
    for among, anew in ((items, can_count_anew(result)), (question.choices, True)):
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
