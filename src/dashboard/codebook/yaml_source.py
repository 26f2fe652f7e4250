"""YAML with places: plain data, and for every key and element the line it stands on.

The plain scalars follow YAML 1.2, so that a choice called `no` stays a word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dashboard.codebook.faults import Fault

Place = tuple[str | int, ...]

LARGEST_FILE = 4_000_000


class _Loader(yaml.CSafeLoader):
    """PyYAML's C loader, deciding what a plain scalar is by YAML 1.2's core schema."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012, typed so by PyYAML


for _tag, _pattern, _first in [
    ("tag:yaml.org,2002:null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("tag:yaml.org,2002:int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    (
        "tag:yaml.org,2002:float",
        r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$",
        list("-+.0123456789"),
    ),
]:
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), _first)


class WrittenInt(int):
    """A whole number and how it was written, which a label such as 007 is to keep."""

    written: str


class WrittenFloat(float):
    """A number and how it was written, which a label such as 3.10 or 1e5 is to keep."""

    written: str


def as_written(value: object) -> object:
    """A number of a file as the text it was written as; anything else as it is."""
    if isinstance(value, WrittenInt | WrittenFloat):
        return value.written
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _int(loader: _Loader, node: yaml.ScalarNode) -> WrittenInt:
    found = WrittenInt(node.value)
    found.written = node.value
    return found


def _float(loader: _Loader, node: yaml.ScalarNode) -> WrittenFloat:
    found = WrittenFloat(node.value)
    found.written = node.value
    return found


_Loader.add_constructor("tag:yaml.org,2002:int", _int)
_Loader.add_constructor("tag:yaml.org,2002:float", _float)


@dataclass(frozen=True)
class Source:
    """One file's data and the lines of its parts; `lines[("questions", 2, "id")]` counts from 1."""

    path: Path
    data: Any
    lines: dict[Place, int]

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_yaml(path: Path) -> tuple[Source | None, list[Fault]]:
    """Read one file; what cannot be read comes back as faults, never as an exception."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            return None, [Fault(path, 1, "", "The file is larger than a codebook can be (4 MB).")]
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [Fault(path, 1, "", f"The file is not UTF-8 (byte {error.start}).")]
    except OSError as error:
        return None, [Fault(path, 1, "", f"The file cannot be read: {error.strerror}.")]
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        lines: dict[Place, int] = {}
        faults = [
            Fault(path, line, dotted(place), message)
            for line, place, message in _walk(node, (), lines)
        ]
        data = loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "it is not YAML"
        return None, [Fault(path, line, "", f"The YAML cannot be read: {problem}.")]
    except RecursionError:
        return None, [Fault(path, 1, "", "The YAML is nested too deeply.")]
    finally:
        loader.dispose()
    return Source(path, data, lines), faults


def plain_yaml(text: str) -> Any:
    """The data that a piece of YAML stands for, read as a codebook's files are."""
    loader = _Loader(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def _walk(
    node: yaml.Node | None, place: Place, lines: dict[Place, int]
) -> Iterator[tuple[int, Place, str]]:
    """Note the line of every part; yield keys written twice, which YAML would swallow."""
    if node is None:
        return
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = int(key.value) if key.tag.endswith(":int") else str(key.value)
            lines[(*place, name)] = key.start_mark.line + 1
            if str(name) in seen:
                yield key.start_mark.line + 1, (*place, name), f"The key {name!r} stands twice."
            seen.add(str(name))
            yield from _walk(value, (*place, name), lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _walk(value, (*place, index), lines)


def dotted(place: Place) -> str:
    """A place in words: `questions[2].choices[0].id`."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) and part < 1000 else f".{part}"
    return text.lstrip(".")
