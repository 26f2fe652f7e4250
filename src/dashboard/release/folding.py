"""Answers that too few gave: choices folded into a wider one, numbers cut off at the ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from dashboard.codebook import Kind, Question, Year
from dashboard.release.key_columns import Bools, answers_said, changed, emptied, items_said

DIGITS = 2


@dataclass(frozen=True)
class Folded:
    """A column without rare answers, and what became of them.

    `into` gives for each rare choice the one it counts as now, None where it is withheld; `items`
    are the rows of a matrix that were left out; `cut` the ends (lowest, highest) of a number.
    """

    array: pa.Array
    into: Mapping[str, str | None] = field(default_factory=dict)
    items: Sequence[str] = ()
    cut: tuple[float, float] | None = None
    records: int = 0


def folded(
    question: Question, year: Year, array: pa.Array, k: int, gone: frozenset[str] = frozenset()
) -> Folded:
    """The column with every choice, and every row of a matrix, that fewer than `k` gave folded.

    `gone` are rows of a matrix to leave out besides. Plain numbers are rounded to two digits, and
    the ends that fewer than `k` reach are cut off; percentages are rounded to whole ones.
    """
    if question.kind is Kind.NUMBER and not question.choices:
        return _number(array, k)
    if question.kind is Kind.ALLOCATION:
        return _allocation(array)
    if question.kind is Kind.MAXDIFF:
        return Folded(array)
    done = _once(question, year, array, k, gone)
    # What was folded may leave another choice, or a row of a matrix, with too few.
    while (more := _once(question, year, done.array, k, gone)).records:
        into = {code: more.into.get(to, to) if to else to for code, to in done.into.items()}
        done = Folded(
            array=more.array,
            into={**more.into, **into},
            items=sorted({*done.items, *more.items}),
            records=max(done.records, more.records),
        )
    return done


def _once(question: Question, year: Year, array: pa.Array, k: int, gone: frozenset[str]) -> Folded:
    items: set[str] = set()
    if question.kind is Kind.MATRIX:
        answered = items_said(question, array, answered=True).people()
        shown = items_said(question, array)
        items = {item for item in shown.people() if answered.get(item, 0) < k} | gone
        array, touched = _without_items(array, shown.rows_with(items), items)
        items &= set(shown.people())
    else:
        touched = 0
    into = _targets(question, year, answers_said(question, array).people(), k)
    rows = answers_said(question, array).rows_with(set(into))
    order = {choice.id: place for place, choice in enumerate(question.choices)}
    before = array.take(pa.array(rows)).to_pylist()
    after = [_recoded(question.kind, answer, into, order) for answer in before]
    return Folded(
        array=changed(array, dict(zip(rows.tolist(), after, strict=True))),
        into=into,
        items=sorted(items),
        records=touched + len(rows),
    )


def _targets(
    question: Question, year: Year, people: Mapping[str, int], k: int
) -> dict[str, str | None]:
    """Where each choice goes that fewer than k gave: a wider choice, "other", or nowhere."""
    into: dict[str, str | None] = {}
    counts = {code: n for code, n in people.items() if n}
    # What could take others in goes last.
    wide = {choice.id for choice in question.choices if choice.other or choice.merges}
    while rare := [code for code, n in counts.items() if n < k and code not in into]:
        code = min(rare, key=lambda code: (code in wide, code))
        into[code] = _wider(question, year, code, into)
        if (target := into[code]) is not None:
            counts[target] = counts.get(target, 0) + counts[code]
    # A wider choice that stayed too small, or went on itself, takes along whatever it took in.
    for code in into:
        target = into[code]
        while target in into:
            target = into[target]
        into[code] = target
    return into


def _wider(
    question: Question, year: Year, code: str, taken: Mapping[str, str | None]
) -> str | None:
    choice = question.choice(code)
    offered = [other for other in question.offered(year) if other.id != code]
    if choice.exclusive or choice.outside or question.kind is Kind.RANKING:
        return None
    wider = [other.id for other in offered if code in other.merges or other.id == choice.split_from]
    if not choice.other:
        wider += [other.id for other in offered if other.other]
    return next((other for other in wider if other not in taken), None)


def _recoded(
    kind: Kind, answer: Any, into: Mapping[str, str | None], order: Mapping[str, int]
) -> Any:
    match answer:
        case str():
            return into.get(answer, answer)
        case [(_, _), *_] if kind is Kind.MATRIX:
            return [(item, _recoded(Kind.MULTIPLE, value, into, order)) for item, value in answer]
        case list():
            codes = dict.fromkeys(into.get(code, code) for code in answer)
            kept = [code for code in codes if code is not None]
            return (kept if kind is Kind.RANKING else sorted(kept, key=order.__getitem__)) or None
    return answer


def _without_items(array: pa.Array, rows: Any, items: set[str]) -> tuple[pa.Array, int]:
    """A matrix without some of its rows, and how many respondents had them."""
    if not items:
        return array, 0
    before = array.take(pa.array(rows)).to_pylist()
    after = [[pair for pair in answer if pair[0] not in items] or None for answer in before]
    return changed(array, dict(zip(rows.tolist(), after, strict=True))), len(rows)


def _number(array: pa.Array, k: int) -> Folded:
    given = array.to_numpy(zero_copy_only=False).astype(np.float64)
    known = np.isfinite(given)
    if known.sum() < k:
        return Folded(emptied(array, known), records=int(known.sum()))
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.floor(np.log10(np.abs(np.where(given == 0, 1, given))))
        unit = 10.0 ** (size - DIGITS + 1)
        rounded = np.round(np.round(given / unit) * unit, 10)
    ends = np.sort(rounded[known])
    low, high = float(ends[k - 1]), float(ends[-k])
    low, high = min(low, high), max(low, high)
    cut = np.clip(rounded, low, high)
    moved = int((known & (cut != given)).sum())
    return Folded(pa.array(cut, pa.float64(), mask=~known), cut=(low, high), records=moved)


def _allocation(array: pa.Array) -> Folded:
    valid = np.asarray(array.is_valid())
    items = array.items.to_numpy(zero_copy_only=False).astype(np.float64)
    rounded = pa.array(np.round(items), pa.float64(), mask=np.isnan(items))
    made = pa.MapArray.from_arrays(array.offsets, array.keys, rounded, mask=pa.array(~valid))
    return Folded(made.cast(array.type))


def alike(states: pa.Array, cell: Any) -> Bools:
    """Rows of cells in which all say the same, so that being in the cell tells the answer."""
    encoded = states.dictionary_encode().indices.fill_null(-1)
    state = encoded.to_numpy(zero_copy_only=False).astype(np.int64)
    _, place = np.unique(cell, return_inverse=True)
    low = np.full(place.max(initial=0) + 1, np.iinfo(np.int64).max)
    high = np.full(place.max(initial=0) + 1, -2)
    np.minimum.at(low, place, state)
    np.maximum.at(high, place, state)
    same: Bools = ((low == high) & (low >= 0))[place]
    return same
