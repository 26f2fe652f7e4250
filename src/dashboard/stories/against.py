"""Two segments of the reader's own over a topic: tested differences in words, and their figures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from dashboard.analysis.rounding import rounds_apart
from dashboard.analysis.sentences import answer_words, points_words
from dashboard.analysis.two_segments import (
    Pair,
    People,
    apart_of,
    people_of,
    set_against,
    side_by_side,
)
from dashboard.codebook import Kind, Question
from dashboard.errors import DashboardError
from dashboard.estimates.reliability import COUNT_FROM
from dashboard.figures import draw
from dashboard.figures.change_marks import short_change
from dashboard.figures.score_words import written
from dashboard.query.selection import Query, filter_words, select
from dashboard.stories.chosen import base_words, few
from dashboard.stories.parts import of_question, with_note
from dashboard.stories.story import Make, Told
from dashboard.stories.view import Desk

AGAINST, SEPARATOR = "against", "."
NO_SECOND = "There is no second segment to set this one against: choose at least one filter of B."
NO_DIFFERENCE = "No difference between A and B is significant in this topic."


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A tested difference of two segments in words, and the question that it is about.

    `rounds_apart`: its two shares as written differ by another number.
    """

    question: Question
    words: str
    rounds_apart: bool = False


def queries(desk: Desk) -> tuple[Query, Query]:
    """The two segments in the view's year; DashboardError where there is no second one."""
    second = desk.chosen.address.second
    if not second:
        raise DashboardError(NO_SECOND)
    filters = select(desk.codebook, [desk.year], second).filters
    return desk.plain, replace(desk.plain, filters=filters)


def labels(desk: Desk) -> tuple[str, str]:
    """Both segments in words: "A: ML engineers", "B: All respondents"."""

    def words(query: Query) -> str:
        parts = [filter_words(desk.codebook, name, codes) for name, codes in query.filters]
        return " · ".join(parts) or "All respondents"

    a, b = queries(desk)
    return f"A: {words(a)}", f"B: {words(b)}"


def people(desk: Desk) -> People:
    """How many are in each segment, and in both."""
    first, second = queries(desk)
    return desk.once(("people of", second), lambda: people_of(desk.responses, first, second), first)


def people_in_words(desk: Desk) -> list[str]:
    """Who is in the segments, and what that means for their tests, a sentence each."""
    found = people(desk)
    a, b = labels(desk)
    lines = [f"{a}: {few(found.first)} people", f"{b}: {few(found.second)} people"]
    if found.nested:
        inner, outer = ("A", "B") if found.first <= found.second else ("B", "A")
        lines.append(
            f"Everybody in {inner} is in {outer} as well. Tests allow for that; the difference to "
            "all others is larger."
        )
    elif found.both:
        lines.append(f"In both: {few(found.both)} people. Tests allow for that.")
    if said := base_words(desk.plain):
        lines.append(said)
    return lines


def asked(desk: Desk, topic: str) -> list[Question]:
    """The published questions of a topic that the view's year asked."""
    found = desk.codebook.topic(topic).questions
    return [q for q in found if q.published and desk.year in q.asked]


def pairs(desk: Desk, topic: str) -> dict[str, Pair]:
    """Every question of a topic that both segments can be set against each other in, by id."""
    first, second = queries(desk)
    found = desk.once(
        ("against", topic, second),
        lambda: set_against(desk.responses, asked(desk, topic), first, second),
        first,
    )
    return {pair.question.id: pair for pair in found}


def differing(found: Mapping[str, Pair]) -> list[Difference]:
    """The differences that may be said in words, the surest first."""
    lines = [
        (not pair.first.each_choice, -float(pair.least[at]), pair, at)
        for pair in found.values()
        for at in map(tuple, np.argwhere(pair.told))
        if not _is_rest(pair, at)
    ]
    # Scores have units of their own, and follow the shares.
    lines.sort(key=lambda one: one[:2])
    return [
        Difference(
            question=pair.question, words=in_words(pair, at), rounds_apart=_rounds_apart(pair, at)
        )
        for *_, pair, at in lines
    ]


def _rounds_apart(pair: Pair, at: tuple[int, ...]) -> bool:
    """Whether both shares as written differ by another number than is told."""
    one, other = (float(of.estimates.estimate[(0, 0, *at)]) for of in (pair.first, pair.second))
    return pair.first.in_percent and rounds_apart(one, other, float(pair.changes.change[at]))


def _is_rest(pair: Pair, at: tuple[int, ...]) -> bool:
    """Whether a difference is that of the other of two answers, told the other way round."""
    if not pair.first.each_choice:
        return False
    several = pair.question.kind is Kind.MULTIPLE or pair.question.multiple
    answers = np.flatnonzero(np.isfinite(pair.changes.change[at[0]]))
    return not several and len(answers) == 2 and bool(pair.changes.change[at] < 0)


def in_words(pair: Pair, at: tuple[int, ...], sides: tuple[str, str] = ("in A", "in B")) -> str:
    """A difference with both numbers, each of a side, and its interval."""
    first, changes = pair.first, pair.changes
    values = [written(first, float(one.estimates.estimate[(0, 0, *at)]))
              for one in (first, pair.second)]  # fmt: skip
    change, low, high = (float(part[at]) for part in (changes.change, changes.low, changes.high))
    if first.each_choice:
        about = answer_words(pair.question, (0, *at))
        by = f"{points_words(change)} points"
        limits = f"{points_words(low)} to {points_words(high)}"
    else:
        item = first.items[at[0]]
        about = f"{pair.question.title}, {item.label}" if item else pair.question.title
        by = short_change(first, change)
        limits = f"{short_change(first, low)} to {short_change(first, high)}"
    return f"{about}: {values[0]} {sides[0]}, {values[1]} {sides[1]} ({by}, 95% interval {limits})"


def figure_of_pair(desk: Desk, id: str) -> tuple[Question, Make] | None:
    """The figure of an id that sets two segments against each other; None for any other id.

    Raises DashboardError where the view has no second segment, or the question no such figure.
    """
    first, _, code = id.partition(SEPARATOR)
    if first != AGAINST:
        return None
    question = desk.codebook.question(code)
    queries(desk)
    return question, partial(_figure, desk, question)


def figure_id(question: Question) -> str:
    """The id of the figure that shows a question of both segments."""
    return f"{AGAINST}{SEPARATOR}{question.id}"


def _figure(desk: Desk, question: Question) -> Told:
    pair = pairs(desk, question.topic).get(question.id)
    if pair is None:
        raise DashboardError(why_not(desk, question))
    a, b = labels(desk)
    result = side_by_side(pair, (a, b))
    view = replace(
        # The base that the view wants, not the one that fits: a note says where they differ.
        desk.view(replace(result.query, of=desk.plain.of)),
        whom=f"{a}, against {b} · {desk.year}",
        apart=apart_of(pair, desk.codebook),
    )
    figure = replace(draw(result, view), id=figure_id(question), found=(pair.first, pair.second))
    if pair.shared is not None:
        each = " Scores of segments that share people are not tested."
        figure = with_note(
            figure,
            f"Some people are in both segments.{'' if pair.first.each_choice else each}",
        )
        if 0 < float(pair.shared.base(pair.first.of).n.max(initial=0)) < COUNT_FROM:
            # With the number of all people, a reader could work out how few are in both.
            base = figure.base.partition(" (")[2].removesuffix(")")
            base = f"n: {base}" if base else "Some are in both segments"
            figure = replace(figure, base=base, alt=figure.alt.replace(figure.base, base))
    return of_question(desk, figure, question, pair.first.statistic)


def why_not(desk: Desk, question: Question) -> str:
    """Why a question is not set against in this view, in a sentence."""
    for query in queries(desk):
        found = desk.results([question.id], query)[question.id]
        if found.is_filtered:
            return f"“{question.title}” makes one of the segments, so it only says what they are."
        if desk.year in found.gaps:
            return found.gaps[desk.year]
    return f"“{question.title}” was not asked in {desk.year}."
