"""The SQL behind what the dashboard shows, for readers who check a number themselves.

Each statement is run as it stands by a plain DuckDB that was started in the data folder. It reads
nothing but the published files, and so tells of small bases, too, what the dashboard withholds.
Lines of a result have the codes and the meaning of `dashboard.analysis.results.Row`.
"""

from collections.abc import Sequence

from dashboard.analysis.expectations import Expectations
from dashboard.analysis.lifts import CoUse
from dashboard.analysis.regroup import members
from dashboard.analysis.results import Result
from dashboard.analysis.source import Source
from dashboard.exports.sql import (
    NothingToCount,
    Wanted,
    spread_sql,
    statistic_sql,
    together_sql,
    twice_sql,
)
from dashboard.responses import Responses


def sql_of(responses: Responses, found: Sequence[Source]) -> str:
    """The statements behind everything a figure was drawn from, each once, one after another."""
    said: dict[str, None] = {}
    for one in found:
        if isinstance(one, CoUse):
            said[co_use_statement(responses, one)] = None
        elif isinstance(one, Expectations):
            said[expectations_statement(responses, one)] = None
        else:
            said |= dict.fromkeys(statements(responses, one))
    return "\n\n".join(said)


def statements(responses: Responses, found: Result) -> tuple[str, ...]:
    """The statements that give a result's numbers: one, or two where answers spread over bands.

    None where the result shows nothing, and none yet of segments that share people and of rows that
    were counted as one.
    """
    shared = found.by is not None and not found.by.has_one_answer
    if shared or found.merge.items:
        return ()
    wanted = _wanted(responses, found)
    try:
        statistic = statistic_sql(responses, wanted, found.statistic)
        return (statistic,) if found.spread is None else (statistic, spread_sql(responses, wanted))
    except NothingToCount:
        return ()


def co_use_statement(responses: Responses, found: CoUse) -> str:
    """The statement that gives the shares and lifts of what goes with one choice."""
    partners: dict[str, list[str]] = {}
    for question, choice in found.partners:
        partners.setdefault(question.id, []).append(choice.id)
    return together_sql(responses, found.question, found.choice.id, partners, found.query)


def expectations_statement(responses: Responses, found: Expectations) -> str:
    """The statement that gives today's parts, the later ones, and who raised or lowered them."""
    now, later = found.question, found.later_question
    return twice_sql(responses, now, later, found.query)


def _wanted(responses: Responses, found: Result) -> Wanted:
    by, groups = found.by, None
    if by is not None:
        bands = responses.codebook.questions[by.id]
        known = {choice.id for choice in bands.choices}
        if any(choice.id not in known for choice in by.choices):
            groups = {group.id: members(group, bands) for group in by.choices}
    whole = responses.codebook.questions[found.question.id]
    part = len(found.question.items) < len(whole.items)
    items = tuple(item.id for item in found.question.items) if part else ()
    return Wanted(question=found.question, query=found.query, groups=groups, items=items)
