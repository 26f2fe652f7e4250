"""A figure's table as a report prints it: few columns, each number with its interval and base.

Years, groups or answers stand beside each other, and what a program needs (limits, counts, flags,
one line for each estimate) stays in the data files.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.analysis.rounding import DASH, count
from dashboard.estimates.reliability import Flag
from dashboard.exports.captions import cell_words
from dashboard.figures.change_marks import DOWN, UP, short_points
from dashboard.figures.figure import Column, Table, Unit
from dashboard.figures.table import (
    REMARKS,
    SMALL_SAMPLE,
    WIDE_INTERVAL,
    Value,
    interval_text,
)

ABREAST = 6
"""Years or groups beside each other; more go into a table of their own below."""
MOST_ABREAST = 18
"""With more of them each has a line of its own."""
DENSE = 0.5
"""How much of what would stand beside each other must be there."""
FEW = (SMALL_SAMPLE, WIDE_INTERVAL, REMARKS[Flag.RANGE])
LIMIT = re.compile(r"(?:^|, )(low|high)(?=$| )", re.IGNORECASE)
MARKED, FIRST, REMARK, BASE, COUNT = "Marked", "First comparable year", "Remark", "Base", "Count"
LEFT_TO_DATA = re.compile(r"Count$|Answered ")
"""Headings of columns that only the data files have."""


@dataclass(frozen=True, kw_only=True)
class ReadingTable:
    """Texts: headings and rows of cells, each cell in lines; `leads` columns at the left are words.

    `note` explains what the cells mark.
    """

    heads: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]
    leads: int
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class _Part:
    """A number of the table: its column, and where its limits, its mark and its year stand."""

    heading: str
    at: int
    unit: Unit
    limits: tuple[int, int] | None = None
    mark: int | None = None
    since: int | None = None

    def written(self, value: Value) -> str:
        """A number as its column has it; that it is in points stands above it."""
        if self.unit == "points" and isinstance(value, float):
            return short_points(value)
        return cell_words(value, self.unit)

    def head(self, *more: str) -> tuple[str, ...]:
        """The heading of its column."""
        return (self.heading, *(["in points"] if self.unit == "points" else []), *more)


def reading_tables(table: Table) -> list[ReadingTable]:
    """A table for readers; several where there are too many columns for one."""
    leads = next((n for n, c in enumerate(table.columns) if c.unit != "text"), len(table.columns))
    parts = _parts(table.columns, leads)
    lines = [_Line(table.columns, parts, row) for row in table.rows]
    if leads > 1 and parts:
        beside = list(dict.fromkeys(row[leads - 1] for row in table.rows))
        rests = list(dict.fromkeys(row[: leads - 1] for row in table.rows))
        found = {(row[: leads - 1], row[leads - 1]): line
                 for row, line in zip(table.rows, lines, strict=True)}  # fmt: skip
        dense = len(lines) >= DENSE * len(beside) * len(rests)
        if len(found) == len(lines) and 1 < len(beside) <= MOST_ABREAST and dense:
            chunks = -(-len(beside) // ABREAST)
            size = -(-len(beside) // chunks)
            return [
                _abreast(table, leads, beside[n : n + size], rests, found, n + size >= len(beside))
                for n in range(0, len(beside), size)
            ]
    return [_listed(table, leads, parts, lines)]


class _Line:
    """A row of the figure's table, to be written cell by cell."""

    def __init__(
        self, columns: Sequence[Column], parts: Sequence[_Part], row: Sequence[Value]
    ) -> None:
        self.row, self.parts = row, parts
        names = {column.heading: n for n, column in enumerate(columns)}
        said = row[names[REMARK]] if REMARK in names else ""
        self.remark = str(said or "").partition("; ")[0]
        base = row[names[BASE]] if BASE in names else None
        self.base = base if isinstance(base, int | float) else None

    def cell(self, part: _Part, *, based: bool = False) -> tuple[str, ...]:
        """A number with its mark, its interval and, where it is asked for, its base; or why not."""
        row = self.row
        value = row[part.at]
        first = part is self.parts[0]
        low, high = (row[n] for n in part.limits) if part.limits else (None, None)
        between = ""
        if isinstance(low, int | float) and isinstance(high, int | float):
            between = interval_text(low, high, part.written)
        if value in (None, ""):
            if not between:
                return (self.remark if first and self.remark else DASH,)
            lines = [between]
        else:
            lines = [part.written(value), *([between] if between else [])]
            if part.mark is not None and row[part.mark] == "yes" and isinstance(value, float):
                lines[0] = f"{UP if value > 0 else DOWN} {lines[0]}"
            if part.since is not None and row[part.since]:
                lines[0] += f" since {row[part.since]}"
        if first and self.remark in FEW:
            lines[0] += "*"
        if based and self.base is not None:
            lines.append(f"n = {count(self.base)}")
        return tuple(lines)

    def is_empty(self, part: _Part) -> bool:
        """Whether there is neither a number nor a range."""
        return all(self.row[n] in (None, "") for n in (part.at, *(part.limits or ())))


def _parts(columns: Sequence[Column], leads: int) -> list[_Part]:
    """The numbers of a table, limits and marks with the number that they are of."""
    found: list[_Part] = []
    since = next((n for n, c in enumerate(columns) if c.heading == FIRST), None)
    for n, column in enumerate(columns[leads:], start=leads):
        heading = column.heading
        if column.unit == "text":
            if heading.startswith(MARKED) and found:
                mine = next((p for p in reversed(found) if p.unit == "points"), found[-1])
                found[found.index(mine)] = replace(mine, mark=n)
            continue
        if heading in (BASE, COUNT) or LEFT_TO_DATA.match(heading):
            continue
        limit = LIMIT.search(heading)
        if limit and found:
            last = found[-1]
            low, high = last.limits or (n, n)
            found[-1] = replace(last, limits=(low, n) if limit[1].lower() == "high" else (n, high))
            continue
        later = heading.endswith("since then")
        name = "Longest change" if later else heading
        found.append(_Part(heading=name, at=n, unit=column.unit, since=since if later else None))
    return found


def _abreast(
    table: Table,
    leads: int,
    beside: Sequence[Value],
    rests: Sequence[tuple[Value, ...]],
    found: Mapping[tuple[tuple[Value, ...], Value], _Line],
    last: bool,
) -> ReadingTable:
    """Years, groups or answers beside each other; what changed follows behind the last of them."""
    parts = next(iter(found.values())).parts
    main, extra = parts[0], parts[1:] if last else ()
    by = table.columns[leads - 1].heading
    heads: list[tuple[str, ...]] = [(c.heading,) for c in table.columns[: leads - 1]]
    columns: list[list[tuple[str, ...]]] = [
        [*_once([str(rest[n] or "") for rest in rests], n, rests)] for n in range(leads - 1)
    ]
    for value in beside:
        lines = [found.get((rest, value)) for rest in rests]
        one = _one_base([line for line in lines if line is not None])
        heads.append((str(value), *([f"n = {count(one)}"] if one is not None else [])))
        columns.append(
            [line.cell(main, based=one is None) if line is not None else (DASH,) for line in lines]
        )
    for part in extra:
        lines = [_last_with(part, [found.get((rest, value)) for value in beside]) for rest in rests]
        if not any(lines):
            continue
        heads.append(part.head(*([f"to {beside[-1]}"] if by == "Year" else [])))
        columns.append([line.cell(part) if line is not None else (DASH,) for line in lines])
    rows = tuple(zip(*columns, strict=True))
    return ReadingTable(heads=tuple(heads), rows=rows, leads=leads - 1, note=_note(found.values()))


def _once(
    texts: Sequence[str], n: int, rests: Sequence[tuple[Value, ...]]
) -> Iterator[tuple[str, ...]]:
    """A column of words, each only where it is not what stands above it."""
    for at, text in enumerate(texts):
        innermost = n == len(rests[at]) - 1
        same = at > 0 and not innermost and rests[at][: n + 1] == rests[at - 1][: n + 1]
        yield ("",) if same else (text,)


def _last_with(part: _Part, lines: Sequence[_Line | None]) -> _Line | None:
    """The line of the last year or group, where it has the number."""
    line = lines[-1]
    return None if line is None or line.is_empty(part) else line


def _one_base(lines: Sequence[_Line]) -> float | None:
    """The base that all lines share; None where they differ."""
    bases = {line.base for line in lines if line.base is not None}
    return bases.pop() if len(bases) == 1 else None


def _listed(
    table: Table, leads: int, parts: Sequence[_Part], lines: Sequence[_Line]
) -> ReadingTable:
    """A line for each row of the figure's table."""
    leads = max(leads, 1)
    heads: list[tuple[str, ...]] = [(column.heading,) for column in table.columns[:leads]]
    columns: list[list[tuple[str, ...]]] = [
        [(str(row[n] or ""),) for row in table.rows] for n in range(leads)
    ]
    one = _one_base(lines)
    for n, part in enumerate(parts):
        shared = [f"n = {count(one)}"] if n == 0 and one is not None else []
        if n == 0 or any(not line.is_empty(part) for line in lines):
            heads.append(part.head(*shared))
            columns.append([line.cell(part) for line in lines])
    if one is None and any(line.base is not None for line in lines):
        heads.append(("n",))
        columns.append([(DASH if line.base is None else count(line.base),) for line in lines])
    rows = tuple(zip(*columns, strict=True))
    return ReadingTable(heads=tuple(heads), rows=rows, leads=leads, note=_note(lines))


def _note(lines: Iterable[_Line]) -> str:
    """What the asterisks of some lines mean."""
    said = {WIDE_INTERVAL if one.remark == WIDE_INTERVAL else SMALL_SAMPLE
            for one in lines if one.remark in FEW}  # fmt: skip
    return f"* {' or '.join(sorted(said)).capitalize()}." if said else ""
