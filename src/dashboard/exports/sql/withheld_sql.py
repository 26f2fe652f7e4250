"""A reader's statement without the numbers that a release withholds: they are NULL, never 0."""

from collections.abc import Mapping, Sequence
from textwrap import indent

from dashboard.codebook import Kind, Question, Year
from dashboard.exports.sql.answers_sql import Part, counted_as, recoded
from dashboard.exports.sql.statement_text import select, statement
from dashboard.exports.sql.wanted import (
    Wanted,
    answer_columns,
    filters,
    hidden_sql,
    published_files,
    segment_sql,
    years_shown,
)
from dashboard.responses.sql_names import literal
from dashboard.responses.store import Responses
from dashboard.responses.withholding import MUCH, keeps_withheld

CODES = ("segment", "item", "choice")
TEXT = "NULL::VARCHAR"
"""A code that may be any."""


def told(
    responses: Responses,
    wanted: Wanted,
    parts: Sequence[Part],
    result: str,
    order: Sequence[str],
    *,
    years: Sequence[Year] = (),
    of_choices: bool = False,
) -> str:
    """A whole statement from its parts and the SELECT of its result, less what is withheld.

    `of_choices` says that the result is of shares, a line for each choice of an answer.

    Every number is NULL where more than `MUCH` of a segment is withheld. A count of nought, and its
    share, is NULL where somebody may have given the answer: it is withheld of them, or what tells
    whether they are in the view or in the segment is.
    """
    years = years or years_shown(responses, wanted)
    columns = answer_columns(responses, wanted, years)
    marked, thin = "withheld" in columns, _thin(responses, wanted, years)
    unsure = _unsure(responses, wanted, years)
    of_people = "AS count" in result
    more, source, met = [], "numbers", []
    if marked or thin:
        inside = of_choices and keeps_withheld(wanted.question)
        more += _lost(wanted, thin, marked=marked, inside=inside)
        source += "\nLEFT JOIN lost USING (year, segment)"
        met.append("is_lost")
    if of_people and (marked or unsure):
        more += _perhaps(responses, wanted, years, columns, unsure, of_choices=of_choices)
        source += "\nLEFT JOIN perhaps USING (year, segment, item, choice)"
        met.append("is_perhaps")
    if not met:
        return statement(parts, f"{result}\nORDER BY {', '.join(order)}")
    names = ["share" if "AS share" in result else "estimate"]
    names = ["count", *names] if of_people else names
    # Where a segment has no line in `lost` or `perhaps`, the condition is NULL and hides nothing.
    hidden = [f"CASE WHEN {' OR '.join(met)} THEN NULL ELSE {one} END AS {one}" for one in names]
    replaced = indent(",\n".join(hidden), "    ")
    shown = select([f"numbers.* REPLACE (\n{replaced}\n)"], source, ordered=order)
    return statement([*parts, ("numbers", result), *more], shown)


def _unsure(
    responses: Responses, wanted: Wanted, years: Sequence[Year]
) -> Sequence[tuple[Question, str]]:
    """What the view asks for and is withheld of some, each with SQL of whether it is."""
    asked_for = [question for question, _ in filters(responses, wanted.query)]
    by = responses.breakdown(wanted.query)
    asked_for += [by] if by is not None else []
    found = [(question, hidden_sql(responses, wanted, question, years)) for question in asked_for]
    return [(question, hidden) for question, hidden in found if hidden is not None]


def _thin(
    responses: Responses, wanted: Wanted, years: Sequence[Year]
) -> Sequence[tuple[Year, str]]:
    """The segments of which a release withholds too much, by year."""
    by = responses.breakdown(wanted.query)
    if by is None or wanted.question.id in responses.apart:
        return ()
    groups = wanted.groups or {choice.id: (choice.id,) for choice in by.choices}
    return [
        (year, code)
        for year in years
        for code, members in groups.items()
        if not responses.thin.get(year, {}).get(by.id, frozenset()).isdisjoint(members)
    ]


def _segment(wanted: Wanted) -> str:
    return "segment" if "segment" in wanted.keys else "'' AS segment"


def _lost(
    wanted: Wanted, thin: Sequence[tuple[Year, str]], *, marked: bool, inside: bool
) -> list[Part]:
    """`lost`: the segments of each year that show no number.

    `marked`: whether answers are withheld, `inside`: whether `given` has them.
    """
    lines = [f"SELECT {year}, {literal(code)}, true" for year, code in thin]
    found: list[Part] = []
    if marked:
        segment = _segment(wanted)
        hidden = ["year", segment, "count(*) AS withheld", "count(*) FILTER (asked) AS asked"]
        found.append(("hidden", select(hidden, "chosen", where=["withheld"], grouped=True)))
        # Rows of a matrix and objects of a MaxDiff have bases of their own: the largest counts.
        item = {Kind.MATRIX: "item", Kind.MAXDIFF: "choice"}.get(wanted.question.kind)
        keys = ["year", segment, *([item] if item else [])]
        judged = wanted.question.kind is Kind.MAXDIFF
        people = "count(DISTINCT person)" if judged else "count(*)"
        source = "judged" if judged else "given"
        by_item = select([*keys, f"{people} AS people"], source, grouped=True)
        most = select(["year", "segment", "max(people) AS people"], "by_item", grouped=True)
        found += [("by_item", by_item), ("known", most)]
        known = "coalesce(people, 0)"
        if keeps_withheld(wanted.question) and not inside:
            known += " + asked"
        counted = "hidden\nLEFT JOIN known USING (year, segment)"
        much = f"withheld > {MUCH} * greatest({known}, 1)"
        lines.append(select(["year", "segment", "true"], counted, where=[much]))
    return [*found, ("lost (year, segment, is_lost)", "\nUNION\n".join(lines))]


def _perhaps(
    responses: Responses,
    wanted: Wanted,
    years: Sequence[Year],
    columns: Mapping[str, str],
    unsure: Sequence[tuple[Question, str]],
    *,
    of_choices: bool,
) -> list[Part]:
    """`perhaps`: the counts of nought that may be more, and before it `unknown`, by whose answers.

    A NULL in `unknown` stands for any segment, item or choice.
    """
    found: list[Part] = []
    each = []
    if "withheld" in columns:
        anything = [f"{TEXT} AS item", f"{TEXT} AS choice"]
        each.append(
            select(["DISTINCT year", _segment(wanted), *anything], "chosen", where=["withheld"])
        )
    if unsure:
        found.append(_possible(responses, wanted, years, columns, unsure))
        each += _possible_answers(wanted, marked="withheld" in columns, of_choices=of_choices)
    same = [
        "numbers.year = unknown.year",
        *(f"coalesce(unknown.{one}, numbers.{one}) = numbers.{one}" for one in CODES),
    ]
    keys = ["DISTINCT numbers.year", *(f"numbers.{one}" for one in CODES), "true AS is_perhaps"]
    joined = "numbers\nJOIN unknown ON " + "\n    AND ".join(same)
    return [
        *found,
        ("unknown", "\nUNION\n".join(each)),
        ("perhaps", select(keys, joined, where=["numbers.count = 0"])),
    ]


def _possible(
    responses: Responses,
    wanted: Wanted,
    years: Sequence[Year],
    columns: Mapping[str, str],
    unsure: Sequence[tuple[Question, str]],
) -> Part:
    """`possible`: who may be in the view or in a segment, since that is withheld of them."""
    hidden = {question.id: sql for question, sql in unsure}
    selected = ["year" if len(years) > 1 else f"{years[0]} AS year"]
    met = [(question, sql) for question, sql in filters(responses, wanted.query)]
    by = responses.breakdown(wanted.query)
    if by is not None:
        segment, told_apart = segment_sql(by, wanted.groups)
        met.append((by, told_apart))
        if by.id in hidden:
            segment = f"CASE WHEN {hidden[by.id]} THEN NULL ELSE {segment} END"
        selected.append(f"{segment} AS segment")
    selected += [sql if sql == name else f"{sql} AS {name}" for name, sql in columns.items()]
    where = [f"({sql} OR {hidden[q.id]})" if q.id in hidden else sql for q, sql in met]
    where.append(f"({' OR '.join(dict.fromkeys(hidden.values()))})")
    return "possible", select(selected, published_files(responses, wanted, years), where=where)


def _possible_answers(wanted: Wanted, *, marked: bool, of_choices: bool) -> list[str]:
    """Lines of `unknown` for the answers of `possible`; of no choice where lines are of none."""
    question, segment = wanted.question, _segment(wanted)
    of_item, of_choice = f"{TEXT} AS item", f"{TEXT} AS choice"
    lines = []
    if marked:
        keys = ["DISTINCT year", segment, of_item, of_choice]
        lines.append(select(keys, "possible", where=["withheld"]))
    source, answer, given = "possible", "answer", "answer IS NOT NULL"
    if question.kind is Kind.MATRIX:
        rows = select(["year", segment, "unnest(map_entries(answer)) AS entry"], "possible")
        source, segment = f"(\n{indent(rows, '    ')}\n)", "segment"
        of_item, answer, given = "entry.key AS item", "entry.value", "entry.value IS NOT NULL"
    if of_choices:
        several = question.kind is Kind.MULTIPLE or question.multiple
        each = f"unnest({answer})" if several else answer
        of_choice = f"{each} AS choice"
    keys = ["DISTINCT year", segment, of_item, of_choice]
    answers = select(keys, source, where=[given])
    pairs = counted_as(question, wanted.counted_as)
    if of_choices and pairs:
        answers = select(
            ["DISTINCT year", "segment", "item", recoded(pairs)],
            f"(\n{indent(answers, '    ')}\n)",
        )
    return [*lines, answers]
