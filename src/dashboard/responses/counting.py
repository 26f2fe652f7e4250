"""Count answers: one statement for many questions of a view."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import prod
from typing import NamedTuple

from dashboard.codebook import Codebook, Kind, Question
from dashboard.query.selection import Merge, Query
from dashboard.responses.axes import EACH, Axis
from dashboard.responses.schema import WEIGHT, asked_column, withheld_column
from dashboard.responses.sql_names import (
    ANSWERS,
    APART,
    CASES,
    CELL,
    DESCRIBED,
    FILE,
    NOWHERE,
    PLACE,
    ROW_WEIGHT,
    TABLE,
    USE_CASES,
    places_of_a_row,
    quoted,
    volume,
)

# What a row of the query's result counts: a cell, a base (value 1 = answered, 0 = not), everyone.
# Withheld: answers that are not published, of people who were asked (value 1), or perhaps (0).
CELLS, BASES, EVERYONE, WITHHELD = 0, 1, 2, 3
CHOSEN = "chosen"
LISTS = {Kind.MULTIPLE, Kind.MATRIX, Kind.RANKING, Kind.MAXDIFF, Kind.ALLOCATION}


@dataclass(frozen=True, kw_only=True)
class Counting:
    """What one statement counts.

    `segments` and `kinds` tell respondents apart, the kinds within each segment. `weight` is SQL
    of a respondent's weight, null for whoever does not count. With `cells` only described use
    cases count, by cell of their weights, the last axis. `withheld` are the questions some of
    whose answers are withheld. With `perhaps`, the columns that say so of what the view asks for,
    only those count who may be in view, since one of these is withheld of them.
    """

    questions: Sequence[Question]
    query: Query
    file: int = ANSWERS
    segments: tuple[Axis, ...] = ()
    kinds: tuple[Axis, ...] = ()
    weight: str | None = None
    cells: int = 0
    withheld: frozenset[str] = frozenset()
    perhaps: Sequence[str] = ()

    @property
    def axes(self) -> tuple[Axis, ...]:
        """All that respondents are told apart by, the last running fastest."""
        cells = (Axis(sql=CELL, places=self.cells),) if self.cells else ()
        return (*self.segments, *self.kinds, *cells)

    @property
    def each(self) -> int | None:
        """How many places each segment has; None where it is not split."""
        if not (self.kinds or self.cells):
            return None
        return prod(axis.places for axis in self.kinds) * (self.cells or 1)

    @property
    def places(self) -> int:
        """How many places the axes have together."""
        return prod(axis.places for axis in self.axes)

    @property
    def sums(self) -> tuple[str, ...]:
        """The names of the sums: respondents, and where weighted the sums of their weights."""
        if self.cells:
            return ("n", "w", "w2", *(f"v{cell}" for cell in range(self.cells)))
        return ("n",) if self.weight is None else ("n", "w", "w2")


def survey_weight() -> str:
    """SQL of the weight that brings respondents to the declared margins."""
    return WEIGHT


def volume_weight(weight: str | None) -> str:
    """SQL of how many use cases a respondent speaks for; null for who has none."""
    times = f"{weight} * " if weight else ""
    return f"CASE WHEN {USE_CASES} > 0 THEN {times}{USE_CASES} END"


def where_sql(
    codebook: Codebook, query: Query, file: int = ANSWERS, perhaps: Sequence[str] = ()
) -> tuple[str, list[object]]:
    """The condition for whom a query is about, and its parameters; `perhaps` as in `Counting`."""
    # Years are written into the statement: knowing them, DuckDB passes over whole blocks.
    years = ", ".join(str(int(year)) for year in query.years) or "NULL"
    parts = [f"year IN ({years})", f"{FILE} = {int(file)}"]
    parameters: list[object] = []
    for name, codes in query.filters:
        question = codebook.filter(name)
        position = {choice.id: index + 1 for index, choice in enumerate(question.choices)}
        column, places = quoted(question.id), ", ".join("?" for _ in codes)
        chosen = f"{column} IN ({places})"
        if not question.has_one_answer:
            chosen = f"list_has_any({column}, [{places}]::USMALLINT[])"
        hidden = withheld_column(question.id)
        parts.append(f"({chosen} OR {quoted(hidden)})" if hidden in perhaps else chosen)
        parameters += [position[code] for code in codes]
    if perhaps:
        parts.append(f"({' OR '.join(map(quoted, perhaps))})")
    return " AND ".join(parts), parameters


def tally_sql(codebook: Codebook, counting: Counting) -> tuple[str, list[object]]:
    """One statement for all questions: (question, part, year, place, item, value, and the sums)."""
    where, parameters = where_sql(codebook, counting.query, counting.file, counting.perhaps)
    weight, axes = counting.weight, counting.axes
    source = TABLE if counting.file in (ANSWERS, NOWHERE) else f"{APART} AS {TABLE}"
    for ticked in (axis.each for axis in axes if axis.each):
        source = f"(SELECT *, unnest({ticked}) AS {EACH} FROM {source}) AS {TABLE}"
    carried, volumes = [], [volume(cell) for cell in range(counting.cells)]
    if counting.cells:
        source += f" JOIN {CASES} USING (year, {DESCRIBED})"
        carried = [ROW_WEIGHT, *volumes]
    elif weight is not None:
        where += f" AND ({weight}) IS NOT NULL"
        carried = [f"{weight} AS {ROW_WEIGHT}"]
    where += "".join(f" AND {axis.condition}" for axis in axes if axis.condition)
    columns = {c: None for question in counting.questions for c in _columns(question, counting)}
    selected = ["year", *([f"{_place(axes)} AS {PLACE}"] if axes else []), *carried, *columns]
    sums = ["count(*)"]
    if carried:
        sums += [f"fsum({ROW_WEIGHT})", f"fsum({ROW_WEIGHT} * {ROW_WEIGHT})"]
        sums += [f"fsum({name})" for name in volumes]
    each = ["year", *([PLACE] if axes else []), *([ROW_WEIGHT, *volumes] if carried else [])]
    # Counting straight from the table is faster than from a copy, which many respondents do not
    # leave the memory for, unless every part would unnest, join or merge answers again. Where
    # nothing is worked out first, parts name the table: each would plan all columns otherwise.
    again = counting.query.merges or counting.cells or any(axis.each for axis in axes)
    direct = not (again or axes or carried)
    chosen = f"{source} WHERE {where}" if direct else CHOSEN
    parts = [_Part(-1, EVERYONE, "0", "0", chosen)]
    for index, question in enumerate(counting.questions):
        folded = bool(counting.query.merge(question.id).items)
        parts += _parts(index, question, ", ".join(each), chosen, folded=folded, at_once=bool(axes))
        if question.id in counting.withheld:
            known = _asked(question)
            hidden = quoted(withheld_column(question.id))
            parts.append(_Part(index, WITHHELD, "0", known, _where(chosen, hidden)))
    named = dict(zip(counting.sums, sums, strict=True))
    counted = _counted(parts, named, ", ".join(each), at_once=bool(axes))
    sql = (
        f"SELECT * FROM (\n{counted}\n) AS counted "
        f"(question, part, year, place, item, value, {', '.join(counting.sums)})"
    )
    if direct:
        return sql, parameters * len(parts)
    copied = "" if again else "NOT "
    first = (
        f"WITH {CHOSEN} AS {copied}MATERIALIZED (\nSELECT {', '.join(selected)}\n"
        f"FROM {source} WHERE {where})\n"
    )
    return first + sql, parameters


def _where(chosen: str, condition: str) -> str:
    """SQL of some of the rows that are counted."""
    return f"{chosen} {'WHERE' if chosen == CHOSEN else 'AND'} {condition}"


def _counted(parts: Sequence["_Part"], sums: Mapping[str, str], each: str, *, at_once: bool) -> str:
    """SQL that adds all parts up: each by itself, or where there are places all of them at once.

    Each part by itself costs a table of sums, dear where there is one for every place; without
    places these are small, and adding up into them is faster than into one for all parts.
    """
    if at_once:
        rows = "\nUNION ALL ".join(
            f"SELECT {one.question} AS question, {one.part} AS part, {each}, "
            f"{one.item} AS item, ({one.value})::DOUBLE AS value FROM {one.source}"
            for one in parts
        )
        keys = f"question, part, year, {PLACE}, item, value"
        return f"SELECT {keys}, {_named(sums)} FROM (\n{rows}\n) GROUP BY {keys}"
    return "\nUNION ALL ".join(_added_up(one, sums) for one in parts)


def _added_up(part: "_Part", sums: Mapping[str, str]) -> str:
    """SQL of one part's sums by year, item and value, which are grouped as the whole numbers."""
    keys = ", ".join(["year", *[sql for sql in (part.item, part.value) if sql != "0"]])
    return (
        f"SELECT {part.question}, {part.part}, year, 0, {part.item}, ({part.value})::DOUBLE, "
        f"{', '.join(sums.values())} FROM {part.source} GROUP BY {keys}"
    )


def _named(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{sql} AS {name}" for name, sql in columns.items())


def _place(axes: Sequence[Axis]) -> str:
    """SQL of a respondent's place on all axes together, the last axis running fastest."""
    place = "0"
    for axis in axes:
        place = f"({axis.sql})" if place == "0" else f"({place} * {axis.places} + {axis.sql})"
    return f"({place})::UINTEGER"


def _columns(question: Question, counting: Counting) -> Iterator[str]:
    """What the query selects of a question, choices counted together already made one."""
    column = quoted(question.id)
    if merge := counting.query.merge(question.id):
        yield f"{_folded(question, merge)} AS {column}"
    else:
        yield column
    if question.kind is Kind.NUMBER and not question.choices:
        yield quoted(asked_column(question.id))
    if question.id in counting.withheld:
        yield quoted(withheld_column(question.id))


def _asked(question: Question) -> str:
    """SQL of whether a respondent was asked."""
    if question.kind is Kind.NUMBER and not question.choices:
        return quoted(asked_column(question.id))
    return f"{quoted(question.id)} IS NOT NULL"


def _folded(question: Question, merge: Merge) -> str:
    """SQL giving an answer with each choice and item replaced by the one it is counted as.

    Whoever ticked two of the same counts once, and no other person does.
    """
    column = f"{TABLE}.{quoted(question.id)}"
    choices = _table(merge.choices, len(question.choices))
    items = _table(merge.items, len(question.items))
    match question.kind:
        case Kind.MULTIPLE:
            return _ticked_together(column, merge.choices)
        case Kind.MATRIX:
            return _rated_together(column, merge, places_of_a_row(question))
        case Kind.ALLOCATION:
            parts = f"list_filter({column}, lambda p: {items}[p.item + 1] = i)"
            percent = f"list_sum(list_transform({parts}, lambda p: p.percent))"
            present = f"list_distinct(list_transform({column}, lambda p: {items}[p.item + 1]))"
            return f"list_transform({present}, lambda i: {{'item': i, 'percent': {percent}}})"
    return f"{choices}[{column} + 1]"


def _ticked_together(column: str, counted_as: Sequence[int]) -> str:
    """SQL of ticks with those counted as one made one; most lists stay as they are."""
    groups: dict[int, list[int]] = {}
    for place, target in enumerate(counted_as, start=1):
        groups.setdefault(target, []).append(place)
    merged = {to: places for to, places in groups.items() if places != [to]}

    def has(places: Iterable[int]) -> str:
        return " OR ".join(f"list_contains({column}, {place})" for place in places)

    everyone = sorted({*merged, *chain.from_iterable(merged.values())})
    others = f"list_filter({column}, lambda c: c NOT IN ({', '.join(map(str, everyone))}))"
    ones = [
        f"CASE WHEN {has(places)} THEN [{to}::USMALLINT] ELSE [] END"
        for to, places in merged.items()
    ]
    together = f"list_concat({', '.join([others, *ones])})"
    return f"CASE WHEN {has(_moved(counted_as))} THEN {together} ELSE {column} END"


def _rated_together(column: str, merge: Merge, width: int) -> str:
    """SQL of codes of a matrix with rows and answers counted as one made one.

    Most lists stay as they are; an answer in one of the rows counted as one is one in that row.
    """
    row, answer = f"c // {width}", f"c % {width}"
    rows, answers = _moved(merge.items), _moved(merge.choices)
    moved, involved = (
        " OR ".join(
            f"{what} IN ({', '.join(map(str, sorted(places)))})"
            for what, places in ((row, of_rows), (answer, of_answers))
            if places
        )
        for of_rows, of_answers in (
            (rows.keys(), answers.keys()),
            ({*rows, *rows.values()}, {*answers, *answers.values()}),
        )
    )
    if not moved:
        return column
    code = f"({_counted_as(row, rows)} * {width} + {_counted_as(answer, answers)})::UINTEGER"
    # Few codes are those of what was merged, and taking a look at these alone is faster.
    among = f"list_filter({column}, lambda c: {involved})"
    codes = f"list_distinct(list_transform({among}, lambda c: {code}))"
    if rows:
        same_row = ", ".join(f"c + {place}" for place in range(1, width))
        codes = (
            f"list_transform([{codes}], lambda l: list_filter(l, lambda c: {answer} > 0 "
            f"OR NOT list_has_any(l, [{same_row}])))[1]"
        )
    some = f"len(list_filter({column}, lambda c: {moved})) > 0"
    rest = f"list_filter({column}, lambda c: NOT ({involved}))"
    return f"CASE WHEN {some} THEN list_concat({rest}, {codes}) ELSE {column} END"


def _moved(counted_as: Sequence[int]) -> dict[int, int]:
    """What is counted as another, by its place from 1."""
    return {place: to for place, to in enumerate(counted_as, start=1) if place != to}


def _counted_as(place: str, moved: Mapping[int, int]) -> str:
    """SQL of a place, or the one that it is counted as."""
    cases = "".join(f" WHEN {one} THEN {to}" for one, to in moved.items())
    return f"CASE {place}{cases} ELSE {place} END" if moved else place


def _table(counted_as: Sequence[int], count: int) -> str:
    """SQL of a list that gives for each place, from 0 for none, the one it is counted as."""
    return f"{[0, *(counted_as or range(1, count + 1))]}"


class _Part(NamedTuple):
    """Rows of one sort that a statement counts; item, value and source are SQL."""

    question: int
    part: int
    item: str
    value: str
    source: str


def _parts(
    index: int,
    question: Question,
    each: str,
    chosen: str,
    *,
    folded: bool = False,
    at_once: bool = False,
) -> Iterator[_Part]:
    """What is counted of one question: cells, and bases where cells do not give them.

    `each` is SQL of what every row of those `chosen` carries besides. `at_once`: in as few parts
    as there can be.
    """
    column = quoted(question.id)
    asked = _where(chosen, f"{column} IS NOT NULL")
    answered = f"len({column}) > 0"
    unnested = f"(SELECT {each}, unnest({column}) AS code FROM {chosen})"
    if question.kind is Kind.NUMBER and not question.choices:
        yield _Part(index, CELLS, "0", column, asked)
        given = f"{column} IS NOT NULL"
        yield _Part(index, BASES, "0", given, _where(chosen, quoted(asked_column(question.id))))
    elif question.kind not in LISTS:
        yield _Part(index, CELLS, "0", column, asked)
    elif question.kind is Kind.ALLOCATION:
        yield _Part(index, CELLS, "code.item", "code.percent", unnested)
        yield _Part(index, BASES, "0", answered, asked)
    elif question.kind is Kind.MULTIPLE and at_once:
        # Whoever was asked ticked one thing more: that they answered, or else nothing at all.
        any_ticked = len(question.choices) + 1
        base = f"CASE WHEN len({column}) > 0 THEN {any_ticked} ELSE 0 END::USMALLINT"
        ticked = f"unnest(list_append({column}, {base})) AS code"
        yield _Part(index, CELLS, "0", "code", f"(SELECT {each}, {ticked} FROM {asked})")
    elif question.kind is not Kind.MATRIX:
        yield _Part(index, CELLS, "0", "code", unnested)
        yield _Part(index, BASES, "0", answered, asked)
    else:
        yield _Part(index, CELLS, "0", "code", unnested)
        # Of rows counted as one a respondent may have given several answers. Where several could
        # be ticked in a row, a place says that any was.
        if folded and not question.multiple:
            width = places_of_a_row(question)
            rows = (
                f"(SELECT {each}, unnest(list_distinct(list_transform({column}, lambda c: "
                f"c // {width} * 2 + (c % {width} > 0)::UINTEGER))) AS code FROM {chosen})"
            )
            yield _Part(index, BASES, "code // 2", "code % 2", rows)
