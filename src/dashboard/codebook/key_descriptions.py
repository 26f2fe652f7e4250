"""What a key of the codebook means, said once for the reference page and for editors.

It stands below the key, as its docstring: what the key says, then `Unit:` what a number counts,
`Example:` a value as it stands in YAML, `Goes wrong:` what goes wrong most easily.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from textwrap import dedent
from typing import Any

from pydantic import BaseModel

from dashboard.codebook.yaml_source import plain_yaml

_PARTS = re.compile(
    r"(?P<text>.*?)( Unit: (?P<unit>.*?)\.)?( Example: `(?P<example>.*?)`)?"
    r"( Goes wrong: (?P<wrong>.*))?"
)


@dataclass(frozen=True)
class Key:
    """A key with what is said of it; `required` where it has to be given."""

    name: str
    text: str
    unit: str
    example: str
    wrong: str
    required: bool


def keys(entry: type[BaseModel]) -> Iterator[Key]:
    """The keys of an entry in the order of its fields, named as in a file: `from`, not `from_`."""
    said_of = _docstrings(entry)
    for name, info in entry.model_fields.items():
        parts = _PARTS.fullmatch(" ".join(said_of.get(name, "").split()))
        assert parts is not None
        said = parts.groupdict(default="")
        yield Key(name=info.alias or name, required=info.is_required(), **said)


def _docstrings(entry: type[BaseModel]) -> dict[str, str]:
    """The docstrings of an entry's keys by name, those of the entries it extends included.

    Pydantic would read them when a program starts; few programs ask for them.
    """
    found: dict[str, str] = {}
    for one in reversed(entry.__mro__):
        if issubclass(one, BaseModel) and one is not BaseModel:
            [written] = ast.parse(dedent(inspect.getsource(one))).body
            assert isinstance(written, ast.ClassDef)
            for key, text in pairwise(written.body):
                match key, text:
                    case (
                        ast.AnnAssign(target=ast.Name(id=name)),
                        ast.Expr(value=ast.Constant(value=str(said))),
                    ):
                        found[name] = said
    return found


def described(schema: dict[str, Any], entry: type[BaseModel]) -> None:
    """Put what is said of an entry's keys into its JSON Schema."""
    for key in keys(entry):
        unit = f" Unit: {key.unit}." if key.unit else ""
        wrong = f" Goes wrong: {key.wrong}" if key.wrong else ""
        schema["properties"][key.name] |= {
            "description": f"{key.text}{unit}{wrong}",
            "x-said": key.text,
            "x-unit": key.unit,
            "x-example": key.example,
            "x-wrong": key.wrong,
        } | ({"examples": [plain_yaml(key.example)]} if key.example else {})
