"""Files that are something else than responses in words, recognised before they do harm."""

from collections.abc import Mapping, Sequence

from dashboard.codebook import Question
from dashboard.errors import DashboardError
from dashboard.importing.labels import normalised
from dashboard.importing.numerals import number

_COUNTS = frozenset({"count", "counts", "n", "frequency", "total", "responses", "respondents"})
_SHARES = frozenset({"percent", "percentage", "%", "share", "pct", "proportion", "valid percent"})
MOST_HEADERS = 12
# So many texts of a question may be stray numbers before they are taken for codes.
STRAY = 0.02


def is_aggregate(headers: Sequence[Sequence[str]]) -> bool:
    """Whether the headers are those of a table of results: few columns, counts and shares."""
    named = {normalised(text) for row in headers for text in row if text.strip()}
    return len(named) <= MOST_HEADERS and bool(named & _COUNTS) and bool(named & _SHARES)


def must_be_words(
    question: Question, rows: int, undeclared: Mapping[str, int], answers: Sequence[object]
) -> None:
    """Refuse a question of choices whose cells hold numbers where words should be."""
    if not question.is_coded or question.kind == "number":
        return
    numbers = sum(times for text, times in undeclared.items() if number(text) is not None)
    if numbers <= max(STRAY * rows, 1):
        return
    words = sum(answer is not None for answer in answers)
    if words:
        raise DashboardError(
            f"{question.id}: {numbers:,} answers are numbers and {words:,} are words. The export "
            "mixes the texts of choices with their codes; export it again with texts only."
        )
    raise DashboardError(
        f"{question.id}: all {numbers:,} answers are numbers. Export the texts of the choices "
        "instead of their codes, or declare the codes as 'labels' of the choices."
    )
