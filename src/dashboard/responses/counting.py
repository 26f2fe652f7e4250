"""Count answers: one statement for all questions of a view, and its result as dense tallies."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dashboard.codebook import Codebook, Kind, Question, Year
from dashboard.layout import asked_column
from dashboard.responses.names import ANSWERS, FILE, HALF, PAIR, SPAN, TABLE, quoted
from dashboard.selection import Selection
from dashboard.sums import Floats, Sums
from dashboard.tally import Tally, item_count

# What a row of the query's result counts: a cell, a base (value 1 = answered, 0 = not), everyone.
CELLS, BASES, EVERYONE = 0, 1, 2
LISTS = {Kind.MULTIPLE, Kind.MATRIX, Kind.RANKING, Kind.MAXDIFF, Kind.ALLOCATION}

Columns = Mapping[str, NDArray[np.generic]]


def where_sql(
    codebook: Codebook, selection: Selection, file: int = ANSWERS
) -> tuple[str, list[object]]:
    parts = ["year IN (SELECT unnest(?))", f"{FILE} = ?"]
    parameters: list[object] = [list(selection.years), file]
    for name, codes in selection.where.items():
        question = codebook.filter(name)
        position = {choice.id: index + 1 for index, choice in enumerate(question.choices)}
        parts.append(f"list_contains(?, {quoted(question.id)})")
        parameters.append([position[code] for code in codes])
    return " AND ".join(parts), parameters


def tally_sql(
    codebook: Codebook,
    questions: Sequence[Question],
    selection: Selection,
    by: Question | None,
    weight: str | None,
    file: int = ANSWERS,
) -> tuple[str, list[object]]:
    """One statement for all questions: (question, part, year, segment, item, value, n, w, w2)."""
    where, parameters = where_sql(codebook, selection, file)
    segment = f"coalesce({quoted(by.id)}, 0)" if by is not None else "1"
    if by is not None:
        where += f" AND {quoted(by.id)} > 0"
    if weight is not None:
        where += f" AND {quoted(weight)} IS NOT NULL"
    columns = ", ".join(sorted({c for question in questions for c in _columns(question)}))
    weighted = f", {quoted(weight)} AS w" if weight is not None else ""
    sums = "count(*) AS n" + (", fsum(w) AS w, fsum(w * w) AS w2" if weight is not None else "")
    group = "GROUP BY year, segment"
    parts = [f"SELECT -1, {EVERYONE}, year, segment, 0, 0.0, {sums} FROM chosen {group}"]
    w = ", w" if weight is not None else ""
    for index, question in enumerate(questions):
        parts += _question_sql(index, question, sums, group, w)
    sql = (
        f"WITH chosen AS MATERIALIZED (SELECT year, {segment} AS segment{weighted}"
        f"{', ' + columns if columns else ''} FROM {TABLE} WHERE {where})\n"
        "SELECT * FROM (\n" + "\nUNION ALL ".join(parts) + "\n) AS counted (question, part, year, "
        "segment, item, value, n" + (", w, w2)" if weight is not None else ")")
    )
    return sql, parameters


def _columns(question: Question) -> Iterator[str]:
    yield quoted(question.id)
    if question.kind is Kind.NUMBER and not question.choices:
        yield quoted(asked_column(question.id))


def _question_sql(index: int, question: Question, sums: str, group: str, w: str) -> list[str]:
    """The SELECTs that count one question: cells, and bases where cells do not give them."""
    column = quoted(question.id)
    head = f"SELECT {index}, {CELLS}, year, segment"
    asked = f"{column} IS NOT NULL"
    if question.kind is Kind.NUMBER and not question.choices:
        asked = quoted(asked_column(question.id))
        return [
            f"{head}, 0, {column}, {sums} FROM chosen WHERE {column} IS NOT NULL {group}, {column}",
            f"SELECT {index}, {BASES}, year, segment, 0, ({column} IS NOT NULL)::DOUBLE, {sums} "
            f"FROM chosen WHERE {asked} {group}, {column} IS NOT NULL",
        ]
    if question.kind not in LISTS:
        return [f"{head}, 0, {column}::DOUBLE, {sums} FROM chosen WHERE {asked} {group}, {column}"]
    answered = f"(len({column}) > 0)"
    base = (
        f"SELECT {index}, {BASES}, year, segment, 0, {answered}::DOUBLE, {sums} "
        f"FROM chosen WHERE {asked} {group}, {answered}"
    )
    each = f"(SELECT year, segment, unnest({column}) AS code{w} FROM chosen)"
    if question.kind is Kind.ALLOCATION:
        cells = (
            f"{head}, code.item, code.percent, {sums} FROM {each} {group}, code.item, code.percent"
        )
    else:
        cells = f"{head}, 0, code::DOUBLE, {sums} FROM {each} {group}, code"
    if question.kind is not Kind.MATRIX or not question.multiple:
        return [cells, base]
    width = len(question.choices) + 1
    rows = (
        f"(SELECT year, segment, unnest(list_distinct(list_transform({column}, "
        f"lambda c: c // {width} * 2 + (c % {width} > 0)::UINTEGER))) AS code{w} FROM chosen)"
    )
    row_base = (
        f"SELECT {index}, {BASES}, year, segment, code // 2, (code % 2)::DOUBLE, {sums} "
        f"FROM {rows} {group}, code"
    )
    return [cells, base, row_base]


def fill(
    found: Columns,
    questions: Sequence[Question],
    years: Sequence[Year],
    by: Question | None,
    rows: Mapping[Year, int],
) -> dict[str, Tally]:
    """The rows of one statement as a dense tally for each question, by id."""
    segments: tuple[str | None, ...] = (None,)
    if by is not None:
        segments = tuple(choice.id for choice in by.choices)
    part = found["part"].astype(np.int64)
    year = np.searchsorted(np.asarray(years), found["year"].astype(np.int64))
    place = (year, found["segment"].astype(np.int64) - 1)
    n = found["n"].astype(np.float64)
    sums = [n, found["w"], found["w2"]] if "w" in found else [n]
    frame = (len(years), len(segments))

    def dense(mask: NDArray[np.bool_], shape: tuple[int, ...], *axes: NDArray[np.int64]) -> Sums:
        index = np.ravel_multi_index(tuple(axis[mask] for axis in (*place, *axes)), shape)
        arrays = []
        for column in sums:
            size = int(np.prod(shape))
            counts = np.bincount(index, column[mask].astype(np.float64), size)
            arrays.append(counts.astype(np.float64, copy=False).reshape(shape))
        return Sums.of(*arrays)

    everyone = dense(part == EVERYONE, frame)
    total = np.array([rows.get(year, 0) for year in years], dtype=np.float64)
    tallies = {}
    item = found["item"].astype(np.int64)
    value = found["value"].astype(np.float64)
    of_question = found["question"].astype(np.int64)
    for number, question in enumerate(questions):
        mine = of_question == number
        cells = mine & (part == CELLS)
        bases = mine & (part == BASES)
        values, items, positions = _axes(question, item, value, cells)
        shape = (*frame, item_count(question), len(values) + 1)
        counted = dense(cells, shape, items, positions)
        known = Sums(n=counted.n[..., 1:], w=counted.w[..., 1:], w2=counted.w2[..., 1:])
        base_shape = (*frame, item_count(question), 2)
        if question.kind is Kind.MATRIX and question.multiple:
            rowed = bases & (item > 0)
            base = dense(rowed, base_shape, item - 1, value.astype(np.int64))
        elif question.kind is Kind.MATRIX or not bases.any():
            base = _split(counted)
        else:
            base = _repeat(dense(bases, (*frame, 1, 2), item * 0, value.astype(np.int64)), question)
        # Whoever ranked or shared out did so with all items; a MaxDiff shows each only some.
        answered = _split(counted) if question.kind is Kind.MAXDIFF else base
        tallies[question.id] = Tally(
            question=question,
            years=tuple(years),
            segments=segments,
            values=values,
            cells=known,
            asked=_map(base, lambda a: a.sum(axis=-1)),
            answered=_map(answered, lambda a: a[..., 1]),
            everyone=everyone,
            rows=total,
        )
    return tallies


def _axes(
    question: Question,
    item: NDArray[np.int64],
    value: Floats,
    cells: NDArray[np.bool_],
) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """What the value axis stands for, and each row's place on the item and the value axis.

    The value axis has a place more than there are values: 0 for "no answer".
    """
    width = len(question.choices) + 1
    code = np.where(np.isnan(value), 0, value).astype(np.int64)
    match question.kind:
        case Kind.MATRIX:
            values = np.arange(width - 1, dtype=np.float64)
            return values, code // width - 1, code % width
        case Kind.RANKING | Kind.MAXDIFF:
            pairs, inverse = np.unique(code[cells] % PAIR, return_inverse=True)
            positions = np.zeros(len(code), dtype=np.int64)
            positions[cells] = inverse + 1
            values = np.stack([pairs // SPAN - HALF, pairs % SPAN], axis=-1).astype(np.float64)
            return values, code // PAIR - 1, positions
        case Kind.ALLOCATION | Kind.NUMBER if not question.choices:
            values, inverse = np.unique(value[cells], return_inverse=True)
            positions = np.zeros(len(code), dtype=np.int64)
            positions[cells] = inverse + 1
            items = item - 1 if question.kind is Kind.ALLOCATION else item * 0
            return values, items, positions
    values = np.arange(width - 1, dtype=np.float64)
    return values, item * 0, code


def _map(sums: Sums, change: Callable[[Floats], Floats]) -> Sums:
    return Sums(*(change(part) for part in sums))


def _split(counted: Sums) -> Sums:
    """Bases from the cells of an answer each: not answered is place 0, answered all others."""
    return _map(counted, lambda a: np.stack([a[..., 0], a[..., 1:].sum(axis=-1)], axis=-1))


def _repeat(base: Sums, question: Question) -> Sums:
    """One base for all items: everyone who answered ranks, or shares out, all of them."""
    return _map(base, lambda a: np.repeat(a, item_count(question), axis=2))
