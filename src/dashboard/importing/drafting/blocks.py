"""The columns of an export that belong to one question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, groupby
from pathlib import Path

from dashboard.codebook.survey_entries import ReadEntry
from dashboard.importing.drafting.naming import plain
from dashboard.importing.drafting.personal import why_left_out
from dashboard.importing.export_files import opened
from dashboard.importing.formats import Layout
from dashboard.importing.formats.row_rules import responses_only
from dashboard.importing.header_index import HeaderIndex
from dashboard.importing.labels import normalised
from dashboard.importing.raw_table import RawTable, read_raw

Cells = Sequence[str | None]

_BRACKETS = re.compile(r"^(.+?)\s*\[(.+)\]$", re.DOTALL)
_BETWEEN_BRACKETS = re.compile(r"\] ?\[")
_STEM = re.compile(r"^([A-Za-z]+\d+(?:_[A-Z])?)_(?:Part_)?(\w+)$")
_CODE = re.compile(r"^[A-Za-z]*\d+\w*$")
_TYPED = re.compile(r"(?i) - text$|_text$")
_SELECTED = " - Selected Choice"
# Signs between a question and the choice or row of its column, likeliest first.
_DASHES = (
    *(" - ", " – ", " — ", " >> ", " » ", " > ", "::", ": ", " / ", "/", " | ", ". ", "\n"),
    _ASKED := "? ",
)
MISSING_MARKS = frozenset({"nan", "NaN", "NULL", "null", "#N/A", "#NULL!", "<NA>"})
# Columns that survey tools add to the answers.
_META = frozenset(
    {
        *("#", "id", "timestamp", "status", "progress", "finished", "lastpage", "startlanguage"),
        *("seed", "userlanguage", "refurl", "distributionchannel", "tags", "ending", "submitdate"),
        *("response type", "duration (in seconds)", "time from start to finish (seconds)"),
        *("datestamp", "startdate", "collector id", "custom data 1", "q_recaptchascore"),
        *("zeitstempel", "horodateur", "marca temporal", "carimbo de data/hora", "tijdstempel"),
        *("letzte seite", "start-sprache", "zufallsstartwert", "dernière page", "langue de départ"),
        *("última página", "idioma inicial", "lenguaje inicial", "ultima pagina"),
        *("lingua iniziale", "laatste pagina", "starttaal", "ostatnia strona", "język początkowy"),
        *("последняя страница", "начальный язык", "last page", "start language"),
        # Kobo and ODK, and where Alchemer places people by their network.
        *("_status", "__version__", "_version_", "_validation_status", "_notes", "_tags"),
        *("_submitted_by", "_index", "_id", "formhub/uuid", "meta/rootuuid", "deviceid", "postal"),
    }
)


@dataclass(frozen=True)
class Part:
    """A column: what it holds of the question, empty for the question as such; its place."""

    name: str
    cells: Cells = field(repr=False)
    at: int = -1


@dataclass(frozen=True)
class Block:
    """A question as the export has it; `codes` are its columns' names where those are codes.

    `dash` is what parts question and choice in the headers, empty where brackets do.
    """

    text: str
    parts: tuple[Part, ...]
    codes: tuple[str, ...] = ()
    dash: str = ""


@dataclass(frozen=True)
class Export:
    """An export taken apart: its questions, and the columns left out with the reason."""

    path: Path
    format: str
    rows: int
    read: ReadEntry
    separators: tuple[str, ...]
    blocks: tuple[Block, ...]
    left_out: tuple[tuple[str, str], ...]
    index: HeaderIndex = field(repr=False)


def read_export(raw: Path, how: ReadEntry | None = None, format: str | None = None) -> Export:
    """All questions of an export, read as `how` says where that is given."""
    how = how or ReadEntry()
    layout, options = opened(raw, how, format)
    table, marks = _without_marks(read_raw(raw, options))
    table, _, _ = responses_only(table, layout.rules)
    rewritten = _rewritten(table, layout)
    blocks, left_out = _taken_apart(table, _headings(table, rewritten))
    missing = [*how.missing, *(mark for mark in marks if mark not in how.missing)]
    # A codebook need not repeat what the layout of a tool implies.
    found = layout.header_rows if layout.format == "plain" and layout.header_rows > 1 else None
    read = how.model_copy(update={"header_rows": how.header_rows or found, "missing": missing})
    return Export(
        path=raw,
        format=layout.name,
        rows=table.rows,
        read=read,
        separators=(how.separator,) if how.separator else layout.separators,
        blocks=tuple(blocks),
        left_out=tuple(left_out),
        index=HeaderIndex(tuple(tuple(row) for row in rewritten)),
    )


def _without_marks(table: RawTable) -> tuple[RawTable, tuple[str, ...]]:
    """The table without what programs write for "nothing", and the marks that were found."""
    found: set[str] = set()
    columns: dict[int, list[str | None]] = {}
    for at, cells in table.columns.items():
        texts = {cell for cell in cells if cell}
        marks = MISSING_MARKS & texts
        found |= marks
        empty = marks | {text for text in texts if not text.strip()}
        columns[at] = [None if cell in empty else cell for cell in cells] if empty else list(cells)
    return replace(table, columns=columns), tuple(sorted(found))


def _rewritten(table: RawTable, layout: Layout) -> Sequence[Sequence[str]]:
    """The header rows with the question over each of its columns, as an import looks into them."""
    if layout.format == "typeform":
        return table.headers
    texts = layout.rewrite(table.headers, None, 0)  # type: ignore[arg-type]
    if layout.format != "plain":
        return texts
    # A row of questions, each over the first of its columns, is above a row of what they hold.
    together = texts[len(table.headers) :]
    return [*table.headers[:-2], together[-1]] if together else table.headers


def _headings(table: RawTable, rewritten: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """The codes of the columns, if there are any, and what each column asks."""
    composed = rewritten[len(table.headers) :]
    if not composed:
        return rewritten
    codes = [row for row in table.headers[:1] if sum(map(bool, map(_CODE.match, row))) > 1]
    return [*codes, composed[-1]]


@dataclass(frozen=True)
class _Column:
    """A column on its way into a block."""

    at: int
    text: str
    part: str
    code: str
    stem: str
    dash: str
    full: str
    cells: Cells


def _taken_apart(
    table: RawTable, heads: Sequence[Sequence[str]]
) -> tuple[list[Block], list[tuple[str, str]]]:
    """The blocks of neighboring columns that belong together, and what is not a question."""
    columns: list[_Column] = []
    left_out: list[tuple[str, str]] = []
    questions = _questions_of(heads, table.width)
    for at, (text, part, code, stem, dash, full) in enumerate(questions):
        cells = table.columns.get(at, [])
        why = _why_not(table, at, text, cells)
        if why:
            left_out.append((plain(text) or table.name(at), why))
        else:
            columns.append(_Column(at, text, part, code, stem, dash, full, cells))
    grouped = groupby(columns, key=lambda column: (column.text, column.stem))
    blocks = []
    for group in chain.from_iterable(_namesakes(list(group)) for _, group in grouped):
        rest = _without_personal(group, left_out)
        if rest:
            blocks.append(_block(rest))
    return blocks, left_out


def _namesakes(group: list[_Column]) -> list[list[_Column]]:
    """Columns of one header that hold various answers each: questions of the same name."""
    various = [len(set(filter(None, column.cells))) > 1 for column in group]
    if any(column.part or column.stem for column in group) or not any(various):
        return [group]
    return [[column] for column in group]


def _why_not(table: RawTable, at: int, text: str, cells: Cells) -> str:
    if not any(cells):
        return "it is empty"
    names = {normalised(row[at]) for row in table.headers if row[at].strip()}
    if (names | {name.partition(". ")[0] for name in names}) & _META:
        return "written by the survey tool"
    if not text:
        typed = any(_TYPED.search(row[at]) for row in table.headers)
        return "text typed beside a choice" if typed else "it has no header to find it by"
    return ""


def _without_personal(group: Sequence[_Column], left_out: list[tuple[str, str]]) -> list[_Column]:
    """The columns that do not tell who somebody is.

    The question's text is judged, not what its choices are called: people meet on Slack.
    """
    if len(group) > 1:
        if why := why_left_out(group[0].text, ()):
            left_out.append((plain(group[0].text), why))
            return []
        return list(group)
    [column] = group
    header = column.text if not column.part else f"{column.text} {column.part}"
    for name in dict.fromkeys((header, column.code)):
        if name and (why := why_left_out(name, column.cells)):
            left_out.append((plain(header), why))
            return []
    return list(group)


def _questions_of(
    heads: Sequence[Sequence[str]], width: int
) -> list[tuple[str, str, str, str, str, str]]:
    """For each column: its question's text, its part, code, stem, the dash, and all it says."""
    found = [_question_of([row[at] for row in heads]) for at in range(width)]
    parted = _parted([text for text, *_ in found])
    return [
        (*parted[at][:2], code, stem, parted[at][2], text)
        if at in parted and not part and not stem
        else (text, part, code, stem, "", _whole([row[at] for row in heads]))
        for at, (text, part, code, stem) in enumerate(found)
    ]  # fmt: skip


def _whole(heads: Sequence[str]) -> str:
    """The header of a column, without the question's code."""
    text = heads[1] if len(heads) > 1 and heads[1] else heads[0]
    return text.strip().replace(_SELECTED, "")


def _question_of(heads: Sequence[str]) -> tuple[str, str, str, str]:
    """The text of a question, the part a column holds, its code, and the stem of several codes."""
    code, text = (heads[0], heads[1]) if len(heads) > 1 and heads[1] else ("", heads[0])
    text = text.strip().removesuffix(_SELECTED)
    if _TYPED.search(text) or _TYPED.search(code):
        return "", "", code, ""
    stem = _STEM.match(code)
    match = _BRACKETS.match(text)
    if match:
        return match[1].strip(), _BETWEEN_BRACKETS.sub(" - ", match[2].strip()), code, ""
    if " - " in text and stem:
        question, _, part = text.partition(f"{_SELECTED} - ")
        if not part:
            question, _, part = text.rpartition(" - ")
        return question.strip(), part.strip(), code, stem[1]
    return text, "", code if _CODE.match(code) else "", ""


def _parted(texts: Sequence[str]) -> dict[int, tuple[str, str, str]]:
    """Columns whose headers share their beginning up to a dash with a neighbor: question, part.

    A header that ends like a question before the dash needs no neighbor.
    """
    found: dict[int, tuple[str, str, str]] = {}
    for dash in _DASHES:
        heads = [text.partition(dash)[0] if dash in text else "" for text in texts]
        if dash == _ASKED:
            heads = [f"{head}?" if head else "" for head in heads]
        for at, text in enumerate(texts):
            head = heads[at]
            if at in found or len(head) < 2:
                continue
            beside = [heads[n] for n in (at - 1, at + 1) if 0 <= n < len(texts)]
            alone = dash == " - " and head.rstrip().endswith(("?", ":", ")", "."))
            if head in beside or alone:
                found[at] = (head.strip(), _bare(text.partition(dash)[2]), dash)
    # "Hammer:Which tools do you use?", as Alchemer writes it.
    tails = [text.rpartition(":")[2] if ":" in text else "" for text in texts]
    for at, tail in enumerate(tails):
        beside = [tails[n] for n in (at - 1, at + 1) if 0 <= n < len(texts)]
        if at not in found and " " in tail.strip() and tail in beside:
            found[at] = (tail.strip(), texts[at].rpartition(":")[0].strip(), ":")
    return found


def _bare(part: str) -> str:
    """The part of a header that is about one column, without brackets around all of it."""
    text = part.strip()
    return text[1:-1].strip() if text[:1] == "(" and text.find(")") == len(text) - 1 else text


def _block(group: Sequence[_Column]) -> Block:
    first = group[0]
    if len(group) == 1 and first.part:
        # A single column does not make a question of several parts: its header is the question.
        return Block(plain(first.full), (Part("", first.cells, first.at),), _codes(group))
    parts = tuple(Part(column.part, column.cells, column.at) for column in group)
    return Block(plain(first.text), parts, _codes(group), first.dash)


def _codes(group: Sequence[_Column]) -> tuple[str, ...]:
    codes = tuple(column.code for column in group)
    return codes if all(codes) else ()
