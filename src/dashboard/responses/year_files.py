"""The Parquet files of a year, read and coded as the table has their answers.

Files of one year that have the same people's attributes published apart are small and many, so
they are read one by one and coded together.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.codebook import Codebook, Question, Year
from dashboard.responses.answer_codes import answers_in, arrow, encoded
from dashboard.responses.file_checks import undeclared_answers
from dashboard.responses.schema import WEIGHT, asked_column, withheld_column
from dashboard.responses.sql_names import ANSWERS, FILE, ROW

ROWS_AT_ONCE = 50_000
"""Respondents that are read before they are put into the table."""


@dataclass(frozen=True, kw_only=True)
class YearFile:
    """A file of a year by its number, with its columns and DuckDB's names of their types."""

    year: Year
    number: int
    path: Path
    columns: Mapping[str, str]

    @property
    def name(self) -> str:
        """What sentences call the file."""
        return f"{self.path.parent.name}/{self.path.name}"

    @property
    def has_answers(self) -> bool:
        """Whether it holds the year's answers, not a demographic published apart."""
        return self.number == ANSWERS


def pieces(
    codebook: Codebook, files: Sequence[YearFile], people: pa.Table | None
) -> Iterator[pa.Table | Question]:
    """The answers of some files of one year as they stand in the table, piece by piece.

    `people` has what the table says besides of the respondents, row by row. A question in place of
    answers is one of which a code is strange; nothing comes after it.
    """
    year = files[0].year
    columns = {name for file in files for name in file.columns}
    questions = [question for question in codebook.asked_in(year) if question.id in columns]
    kept = [name for q in questions if (name := withheld_column(q.id)) in columns]
    kept += [WEIGHT] if files[0].has_answers and WEIGHT in columns else []
    kept += [] if people is None else [name for name in people.column_names if name != ROW]
    for answers in _together(_read(file, questions, people) for file in files):
        found = {
            "year": arrow(np.full(len(answers), year, dtype=np.uint16)),
            FILE: answers.column(FILE),
        }
        # A piece of large files may be of some of them only.
        there = set(answers.column_names)
        found |= {name: answers.column(name) for name in kept if name in there}
        for question in (one for one in questions if one.id in there):
            column = encoded(question, year, answers)
            if column is None:
                yield question
                return
            found |= column
        yield pa.table(found)


def _together(batches: Iterable[Iterator[pa.Table]]) -> Iterator[pa.Table]:
    """The batches of several files in tables of about `ROWS_AT_ONCE` rows."""
    waiting: list[pa.Table] = []
    for of_file in batches:
        for batch in of_file:
            waiting.append(batch)
            if sum(map(len, waiting)) >= ROWS_AT_ONCE:
                yield pa.concat_tables(waiting, promote_options="default")
                waiting = []
    if waiting:
        yield pa.concat_tables(waiting, promote_options="default")


def _read(
    file: YearFile, questions: Sequence[Question], people: pa.Table | None
) -> Iterator[pa.Table]:
    """A file's answers to some questions, with its number and what is known of people besides."""
    named = [name for q in questions for name in (q.id, asked_column(q.id), withheld_column(q.id))]
    wanted = [name for name in (*named, WEIGHT) if name in file.columns] or [*file.columns][:1]
    start = 0
    for answers in _batches(file.path, wanted):
        rows = len(answers)
        number = arrow(np.full(rows, file.number, dtype=np.uint16))
        answers = answers.append_column(FILE, number)
        if people is not None:
            beside = people.slice(start, rows)
            for name in beside.column_names:
                answers = answers.append_column(name, beside.column(name))
        yield answers
        start += rows


def _batches(path: Path, columns: Sequence[str]) -> Iterator[pa.Table]:
    """A file's rows: few at once, which takes less, many in batches."""
    if pq.read_metadata(path).num_rows <= ROWS_AT_ONCE:
        yield answers_in(path, columns)
        return
    for batch in pq.ParquetFile(path).iter_batches(ROWS_AT_ONCE, columns=columns):
        yield pa.Table.from_batches([batch])


def strange(
    connection: duckdb.DuckDBPyConnection,
    codebook: Codebook,
    files: Sequence[YearFile],
    question: Question,
) -> list[str]:
    """What is wrong with files in which a code of a question is strange, in sentences."""
    return undeclared(connection, codebook, files) or [
        f"{file.name}: the column {question.id!r} holds an answer without a code."
        for file in files
        if isinstance(next(pieces(codebook, [file], None), None), Question)
    ]


def undeclared(
    connection: duckdb.DuckDBPyConnection, codebook: Codebook, files: Iterable[YearFile]
) -> list[str]:
    """Codes in files that their years did not offer, as sentences."""
    return [
        fault
        for file in files
        for fault in undeclared_answers(connection, codebook, file.year, file.path, file.columns)
    ]
