"""What is refused since a release withholds too much: numbers that are made of several answers."""

from collections.abc import Iterable
from dataclasses import replace

from dashboard.analysis.results import usual_results
from dashboard.codebook import Question
from dashboard.errors import DashboardError
from dashboard.query.selection import Of, Query
from dashboard.responses import Responses
from dashboard.responses.gaps import lost_in_view


def check_told(responses: Responses, questions: Iterable[Question], query: Query) -> None:
    """Refuse a view where more than 5% of what it asks for, or of an answer, is withheld.

    What goes with what is counted among those whose answers are known: who is not among them would
    have to be like them. Raises DashboardError, in the words of the question's own figure.
    """
    plain, questions = replace(query, by=None, of=Of.ANSWERED), list(questions)
    marked = [question for question in questions if question.id in responses.withheld]
    lost = usual_results(responses, marked, plain) if marked else {}
    for question in questions:
        reasons = dict(lost[question.id].withheld) if question.id in lost else {}
        for year in query.years:
            if why := reasons.get(year) or lost_in_view(responses, question, plain, year):
                raise DashboardError(f"{question.title}: {why}")
