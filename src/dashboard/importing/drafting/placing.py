"""Where an import is to find a drafted question: patterns that fit its columns and no others."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from dashboard.codebook import Question, Year
from dashboard.codebook.entries import QuestionEntry
from dashboard.codebook.resolve import resolve_question
from dashboard.errors import DashboardError
from dashboard.importing.columns import HeaderIndex, source_of
from dashboard.importing.drafting.kinds import Guess
from dashboard.importing.drafting.questions import DraftQuestion, entry
from dashboard.importing.labels import normalised

Parts = dict[str, int]


def place(
    question: DraftQuestion, year: Year, index: HeaderIndex, codes: Sequence[str], parts: Parts
) -> bool:
    """Declare the columns of a question so that an import reads just these; False if none does.

    `parts` are the places of columns that stand for one choice or item, by its id; empty where
    the cells say which. What the import finds by itself is not declared.
    """
    for patterns, own in _candidates(question, year, index, codes, parts):
        question.columns.pop(year, None)
        if patterns:
            question.columns[year] = patterns
        for choice in question.every_choice():
            choice.columns.pop(year, None)
            if choice.id in own:
                choice.columns[year] = own[choice.id]
        if _reads(question, year, index, parts):
            return True
    return False


def _candidates(
    question: DraftQuestion, year: Year, index: HeaderIndex, codes: Sequence[str], parts: Parts
) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    places = question.places[year]
    coded = _by_codes(index, places, codes)
    # A code is a better name than a sentence, but it may stand for another question next year:
    # it is always declared for its year.
    if coded and not parts:
        yield coded, {}
    yield (), {}
    if coded:
        yield coded, {}
    headers = {at: _header(index, at) for at in places}
    if len(places) == 1 and not parts:
        yield (headers[places[0]],), {}
    elif not parts:
        yield tuple(headers[at] for at in places), {}
    yield (), {code: headers[at] for code, at in parts.items()}


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


def _reads(question: DraftQuestion, year: Year, index: HeaderIndex, parts: Parts) -> bool:
    """Whether an import takes the question from its own columns and each part from its own."""
    resolved = resolved_question(question, [year])
    if resolved is None:
        return False
    try:
        source = source_of(resolved, year, index)
    except (DashboardError, IndexError):
        return False
    if parts:
        return not source.whole and source.parts == parts
    return not source.parts and set(source.whole) == set(question.places[year])


def resolved_question(question: DraftQuestion, years: Sequence[Year]) -> Question | None:
    """The question as the codebook will see it, or None where the entry is not valid."""
    try:
        data = {k: v for k, v in entry(question, years).items() if k != "asked_of"}
        read = QuestionEntry.model_validate(data)
        return resolve_question(read, "draft", tuple(years), {}, {})
    except (ValidationError, DashboardError):
        return None


def part_places(found: Guess, ids: dict[str, str]) -> Parts:
    """The places of the columns that stand for one choice or item each, by its id."""
    return {ids[label]: part.at for label, part in found.parts}
