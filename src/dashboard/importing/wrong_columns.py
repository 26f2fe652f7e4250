"""Files that are something else than responses in words, recognised before they do harm."""

from collections.abc import Iterable, Mapping, Sequence

from dashboard.codebook import Question
from dashboard.errors import DashboardError, shown
from dashboard.importing.labels import normalised
from dashboard.importing.numerals import number

_COUNTS = frozenset(
    {
        *("count", "counts", "n", "frequency", "total", "responses", "respondents", "choice count"),
        *("anzahl", "häufigkeit", "nombre", "effectif", "cantidad", "frecuencia", "quantidade"),
        *("votes", "conteggio", "frequenza", "aantal", "antal", "liczba", "počet", "количество"),
        *("число", "回答数", "件数", "度数", "小计", "人数", "数量", "응답수", "빈도"),
    }
)
_SHARES = frozenset(
    {
        *("percent", "percentage", "%", "share", "pct", "proportion", "valid percent", "percents"),
        *("prozent", "anteil", "pourcentage", "porcentaje", "porcentagem", "response percent"),
        *("response %", "% of responses", "% of total", "choice %"),
        *("percentuale", "percentagem", "procent", "andel", "aandeel", "procenty", "процент"),
        *("доля", "割合", "比率", "比例", "占比", "百分比", "비율"),
    }
)
# How tools head their summary tables.
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
LONG = (
    "This looks like a long table, with a row for each answer of a respondent. "
    "An import needs a row for each respondent, and a column for each question."
)
# Heads of sums in a table, and of a row of sums at the end of a file of responses.
_TOTALS = frozenset(
    {
        *("total", "grand total", "totals", "sum", "all respondents", "gesamt", "summe"),
        *("gesamtergebnis", "total général", "total general", "totale", "somme"),
    }
)
_WHICH = frozenset({"question", "questions", "question id", "question text", "variable", "item",
                    "frage", "pregunta", "pergunta", "domanda", "vraag"})  # fmt: skip
_WHAT = frozenset({"answer", "answers", "response", "value", "answer text", "antwort", "réponse",
                   "respuesta", "resposta", "risposta", "antwoord", "wert"})  # fmt: skip
_CHOICES = frozenset({"answer choices", "answer options", "option", "options", "choice", "choices",
                      "label", "category", "antwortoptionen", "réponses", "opción"})  # fmt: skip
MOST_LONG = 8
MOST_HEADERS = 12
# So many texts of a question may be stray numbers before they are taken for codes.
STRAY = 0.02
FIRST_ROWS = 15
FEWEST_ROWS = 10


def is_results(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first rows of a file are those of a table of results."""
    if not rows:
        return False
    if is_aggregate(rows[:1]) or _is_pivot(rows):
        return True
    if _is_crosstab(rows):
        return True
    for row in rows[:FIRST_ROWS]:
        named = {normalised(text) for text in row if text.strip()}
        if any(heading <= named for heading in _HEADINGS) and len(named) <= MOST_HEADERS:
            return True
        # Below a title and a question: the choices, with counts and shares of each.
        if len(named) <= 5 and named & _COUNTS and named & _SHARES:
            return True
    return False


def _is_pivot(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the last column, and a row below the header, hold the sums of the others."""
    last = next((text for text in reversed(rows[0]) if text.strip()), "")
    begins = {normalised(row[0]) for row in rows[1:] if row}
    return normalised(last) in _TOTALS and bool(begins & _TOTALS)


def _is_crosstab(rows: Sequence[Sequence[str]]) -> bool:
    """Whether each row is an answer, named once, with nothing but numbers beside it."""
    heads, below = rows[0], [row for row in rows[1:] if any(row)]
    if len(heads) < 3 or len(below) < 2 or normalised(heads[0]) not in _WHAT | _CHOICES:
        return False
    names = [row[0] for row in below]
    cells = [cell for row in below for cell in row[1:] if cell]
    words = all(name and number(name) is None for name in names)
    return (
        words and len(set(names)) == len(names) and all(number(cell) is not None for cell in cells)
    )


def is_long(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first rows are those of a table with a row for each answer of a respondent."""
    heads = [normalised(text) for text in rows[0]] if rows else []
    which = next((at for at, text in enumerate(heads) if text in _WHICH), None)
    if which is None or len(heads) > MOST_LONG or not _WHAT & set(heads):
        return False
    asked = [row[which] for row in rows[1:] if which < len(row) and row[which].strip()]
    first = [row[0] for row in rows[1:] if row]
    return bool(asked) and len(set(asked)) < len(asked) and len(set(first)) < len(first)


def last_row_of_sums(columns: Iterable[Sequence[str | None]]) -> str:
    """A doubt whether the last row is a respondent's, where one of its cells says "Total".

    So it is, too, where a text that nobody else gave is its only cell.
    """
    every = [cells for cells in columns if len(cells)]
    last = [cells for cells in every if cells[-1]]
    if len(last) == 1 and len(every) > 2 and len(last[0]) > FEWEST_ROWS:
        [cells] = last
        full = all(2 * sum(map(bool, other)) > len(other) for other in every)
        if full and cells[-1] and cells.count(cells[-1]) == 1 and number(cells[-1]) is None:
            return (
                f"the last row holds {shown(cells[-1])} and nothing else, and is counted as a "
                "respondent; if it is a note, remove it from the file"
            )
    for cells in every:
        if len(cells) and cells[-1] and normalised(cells[-1]) in _TOTALS:
            return (
                f"the last row holds {shown(cells[-1])} and is counted as a respondent; if it "
                "holds sums, remove it from the file"
            )
    return ""


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
    parts = (a.values() if isinstance(a, Mapping) else [a] for a in answers)
    words = sum(part is not None for found in parts for part in found)
    if words:
        raise DashboardError(
            f"{question.id}: {numbers:,} answers are numbers and {words:,} are words. The export "
            "mixes the texts of choices with their codes; export it again with texts only."
        )
    raise DashboardError(
        f"{question.id}: all {numbers:,} answers are numbers. Export the texts of the choices "
        "instead of their codes, or declare the codes as 'labels' of the choices."
    )
