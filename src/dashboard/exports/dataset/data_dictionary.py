"""The data dictionary: every column and every code of the published files, as CSV.

A question has a line for each run of years with the same wording, then a line for each of its
rows (`item`) and answers (`choice`).
"""

from collections.abc import Iterator

from dashboard.analysis.describe import remarks, routing, spans
from dashboard.analysis.safe_cells import Cell
from dashboard.codebook import Choice, Codebook, Question
from dashboard.exports.dataset.flat_csv import written
from dashboard.responses.schema import RESPONDENT, USE_CASE_WEIGHT, WEIGHT

HEADER = (
    "file",
    "column",
    "role",
    "code",
    "label",
    "years",
    "kind",
    "topic",
    "wording",
    "asked_of",
    "unit",
    "from",
    "below",
    "value",
    "remark",
)
ANSWERS = "responses.parquet"
FIXED = {
    RESPONDENT: "Random id, unique to this file.",
    WEIGHT: "Survey weight (raked to known margins), if any.",
    USE_CASE_WEIGHT: "Weight of the use case described, if any.",
}


def dictionary(codebook: Codebook) -> str:
    """The dictionary of all published columns, as CSV; years are separated by spaces."""
    lines: list[list[Cell]] = [list(HEADER)]
    for column, remark in FIXED.items():
        lines.append(_line(file=ANSWERS, column=column, role="column", remark=remark))
    for question in codebook.questions.values():
        if question.published:
            lines += _of_question(codebook, question)
    return written(lines)


def _line(**cells: Cell) -> list[Cell]:
    return [cells.get(name) for name in HEADER]


def _of_question(codebook: Codebook, question: Question) -> Iterator[list[Cell]]:
    apart = question.id in codebook.separate
    file = f"{question.id}.parquet" if apart else ANSWERS
    asked_of = {year: span.text for span in routing(codebook, question) for year in span.years}
    both = {year: f"{question.wording[year]}\n{asked_of[year]}" for year in question.asked}
    for span in spans(both, question.asked):
        year = span.years[0]
        yield _line(
            file=file,
            column=question.id,
            role="question",
            label=question.title,
            years=_years(span.years),
            kind=question.kind.value,
            topic=question.topic,
            wording=question.wording[year],
            asked_of=asked_of[year],
            unit=question.unit,
            remark=_remark(question),
        )
    for role, among in (("item", question.items), ("choice", question.choices)):
        for choice in among:
            yield _of_choice(file, question, role, choice, among)


def _of_choice(
    file: str, question: Question, role: str, choice: Choice, among: tuple[Choice, ...]
) -> list[Cell]:
    return _line(
        file=file,
        column=question.id,
        role=role,
        code=choice.id,
        label=choice.label,
        years=_years(choice.asked),
        **{"from": choice.low, "below": choice.high},
        value=choice.value,
        remark=remarks(choice, among),
    )


def _remark(question: Question) -> str:
    parts = []
    if question.derived:
        parts.append("Derived from other answers.")
    for word, event in (("New", question.added), ("Retired", question.retired)):
        if event is not None:
            parts.append(f"{word} in {event.year}: {event.reason}")
    parts += [f"{year}: {reason}" for year, reason in question.editorial.items()]
    return " ".join(parts)


def _years(years: tuple[int, ...]) -> str:
    return " ".join(map(str, sorted(years)))
