"""Segments set against each other: whether answers depend on them, and who stands out.

A segment is set against everybody else, never against the total, of which it is a part; or
against one of the other segments. What may be marked, `dashboard.analysis.changes` decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dashboard.analysis import changes as judge
from dashboard.analysis.agreement import net_values
from dashboard.analysis.following import NET
from dashboard.analysis.results import Result
from dashboard.analysis.statistics import SHARE
from dashboard.analysis.variance import WeightsAsGiven
from dashboard.codebook import Kind, Question, Year
from dashboard.errors import DashboardError, unknown
from dashboard.estimates.change import Changes, adjusted, differences
from dashboard.estimates.crosstab import (
    UNTESTED,
    Independence,
    Overlap,
    against_the_others,
    choices_by_segment,
    may_be_tested,
    overlapping,
    rao_scott,
)
from dashboard.estimates.reliability import Flag
from dashboard.estimates.sums import Bools, Estimates, Floats, Sums
from dashboard.query.selection import Weights
from dashboard.responses import Responses
from dashboard.responses.tally import Tally

OTHERS = "others"
Tests = tuple[tuple[Independence, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Association:
    """What tests say of one question broken down, in one year.

    `tests` holds for each item one test of the whole table (Rao and Scott), or one for each
    choice where several could be ticked: then `by_choice`. `adjusted_p` and `differs` have the
    same shape, (item, test). `others` compares each segment with everybody else (axes segment,
    item, choice); `marked` are the shares that stand out, `told` those that may be said in words.
    All are adjusted over the whole view.
    """

    question: Question
    by: Question
    year: Year
    by_choice: bool
    tests: Tests
    adjusted_p: Floats
    differs: Bools
    others: Changes
    others_adjusted_p: Floats
    marked: Bools
    told: Bools


@dataclass(frozen=True, kw_only=True)
class Against:
    """A result's segments less what they are set against, in one year.

    `reference` is a segment, or `OTHERS` for everybody else who answered the breakdown. Arrays
    have the axes (segment, item, choice); `adjusted_p` and `marked` are over all years together.
    """

    result: Result
    year: Year
    reference: str
    changes: Changes
    adjusted_p: Floats
    marked: Bools


@dataclass(frozen=True, kw_only=True)
class Apart:
    """How the groups of one result differ from everybody else, in its newest year.

    Arrays have the axes (segment, item, choice), of scores and net scores (segment, item). What
    may be `marked` or said in words (`told`) is decided over all that was tested together.
    `items` holds the place of each row by its id, `others` says whom a group is set against.
    """

    items: Mapping[str, int]
    changes: Changes
    marked: Bools
    told: Bools
    others: str = "all others"


def shares_apart(found: Iterable[Result]) -> list[Association]:
    """The associations of the shares of a view's groups, without tests of whole tables.

    The question that makes the groups would only say what they are.
    """
    shares = [one for one in _broken_down(found) if one.each_choice]
    return [one for of_result in associations(shares, tables=False) for one in of_result]


def _broken_down(found: Iterable[Result]) -> list[Result]:
    return [one for one in found if one.by is not None and one.by.id != one.question.id]


def apart(
    found: Sequence[Result], associated: Sequence[Association] | None = None
) -> dict[tuple[str, str], Apart]:
    """What sets groups apart, by question and what of it: a statistic, or `NET`.

    Shares are one family of tests (`associated`, where they are known already), scores and net
    scores another.
    """
    done = {
        (one.question.id, SHARE.name): Apart(
            items=_items(one.question), changes=one.others, marked=one.marked, told=one.told
        )
        for one in (shares_apart(found) if associated is None else associated)
    }
    scores = {
        (one.question.id, what): (
            SHARE.floor if what == NET else one.statistic.floor,
            _items(one.question),
            changes,
        )
        for one in _broken_down(found)
        if one.weights is not Weights.USE_CASES
        for what, changes in _scores_apart(one).items()
    }
    p_values = [changes.p_value for *_, changes in scores.values()]
    families = adjusted(p_values), adjusted(p_values, "holm")
    for (key, (floor, items, changes)), p, q in zip(scores.items(), *families, strict=True):
        done[key] = Apart(
            items=items,
            changes=changes,
            marked=judge.is_marked(changes.change, p, floor),
            told=judge.is_marked(changes.change, q, floor),
        )
    return done


def _items(question: Question) -> dict[str, int]:
    return {item.id: i for i, item in enumerate(question.items)}


def _scores_apart(found: Result) -> dict[str, Changes]:
    """Scores and net scores of each segment less those of everybody else, in the newest year."""
    shown = [y for y, year in enumerate(found.years) if year not in found.gaps]
    parts = {} if found.each_choice else {found.statistic.name: found.estimates}
    if not shown or (found.net is None and not parts):
        return {}
    y, others = shown[-1], {name: of_the_others(found) for name in parts}
    if found.net is not None:
        net = _everybody_else(found).means_of_base(net_values(found.question))
        parts[NET], others[NET] = found.net, net
    return {name: differences(others[name].at(y), part.at(y)) for name, part in parts.items()}


def associations(found: Sequence[Result], *, tables: bool = True) -> list[list[Association]]:
    """For each result of a view, its associations by year; none where nothing can be tested.

    Without `tables` only segments are compared, which takes less time. Nothing is tested without a
    breakdown, or over use cases, whose margins tie segments together.
    Each of the two families, tests of tables and segments against the others, is adjusted as one.
    """
    untested = [
        [
            _compute(result, at, tables)
            for at, year in enumerate(result.years)
            if year not in result.gaps
        ]
        if result.by is not None and result.weights is not Weights.USE_CASES
        else []
        for result in found
    ]
    flat = [one for of_result in untested for one in of_result]
    of_tables = adjusted([one.adjusted_p for one in flat])
    of_segments = adjusted([one.others.p_value for one in flat])
    in_words = adjusted([one.others.p_value for one in flat], "holm")
    done = iter(
        replace(
            one,
            adjusted_p=p,
            differs=p <= judge.RATE,
            others_adjusted_p=q,
            marked=judge.is_marked(one.others.change, q),
            told=judge.is_marked(one.others.change, r),
        )
        for one, p, q, r in zip(flat, of_tables, of_segments, in_words, strict=True)
    )
    return [[next(done) for _ in of_result] for of_result in untested]


def _compute(result: Result, at: int, tables: bool) -> Association:
    """One year's tests and the comparison of each segment with the others, not yet adjusted."""
    assert result.by is not None
    tally = result.tally
    rows, offered = int(tally.rows[at]), list(result.offered(result.years[at]))
    several = result.question.kind is Kind.MULTIPLE or result.question.multiple
    # A segment of which too much is withheld is neither tested nor among the others.
    flags = result.estimates.flag[at]
    known: Bools = (flags != Flag.WITHHELD).all(axis=-1)
    few: Bools = flags == Flag.FEW
    given, base = _of_year(result, tally, at)
    given = given.map(lambda part: part * known[..., None])
    base = base.map(lambda part: part * known)
    cells = given.at(np.s_[..., offered])
    tests: list[tuple[Independence, ...]] = []
    for i in range(len(result.items)) if tables else ():
        # How many gave what few gave is not known, so it is in no table.
        sure = np.logical_not(few[:, i][:, offered].any(axis=0)).tolist()
        table = cells.at(np.s_[:, i]).at(np.s_[:, sure])
        if tally.overall is not None:
            # Segments that share people are no table; each is set against the others below.
            tests.append((UNTESTED,))
        elif several:
            found = iter(choices_by_segment(table, base.at(np.s_[:, i]), rows))
            tests.append(tuple(next(found) if tested else UNTESTED for tested in sure))
        else:
            tests.append((rao_scott(table, rows) if may_be_tested(table) else UNTESTED,))
    kept = np.zeros(len(result.question.choices), dtype=bool)
    kept[offered] = True
    given = given.map(lambda part: np.where(kept, part, 0.0))
    if tally.overall is not None:
        all_given, everybody = _of_year(result, tally.overall, at)
        all_given = all_given.map(lambda part: np.where(kept, part, 0.0))
    else:
        all_given, everybody = (
            sums.map(lambda part: part.sum(axis=0, keepdims=True)) for sums in (given, base)
        )
    others = against_the_others(given, base, all_given, everybody, np.array([[rows]]))
    p_values = np.array([[test.p_value for test in of_item] for of_item in tests], dtype=np.float64)
    return Association(
        question=result.question,
        by=result.by,
        year=result.years[at],
        by_choice=several,
        tests=tuple(tests),
        adjusted_p=p_values,
        differs=np.zeros(p_values.shape, dtype=bool),
        others=_only(others, kept & known[..., None] & ~few),
        others_adjusted_p=others.p_value,
        marked=np.zeros(others.p_value.shape, dtype=bool),
        told=np.zeros(others.p_value.shape, dtype=bool),
    )


def against(responses: Responses, result: Result, reference: str) -> list[Against]:
    """Each segment of a result less everybody else, or less one of the segments.

    Two segments may share people, where the breakdown is a question with several answers; their
    covariance counts. Raises DashboardError without a breakdown, for a segment it does not have,
    and over use cases.
    """
    by = result.by
    if by is None:
        raise DashboardError("Only the segments of a breakdown can be set against each other.")
    if result.weights is Weights.USE_CASES:
        raise DashboardError(
            "Over use cases segments are not tested: their weights come from margins that they "
            "have in common."
        )
    codes = [choice.id for choice in by.choices]
    if reference not in (OTHERS, *codes):
        raise DashboardError(unknown(f"segment of {by.id!r}", reference, (OTHERS, *codes)))
    if reference == OTHERS:
        [found] = associations([result])
        return [
            Against(
                result=result,
                year=one.year,
                reference=reference,
                changes=one.others,
                adjusted_p=one.others_adjusted_p,
                marked=one.marked,
            )
            for one in found
        ]
    return _against_one(responses, result, by, reference)


def _against_one(
    responses: Responses, result: Result, by: Question, reference: str
) -> list[Against]:
    at = result.segments.index(reference)
    shown = [(y, year) for y, year in enumerate(result.years) if year not in result.gaps]
    if by.has_one_answer:
        # Nobody is in two segments: they are different people, like two years.
        parts = (result.shares.at(y) for y, _ in shown)
        found = [differences(part.at(np.s_[at : at + 1]), part) for part in parts]
    else:
        tallied = responses.tally([result.question], result.query, within=reference)
        both = tallied[result.question.id]
        found = [_less_one(result, both, y, at) for y, _ in shown]
    kept = [_told(result, y, at) for y, _ in shown]
    found = [_only(one, told) for one, told in zip(found, kept, strict=True)]
    p_values = adjusted([one.p_value for one in found])
    return [
        Against(
            result=result,
            year=year,
            reference=reference,
            changes=one,
            adjusted_p=p,
            marked=judge.is_marked(one.change, p),
        )
        for (_, year), one, p in zip(shown, found, p_values, strict=True)
    ]


def of_the_others(found: Result) -> Estimates:
    """The same statistic for everybody else: each segment's complement within the view.

    Like `associations`' `others` it never takes the total, which the segment is part of.
    """
    return found.statistic.of(found.tally, _everybody_else(found))


def _everybody_else(found: Result) -> WeightsAsGiven:
    """What was counted of each segment's complement within the view."""
    tally, overall = found.tally, found.tally.overall

    def rest(sums: Sums, whole: Sums | None) -> Sums:
        added = whole or sums.map(lambda part: part.sum(axis=1, keepdims=True))
        return added.map_with(sums, lambda everybody, part: np.maximum(everybody - part, 0.0))

    return WeightsAsGiven(
        given=rest(tally.cells, overall.cells if overall else None),
        base=rest(tally.answered, overall.answered if overall else None),
        rows=tally.rows[:, None, None],
        asked=tally.asked.n > 0,
    )


def _only(found: Changes, told: Bools) -> Changes:
    """Differences without those that are not told."""
    return found.map(lambda part: np.where(told, part, np.nan))


def _told(result: Result, y: int, at: int) -> Bools:
    """Which differences of a year are told: of choices it offered, of other segments."""
    offered = np.zeros(len(result.question.choices), dtype=bool)
    offered[list(result.offered(result.years[y]))] = True
    flags = result.shares.flag[y]
    withheld = (flags == Flag.FEW) | (flags == Flag.WITHHELD)
    told: Bools = offered & ~withheld & ~withheld[at]
    told[at] = False
    return told


def _less_one(result: Result, both: Tally, y: int, at: int) -> Changes:
    """Every segment of a year less the one at a place, where segments share people."""
    given, base = _of_year(result, result.tally, y)
    shared, shared_base = _of_year(result, both, y)
    segments = Overlap(
        first=(given.at(at), base.spread().at(at)),
        second=(given, base.spread()),
        both=(shared, shared_base.spread()),
    )
    return overlapping(segments, result.tally.rows[y])


def _of_year(result: Result, tally: Tally, y: int) -> tuple[Sums, Sums]:
    """Given answers (segment, item, choice) and base (segment, item) of a year."""
    return tally.cells.at(y), tally.base(result.of).at(y)
