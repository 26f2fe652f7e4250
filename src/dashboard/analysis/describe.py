"""A question of the codebook as a reader says it: kind, years, routing, base, comparability."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from dashboard.codebook import Choice, Codebook, Kind, Question, Year
from dashboard.codebook.comparability import Verdict, compare_question
from dashboard.codebook.edition_changes import descent
from dashboard.codebook.questionnaire.wording import condition_in_words
from dashboard.estimates.reliability import COUNT_FROM
from dashboard.query.selection import years_in_words
from dashboard.responses.tally import Tally

MOST_NAMED = 3

KINDS: Mapping[Kind, str] = {
    Kind.SINGLE: "one answer",
    Kind.MULTIPLE: "several answers",
    Kind.SCALE: "a point on a scale",
    Kind.NUMBER: "a number",
    Kind.ALLOCATION: "parts that add to 100",
    Kind.RANKING: "a ranking",
    Kind.MAXDIFF: "best and worst of a few, several times over",
}


@dataclass(frozen=True)
class Span:
    """A text and the years in which it stood."""

    years: tuple[Year, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a reader may compare between two editions that asked a question, and why."""

    first: Year
    second: Year
    comparable: bool
    reason: str


def kind_words(question: Question) -> str:
    """What sort of answer a question takes."""
    if question.derived:
        return "derived from other answers"
    if question.kind is Kind.MATRIX:
        return "several answers a row" if question.multiple else "one answer a row"
    if question.kind is Kind.NUMBER and question.choices:
        return "a number, in bands"
    words = KINDS[question.kind]
    if question.kind is Kind.NUMBER and question.unit:
        return f"{words} ({question.unit})"
    if question.pick and question.kind is Kind.MULTIPLE:
        return f"up to {question.pick} answers"
    if question.pick and question.kind is Kind.RANKING:
        return f"the best {question.pick}, in order"
    return words


def spans(texts: Mapping[Year, str], asked: Iterable[Year]) -> tuple[Span, ...]:
    """Texts by year as runs of years with the same text, the newest first."""
    found: list[Span] = []
    for year in sorted(asked):
        text = texts.get(year, "")
        if found and found[-1].text == text:
            found[-1] = Span((*found[-1].years, year), text)
        else:
            found.append(Span((year,), text))
    return tuple(reversed(found))


def routing(codebook: Codebook, question: Question) -> tuple[Span, ...]:
    """Who was asked, in words, by years; the newest first."""
    labels = {m.id: m.label for m in codebook.modules.list_} if codebook.modules else {}
    module = labels.get(question.module or "")
    ticked = [f"“{codebook.questions[id].title}”" for id in question.items_from]
    if len(ticked) > MOST_NAMED:
        ticked = [ticked[0], f"{len(ticked) - 1} more questions"]
    rows = " and ".join(ticked)
    texts = {}
    for year in question.asked:
        condition = question.asked_of.get(year)
        text = "everyone" if condition is None else f"if {condition_in_words(condition, codebook)}"
        if module:
            drawn = f"those who drew the part “{module}”"
            text = drawn if condition is None else f"{drawn}, {text}"
        if rows:
            text += f"; rows as ticked in {rows}"
        texts[year] = text
    return spans(texts, question.asked)


def years_asked(question: Question) -> str:
    """The years that asked a question, and why it came or went."""
    events = [
        f"{word} {event.year}: {event.reason}"
        for word, event in (("new in", question.added), ("retired in", question.retired))
        if event is not None
    ]
    return " · ".join([years_in_words(question.asked), *(text.rstrip(".") for text in events)])


def steps(question: Question) -> tuple[Step, ...]:
    """The verdict between each two neighboring years that asked a question."""
    found = []
    for first, second in pairwise(sorted(question.asked)):
        verdict = compare_question(question, first, second)
        found.append(
            Step(first=first, second=second, comparable=verdict.comparable, reason=verdict.reason)
        )
    return tuple(found)


def is_unchanged(question: Question) -> bool:
    """Whether every edition that asked a question asked the same."""
    return all(
        compare_question(question, first, second).verdict is Verdict.SAME
        for first, second in pairwise(sorted(question.asked))
    )


def comparability(question: Question) -> str:
    """How far a question can be followed over the years, in one sentence."""
    if len(question.asked) == 1:
        return f"Asked in {question.asked[0]} only."
    breaks = [step for step in steps(question) if not step.comparable]
    if breaks:
        pairs = ", ".join(f"{step.first} and {step.second}" for step in breaks)
        return f"Not comparable between {pairs}."
    if is_unchanged(question):
        return "Asked the same in all its years."
    return "Comparable over all its years, with changes."


def remarks(choice: Choice, among: Iterable[Choice]) -> str:
    """What else there is to know of an answer: other names, why it came or went, what it is."""
    parts = [
        f"{years_in_words(span.years)}: “{span.text}”"
        for span in spans(choice.wording, choice.asked)
        if span.text and span.text != choice.label
    ]
    parts.append(descent(choice, among))
    if choice.added:
        parts.append(f"New in {choice.added.year}: {choice.added.reason}")
    if choice.retired:
        parts.append(f"Retired in {choice.retired.year}: {choice.retired.reason}")
    if choice.outside:
        parts.append("Not part of the scale.")
    if choice.exclusive:
        parts.append("Excludes the others.")
    return " ".join(part for part in dict.fromkeys(parts) if part)


def base(tally: Tally) -> str:
    """How many were asked and answered in a tally of one year, as far as that may be told."""
    asked, answered = tally.asked.n[0, 0], tally.answered.n[0, 0]
    # A row that this year did not show was put to nobody.
    answered = answered[asked > 0] if (asked > 0).any() else answered
    most, low, high = (_count(n) for n in (asked.max(), answered.min(), answered.max()))
    if low == high:
        return f"{most} asked, {high} answered"
    if answered.min() < COUNT_FROM:
        return f"{most} asked, up to {high} answered, depending on the row"
    return f"{most} asked, {low} to {high} answered, depending on the row"


def _count(people: float) -> str:
    return f"{people:,.0f}" if people >= COUNT_FROM or people == 0 else f"fewer than {COUNT_FROM}"


def codebook_lead(codebook: Codebook) -> str:
    """What the codebook holds, in a line."""
    published = [question for question in codebook.questions.values() if question.published]
    years = years_in_words(tuple(sorted(codebook.years)))
    whose = "paraphrased wordings" if codebook.paraphrased else "original wordings"
    return f"{len(published)} questions, {years}; {whose}. Filters do not apply to this page."


def answers_counted(question: Question) -> str:
    """How many rows and answers a question has."""
    if question.items:
        rows = f"{len(question.items)} rows" if len(question.items) > 1 else "1 row"
        return f"{rows}, {len(question.choices)} answers" if question.choices else rows
    return f"{len(question.choices)} answers"
