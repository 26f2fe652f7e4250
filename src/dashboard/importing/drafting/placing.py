"""Where an import is to find a drafted question: patterns that fit its columns and no others."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from dashboard.codebook import Question, Year
from dashboard.codebook.question_entries import QuestionEntry
from dashboard.codebook.resolve import resolve_question
from dashboard.errors import DashboardError
from dashboard.importing.columns import source_of
from dashboard.importing.drafting.questions import DraftQuestion, entry
from dashboard.importing.header_index import HeaderIndex
from dashboard.importing.labels import normalised


@dataclass(frozen=True)
class Columns:
    """The known columns of a question: their codes, and the choice or item of each.

    `parts` are the places of columns that stand for one choice or item, by its id, and `grid` of
    those that stand for one choice of one item, whose names `dash` parts; both are empty where the
    cells say which.
    """

    codes: Sequence[str] = ()
    parts: dict[str, int] = field(default_factory=dict)
    grid: dict[tuple[str, str], int] = field(default_factory=dict)
    dash: str = ""


def place(question: DraftQuestion, year: Year, index: HeaderIndex, columns: Columns) -> bool:
    """Declare the columns of a question so that an import reads just these; False if none does.

    What the import finds by itself is not declared.
    """
    for patterns, own in _candidates(question, year, index, columns):
        question.columns.pop(year, None)
        if patterns:
            question.columns[year] = patterns
        for choice in question.every_choice():
            choice.columns.pop(year, None)
            if choice.id in own:
                choice.columns[year] = own[choice.id]
        if _reads(question, year, index, columns):
            return True
    return False


def _candidates(
    question: DraftQuestion, year: Year, index: HeaderIndex, columns: Columns
) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    places = question.places[year]
    if columns.grid:
        pair = f"{{item}}{columns.dash}{{choice}}"
        for pattern in ("", pair, f"{question.wording[year]} [{pair}]"):
            yield (pattern,) if pattern else (), {}
        return
    coded = _by_codes(index, places, columns.codes)
    # A code is a better name than a sentence, but it may stand for another question next year:
    # it is always declared for its year.
    if coded and not columns.parts:
        yield coded, {}
    yield (), {}
    if coded:
        yield coded, {}
    headers = {at: _header(index, at) for at in places}
    if len(places) == 1 and not columns.parts:
        yield (headers[places[0]],), {}
    elif not columns.parts:
        yield tuple(headers[at] for at in places), {}
    yield (), {code: headers[at] for code, at in columns.parts.items()}


def _by_codes(index: HeaderIndex, places: Sequence[int], codes: Sequence[str]) -> tuple[str, ...]:
    """Patterns for columns named by codes: `Q7_Part_*` for many, the code itself for one."""
    if not codes:
        return ()
    if len(codes) == 1:
        return (codes[0],)
    stems = Counter(re.sub(r"\d+$", "", code) for code in codes)
    patterns: list[str] = []
    for code in codes:
        stem = re.sub(r"\d+$", "", code)
        pattern = f"{stem}*" if stems[stem] > 1 else code
        found = {column.position for column in index.find(pattern)}
        if not found <= set(places):
            pattern = code
        if pattern not in patterns:
            patterns.append(pattern)
    return tuple(patterns)


def _header(index: HeaderIndex, at: int) -> str:
    """The header that finds a column alone, numbered where several have the same."""
    rows = [row for row in index.headers if row[at].strip()]
    for row in rows:
        found = [column.position for column in index.find(row[at])]
        if found == [at]:
            return row[at]
    for row in rows:
        same = [n for n, text in enumerate(row) if normalised(text) == normalised(row[at])]
        numbered = f"{row[at]} #{same.index(at) + 1}"
        if [column.position for column in index.find(numbered)] == [at]:
            return numbered
    return rows[0][at] if rows else ""


def _reads(question: DraftQuestion, year: Year, index: HeaderIndex, columns: Columns) -> bool:
    """Whether an import takes the question from its own columns and each part from its own."""
    resolved = resolved_question(question, [year])
    if resolved is None:
        return False
    try:
        source = source_of(resolved, year, index)
    except (DashboardError, IndexError):
        return False
    if columns.grid:
        return source.grid == columns.grid and not source.again
    if source.grid or source.again:
        return False
    if columns.parts:
        return not source.whole and source.parts == columns.parts
    others = {choice.id for choice in question.choices if choice.is_other}
    return set(source.parts) <= others and set(source.whole) == set(question.places[year])


def resolved_question(question: DraftQuestion, years: Sequence[Year]) -> Question | None:
    """The question as the codebook will see it, or None where the entry is not valid."""
    try:
        data = {k: v for k, v in entry(question, years).items() if k != "asked_of"}
        read = QuestionEntry.model_validate(data)
        return resolve_question(read, "draft", tuple(years), {}, {})
    except (ValidationError, DashboardError):
        return None
