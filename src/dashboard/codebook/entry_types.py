"""The types that every file of a codebook is made of: ids, texts, and entries that refuse more."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from dashboard.codebook.yaml_source import as_written

Id = Annotated[
    str,
    # YAML reads a bare 2024 or 1 as a number; an id written so is a word all the same.
    BeforeValidator(as_written),
    Field(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=60),
]
QuestionId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=60)]

Text = Annotated[
    str,
    BeforeValidator(as_written),
    Field(min_length=1, max_length=1000),
]


class Entry(BaseModel):
    """Anything in a codebook file: unknown keys are refused, nothing changes once read."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False
    )


class Kind(StrEnum):
    """What sort of answer a question takes."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    MATRIX = "matrix"
    NUMBER = "number"
    ALLOCATION = "allocation"
    RANKING = "ranking"
    MAXDIFF = "maxdiff"
