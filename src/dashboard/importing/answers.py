"""From columns of text to typed answers, one question at a time; what fits nothing is counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any

from dashboard.codebook import Kind, Question, Year
from dashboard.errors import shown
from dashboard.importing.columns import TASK_PARTS, Source
from dashboard.importing.excel_damage import damaged_keys, damaged_numbers, fallen_together
from dashboard.importing.labels import (
    Reading,
    keys_with_codes,
    matching_keys,
    normalised,
    splitter,
    tidied,
)
from dashboard.importing.numerals import Numerals, number, numerals
from dashboard.importing.raw_table import RawTable
from dashboard.importing.ticks import TICKED, UNTICKED, Column, compared, decide

SEPARATOR = ", "
MOST_TRIED = 1_000
# Parts of one, rounded, add up to no more than this.
ALMOST_ONE = 1.02
ABOVE_ONE = 1.5
# Parts of a hundred, rounded, add up to about so much.
LEAST_SUM, MOST_SUM = 95, 105
# What programs of statistics write for "no answer", with either sign, where a few people have it.
NO_ANSWER = frozenset({8, 9, 77, 88, 98, 99, 997, 998, 999, 9998, 9999, 99999})
FEWEST_CODES = 3

Answers = list[Any]


@dataclass
class Notes:
    """What the answers to one question gave rise to: texts with how many respondents wrote them.

    `doubts` are sentences on what was guessed. Of `cells` that hold something, `unfit` fit nothing
    declared. `several` respondents ticked more than the one choice asked for, and `disagreed` gave
    different answers where the question stands twice.
    """

    undeclared: Counter[str] = field(default_factory=Counter)
    write_ins: Counter[str] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)
    doubts: list[str] = field(default_factory=list)
    cells: int = 0
    unfit: int = 0
    several: int = 0
    disagreed: int = 0


def likeliest_separator(
    question: Question, year: Year, cells: Iterable[str], separators: Sequence[str]
) -> str:
    """Of some separators the one with which cells of joined answers leave least unread."""
    keys = matching_keys(question.offered(year), year, question.id)
    some = list(cells)[:MOST_TRIED]

    def unread(separator: str) -> int:
        split = splitter(keys, separator)
        left_over = ("".join(split(cell).left_over) for cell in some)
        # Letters and digits alone: a separator is no part of what it leaves over.
        return sum(sum(map(str.isalnum, text)) for text in left_over)

    return min(separators, key=unread)


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
        """One answer a respondent, None where there is none.

        A code (single, scale, banded number), a number, a list of codes (multiple in codebook
        order, ranking best first), or a dict by item (matrix, allocation) with None where that
        item was left empty; a list of tasks (MaxDiff).
        """
        self._doubt_marks()
        match self.question.kind:
            case Kind.SINGLE | Kind.SCALE:
                return self._one_answer(self._code_reader)
            case Kind.NUMBER if self.question.choices:
                return self._one_answer(self._band_reader)
            case Kind.NUMBER:
                given = self._coded(self._column(), self._number_reader())
                values = [value for value in given if value is not None]
                self._doubt_fractions(values)
                self._doubt_codes(values)
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
        """A column, merged with those in which the question stands again."""
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

    def _by_part(self, read: Callable[[str], Any]) -> dict[str, Answers]:
        return {
            part: self._coded(self._cells(position), read)
            for part, position in self.source.parts.items()
        }

    def _doubt_marks(self) -> None:
        """Doubt a missing mark that is the label of a choice too, and a label of two choices."""
        keys = matching_keys(self.question.offered(self.year), self.year, self.question.id)
        found: Counter[str] = Counter()
        columns = [self.table.columns[at] for at in self.source.whole]
        held = {normalised(cell) for cells in columns for cell in set(cells) if cell}
        for given, other in fallen_together(keys, held):
            self.notes.doubts.append(
                f"{shown(given)} is given and {shown(other)} never is; a spreadsheet writes both "
                f"as {shown(given)}, so it may stand for either"
            )
        for position in self.source.positions():
            found.update(self.table.marks.get(position, {}))
        for mark, times in found.items():
            if (code := keys.get(normalised(mark))) is not None:
                self.notes.doubts.append(
                    f"{shown(mark)} is a missing mark and also a label of {code!r}; {times:,} such "
                    "cells are taken for unanswered"
                )

    def _coded(self, cells: Sequence[str | None], read: Callable[[str], Any]) -> Answers:
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
            if not isinstance(value, _Unread):
                continue
            self.notes.unfit += times if value.fits_nothing else 0
            for text in value.texts:
                noted = self.notes.write_ins if value.is_write_in else self.notes.undeclared
                noted = self.notes.repaired if value.is_repaired else noted
                noted[text] += times
            known[cell] = value.instead

    # Cells -----------------------------------------------------------------------------------

    def _code_reader(self) -> Callable[[str], Any]:
        keys = keys_with_codes(self.question.offered(self.year), self.year, self.question.id)
        damaged, numbers = damaged_keys(keys), damaged_numbers(keys)

        def read(cell: str) -> Any:
            text = normalised(cell)
            if (code := keys.get(text)) is not None:
                return code
            code = damaged.get(text)
            if code is None and (value := number(text)) is not None:
                code = numbers.get(value)
            if code is not None:
                return _Unread((tidied(cell),), instead=code, is_repaired=True)
            return self._unread(cell)

        return read

    def _unread(self, cell: str) -> Any:
        """What becomes of a text that no choice declares: a write-in, or no answer."""
        text = tidied(cell)
        if not text:
            return None
        write_ins = self.question.write_ins
        return _Unread(
            (text,), instead=write_ins, is_write_in=write_ins is not None, fits_nothing=True
        )

    def _numerals(self, low: float = float("-inf"), high: float = float("inf")) -> Numerals:
        """How the numbers of the question's columns are written, all of them alike."""
        counts: Counter[str] = Counter()
        for position in (*self.source.whole[:1], *self.source.parts.values()):
            counts.update(cell for cell in self._cells(position) if cell)
        found = numerals(counts, self.decimal, low, high)
        self.notes.doubts += found.doubts
        return found

    def _doubt_fractions(self, values: Sequence[float]) -> None:
        """Doubt percentages of which none is above 1: a workbook shows 0.8 as 80%."""
        is_percent = self.question.kind is Kind.ALLOCATION or "%" in self.question.unit
        if not is_percent or not values or self.question.maximum == 1:
            return
        if max(values) <= ALMOST_ONE and any(value % 1 for value in values):
            self.notes.doubts.append(
                f"no percentage is above {max(values):.4g}; these look like parts of one, which "
                "the workbook they come from showed as percentages"
            )

    def _doubt_codes(self, values: Sequence[float]) -> None:
        """Doubt numbers that stand for "no answer" in many files, far off all others."""
        counts = Counter(values)
        for code, times in counts.items():
            others = [value for value in counts if abs(value) not in NO_ANSWER]
            below = code < 0 and all(value >= 0 for value in others)
            above = code >= 77 and code > 2 * max(others, default=code)
            if abs(code) in NO_ANSWER and times >= FEWEST_CODES and others and (below or above):
                self.notes.doubts.append(
                    f"{times:,} cells hold {code:g}, which means no answer in many files; if "
                    "it does here, put it under 'missing' of the question"
                )

    def _number_reader(self) -> Callable[[str], Any]:
        low = self.question.minimum if self.question.minimum is not None else float("-inf")
        high = self.question.maximum if self.question.maximum is not None else float("inf")
        written = self._numerals(low, high)

        def read(cell: str) -> Any:
            value = written.read(cell)
            if value is None or not low <= value <= high:
                text = tidied(cell)
                return _Unread((text,), fits_nothing=value is None) if text else None
            return value

        return read

    def _band_reader(self) -> Callable[[str], Any]:
        bands = self.question.offered(self.year)
        keys = matching_keys(bands, self.year, self.question.id)
        damaged = damaged_keys(keys)
        counts = Counter(cell for cell in self._column() if cell and normalised(cell) not in keys)
        ends = [float("inf") if band.high is None else band.high for band in bands if band.is_band]
        # The last band of parts of one ends a little above 1, so that 1 itself is in it.
        top = max(ends, default=float("inf"))
        written = numerals(counts, self.decimal, high=1 if top <= ABOVE_ONE else top)
        self.notes.doubts += written.doubts

        def read(cell: str) -> Any:
            text = normalised(cell)
            code = keys.get(text)
            if code is None and (repaired := damaged.get(text)) is not None:
                return _Unread((tidied(cell),), instead=repaired, is_repaired=True)
            value = written.read(cell)
            if code is not None or value is None:
                return code or self._unread(cell)
            for band in bands:
                low = band.low if band.low is not None else float("-inf")
                high = band.high if band.high is not None else float("inf")
                if band.is_band and low <= value < high:
                    return band.id
            return _Unread((tidied(cell),))

        return read

    def _split_reader(self) -> Callable[[str], Any]:
        """Reads a cell of joined answers into the list of their codes, in the order given."""
        keys = matching_keys(self.question.offered(self.year), self.year, self.question.id)
        split = splitter(keys, self.separator)
        damaged = damaged_keys(keys)
        write_ins = self.question.write_ins

        def read(cell: str) -> Any:
            if (repaired := damaged.get(normalised(cell))) is not None:
                return _Unread((tidied(cell),), instead=[repaired], is_repaired=True)
            reading: Reading = split(cell)
            codes = list(reading.codes)
            fits_nothing = not codes
            if not reading.left_over:
                return codes or None
            if write_ins is not None and write_ins not in codes:
                codes.append(write_ins)
            return _Unread(
                reading.left_over,
                codes or None,
                write_ins is not None,
                fits_nothing=fits_nothing,
            )

        return read

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
        """Note texts that are no tick, and those that respondents typed beside "Other"."""
        for cell, times in Counter(column.cells).items():
            if cell is None or not (text := compared(cell)):
                continue
            if text in strange:
                self.notes.undeclared[tidied(cell)] += times
            elif column.takes_text and verdicts[cell] and text not in column.keys | TICKED:
                self.notes.write_ins[tidied(cell)] += times

    # Kinds -----------------------------------------------------------------------------------

    def _one_answer(self, reader: Callable[[], Callable[[str], Any]]) -> Answers:
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
        read = self._split_reader() if one else self._whole_cell_reader()
        ticked += [self._coded(self._cells(at), read) for at in self.source.whole]
        order = {choice.id: index for index, choice in enumerate(self.question.choices)}
        known: dict[tuple[str, ...], list[str] | None] = {(): None}

        def united(given: tuple[list[str] | None, ...]) -> list[str] | None:
            codes = tuple(code for some in given if some for code in some)
            if codes not in known:
                known[codes] = sorted(set(codes), key=order.__getitem__)
            return known[codes]

        return [united(given) for given in zip(*ticked, strict=True)]

    def _whole_cell_reader(self) -> Callable[[str], Any]:
        read_code, split = self._code_reader(), self._split_reader()

        def read(cell: str) -> Any:
            code = read_code(cell)
            if isinstance(code, _Unread) and code.fits_nothing:
                # Where the question stands in several places, a cell may join answers after all.
                joined = split(cell)
                return code_of(code) if isinstance(joined, _Unread) else joined
            return code_of(code)

        def code_of(code: Any) -> Any:
            if isinstance(code, _Unread):
                instead = [code.instead] if code.instead else None
                return replace(code, instead=instead)
            return code and [code]

        return read

    def _ranking(self) -> Answers:
        if self.source.parts:
            ranks = self._by_part(_rank_reader(self._numerals()))
            self._doubt_ranks(list(zip(*ranks.values(), strict=True)))
            return _by_rank(ranks)
        if len(self.source.whole) == 1:
            return self._coded(self._column(), self._split_reader())
        places = [self._coded(self._cells(at), self._code_reader()) for at in self.source.whole]
        return [
            list(dict.fromkeys(code for code in given if code)) or None
            for given in zip(*places, strict=True)
        ]

    def _doubt_ranks(self, rows: Sequence[Sequence[float | None]]) -> None:
        """Doubt ranks that cannot be places: one given twice, or one beyond the last place."""
        twice = sum(len(given) > len(set(given)) for given in map(_given, rows))
        if twice:
            self.notes.doubts.append(
                f"{twice:,} respondents gave one rank to two choices, which are taken in the "
                "order of their columns"
            )
        places = len(rows[0])
        if beyond := [rank for given in map(_given, rows) for rank in given if rank > places]:
            self.notes.doubts.append(
                f"{len(beyond):,} ranks such as {max(beyond):g} are beyond the {places} places "
                "there are; if these are points, the best has the most and the order is reversed"
            )

    def _doubt_sums(self, rows: Sequence[Mapping[str, float | None]]) -> None:
        """Doubt parts that add up to something else than 100 for most people."""
        sums = [total for row in rows if (total := sum(filter(None, row.values())))]
        off = [total for total in sums if not LEAST_SUM <= total <= MOST_SUM and total > ALMOST_ONE]
        if len(off) * 2 > len(sums):
            self.notes.doubts.append(
                f"the parts of {len(off):,} of {len(sums):,} respondents do not add up to 100 but, "
                f"for example, to {off[0]:g}"
            )

    def _matrix(self) -> Answers:
        read = self._split_reader() if self.question.multiple else self._code_reader()
        return _rows(self._by_part(read))

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
        return _rows(by_item)

    def _allocation(self) -> Answers:
        rows = _rows(self._by_part(self._number_reader()))
        sums = [sum(filter(None, row.values())) for row in rows if any(row.values())]
        self._doubt_sums(rows)
        self._doubt_fractions([*sums, *(part for row in rows for part in row.values() if part)])
        return [row if any(value is not None for value in row.values()) else None for row in rows]

    def _maxdiff(self) -> Answers:
        readers = (self._split_reader(), self._code_reader(), self._code_reader())
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
        """One respondent's tasks; a pick that was not among those shown is no answer."""
        tasks = []
        for objects, best, worst in given:
            strange = [pick for pick in (best, worst) if pick and pick not in (objects or ())]
            for pick in strange:
                self.notes.undeclared[f"{pick}, which that task did not show"] += 1
            if objects and not strange:
                tasks.append({"shown": objects, "best": best, "worst": worst})
        return tasks if any(task["best"] or task["worst"] for task in tasks) else None


@dataclass(frozen=True)
class _Unread:
    """Texts of a cell that fit nothing, and the answer the cell gives all the same."""

    texts: tuple[str, ...]
    instead: Any = None
    is_write_in: bool = False
    is_repaired: bool = False
    fits_nothing: bool = False


def _says(cell: str, missing: AbstractSet[str]) -> bool:
    """Whether a cell holds more than a word for no tick."""
    return compared(cell) not in UNTICKED | {""} and normalised(cell) not in missing


def _rank_reader(written: Numerals) -> Callable[[str], Any]:
    def read(cell: str) -> Any:
        rank = written.read(cell)
        return rank if rank is not None and rank >= 1 else _Unread((tidied(cell),))

    return read


def _given(ranks: Sequence[float | None]) -> list[float]:
    return [rank for rank in ranks if rank is not None]


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


def _rows(by_item: Mapping[str, Answers]) -> list[dict[str, Any]]:
    items = list(by_item)
    return [dict(zip(items, given, strict=True)) for given in zip(*by_item.values(), strict=True)]


def shown_rows(
    rows: Iterable[Any], items: Iterable[str], sources: Sequence[Answers]
) -> tuple[Answers, int]:
    """Matrix rows kept to those a respondent was shown: ticked in one of `sources`, or answered.

    Returns the rows, and how many respondents answered a row they had not ticked.
    """
    items = list(items)
    kept: Answers = []
    unticked = 0
    for row, *ticks in zip(rows, *sources, strict=True):
        ticked = {code for tick in ticks if tick for code in tick}
        answered = {item for item, value in row.items() if value is not None}
        unticked += bool(answered - ticked)
        kept.append({item: row.get(item) for item in items if item in ticked | answered} or None)
    return kept, unticked
