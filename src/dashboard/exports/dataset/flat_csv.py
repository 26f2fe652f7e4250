"""A released Parquet file as CSV: lists and maps spread over plain columns.

| kind of question | columns of the CSV |
|---|---|
| single, scale, number | `Q`: the code or number |
| multiple | `Q.choice` for each choice offered: 1 ticked, 0 not; all empty without an answer |
| ranking | `Q.choice`: its rank from 1; empty where it was not ranked |
| matrix | `Q.row`: the code, several joined by `;`; `(no answer)` where the row was left out |
| allocation | `Q.part`: the percentage as answered |
| MaxDiff | `Q.1.shown` (codes joined by `;`), `Q.1.best`, `Q.1.worst` for each task |

`Q__asked` and `Q__withheld` stay as they are, as 1 or 0; a first column gives the year.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow.parquet as pq

from dashboard.analysis.safe_cells import Cell, safe
from dashboard.codebook import Codebook, Kind, Question, Year
from dashboard.responses.schema import asked_column, withheld_column

ROWS_AT_ONCE = 1000
NO_ANSWER = "(no answer)"
JOINED_BY = ";"


def written(rows: Sequence[Sequence[Cell]]) -> str:
    """Rows as CSV, every cell safe for a spreadsheet."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows([safe(cell) for cell in r] for r in rows)
    return stream.getvalue()


def flat(codebook: Codebook, year: Year, content: bytes) -> bytes:
    """A year's Parquet file, given as bytes, as CSV in UTF-8 with one header row."""
    file = pq.ParquetFile(io.BytesIO(content))
    columns = file.schema_arrow.names
    asked = {name(code) for code in columns for name in (asked_column, withheld_column)}
    spread = {
        code: _spread(codebook.questions[code], year)
        for code in columns
        if code in codebook.questions
    }
    header = ["year"]
    for code in columns:
        header += [code + ending for ending in spread[code][0]] if code in spread else [code]
    text = written([header])
    parts = [text.encode()]
    for batch in file.iter_batches(ROWS_AT_ONCE):
        lines: list[list[Cell]] = [[year] for _ in range(batch.num_rows)]
        for code, column in zip(columns, batch.columns, strict=True):
            values = column.to_pylist()
            if code in spread:
                cells = spread[code][1]
                for line, value in zip(lines, values, strict=True):
                    line += cells(value)
            else:
                for line, value in zip(lines, values, strict=True):
                    line.append(int(value) if code in asked else value)
        parts.append(written(lines).encode())
    return b"".join(parts)


Spread = tuple[Sequence[str], Callable[[Any], list[Cell]]]


def _spread(question: Question, year: Year) -> Spread:
    """The endings of a question's columns in the CSV, and an answer's cells in them."""
    offered = [choice.id for choice in question.offered(year)]
    items = [item.id for item in question.shown_items(year)]
    match question.kind:
        case Kind.MULTIPLE:
            return _endings(offered), lambda answer: [
                None if answer is None else int(code in answer) for code in offered
            ]
        case Kind.RANKING:
            return _endings(offered), lambda answer: [
                answer.index(code) + 1 if answer and code in answer else None for code in offered
            ]
        case Kind.MATRIX:
            return _endings(items), lambda answer: _rows(dict(answer or ()), items)
        case Kind.ALLOCATION:
            return _endings(items), lambda answer: [dict(answer or ()).get(item) for item in items]
        case Kind.MAXDIFF:
            tasks = range(question.tasks or 0)
            names = [f".{task + 1}.{part}" for task in tasks for part in ("shown", "best", "worst")]
            return names, lambda answer: _tasks(answer or [], len(tasks))
    return [""], lambda answer: [answer]


def _endings(codes: Sequence[str]) -> list[str]:
    return [f".{code}" for code in codes]


def _rows(answer: Mapping[str, str | list[str] | None], items: Sequence[str]) -> list[Cell]:
    cells: list[Cell] = []
    for item in items:
        given = answer.get(item)
        if item in answer and given is None:
            cells.append(NO_ANSWER)
        else:
            cells.append(JOINED_BY.join(given) if isinstance(given, list) else given)
    return cells


def _tasks(answer: Sequence[Mapping[str, Any]], most: int) -> list[Cell]:
    cells: list[Cell] = []
    for task in answer[:most]:
        cells += [JOINED_BY.join(task["shown"] or ()), task["best"], task["worst"]]
    return cells + [None] * (3 * most - len(cells))
