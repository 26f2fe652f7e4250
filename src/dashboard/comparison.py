"""Changes from one year to another: which may be told, how large they are, which to mark.

All questions of a view are compared at once, since its changes are one family of tests.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np

from dashboard.codebook import Choice, Question, Year
from dashboard.codebook.comparability import (
    Comparison,
    compare_all,
    compare_question,
    groups,
)
from dashboard.errors import DashboardError
from dashboard.estimates.change import FLOOR, Changes, adjusted, differences, marks
from dashboard.estimates.mix import MixAdjusted
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Bools, Estimates, Floats
from dashboard.mixing import adjusted_for_mix
from dashboard.responses import Responses
from dashboard.results import Result, results
from dashboard.scores import Scores, Statistic, scores
from dashboard.selection import Selection

Found = Result | Scores

IN_POINTS_OF_ONE = {Statistic.BORDA, Statistic.MAXDIFF}


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What changed in one question from its first year to its second.

    Arrays have the axes (segment, item, choice), for scores (segment, item). Choices that were
    merged, split or renamed are counted together, and their change stands with each of them.
    `verdicts` says for each choice of each item whether a change may be told (shape (item,
    choice), or (item,)); where not, the numbers are NaN. `adjusted_p` and `marked` are over the
    whole view. `mix` is the change with the earlier year's persona and company size held fixed,
    None where there is no such number: medians, and views weighted by use cases.
    """

    found: Found
    first: Year
    second: Year
    verdict: Comparison
    verdicts: tuple[tuple[Comparison, ...], ...]
    before: Shares | Estimates
    after: Shares | Estimates
    changes: Changes
    adjusted_p: Floats
    marked: Bools
    mix: MixAdjusted | None
    mix_adjusted_p: Floats | None
    mix_marked: Bools | None

    @property
    def question(self) -> Question:
        """The question compared."""
        return self.found.question

    @property
    def segments(self) -> tuple[str | None, ...]:
        """The segments along the first axis; (None,) without a breakdown."""
        return self.found.segments

    @property
    def items(self) -> tuple[Choice | None, ...]:
        """What the second axis stands for."""
        return self.found.items


def compare(
    responses: Responses,
    found: Sequence[Found],
    selection: Selection,
    first: Year,
    second: Year,
) -> list[Compared]:
    """The changes of all of a view's results from one year to another, in their order.

    `selection` is the one the results were made for; its years do not matter. Changes are tested
    together (Benjamini and Hochberg), and those of shares marked only from three points.
    """
    if not first < second:
        raise DashboardError(
            f"Changes run from an earlier to a later year, not {first} to {second}."
        )
    years = Selection(years=(first, second), where=selection.where)
    together = {
        one.question.id: places
        for one in found
        if isinstance(one, Result) and (places := counted_as(one.question, first, second))
    }
    counted = _counted_anew(responses, found, years, together)
    mixes = adjusted_for_mix(responses, found, years, together)
    compared = []
    for one, mix in zip(found, mixes, strict=True):
        places = together.get(one.question.id, ())
        both = counted[_key(one)]
        estimates = both.shares if isinstance(both, Result) else both.estimates
        before, after = (_of_year(estimates, both.years.index(year)) for year in (first, second))
        verdicts = _verdicts(one, first, second)
        may_tell = np.array([[verdict.comparable for verdict in row] for row in verdicts])
        if isinstance(one, Scores):
            may_tell = may_tell[:, 0]
        elif places:
            may_tell &= np.array([place == at for at, place in enumerate(places, start=1)])
        changes = _only(differences(before, after), may_tell)
        mix = None if mix is None else _only(mix, may_tell)
        compared.append(
            Compared(
                found=both,
                first=first,
                second=second,
                verdict=compare_question(one.question, first, second),
                verdicts=verdicts,
                before=before,
                after=after,
                changes=changes,
                adjusted_p=changes.p_value,
                marked=np.zeros(changes.p_value.shape, dtype=bool),
                mix=mix,
                mix_adjusted_p=None if mix is None else mix.p_value,
                mix_marked=None,
            )
        )
    return _tested(found, compared, together)


def counted_as(question: Question, first: Year, second: Year) -> tuple[int, ...]:
    """The choice, from 1, that each choice is counted as when two years are compared.

    Empty where each is counted as itself.
    """
    place = {choice.id: at for at, choice in enumerate(question.choices, start=1)}
    counted = dict(place)
    for group in groups(question, first, second):
        for code in (*group.first, *group.second):
            counted[code] = place[group.second[0]]
    return tuple(counted[choice.id] for choice in question.choices) if counted != place else ()


def _key(found: Found) -> tuple[object, ...]:
    kind = found.statistic if isinstance(found, Scores) else found.of
    return found.question.id, kind, found.by.id if found.by else None, found.weights


def _counted_anew(
    responses: Responses,
    found: Sequence[Found],
    years: Selection,
    together: Mapping[str, Sequence[int]],
) -> dict[tuple[object, ...], Found]:
    """Results that hold both years with choices counted together: as they are, or asked for anew.

    One query for all that are of one sort.
    """
    anew: dict[tuple[object, ...], Found] = {}
    sorts: dict[tuple[object, ...], list[Found]] = {}
    for one in found:
        if set(years.years) <= set(one.years) and one.question.id not in together:
            anew[_key(one)] = one
        else:
            sorts.setdefault(_key(one)[1:], []).append(one)
    for alike in sorts.values():
        questions = [one.question for one in alike]
        one = alike[0]
        again: Mapping[str, Found]
        if isinstance(one, Result):
            again = results(responses, questions, years, one.by, one.of, one.weights, together)
        else:
            again = scores(responses, questions, years, one.by, one.statistic, one.weights)
        anew |= {_key(result): result for result in again.values()}
    return anew


Kind = TypeVar("Kind", bound=Shares | Estimates | Changes)


def _of_year(estimates: Kind, at: int) -> Kind:
    parts = {field.name: getattr(estimates, field.name)[at] for field in fields(estimates)}
    return type(estimates)(**parts)


def _verdicts(found: Found, first: Year, second: Year) -> tuple[tuple[Comparison, ...], ...]:
    """For each item, for each choice: may its change be told? For scores, for each item."""
    question = found.question
    by_choice: tuple[Comparison, ...] = (compare_question(question, first, second),)
    if isinstance(found, Result):
        of_choices = compare_all(question, question.choices, first, second)
        by_choice = tuple(of_choices[choice.id] for choice in question.choices)
    if found.items == (None,):
        return (by_choice,)
    among = question.items or question.choices
    of_items = compare_all(question, among, first, second)
    return tuple(
        by_choice if of_items[item.id].comparable else (of_items[item.id],) * len(by_choice)
        for item in found.items
        if item is not None
    )


Changed = TypeVar("Changed", bound=Changes)


def _only(changes: Changed, allowed: Bools) -> Changed:
    """Changes without those that may not be told."""
    told = {
        field.name: np.where(allowed, getattr(changes, field.name), np.nan)
        for field in fields(changes)
    }
    return replace(changes, **told)


def _tested(
    found: Sequence[Found], compared: Sequence[Compared], together: Mapping[str, Sequence[int]]
) -> list[Compared]:
    """Marks over the whole view, and every number copied to all choices it stands for."""
    plain = adjusted([one.changes.p_value for one in compared])
    of_mix = adjusted([one.mix.p_value for one in compared if one.mix is not None])
    mixes = iter(of_mix)
    done = []
    for result, one, p in zip(found, compared, plain, strict=True):
        floor = _floor(result)
        mix_p = next(mixes) if one.mix is not None else None
        mix_marked = None
        if one.mix is not None and mix_p is not None:
            mix_marked = marks(one.mix.change, mix_p, floor=floor)
        marked = marks(one.changes.change, p, floor=floor)
        one = replace(one, adjusted_p=p, marked=marked, mix_adjusted_p=mix_p, mix_marked=mix_marked)
        places = together.get(one.question.id)
        done.append(_copied(one, places) if places else one)
    return done


def _floor(found: Found) -> float:
    """From what size a change is marked: three points of a share, or of a score out of 100."""
    if isinstance(found, Result) or found.unit == "percent":
        return FLOOR
    if found.statistic is Statistic.RECOMMEND:
        return 100 * FLOOR
    return FLOOR if found.statistic in IN_POINTS_OF_ONE else 0.0


def _copied(one: Compared, places: Sequence[int]) -> Compared:
    at = np.array(places) - 1

    def copied(part: Kind) -> Kind:
        parts = {field.name: getattr(part, field.name)[..., at] for field in fields(part)}
        return type(part)(**parts)

    return replace(
        one,
        before=copied(one.before),
        after=copied(one.after),
        changes=copied(one.changes),
        adjusted_p=one.adjusted_p[..., at],
        marked=one.marked[..., at],
        mix=None if one.mix is None else copied(one.mix),
        mix_adjusted_p=None if one.mix_adjusted_p is None else one.mix_adjusted_p[..., at],
        mix_marked=None if one.mix_marked is None else one.mix_marked[..., at],
    )
