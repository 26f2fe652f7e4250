"""How stories get their parts, and what they add to a figure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dashboard.analysis.source import Source
from dashboard.analysis.statistics import (
    TOP2,
    Statistic,
    has_shares,
    highest_points,
    scale_points,
    statistics_of,
)
from dashboard.codebook import Kind, Question, Year
from dashboard.codebook.page_entries import PartEntry
from dashboard.estimates.methods import METHODS
from dashboard.figures import Figure, draw
from dashboard.figures.composite.telling import Part
from dashboard.figures.context import MEASURES, OF_CASES, OF_ROWS
from dashboard.figures.words import listed
from dashboard.query.selection import Of, Query, Weights
from dashboard.query.url import COMPARE_YEARS
from dashboard.stories.sensitivity_words import leads_in_words
from dashboard.stories.story import Told
from dashboard.stories.view import Desk, asked_years

Named = tuple[str, str]
"""A question's id, and what its numbers are called in the figure: ("tool_recommend", "would")."""


def named(parts: Iterable[PartEntry]) -> list[Named]:
    """The parts of a story as a topic's file names them."""
    return [(part.question, part.heading) for part in parts]


def told(
    desk: Desk,
    figure: Figure,
    questions: Iterable[Question],
    method: str,
    found: Iterable[Source],
) -> Told:
    """A story's figure with its questions, each once, and all that it was drawn from.

    Says so where a comparison is left aside.
    """
    figure = replace(figure, found=tuple(found))
    by_id = {question.id: question for question in questions}
    if note := desk.not_compared():
        figure = with_note(figure, note)
    holds = leads_in_words(desk, by_id.values())
    anchor = METHODS[method].anchor
    return Told(figure=figure, questions=tuple(by_id.values()), method=anchor, holds=holds)


def of_question(
    desk: Desk, figure: Figure, question: Question, statistic: Statistic | None = None
) -> Told:
    """A question's own figure, as it is drawn where no story is told of it."""
    over_cases = desk.weights(question) is Weights.USE_CASES
    statistic = statistic or statistics_of(question)[0]
    method = METHODS["use_cases" if over_cases else statistic.method]
    if desk.groups(question) is not desk.chosen.by:
        figure = with_note(figure, desk.not_compared())
    holds = leads_in_words(desk, [question])
    return Told(figure=figure, questions=(question,), method=method.anchor, holds=holds)


def by_year(desk: Desk, question: Question, *, id: str, title: str) -> Told | None:
    """A question in every year up to the one in view, its changes tested with those of its topic.

    In all years where it has no earlier one. None where only one year asked it.
    """
    query = asked_years(desk, question)
    until = tuple(year for year in query.years if year <= desk.year)
    query = replace(query, years=until) if len(until) > 1 else query
    if len(query.years) < 2:
        return None
    result = desk.results([question.id], query)[question.id]
    family = desk.family([question.topic])
    figure = draw(result, replace(desk.view(query, COMPARE_YEARS), changes=family))
    figure = replace(figure, id=id, title=title)
    return told(desk, figure, [question], statistics_of(question)[0].method, [result])


def with_note(figure: Figure, note: str) -> Figure:
    """A figure with one sentence more below it."""
    return replace(figure, note=f"{figure.note} {note}".strip())


def parts_of(desk: Desk, named: Sequence[Named], query: Query | None = None) -> list[Part]:
    """The numbers of several questions: shares, top-two shares of rows, or mean percentages."""
    parts = []
    query = desk.of_the_same([code for code, _ in named], query or desk.plain)
    for code, heading in named:
        question = desk.question(code)
        if has_shares(question) and not question.items:
            parts.append(Part(heading=heading, found=desk.results([code], query)[code]))
            continue
        statistic = TOP2 if question.kind is Kind.MATRIX else None
        found = desk.results([code], query, statistic)[code]
        parts.append(Part(heading=heading, found=found))
    return parts


def measure_of(parts: Sequence[Part]) -> str:
    """What the numbers of several parts are: shares of the same people, in words."""
    if parts[0].found.weights is Weights.USE_CASES:
        return OF_CASES
    of = {part.found.of for part in parts if part.found.each_choice} or {Of.ANSWERED}
    rows = [part for part in parts if part.found.question.items_from]
    if rows and len(rows) == len(parts):
        return OF_ROWS
    of_rows = f"; {listed([part.heading for part in rows])}: {OF_ROWS}" if rows else ""
    return f"{MEASURES[min(of)]}{of_rows}"


def counted(parts: Sequence[Part]) -> str:
    """Which two answers each top-two share counts, in a sentence; none where it is called so."""
    said = []
    for part in parts:
        question = part.found.question
        if part.found.statistic is TOP2 and part.heading != in_words_of_top(question):
            labels = [f"“{label}”" for label in _top_of(question, part.year)]
            said.append(f"“{part.heading}” counts {' and '.join(labels)}")
    return "; ".join(dict.fromkeys(said)) + "." if said else ""


def in_words_of_top(question: Question) -> str:
    """What a top-two share is of: "Daily or Weekly"."""
    return " or ".join(_top_of(question, max(question.asked)))


def _top_of(question: Question, year: Year) -> list[str]:
    points, highest = scale_points(question), highest_points(question)
    return [one.label for one in question.offered(year) if points.get(one.id) in highest]


def details(told: Told) -> str:
    """What is said of a figure on demand: how it was asked, and whether its findings hold."""
    return "\n".join(part for part in (asked(told.questions), told.holds) if part)


def asked(questions: Sequence[Question]) -> str:
    """The questions of a figure as they were asked."""
    if len(questions) == 1:
        return _wording(questions[0])
    return "\n".join(f"{question.title}. {_wording(question)}" for question in questions)


def _wording(question: Question) -> str:
    """The question as it was asked, the newest wording first where it changed."""
    texts: dict[str, list[str]] = {}
    for year in sorted(question.wording, reverse=True):
        texts.setdefault(question.wording[year], []).append(str(year))
    if len(texts) == 1:
        return f"Asked: “{next(iter(texts))}”"
    return "\n".join(f"{', '.join(years)}: “{text}”" for text, years in texts.items())
