"""Read the year files into one compact table, then close DuckDB to the outside.

In that table every answer is a small integer, so that all kinds of question are counted alike:

- one answer (single, scale, banded number): the choice's position from 1, 0 = no answer,
  NULL = not asked;
- several answers (multiple, matrix, ranking, MaxDiff): a list of codes, empty = no answer,
  NULL = not asked. A matrix row's code is item x width + answer with width = choices + 1, or
  + 2 where several could be ticked in a row: the last place says that any was;
- an object of a ranking or a MaxDiff: position x PAIR + a pair of small numbers, for a ranking
  (rank, how many were ranked), rank 0 = left out, for a MaxDiff (best minus worst, times shown);
  the pair (a, b) is (a + HALF) x SPAN + b;
- plain numbers: the number, and whether it was asked; allocations: a list of (item, percent),
  closed to 100.

A released folder publishes some demographics apart from the answers: each by itself and beside
each key attribute, in files of their own. Their rows stand in a table of the same columns, told
apart by `file`. Where an answer is withheld, a further column says so; the answer itself is none.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.codebook import Codebook, Kind, Question, Year
from dashboard.errors import DashboardError
from dashboard.responses.answer_codes import arrow
from dashboard.responses.duckdb_engine import USUAL_MEGABYTES, DuckDBEngine
from dashboard.responses.engines import DUCKDB_MB, EngineSettings, remote_engine
from dashboard.responses.file_checks import file_columns, undeclared_years
from dashboard.responses.own_folders import kept_from_all
from dashboard.responses.schema import (
    WEIGHT,
    asked_column,
    separate_file,
    withheld_column,
    year_file,
)
from dashboard.responses.sql_names import (
    ANSWERS,
    APART,
    CASES,
    CELL,
    DESCRIBED,
    FILE,
    MARGIN_CELL,
    ROW_WEIGHT,
    TABLE,
    USE_CASES,
    first_line,
    quoted,
    volume,
)
from dashboard.responses.store import Responses
from dashboard.responses.withholding import thin_segments
from dashboard.responses.year_files import ROWS_AT_ONCE, YearFile, pieces, strange, undeclared
from dashboard.responses.year_weights import Cases, YearWeights, weigh

TABLES = "survey-tables-"
"""How the temporary folder is called in which tables wait for an engine elsewhere."""


def load_responses(
    codebook: Codebook,
    folder: Path | None = None,
    *,
    more_columns: bool = False,
    settings: EngineSettings | None = None,
) -> Responses:
    """Read every year file of a data folder (by default the codebook's own).

    A declared year without a file has no responses yet. With `more_columns` the answers of an
    imported folder may stand beside columns that nobody declared, which are left aside. `settings`
    say which engine counts them.

    Raises DashboardError, listing every fault, where a file cannot be read or holds what the
    codebook does not declare, and where the engine cannot be reached or may not have the answers.
    """
    folder = folder or codebook.folder
    files = {year: year_file(folder, year) for year in codebook.years}
    faults = list(undeclared_years(codebook, folder))
    present = {year: path for year, path in files.items() if path.is_file()}
    if not present and not faults:
        faults.append(f"There are no responses in {str(folder / 'responses')!r} yet.")
    apart = _published_apart(codebook, folder)
    elsewhere = {code for code, _ in apart}
    settings = settings or EngineSettings()
    remote = remote_engine(settings, folder)
    here = DuckDBEngine(settings.megabytes or (USUAL_MEGABYTES if remote else None))
    connection = here.connection
    try:
        found = []
        for year, path in present.items():
            file, wrong = _looked_at(
                connection, codebook, year, path, elsewhere=elsewhere, more_columns=more_columns
            )
            faults += wrong
            found.append(file)
            for (code, key), number in apart.items():
                stand = [codebook.questions[one] for one in (code, key) if one is not None]
                if all(year in question.asked for question in stand):
                    path = separate_file(folder, year, code, key)
                    file, wrong = _looked_at(connection, codebook, year, path, stand, number=number)
                    faults += wrong
                    found.append(file)
        if faults:
            raise DashboardError("\n".join(faults))
        try:
            weights, cases = _weighed(codebook, found)
        except DashboardError as error:
            # Answers that nobody offered weigh nothing: where there are any, they are to blame.
            if faults := undeclared(connection, codebook, found):
                raise DashboardError("\n".join(faults)) from error
            raise
        marked = _marked(codebook, found)
        withheld = {code for code, _, _ in marked}
        _create(connection, codebook, withheld, max(of_year.cells for of_year in cases.values()))
        rows = sum(pq.read_metadata(path).num_rows for path in present.values())
        if rows > ROWS_AT_ONCE or settings.megabytes is not None:
            here.use_threads()
        if faults := _inserted(connection, codebook, found, cases):
            raise DashboardError("\n".join(faults))
        counted = connection.execute(
            f"SELECT year, count(*) FROM {TABLE} WHERE {FILE} = {ANSWERS} GROUP BY year"
        ).fetchall()
        if remote is not None:
            with kept_from_all(TABLES) as tables:
                here.write_tables(tables)
                remote.take(tables)
        here.close_to_the_outside()
    except duckdb.OutOfMemoryException as error:
        raise DashboardError(
            f"The responses need more memory: set {DUCKDB_MB}, which keeps them in a file. "
            f"{first_line(error)}"
        ) from error
    except duckdb.Error as error:
        raise DashboardError(f"The responses cannot be loaded: {first_line(error)}") from error
    except (pa.ArrowException, OSError) as error:
        raise DashboardError(f"The responses cannot be loaded: {error}") from error
    years = tuple(sorted(year for year, _ in counted))
    return Responses(
        codebook=codebook,
        years=years,
        rows=dict(counted),
        weighting=weights,
        files=apart,
        marked=marked,
        thin=thin_segments(folder),
        engine=remote or here,
    )


def _published_apart(codebook: Codebook, folder: Path) -> dict[tuple[str, str | None], int]:
    """The numbers of the files of demographics published apart, by itself and the key beside it."""
    files = (
        (code, key)
        for code in codebook.separate
        for key in (None, *codebook.key_attributes)
        if any(separate_file(folder, year, code, key).is_file() for year in codebook.years)
    )
    return {file: number for number, file in enumerate(files, start=ANSWERS + 1)}


def _looked_at(
    connection: duckdb.DuckDBPyConnection,
    codebook: Codebook,
    year: Year,
    path: Path,
    stand: Collection[Question] | None = None,
    *,
    number: int = ANSWERS,
    elsewhere: Collection[str] = (),
    more_columns: bool = False,
) -> tuple[YearFile, list[str]]:
    """A file by its number, and what is wrong with its columns; the rest as `file_columns`."""
    columns, faults = file_columns(
        connection, codebook, year, path, stand, elsewhere, more_columns=more_columns
    )
    return YearFile(year=year, number=number, path=path, columns=columns), faults


def _marked(codebook: Codebook, files: Iterable[YearFile]) -> frozenset[tuple[str, Year, int]]:
    """The questions some of whose answers are withheld, with the year and the file."""
    return frozenset(
        (code, file.year, file.number)
        for file in files
        for code in codebook.questions
        if withheld_column(code) in file.columns
    )


def _weighed(
    codebook: Codebook, files: Iterable[YearFile]
) -> tuple[dict[Year, YearWeights], dict[Year, Cases]]:
    """Every year's weights; a DashboardError lists those that cannot be used."""
    weights, cases, faults = {}, {}, []
    for file in files:
        if not file.has_answers:
            continue
        year = file.year
        try:
            weights[year], cases[year] = weigh(codebook, year, file.path, file.columns)
        except (DashboardError, pa.ArrowException, OSError) as error:
            faults.append(f"{file.name}: {error}")
    if faults:
        raise DashboardError("\n".join(faults))
    return weights, cases


def _create(
    connection: duckdb.DuckDBPyConnection, codebook: Codebook, withheld: Collection[str], cells: int
) -> None:
    volumes = "".join(f", {volume(cell)} DOUBLE" for cell in range(cells))
    connection.execute(
        f"CREATE TABLE {CASES} (year USMALLINT, {DESCRIBED} INTEGER, {CELL} USMALLINT, "
        f"{ROW_WEIGHT} DOUBLE{volumes})"
    ).fetchall()
    apart = {*codebook.separate, *codebook.key_attributes}
    demographics = [q for code, q in codebook.questions.items() if code in apart]
    for table, questions in ((TABLE, codebook.questions.values()), (APART, demographics)):
        columns = ["year USMALLINT", f"{FILE} USMALLINT", f"{WEIGHT} DOUBLE"]
        columns += [f"{USE_CASES} DOUBLE", f"{DESCRIBED} INTEGER", f"{MARGIN_CELL} USMALLINT"]
        for question in questions:
            columns.append(f"{quoted(question.id)} {_memory_type(question)}")
            if question.kind is Kind.NUMBER and not question.choices:
                columns.append(f"{quoted(asked_column(question.id))} BOOLEAN")
            if question.id in withheld:
                columns.append(f"{quoted(withheld_column(question.id))} BOOLEAN")
        connection.execute(f"CREATE TABLE {table} ({', '.join(columns)})").fetchall()


def _memory_type(question: Question) -> str:
    match question.kind:
        case Kind.ALLOCATION:
            return "STRUCT(item USMALLINT, percent DOUBLE)[]"
        case Kind.MULTIPLE:
            return "USMALLINT[]"
        case Kind.MATRIX | Kind.RANKING | Kind.MAXDIFF:
            return "UINTEGER[]"
        case Kind.NUMBER if not question.choices:
            return "DOUBLE"
    return "USMALLINT"


def _inserted(
    connection: duckdb.DuckDBPyConnection,
    codebook: Codebook,
    files: Iterable[YearFile],
    cases: Mapping[Year, Cases],
) -> list[str]:
    """Put the answers of all files into the table; what keeps them from it, in sentences.

    A statement over so many columns takes longer to plan than thousands of rows take to insert, so
    small files are inserted together, and large ones piece by piece.
    """
    faults: list[str] = []
    waiting: dict[str, list[pa.Table]] = {TABLE: [], APART: [], CASES: []}
    for (year, has_answers), group in groupby(files, lambda file: (file.year, file.has_answers)):
        together = list(group)
        table, of_year = (TABLE, cases[year]) if has_answers else (APART, Cases())
        for piece in pieces(codebook, together, of_year.people):
            if isinstance(piece, Question):
                faults += strange(connection, codebook, together, piece)
                break
            waiting[table].append(piece)
            if sum(map(len, waiting[table])) >= ROWS_AT_ONCE:
                _insert(connection, table, waiting[table])
                waiting[table] = []
        if of_year.cases is not None:
            years = arrow(np.full(len(of_year.cases), year, dtype=np.uint16))
            waiting[CASES].append(of_year.cases.append_column("year", years))
    for table, left in waiting.items():
        if left:
            _insert(connection, table, left)
    return faults


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, together: Sequence[pa.Table]
) -> None:
    connection.register("pieces", pa.concat_tables(together, promote_options="default"))
    connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM pieces").fetchall()
    connection.unregister("pieces")
