"""Routing conditions over the answers of many respondents at once.

The same three outcomes as in `importing.routing`, which decides for single answers: where `known`
is false the condition depends on a missing answer, and `true` is false.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from dashboard.codebook import Codebook, Condition, Question
from dashboard.codebook.conditions import answer_test
from dashboard.synthetic.drawn_answers import (
    Answer,
    Codes,
    Numbers,
    Ranks,
    Rows,
    Shares,
    Sheet,
    Ticks,
)
from dashboard.synthetic.streams import Bools, Ints


@dataclass(frozen=True)
class Verdicts:
    """Whether a condition is true, and whether that is known: (respondents,) each."""

    true: Bools
    known: Bools

    @property
    def false(self) -> Bools:
        return self.known & ~self.true


def holds(condition: Condition, sheet: Sheet, codebook: Codebook) -> Verdicts:
    """For whom the condition is true, false, or unknown."""
    if condition.question is not None:
        return _of_question(condition, codebook.questions[condition.question], sheet)
    given = [
        holds(part, sheet, codebook) for part in (*(condition.all_ or ()), *(condition.any_ or ()))
    ]
    if condition.all_ is not None:
        true = np.logical_and.reduce([part.true for part in given])
        return Verdicts(true, true | np.logical_or.reduce([part.false for part in given]))
    if condition.any_ is not None:
        true = np.logical_or.reduce([part.true for part in given])
        return Verdicts(true, true | np.logical_and.reduce([part.false for part in given]))
    assert condition.not_ is not None
    denied = holds(condition.not_, sheet, codebook)
    return Verdicts(denied.false, denied.known)


def derived(question: Question, sheet: Sheet, codebook: Codebook) -> Codes:
    """The choice of the first rule that holds, else the catch-all; none without any source."""
    rest = [at for at, choice in enumerate(question.choices) if choice.other][:1] or [-1]
    code = np.full(sheet.size, rest[0], dtype=np.int16)
    for rule in reversed(question.derived):
        place = next(at for at, choice in enumerate(question.choices) if choice.id == rule.choice)
        code[holds(rule.when, sheet, codebook).true] = place
    known = [sheet.answers[source].answered for source in sources(question, sheet)]
    code[~_any(known, sheet)] = -1
    return Codes(code)


def derived_asked(question: Question, sheet: Sheet) -> Bools:
    """A derived question is asked of respondents who were asked one it is derived from."""
    return _any([sheet.asked[source] for source in sources(question, sheet)], sheet)


def sources(question: Question, sheet: Sheet) -> list[str]:
    """The questions that a derived question depends on, among those the year asked."""
    return sorted(question.worked_out_from & sheet.answers.keys())


def _any(given: Iterable[Bools], sheet: Sheet) -> Bools:
    result = np.zeros(sheet.size, dtype=np.bool_)
    for some in given:
        result |= some
    return result


def _of_question(condition: Condition, question: Question, sheet: Sheet) -> Verdicts:
    nobody = np.zeros(sheet.size, dtype=np.bool_)
    answer = sheet.answers.get(question.id)
    answered = nobody if answer is None else answer.answered
    items = [item.id for item in question.items]
    item = items.index(condition.item) if condition.item is not None else None
    if isinstance(answer, Rows) and item is not None:
        answer, answered = _row(answer, item, len(question.choices))
    if condition.answered is not None:
        return Verdicts(answered == condition.answered, np.ones_like(nobody))
    if isinstance(answer, Shares) and item is not None:
        answered = answered & (item in answer.items)
        answer = Numbers(_percent(answer, item))
    if answer is None:
        return Verdicts(nobody, nobody)
    return _tested(condition, question, answer, answered)


def _tested(condition: Condition, question: Question, answer: Answer, answered: Bools) -> Verdicts:
    test = answer_test(condition, question)
    match answer:
        case Codes(code=code):
            said = [test(choice.id) for choice in question.choices]
            # The last place is where -1, no answer, points to.
            true = np.array([verdict is True for verdict in said] + [False])
            known = np.array([verdict is not None for verdict in said] + [False])
            return Verdicts(true[code], known[code])
        case Ticks(ticked=ticked):
            wanted = [test([choice.id]) is True for choice in question.choices]
            return Verdicts(np.asarray(ticked[:, wanted].any(axis=1)), answered)
        case Ranks(code=code):
            wanted = [test([choice.id]) is True for choice in question.choices] + [False]
            return Verdicts(np.asarray(np.array(wanted)[code].any(axis=1)), answered)
        case Numbers(value=value):
            low, below = condition.span
            return Verdicts(answered & (low <= value) & (value < below), answered)
    return Verdicts(np.zeros_like(answered), np.zeros_like(answered))


def _row(rows: Rows, item: int, choices: int) -> tuple[Codes | Ticks, Bools]:
    """One row of a matrix as if it were a question of its own."""
    at = rows.item == item
    who: Ints = rows.respondent[at]
    if rows.ticked is not None:
        ticked = np.zeros((len(rows.shown), choices), dtype=np.bool_)
        ticked[who] = rows.ticked[at]
        return Ticks(ticked), np.asarray(ticked.any(axis=1))
    assert rows.code is not None
    code = np.full(len(rows.shown), -1, dtype=np.int16)
    code[who] = rows.code[at]
    return Codes(code), np.asarray(code >= 0)


def _percent(shares: Shares, item: int) -> np.ndarray:
    percent = shares.percent[:, shares.items.index(item)] if item in shares.items else -1
    return np.where(np.asarray(percent) >= 0, percent, np.nan) * np.ones(len(shares.percent))
