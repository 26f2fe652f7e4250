"""SPSS files as rows of cells: names, labels, sets, then what each respondent said, in words."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyreadstat

from dashboard.errors import DashboardError

ROWS_AT_ONCE = 20_000
HEADER_ROWS = 4
"""Names, labels, and each variable's place in a set: by the set's label, and by its name."""


def read_sav(path: Path) -> Iterator[list[str]]:
    """The rows of a `.sav` file: four of header, then the responses.

    The header holds variable names, variable labels, and the multiple-response set of each variable
    by the set's label and by its name, with the variable in brackets where the set ticks variables
    and on its own where each variable holds one of the answers.

    A value with a label gives its label. Values declared as missing by the user keep theirs too,
    so that "refused" is told apart from nothing; a number without a label stays one.
    """
    try:
        _, meta = pyreadstat.read_sav(str(path), metadataonly=True)
        names: list[str] = list(meta.column_names)
        yield names
        yield [label or "" for label in meta.column_labels]
        yield from _sets(meta)
        words = [meta.variable_value_labels.get(name, {}) for name in names]
        start = 0
        while True:
            columns, _ = pyreadstat.read_sav(
                str(path),
                user_missing=True,
                output_format="dict",
                row_offset=start,
                row_limit=ROWS_AT_ONCE,
                disable_datetime_conversion=True,
            )
            rows = len(next(iter(columns.values()), []))
            cells = [
                [_text(v, said) for v in columns[n]] for n, said in zip(names, words, strict=True)
            ]
            yield from map(list, zip(*cells, strict=True))
            start += rows
            if rows < ROWS_AT_ONCE:
                return
    # On a file that is not whole the reader raises whatever it runs into.
    except Exception as error:
        why = str(error).strip().rstrip(".") or type(error).__name__
        raise DashboardError(f"{path.name} cannot be read as an SPSS file: {why}.") from error


def counted_texts(path: Path) -> dict[int, str]:
    """The text of a tick, by column, for the variables of sets that count one value."""
    try:
        _, meta = pyreadstat.read_sav(str(path), metadataonly=True)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeError) as error:
        raise DashboardError(f"{path.name} cannot be read as an SPSS file: {error}.") from error
    place = {name.casefold(): at for at, name in enumerate(meta.column_names)}
    found: dict[int, str] = {}
    for answers in (meta.mr_sets or {}).values():
        counted = answers["counted_value"]
        if not answers["is_dichotomy"] or counted is None:
            continue
        for name in answers["variable_list"]:
            at = place.get(name.casefold())
            if at is not None:
                words = meta.variable_value_labels.get(meta.column_names[at], {})
                found.setdefault(at, _text(counted, words))
    return found


def _sets(meta: Any) -> Iterator[list[str]]:
    """Two header rows: each variable's place in a multiple-response set, by label and by name."""
    place = {name.casefold(): at for at, name in enumerate(meta.column_names)}
    by_label, by_name = [""] * len(place), [""] * len(place)
    for name, answers in (meta.mr_sets or {}).items():
        for variable in answers["variable_list"]:
            at = place.get(variable.casefold())
            if at is None or by_name[at]:
                continue
            part = f" [{meta.column_labels[at] or variable}]" if answers["is_dichotomy"] else ""
            by_label[at] = f"{answers['label']}{part}" if answers["label"] else ""
            by_name[at] = f"{name.removeprefix('$')}{part}"
    yield by_label
    yield by_name


def _text(value: Any, words: dict[Any, str]) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if value in words:
        return words[value]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).rstrip()
