"""What a key of the codebook means, said once for the reference page and for editors."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

from dashboard.codebook.yaml_source import plain_yaml


def said(text: str, *, example: str = "", unit: str = "", wrong: str = "") -> Any:
    """The description of a key.

    `example` is a value as it stands in YAML, `unit` what a number counts, `wrong` what goes wrong
    most easily. All of it stands in the JSON Schema, too.
    """
    parts = (text, unit and f"Unit: {unit}.", wrong and f"Goes wrong: {wrong}")
    more: dict[str, Any] = {"x-said": text, "x-unit": unit, "x-example": example, "x-wrong": wrong}
    if example:
        more["examples"] = [plain_yaml(example)]
    return Field(description=" ".join(part for part in parts if part), json_schema_extra=more)


@dataclass(frozen=True)
class Key:
    """A key with what is said of it; `default` is empty where it has to be given."""

    name: str
    text: str
    unit: str
    example: str
    wrong: str
    required: bool


def keys(entry: type[BaseModel]) -> Iterator[Key]:
    """The keys of an entry in the order of its fields."""
    for name, info in entry.model_fields.items():
        more = info.json_schema_extra
        more = more if isinstance(more, dict) else {}
        yield Key(
            name=_written(name, info),
            text=str(more.get("x-said", "")),
            unit=str(more.get("x-unit", "")),
            example=str(more.get("x-example", "")),
            wrong=str(more.get("x-wrong", "")),
            required=info.is_required(),
        )


def _written(name: str, info: FieldInfo) -> str:
    """A key as it is written in a file: `from`, not `from_`."""
    return info.alias or name
