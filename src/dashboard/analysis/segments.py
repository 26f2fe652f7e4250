"""Segments set against each other: whether answers depend on them, and who stands out.

A segment is set against everybody else, never against the total, of which it is a part; or
against one of the other segments. What may be marked, `dashboard.analysis.changes` decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dashboard.analysis import changes as judge
from dashboard.analysis.results import Result
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


def associations(found: Sequence[Result]) -> list[list[Association]]:
    """For each result of a view, its associations by year; none where nothing can be tested.

    Nothing is tested without a breakdown, or over use cases, whose margins tie segments together.
    Each of the two families, tests of tables and segments against the others, is adjusted as one.
    """
    untested = [
        [_compute(result, at) for at, year in enumerate(result.years) if year not in result.gaps]
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


def _compute(result: Result, at: int) -> Association:
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
    for i in range(len(result.items)):
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
    p_values = np.array([[test.p_value for test in of_item] for of_item in tests])
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
    tally, overall = found.tally, found.tally.overall

    def rest(sums: Sums, whole: Sums | None) -> Sums:
        added = whole or sums.map(lambda part: part.sum(axis=1, keepdims=True))
        return added.map_with(sums, lambda everybody, part: np.maximum(everybody - part, 0.0))

    others = WeightsAsGiven(
        given=rest(tally.cells, overall.cells if overall else None),
        base=rest(tally.answered, overall.answered if overall else None),
        rows=tally.rows[:, None, None],
        asked=tally.asked.n > 0,
    )
    return found.statistic.of(tally, others)


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
