"""Why a year shows nothing of a question."""

from dashboard.codebook import FURTHER, Codebook, Question, Year
from dashboard.query.selection import Of, Query, Weights, why_gap
from dashboard.responses.store import Responses
from dashboard.responses.withholding import MUCH, thin_in_view

WORDS = {Weights.SURVEY: "survey weights", Weights.USE_CASES: "use-case weights"}


def gaps_of(responses: Responses, question: Question, query: Query) -> dict[Year, str]:
    """The years that can show nothing of a question in this query, and why, in a sentence."""
    gaps = {}
    partly = not_of_everyone(responses, question, query)
    refused = responses.refusal(question, responses.breakdown(query), query)
    for year in query.years:
        if year not in responses.years:
            gaps[year] = f"{year} has no responses yet."
        elif year not in question.asked:
            gaps[year] = f"The question was not asked in {year}."
        elif not responses.weighting[year].has(query.weights):
            gaps[year] = f"{year} has no {WORDS[query.weights]}."
        elif why := why_gap(responses.codebook, query, year):
            gaps[year] = why
        elif refused:
            gaps[year] = refused
        elif year in partly:
            gaps[year] = partly[year]
        elif lost := lost_in_view(responses, question, query, year):
            gaps[year] = lost
    return gaps


def lost_in_view(responses: Responses, question: Question, query: Query, year: Year) -> str:
    """That a release withholds too much of whom a view asks for, in a sentence; else empty."""
    if (
        not query.filters
        or question.id in responses.apart
        or not (
            thin_in_view(responses.thin, responses.codebook.filter, query, year)
            or _thin_answers(responses, query, year)
        )
    ):
        return ""
    return (
        f"{year} is not shown, because more than {MUCH:.0%} of the answers that the filter asks "
        "for are withheld that year to protect respondents."
    )


def _thin_answers(responses: Responses, query: Query, year: Year) -> bool:
    """Whether too many answers are withheld to a question that only filters, in a year."""
    for name in query.where:
        question = responses.codebook.filter(name)
        if not (name.startswith(FURTHER) and question.id in responses.withheld):
            continue
        key = "thin answers", question.id, year
        if key not in responses.memory:
            tally = responses.tally([question], Query(years=(year,)))[question.id]
            answered, withheld = float(tally.answered.n.max()), float(tally.withheld.max())
            responses.memory[key] = withheld > MUCH * max(answered, 1.0)
        if responses.memory[key]:
            return True
    return False


def not_of_everyone(responses: Responses, question: Question, query: Query) -> dict[Year, str]:
    """The years whose answers make no shares of everyone, and why; empty where none are wanted.

    Whoever was not asked gave no answer, whatever they would have said: a share of everyone is
    one only where everybody was asked, in every row that the year showed.
    """
    if query.of is not Of.EVERYONE:
        return {}
    partly = partly_asked(responses, question)
    return {year: partly[year] for year in query.years if year in partly}


def partly_asked(responses: Responses, question: Question) -> dict[Year, str]:
    """The years in which not everybody was asked a question, and who was, in a sentence."""
    key = "partly asked", question.id
    if key not in responses.memory:
        years = tuple(year for year in responses.years if year in question.asked)
        tally = responses.tally([question], Query(years=years))[question.id]
        found = {}
        for y, year in enumerate(years):
            asked = tally.asked.n[y, 0]
            if question.items:
                asked = asked[[year in item.asked for item in question.items]]
            if asked.size and asked.min() < tally.everyone.n[y, 0]:
                found[year] = not_of_everyone_words(responses.codebook, question, year)
        responses.memory[key] = found
    kept: dict[Year, str] = responses.memory[key]
    return kept


def not_of_everyone_words(codebook: Codebook, question: Question, year: Year) -> str:
    """Why a question that not everybody was asked gives no shares of everyone, in a sentence."""
    modules = {one.id: one.label for one in codebook.modules.list_} if codebook.modules else {}
    if question.module in modules:
        who = f"only a random part of respondents drew the module “{modules[question.module]}”"
    elif question.asked_of.get(year) is not None or question.items_from:
        who = "only respondents with certain earlier answers were asked"
    else:
        who = "not all respondents were asked"
    return f"Not shown as % of everyone: in {year} {who}."
