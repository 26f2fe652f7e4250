"""What an export holds that a codebook does not know, and the reverse, with the edit to make."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dashboard.codebook import Codebook, Question, Year, read_codebook
from dashboard.codebook.entries import ReadEntry
from dashboard.errors import DashboardError, nearest, shown, unknown
from dashboard.importing.answers import SEPARATOR, Notes, Reader, likeliest_separator
from dashboard.importing.columns import HeaderIndex, Source, source_of
from dashboard.importing.drafting.writing import ids_of
from dashboard.importing.formats import recognised
from dashboard.importing.formats.header_rows import kept_rows
from dashboard.importing.identifiers import identifying_column
from dashboard.importing.raw_table import SPSS, RawTable, ReadOptions, first_rows, read_raw

MOST_LABELS = 15
LEAST_OFTEN = 2


@dataclass(frozen=True)
class Drift:
    """The differences between an export and a codebook, each a sentence, some with an edit."""

    year: Year
    new_columns: tuple[str, ...]
    missing: tuple[str, ...]
    labels: tuple[str, ...]
    unseen: tuple[str, ...]

    @property
    def none(self) -> bool:
        """Whether export and codebook fit."""
        return not (self.new_columns or self.missing or self.labels or self.unseen)

    def text(self) -> str:
        """The report as lines of plain text."""
        if self.none:
            return f"The export fits the codebook of {self.year}.\n"
        lines = []
        for said, found in (
            ("Questions whose columns are missing or renamed", self.missing),
            ("Columns that no question declares", self.new_columns),
            ("Answers that no choice declares", self.labels),
            ("Choices that nobody gave; retired, or reworded?", self.unseen),
        ):
            if found:
                lines.append(f"{said}: {len(found)}")
                lines += [f"  {line}" for one in found for line in one.splitlines()]
        return "\n".join(lines) + "\n"


def drift(raw: Path, survey: Path, year: Year, format: str | None = None) -> Drift:
    """Compare an export of `year` with the codebook in `survey`."""
    codebook = read_codebook(survey)
    if year not in codebook.years:
        advice = f" Add {year}: {{}} under 'years' in survey.yaml first."
        raise DashboardError(unknown("year", year, codebook.years) + advice)
    how = codebook.read.get(year, ReadEntry())
    heads, kind = first_rows(raw, ReadOptions(encoding=how.encoding, sheet=how.sheet), 4)
    layout = recognised(heads, kind == SPSS, how.header_rows, format)
    options = ReadOptions(
        header_rows=layout.header_rows,
        encoding=how.encoding,
        sheet=how.sheet,
        missing=frozenset(how.missing) | layout.missing,
    )
    table = read_raw(raw, options)
    keep, _ = kept_rows(layout.rules, table.headers, table.columns, table.rows)
    table = table.of_rows(keep) if not all(keep) else table
    rewritten = layout.rewrite(table.headers, codebook, year)
    index = HeaderIndex(tuple(tuple(row) for row in rewritten))
    sources: dict[str, Source] = {}
    missing = []
    for question in codebook.asked_in(year):
        if question.derived:
            continue
        try:
            sources[question.id] = source_of(question, year, index)
        except DashboardError as error:
            missing.append(f"{error}\n{_renamed(question, year, index)}".rstrip())
    labels: list[str] = []
    unseen: list[str] = []
    for code, source in sources.items():
        question = codebook.questions[code]
        found = _undeclared(question, year, table, source, how, layout.separators)
        labels += _labels(question, year, found[0])
        unseen += _unseen(question, year, found[1])
    return Drift(
        year=year,
        new_columns=tuple(_new(table, sources, codebook, year)),
        missing=tuple(missing),
        labels=tuple(labels),
        unseen=tuple(unseen),
    )


def _renamed(question: Question, year: Year, index: HeaderIndex) -> str:
    near = index.nearest(question.wording[year]) or index.nearest(question.title)
    if not near:
        return f"  If {year} did not ask it, leave {year} out of its 'asked'."
    return f"  edit {question.id}: columns: {{{year}: {json.dumps(near, ensure_ascii=False)}}}"


def _new(
    table: RawTable, sources: dict[str, Source], codebook: Codebook, year: Year
) -> Iterator[str]:
    used = {place for source in sources.values() for place in source.positions()}
    wordings = {q.wording[year]: q.id for q in codebook.asked_in(year) if q.id not in sources}
    for at in range(table.width):
        name = table.name(at)
        cells = table.columns.get(at, [])
        if at in used or not any(cells):
            continue
        if identifying_column(name, dict.fromkeys(cells)):
            yield f"{shown(name)}: tells who somebody is; leave it undeclared."
            continue
        near = nearest(name, wordings)
        meant = f" Perhaps {wordings[near]!r}, reworded." if near else ""
        yield f"{shown(name)}: {sum(map(bool, cells)):,} answers.{meant}"


def _undeclared(
    question: Question,
    year: Year,
    table: RawTable,
    source: Source,
    how: ReadEntry,
    separators: tuple[str, ...],
) -> tuple[dict[str, int], set[str]]:
    """Texts that no choice declares, with how often they stand, and the choices that were given."""
    separator = question.separator or how.separator or SEPARATOR
    if not question.separator and not how.separator and len(source.whole) == 1:
        cells = [cell for cell in dict.fromkeys(table.columns[source.whole[0]]) if cell]
        if question.is_coded:
            separator = likeliest_separator(question, year, cells, separators)
    notes = Notes()
    answers = Reader(question, year, table, source, separator, notes).answers()
    return dict((notes.undeclared + notes.write_ins).most_common()), set(_codes(answers))


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


def _labels(question: Question, year: Year, texts: dict[str, int]) -> Iterator[str]:
    known = {choice.label: choice.id for choice in question.offered(year)}
    often = [(text, n) for text, n in texts.items() if n >= LEAST_OFTEN][:MOST_LABELS]
    for text, times in often:
        quoted = json.dumps(text, ensure_ascii=False)
        near = nearest(text, known) if question.is_coded else None
        said = f"{question.id}: {shown(text)}, {times:,} times."
        if near:
            edit = f"  edit choice {known[near]!r}: labels: {{{year}: [{quoted}]}}"
        elif question.is_coded:
            new = f"{{id: {ids_of([text])[0]}, label: {quoted}, asked: [{year}]}}"
            edit = f"  edit choices: - {new}"
        else:
            edit = "  It is no number within the question's bounds."
        yield f"{said}\n{edit}"


def _unseen(question: Question, year: Year, given: set[str]) -> Iterator[str]:
    if question.is_coded:
        never = [choice.id for choice in question.offered(year) if choice.id not in given]
        if never:
            yield f"{question.id}: {', '.join(never)}"
