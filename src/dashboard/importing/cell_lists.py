"""Cells that are lists of a programming language or a database: ['Plum', 'Fig'], {Plum,Fig}."""

import ast
import csv
import json

_BRACKETS = {"[": "]", "{": "}", "(": ")"}


def unlisted(cell: str, separator: str) -> str | None:
    """The answers of a cell that is a list, joined by `separator`; None where it is not a list.

    An answer that contains the separator is put in double quotes, as in a line of CSV.
    """
    text = cell.strip()
    if len(text) < 2 or _BRACKETS.get(text[0]) != text[-1]:
        return None
    items = _items(text)
    if items is None:
        return None
    return separator.join(_quoted(item, separator) for item in items if item.strip())


def _items(text: str) -> list[str] | None:
    if not text[1:-1].strip():
        return []
    found: object = None
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(text)
            break
        except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
            continue
    if isinstance(found, list | tuple | set):
        return [str(item) for item in found if item is not None]
    if found is not None or text[0] == "(":
        return None
    try:
        [items] = csv.reader([text[1:-1].replace("\n", " ")], skipinitialspace=True, strict=True)
    except (csv.Error, ValueError):
        return None
    return items


def _quoted(item: str, separator: str) -> str:
    if separator.strip() not in item and '"' not in item:
        return item
    return '"' + item.replace('"', '""') + '"'
