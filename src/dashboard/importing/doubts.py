"""What an import is not sure of, as sentences that a maintainer reads before any count."""

from collections.abc import Iterator

from dashboard.codebook import Kind, Question, Year
from dashboard.errors import listed
from dashboard.importing.answers import Notes
from dashboard.importing.columns import Source
from dashboard.importing.import_report import QuestionReport
from dashboard.importing.raw_table import RawTable

# From so many answers on, it is told where more than so much of them fits nothing.
FEWEST, MOST_UNFIT = 10, 0.5


def question_doubts(
    question: Question,
    year: Year,
    notes: Notes,
    report: QuestionReport,
    source: Source,
    table: RawTable,
) -> Iterator[str]:
    """The doubts about one question: answers that nothing fits, that nobody gave, or guesses."""
    code = question.id
    what = "is a number" if not question.is_coded else "fits a declared choice"
    if notes.cells and notes.unfit == notes.cells:
        yield (
            f"{code}: none of {notes.cells:,} answers {what}; the separator, the layout or the "
            "column is probably wrong"
        )
    elif notes.cells >= FEWEST and notes.unfit > MOST_UNFIT * notes.cells:
        none = "no number" if not question.is_coded else "fit no declared choice"
        verb = "are " if not question.is_coded else ""
        yield f"{code}: {notes.unfit:,} of {notes.cells:,} answers {verb}{none}"
    if absent := _without_column(question, source, year):
        yield f"{code}: no column stands for {listed(map(repr, absent))}, so nobody can have it"
    valueless = sum(table.notes.valueless.get(at, 0) for at in source.positions())
    if not report.answered and not notes.unfit:
        yield f"{code}: nobody answered it" + (f"; {_formulas(valueless)}" if valueless else "")
    elif valueless:
        yield f"{code}: {_formulas(valueless)}"
    for doubt in notes.doubts:
        yield f"{code}: {doubt}"


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
    return (
        f"{cells:,} of its cells are formulas without a stored value; open the workbook in a "
        "spreadsheet program and save it"
    )
