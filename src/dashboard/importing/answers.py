"""Columns of text turned into typed answers, one question at a time; misfits are counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from dashboard.codebook import Kind, Question, Year
from dashboard.errors import listed
from dashboard.importing.cell_readers import (
    CellReader,
    Unread,
    band_reader,
    bounds,
    choice_reader,
    joined_reader,
    listing_reader,
    number_reader,
    rank_reader,
)
from dashboard.importing.columns import TASK_PARTS, Source
from dashboard.importing.excel_damage import damaged_keys
from dashboard.importing.labels import keys_with_codes, matching_keys, normalised, tidied
from dashboard.importing.number_doubts import (
    doubted_codes,
    doubted_fractions,
    doubted_places,
    doubted_ranks,
    doubted_sums,
)
from dashboard.importing.numerals import Numerals, numerals
from dashboard.importing.raw_table import RawTable
from dashboard.importing.ticks import TICKED, UNTICKED, Column, compared, decide

# The last band of parts of one ends a little above 1, so that 1 itself is in it.
ABOVE_ONE = 1.5

Answers = list[Any]


@dataclass
class Notes:
    """Findings about the answers to one question: texts with how many respondents wrote them.

    `doubts` are sentences on what was guessed. `cells` counts the cells with content, `unfit` those
    that fit nothing declared. `several` respondents ticked more than the one choice asked for, and
    `disagreed` gave different answers in two places of the same question.
    """

    undeclared: Counter[str] = field(default_factory=Counter)
    write_ins: Counter[str] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)
    doubts: list[str] = field(default_factory=list)
    cells: int = 0
    unfit: int = 0
    several: int = 0
    disagreed: int = 0


@dataclass(frozen=True)
class Reader:
    """Reads the answers to one question in one year; `table` holds the question's columns.

    `decimal` is the decimal sign where the survey declares it.
    """

    question: Question
    year: Year
    table: RawTable
    source: Source
    separator: str
    notes: Notes
    decimal: str | None = None

    def answers(self) -> Answers:
        """One answer per respondent, None where there is none.

        A code (single, scale, banded number), a number, a list of codes (multiple in codebook
        order, ranking best first), a dict by item (matrix, allocation) with None for items left
        empty, or a list of tasks (MaxDiff).
        """
        match self.question.kind:
            case Kind.SINGLE | Kind.SCALE:
                return self._one_answer(self._choice_reader)
            case Kind.NUMBER if self.question.choices:
                return self._one_answer(self._band_reader)
            case Kind.NUMBER:
                given = self._coded(self._column(), self._number_reader())
                values = [value for value in given if value is not None]
                self.notes.doubts += doubted_fractions(self.question, values)
                self.notes.doubts += doubted_codes(values)
                return given
            case Kind.MULTIPLE:
                return self._multiple()
            case Kind.RANKING:
                return self._ranking()
            case Kind.MATRIX:
                return self._grid() if self.source.grid else self._matrix()
            case Kind.ALLOCATION:
                return self._allocation()
            case Kind.MAXDIFF:
                return self._maxdiff()

    # Columns ---------------------------------------------------------------------------------

    def _column(self) -> Sequence[str | None]:
        return self._cells(self.source.whole[0])

    def _cells(self, position: int) -> Sequence[str | None]:
        """A column, merged with the other columns of the same question."""
        columns = [
            self.table.columns[at] for at in (position, *self.source.again.get(position, ()))
        ]
        missing = frozenset(map(normalised, self.question.missing))
        if missing:
            columns = [
                [None if cell is None or normalised(cell) in missing else cell for cell in cells]
                for cells in columns
            ]
        return columns[0] if len(columns) == 1 else list(map(self._agreed, *columns))

    def _typed(self, position: int) -> Sequence[str | None]:
        """A column of ticks together with one of what was typed beside it: the text, else the tick.

        Merged as if they said the same, "1" and "my own" would contradict each other.
        """
        places = (position, *self.source.again.get(position, ()))
        missing = frozenset(map(normalised, self.question.missing))
        columns = [self.table.columns[at] for at in places]
        return [
            next((c for c in reversed(cells) if c and _says(c, missing)), cells[0])
            for cells in zip(*columns, strict=True)
        ]

    def _agreed(self, *cells: str | None) -> str | None:
        given = {normalised(cell): cell for cell in cells if cell and cell.strip()}
        if len(given) > 1:
            self.notes.disagreed += 1
            return None
        return next(iter(given.values()), None)

    def _by_part(self, read: CellReader) -> dict[str, Answers]:
        return {
            part: self._coded(self._cells(position), read)
            for part, position in self.source.parts.items()
        }

    def _coded(self, cells: Sequence[str | None], read: CellReader) -> Answers:
        """Each cell read; a text that occurs often is read once, and counted as often as it is."""
        counts = Counter(cells)
        counts.pop(None, None)
        known: dict[str | None, Any] = {None: None}
        for cell in counts:
            assert cell is not None
            known[cell] = read(cell)
        self._note(counts, known)
        return [known[cell] for cell in cells]

    def _note(self, counts: Counter[str | None], known: dict[str | None, Any]) -> None:
        for cell, times in counts.items():
            value = known[cell]
            self.notes.cells += times if value is not None else 0
            if not isinstance(value, Unread):
                continue
            self.notes.unfit += times if value.fits_nothing else 0
            for text in value.texts:
                noted = self.notes.write_ins if value.is_write_in else self.notes.undeclared
                noted = self.notes.repaired if value.is_repaired else noted
                noted[text] += times
            known[cell] = value.instead

    # Cells -----------------------------------------------------------------------------------

    def _choice_reader(self) -> CellReader:
        return choice_reader(self.question, self.year)

    def _joined_reader(self) -> CellReader:
        return joined_reader(self.question, self.year, self.separator)

    def _number_reader(self) -> CellReader:
        return number_reader(self.question, self._numerals(*bounds(self.question)))

    def _band_reader(self) -> CellReader:
        bands = self.question.offered(self.year)
        keys = matching_keys(bands, self.year, self.question.id)
        counts = Counter(cell for cell in self._column() if cell and normalised(cell) not in keys)
        top = max((band.span[1] for band in bands if band.is_band), default=float("inf"))
        written = self._doubted(numerals(counts, self.decimal, high=1 if top <= ABOVE_ONE else top))
        return band_reader(self.question, self.year, written)

    def _numerals(self, low: float = float("-inf"), high: float = float("inf")) -> Numerals:
        """How the numbers of the question's columns are written, all of them alike."""
        counts: Counter[str] = Counter()
        for position in (*self.source.whole[:1], *self.source.parts.values()):
            counts.update(cell for cell in self._cells(position) if cell)
        return self._doubted(numerals(counts, self.decimal, low, high))

    def _doubted(self, written: Numerals) -> Numerals:
        self.notes.doubts += written.doubts
        return written

    # Ticks -----------------------------------------------------------------------------------

    def _ticked(self, columns: Mapping[str, int], row: str = "") -> dict[str, list[bool]]:
        """Which respondents ticked each choice, from a column for each."""
        offered = {choice.id: choice for choice in self.question.offered(self.year)}
        known = keys_with_codes(offered.values(), self.year, self.question.id)
        for form, code in damaged_keys(known).items():
            known.setdefault(form, code)
        keys: dict[str, set[str]] = {code: set() for code in columns}
        for text, code in known.items():
            if code in keys:
                keys[code].add(text)
        typed = {code for code in offered if offered[code].other} | {self.question.write_ins}
        of = f" of {row}" if row else ""
        tick_columns = [
            Column(
                name=f"{code}{of}",
                keys=frozenset(keys[code]),
                cells=self._typed(at)
                if at in self.source.again and code in typed
                else self._cells(at),
                takes_text=code in typed,
                counted=self.table.notes.counted.get(at),
            )
            for code, at in columns.items()
        ]
        ticks = decide(self.question.id, tick_columns)
        self.notes.doubts += ticks.doubts
        found = {}
        for at, (code, column) in enumerate(zip(columns, tick_columns, strict=True)):
            is_tick = ticks.reader(at)
            verdicts = {cell: is_tick(cell) for cell in set(column.cells) if cell is not None}
            found[code] = [cell is not None and verdicts[cell] for cell in column.cells]
            self._note_ticks(column, verdicts, ticks.strange[at])
        return found

    def _note_ticks(
        self, column: Column, verdicts: Mapping[str, bool], strange: Mapping[str, int]
    ) -> None:
        """Note texts that are not ticks, and those that respondents typed under "Other"."""
        for cell, times in Counter(column.cells).items():
            if cell is None or not (text := compared(cell)):
                continue
            if text in strange:
                self.notes.undeclared[tidied(cell)] += times
            elif column.takes_text and verdicts[cell] and text not in column.keys | TICKED:
                self.notes.write_ins[tidied(cell)] += times

    # Kinds -----------------------------------------------------------------------------------

    def _one_answer(self, reader: Callable[[], CellReader]) -> Answers:
        """The answer of the question's column, of the columns of its choices, or of both."""
        given: Answers = [None] * self.table.rows
        if self.source.whole:
            given = self._coded(self._column(), reader())
        if not self.source.parts:
            return given
        ticked = self._ticked(self.source.parts)
        return [
            self._only(codes) if answer is None else answer
            for answer, codes in zip(given, _codes_by_row(ticked, self.table.rows), strict=True)
        ]

    def _only(self, codes: Sequence[str]) -> str | None:
        """The one choice ticked; nothing where several are, which is counted."""
        self.notes.several += len(codes) > 1
        return codes[0] if len(codes) == 1 else None

    def _multiple(self) -> Answers:
        ticked: list[Answers] = []
        if self.source.parts:
            columns = self._ticked(self.source.parts)
            ticked = [
                [[code] if is_ticked else None for is_ticked in cells]
                for code, cells in columns.items()
            ]
        # One column of joined answers is split; of several, each cell holds one choice's text.
        one = len(self.source.whole) == 1 and not self.source.parts
        joined = joined_reader if one else listing_reader
        read = joined(self.question, self.year, self.separator)
        ticked += [self._coded(self._cells(at), read) for at in self.source.whole]
        order = {choice.id: index for index, choice in enumerate(self.question.choices)}
        known: dict[tuple[str, ...], list[str] | None] = {(): None}

        def united(given: tuple[list[str] | None, ...]) -> list[str] | None:
            codes = tuple(code for some in given if some for code in some)
            if codes not in known:
                known[codes] = sorted(set(codes), key=order.__getitem__)
            return known[codes]

        return [united(given) for given in zip(*ticked, strict=True)]

    def _ranking(self) -> Answers:
        if self.source.parts:
            ranks = self._by_part(rank_reader(self._numerals()))
            self.notes.doubts += doubted_ranks(list(zip(*ranks.values(), strict=True)))
            return _by_rank(ranks)
        if len(self.source.whole) == 1:
            return self._coded(self._column(), self._joined_reader())
        places = [self._coded(self._cells(at), self._choice_reader()) for at in self.source.whole]
        ranked = [[code for code in given if code] for given in zip(*places, strict=True)]
        self.notes.doubts += doubted_places(ranked)
        return [list(dict.fromkeys(given)) or None for given in ranked]

    def _matrix(self) -> Answers:
        read = self._joined_reader() if self.question.multiple else self._choice_reader()
        return self._rows(self._by_part(read))

    def _rows(self, by_item: Mapping[str, Answers]) -> list[dict[str, Any]]:
        """The answers by row as one answer a respondent; a row that nobody answered is named."""
        unanswered = [item for item, given in by_item.items() if all(one is None for one in given)]
        if 0 < len(unanswered) < len(by_item):
            names = listed(map(repr, unanswered))
            self.notes.doubts.append(
                f"nobody answered the row{'s' * (len(unanswered) > 1)} {names}"
            )
        items = list(by_item)
        return [
            dict(zip(items, given, strict=True)) for given in zip(*by_item.values(), strict=True)
        ]

    def _grid(self) -> Answers:
        """A matrix with a column for each choice of each row."""
        by_item: dict[str, Answers] = {}
        for item in self.question.shown_items(self.year):
            columns = {
                choice: at for (row, choice), at in self.source.grid.items() if row == item.id
            }
            rows = _codes_by_row(self._ticked(columns, item.id), self.table.rows)
            several = self.question.multiple
            by_item[item.id] = [
                (list(codes) or None) if several else self._only(codes) for codes in rows
            ]
        return self._rows(by_item)

    def _allocation(self) -> Answers:
        rows = self._rows(self._by_part(self._number_reader()))
        sums = [sum(filter(None, row.values())) for row in rows if any(row.values())]
        parts = [part for row in rows for part in row.values() if part]
        self.notes.doubts += doubted_sums(rows)
        self.notes.doubts += doubted_fractions(self.question, [*sums, *parts])
        return [row if any(value is not None for value in row.values()) else None for row in rows]

    def _maxdiff(self) -> Answers:
        readers = (self._joined_reader(), self._choice_reader(), self._choice_reader())
        tasks = [
            [
                self._coded(self._cells(self.source.parts[f"{task} {part}"]), read)
                for part, read in zip(TASK_PARTS, readers, strict=True)
            ]
            for task in range(1, (self.question.tasks or 1) + 1)
        ]
        by_task = (zip(*columns, strict=True) for columns in tasks)
        return [self._tasks_of(given) for given in zip(*by_task, strict=True)]

    def _tasks_of(self, given: Iterable[tuple[Any, Any, Any]]) -> list[dict[str, Any]] | None:
        """One respondent's tasks; a pick that was not among the objects shown is not an answer."""
        tasks = []
        for objects, best, worst in given:
            strange = [pick for pick in (best, worst) if pick and pick not in (objects or ())]
            for pick in strange:
                self.notes.undeclared[f"{pick}, which that task did not show"] += 1
            if objects and not strange:
                tasks.append({"shown": objects, "best": best, "worst": worst})
        return tasks if any(task["best"] or task["worst"] for task in tasks) else None


def _says(cell: str, missing: AbstractSet[str]) -> bool:
    """Whether a cell holds more than a word for no tick."""
    return compared(cell) not in UNTICKED | {""} and normalised(cell) not in missing


def _codes_by_row(ticked: Mapping[str, Sequence[bool]], rows: int) -> list[list[str]]:
    """The choices that each respondent ticked, in the order of their columns."""
    found: list[list[str]] = [[] for _ in range(rows)]
    for code, cells in ticked.items():
        for row, is_ticked in enumerate(cells):
            if is_ticked:
                found[row].append(code)
    return found


def _by_rank(ranks: Mapping[str, Answers]) -> Answers:
    codes = list(ranks)
    answers: Answers = []
    for given in zip(*ranks.values(), strict=True):
        placed = [(rank, code) for rank, code in zip(given, codes, strict=True) if rank]
        answers.append([code for _, code in sorted(placed, key=lambda pair: pair[0])] or None)
    return answers
