"""Doubts of an import, as sentences that a maintainer reads before any count."""

import re
from collections import Counter
from collections.abc import Iterator

from dashboard.codebook import Kind, Question, Year
from dashboard.errors import how_many, listed, shown
from dashboard.importing.answers import Notes
from dashboard.importing.columns import Source
from dashboard.importing.excel_damage import fallen_together
from dashboard.importing.import_report import QuestionReport
from dashboard.importing.labels import matching_keys, normalised
from dashboard.importing.raw_table import RawTable

# With at least this many answers, a larger share that fits nothing is reported.
FEWEST, MOST_UNFIT = 10, 0.5
# Fewer are reported if they are not numbers, which biases a mean, or if all are the same.
FEW_UNFIT, SEVERAL = 0.05, 3
MOST_SAME, FEWEST_SAME = 0.1, 5
# So many of the answers may name two choices, and labels of so many letters count.
MOST_SEVERAL, SHORTEST = 0.05, 3


def question_doubts(
    question: Question,
    year: Year,
    notes: Notes,
    report: QuestionReport,
    source: Source,
    table: RawTable,
) -> Iterator[str]:
    """The doubts about one question: answers that do not fit, missing answers, guesses."""
    code = question.id
    what = "is a number" if not question.is_coded else "fits a declared choice"
    if notes.cells and notes.unfit == notes.cells:
        yield (
            f"{code}: none of {how_many(notes.cells, 'answer')} {what}; the separator, the layout "
            "or the column is probably wrong"
        )
    elif notes.cells >= FEWEST and notes.unfit > MOST_UNFIT * notes.cells:
        none = "are not numbers" if not question.is_coded else "fit no declared choice"
        yield f"{code}: {notes.unfit:,} of {notes.cells:,} answers {none}"
    elif not question.is_coded and notes.unfit >= max(FEW_UNFIT * notes.cells, SEVERAL):
        first = next(iter(notes.undeclared), "")
        some = f"{notes.unfit:,} of {notes.cells:,} answers"
        yield f"{code}: {some} are not numbers, such as {shown(first)}"
    elif question.is_coded and (often := _often_undeclared(notes)):
        text, times = often
        some = f"{times:,} of {notes.cells:,} answers"
        yield f"{code}: {some} say {shown(text)}, which no choice declares"
    if several := _naming_several(question, year, notes):
        first = next(iter(several))
        yield (
            f"{code}: {sum(several.values()):,} answers such as {shown(first)} name several of its "
            "choices; the separator or the kind is probably wrong"
        )
    if absent := _without_column(question, source, year):
        names = listed(map(repr, absent))
        yield f"{code}: no column holds {names}, so no respondent can have chosen it"
    if notes.several > max(MOST_SEVERAL * table.rows, 2):
        yield (
            f"{code}: {notes.several:,} of {how_many(table.rows, 'respondent')} ticked several "
            "choices where one was asked for, and are left unanswered; is it of kind multiple?"
        )
    valueless = sum(table.notes.valueless.get(at, 0) for at in source.positions())
    if not report.answered and not notes.unfit:
        yield f"{code}: it has no answers" + (f"; {_formulas(valueless)}" if valueless else "")
    elif valueless:
        yield f"{code}: {_formulas(valueless)}"
    for doubt in (*_of_two_meanings(question, year, source, table), *notes.doubts):
        yield f"{code}: {doubt}"


def _of_two_meanings(
    question: Question, year: Year, source: Source, table: RawTable
) -> Iterator[str]:
    """Doubt labels that a spreadsheet makes one, and missing marks that are labels, too."""
    if not source.positions():
        return
    keys = matching_keys(question.offered(year), year, question.id)
    held = {normalised(cell) for at in source.whole for cell in set(table.columns[at]) if cell}
    for given, other in fallen_together(keys, held):
        yield (
            f"{shown(given)} is given and {shown(other)} never is; a spreadsheet writes both "
            f"as {shown(given)}, so it may stand for either"
        )
    marks: Counter[str] = Counter()
    for position in source.positions():
        marks.update(table.marks.get(position, {}))
    for mark, times in marks.items():
        if (code := keys.get(normalised(mark))) is not None:
            such = how_many(times, "such cell counts", "such cells count")
            yield (
                f"{shown(mark)} is a missing mark and also a label of {code!r}; {such} as "
                "unanswered"
            )


def _often_undeclared(notes: Notes) -> tuple[str, int] | None:
    """The undeclared text that most respondents gave, unless only a few did."""
    text, times = next(iter(notes.undeclared.most_common(1)), ("", 0))
    return (text, times) if times >= max(MOST_SAME * notes.cells, FEWEST_SAME) else None


def _naming_several(question: Question, year: Year, notes: Notes) -> dict[str, int]:
    """Texts that fit nothing and name two choices, where many are such, with their people."""
    if question.kind not in (Kind.SINGLE, Kind.MULTIPLE, Kind.RANKING):
        return {}
    keys = matching_keys(question.offered(year), year, question.id)
    words = sorted((key for key in keys if len(key) >= SHORTEST), key=len, reverse=True)
    if not words:
        return {}
    named = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, words))})(?!\w)")
    found = {
        text: times
        for text, times in (notes.undeclared + notes.write_ins).items()
        if len({keys[key] for key in named.findall(normalised(text))}) > 1
    }
    return found if sum(found.values()) > max(MOST_SEVERAL * notes.cells, 2) else {}


def _without_column(question: Question, source: Source, year: Year) -> list[str]:
    """The choices, or rows, without a column, where others of the question have their own."""
    if source.whole or not (source.parts or source.grid) or question.kind is Kind.MAXDIFF:
        return []
    entries = question.shown_items(year) if question.items else question.offered(year)
    held = {item for item, _ in source.grid} or set(source.parts)
    absent = [entry.id for entry in entries if entry.id not in held]
    if source.grid:
        given = {choice for _, choice in source.grid}
        absent += [choice.id for choice in question.offered(year) if choice.id not in given]
    return absent


def _formulas(cells: int) -> str:
    some = how_many(cells, "of its cells is a formula", "of its cells are formulas")
    return f"{some} without a stored value; open the workbook in a spreadsheet program and save it"
