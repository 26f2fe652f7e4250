"""From columns of text to typed answers, one question at a time; what fits nothing is counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.codebook import Kind, Question, Year
from dashboard.importing.columns import TASK_PARTS, Source
from dashboard.importing.excel_damage import damaged_keys
from dashboard.importing.labels import (
    Reading,
    keys_with_codes,
    matching_keys,
    normalised,
    splitter,
    tidied,
)
from dashboard.importing.numerals import number
from dashboard.importing.raw_table import RawTable

# What the column of a choice holds where that choice was not ticked.
NOT_TICKED = frozenset({"0", "no", "n", "false", "not selected", "unchecked", "not ticked"})
SEPARATOR = ", "
MOST_TRIED = 1_000

Answers = list[Any]


@dataclass
class Notes:
    """What the answers to one question gave rise to: texts with how many respondents wrote them."""

    undeclared: Counter[str] = field(default_factory=Counter)
    write_ins: Counter[str] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)


def likeliest_separator(
    question: Question, year: Year, cells: Iterable[str], separators: Sequence[str]
) -> str:
    """Of some separators the one with which cells of joined answers leave least unread."""
    keys = matching_keys(question.offered(year), year, question.id)
    some = list(cells)[:MOST_TRIED]

    def unread(separator: str) -> int:
        split = splitter(keys, separator)
        return sum(len("".join(split(cell).left_over)) for cell in some)

    return min(separators, key=unread)


@dataclass(frozen=True)
class Reader:
    """Reads the answers to one question in one year; `table` holds the question's columns."""

    question: Question
    year: Year
    table: RawTable
    source: Source
    separator: str
    notes: Notes

    def answers(self) -> Answers:
        """One answer a respondent, None where there is none.

        A code (single, scale, banded number), a number, a list of codes (multiple in codebook
        order, ranking best first), or a dict by item (matrix, allocation) with None where that
        item was left empty; a list of tasks (MaxDiff).
        """
        match self.question.kind:
            case Kind.SINGLE | Kind.SCALE:
                return self._coded(self._column(), self._code_reader())
            case Kind.NUMBER if self.question.choices:
                return self._coded(self._column(), self._band_reader())
            case Kind.NUMBER:
                return self._coded(self._column(), self._number_reader())
            case Kind.MULTIPLE:
                return self._multiple()
            case Kind.RANKING:
                return self._ranking()
            case Kind.MATRIX:
                return self._matrix()
            case Kind.ALLOCATION:
                return self._allocation()
            case Kind.MAXDIFF:
                return self._maxdiff()

    # Columns ---------------------------------------------------------------------------------

    def _column(self) -> Sequence[str | None]:
        return self.table.columns[self.source.whole[0]]

    def _by_part(self, read: Callable[[str], Any]) -> dict[str, Answers]:
        return {
            part: self._coded(self.table.columns[position], read)
            for part, position in self.source.parts.items()
        }

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
            if not isinstance(value, _Unread):
                continue
            for text in value.texts:
                noted = self.notes.write_ins if value.is_write_in else self.notes.undeclared
                noted = self.notes.repaired if value.is_repaired else noted
                noted[text] += times
            known[cell] = value.instead

    # Cells -----------------------------------------------------------------------------------

    def _code_reader(self) -> Callable[[str], Any]:
        keys = keys_with_codes(self.question.offered(self.year), self.year, self.question.id)
        damaged = damaged_keys(keys)

        def read(cell: str) -> Any:
            text = normalised(cell)
            if (code := keys.get(text)) is not None:
                return code
            if (code := damaged.get(text)) is not None:
                return _Unread((tidied(cell),), instead=code, is_repaired=True)
            return self._unread(cell)

        return read

    def _unread(self, cell: str) -> Any:
        """What becomes of a text that no choice declares: a write-in, or no answer."""
        text = tidied(cell)
        if not text:
            return None
        write_ins = self.question.write_ins
        return _Unread((text,), instead=write_ins, is_write_in=write_ins is not None)

    def _number_reader(self) -> Callable[[str], Any]:
        low = self.question.minimum if self.question.minimum is not None else float("-inf")
        high = self.question.maximum if self.question.maximum is not None else float("inf")

        def read(cell: str) -> Any:
            value = number(cell)
            if value is None or not low <= value <= high:
                return _Unread((tidied(cell),)) if tidied(cell) else None
            return value

        return read

    def _band_reader(self) -> Callable[[str], Any]:
        bands = self.question.offered(self.year)
        keys = matching_keys(bands, self.year, self.question.id)

        def read(cell: str) -> Any:
            code = keys.get(normalised(cell))
            value = number(cell)
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
        write_ins = self.question.write_ins

        def read(cell: str) -> Any:
            reading: Reading = split(cell)
            codes = list(reading.codes)
            if not reading.left_over:
                return codes or None
            if write_ins is not None and write_ins not in codes:
                codes.append(write_ins)
            return _Unread(reading.left_over, codes or None, write_ins is not None)

        return read

    def _tick_reader(self, code: str) -> Callable[[str], Any]:
        return lambda cell: None if normalised(cell) in ("", *NOT_TICKED) else [code]

    # Kinds -----------------------------------------------------------------------------------

    def _multiple(self) -> Answers:
        ticked = [
            self._coded(self.table.columns[position], self._tick_reader(code))
            for code, position in self.source.parts.items()
        ]
        # One column of joined answers is split; of several, each cell holds one choice's text.
        one = len(self.source.whole) == 1 and not self.source.parts
        read = self._split_reader() if one else self._whole_cell_reader()
        ticked += [self._coded(self.table.columns[at], read) for at in self.source.whole]
        order = {choice.id: index for index, choice in enumerate(self.question.choices)}
        known: dict[tuple[str, ...], list[str] | None] = {(): None}

        def united(given: tuple[list[str] | None, ...]) -> list[str] | None:
            codes = tuple(code for some in given if some for code in some)
            if codes not in known:
                known[codes] = sorted(set(codes), key=order.__getitem__)
            return known[codes]

        return [united(given) for given in zip(*ticked, strict=True)]

    def _whole_cell_reader(self) -> Callable[[str], Any]:
        read_code = self._code_reader()

        def read(cell: str) -> Any:
            code = read_code(cell)
            if isinstance(code, _Unread):
                instead = [code.instead] if code.instead else None
                return _Unread(code.texts, instead, code.is_write_in, code.is_repaired)
            return code and [code]

        return read

    def _ranking(self) -> Answers:
        if self.source.parts:
            return _by_rank(self._by_part(_rank_reader))
        if len(self.source.whole) == 1:
            return self._coded(self._column(), self._split_reader())
        places = [
            self._coded(self.table.columns[at], self._code_reader()) for at in self.source.whole
        ]
        return [
            list(dict.fromkeys(code for code in given if code)) or None
            for given in zip(*places, strict=True)
        ]

    def _matrix(self) -> Answers:
        read = self._split_reader() if self.question.multiple else self._code_reader()
        return _rows(self._by_part(read))

    def _allocation(self) -> Answers:
        rows = _rows(self._by_part(self._number_reader()))
        return [row if any(value is not None for value in row.values()) else None for row in rows]

    def _maxdiff(self) -> Answers:
        readers = (self._split_reader(), self._code_reader(), self._code_reader())
        tasks = [
            [
                self._coded(self.table.columns[self.source.parts[f"{number} {part}"]], read)
                for part, read in zip(TASK_PARTS, readers, strict=True)
            ]
            for number in range(1, (self.question.tasks or 1) + 1)
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


def _rank_reader(cell: str) -> Any:
    rank = number(cell)
    return rank if rank is not None and rank >= 1 else _Unread((tidied(cell),))


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
