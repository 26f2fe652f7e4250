"""A raw export as the file has it: header rows and columns of text, nothing interpreted."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, compress, islice
from pathlib import Path

from dashboard.errors import DashboardError, how_many, listed, shown
from dashboard.importing.delimited import first_bytes, read_delimited, said_above
from dashboard.importing.labels import normalised, without_tags
from dashboard.importing.odd_rows import (
    footer_doubt,
    is_end,
    is_note,
    repeats_doubt,
    shape,
    telling_columns,
)
from dashboard.importing.spss_files import counted_texts, read_sav
from dashboard.importing.xlsx_files import read_workbook

Headers = tuple[tuple[str, ...], ...]
Cells = list[str | None]
Progress = Callable[[int], None]

SPSS = "SPSS"
XLSX = "XLSX"
ROWS_AT_ONCE = 2_000
PROGRESS_EVERY = 10_000
# The most rows that may be above the header, and the fewest cells below that show it is one.
MOST_ABOVE = 12
LEAST_CELLS = 3
MOST_NAMED = 3
# Rows count as repeated only where so many others differ in time, id or sender.
LEAST_SENDERS, MOST_REPEATS = 0.8, 0.2
# So many rows below a header show whether its columns have answers in common.
FEWEST_BELOW = 5


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """How an export is written; what is None is found out from the file itself.

    `declared_rows` is how many header rows the survey declares, `header_rows` how many there are.
    `quotes` says whether quotes hold cells of a text file together; with `empty_rows`, rows that
    hold nothing are kept as respondents who said nothing.
    """

    header_rows: int = 1
    declared_rows: int | None = None
    encoding: str | None = None
    sheet: int | str | None = None
    missing: frozenset[str] = frozenset()
    quotes: bool | None = None
    empty_rows: bool = False


@dataclass(frozen=True, kw_only=True)
class FileNotes:
    """Findings about the file itself.

    `doubts` are sentences on what was guessed, `above` is the text above the header. `valueless`
    counts, by column, formulas without a stored value; `counted` is, by column, the text of a tick.
    `repeats` are the rows that repeat an earlier one, including its time or sender.
    """

    doubts: tuple[str, ...] = ()
    above: str = ""
    valueless: Mapping[int, int] = field(default_factory=dict)
    repeats: tuple[int, ...] = ()
    counted: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RawTable:
    """A raw export.

    `headers[row][position]` is a header, `columns[position]` that column's cells. Headers are kept
    by position, since a header may occur twice; a column without a name has an empty one. An empty
    cell is None. `columns` holds only the wanted columns; `empty_rows` were skipped (or kept, on
    demand), and `uneven_rows` have more or fewer cells than the header. `marks` counts, by column,
    the missing marks that were read as empty cells.
    """

    headers: Headers
    columns: Mapping[int, Cells] = field(repr=False)
    rows: int
    encoding: str = ""
    empty_rows: int = 0
    uneven_rows: int = 0
    marks: Mapping[int, Mapping[str, int]] = field(default_factory=dict, repr=False)
    notes: FileNotes = field(default_factory=FileNotes)

    def of_rows(self, keep: list[bool]) -> "RawTable":
        """The table with some of its rows only."""
        columns = {at: list(compress(cells, keep)) for at, cells in self.columns.items()}
        return replace(self, columns=columns, rows=sum(keep))

    def repeated(self, keep: Sequence[bool]) -> list[str]:
        """The doubt about repeated rows among those that are kept, if any."""
        times = sum(keep[at] for at in self.notes.repeats)
        names = [self.name(at) for at in telling_columns(self.headers)]
        return [repeats_doubt(times, names[:MOST_NAMED])] if times else []

    @property
    def width(self) -> int:
        """The number of columns, nameless ones included."""
        return len(self.headers[0])

    def name(self, position: int) -> str:
        """The name of a column: its first header that is not empty, or its number."""
        named = (" ".join(without_tags(row[position]).split()) for row in self.headers)
        return next((name for name in named if name), f"column {position + 1} (no name)")


def read_raw(
    path: Path,
    options: ReadOptions | None = None,
    wanted: Callable[[Headers], Collection[int]] | None = None,
    progress: Progress | None = None,
) -> RawTable:
    """Read a CSV, gzipped CSV, XLSX or SPSS export; its first bytes tell which, not its name.

    `wanted` is given the header rows and says which columns to keep (default: all), so that
    columns nobody declared never enter memory. A DashboardError says what is wrong with the file.
    """
    options = options or ReadOptions()
    rows, encoding, notes = _rows(path, options)
    return _table(path, iter(rows), encoding, options, wanted, progress, notes)


def first_rows(path: Path, options: ReadOptions, count: int) -> tuple[list[list[str]], str]:
    """The first rows of an export, all as wide as the widest, and its encoding or kind of file."""
    rows, encoding, _ = _rows(path, options)
    first = list(islice(rows, count))
    width = max(map(len, first), default=0)
    return [row + [""] * (width - len(row)) for row in first], encoding


def _rows(path: Path, options: ReadOptions) -> tuple[Iterable[list[str]], str, FileNotes]:
    match first_bytes(path):
        case b"":
            raise DashboardError(f"{path.name} is empty.")
        case start if start.startswith(b"PK\x03\x04"):
            rows, book = read_workbook(path, options.sheet)
            doubts = []
            if book.others:
                names = listed(map(shown, book.others))
                doubts.append(
                    f"{path.name} has more sheets than {shown(book.sheet)}, which is read, and "
                    f"none of these is: {names}. 'sheet' under 'read' in survey.yaml settles it."
                )
            rows, above = _without_titles(iter(rows), options.declared_rows)
            notes = FileNotes(doubts=tuple(doubts), above=above, valueless=book.valueless)
            return rows, XLSX, notes
        case start if start.startswith((b"$FL2", b"$FL3")):
            return read_sav(path), SPSS, FileNotes(counted=counted_texts(path))
        case start if start.startswith(b"\xd0\xcf\x11\xe0"):
            raise DashboardError(
                f"{path.name} is an old or password-protected Excel file. "
                "Save it as XLSX without a password, or as CSV."
            )
        case _:
            rows, how = read_delimited(path, options.encoding, options.quotes)
            rows, above = _without_titles(rows, options.declared_rows)
            notes = FileNotes(
                doubts=(how.encoding.doubt,) if how.encoding.doubt else (),
                above=", ".join(filter(None, (said_above(how), above))),
            )
            return rows, how.encoding.codec, notes


def _without_titles(
    rows: Iterator[list[str]], header_rows: int | None
) -> tuple[Iterator[list[str]], str]:
    """The rows from the header on, and the text above it.

    A row above the header is empty, or has one cell where the header has several. As many such rows
    as the header has may be part of it, a question over the columns of its choices; unless their
    number is declared, only a single one may be.
    """
    first = list(islice(rows, MOST_ABOVE))
    filled = [sum(map(bool, row)) for row in first]
    titles = next((at for at, cells in enumerate(filled) if cells), 0)
    header = next((at for at, cells in enumerate(filled) if cells > 1), 0)
    if header and max(filled[header : header + 2]) >= LEAST_CELLS:
        named = [at for at in range(header) if filled[at]]
        if header_rows is None:
            kept = named if len(named) == 1 and first[named[0]][0] else []
            kept = [] if _each_of_its_own(first[header:]) else kept
        else:
            kept = named[-(header_rows - 1) :] if header_rows > 1 else []
        titles = kept[0] if kept else header
    above = ", ".join(shown(cell) for row in first[:titles] for cell in row if cell)
    return chain(first[titles:], rows), above


def _each_of_its_own(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the columns below a header are questions of their own, not choices or rows of one.

    Rows of one question share their answers, and columns of ticks hold one text each.
    """
    if len(rows) <= FEWEST_BELOW:
        return False
    below = [
        {normalised(row[at]) for row in rows[1:] if at < len(row)} - {""}
        for at in range(len(rows[0]))
    ]
    several = sum(len(texts) > 1 for texts in below)
    all_texts = [text for texts in below for text in texts]
    own = any(normalised(head) in texts for head, texts in zip(rows[0], below, strict=True))
    return several * 2 > len(below) and len(set(all_texts)) == len(all_texts) and not own


def _table(
    path: Path,
    rows: Iterator[list[str]],
    encoding: str,
    options: ReadOptions,
    wanted: Callable[[Headers], Collection[int]] | None,
    progress: Progress | None,
    notes: FileNotes,
) -> RawTable:
    heads = list(islice(rows, options.header_rows))
    first = next(rows, None)
    if len(heads) < options.header_rows or first is None:
        raise DashboardError(
            " ".join(
                (
                    f"{path.name} has no respondents: nothing is below its header of "
                    f"{how_many(options.header_rows, 'row')}.",
                    *notes.doubts,
                )
            )
        )
    named = max(len(head) for head in heads)
    headers = tuple(tuple(head + [""] * (named - len(head))) for head in heads)
    keep = sorted(range(named) if wanted is None else wanted(headers))
    collected = _Columns(named, keep, options, headers, is_workbook=encoding == XLSX)
    for row in chain([first], rows):
        collected.add(row)
        if progress and collected.seen % PROGRESS_EVERY == 0:
            progress(collected.seen)
    footers = collected.take_footers()
    collected.flush()
    if footers:
        notes = replace(notes, doubts=(*notes.doubts, footer_doubt(footers)))
    notes = replace(notes, repeats=collected.repeats())
    if collected.rows <= (collected.empty if options.empty_rows else 0):
        raise DashboardError(
            f"{path.name} has no respondents: every row below the header is empty."
        )
    if collected.repeated:
        doubt = (
            f"{how_many(collected.repeated, 'row')} left out that repeat the header; the file may "
            "be several exports combined"
        )
        notes = replace(notes, doubts=(*notes.doubts, doubt))
    width = max(named, collected.width)
    spilled = tuple(head + ("",) * (width - named) for head in headers)
    return RawTable(
        headers=spilled,
        columns=collected.columns,
        rows=collected.rows,
        encoding=encoding,
        empty_rows=collected.empty,
        uneven_rows=collected.uneven,
        marks=collected.marks,
        notes=notes,
    )


class _Columns:
    """Turns rows into columns, some thousand at a time; equal cells share one string."""

    def __init__(
        self,
        named: int,
        keep: list[int],
        options: ReadOptions,
        headers: Headers,
        *,
        is_workbook: bool,
    ):
        self.columns: dict[int, Cells] = {position: [] for position in keep}
        self.rows = self.empty = self.uneven = self.width = self.seen = 0
        self.repeated = 0
        self.marks: dict[int, Counter[str]] = {}
        self._heads = [list(head) for head in headers if sum(map(bool, head)) > 1]
        self._named = named
        self._is_workbook = is_workbook
        self._keep_empty = options.empty_rows
        self._missing = options.missing
        # An empty cell and a declared missing mark both become None by the same lookup.
        nothing: dict[str, str | None] = dict.fromkeys(("", *options.missing))
        self._shared: dict[int, dict[str, str | None]] = {place: dict(nothing) for place in keep}
        self._waiting: list[list[str]] = []
        self._blank = 0
        self._repeats: list[int] = []
        self._senders: set[int] = set()
        self._tells = telling_columns(headers)
        self._seen: set[int] = set()
        self._first_shapes: Counter[str] = Counter()
        # The row below the last gap: text below a gap at the end of a file may be a note.
        self._below_gap = 0
        self._is_first_kept = 0 in self.columns

    def add(self, row: list[str]) -> None:
        self.seen += 1
        if not any(row):
            # Workbooks have empty rows below the last response, which say nothing.
            if self._is_workbook:
                self._blank += 1
            else:
                self._add_empty(bool(row))
            return
        self._add_empty(self._blank)
        self._blank = 0
        if len(row) != self._named:
            spilled = any(row[self._named :])
            self.uneven += spilled or (len(row) < self._named and not self._is_workbook)
            self.width = max(self.width, len(row) if spilled else 0)
            row = (row + [""] * (self._named - len(row)))[: self._named]
        if row in self._heads:
            self.repeated += 1
            return
        self._append(row)

    def _add_empty(self, times: int) -> None:
        self.empty += times
        self._below_gap = self.rows + len(self._waiting) if times else self._below_gap
        if self._keep_empty:
            for _ in range(times):
                self._append([""] * self._named)

    def _append(self, row: list[str]) -> None:
        # The last rows wait to the end, when they may prove to be notes.
        if len(self._waiting) == 2 * ROWS_AT_ONCE:
            self._flush(ROWS_AT_ONCE)
        if any(told := tuple(row[at] for at in self._tells)):
            key = hash(tuple(row))
            if key in self._seen:
                self._repeats.append(self.rows + len(self._waiting))
            self._seen.add(key)
            self._senders.add(hash(told))
        if row[0]:
            self._first_shapes[shape(row[0])] += 1
        self._waiting.append(row)

    def repeats(self) -> tuple[int, ...]:
        """The rows that are an earlier one again, where moments and senders tell most apart."""
        is_told = len(self._senders) >= LEAST_SENDERS * (self.rows - len(self._repeats))
        few = len(self._repeats) <= MOST_REPEATS * self.rows
        return tuple(self._repeats) if is_told and few else ()

    def take_footers(self) -> list[str]:
        """Remove notes from the end of the rows and return their texts.

        A note is alone in the first column, in a form that no other cell there has, and it is below
        an empty row or in a column that no question reads. Where the texts may be answers, none is
        removed.
        """
        at = len(self._waiting)
        while at and is_note(self._waiting[at - 1], self._first_shapes):
            at -= 1
        notes = [row[0] for row in self._waiting[at:]]
        total = self.rows + at
        is_below_gap = bool(self._below_gap) and self._below_gap == total
        if not (is_below_gap or not self._is_first_kept) or not is_end(notes, total):
            return []
        del self._waiting[at:]
        return notes

    def flush(self) -> None:
        self._flush(len(self._waiting))

    def _flush(self, count: int) -> None:
        flushed, self._waiting = self._waiting[:count], self._waiting[count:]
        across = list(zip(*flushed, strict=True))
        for position, cells in self.columns.items():
            if across:
                cells.extend(
                    map(self._shared[position].setdefault, across[position], across[position])
                )
                if self._missing:
                    marks = Counter(filter(self._missing.__contains__, across[position]))
                    if marks:
                        self.marks.setdefault(position, Counter()).update(marks)
        self.rows += len(flushed)
