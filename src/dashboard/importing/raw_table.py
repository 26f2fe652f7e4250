"""A raw export as it stands in the file: header rows and columns of text, nothing interpreted."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, compress, islice
from pathlib import Path

from dashboard.errors import DashboardError
from dashboard.importing.delimited import first_bytes, read_delimited
from dashboard.importing.spss_files import read_sav
from dashboard.importing.xlsx_files import read_workbook

Headers = tuple[tuple[str, ...], ...]
Cells = list[str | None]
Progress = Callable[[int], None]

SPSS = "SPSS"
ROWS_AT_ONCE = 2_000
PROGRESS_EVERY = 10_000


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """How an export is written; what is None is found out from the file itself."""

    header_rows: int = 1
    encoding: str | None = None
    sheet: int | str | None = None
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RawTable:
    """A raw export. `headers[row][position]` is a header, `columns[position]` that column's cells.

    Headers are kept by position, since the same text may stand twice; a column without a name
    has an empty one. An empty cell is None. `columns` holds the wanted columns only; `empty_rows`
    were skipped, and `uneven_rows` have more or fewer cells than the header.
    """

    headers: Headers
    columns: Mapping[int, Cells] = field(repr=False)
    rows: int
    encoding: str = ""
    empty_rows: int = 0
    uneven_rows: int = 0

    def of_rows(self, keep: list[bool]) -> "RawTable":
        """The table with some of its rows only."""
        columns = {at: list(compress(cells, keep)) for at, cells in self.columns.items()}
        return replace(self, columns=columns, rows=sum(keep))

    @property
    def width(self) -> int:
        """The number of columns, nameless ones included."""
        return len(self.headers[0])

    def name(self, position: int) -> str:
        """What to call a column: its first header that is not empty, or its number."""
        named = (row[position].strip() for row in self.headers)
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
    rows, encoding = _rows(path, options)
    return _table(path, iter(rows), encoding, options, wanted, progress)


def first_rows(path: Path, options: ReadOptions, count: int) -> tuple[list[list[str]], str]:
    """The first rows of an export, all as wide as the widest, and its encoding or kind of file."""
    rows, encoding = _rows(path, options)
    first = list(islice(rows, count))
    width = max(map(len, first), default=0)
    return [row + [""] * (width - len(row)) for row in first], encoding


def _rows(path: Path, options: ReadOptions) -> tuple[Iterable[list[str]], str]:
    match first_bytes(path):
        case b"":
            raise DashboardError(f"{path.name} is empty.")
        case start if start.startswith(b"PK\x03\x04"):
            return read_workbook(path, options.sheet), "XLSX"
        case start if start.startswith((b"$FL2", b"$FL3")):
            return read_sav(path), SPSS
        case start if start.startswith(b"\xd0\xcf\x11\xe0"):
            raise DashboardError(
                f"{path.name} is an old or password-protected Excel file. "
                "Save it as XLSX without a password, or as CSV."
            )
        case start if start.startswith(b"PAR1"):
            raise DashboardError(f"{path.name} is a Parquet file, not a raw export.")
        case _:
            return read_delimited(path, options.encoding)


def _table(
    path: Path,
    rows: Iterator[list[str]],
    encoding: str,
    options: ReadOptions,
    wanted: Callable[[Headers], Collection[int]] | None,
    progress: Progress | None,
) -> RawTable:
    heads = list(islice(rows, options.header_rows))
    first = next(rows, None)
    if len(heads) < options.header_rows or first is None:
        raise DashboardError(
            f"{path.name} holds no respondent: below the header ({options.header_rows} row(s), "
            "as 'read' in survey.yaml says) nothing follows."
        )
    named = max(len(head) for head in heads)
    headers = tuple(tuple(head + [""] * (named - len(head))) for head in heads)
    keep = sorted(range(named) if wanted is None else wanted(headers))
    collected = _Columns(named, keep, options.missing, may_be_short=encoding == "XLSX")
    for row in chain([first], rows):
        collected.add(row)
        if progress and collected.seen % PROGRESS_EVERY == 0:
            progress(collected.seen)
    collected.flush()
    if not collected.rows:
        raise DashboardError(
            f"{path.name} holds no respondent: every row below the header is empty."
        )
    width = max(named, collected.width)
    spilled = tuple(head + ("",) * (width - named) for head in headers)
    return RawTable(
        headers=spilled,
        columns=collected.columns,
        rows=collected.rows,
        encoding=encoding,
        empty_rows=collected.empty,
        uneven_rows=collected.uneven,
    )


class _Columns:
    """Turns rows into columns, some thousand at a time; equal cells share one string."""

    def __init__(self, named: int, keep: list[int], missing: frozenset[str], may_be_short: bool):
        self.columns: dict[int, Cells] = {position: [] for position in keep}
        self.rows = self.empty = self.uneven = self.width = self.seen = 0
        self._named = named
        self._may_be_short = may_be_short
        # An empty cell and a declared missing mark both become None by the same lookup.
        nothing: dict[str, str | None] = dict.fromkeys(("", *missing))
        self._shared: dict[int, dict[str, str | None]] = {place: dict(nothing) for place in keep}
        self._waiting: list[list[str]] = []

    def add(self, row: list[str]) -> None:
        self.seen += 1
        if not any(row):
            self.empty += bool(row)
            return
        if len(row) != self._named:
            spilled = any(row[self._named :])
            self.uneven += spilled or (len(row) < self._named and not self._may_be_short)
            self.width = max(self.width, len(row) if spilled else 0)
            row = (row + [""] * (self._named - len(row)))[: self._named]
        self._waiting.append(row)
        if len(self._waiting) == ROWS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        across = list(zip(*self._waiting, strict=True))
        for position, cells in self.columns.items():
            if across:
                cells.extend(
                    map(self._shared[position].setdefault, across[position], across[position])
                )
        self.rows += len(self._waiting)
        self._waiting.clear()
