"""Read the year files into one compact table, then close DuckDB to the outside.

In that table every answer is a small integer, so that all kinds of question are counted alike:

- one answer (single, scale, banded number): the choice's position from 1, 0 = no answer,
  NULL = not asked;
- several answers (multiple, matrix, ranking, MaxDiff): a list of codes, empty = no answer,
  NULL = not asked. A matrix row's code is item x width + answer with width = choices + 1;
- an object of a ranking or a MaxDiff: position x PAIR + a pair of small numbers, for a ranking
  (rank, how many were ranked), rank 0 = left out, for a MaxDiff (best minus worst, times shown);
  the pair (a, b) is (a + HALF) x SPAN + b;
- plain numbers: the number, and whether it was asked; allocations: a list of (item, percent),
  closed to 100.

A released folder publishes some demographics apart from the answers: each by itself and beside
each key attribute, in files of their own. Their rows stand in a table of the same columns, told
apart by `file`. Where an answer is withheld, a further column says so; the answer itself is none.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from threading import Lock

import duckdb

from dashboard.codebook import Codebook, Kind, Question, Year
from dashboard.errors import DashboardError
from dashboard.responses.file_checks import file_columns, undeclared_answers, undeclared_years
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
    DESCRIBED,
    FILE,
    HALF,
    MARGIN_CELL,
    PAIR,
    ROW,
    SPAN,
    TABLE,
    USE_CASES,
    first_line,
    literal,
    quoted,
)
from dashboard.responses.store import Responses
from dashboard.responses.withholding import thin_segments
from dashboard.responses.year_weights import Cases, YearWeights, weigh

MEMORY_LIMIT = "600MB"

# An allocation counts when its parts add up to 100 within so many points; see docs/method.md.
BLANKS_ARE_ZERO_WITHIN = 1
RESCALED_WITHIN = 5


def load_responses(
    codebook: Codebook, folder: Path | None = None, *, more_columns: bool = False
) -> Responses:
    """Read every year file of a data folder (by default the codebook's own).

    A declared year without a file has no responses yet. With `more_columns` the answers of an
    imported folder may stand beside columns that nobody declared, which are left aside.

    Raises DashboardError, listing every fault, where a file cannot be read or holds what the
    codebook does not declare.
    """
    folder = folder or codebook.folder
    files = {year: year_file(folder, year) for year in codebook.years}
    faults = list(undeclared_years(codebook, folder))
    present = {year: path for year, path in files.items() if path.is_file()}
    if not present and not faults:
        faults.append(f"There are no responses in {str(folder / 'responses')!r} yet.")
    apart = _published_apart(codebook, folder)
    elsewhere = {code for code, _ in apart}
    connection = duckdb.connect(":memory:", config={"memory_limit": MEMORY_LIMIT, "threads": 2})
    try:
        columns = {}
        for year, path in present.items():
            found, wrong = file_columns(
                connection, codebook, year, path, elsewhere=elsewhere, more_columns=more_columns
            )
            faults += wrong
            columns[year, ANSWERS, path] = found
            for (code, key), number in apart.items():
                stand = [codebook.questions[one] for one in (code, key) if one is not None]
                if all(year in question.asked for question in stand):
                    path = separate_file(folder, year, code, key)
                    found, wrong = file_columns(connection, codebook, year, path, stand)
                    faults += wrong
                    columns[year, number, path] = found
        if faults:
            raise DashboardError("\n".join(faults))
        for (year, _, path), found in columns.items():
            faults += undeclared_answers(connection, codebook, year, path, found)
        if faults:
            raise DashboardError("\n".join(faults))
        weighted = {
            year: (path, found)
            for (year, number, path), found in columns.items()
            if number == ANSWERS
        }
        weights, cases = _weighed(codebook, weighted)
        marked = _marked(codebook, columns)
        withheld = {code for code, _, _ in marked}
        _create(connection, codebook, withheld, max(found.cells for found in cases.values()))
        for year, (path, found) in weighted.items():
            _insert(connection, codebook, year, path, found, cases[year])
        _insert_apart(
            connection,
            codebook,
            {place: found for place, found in columns.items() if place[1] != ANSWERS},
        )
        counted = connection.execute(
            f"SELECT year, count(*) FROM {TABLE} WHERE {FILE} = {ANSWERS} GROUP BY year"
        ).fetchall()
        for statement in ("enable_external_access = false", "lock_configuration = true"):
            connection.execute(f"SET {statement}").fetchall()
    except duckdb.Error as error:
        raise DashboardError(f"The responses cannot be loaded: {first_line(error)}") from error
    rows = dict(counted)
    years = tuple(sorted(rows))
    return Responses(
        codebook=codebook,
        years=years,
        rows=rows,
        weighting=weights,
        files=apart,
        marked=marked,
        thin=thin_segments(folder),
        connection=connection,
        lock=Lock(),
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


def _marked(
    codebook: Codebook, columns: Mapping[tuple[Year, int, Path], Collection[str]]
) -> frozenset[tuple[str, Year, int]]:
    """The questions some of whose answers are withheld, with the year and the file."""
    return frozenset(
        (code, year, number)
        for (year, number, _), found in columns.items()
        for code in codebook.questions
        if withheld_column(code) in found
    )


def _weighed(
    codebook: Codebook, files: Mapping[Year, tuple[Path, Collection[str]]]
) -> tuple[dict[Year, YearWeights], dict[Year, Cases]]:
    """Every year's weights; a DashboardError lists those that cannot be used."""
    weights, cases, faults = {}, {}, []
    for year, (path, columns) in files.items():
        try:
            weights[year], cases[year] = weigh(codebook, year, path, columns)
        except DashboardError as error:
            faults.append(f"{path.parent.name}/{path.name}: {error}")
    if faults:
        raise DashboardError("\n".join(faults))
    return weights, cases


def _create(
    connection: duckdb.DuckDBPyConnection, codebook: Codebook, withheld: Collection[str], cells: int
) -> None:
    volumes = "".join(f", v{cell} DOUBLE" for cell in range(cells))
    connection.execute(
        f"CREATE TABLE {CASES} (year USMALLINT, {DESCRIBED} INTEGER, cell USMALLINT, w DOUBLE"
        f"{volumes})"
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


def _insert(
    connection: duckdb.DuckDBPyConnection,
    codebook: Codebook,
    year: Year,
    path: Path,
    columns: Collection[str],
    cases: Cases,
) -> None:
    """Put a year's answers, with what was counted of each respondent, into the table."""
    selected = _selected(codebook, year, ANSWERS, columns)
    source = "read_parquet($path, hive_partitioning = false, file_row_number = true) AS answers"
    if cases.people is not None:
        connection.register("people", cases.people)
        given = [name for name in cases.people.column_names if name != ROW]
        selected += given
        source += f" JOIN people ON people.{ROW} = answers.file_row_number"
    connection.execute(
        f"INSERT INTO {TABLE} BY NAME SELECT {', '.join(selected)} FROM {source}",
        {"path": str(path)},
    ).fetchall()
    if cases.people is not None:
        connection.unregister("people")
    if cases.cases is not None:
        connection.register("cases", cases.cases)
        connection.execute(
            f"INSERT INTO {CASES} BY NAME SELECT {year} AS year, * FROM cases"
        ).fetchall()
        connection.unregister("cases")


def _insert_apart(
    connection: duckdb.DuckDBPyConnection,
    codebook: Codebook,
    files: Mapping[tuple[Year, int, Path], Collection[str]],
) -> None:
    """Put all demographics published apart into their table at once."""
    parts = [
        f"SELECT {', '.join(_selected(codebook, year, number, columns))} "
        f"FROM read_parquet({literal(str(path))}, hive_partitioning = false)"
        for (year, number, path), columns in files.items()
    ]
    if parts:
        rows = "\nUNION ALL BY NAME ".join(parts)
        connection.execute(f"INSERT INTO {APART} BY NAME {rows}").fetchall()


def _selected(codebook: Codebook, year: Year, number: int, columns: Collection[str]) -> list[str]:
    """SQL of what a file gives to the table, each under its column's name."""
    present = set(columns)
    selected = [f"{year}::USMALLINT AS year", f"{number}::USMALLINT AS {FILE}"]
    if WEIGHT in present and number == ANSWERS:
        selected.append(WEIGHT)
    for question in codebook.asked_in(year):
        if question.id not in present:
            continue
        kind, name = _memory_type(question), quoted(question.id)
        selected.append(f"({_compact(question)})::{kind} AS {name}")
        if question.kind is Kind.NUMBER and not question.choices:
            selected.append(quoted(asked_column(question.id)))
        if withheld_column(question.id) in present:
            selected.append(quoted(withheld_column(question.id)))
    return selected


def _compact(question: Question) -> str:
    """SQL that turns a file's answer column into the small integers of the table."""
    column, asked = quoted(question.id), quoted(asked_column(question.id))
    choices = [choice.id for choice in question.choices]
    items = [item.id for item in question.items]
    match question.kind:
        case Kind.MULTIPLE:
            code = _position(choices, "x")
            lists = f"list_transform({column}, lambda x: {code})"
        case Kind.MATRIX:
            item, width = _position(items, "e.key"), len(choices) + 1
            entries = f"map_entries({column})"
            if question.multiple:
                answers = f"list_transform(e.value, lambda v: {_position(choices, 'v')})"
                rows = (
                    f"list_transform(CASE WHEN len(coalesce(e.value, [])) = 0 THEN [0] "
                    f"ELSE {answers} END, lambda c: {item} * {width} + c)"
                )
                lists = f"flatten(list_transform({entries}, lambda e: {rows}))"
            else:
                answer = f"coalesce({_position(choices, 'e.value')}, 0)"
                lists = f"list_transform({entries}, lambda e: {item} * {width} + {answer})"
        case Kind.RANKING:
            lists = _ranking(choices, column)
        case Kind.MAXDIFF:
            lists = _maxdiff(choices, column)
        case Kind.ALLOCATION:
            lists = _allocation(items, column)
        case Kind.NUMBER if not choices:
            return column
        case _:
            return f"CASE WHEN {asked} THEN coalesce({_position(choices, column)}, 0) END"
    return f"CASE WHEN {asked} THEN coalesce({lists}, []) END"


def _position(codes: Sequence[str], expression: str) -> str:
    """SQL giving a code's position from 1. An ENUM finds it by hash rather than by search."""
    members = ", ".join(literal(code) for code in codes)
    return f"(enum_code(CAST({expression} AS ENUM ({members})))::UINTEGER + 1)"


def _pair(first: str, second: str) -> str:
    """SQL packing an object's position `i` and a pair of small numbers into one number."""
    return f"i * {PAIR} + ({first} + {HALF}) * {SPAN} + {second}"


def _ranking(choices: Sequence[str], column: str) -> str:
    """SQL giving every object's rank in a list, and how long the list is."""
    objects = f"[{', '.join(literal(code) for code in choices)}]"
    code = _pair(f"coalesce(list_position({column}, c), 0)", f"len({column})")
    ranks = f"list_transform({objects}, lambda c, i: ({code})::UINTEGER)"
    return f"CASE WHEN len({column}) > 0 THEN {ranks} END"


def _maxdiff(choices: Sequence[str], column: str) -> str:
    """SQL giving a code for each object that a respondent saw in a task they answered."""
    objects = f"[{', '.join(literal(code) for code in choices)}]"
    tasks = f"list_filter({column}, lambda t: t.best IS NOT NULL AND t.worst IS NOT NULL)"
    times = f"len(list_filter({tasks}, lambda t: list_contains(t.shown, c)))"
    score = (
        f"len(list_filter({tasks}, lambda t: t.best = c))::INTEGER"
        f" - len(list_filter({tasks}, lambda t: t.worst = c))::INTEGER"
    )
    code = f"CASE WHEN {times} > 0 THEN {_pair(score, times)} END"
    seen = f"list_transform({objects}, lambda c, i: {code})"
    return f"list_filter({seen}, lambda code: code IS NOT NULL)::UINTEGER[]"


def _allocation(items: Sequence[str], column: str) -> str:
    """SQL giving the parts of a valid allocation as (item, percent), closed to 100; else none."""
    parts = f"map_values({column})"
    total = f"coalesce(list_sum({parts}), 0)"
    complete = f"len(list_filter({parts}, lambda v: v IS NULL)) = 0"
    positive = f"len(list_filter({parts}, lambda v: v < 0 OR v > 100 OR isnan(v))) = 0"
    valid = (
        f"{positive} AND (abs({total} - 100) <= {BLANKS_ARE_ZERO_WITHIN}"
        f" OR ({complete} AND abs({total} - 100) <= {RESCALED_WITHIN}))"
    )
    percent = f"coalesce(e.value, 0) * 100 / {total}"
    pair = f"{{'item': {_position(items, 'e.key')}, 'percent': {percent}}}"
    pairs = f"list_transform(map_entries({column}), lambda e: {pair})"
    return f"CASE WHEN {valid} THEN {pairs} ELSE [] END"
