"""Files that are something else than responses in words, recognised before they do harm."""

from collections.abc import Mapping, Sequence

from dashboard.codebook import Question
from dashboard.errors import DashboardError
from dashboard.importing.labels import normalised
from dashboard.importing.numerals import number

_COUNTS = frozenset(
    {
        *("count", "counts", "n", "frequency", "total", "responses", "respondents", "choice count"),
        *("anzahl", "häufigkeit", "nombre", "effectif", "cantidad", "frecuencia", "quantidade"),
    }
)
_SHARES = frozenset(
    {
        *("percent", "percentage", "%", "share", "pct", "proportion", "valid percent", "percents"),
        *("prozent", "anteil", "pourcentage", "porcentaje", "porcentagem", "response percent"),
        *("response %", "% of responses", "% of total", "choice %"),
    }
)
# How tools head the tables of their summaries, whatever stands in them.
_HEADINGS = (
    frozenset({"answer choices", "responses"}),
    frozenset({"answer options", "response count"}),
    frozenset({"answer options", "response percent"}),
    frozenset({"field", "choice count"}),
    frozenset({"antwortoptionen", "beantwortungen"}),
    frozenset({"choix de réponses", "réponses"}),
    frozenset({"opciones de respuesta", "respuestas"}),
    frozenset({"opções de resposta", "respostas"}),
)
RESULTS = (
    "This looks like a table of results, with counts or shares for each answer. "
    "An import needs the responses: a row for each respondent."
)
MOST_HEADERS = 12
# So many texts of a question may be stray numbers before they are taken for codes.
STRAY = 0.02
FIRST_ROWS = 15


def is_results(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first rows of a file are those of a table of results."""
    if not rows:
        return False
    if is_aggregate(rows[:1]):
        return True
    for row in rows[:FIRST_ROWS]:
        named = {normalised(text) for text in row if text.strip()}
        if any(heading <= named for heading in _HEADINGS) and len(named) <= MOST_HEADERS:
            return True
        # Below a title and a question: the choices, with counts and shares of each.
        if len(named) <= 5 and named & _COUNTS and named & _SHARES:
            return True
    return False


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
