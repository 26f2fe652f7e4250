"""Why a year shows nothing of a question."""

from dashboard.codebook import Question, Year
from dashboard.query.selection import Query, Weights, why_gap
from dashboard.responses.store import Responses

WORDS = {Weights.SURVEY: "survey weights", Weights.USE_CASES: "use-case weights"}


def gaps_of(responses: Responses, question: Question, query: Query) -> dict[Year, str]:
    """The years that can show nothing of a question in this query, and why, in a sentence."""
    gaps = {}
    for year in query.years:
        if year not in responses.years:
            gaps[year] = f"{year} has no responses yet."
        elif year not in question.asked:
            gaps[year] = f"{year} did not ask this question."
        elif not responses.weighting[year].has(query.weights):
            gaps[year] = f"{year} has no {WORDS[query.weights]}."
        elif why := why_gap(responses.codebook, query, year):
            gaps[year] = why
    return gaps
