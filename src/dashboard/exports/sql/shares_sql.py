"""Shares of questions whose answers are choices."""

from collections.abc import Sequence

from dashboard.codebook import Kind, Year
from dashboard.errors import DashboardError
from dashboard.exports.sql.answers_sql import (
    Part,
    answers,
    carried,
    counted_as,
    given,
    keys_of,
    outer,
    recoded,
    share_of,
    summed,
)
from dashboard.exports.sql.offered_sql import joined, offered
from dashboard.exports.sql.statement_text import select
from dashboard.exports.sql.wanted import (
    Wanted,
    answer_columns,
    chosen,
    years_shown,
)
from dashboard.exports.sql.withheld_sql import told
from dashboard.query.selection import Of
from dashboard.responses.schema import RESPONDENT
from dashboard.responses.sql_names import quoted
from dashboard.responses.store import Responses
from dashboard.responses.withholding import keeps_withheld

SHARE_KINDS = {Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE, Kind.MATRIX, Kind.NUMBER}


def shares_sql(responses: Responses, wanted: Wanted) -> str:
    """A statement giving year, segment, item, choice, count, base and share.

    It has a line for every choice that a year offered, for every segment and row that anybody in
    the base belongs to. Raises DashboardError where the dashboard would show nothing either.
    """
    question = wanted.question
    if question.kind not in SHARE_KINDS or not question.is_coded:
        raise DashboardError(f"{question.id!r} is a {question.kind}; shares are not defined.")
    years, keys = years_shown(responses, wanted), keys_of(wanted)
    pairs = counted_as(question, wanted.counted_as)
    several = question.kind is Kind.MULTIPLE or question.multiple
    # Who ticked two choices that count as one counts once: told by the respondent.
    also = ["respondent"] if pairs and several else []
    columns = answer_columns(responses, wanted) | {name: quoted(RESPONDENT) for name in also}
    # A withheld answer stays in the base; of a matrix nobody knows in which rows.
    stays = "withheld" in columns and keeps_withheld(question)
    parts = [chosen(responses, wanted, columns, years=years), *given(wanted, *also, withheld=stays)]
    if pairs:
        parts += _recoded(wanted, recoded(pairs), also)
    else:
        parts.append(answers(wanted))
    parts += _bases(wanted)
    sums = ["count(*) AS count", *summed(wanted)]
    counted = select([*keys, "choice", *sums], "answers", grouped=True)
    codes = {year: _choices(wanted, year) for year in years}
    parts += [("counts", counted), offered(codes)]
    source = f"bases\n{joined(codes)}\nLEFT JOIN counts USING ({', '.join([*keys, 'choice'])})"
    shown = ["coalesce(count, 0) AS count", "base", share_of(wanted)]
    result = select([*outer(wanted, choice="choice"), *shown], source)
    order = ["year", "segment", "item", "count DESC", "choice"]
    return told(responses, wanted, parts, result, order, of_choices=True)


def _recoded(wanted: Wanted, choice: str, also: Sequence[str]) -> list[Part]:
    """`ticks`, one row a choice given, and `answers`, choices counted as others put together."""
    keys, weight = keys_of(wanted), carried(wanted)
    several = "unnest(answer) AS choice" if also else "answer AS choice"
    ticks = select([*keys, *also, several, *weight], "given")
    columns = [*keys, *also, choice, *weight]
    columns[0] = f"DISTINCT {columns[0]}" if also else columns[0]
    return [("ticks", ticks), ("answers", select(columns, "ticks"))]


def _bases(wanted: Wanted) -> list[Part]:
    """`bases`: how many people each share is a share of."""
    keys = keys_of(wanted)
    sums = ["count(*) AS base", *summed(wanted)]
    if wanted.of is Of.ANSWERED:
        return [("bases", select([*keys, *sums], "given", grouped=True))]
    if wanted.of is Of.ASKED:
        source, where = ("rows", []) if "item" in keys else ("chosen", ["asked"])
        keys = tuple("entry.key AS item" if key == "item" else key for key in keys)
        return [("bases", select([*keys, *sums], source, where=where, grouped=True))]
    everyone = select([*wanted.keys, *sums], "chosen", grouped=True)
    if "item" not in keys:
        return [("bases", f"{everyone}\nHAVING bool_or(asked)")]
    shown = select(["DISTINCT year", *keys[1:-1], "entry.key AS item"], "rows")
    bases = select(["*"], f"everyone\nJOIN shown USING ({', '.join(wanted.keys)})")
    return [("everyone", everyone), ("shown", shown), ("bases", bases)]


def _choices(wanted: Wanted, year: Year) -> tuple[str, ...]:
    offered = [choice.id for choice in wanted.question.offered(year)]
    pairs = counted_as(wanted.question, wanted.counted_as)
    counted = {pairs.get(code, code) for code in offered}
    return tuple(choice.id for choice in wanted.question.choices if choice.id in counted)
