"""The columns of an export that belong to one question."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.importing.formats import Layout, recognised
from dashboard.importing.formats.header_rows import kept_rows
from dashboard.importing.identifiers import identifying_column
from dashboard.importing.labels import normalised, tidied
from dashboard.importing.raw_table import SPSS, RawTable, ReadOptions, first_rows, read_raw

Cells = Sequence[str | None]

_BRACKETS = re.compile(r"^(.+?)\s*\[(.+)\]$", re.DOTALL)
_STEM = re.compile(r"^([A-Za-z]+\d+(?:_[A-Z])?)_(?:Part_)?(\w+)$")
_CODE = re.compile(r"^[A-Za-z]*\d+\w*$")
MISSING_MARKS = frozenset({"nan", "NaN", "NULL", "null", "#N/A", "#NULL!", "<NA>"})
# What survey tools write beside the answers.
_META = frozenset(
    {
        *("#", "id", "timestamp", "status", "progress", "finished", "lastpage", "startlanguage"),
        *("seed", "userlanguage", "refurl", "distributionchannel", "tags", "ending", "submitdate"),
        *("response type", "duration (in seconds)", "time from start to finish (seconds)"),
        *("datestamp", "startdate", "collector id"),
    }
)


@dataclass(frozen=True)
class Part:
    """A column: what it holds of the question, empty for the question as such."""

    name: str
    cells: Cells


@dataclass(frozen=True)
class Block:
    """A question as the export has it. `pattern` finds its columns where the text does not."""

    text: str
    parts: tuple[Part, ...]
    pattern: str = ""


@dataclass(frozen=True)
class Export:
    """An export taken apart: its questions, and the columns left out with the reason."""

    format: str
    rows: int
    header_rows: int
    separators: tuple[str, ...]
    blocks: tuple[Block, ...]
    left_out: tuple[tuple[str, str], ...]
    missing: tuple[str, ...] = ()


def read_export(raw: Path, header_rows: int | None = None, format: str | None = None) -> Export:
    """All questions of an export; `header_rows` where a plain table has more than are found."""
    heads, kind = first_rows(raw, ReadOptions(), 4)
    layout = recognised(heads, kind == SPSS, header_rows or _header_rows(heads), format)
    options = ReadOptions(header_rows=layout.header_rows, missing=layout.missing)
    table, marks = _without_marks(read_raw(raw, options))
    keep, _ = kept_rows(layout.rules, table.headers, table.columns, table.rows)
    table = table.of_rows(keep) if not all(keep) else table
    left_out = []
    columns = []
    for at in range(table.width):
        name = table.name(at)
        why = _why_not(name, table, at)
        if why:
            left_out.append((name, why))
        else:
            columns.append(at)
    blocks = tuple(_blocks(table, layout, columns))
    return Export(
        format=layout.name,
        rows=table.rows,
        header_rows=layout.header_rows,
        separators=layout.separators,
        blocks=blocks,
        left_out=tuple(left_out),
        missing=marks,
    )


def _without_marks(table: RawTable) -> tuple[RawTable, tuple[str, ...]]:
    """The table without what programs write for "nothing", and the marks that were found."""
    found: set[str] = set()
    columns: dict[int, list[str | None]] = {}
    for at, cells in table.columns.items():
        marks = MISSING_MARKS & {cell for cell in cells if cell}
        found |= marks
        columns[at] = [None if cell in marks else cell for cell in cells] if marks else list(cells)
    return replace(table, columns=columns), tuple(sorted(found))


def _header_rows(heads: Sequence[Sequence[str]]) -> int:
    """Two where the first row holds codes and the second sentences."""
    if len(heads) < 2:
        return 1
    codes = sum(bool(_CODE.match(text)) for text in heads[0])
    sentences = sum(len(text) > 25 and " " in text for text in heads[1])
    return 2 if min(codes, sentences) > len(heads[0]) / 2 else 1


def _why_not(name: str, table: RawTable, at: int) -> str:
    if at not in table.columns or all(cell is None for cell in table.columns[at]):
        return "it is empty"
    if normalised(name) in _META:
        return "the survey tool wrote it"
    return identifying_column(name, dict.fromkeys(table.columns[at])) or ""


def _blocks(table: RawTable, layout: Layout, columns: Sequence[int]) -> Iterator[Block]:
    """Neighbouring columns of the same question."""
    heads = _texts(table, layout)
    group: list[tuple[str, str, str, Cells]] = []
    for at in columns:
        text, part, stem = _question_of([row[at] for row in heads])
        if not text:
            continue
        if group and (text, stem) != (group[0][0], group[0][2]):
            yield _block(group)
            group = []
        group.append((text, part, stem, table.columns[at]))
    if group:
        yield _block(group)


def _texts(table: RawTable, layout: Layout) -> Sequence[Sequence[str]]:
    """The header rows with the question over each of its columns."""
    if layout.format in ("typeform", "plain"):
        return table.headers
    return layout.rewrite(table.headers, None, 0)  # type: ignore[arg-type]


def _question_of(heads: Sequence[str]) -> tuple[str, str, str]:
    """The text of a question, the part a column holds, and what finds its columns if coded."""
    code, text = (heads[0], heads[1]) if len(heads) > 1 and heads[1] else ("", heads[0])
    text = text.strip().removesuffix(" - Selected Choice")
    stem = _STEM.match(code)
    match = _BRACKETS.match(text)
    if match:
        return tidied(match[1]), tidied(match[2]), ""
    if " - " in text and (stem or _ends_like_a_question(text)):
        question, _, part = text.partition(" - Selected Choice - ")
        if not part:
            question, _, part = text.rpartition(" - ")
        if stem or part:
            return tidied(question), tidied(part), f"{stem[1]}_*" if stem else ""
    return tidied(text), "", code if _CODE.match(code) else ""


def _ends_like_a_question(text: str) -> bool:
    """Whether a dash parts question and choice: what stands before it ends like a question."""
    return text.partition(" - ")[0].rstrip().endswith(("?", ":", ")", "."))


def _block(group: Sequence[tuple[str, str, str, Cells]]) -> Block:
    text, _, pattern, _ = group[0]
    parts = tuple(Part(part, cells) for _, part, _, cells in group)
    return Block(text, parts, pattern)
