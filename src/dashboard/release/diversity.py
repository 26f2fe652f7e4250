"""Sensitive answers: cells must not reveal them, and rare answers must not be attributable.

l-diversity (Machanavajjhala et al. 2007) counts among those who answered: knowing that somebody
answered should not reveal the answer. A bound on skewness keeps the most common answer of a cell
from being nearly certain, in the spirit of t-closeness (Li et al. 2007).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from dashboard.codebook import Kind, Question
from dashboard.release.key_columns import Bools, Rows, answers_said, items_answered

MOST_ALIKE = 0.8
"""The share of a cell that may always give the same answer."""
COMMON = 0.95
"""An answer given by this share of all respondents is not revealed by any cell."""


@dataclass(frozen=True)
class Fact:
    """Answers to a sensitive question, among the respondents it concerns.

    `code` has, for each of `row`, a number for the answer; a row may occur several times. `base`
    are the rows that could have answered so.
    """

    row: Rows
    code: Rows
    base: Rows


def facts(question: Question, array: pa.Array) -> Iterator[Fact]:
    """The facts in the answers of each kind of question.

    A choice, each tick, each row of a matrix, the first of a ranking, the largest part of an
    allocation, the best pick, a number.
    """
    valid = np.flatnonzero(np.asarray(array.is_valid()))
    match question.kind:
        case Kind.MATRIX:
            for row, code in items_answered(question, array):
                yield Fact(row, code, np.unique(row))
        case Kind.ALLOCATION:
            largest = [max(pairs, key=lambda p: p[1] or 0)[0] for pairs in _given(array, valid)]
            yield _one_each(valid, largest)
        case Kind.RANKING:
            yield _one_each(valid, [codes[0] for codes in _given(array, valid)])
        case Kind.NUMBER if not question.choices:
            yield _one_each(valid, _given(array, valid))
        case _:
            said = answers_said(question, array)
            yield Fact(said.row, said.code, valid)


def _given(array: pa.Array, valid: Rows) -> list:  # type: ignore[type-arg]
    return list(array.take(pa.array(valid)).to_pylist())


def _one_each(rows: Rows, said: list) -> Fact:  # type: ignore[type-arg]
    _, code = np.unique(np.array(said, dtype=object).astype(str), return_inverse=True)
    return Fact(rows, code.astype(np.int64), rows)


def rare(found: Fact, k: int) -> set[int]:
    """The codes that somebody gave, but fewer than `k`."""
    return {code for code, n in _people(found).items() if 0 < n < k}


def _people(found: Fact) -> dict[int, int]:
    if not len(found.code):
        return {}
    pairs = np.unique(np.stack([found.row, found.code]), axis=1)
    codes, counts = np.unique(pairs[1], return_counts=True)
    return dict(zip(codes.tolist(), counts.tolist(), strict=True))


def telling(found: Fact, cell: Rows, different: int) -> Bools:
    """The rows of cells that reveal an answer: too few different answers, or one too frequent.

    `cell` has a number for every respondent. `different` is the least number of answers. Too
    frequent is more than `MOST_ALIKE`, or more than halfway between the answer's overall share and
    1, whichever is more. An answer that nearly everybody gives (`COMMON`) is never revealed. Only
    respondents who answered count.
    """
    told = np.zeros(len(cell), dtype=np.bool_)
    if not len(found.base):
        return told
    width = int(found.code.max(initial=0)) + 1
    overall = np.bincount(found.code, minlength=width) / len(found.base)
    bound = np.maximum(MOST_ALIKE, (1 + overall) / 2)
    sizes = np.bincount(cell[found.base], minlength=int(cell.max()) + 1)
    counts = np.zeros((len(sizes), width))
    np.add.at(counts, (cell[found.row], found.code), 1)
    shares = counts / np.maximum(sizes, 1)[:, None]
    common = overall >= COMMON
    few = ((counts > 0).sum(axis=1) < different) & ((counts > 0) & ~common).any(axis=1)
    tells = ((shares > bound) & ~common).any(axis=1) | few
    told[found.base] = tells[cell[found.base]]
    return told


def withheld_answers(
    question: Question, array: pa.Array, cell: Rows, k: int, different: int, order: Rows
) -> Bools:
    """The respondents whose answers to a sensitive question are withheld.

    First those with answers that fewer than `k` gave, with random others: the number depends on how
    many choices are rare, never on how many people gave them. Then whole cells that reveal an
    answer. Both are repeated until nothing is left to do, and random others are added until `k`
    answers are withheld, since fewer would reveal whose they are. Raises nothing: where nobody can
    be spared, all are withheld, which may be fewer than `k` where fewer answered.
    """
    hidden = np.zeros(len(array), dtype=np.bool_)
    while True:
        kept = array if not hidden.any() else _without(array, hidden)
        found = list(facts(question, kept))
        more = np.zeros(len(array), dtype=np.bool_)
        if not (question.kind is Kind.NUMBER and not question.choices):
            more |= _rare_with_others(found, k, order)
        if not more.any():
            for fact in found:
                more |= telling(fact, cell, different)
        if not more.any() and 0 < hidden.sum() < k:
            more = _with_others(found, np.zeros_like(hidden), k - int(hidden.sum()), k, order)
        if not more.any():
            return hidden
        hidden |= more


def _without(array: pa.Array, hidden: Bools) -> pa.Array:
    return array.take(pa.array(np.arange(len(array)), mask=hidden))


def _rare_with_others(found: list[Fact], k: int, order: Rows) -> Bools:
    """Respondents with a rare answer, and as many random others as hide their number."""
    chosen = np.zeros(len(order), dtype=np.bool_)
    choices = 0
    for fact in found:
        few = rare(fact, k)
        choices += len(few)
        chosen[fact.row[np.isin(fact.code, list(few))]] = True
    if not choices:
        return chosen
    return _with_others(found, chosen, hiding(choices, k) - int(chosen.sum()), k, order)


def _with_others(found: list[Fact], chosen: Bools, missing: int, k: int, order: Rows) -> Bools:
    """Some rows and random others who answered, whose answers stay common without them.

    All who answered where there are not enough others.
    """
    chosen = chosen.copy()
    answered = np.zeros(len(order), dtype=np.bool_)
    for fact in found:
        answered[fact.base] = True
    left = [_people(fact) for fact in found]
    of_row: list[dict[int, list[int]]] = []
    for fact, count in zip(found, left, strict=True):
        by_row: dict[int, list[int]] = {}
        for row, code in zip(fact.row.tolist(), fact.code.tolist(), strict=True):
            by_row.setdefault(row, []).append(code)
            if chosen[row]:
                count[code] -= 1
        of_row.append(by_row)
    for row in np.argsort(order):
        if missing <= 0:
            break
        if not answered[row] or chosen[row]:
            continue
        said = [(at, code) for at, by_row in enumerate(of_row) for code in by_row.get(int(row), ())]
        if all(left[at][code] > k for at, code in said):
            chosen[row] = True
            missing -= 1
            for at, code in said:
                left[at][code] -= 1
    return answered if missing > 0 else chosen


def hiding(choices: int, k: int) -> int:
    """The number of answers to withhold where some choices were given by fewer than `k` each.

    The most that could have given them, plus one: the number shows how many choices are rare, but
    not how rare.
    """
    return (k - 1) * choices + 1
