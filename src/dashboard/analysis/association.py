"""Do answers differ between the segments of a breakdown, and which segments stand out?"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.scores import Scores
from dashboard.analysis.statistics import COMPUTE
from dashboard.codebook import Kind, Question, Year
from dashboard.estimates.change import RATE, Changes, adjusted, marks
from dashboard.estimates.crosstab import (
    UNTESTED,
    Independence,
    against_the_others,
    choices_by_segment,
    may_be_tested,
    rao_scott,
)
from dashboard.estimates.reliability import Flag
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Bools, Estimates, Floats, Sums
from dashboard.query.selection import Of, Weights
from dashboard.responses.tally import Tally


@dataclass(frozen=True, kw_only=True)
class Association:
    """What tests say of one question broken down, in one year.

    `tests` holds for each item one test of the whole table (Rao and Scott), or one for each
    choice where several could be ticked: then `by_choice`. `adjusted_p` and `differs` have the
    same shape, (item, test). `others` compares each segment with everybody else (axes segment,
    item, choice); `marked` are the shares that stand out. All are adjusted over the whole view.
    """

    question: Question
    by: Question
    year: Year
    by_choice: bool
    tests: tuple[tuple[Independence, ...], ...]
    adjusted_p: Floats
    differs: Bools
    others: Changes
    others_adjusted_p: Floats
    marked: Bools


def associations(found: Sequence[Result]) -> list[list[Association]]:
    """For each result of a view, its associations by year; none where nothing can be tested.

    Nothing is tested without a breakdown, or over use cases, whose margins tie segments together.
    Each of the two families, tests of tables and segments against the others, is adjusted as one.
    """
    drawn = [
        [_compute(result, at) for at, year in enumerate(result.years) if year not in result.gaps]
        if result.by is not None and result.weights is not Weights.USE_CASES
        else []
        for result in found
    ]
    flat = [one for of_result in drawn for one in of_result]
    of_tables = adjusted([_p_values(tests) for _, _, tests, _ in flat])
    of_segments = adjusted([others.p_value for _, _, _, others in flat])
    done = iter(
        _association(result, at, tests, others, p, q)
        for (result, at, tests, others), p, q in zip(flat, of_tables, of_segments, strict=True)
    )
    return [[next(done) for _ in of_result] for of_result in drawn]


Tests = tuple[tuple[Independence, ...], ...]


def _compute(result: Result, at: int) -> tuple[Result, int, Tests, Changes]:
    """One year's tests and the comparison of each segment with the others."""
    tally = result.tally
    rows = int(tally.rows[at])
    offered = list(result.offered(result.years[at]))
    # A segment of which too much is withheld is neither tested nor among the others.
    flags = result.shares.flag[at]
    known = (flags != Flag.WITHHELD).all(axis=-1)
    cells = Sums(*(part[at][..., offered] * known[..., None] for part in tally.cells))
    answered = Sums(*(part[at] * known for part in tally.answered))
    base = answered
    if result.of is Of.EVERYONE:
        whole = Sums(*(part[at][:, None] for part in tally.everyone))
        base = Sums(*(np.broadcast_to(part, answered.n.shape) * known for part in whole))
    few = flags == Flag.FEW
    tests: list[tuple[Independence, ...]] = []
    for i in range(len(result.items)):
        # How many gave what few gave is not known, so it is in no table.
        sure = ~few[:, i][:, offered].any(axis=0)
        table = Sums(*(part[:, i][:, sure] for part in cells))
        if tally.overall is not None:
            # Segments that share people are no table; each is set against the others below.
            tests.append((UNTESTED,))
        elif _several(result.question):
            whole = Sums(*(part[:, i] for part in base))
            found = iter(choices_by_segment(table, whole, rows))
            tests.append(tuple(next(found) if kept else UNTESTED for kept in sure))
        else:
            tests.append((rao_scott(table, rows) if may_be_tested(table) else UNTESTED,))
    given = _spread(result, cells, offered)
    everybody, all_given = (
        Sums(*(part.sum(axis=0, keepdims=True) for part in sums)) for sums in (base, given)
    )
    if tally.overall is not None:
        all_given, everybody = _of_all(result, tally.overall, at, offered)
    others = against_the_others(given, base, all_given, everybody, np.array([[rows]]))
    told = known[..., None] & ~few
    others = Changes(
        **{f.name: np.where(told, getattr(others, f.name), np.nan) for f in fields(Changes)}
    )
    return result, at, tuple(tests), others


def _of_all(result: Result, overall: Tally, at: int, offered: list[int]) -> tuple[Sums, Sums]:
    """Given answers and base of everyone who answered a breakdown whose segments overlap."""
    cells = Sums(*(part[at][..., offered] for part in overall.cells))
    base = Sums(*(part[at] for part in overall.answered))
    if result.of is Of.EVERYONE:
        base = Sums(
            *(
                np.broadcast_to(part[at][:, None], whole.shape)
                for part, whole in zip(overall.everyone, base, strict=True)
            )
        )
    return _spread(result, cells, offered), base


def _spread(result: Result, cells: Sums, offered: list[int]) -> Sums:
    """Sums along all choices of the question, empty for those the year did not offer."""
    shape = (*cells.n.shape[:-1], len(result.question.choices))
    spread = [np.zeros(shape) for _ in cells]
    for whole, part in zip(spread, cells, strict=True):
        whole[..., offered] = part
    return Sums(*spread)


def _several(question: Question) -> bool:
    return question.kind is Kind.MULTIPLE or question.multiple


def _p_values(tests: Tests) -> Floats:
    return np.array([[test.p_value for test in of_item] for of_item in tests])


def _association(
    result: Result, at: int, tests: Tests, others: Changes, p: Floats, q: Floats
) -> Association:
    assert result.by is not None
    offered = np.zeros(len(result.question.choices), dtype=bool)
    offered[list(result.offered(result.years[at]))] = True
    shown = Changes(
        **{f.name: np.where(offered, getattr(others, f.name), np.nan) for f in fields(Changes)}
    )
    return Association(
        question=result.question,
        by=result.by,
        year=result.years[at],
        by_choice=_several(result.question),
        tests=tests,
        adjusted_p=p,
        differs=p <= RATE,
        others=shown,
        others_adjusted_p=q,
        marked=marks(shown.change, q),
    )


def of_the_others(found: Scores) -> Shares | Estimates:
    """The same statistic for everybody else: each segment's complement within the view.

    Like `association`'s `others` it never takes the total, which the segment is part of.
    """
    tally = found.tally
    asked = tally.asked.n > 0

    def rest(sums: Sums, overall: Sums | None) -> Sums:
        added = Sums(*(part.sum(axis=1, keepdims=True) for part in sums))
        return Sums(
            *(
                np.maximum(all_ - part, 0.0)
                for all_, part in zip(overall or added, sums, strict=True)
            )
        )

    cells = rest(tally.cells, tally.overall.cells if tally.overall else None)
    answered = rest(tally.answered, tally.overall.answered if tally.overall else None)
    return COMPUTE[found.statistic](tally, cells, answered, tally.rows[:, None, None], asked)
