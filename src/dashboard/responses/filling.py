"""The rows of one counting statement as dense arrays, a tally for each question."""

from collections.abc import Mapping
from math import prod

import numpy as np
from numpy.typing import NDArray

from dashboard.codebook import Kind, Question, Year
from dashboard.estimates.sums import Floats, Sums
from dashboard.responses.counting import BASES, CELLS, EVERYONE, WITHHELD, Counting
from dashboard.responses.engines import Columns
from dashboard.responses.sql_names import HALF, PAIR, SPAN, places_of_a_row
from dashboard.responses.tally import Split, Tally, item_count
from dashboard.responses.withholding import keeps_withheld

Segments = tuple[str | None, ...]


class _Rows:
    """The rows of a statement's result, to be laid out as arrays of (sum, year, place, ...)."""

    def __init__(self, found: Columns, counting: Counting):
        years = np.asarray(counting.query.years)
        self.question = found["question"].astype(np.int64)
        self.part = found["part"].astype(np.int64)
        self.item = found["item"].astype(np.int64)
        self.value = found["value"].astype(np.float64)
        self._at = (
            np.searchsorted(years, found["year"].astype(np.int64)),
            found["place"].astype(np.int64),
        )
        self._sums = [found[name].astype(np.float64) for name in counting.sums]
        self._frame = (len(years), counting.places)
        self.none = np.zeros((len(self._sums), *self._frame))

    def dense(
        self, mask: NDArray[np.bool_], shape: tuple[int, ...] = (), *axes: NDArray[np.int64]
    ) -> Floats:
        """Rows laid out along their year, their place, and further axes of a shape."""
        whole = (*self._frame, *shape)
        index = np.ravel_multi_index(tuple([axis[mask] for axis in (*self._at, *axes)]), whole)
        laid = [np.bincount(index, sums[mask], prod(whole)) for sums in self._sums]
        return np.stack(laid).astype(np.float64, copy=False).reshape(len(laid), *whole)


def fill(
    found: Columns, counting: Counting, segments: Segments, rows: Mapping[Year, int]
) -> dict[str, Tally]:
    """Dense tallies by question id; `segments` are what the places of the counting stand for."""
    years = tuple(counting.query.years)
    people = np.array([rows.get(year, 0) for year in years], dtype=np.float64)
    tallies = {}
    for code, parts in _laid(found, counting).items():
        arrays, split = parts.arrays, None
        if counting.each is not None:
            by_cell = {name: _by_cell(part, len(segments)) for name, part in arrays.items()}
            arrays = {name: part.sum(axis=3) for name, part in by_cell.items()}
            split = _split(by_cell)
        tallies[code] = Tally(
            question=parts.question,
            years=years,
            segments=segments,
            values=parts.values,
            cells=Sums.of(*arrays["cells"][:3]),
            asked=Sums.of(*arrays["asked"][:3]),
            answered=Sums.of(*arrays["answered"][:3]),
            everyone=Sums.of(*arrays["everyone"][:3]),
            rows=people,
            withheld=arrays["withheld"][0],
            split=split,
        )
    return tallies


def _by_cell(part: Floats, segments: int) -> Floats:
    """An array (sum, year, place, ...) as (sum, year, segment, cell, ...)."""
    sums, years, places, *rest = part.shape
    return part.reshape(sums, years, segments, places // segments, *rest)


def _split(by_cell: Mapping[str, Floats]) -> Split:
    """Sums by cell; what follows the first three is crossed with the volumes."""
    named = {name: by_cell[name] for name in ("cells", "asked", "answered", "everyone")}
    crossed = None
    if len(by_cell["cells"]) > 3:
        crossed = {name: np.moveaxis(part[3:], 0, -1) for name, part in named.items()}
    return Split(**{name: Sums.of(*part[:3]) for name, part in named.items()}, crossed=crossed)


class _Parts:
    """One question's arrays, sums along the first axis; `values` go with the last of the cells."""

    def __init__(self, question: Question, values: Floats, arrays: Mapping[str, Floats]):
        self.question = question
        self.values = values
        self.arrays = arrays


def _laid(found: Columns, counting: Counting) -> dict[str, _Parts]:
    rows = _Rows(found, counting)
    everyone = rows.dense(rows.part == EVERYONE)
    laid = {}
    for number, question in enumerate(counting.questions):
        mine = rows.question == number
        cells = mine & (rows.part == CELLS)
        bases = mine & (rows.part == BASES)
        values, items, positions = _axes(question, rows.item, rows.value, cells)
        # Ticks may have one place more: for who ticked any.
        places = len(values) + 1 + _is_ticked(question)
        counted = rows.dense(cells, (item_count(question), places), items, positions)
        if bases.any():
            base = _counted_apart(question, rows, bases)
        else:
            base = _from_cells(question, counted)
        # A MaxDiff shows each respondent only some of its objects.
        answered = _from_cells(question, counted) if question.kind is Kind.MAXDIFF else base
        hidden = given = rows.none
        if question.id in counting.withheld:
            hidden = rows.dense(mine & (rows.part == WITHHELD))
            given = rows.dense(mine & (rows.part == WITHHELD) & (rows.value == 1))
        stays = 1.0 if keeps_withheld(question) else 0.0
        arrays = {
            "withheld": hidden,
            # How an array lies in memory decides the last bits of its sums.
            "cells": np.ascontiguousarray(counted[..., 1 : len(values) + 1]),
            "asked": base.sum(axis=-1),
            "answered": answered[..., 1] + stays * given[..., None],
            "everyone": everyone,
        }
        laid[question.id] = _Parts(question, values, arrays)
    return laid


def _is_ticked(question: Question) -> bool:
    """Whether several answers could be ticked, in all or in each row."""
    return question.kind is Kind.MULTIPLE or (question.kind is Kind.MATRIX and question.multiple)


def _axes(
    question: Question,
    item: NDArray[np.int64],
    value: Floats,
    cells: NDArray[np.bool_],
) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """What the value axis stands for, and each row's place on the item and the value axis.

    The value axis has a place more than there are values: 0 for "no answer".
    """
    values = np.arange(len(question.choices), dtype=np.float64)
    code = np.where(np.isnan(value), 0, value).astype(np.int64)
    match question.kind:
        case Kind.MATRIX:
            width = places_of_a_row(question)
            return values, code // width - 1, code % width
        case Kind.RANKING | Kind.MAXDIFF:
            pairs, inverse = np.unique(code[cells] % PAIR, return_inverse=True)
            positions = np.zeros(len(code), dtype=np.int64)
            positions[cells] = inverse + 1
            values = np.stack([pairs // SPAN - HALF, pairs % SPAN], axis=-1).astype(np.float64)
            return values, code // PAIR - 1, positions
        case Kind.ALLOCATION | Kind.NUMBER if not question.choices:
            values, inverse = np.unique(value[cells], return_inverse=True)
            positions = np.zeros(len(value), dtype=np.int64)
            positions[cells] = inverse + 1
            items = item - 1 if question.kind is Kind.ALLOCATION else item * 0
            return values, items, positions
    return values, item * 0, code


def _counted_apart(question: Question, rows: _Rows, bases: NDArray[np.bool_]) -> Floats:
    """Bases that were counted beside the cells: not answered, answered."""
    answer = np.where(bases, rows.value, 0).astype(np.int64)
    if question.kind is Kind.MATRIX:
        return rows.dense(bases, (item_count(question), 2), rows.item - 1, answer)
    base = rows.dense(bases, (1, 2), rows.item * 0, answer)
    # Whoever ranked or shared out did so with all items.
    return np.repeat(base, item_count(question), axis=-2)


def _from_cells(question: Question, counted: Floats) -> Floats:
    """Bases from the cells: not answered is place 0, answered all others, or of ticks the last."""
    answered = counted[..., -1] if _is_ticked(question) else counted[..., 1:].sum(axis=-1)
    return np.stack([counted[..., 0], answered], axis=-1)
