"""Entries from plain data: pydantic's findings as faults with file, line, value, nearest name."""

from collections.abc import Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from dashboard.codebook.entry_types import Entry
from dashboard.codebook.faults import Fault
from dashboard.codebook.yaml_source import Source, dotted
from dashboard.errors import nearest, shown, unknown

E = TypeVar("E", bound=Entry)

FORMS = {"one", "many", "by-year", "group"}


def validate(source: Source, entry: type[E]) -> tuple[E | None, list[Fault]]:
    """The entry a file holds, or everything that keeps it from being one."""
    if not isinstance(source.data, dict):
        message = f"The file must hold keys and values, not {_said(source.data)}."
        return None, [Fault(source.path, 1, "", message)]
    try:
        return entry.model_validate(source.data), []
    except ValidationError as error:
        faults = [_fault(source, entry, found) for found in error.errors()]
        return None, list(dict.fromkeys(faults))


def _place(found: ErrorDetails) -> tuple[str | int, ...]:
    """Pydantic's location without the names of the forms that a key may take."""
    return tuple(part for part in found["loc"] if part not in FORMS)


def _fault(source: Source, entry: type[Entry], found: ErrorDetails) -> Fault:
    place = _place(found)
    value = found.get("input")
    match found["type"]:
        case "extra_forbidden":
            keys = _keys_at(entry, place[:-1])
            message = unknown("key", str(place[-1]), keys)
        case "enum" | "literal_error":
            allowed = [name.strip(" '") for name in found["ctx"]["expected"].split(",")]
            allowed = [part for name in allowed for part in name.replace("' or '", ",").split(",")]
            message = unknown("value", value, allowed)
        case "missing":
            written = value if isinstance(value, dict) else {}
            close = nearest(place[-1], written)
            message = f"The key {place[-1]!r} is missing." + (
                f" Is {close!r} meant to be it?" if close else ""
            )
        case "union_tag_invalid" if (tag := found["ctx"]["discriminator"].strip("'")) and (
            isinstance(value, dict) and tag in value
        ):
            allowed = [name.strip(" '") for name in found["ctx"]["expected_tags"].split(",")]
            message = unknown(tag, value[tag], allowed)
        case "union_tag_invalid":
            message = f"{_said(value)} is not allowed here."
        case "value_error":
            message = f"{shown(value)}: {found['msg'].removeprefix('Value error, ')}."
        case _:
            message = f"{_said(value)} is not allowed here: {found['msg']}."
    line_place = place[:-1] if found["type"] == "missing" else place
    where = dotted(place)
    named = _name_around(source.data, place)
    return Fault(
        source.path, source.line(line_place), f"{where} ({named})" if named else where, message
    )


def _said(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "a group of keys"
    return shown(value)


def _name_around(data: Any, place: tuple[str | int, ...]) -> str:
    """The id of the innermost question or choice a place lies in."""
    name = ""
    for part in place:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(data, dict) and isinstance(data.get("id"), str | int):
            name = str(data["id"])
    return name


def _keys_at(entry: type[BaseModel], place: tuple[str | int, ...]) -> list[str]:
    """The keys allowed at a place, found by walking the entries' annotations."""
    model: type[BaseModel] = entry
    for part in place:
        if isinstance(part, int):
            continue
        for name, info in model.model_fields.items():
            if part in (name, info.alias):
                model = next(_models_in(info.annotation), model)
    return [info.alias or name for name, info in model.model_fields.items()]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
