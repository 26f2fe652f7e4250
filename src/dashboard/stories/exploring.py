"""Any question by any of its statistics: what a reader may combine, and the figure of it.

A figure in the usual dress is the question's own, as its topic's page has it. Any other says in
its id how it is shown: `explored.QUESTION.STATISTIC.ORDER`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from dashboard.analysis.changes import judge
from dashboard.analysis.group_sentences import association_in_words
from dashboard.analysis.segments import apart
from dashboard.analysis.statistics import SHARE, Statistic, statistic_named, statistics_of
from dashboard.codebook import Codebook, Question
from dashboard.errors import DashboardError, unknown
from dashboard.figures import draw, measure_in_words
from dashboard.figures.kinds.bars import is_ordered
from dashboard.figures.kinds.groups import MOST_GROUPS
from dashboard.figures.score_words import named
from dashboard.figures.words import listed, lowered
from dashboard.query.selection import Weights
from dashboard.query.url import COMPARE_YEARS, comparisons, groupings
from dashboard.stories.parts import of_question
from dashboard.stories.story import Make, Told
from dashboard.stories.view import Desk

EXPLORED, SEPARATOR = "explored", "."
BY_SIZE, LISTED = "size", "listed"
ORDERS: Mapping[str, str] = {BY_SIZE: "Highest first", LISTED: "As in the questionnaire"}


def questions_of(desk: Desk) -> list[Question]:
    """The published questions that a year in view asked, in reading order."""
    years = set(desk.chosen.query.years)
    asked = desk.codebook.questions.values()
    return [q for q in asked if q.published and years & set(q.asked) and statistics_of(q)]


def begun(codebook: Codebook, asked: Sequence[Question]) -> Question:
    """The question shown until a reader chooses one: the first that makes no groups of people.

    One by which every page is filtered or compared looks as if it were broken down by it.
    """
    groups = {question.id for question in codebook.filters.values()}
    return next((one for one in asked if one.id not in groups), asked[0])


def measures(desk: Desk, question: Question) -> list[Statistic]:
    """The statistics that a question can be shown by in this view, the usual one first."""
    over_cases = desk.weights(question) is Weights.USE_CASES
    counted = desk.codebook.weighting.use_cases is not None
    return [
        one
        for one in statistics_of(question)
        if not (one.not_over_cases and over_cases) and (counted or not one.volume)
    ]


def measures_in_words(desk: Desk, question: Question) -> dict[str, str]:
    """The same by name, each as what its figure shows in this view."""
    words = {one.name: named(one, question) for one in measures(desk, question)}
    if usual := desk.drawn([question]).found.get(question.id):
        words[usual.statistic.name] = measure_in_words(usual)
    return words


def orders(question: Question, statistic: Statistic) -> list[str]:
    """The orders that a question's answers can stand in: one where they have their own."""
    alone = statistic is not SHARE or bool(question.items) or is_ordered(question)
    return [BY_SIZE] if alone else list(ORDERS)


def dress(desk: Desk, question: Question) -> tuple[Statistic, str]:
    """The statistic and order that an address asks for a question.

    Raises DashboardError for one that the question does not have.
    """
    address, known = desk.chosen.address, measures(desk, question)
    statistic = known[0]
    if address.statistic is not None:
        statistic = statistic_named(address.statistic)
        if statistic not in known:
            names = [one.name for one in known]
            raise DashboardError(
                f"“{question.title}” has no such statistic. "
                + unknown("statistic for it", statistic.name, names)
            )
    order = address.order or BY_SIZE
    if order not in orders(question, statistic):
        raise DashboardError(unknown("order for it", order, orders(question, statistic)))
    return statistic, order


def figure_of(desk: Desk, question: Question, statistic: Statistic, order: str) -> tuple[str, Make]:
    """The id of a question's figure in some dress, and how it is made."""
    id = question.id
    if (statistic, order) != (statistics_of(question)[0], BY_SIZE):
        id = SEPARATOR.join((EXPLORED, question.id, statistic.name, order))
    return id, partial(_figure, desk, question, statistic, order, id)


def figure_explored(desk: Desk, id: str) -> tuple[Question, Make] | None:
    """The question and figure of an id in a dress of its own; None for any other id.

    Raises DashboardError where its question does not have that statistic or order.
    """
    first, _, rest = id.partition(SEPARATOR)
    code, *named = rest.split(SEPARATOR)
    if first != EXPLORED or len(named) != 2:
        return None
    question = desk.codebook.question(code)
    if not question.published:
        raise DashboardError(f"{code!r} is not published, so there is no figure of it.")
    address = replace(desk.chosen.address, statistic=named[0], order=named[1])
    there = replace(desk, chosen=replace(desk.chosen, address=address))
    return question, figure_of(desk, question, *dress(there, question))[1]


def _figure(desk: Desk, question: Question, statistic: Statistic, order: str, id: str) -> Told:
    usual = statistic is statistics_of(question)[0]
    found = desk.found([question], None if usual else statistic)[question.id]
    if usual and order == BY_SIZE:
        figure = desk.figure(found)
        return of_question(desk, figure, question)
    view = desk.view(desk.chosen.query, desk.chosen.address.compare)
    if usual:
        topics = (question.topic,)
        view = replace(view, changes=desk.changes(topics), apart=desk.apart(topics))
    else:
        # Its numbers are tested with the same statistic of all other questions of the topic.
        family = list(desk.found(_with(desk, question, statistic), statistic).values())
        if desk.chosen.address.compare == COMPARE_YEARS:
            view = replace(view, changes=judge(desk.responses, family))
        elif desk.chosen.by is not None:
            view = replace(view, apart=apart(family))
    figure = draw(found, replace(view, listed=order == LISTED))
    title = question.title if usual else f"{question.title}: {lowered(named(statistic, question))}"
    figure = replace(figure, id=id, title=title, found=(found,))
    return of_question(desk, figure, question, statistic)


def _with(desk: Desk, question: Question, statistic: Statistic) -> list[Question]:
    """The questions of a topic that have a statistic in this view."""
    asked = {one.id for one in questions_of(desk)}
    topic = desk.codebook.topic(question.topic).questions
    return [q for q in topic if q.id in asked and statistic in measures(desk, q)] or [question]


def association_words(desk: Desk, question: Question) -> str:
    """Whether a question's answers go with the groups of the view, in a sentence; often none."""
    by = desk.chosen.by
    if by is None or by.id == question.id or desk.groups(question) is None:
        return ""
    tested = desk.tables(question)
    return "" if tested is None else association_in_words(tested)


def groups_by(codebook: Codebook, year: int) -> dict[str, str]:
    """What a question can be set against, by its name in an address: titles."""
    named = {name: codebook.filters[name].title for name in comparisons(codebook, year)[1:]}
    return named | {code: codebook.questions[code].title for code in groupings(codebook, year)}


def not_combined(codebook: Codebook, year: int) -> list[str]:
    """What may not be combined with what, and why, a sentence each."""
    asked = [q for q in codebook.questions.values() if q.published and year in q.asked]
    separate = [q.title for q in asked if q.id in codebook.separate]
    coded = [q for q in asked if q.is_coded and not q.items and q.id not in codebook.separate]
    many = [q.title for q in coded if len(q.choices) > MOST_GROUPS]
    said = []
    if separate:
        keys = [codebook.questions[code].title for code in codebook.key_attributes]
        them = "are" if len(separate) > 1 else "is"
        said.append(
            f"{listed(separate)} {them} published apart from the other answers to protect "
            f"respondents: shown by {listed(keys)}, one at a time, and by nothing else."
        )
    if many:
        those = listed(many) if len(many) <= 3 else f"{len(many)} questions"
        have = "have" if len(many) > 1 else "has"
        said.append(
            f"{those} {have} more than {MOST_GROUPS} answers, more than a figure can name: compared"
            f" by them, it draws the {MOST_GROUPS} largest groups and names the others below."
        )
    said.append(
        "Each view is tested by itself: trying many filters finds some differences that mean "
        "nothing."
    )
    said.append(
        "Questions with rows, ranks, percentages or plain numbers are shown, but neither filter "
        "nor group."
    )
    return said
