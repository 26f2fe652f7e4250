"""SPSS files as rows of cells: names, labels, then what each respondent said, in words."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyreadstat

from dashboard.errors import DashboardError

ROWS_AT_ONCE = 20_000


def read_sav(path: Path) -> Iterator[list[str]]:
    """The rows of a `.sav` file: variable names, variable labels, then the responses.

    A value with a label gives its label. Values declared as missing by the user keep theirs too,
    so that "refused" is told apart from nothing; a number without a label stays one.
    """
    try:
        _, meta = pyreadstat.read_sav(str(path), metadataonly=True)
        names: list[str] = list(meta.column_names)
        yield names
        yield [label or "" for label in meta.column_labels]
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
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeError) as error:
        raise DashboardError(f"{path.name} cannot be read as an SPSS file: {error}.") from error


def _text(value: Any, words: dict[Any, str]) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if value in words:
        return words[value]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).rstrip()
