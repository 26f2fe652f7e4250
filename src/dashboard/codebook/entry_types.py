"""The types that every file of a codebook is made of: ids, texts, and entries that refuse more."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from dashboard.codebook.key_descriptions import described
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

# What a reader may be led to: nothing that runs, nothing on the machine itself.
Url = Annotated[
    str, Field(pattern=r"^https?://[^\s<>\"\\^`{|}/?#]+[^\s<>\"\\^`{|}]*$", max_length=1000)
]
Edition = Annotated[int, Field(ge=1900, le=2199)]


def form(value: object) -> str:
    """Which of the forms that a key may take is meant, so that only its faults are reported."""
    if isinstance(value, list):
        return "many"
    if isinstance(value, dict):
        years = value and all(isinstance(key, int) for key in value)
        return "by-year" if years else "group"
    return "one" if isinstance(value, str | int | float) else "group"


ByYear = dict[int, Text]
Texts = Annotated[
    Annotated[Text, Tag("one")] | Annotated[list[Text], Tag("many")], Discriminator(form)
]
TextOrByYear = Annotated[
    Annotated[Text, Tag("one")] | Annotated[ByYear, Tag("by-year")], Discriminator(form)
]
TextsOrByYear = Annotated[
    Annotated[Text, Tag("one")]
    | Annotated[list[Text], Tag("many")]
    | Annotated[dict[int, Texts], Tag("by-year")],
    Discriminator(form),
]


class Entry(BaseModel):
    """Anything in a codebook file: unknown keys are refused, nothing changes once read.

    The docstring of a key is what editors and the reference say of it, see `key_descriptions`.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        allow_inf_nan=False,
        json_schema_extra=described,
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
