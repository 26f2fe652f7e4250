"""How many rows a header has: codes above texts, or questions above their choices and rows."""

import re
from collections.abc import Sequence

from dashboard.importing.labels import normalised
from dashboard.importing.numerals import number
from dashboard.importing.ticks import TICKED, UNTICKED

Heads = Sequence[Sequence[str]]

# Second headers of questions that have one column, as SurveyMonkey writes them.
RESPONSE = frozenset(
    {"response", "open-ended response", "antwort", "offene antwort", "offene beantwortung",
     "réponse", "réponse ouverte", "respuesta", "respuesta abierta", "risposta",
     "risposta aperta", "resposta", "resposta aberta", "antwoord", "open antwoord", "svar",
     "vastaus", "odpowiedź", "odpověď", "ответ", "yanıt", "回答", "응답", "答案"}
)  # fmt: skip
WHOLE = RESPONSE | {"", "responses", "answer"}
_CODE = re.compile(r"^[A-Za-z]*\d+\w*$")
_LONG = 25
FEWEST = 5


def found_header_rows(rows: Heads) -> int:
    """How many of the first rows of a plain table are its header: one, two or three."""
    if len(rows) < 2:
        return 1
    if {normalised(text) for text in rows[1]} <= RESPONSE:
        return 2
    if _codes(rows[0]) and (_sentences(rows[1]) or _names(rows[1], rows[2:])):
        return 3 if _is_below(rows[1], rows[2:]) else 2
    sections = any(not text.strip() for text in rows[0])
    if (_codes(rows[0]) or sections) and len(rows) > 2 and _is_below(rows[1], rows[2:]):
        return 3
    return 2 if _is_below(rows[0], rows[1:]) else 1


def _codes(row: Sequence[str]) -> bool:
    """Whether a row names its columns by codes such as Q1 and q2_a, nothing else."""
    named = [text for text in row if text.strip()]
    return bool(named) and sum(bool(_CODE.match(text)) for text in named) > len(named) / 2


def _sentences(row: Sequence[str]) -> bool:
    return sum(len(text) > _LONG and " " in text for text in row) > len(row) / 2


def _names(row: Sequence[str], below: Heads) -> bool:
    """Whether a row names columns of answers that come back: none of its texts is one of them.

    Judged only where enough people answered, and most columns hold few different answers.
    """
    if len(below) < FEWEST:
        return False
    few = 0
    for at, text in enumerate(row):
        values = [normalised(line[at]) for line in below if line[at].strip()]
        if not text.strip() or number(text) is not None or normalised(text) in values:
            return False
        few += len(set(values)) * 2 <= len(values)
    return few * 2 > len(row)


def goes_on(above: Sequence[str], at: int) -> bool:
    """Whether a column belongs to the question over the one before: it names none, or the same."""
    return not above[at].strip() or (at > 0 and above[at] == above[at - 1])


def questions_over(above: Sequence[str]) -> list[str]:
    """The question that each column belongs to: the last one named to its left."""
    found = []
    question = ""
    for text in above:
        question = text if text.strip() else question
        found.append(question)
    return found


def _is_below(above: Sequence[str], rows: Heads) -> bool:
    """Whether the first of some rows names the choice or row of each column of a question.

    If so, it fills every gap in the row above, and its texts are not answers: they do not recur
    further down, except where a ticked cell holds the text of its choice.
    """
    if len(rows) < 2 or not above or not above[0].strip():
        return False
    parts, below = rows[0], rows[1:]
    gaps = {at for at, text in enumerate(above) if goes_on(above, at)}
    # A column that neither row names is none of a question's: cells spilled over into it.
    gaps = {at for at in gaps if parts[at].strip()}
    if not gaps:
        return False
    questions = questions_over(above)
    shared = {questions[at] for at in gaps}
    seen: set[tuple[str, str]] = set()
    for at, text in enumerate(parts):
        part = normalised(text)
        values = {normalised(row[at]) for row in below if at < len(row)} - {""}
        if at not in gaps and questions[at] not in shared:
            is_name = part in WHOLE or part == normalised(above[at])
            if not is_name and (part in values or number(text) is not None):
                return False
            continue
        if not part and at not in gaps:
            continue
        if (questions[at], part) in seen or number(text) is not None:
            return False
        seen.add((questions[at], part))
        if part in values and not values <= {part} | TICKED | UNTICKED:
            return False
    return True


def composed(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """One header row of two: each column's question and, in brackets, what it holds of it."""
    row = []
    for question, part in zip(questions_over(above), below, strict=True):
        whole = normalised(part) in WHOLE or normalised(part) == normalised(question)
        row.append(question if whole or not question else f"{question} [{part}]")
    return row
