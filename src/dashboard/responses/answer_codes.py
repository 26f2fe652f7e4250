"""A year file's answers as the small integers of the table, column by column.

What the integers mean stands in `loading`. Where a code is found that the year did not offer, the
column is None: whoever asked looks for it and says so in a sentence.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from dashboard.codebook import Kind, Question, Year
from dashboard.responses.schema import asked_column
from dashboard.responses.sql_names import HALF, PAIR, SPAN, places_of_a_row

Ints = NDArray[np.int64]

# An allocation counts when its parts add up to 100 within so many points; see docs/method.md.
BLANKS_ARE_ZERO_WITHIN = 1
RESCALED_WITHIN = 5

NO_CODE, STRANGE = 0, -1
"""Positions beside those from 1: nothing is said, or something that was not offered."""


def answers_in(path: Path, columns: Sequence[str]) -> pa.Table:
    """Columns of a year's file, texts as places in the few texts there are where Arrow can.

    So they are faster read and compared. Nothing here calls what `pyarrow.compute` has: importing
    it takes longer than coding all answers.
    """
    about = pq.read_metadata(path)
    leaves = map(about.schema.column, range(about.num_columns))
    texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"]
    try:
        file = pq.ParquetFile(path, metadata=about, read_dictionary=texts)
        return file.read(columns, use_threads=False)
    except pa.ArrowNotImplementedError:  # lists, of texts that stand in several groups of rows
        return pq.ParquetFile(path, metadata=about).read(columns, use_threads=False)


def encoded(question: Question, year: Year, answers: pa.Table) -> dict[str, pa.Array] | None:
    """The columns of a question's answers in the table by name, or None where a code is strange.

    `answers` holds the question's two columns as a file has them.
    """
    column = whole(answers.column(question.id))
    asked = filled(whole(answers.column(asked_column(question.id))), False)
    if question.kind is Kind.NUMBER and not question.choices:
        return {question.id: column, asked_column(question.id): arrow(asked)}
    reader = _Reader(question, year, asked)
    found = reader.column(column)
    return None if found is None else {question.id: found}


def whole(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


class _Reader:
    """Reads one question's answers of one year."""

    def __init__(self, question: Question, year: Year, asked: NDArray[np.bool_]) -> None:
        self.question = question
        self.year = year
        self.asked = asked

    @cached_property
    def _choices(self) -> "_Codes":
        offered = (choice.id for choice in self.question.offered(self.year))
        return _Codes([choice.id for choice in self.question.choices], offered)

    @cached_property
    def _items(self) -> "_Codes":
        shown = (item.id for item in self.question.shown_items(self.year))
        return _Codes([item.id for item in self.question.items], shown)

    def column(self, column: pa.Array) -> pa.Array | None:
        """The column's integers: null where nobody was asked."""
        match self.question.kind:
            case Kind.MULTIPLE:
                return self._several(column)
            case Kind.MATRIX:
                return self._matrix(column)
            case Kind.RANKING:
                return self._ranking(column)
            case Kind.MAXDIFF:
                return self._maxdiff(column)
            case Kind.ALLOCATION:
                return self._allocation(column)
        codes = self._choices.positions(column)
        if codes is None:
            return None
        return arrow(codes.astype(np.uint16), self.asked)

    def _several(self, column: pa.Array) -> pa.Array | None:
        rows, values = _parts(column)
        codes = self._choices.positions(values, empty=STRANGE)
        return None if codes is None else self._lists(rows, codes, np.uint16)

    def _matrix(self, column: pa.Array) -> pa.Array | None:
        rows, keys, answers = entries_of(column)
        items = self._items.positions(keys, empty=STRANGE)
        if items is None:
            return None
        width = places_of_a_row(self.question)
        if not self.question.multiple:
            codes = self._choices.positions(answers)
            return None if codes is None else self._lists(rows, items * width + codes)
        inside, values = _parts(answers)
        codes = self._choices.positions(values, empty=STRANGE)
        if codes is None:
            return None
        # An item without an answer stands there all the same, once, with none; one with answers
        # once more, with the place that says so.
        any_told = np.bincount(inside, minlength=len(items)) > 0
        answered, silent = np.flatnonzero(any_told), np.flatnonzero(~any_told)
        entry = np.concatenate([inside, silent, answered])
        told = np.repeat([0, width - 1], [len(silent), len(answered)])
        codes = np.concatenate([codes, told])
        order = np.argsort(entry, kind="stable")
        entry, codes = entry[order], codes[order]
        return self._lists(rows[entry], items[entry] * width + codes)

    def _ranking(self, column: pa.Array) -> pa.Array | None:
        rows, values = _parts(column)
        codes = self._choices.positions(values, empty=STRANGE)
        if codes is None:
            return None
        count = np.bincount(rows, minlength=len(column))
        place = np.arange(len(rows)) - (np.cumsum(count) - count)[rows] + 1
        ranks = np.zeros((len(column), len(self.question.choices)), dtype=np.int64)
        # Of an object named twice the better place counts, so the worse ones are written first.
        ranks[rows[::-1], codes[::-1] - 1] = place[::-1]
        who = np.flatnonzero(count > 0)
        packed = _packed(ranks[who], count[who, None])
        return self._lists(np.repeat(who, packed.shape[1]), packed.ravel())

    def _maxdiff(self, column: pa.Array) -> pa.Array | None:
        rows, tasks = _parts(column)
        best = self._choices.positions(tasks.field("best"))
        worst = self._choices.positions(tasks.field("worst"))
        task, objects = _parts(tasks.field("shown"))
        seen = self._choices.positions(objects, empty=NO_CODE)
        if best is None or worst is None or seen is None:
            return None
        done = (best > 0) & (worst > 0)
        shape = (len(column), len(self.question.choices) + 1)
        times, score = (np.zeros(shape, dtype=np.int64) for _ in range(2))
        # An object counts once in a task, however often it stands in it.
        once = np.zeros((len(tasks), shape[1]), dtype=np.bool_)
        once[task, seen] = done[task]
        task, seen = np.nonzero(once)
        np.add.at(times, (rows[task], seen), 1)
        np.add.at(score, (rows[done], best[done]), 1)
        np.add.at(score, (rows[done], worst[done]), -1)
        packed, who = _packed(score[:, 1:], times[:, 1:]), times[:, 1:] > 0
        return self._lists(np.nonzero(who)[0], packed[who])

    def _allocation(self, column: pa.Array) -> pa.Array | None:
        rows, keys, given = entries_of(column)
        items = self._items.positions(keys, empty=STRANGE)
        if items is None:
            return None
        blank = missing(given)
        percent = filled(given, 0.0)
        people = len(column)
        odd = np.bincount(rows, (percent < 0) | (percent > 100) | np.isnan(percent), people) > 0
        total = np.bincount(rows, np.nan_to_num(percent), people)
        away = np.abs(total - 100)
        whole = np.bincount(rows, blank, people) == 0
        valid = ~odd & ((away <= BLANKS_ARE_ZERO_WITHIN) | (whole & (away <= RESCALED_WITHIN)))
        kept = (valid & self.asked)[rows]
        rows, items, percent = rows[kept], items[kept], percent[kept]
        pairs = pa.StructArray.from_arrays(
            [arrow(items.astype(np.uint16)), arrow(percent * 100 / total[rows])],
            ["item", "percent"],
        )
        return self._lists(rows, pairs)

    def _lists(
        self, rows: Ints, values: Ints | pa.Array, kind: type[np.unsignedinteger[Any]] = np.uint32
    ) -> pa.Array:
        """Lists by row: empty for who gave none, null for whoever was not asked."""
        asked = self.asked[rows]
        if isinstance(values, np.ndarray):
            values = arrow(values[asked].astype(kind))
        count = np.bincount(rows[asked], minlength=len(self.asked))
        ends = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
        held = [_bits(self.asked), pa.py_buffer(ends)]
        lists = pa.list_(values.type)
        return pa.Array.from_buffers(lists, len(self.asked), held, children=[values])


class _Codes:
    """The codes of a question's choices or items, and which of them a year offered."""

    def __init__(self, codes: Sequence[str], offered: Iterable[str]) -> None:
        place = {code: at for at, code in enumerate(codes, start=1)}
        self._places = {code: place[code] for code in offered}

    def positions(self, values: pa.Array, empty: int = NO_CODE) -> Ints | None:
        """Places from 1, and `empty` for what is null; None where a code was not offered.

        With `empty` as strange, a null is a fault like any other.
        """
        found = places(values, self._places, empty=empty)
        return None if (found == STRANGE).any() else found


def places(values: pa.Array, known: Mapping[str, int], empty: int = STRANGE) -> Ints:
    """The place of each text, STRANGE where it is not known, `empty` where there is none."""
    if not pa.types.is_dictionary(values.type):
        values = values.dictionary_encode()
    of_texts = [
        empty if text is None else known.get(text, STRANGE)
        for text in values.dictionary.to_pylist()
    ]
    found: Ints = np.array([*of_texts, empty], dtype=np.int64)[filled(values.indices, -1)]
    return found


def arrow(values: NDArray[Any], valid: NDArray[np.bool_] | None = None) -> pa.Array:
    """Numbers or truths as Arrow has them, null where not `valid`.

    `pa.array` would do, but imports pandas on the way, which takes longer than loading everything.
    """
    none = None if valid is None else _bits(valid)
    if values.dtype == np.bool_:
        return pa.Array.from_buffers(pa.bool_(), len(values), [none, _bits(values)])
    kind = pa.from_numpy_dtype(values.dtype)
    held = pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(kind, len(values), [none, held])


def _bits(truths: NDArray[np.bool_]) -> pa.Buffer:
    return pa.py_buffer(np.packbits(truths, bitorder="little"))


def filled(values: pa.Array, nothing: float) -> NDArray[Any]:
    """Arrow's numbers or truths as NumPy has them, with `nothing` for what is null."""
    start, end, held = values.offset, values.offset + len(values), values.buffers()[1]
    if pa.types.is_boolean(values.type):
        bits = np.frombuffer(held or b"", dtype=np.uint8)
        found = np.unpackbits(bits, count=end, bitorder="little")[start:].astype(np.bool_)
    else:
        found = np.frombuffer(held or b"", dtype=values.type.to_pandas_dtype())
        found = found[start:end]
    if not values.null_count:
        return found
    return np.where(missing(values), nothing, found).astype(found.dtype)


def missing(values: pa.Array) -> NDArray[np.bool_]:
    """Where Arrow's values are null."""
    valid = values.buffers()[0]
    if valid is None or not values.null_count:
        return np.zeros(len(values), dtype=np.bool_)
    start, end = values.offset, values.offset + len(values)
    bits = np.unpackbits(np.frombuffer(valid, dtype=np.uint8), count=end, bitorder="little")
    none: NDArray[np.bool_] = bits[start:] == 0
    return none


def _parts(column: pa.Array) -> tuple[Ints, pa.Array]:
    """A column of lists as one array of their parts, and the row that each belongs to."""
    rows, inside = _inside(column)
    return rows, column.values[inside]


def entries_of(column: pa.Array) -> tuple[Ints, pa.Array, pa.Array]:
    """A column of maps as the rows of their entries, their keys and what these are mapped to."""
    rows, inside = _inside(column)
    return rows, column.keys[inside], column.items[inside]


def _inside(column: pa.Array) -> tuple[Ints, slice]:
    """The row of every part of a column's lists, and where these parts stand.

    A list that is null has none, as Parquet has it.
    """
    ends = filled(column.offsets, 0)
    inside = slice(int(ends[0]), int(ends[-1])) if len(ends) else slice(0)
    return np.repeat(np.arange(len(column)), np.diff(ends)), inside


def _packed(first: Ints, second: Ints) -> Ints:
    """An object's position and a pair of small numbers as one number; a column an object."""
    position = np.arange(1, first.shape[1] + 1)
    packed: Ints = position * PAIR + (first + HALF) * SPAN + second
    return packed
