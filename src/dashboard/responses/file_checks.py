"""Is a year's file what the codebook says: its columns, their types, and every code in them."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.codebook import Codebook, Kind, Question, Year
from dashboard.errors import shown, unknown
from dashboard.paths import in_folder
from dashboard.responses.schema import (
    FIXED,
    MAXDIFF_TASK,
    answer_type,
    asked_column,
    withheld_column,
)
from dashboard.responses.sql_names import first_line, quoted

# Each column takes a few megabytes while it is looked through, however few the respondents.
COLUMNS_AT_ONCE = 6

# What answers are made of, in DuckDB's words.
PLAIN_TYPES = {"string": "VARCHAR", "double": "DOUBLE", "bool": "BOOLEAN"}
TASK_PARTS = [part.name for part in MAXDIFF_TASK]


def undeclared_years(codebook: Codebook, folder: Path) -> Iterator[str]:
    for path in in_folder(folder / "responses", "*"):
        name = path.name.removeprefix("year=")
        if path.name.startswith("year=") and name.isdigit() and int(name) in codebook.years:
            continue
        yield f"{path.name}: " + unknown("year", name, codebook.years) + " (responses folder)"


def year_faults(codebook: Codebook, year: Year, path: Path) -> list[str]:
    """Everything that keeps a year's file from being read with this codebook, in sentences."""
    with duckdb.connect(":memory:") as connection:
        columns, faults = file_columns(connection, codebook, year, path)
        return faults or undeclared_answers(connection, codebook, year, path, columns)


def file_columns(
    connection: duckdb.DuckDBPyConnection,
    codebook: Codebook,
    year: Year,
    path: Path,
    questions: Collection[Question] | None = None,
    elsewhere: Collection[str] = (),
    *,
    more_columns: bool = False,
) -> tuple[dict[str, str], list[str]]:
    """A year file's columns with their types, and what is wrong with them in sentences.

    `questions` are those that should stand in it, by default all that the year asked; those
    `elsewhere` stand in files of their own and may not stand here too.
    """
    if questions is None:
        questions = [q for q in codebook.asked_in(year) if q.id not in elsewhere]
    name = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        return {}, [f"{name} is missing; other years have theirs."]
    if path.stat().st_size == 0:
        return {}, [f"{name} is empty."]
    try:
        found = _columns(connection, path)
    except duckdb.Error as error:
        return {}, [f"{name} cannot be read as Parquet: {first_line(error)}"]
    expected = expected_columns(questions)
    faults = [
        f"{name}: " + unknown("column", column, expected)
        for column in found
        if column not in expected and not more_columns
    ]
    unpublished = (question.id for question in questions if not question.published)
    optional = {*FIXED, *(name for code in unpublished for name in (code, asked_column(code)))}
    optional |= {withheld_column(question.id) for question in questions}
    for column, wanted in expected.items():
        if column not in found:
            if column not in optional:
                faults.append(f"{name}: the column {column!r} is missing; {year} asked it.")
        elif found[column] != wanted:
            is_type = f"is of type {shown(found[column])[1:-1]}"
            faults.append(f"{name}: the column {column!r} {is_type}, not {wanted}.")
    return found, faults


def _columns(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """A file's columns with DuckDB's names of their types.

    Arrow reads them in a fifth of DuckDB's time; whatever it cannot name alike is left to DuckDB.
    """
    try:
        schema = pq.read_schema(path)
        found = {field.name: _type_name(field.type) for field in schema}
        if len(found) == len(schema):
            return found
    except (pa.ArrowException, OSError, LookupError):
        pass
    described = connection.execute(
        "DESCRIBE SELECT * FROM read_parquet($path, hive_partitioning = false)",
        {"path": str(path)},
    ).fetchall()
    return {column: kind for column, kind, *_ in described}


def _type_name(kind: pa.DataType) -> str:
    """DuckDB's name of a type; LookupError for one that no answer has."""
    if pa.types.is_map(kind):
        return f"MAP({_type_name(kind.key_type)}, {_type_name(kind.item_type)})"
    if pa.types.is_list(kind):
        return f"{_type_name(kind.value_type)}[]"
    if pa.types.is_struct(kind) and [part.name for part in kind] == TASK_PARTS:
        return f"STRUCT({', '.join(f'{part.name} {_type_name(part.type)}' for part in kind)})"
    return PLAIN_TYPES[str(kind)]


def expected_columns(questions: Iterable[Question]) -> dict[str, str]:
    """The columns a file of these questions may have, with DuckDB's names of their types."""
    columns = {name: _type_name(kind) for name, kind in FIXED.items()}
    for question in questions:
        columns[asked_column(question.id)] = "BOOLEAN"
        columns[question.id] = _type_name(answer_type(question))
        columns[withheld_column(question.id)] = "BOOLEAN"
    return columns


def _answer_codes(question: Question, column: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Where codes stand in a column: what it is called, SQL giving a list, and the codes known."""
    choices = tuple(choice.id for choice in question.choices)
    items = tuple(item.id for item in question.items)
    match question.kind:
        case Kind.MULTIPLE | Kind.RANKING:
            return [("answer", column, choices)]
        case Kind.MATRIX:
            values = f"map_values({column})"
            values = f"flatten({values})" if question.multiple else values
            return [("item", f"map_keys({column})", items), ("answer", values, choices)]
        case Kind.ALLOCATION:
            return [("item", f"map_keys({column})", items)]
        case Kind.MAXDIFF:
            shown_ = f"flatten(list_transform({column}, lambda t: t.shown))"
            picked = f"flatten(list_transform({column}, lambda t: [t.best, t.worst]))"
            return [("object", shown_, choices), ("answer", picked, choices)]
        case _ if question.is_coded:
            return [("answer", f"[{column}]", choices)]
    return []


def undeclared_answers(
    connection: duckdb.DuckDBPyConnection,
    codebook: Codebook,
    year: Year,
    path: Path,
    columns: Iterable[str],
) -> list[str]:
    """Codes in a file that its year did not offer, as sentences; some columns a query."""
    checks = []
    selects = []
    for question in codebook.asked_in(year):
        if question.id not in columns:
            continue
        offered = {choice.id for choice in question.offered(year)}
        offered |= {item.id for item in question.shown_items(year)}
        for what, sql, known in _answer_codes(question, quoted(question.id)):
            allowed = [code for code in known if code in offered]
            checks.append((question.id, what, allowed))
            # Distinct before they are gathered: a million respondents give few different lists.
            distinct = f"list(DISTINCT list_sort(list_distinct({sql})))"
            selects.append(f"list_distinct(flatten({distinct}))")
    if not selects:
        return []
    source = "read_parquet($path, hive_partitioning = false)"
    row: list[list[str] | None] = []
    for start in range(0, len(selects), COLUMNS_AT_ONCE):
        some = ", ".join(selects[start : start + COLUMNS_AT_ONCE])
        sql = f"SELECT {some} FROM {source}"
        try:
            [found] = connection.execute(sql, {"path": str(path)}).fetchall()
            row += found
        except duckdb.Error as error:
            return [f"{path.parent.name}/{path.name} is damaged: {first_line(error)}"]
    faults = []
    for (code, what, allowed), values in zip(checks, row, strict=True):
        for value in sorted(value for value in values or () if value is not None):
            if value not in allowed:
                sentence = unknown(f"{what} in column {code!r}", value, allowed)
                faults.append(f"{path.parent.name}/{path.name}: {sentence}")
    return faults
