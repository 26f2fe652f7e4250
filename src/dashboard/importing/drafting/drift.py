"""Differences between an export and a codebook, each with the edit to make."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboard.codebook import Choice, Kind, Question, Year, read_codebook
from dashboard.codebook.survey_entries import ReadEntry
from dashboard.errors import DashboardError, how_many, shown, unknown
from dashboard.importing.answers import Notes, Reader
from dashboard.importing.cell_readers import SEPARATOR, likeliest_separator, separator_of
from dashboard.importing.columns import Source, sources_of
from dashboard.importing.drafting.aligning import Wordings, choice_score, is_slip
from dashboard.importing.drafting.damaged_ranges import range_of
from dashboard.importing.drafting.guesses import WRITTEN_BELOW
from dashboard.importing.drafting.instructions import INSTRUCTION_ONLY, same_but_instruction
from dashboard.importing.drafting.joined import SURE_SEPARATORS, split
from dashboard.importing.drafting.naming import ids_of, plain
from dashboard.importing.drafting.personal import FEWEST, is_personal, same_text, why_left_out
from dashboard.importing.drafting.writing import flow
from dashboard.importing.export_files import opened
from dashboard.importing.formats.row_rules import responses_only
from dashboard.importing.header_index import HeaderIndex
from dashboard.importing.import_report import doubt_line
from dashboard.importing.labels import keys_with_codes, normalised, splitter
from dashboard.importing.raw_table import RawTable, read_raw
from dashboard.importing.undeclared import (
    Undeclared,
    answered,
    undeclared_beside,
    undeclared_doubt,
)
from dashboard.importing.wrong_columns import must_be_words

MOST_LABELS = 15
# Scores from 0 to 100, and a share: how alike a renamed column or choice has to be.
LEAST_LIKE = 60.0
LEAST_LIKE_HEADER = 50.0
MOST_UNREAD = 0.4


@dataclass(frozen=True)
class Drift:
    """The differences between an export and a codebook, each a sentence, some with an edit.

    `doubts` are what the reading of the file is not sure of.
    """

    year: Year
    new_columns: tuple[str, ...]
    missing: tuple[str, ...]
    labels: tuple[str, ...]
    unseen: tuple[str, ...]
    doubts: tuple[str, ...] = ()

    @property
    def none(self) -> bool:
        """Whether export and codebook fit."""
        return not (self.new_columns or self.missing or self.labels or self.unseen)

    def text(self) -> str:
        """The report as lines of plain text."""
        lines = list(map(doubt_line, self.doubts))
        if self.none:
            lines.append(f"The export fits the codebook of {self.year}.")
        for said, found in (
            ("Questions whose columns are missing or renamed", self.missing),
            ("Columns that no question declares", self.new_columns),
            ("Answers that no choice declares", self.labels),
            ("Choices without answers; retired, or reworded?", self.unseen),
        ):
            if found:
                lines.append(f"{said}: {len(found)}")
                lines += [f"  {line}" for one in found for line in one.splitlines()]
        return "\n".join(lines) + "\n"


def drift(
    raw: Path,
    survey: Path,
    year: Year,
    format: str | None = None,
    reading: Mapping[str, object] | None = None,
) -> Drift:
    """Compare an export of `year` with the codebook in `survey`.

    `reading` overrides keys of the survey's `read`, as in an import.
    """
    codebook = read_codebook(survey)
    if year not in codebook.years:
        advice = f" Add {year}: {{}} under 'years' in survey.yaml first."
        raise DashboardError(unknown("year", year, codebook.years) + advice)
    how = codebook.read.get(year, ReadEntry()).model_copy(update=dict(reading or {}))
    layout, options = opened(raw, how, format)
    table = read_raw(raw, options)
    table, _, doubts = responses_only(table, layout.rules)
    rewritten = layout.rewrite(table.headers, codebook, year)
    index = HeaderIndex(tuple(tuple(row) for row in rewritten))
    sources, unfound = sources_of(codebook, year, index)
    used = {place for source in sources.values() for place in source.positions()}
    missing = []
    for code, wrong in unfound.items():
        edit, places = _renamed(codebook.questions[code], year, index, table, used)
        used |= places
        missing.append(f"{wrong}\n  {edit}")
    labels: list[str] = []
    unseen: list[str] = []
    heads = index.headers
    declared = frozenset(used)
    for code, source in sources.items():
        question = codebook.questions[code]
        beside = undeclared_beside(source, question, heads, set(declared))
        beside = [one for one in beside if answered(table.columns[one.position])]
        used |= {one.position for one in beside}
        labels += _added(question, year, beside, source)
        if beside:
            doubts.append(undeclared_doubt(question, beside))
        separator = separator_of(question, year, table, source, how.separator, layout.separators)
        if other := _joined_otherwise(question, year, table, source, separator):
            labels.append(
                f"{code}: its answers are joined by {other!r}, not by {separator!r}.\n"
                f"  edit survey.yaml: read: {{{year}: {{separator: {json.dumps(other)}}}}}, where "
                f"other years that need {separator!r} have theirs, in place of the question's"
            )
            continue
        try:
            texts, given = _undeclared(question, year, table, source, separator)
        except DashboardError as error:
            # A refusal of the import is reported with everything else.
            labels.append(str(error))
            continue
        never = _never(question, year, given)
        proposed, renamed = _labels(question, year, texts, never, table.rows)
        labels += proposed
        never = [choice for choice in never if choice not in renamed]
        unseen += [f"{code}: {', '.join(never)}"] if never else []
    return Drift(
        year=year,
        new_columns=tuple(_new(table, used, index)),
        missing=tuple(missing),
        labels=tuple(labels),
        unseen=tuple(unseen),
        doubts=tuple(doubts),
    )


def _renamed(
    question: Question, year: Year, index: HeaderIndex, table: RawTable, used: set[int]
) -> tuple[str, set[int]]:
    """The edit that finds a question's column, with the column's place; or what else to do.

    The column is undeclared, and either another year declares it, or its header is most like the
    question's wording while its cells are answers to it.
    """
    for other in sorted(question.columns, key=lambda one: abs(one - year)):
        found = [c for pattern in question.columns[other] for c in index.find(pattern)]
        places = {column.position for column in found}
        if places and not places & used:
            patterns = question.columns[other]
            return _edit(question, year, patterns[0] if len(patterns) == 1 else [*patterns]), places
    texts = {*question.wording.values(), question.title}
    wordings = Wordings([*texts, *(_header(index, at) for at in range(table.width))])
    best: tuple[float, int] | None = None
    for at in range(table.width):
        header = _header(index, at)
        if at in used or not header or not _answers(question, year, table, at):
            continue
        score = max(wordings.score(text, header) for text in texts)
        if score >= LEAST_LIKE_HEADER and (best is None or score > best[0]):
            best = score, at
    if best is None:
        return f"If {year} did not ask it, say so in its 'asked' and 'retired'.", set()
    header = _header(index, best[1])
    edits = [_edit(question, year, header), *_reworded(question, year, header)]
    return "\n  ".join(edits), {best[1]}


def _reworded(question: Question, year: Year, header: str) -> Iterator[str]:
    """The edits for a header whose wording differs from the year before."""
    before = question.wording.get(year, question.title)
    if normalised(header) == normalised(before):
        return
    texts: dict[Year, str] = {}
    for asked, text in sorted(question.wording.items()):
        if asked < year and text not in list(texts.values())[-1:]:
            texts[asked] = text
    texts[year] = header
    said = ", ".join(f"{at}: {json.dumps(t, ensure_ascii=False)}" for at, t in texts.items())
    yield f"edit {question.id}: wording: {{{said}}}"
    if same_but_instruction(before, header):
        yield f'edit {question.id}: editorial: {{{year}: "{INSTRUCTION_ONLY}"}}'
    else:
        yield (
            f"Years before {year} are then not compared with it. If it means the same, say why: "
            f"editorial: {{{year}: REASON}}"
        )


def _edit(question: Question, year: Year, columns: str | list[str]) -> str:
    return f"edit {question.id}: columns: {{{year}: {json.dumps(columns, ensure_ascii=False)}}}"


def _header(index: HeaderIndex, at: int) -> str:
    """The last header of a column that is not empty: its text rather than its code."""
    return next((row[at].strip() for row in reversed(index.headers) if row[at].strip()), "")


def _answers(question: Question, year: Year, table: RawTable, at: int) -> bool:
    """Whether most cells of a column are answers to a question."""
    cells = [cell for cell in table.columns.get(at, []) if cell]
    if not cells or question.items:
        return False
    notes = Notes()
    source = Source((at,))
    separator = question.separator or SEPARATOR
    answers = Reader(question, year, table, source, separator, notes).answers()
    unread = sum((notes.undeclared + notes.write_ins).values())
    given = sum(answer is not None for answer in answers)
    return given > 0 and unread <= MOST_UNREAD * len(cells)


def _new(table: RawTable, used: set[int], index: HeaderIndex) -> Iterator[str]:
    for at in range(table.width):
        name = _header(index, at) or table.name(at)
        cells = table.columns.get(at, [])
        if at in used or not any(cells):
            continue
        if why := why_left_out(name, cells):
            yield f"{shown(name)}: leave it undeclared, {why}."
            continue
        yield f"{shown(name)}: {how_many(sum(map(bool, cells)), 'answer')}."


def _added(
    question: Question, year: Year, beside: Sequence[Undeclared], source: Source
) -> Iterator[str]:
    """The choices or rows to declare, for columns of a question that nobody declares."""
    if source.grid:
        yield from (f"{question.id}: column {shown(one.header)}." for one in beside)
        return
    entries, name = (question.items, "items") if question.items else (question.choices, "choices")
    taken = {entry.id for entry in entries}
    is_own = any(year in entry.columns for entry in entries)
    for one in beside:
        [code] = ids_of([one.label], taken)
        taken.add(code)
        label = json.dumps(one.label, ensure_ascii=False)
        header = json.dumps(one.header, ensure_ascii=False)
        where = f", columns: {{{year}: {header}}}" if is_own else ""
        yield (
            f"{question.id}: column {shown(one.header)}.\n  edit {name}: - "
            f"{{id: {flow(code)}, label: {label}, asked: {{from: {year}}}{where}}}"
        )


def _joined_otherwise(
    question: Question, year: Year, table: RawTable, source: Source, separator: str
) -> str:
    """The sign that joins a question's answers if not its separator; empty where that does."""
    if question.kind is not Kind.MULTIPLE or len(source.whole) != 1 or source.parts:
        return ""
    keys = keys_with_codes(question.offered(year), year, question.id)
    cells = Counter(cell for cell in table.columns[source.whole[0]] if cell)

    def unfit(joint: str) -> int:
        split = splitter(keys, joint)
        return sum(n for cell, n in cells.items() if split(cell).left_over)

    best = likeliest_separator(question, year, cells, (separator, *SURE_SEPARATORS))
    now = unfit(separator)
    return best if now >= FEWEST and 2 * unfit(best) < now else ""


def _undeclared(
    question: Question, year: Year, table: RawTable, source: Source, separator: str
) -> tuple[Counter[str], set[str]]:
    """Undeclared texts with how often they occur, and the choices that were given."""
    notes = Notes()
    answers = Reader(question, year, table, source, separator, notes).answers()
    found: Counter[str] = Counter()
    joined = question.kind in (Kind.MULTIPLE, Kind.RANKING) and len(source.whole) == 1
    for text, n in (notes.undeclared + notes.write_ins).items():
        # Neighboring pieces come as one text; each may be an answer of its own.
        for piece in split(text, separator) if joined else [plain(text)]:
            found[piece] += n
    if question.kind is not Kind.RANKING or source.whole:
        texts = notes.undeclared if question.write_ins else found
        must_be_words(question, table.rows, texts, answers)
    return same_text(found), set(_codes(answers))


def _codes(answer: object) -> Iterator[str]:
    match answer:
        case str():
            yield answer
        case list():
            for part in answer:
                yield from _codes(part)
        case dict():
            for part in answer.values():
                yield from _codes(part)


def _labels(
    question: Question, year: Year, texts: Counter[str], never: list[str], rows: int
) -> tuple[list[str], set[str]]:
    """Edits for texts that enough people gave, and the choices they are other names of."""
    if not question.is_coded:
        said = "It is not a number within the question's bounds."
        often = [(text, n) for text, n in texts.most_common(MOST_LABELS) if n >= FEWEST]
        return [f"{question.id}: {shown(t)}, {n:,} times.\n  {said}" for t, n in often], set()
    least = max(FEWEST, rows // WRITTEN_BELOW if question.write_ins else 0)
    known = {choice.id: choice for choice in question.offered(year)}
    taken = {choice.id for choice in question.choices}
    ranges = {normalised(choice.label) for choice in known.values()}
    lines: list[str] = []
    renamed: set[str] = set()
    for text, n in texts.most_common():
        # Damaged labels are read as they were, and personal texts are never choices.
        damaged = normalised(range_of(text)) in ranges
        if n < least or is_personal(text) or damaged or len(lines) == MOST_LABELS:
            continue
        said = f"{question.id}: {shown(text)}, {n:,} times."
        quoted = json.dumps(text, ensure_ascii=False)
        same = _renames(text, [known[code] for code in never if code not in renamed])
        if same:
            renamed.add(same)
            lines.append(f"{said}\n  edit choice {same!r}: labels: {{{year}: [{quoted}]}}")
            continue
        slip = next((c.id for c in known.values() if is_slip(c.label, text)), None)
        if slip:
            lines.append(f"{said}\n  edit choice {slip!r}: labels: {{{year}: [{quoted}]}}")
            continue
        [code] = ids_of([text], taken)
        taken.add(code)
        new = f"{{id: {flow(code)}, label: {quoted}, asked: {{from: {year}}}}}"
        lines.append(f"{said}\n  edit choices: - {new}")
    return lines, renamed


def _renames(text: str, unseen: list[Choice]) -> str | None:
    """The unused choice that a text is another name of, or None."""
    scores = {choice.id: choice_score(choice.label, text) for choice in unseen}
    best = max(scores, key=lambda code: scores[code], default=None)
    return best if best is not None and scores[best] >= LEAST_LIKE else None


def _never(question: Question, year: Year, given: set[str]) -> list[str]:
    if not question.is_coded:
        return []
    return [choice.id for choice in question.offered(year) if choice.id not in given]
