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
from dashboard.errors import shown

Place = tuple[str | int, ...]
Found = tuple[Place, str]
"""What a rule finds: a place in a file, or below a thing of it, and what is wrong there."""

LARGEST_FILE = 4_000_000
MOST_PARTS = 400_000
"""Keys and values of a file, each counted wherever an alias repeats it."""
DEEPEST = 100
"""How deep parts may stand in parts; far deeper ones end the process inside the parser."""
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")


class _Loader(yaml.CSafeLoader):
    """PyYAML's C loader, deciding what a plain scalar is by YAML 1.2's core schema."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012, typed so by PyYAML

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """What a node stands for; a value that its tag does not fit is an error of its place."""
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
            tag = node.tag.rpartition(":")[2]
            raise yaml.constructor.ConstructorError(
                None, None, f"{shown(node.value)} cannot be read as {tag}", node.start_mark
            ) from error


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

    def fault(self, place: Place, message: str, whose: str = "") -> Fault:
        """What is wrong at a place; `whose` is the id of the question or choice it lies in."""
        where = f"{dotted(place)} ({whose})" if whose else dotted(place)
        return Fault(self.path, self.line(place), where, message)


def read_yaml(path: Path) -> tuple[Source | None, list[Fault]]:
    """Read one file; what cannot be read comes back as faults, never as an exception."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            return None, [Fault(path, 1, "", "The file is larger than a codebook can be (4 MB).")]
        if not path.is_file():
            return None, [Fault(path, 1, "", "It is not a file.")]
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [Fault(path, 1, "", f"The file is not UTF-8 (byte {error.start}).")]
    except OSError as error:
        return None, [Fault(path, 1, "", f"The file cannot be read: {error.strerror}.")]
    loader = _Loader(text)
    try:
        if _depth(text) > DEEPEST:
            return None, [Fault(path, 1, "", f"The YAML is nested deeper than {DEEPEST} levels.")]
        node = loader.get_single_node()
        lines: dict[Place, int] = {}
        faults = [
            Fault(path, line, dotted(place), message)
            for line, place, message in _walk(node, (), lines)
        ]
        if len(lines) > MOST_PARTS:
            return None, [
                Fault(
                    path, 1, "", f"The YAML has more than {MOST_PARTS:,} parts, aliases resolved."
                )
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


def _depth(text: str) -> int:
    """How deep parts stand in parts, found without going down into them."""
    depth = deepest = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        deepest = max(deepest, depth)
        if deepest > DEEPEST:
            break
    return deepest


def _walk(
    node: yaml.Node | None, place: Place, lines: dict[Place, int]
) -> Iterator[tuple[int, Place, str]]:
    """Note the line of every part; yield keys written twice, which YAML would swallow."""
    if node is None or len(lines) > MOST_PARTS:
        return
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = _name(key)
            lines[(*place, name)] = key.start_mark.line + 1
            if str(name) in seen:
                yield key.start_mark.line + 1, (*place, name), f"The key {name!r} is given twice."
            seen.add(str(name))
            yield from _walk(value, (*place, name), lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _walk(value, (*place, index), lines)


def _name(key: yaml.Node) -> str | int:
    """A key as it stands in a place."""
    if key.tag.endswith(":int") and _WHOLE.fullmatch(str(key.value)):
        return int(key.value)
    return shown(key.value) if isinstance(key.value, list) else str(key.value)


def dotted(place: Place) -> str:
    """A place in words: `questions[2].choices[0].id`."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) and part < 1000 else f".{part}"
    return text.lstrip(".")
