"""The reference page and the JSON Schemas say of every key what it means."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import TypeAdapter

from dashboard.codebook.condition_entries import Condition
from dashboard.codebook.entries import FILES, schema
from dashboard.codebook.entry_types import Entry
from dashboard.codebook.key_descriptions import keys
from dashboard.codebook.key_reference import key_reference
from dashboard.codebook.yaml_source import plain_yaml

PAGE = Path(__file__).parents[2] / "docs" / "codebook-keys.md"


def entries(entry: type[Entry] = Entry) -> Iterator[type[Entry]]:
    for one in entry.__subclasses__():
        if one.__module__.startswith("dashboard.codebook."):
            yield one
        yield from entries(one)


def test_the_page_is_what_the_models_say() -> None:
    hint = "run: python -m dashboard schema reference > docs/codebook-keys.md"
    assert PAGE.read_text(encoding="utf-8") == key_reference(), hint


@pytest.mark.parametrize("entry", list(entries()), ids=lambda entry: entry.__name__)
def test_every_key_is_described_with_an_example_that_is_valid(entry: type[Entry]) -> None:
    assert entry.model_fields
    for key, name in zip(keys(entry), entry.model_fields, strict=True):
        assert key.text.endswith("."), f"{entry.__name__}.{key.name}"
        assert key.example, f"{entry.__name__}.{key.name}"
        assert f"| {'**' if key.required else ''}`{key.name}`" in key_reference()
        value = plain_yaml(key.example)
        _validate(entry, name, key.name, value)
        # Unit, example and what goes wrong stand in this order; out of it they are taken for text.
        assert not re.search("Unit:|Example:|Goes wrong:", f"{key.text} {key.wrong}")


def _validate(entry: type[Entry], name: str, key: str, value: Any) -> None:
    """Raise where a value is none that the key may have."""
    if entry is Condition:
        # Its parts are conditions themselves, which only the whole class knows.
        whole = {key: value}
        if key not in ("all", "any", "not"):
            whole = {"question": "role"} | whole
        if key in ("question", "item"):
            whole["answered"] = True
        Condition.model_validate(whole)
        return
    declared = next(c.__annotations__[name] for c in entry.__mro__ if name in c.__annotations__)
    adapter: TypeAdapter[Any] = TypeAdapter(declared)
    adapter.validate_python(value)


@pytest.mark.parametrize("file", FILES)
def test_editors_are_told_the_same(file: str) -> None:
    made = schema(FILES[file])
    jsonschema.Draft202012Validator.check_schema(made)
    assert made["properties"]
    for definition in [made, *made.get("$defs", {}).values()]:
        for name, part in definition.get("properties", {}).items():
            assert part.get("description"), f"{definition.get('title')}.{name}"
            assert part["description"].startswith(part["x-said"])
