"""Synthetic responses as a data folder: the codebook's YAML and one Parquet file a year."""

import re
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.codebook import Codebook, Question, Year
from dashboard.codebook.reading import SURVEY_FILE, codebook_files
from dashboard.responses.schema import FIXED, RESPONDENT, answer_type, asked_column, year_file
from dashboard.responses.weights import write_weights
from dashboard.synthetic.answer_columns import column
from dashboard.synthetic.drawn_answers import Sheet

COMPRESSION_LEVEL = 9


def published(codebook: Codebook, year: Year) -> list[Question]:
    """The questions whose answers a publishable folder holds."""
    return [question for question in codebook.asked_in(year) if question.published]


def schema(questions: Iterable[Question]) -> pa.Schema:
    """The columns of a year's file."""
    fields = [pa.field(RESPONDENT, FIXED[RESPONDENT], nullable=False)]
    for question in questions:
        fields.append(pa.field(asked_column(question.id), pa.bool_(), nullable=False))
        fields.append(pa.field(question.id, answer_type(question)))
    return pa.schema(fields)


def write_year(to: Path, codebook: Codebook, year: Year, sheets: Iterable[Sheet]) -> int:
    """Write a year's file, a row group a sheet; the number of respondents."""
    questions = published(codebook, year)
    columns = schema(questions)
    path, rows = year_file(to, year), 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(
        path, columns, compression="zstd", compression_level=COMPRESSION_LEVEL
    ) as writer:
        for sheet in sheets:
            writer.write_table(_table(sheet, questions, columns, rows), row_group_size=sheet.size)
            rows += sheet.size
    write_weights(codebook, year, path, compression_level=COMPRESSION_LEVEL)
    return rows


def _table(
    sheet: Sheet, questions: Iterable[Question], columns: pa.Schema, before: int
) -> pa.Table:
    numbers = range(before + 1, before + sheet.size + 1)
    arrays = [pa.array([f"{sheet.year}-{number:06d}" for number in numbers])]
    for question in questions:
        arrays.append(pa.array(sheet.asked[question.id]))
        arrays.append(column(question, sheet.answers[question.id]))
    return pa.Table.from_arrays(arrays, schema=columns)


def copy_codebook(codebook: Codebook, to: Path) -> None:
    """Copy the codebook's YAML as it is written, but always labeled as synthetic."""
    for path in codebook_files(codebook.folder):
        text = (codebook.folder / path).read_text(encoding="utf-8")
        if path.name == SURVEY_FILE:
            text = re.sub(r"(?m)^synthetic:[ \t]*false\b", "synthetic: true", text)
        (to / path).parent.mkdir(parents=True, exist_ok=True)
        (to / path).write_text(text, encoding="utf-8")
