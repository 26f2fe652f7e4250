"""All changes of a view over its years, tested as one family: what figures mark and words tell.

Choices and rows that were merged, split or renamed are followed as one, counted anew from the
respondents who gave any of them. Each is compared with the year before that asked it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from dashboard.analysis.comparison import floor_of
from dashboard.analysis.mix_adjustment import adjusted_for_mix
from dashboard.analysis.results import Result, results
from dashboard.analysis.scores import Scores
from dashboard.codebook import Choice, Question, Year
from dashboard.codebook.comparability import (
    Comparison,
    Group,
    Series,
    compare_all,
    compare_question,
    compare_series,
    groups_of,
    series_of,
)
from dashboard.estimates.change import Changes, adjusted, differences, marks
from dashboard.estimates.mix import MixAdjusted
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Estimates
from dashboard.query.selection import Of, Selection, Weights
from dashboard.responses import Responses
from dashboard.responses.tally import Together

Found = Result | Scores
SHARE, NET = "share", "net"


class Step(NamedTuple):
    """A change is named by item and choice (ids, empty where there is none) and its two years."""

    item: str
    choice: str
    first: Year
    second: Year


class Change(NamedTuple):
    """One change with its interval; `marked` by the tests of the whole view."""

    change: float
    low: float
    high: float
    p_value: float
    marked: bool


@dataclass(frozen=True, kw_only=True)
class Followed:
    """One result over the years of a view, and its changes by step.

    `found` has what was followed as one counted as one, under its newest code. `places` says where
    each step stands in its arrays: item and choice.
    """

    found: Found
    together: Together
    places: Mapping[Step, tuple[int, int]]
    changes: Mapping[Step, Change]


@dataclass(frozen=True, kw_only=True)
class ViewChanges:
    """What was followed in a view, by question and what of it: share, net score, or a statistic."""

    followed: Mapping[tuple[str, str], Followed]

    def of_shares(self) -> list[Followed]:
        """What was followed of shares."""
        return [one for (_, what), one in self.followed.items() if what == SHARE]

    def of(self, found: Found, what: str | None = None) -> Followed | None:
        """What was followed of a result; None where it was not in the view."""
        return self.followed.get((found.question.id, what or _what(found)))


def follow_view(responses: Responses, found: Sequence[Found], selection: Selection) -> ViewChanges:
    """All changes between the years of a view's results, tested together.

    (Benjamini and Hochberg.) Shares, and net scores of scales, are marked only from three points.
    Results that are broken down are left out: a view compares years or groups, not both.
    """
    wanted = [one for one in found if one.by is None and len(one.years) > 1]
    counted = _counted(responses, wanted, selection)
    untested: dict[tuple[str, str], tuple[Followed, Changes, float]] = {}
    for one, (again, together) in zip(wanted, counted, strict=True):
        code = one.question.id
        parts = [(_what(one), again.shares if isinstance(again, Result) else again.estimates)]
        if isinstance(again, Result) and again.net is not None:
            parts.append((NET, again.net))
        for what, estimates in parts:
            places = _places_of(responses, again, what)
            followed = Followed(found=again, together=together, places=places, changes={})
            changes = _differences(again, estimates, places)
            untested[code, what] = followed, changes, floor_of(again)
    adjusted_p = adjusted([changes.p_value for _, changes, _ in untested.values()])
    return ViewChanges(
        followed={
            key: replace(followed, changes=_told(followed.places, changes, p, floor))
            for (key, (followed, changes, floor)), p in zip(
                untested.items(), adjusted_p, strict=True
            )
        }
    )


def mixes_of(
    responses: Responses,
    followed: Sequence[Followed],
    selection: Selection,
    pair: tuple[Year, Year],
) -> list[MixAdjusted | None]:
    """The changes between two years with the earlier year's persona and company size held fixed."""
    years = Selection(years=pair, where=selection.where)
    together = {one.found.question.id: one.together for one in followed if one.together}
    return adjusted_for_mix(responses, [one.found for one in followed], years, together)


def _what(found: Found) -> str:
    return found.statistic if isinstance(found, Scores) else SHARE


def _counted(
    responses: Responses, found: Sequence[Found], selection: Selection
) -> list[tuple[Found, Together]]:
    """Results with what is followed as one counted as one: as they are, or asked for anew."""
    together = [_together(responses, one) for one in found]
    sorts: dict[tuple[Of, Weights, tuple[Year, ...]], list[int]] = {}
    for at, one in enumerate(found):
        if together[at] and isinstance(one, Result):
            sorts.setdefault((one.of, one.weights, one.years), []).append(at)
    anew: dict[int, Found] = {}
    for (of, weights, asked), places in sorts.items():
        questions = [found[at].question for at in places]
        as_one = {found[at].question.id: together[at] for at in places}
        years = Selection(years=asked, where=selection.where)
        again = results(responses, questions, years, None, of, weights, as_one)
        anew |= {at: again[found[at].question.id] for at in places}
    return [(anew.get(at, one), together[at]) for at, one in enumerate(found)]


def _together(responses: Responses, found: Found) -> Together:
    """As what each choice and item of a result is counted over all of its years."""
    years, question = _asked(found), found.question
    if isinstance(found, Scores):
        # Each row of a figure of scores has a number of its own, and the change is that number's.
        return Together()
    key = "together", question.id, tuple(years)
    if key not in responses.memory:
        responses.memory[key] = Together(
            choices=_places(question.choices, years), items=_places(question.items, years)
        )
    kept: Together = responses.memory[key]
    return kept


def _places_of(responses: Responses, found: Found, what: str) -> dict[Step, tuple[int, int]]:
    """Where each change of a result stands: the same for all views of the same years."""
    key = "steps", found.question.id, what, tuple(_asked(found))
    if key not in responses.memory:
        responses.memory[key] = dict(_steps(found, per_choice=what == SHARE))
    kept: dict[Step, tuple[int, int]] = responses.memory[key]
    return kept


def _places(among: tuple[Choice, ...], years: Sequence[Year]) -> tuple[int, ...]:
    place = {choice.id: at for at, choice in enumerate(among, start=1)}
    counted = dict(place)
    for one in series_of(among, years):
        for code in {code for codes in one.codes.values() for code in codes}:
            counted[code] = place[_newest(one)]
    return tuple(counted[choice.id] for choice in among) if counted != place else ()


def _newest(one: Series) -> str:
    """The code that stands for a series: its first in the newest year."""
    return one.codes[max(one.codes)][0]


def _asked(found: Found) -> list[Year]:
    return [year for year in found.years if year not in found.gaps]


def _steps(found: Found, *, per_choice: bool) -> Iterator[tuple[Step, tuple[int, int]]]:
    """Every change that may be told, and where it stands: item and choice."""
    question, years = found.question, _asked(found)
    objects = tuple(item for item in found.items if item is not None)
    if objects:
        items = _lines(question, objects, years, anew=isinstance(found, Result))
    else:
        # A choice of a scale that changed may stay comparable: its own verdict says.
        items = [_Line(question=question, years=tuple(years), whole=not per_choice)]
    choices = [_Line(question=question, years=tuple(years))]
    if per_choice:
        choices = _lines(question, question.choices, years, anew=True)
    for item in items:
        for choice in choices:
            both = [year for year in years if year in item.years and year in choice.years]
            for first, second in pairwise(both):
                if item.may_tell(first, second) and choice.may_tell(first, second):
                    step = Step(item.code, choice.code, first, second)
                    yield step, (item.place, choice.place)


Verdicts = tuple[Mapping[str, Comparison], tuple[Group, ...]]


@dataclass(frozen=True, kw_only=True)
class _Line:
    """A choice or item, or several as one, over the years; without a code the whole question.

    `whole` lines may be told where the question as a whole is comparable.
    """

    question: Question
    years: tuple[Year, ...]
    code: str = ""
    place: int = 0
    codes: Mapping[Year, tuple[str, ...]] | None = None
    verdicts: Mapping[tuple[Year, Year], Verdicts] = field(default_factory=dict)
    whole: bool = False

    def may_tell(self, first: Year, second: Year) -> bool:
        """Whether the change between two years may be told, as far as this line goes."""
        if self.whole:
            return compare_question(self.question, first, second).comparable
        if self.codes is None:
            return True
        of_codes, groups = self.verdicts[first, second]
        return compare_series(of_codes, groups, self.codes[first], self.codes[second]).comparable


def _lines(
    question: Question, among: tuple[Choice, ...], years: Sequence[Year], *, anew: bool
) -> list[_Line]:
    """Choices or items over the years; those counted anew as one stand as one."""
    verdicts = {
        (first, second): (
            compare_all(question, among, first, second),
            groups_of(among, first, second),
        )
        for at, first in enumerate(years)
        for second in years[at + 1 :]
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
            question=question,
            years=tuple(one.codes),
            code=_newest(one),
            place=place[_newest(one)],
            codes=one.codes,
            verdicts=verdicts,
        )
        for one in followed
        if one.codes
    ]


def _differences(
    found: Found, estimates: Shares | Estimates, places: Mapping[Step, tuple[int, int]]
) -> Changes:
    """All changes of a result in one array."""
    year = {year: y for y, year in enumerate(found.years)}
    axes = estimates.estimate.ndim
    first = [(year[step.first], 0, *place)[:axes] for step, place in places.items()]
    second = [(year[step.second], 0, *place)[:axes] for step, place in places.items()]
    return differences(_picked(estimates, first), _picked(estimates, second))


def _picked(estimates: Shares | Estimates, places: Sequence[tuple[int, ...]]) -> Shares | Estimates:
    at = tuple(np.array(places, dtype=np.intp).reshape(len(places), estimates.estimate.ndim).T)
    kind = type(estimates)
    return kind(**{field.name: getattr(estimates, field.name)[at] for field in fields(estimates)})


def _told(
    steps: Mapping[Step, tuple[int, int]], changes: Changes, adjusted_p: np.ndarray, floor: float
) -> dict[Step, Change]:
    marked = marks(changes.change, adjusted_p, floor=floor)
    return {
        step: Change(
            float(changes.change[n]),
            float(changes.low[n]),
            float(changes.high[n]),
            float(changes.p_value[n]),
            bool(marked[n]),
        )
        for n, step in enumerate(steps)
        if not np.isnan(changes.change[n])
    }
