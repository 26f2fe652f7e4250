"""The reference of all keys of the codebook's files, written from the entries themselves."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from dashboard.codebook.entries import FILES
from dashboard.codebook.entry_types import Entry
from dashboard.codebook.key_descriptions import Key, keys

_FILES = {
    "survey": "survey.yaml",
    "topic": "topics/<topic>.yaml",
    "choices": "choices.yaml",
    "registry": "registries/<registry>.yaml",
    "renamed": "renamed.yaml",
}
_HEAD = """# Every key of the codebook

Written from the models in `src/dashboard/codebook/entries.py` by `python -m dashboard schema
reference > docs/codebook-keys.md`; a test holds it up to date. `codebook.md` says how to go about
changes, this page what each key means. Keys in **bold** have to be given. Editors show the same
texts with the JSON Schema of a file (`python -m dashboard schema topic`).
"""


def key_reference() -> str:
    """The page as Markdown: a section for each file and each kind of entry in it."""
    lines = [_HEAD]
    done: set[type[BaseModel]] = set()
    for name, entry in FILES.items():
        lines.append(f"\n## `{_FILES[name]}`\n")
        todo: list[type[BaseModel]] = [entry]
        while todo:
            one = todo.pop(0)
            if one in done:
                continue
            done.add(one)
            lines += _section(one, first=one is entry)
            todo += [inner for inner in _inside(one) if inner not in done]
    return "\n".join(lines).rstrip() + "\n"


def _section(entry: type[BaseModel], *, first: bool) -> Iterator[str]:
    text = " ".join((entry.__doc__ or "").split())
    if not first:
        yield f"\n### {_name(entry)}\n"
    yield text + "\n"
    yield "| key | what it says | unit | example | what goes wrong |"
    yield "|---|---|---|---|---|"
    for key in keys(entry):
        yield _line(key)


def _line(key: Key) -> str:
    name = f"**`{key.name}`**" if key.required else f"`{key.name}`"
    example = f"`{key.example}`" if key.example else ""
    cells = (name, key.text, key.unit, example, key.wrong)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _name(entry: type[BaseModel]) -> str:
    """What an entry is called: its class in words."""
    plain = entry.__name__.removesuffix("Entry")
    words = "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in plain)
    return words.strip().capitalize()


def _inside(entry: type[BaseModel]) -> Iterator[type[Entry]]:
    """The kinds of entry that the keys of one hold."""
    for info in entry.model_fields.values():
        yield from _entries_in(info.annotation)


def _entries_in(annotation: Any) -> Iterator[type[Entry]]:
    if isinstance(annotation, type) and issubclass(annotation, Entry):
        yield annotation
    for part in get_args(annotation):
        yield from _entries_in(part)
