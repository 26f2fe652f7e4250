"""Changes from one year to another: which may be told, how large they are, which to mark.

All questions of a view are compared at once, since its changes are one family of tests.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np

from dashboard.analysis.mix_adjustment import adjusted_for_mix
from dashboard.analysis.results import Result, results
from dashboard.analysis.scores import Scores, Statistic, scores
from dashboard.codebook import Choice, Kind, Question, Year
from dashboard.codebook.comparability import (
    Comparison,
    Verdict,
    compare_all,
    compare_question,
    groups_of,
)
from dashboard.errors import DashboardError
from dashboard.estimates.change import FLOOR, Changes, adjusted, differences, marks
from dashboard.estimates.mix import MixAdjusted
from dashboard.estimates.reliability import Flag
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Bools, Estimates, Floats
from dashboard.query.selection import Selection
from dashboard.responses import Responses
from dashboard.responses.tally import Together

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
        if _can_count_anew(one) and (places := counted_as(one.question, first, second))
    }
    counted = _counted_anew(responses, found, years, together)
    mixes = adjusted_for_mix(responses, found, years, together)
    compared = []
    for one, mix in zip(found, mixes, strict=True):
        counted_together = together.get(one.question.id) if _can_count_anew(one) else None
        both = counted[_key(one)]
        estimates = both.shares if isinstance(both, Result) else both.estimates
        before, after = (_of_year(estimates, both.years.index(year)) for year in (first, second))
        verdicts = _verdicts(one, first, second)
        may_tell = np.array([[verdict.comparable for verdict in row] for row in verdicts])
        if isinstance(one, Scores):
            may_tell = may_tell[:, 0]
        if counted_together is not None:
            may_tell &= _stands_for_itself(counted_together, may_tell.shape)
        changes = _only(differences(before, after), may_tell)
        mix = None if mix is None else _only(mix, may_tell & _known(before) & _known(after))
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


def counted_as(question: Question, first: Year, second: Year) -> Together:
    """As what each choice and item is counted when two years are compared."""
    return Together(
        choices=_places(question.choices, first, second),
        items=_places(question.items, first, second),
    )


def _places(among: tuple[Choice, ...], first: Year, second: Year) -> tuple[int, ...]:
    """The place, from 1, that each is counted as; empty where each is counted as itself."""
    place = {choice.id: at for at, choice in enumerate(among, start=1)}
    counted = dict(place)
    for group in groups_of(among, first, second):
        for code in (*group.first, *group.second):
            counted[code] = place[group.second[0]]
    return tuple(counted[choice.id] for choice in among) if counted != place else ()


def _can_count_anew(found: Found) -> bool:
    """Whether choices or items merged can be counted as one: shares, and parts of an allocation.

    Whoever rated two rows that were merged gave two ratings; they make no one number.
    """
    return isinstance(found, Result) or found.question.kind is Kind.ALLOCATION


def _stands_for_itself(together: Together, shape: tuple[int, ...]) -> Bools:
    """Which cells (item, choice), or (item,), are not counted as another."""
    own = np.ones(shape, dtype=bool)
    if together.choices and len(shape) == 2:
        own &= np.array([place == at for at, place in enumerate(together.choices, start=1)])
    if together.items:
        items = np.array([place == at for at, place in enumerate(together.items, start=1)])
        own &= items.reshape(-1, *(1,) * (len(shape) - 1))
    return own


def _key(found: Found) -> tuple[object, ...]:
    kind = found.statistic if isinstance(found, Scores) else found.of
    return found.question.id, kind, found.by.id if found.by else None, found.weights


def _counted_anew(
    responses: Responses,
    found: Sequence[Found],
    years: Selection,
    together: Mapping[str, Together],
) -> dict[tuple[object, ...], Found]:
    """Results that hold both years with choices counted together: as they are, or asked for anew.

    One query for all that are of one sort.
    """
    anew: dict[tuple[object, ...], Found] = {}
    sorts: dict[tuple[object, ...], list[Found]] = {}
    for one in found:
        anew_for = together if _can_count_anew(one) else {}
        if set(years.years) <= set(one.years) and one.question.id not in anew_for:
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
            merged = together if _can_count_anew(one) else {}
            again = scores(responses, questions, years, one.by, one.statistic, one.weights, merged)
        anew |= {_key(result): result for result in again.values()}
    return anew


Estimated = TypeVar("Estimated", bound=Shares | Estimates | Changes)


def _of_year(estimates: Estimated, at: int) -> Estimated:
    parts = {field.name: getattr(estimates, field.name)[at] for field in fields(estimates)}
    return type(estimates)(**parts)


def _known(estimates: Shares | Estimates) -> Bools:
    """Which estimates a release withholds nothing of."""
    known: Bools = (estimates.flag != Flag.FEW) & (estimates.flag != Flag.WITHHELD)
    return known


def _verdicts(found: Found, first: Year, second: Year) -> tuple[tuple[Comparison, ...], ...]:
    """For each item, for each choice: may its change be told? For scores, for each item."""
    question = found.question
    anew = _can_count_anew(found)
    by_choice: tuple[Comparison, ...] = (compare_question(question, first, second),)
    if isinstance(found, Result):
        of_choices = compare_all(question, question.choices, first, second)
        by_choice = tuple(of_choices[choice.id] for choice in question.choices)
    if found.items == (None,):
        return (by_choice,)
    among = question.items or question.choices
    of_items = compare_all(question, among, first, second)
    if not anew:
        of_items = _not_counted(among, of_items, first, second)
    return tuple(
        tuple(_of_both(of_items[item.id], of_choice) for of_choice in by_choice)
        for item in found.items
        if item is not None
    )


def _of_both(item: Comparison, choice: Comparison) -> Comparison:
    """The verdict on a choice of an item: the one that says more of the two."""
    if not item.comparable:
        return item
    plain = choice.verdict in (Verdict.SAME, Verdict.RELABELLED)
    return item if plain and item.verdict is Verdict.CHOICES_CHANGED else choice


def _not_counted(
    among: tuple[Choice, ...], verdicts: dict[str, Comparison], first: Year, second: Year
) -> dict[str, Comparison]:
    """The verdicts without those on items that were merged, where their answers make no one."""
    merged = {
        code
        for group in groups_of(among, first, second)
        if not group.is_plain and len({*group.first, *group.second}) > 1
        for code in (*group.first, *group.second)
    }
    reason = "Whoever answered several of them gave several answers, which make no one number."
    return {
        code: replace(one, comparable=False, reason=f"{one.reason} {reason}")
        if code in merged and one.comparable
        else one
        for code, one in verdicts.items()
    }


Changed = TypeVar("Changed", bound=Changes)


def _only(changes: Changed, allowed: Bools) -> Changed:
    """Changes without those that may not be told."""
    told = {
        field.name: np.where(allowed, getattr(changes, field.name), np.nan)
        for field in fields(changes)
    }
    return replace(changes, **told)


def _tested(
    found: Sequence[Found], compared: Sequence[Compared], together: Mapping[str, Together]
) -> list[Compared]:
    """Marks over the whole view, and every number copied to all choices it stands for."""
    plain = adjusted([one.changes.p_value for one in compared])
    of_mix = adjusted([one.mix.p_value for one in compared if one.mix is not None])
    mixes = iter(of_mix)
    done = []
    for result, one, p in zip(found, compared, plain, strict=True):
        floor = floor_of(result)
        mix_p = next(mixes) if one.mix is not None else None
        mix_marked = None
        if one.mix is not None and mix_p is not None:
            mix_marked = marks(one.mix.change, mix_p, floor=floor)
        marked = marks(one.changes.change, p, floor=floor)
        one = replace(one, adjusted_p=p, marked=marked, mix_adjusted_p=mix_p, mix_marked=mix_marked)
        counted = together.get(one.question.id) if _can_count_anew(result) else None
        done.append(_copied(one, counted) if counted else one)
    return done


def floor_of(found: Found) -> float:
    """From what size a change is marked: three points of a share, or of a score out of 100."""
    if isinstance(found, Result) or found.unit == "percent":
        return FLOOR
    if found.statistic is Statistic.RECOMMEND:
        return 100 * FLOOR
    return FLOOR if found.statistic in IN_POINTS_OF_ONE else 0.0


def _copied(one: Compared, together: Together) -> Compared:
    """Every number of what was counted as one, at all choices and items that it stands for."""

    def spread(part: np.ndarray) -> np.ndarray:
        if together.items:
            part = part[:, np.array(together.items) - 1]
        if together.choices and part.ndim == 3:
            part = part[..., np.array(together.choices) - 1]
        return part

    def copied(part: Estimated) -> Estimated:
        parts = {field.name: spread(getattr(part, field.name)) for field in fields(part)}
        return type(part)(**parts)

    return replace(
        one,
        before=copied(one.before),
        after=copied(one.after),
        changes=copied(one.changes),
        adjusted_p=spread(one.adjusted_p),
        marked=spread(one.marked),
        mix=None if one.mix is None else copied(one.mix),
        mix_adjusted_p=None if one.mix_adjusted_p is None else spread(one.mix_adjusted_p),
        mix_marked=None if one.mix_marked is None else spread(one.mix_marked),
    )
