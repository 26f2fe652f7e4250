"""Answer columns as arrays: who said which code, and columns with some answers changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.codebook import Kind, Question

Rows = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Values of a key attribute that are not choices, beside the positions of its choices.
NO_ANSWER = -1
NOT_ASKED = -2
WITHHELD = -3


@dataclass(frozen=True)
class Said:
    """Codes in a column: row `row[i]` has `names[code[i]]`."""

    row: Rows
    code: Rows
    names: tuple[str, ...]

    def people(self) -> dict[str, int]:
        """The number of respondents with each code, in no particular order."""
        size = max(len(self.names), 1)
        pairs = np.unique(self.row * size + self.code)
        counts = np.bincount(pairs % size, minlength=len(self.names))
        return dict(zip(self.names, counts.tolist(), strict=False))


def whole(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece."""
    array = column.combine_chunks()
    return pa.concat_arrays(array.chunks) if isinstance(array, pa.ChunkedArray) else array


def answers_said(question: Question, array: pa.Array) -> Said:
    """The codes of choices in a column of answers; of a plain number or an allocation, none."""
    match question.kind:
        case Kind.MULTIPLE | Kind.RANKING:
            return _said(*_unnested(array))
        case Kind.MATRIX:
            rows, values = _map_rows(array), array.items
            if question.multiple:
                inner, values = _unnested(values)
                rows = rows[inner]
            return _said(rows, values)
        case Kind.MAXDIFF:
            rows, tasks = _unnested(array)
            picked = [_said(rows, pc.struct_field(tasks, name)) for name in ("best", "worst")]
            return _joined(picked)
        case _ if question.is_coded:
            return _said(np.arange(len(array)), array)
    return _said(np.arange(0), pa.array([], pa.string()))


def items_said(question: Question, array: pa.Array, answered: bool = False) -> Said:
    """The items in a column: those shown or, if `answered`, those that have an answer."""
    if question.kind is Kind.MAXDIFF:
        rows, tasks = _unnested(array)
        inner, objects = _unnested(pc.struct_field(tasks, "shown"))
        return _said(rows[inner], objects)
    if question.kind not in (Kind.MATRIX, Kind.ALLOCATION):
        return _said(np.arange(0), pa.array([], pa.string()))
    rows, keys = _map_rows(array), array.keys
    if answered:
        kept = np.asarray(pc.is_valid(array.items).to_numpy(zero_copy_only=False))
        rows, keys = rows[kept], keys.filter(pa.array(kept))
    return _said(rows, keys)


def items_answered(question: Question, array: pa.Array) -> Iterator[tuple[Rows, Rows]]:
    """For each answered row of a matrix, who answered it, and a number for the answer.

    Respondents with several answers occur several times.
    """
    rows, keys, values = _map_rows(array), array.keys, array.items
    if question.multiple:
        inner, values = _unnested(values)
        rows, keys = rows[inner], keys.take(pa.array(inner))
    names = np.array(keys.to_pylist(), dtype=object)
    said = _said(np.arange(len(rows)), values)
    for name in sorted(set(names[said.row].tolist())):
        here = names[said.row] == name
        yield rows[said.row[here]], said.code[here]


def positions(
    question: Question, array: pa.Array, asked: Bools, withheld: Bools | None = None
) -> Rows:
    """Each respondent's choice as a position, or the reason why there is none."""
    names = pa.array([choice.id for choice in question.choices], pa.string())
    place = pc.fill_null(pc.index_in(array, value_set=names), NO_ANSWER)
    found = place.to_numpy(zero_copy_only=False).astype(np.int64)
    stated = np.where(asked, found, NOT_ASKED)
    return stated if withheld is None else np.where(withheld, WITHHELD, stated)


def changed(array: pa.Array, answers: Mapping[int, Any]) -> pa.Array:
    """The column with other answers in some rows."""
    if not answers:
        return array
    rows = np.fromiter(answers, dtype=np.int64, count=len(answers))
    new = pa.array(list(answers.values()), array.type)
    index = np.arange(len(array))
    index[rows] = len(array) + np.arange(len(rows))
    return pa.concat_arrays([array, new]).take(pa.array(index))


def emptied(array: pa.Array, rows: Bools) -> pa.Array:
    """The column with no answer in some rows."""
    if not rows.any():
        return array
    index = pa.array(np.arange(len(array)), mask=rows)
    return array.take(index)


def _map_rows(array: pa.MapArray) -> Rows:
    return np.repeat(np.arange(len(array)), np.diff(np.asarray(array.offsets)))


def _unnested(array: pa.ListArray) -> tuple[Rows, pa.Array]:
    rows = pc.list_parent_indices(array).to_numpy(zero_copy_only=False).astype(np.int64)
    return rows, pc.list_flatten(array)


def _said(rows: Rows, codes: pa.Array) -> Said:
    kept = np.asarray(pc.is_valid(codes).to_numpy(zero_copy_only=False))
    encoded = codes.drop_null().dictionary_encode()
    code = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return Said(np.asarray(rows)[kept], code, tuple(encoded.dictionary.to_pylist()))


def _joined(parts: list[Said]) -> Said:
    names = tuple(dict.fromkeys(name for part in parts for name in part.names))
    place = {name: at for at, name in enumerate(names)}
    codes = [np.array([place[n] for n in p.names], np.int64)[p.code] for p in parts]
    return Said(np.concatenate([p.row for p in parts]), np.concatenate(codes), names)
