"""One year's answers as a Parquet file, in the layout every reader relies on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.codebook import Kind, Question, Year
from dashboard.importing.answers import Answers
from dashboard.responses.schema import FIXED, RESPONDENT, WEIGHT, answer_type, asked_column

ROW_GROUP = 100_000


@dataclass(frozen=True)
class QuestionColumns:
    """The two columns of a question: who was asked, and the answers."""

    question: Question
    asked: Sequence[bool]
    answers: Answers


def responses_table(
    year: Year,
    rows: int,
    columns: Iterable[QuestionColumns],
    weights: Sequence[float] | None = None,
) -> pa.Table:
    """The table of a year: one row per respondent, numbered, and two columns per question.

    Respondents who were not asked have no answer, whatever `answers` holds.
    """
    fields = [pa.field(RESPONDENT, FIXED[RESPONDENT], nullable=False)]
    arrays = [pa.array([f"{year}-{number:06d}" for number in range(1, rows + 1)])]
    if weights is not None:
        fields.append(pa.field(WEIGHT, FIXED[WEIGHT], nullable=False))
        arrays.append(pa.array(weights, FIXED[WEIGHT]))
    for column in columns:
        question = column.question
        fields += [
            pa.field(asked_column(question.id), pa.bool_(), nullable=False),
            pa.field(question.id, answer_type(question)),
        ]
        arrays += [pa.array(column.asked, pa.bool_()), _answers(column)]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def _answers(column: QuestionColumns) -> pa.Array:
    kept = [
        answer if asked else None
        for asked, answer in zip(column.asked, column.answers, strict=True)
    ]
    if column.question.kind in (Kind.MATRIX, Kind.ALLOCATION):
        kept = [None if answer is None else list(answer.items()) for answer in kept]
    return pa.array(kept, answer_type(column.question))


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table into a folder that is made if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd", row_group_size=ROW_GROUP)
