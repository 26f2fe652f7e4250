"""In which order the questions of a year are answered, and where people leave."""

from collections.abc import Callable, Iterable, Mapping

from dashboard.codebook import Codebook, Kind, Question, Year
from dashboard.errors import DashboardError

Needs = Callable[[Question], Iterable[str]]


def needed(codebook: Codebook, question: Question, year: Year) -> list[str]:
    """The questions whose answers the codebook itself makes this one depend on."""
    condition = question.asked_of.get(year)
    codes = [code for code, _ in condition.questions()] if condition else []
    codes += question.items_from
    codes += [code for rule in question.derived for code, _ in rule.when.questions()]
    if question.paired_with is not None:
        codes.append(question.paired_with)
    overview = overviews(codebook).get(question.id)
    return codes if overview is None else [*codes, overview]


def overviews(codebook: Codebook) -> Mapping[str, str]:
    """For each question about the one described case, the overview of all cases.

    The two have the same parts; the question about the described case depends on its selection.
    """
    weighting = codebook.weighting.use_cases
    if weighting is None:
        return {}
    by_parts = {
        tuple(item.id for item in question.items): question.id
        for question in reversed(list(codebook.questions.values()))
        if question.kind is Kind.ALLOCATION and question.paired_with is None
    }
    found = {}
    for question in codebook.questions.values():
        parts = tuple(choice.id for choice in question.choices)
        if weighting.details_from in question.routed_by and parts in by_parts:
            found[question.id] = by_parts[parts]
    return found | {weighting.margin.details: weighting.margin.overview}


def answering_order(codebook: Codebook, year: Year, more: Needs) -> list[Question]:
    """The questions of a year, each after those it depends on.

    Persona and company size come first with all they depend on, since they influence everything
    else. `more` names further dependencies of a question; a DashboardError where these are
    circular.
    """
    asked = {question.id: question for question in codebook.asked_in(year)}
    ordered: dict[str, Question] = {}

    def add(code: str, path: tuple[str, ...]) -> None:
        if code in ordered or code not in asked:
            return
        if code in path:
            ring = " -> ".join((*path[path.index(code) :], code))
            raise DashboardError(f"The answers of {year} depend on each other in a circle: {ring}.")
        question = asked[code]
        for before in (*needed(codebook, question, year), *more(question)):
            add(before, (*path, code))
        ordered[code] = question

    for first in (codebook.persona, codebook.company_size):
        if first is not None:
            add(first, ())
    for code in asked:
        add(code, ())
    return list(ordered.values())


def pages(codebook: Codebook, year: Year) -> list[str]:
    """The topics of a year in the order asked: respondents who leave do so between two of them.

    The topic about the respondent comes first; the others follow by name, so that the order does
    not depend on how the codebook was read.
    """
    about = codebook.persona or codebook.company_size
    first = codebook.questions[about].topic if about is not None else ""
    topics = {question.topic for question in codebook.asked_in(year)}
    return sorted(topics, key=lambda topic: (topic != first, topic))
