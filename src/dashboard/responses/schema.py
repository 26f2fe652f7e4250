"""How answers stand in a year's Parquet file: column names and types, and nothing else.

A question Q has two columns. `Q__asked` says whether the respondent was shown it; `Q` holds the
answer, null where there is none. In a release a third may stand, `Q__withheld`: whether there is
an answer that is not published. The writer and the reader both take the layout from here.
"""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from dashboard.codebook import Kind, Question, Year

RESPONDENT = "respondent"
WEIGHT = "weight"
USE_CASE_WEIGHT = "weight_use_cases"
RELEASE = "release.json"

FIXED: Mapping[str, pa.DataType] = {
    RESPONDENT: pa.string(),
    WEIGHT: pa.float64(),
    USE_CASE_WEIGHT: pa.float64(),
}

CODE = pa.string()
MAXDIFF_TASK = pa.struct([("shown", pa.list_(CODE)), ("best", CODE), ("worst", CODE)])


def asked_column(question: str) -> str:
    """The column saying who was shown a question."""
    return f"{question}__asked"


def withheld_column(question: str) -> str:
    """The column saying whose answer to a question a release withholds; often there is none."""
    return f"{question}__withheld"


def answer_type(question: Question) -> pa.DataType:
    """The type of a question's answer column."""
    match question.kind:
        case Kind.MULTIPLE | Kind.RANKING:
            return pa.list_(CODE)
        case Kind.MATRIX:
            return pa.map_(CODE, pa.list_(CODE) if question.multiple else CODE)
        case Kind.ALLOCATION:
            return pa.map_(CODE, pa.float64())
        case Kind.MAXDIFF:
            return pa.list_(MAXDIFF_TASK)
        case Kind.NUMBER if not question.choices:
            return pa.float64()
        case _:
            return CODE


def year_file(folder: Path, year: Year) -> Path:
    """Where a data folder keeps the responses of a year."""
    return folder / "responses" / f"year={year}" / "responses.parquet"


def separate_file(folder: Path, year: Year, question: str, key: str | None = None) -> Path:
    """Where a released folder keeps a demographic that may not be joined to the answers.

    It has a file by itself, and one beside each key attribute, `key`.
    """
    name = f"{question}.{key}" if key else question
    return year_file(folder, year).with_name(f"{name}.parquet")
