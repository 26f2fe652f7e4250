"""Routing: conditions on who is asked what, evaluated over the answers themselves.

Conditions have three outcomes: one that depends on a missing answer is unknown (None). A respondent
is asked where the condition is true; unknown counts as not asked. An export does not say who was
given which random module: respondents who answered any of its questions were.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from dashboard.codebook import Codebook, Condition, Question, Year
from dashboard.codebook.conditions import all_hold, answer_test, any_holds, is_answered
from dashboard.importing.answers import Answers

Verdicts = list[bool | None]


@dataclass(frozen=True)
class Asked:
    """Whether each respondent was asked, and how many answered though routing left them out."""

    asked: list[bool]
    contradictions: int


class Router:
    """Evaluates conditions over one year's answers, `answers[question][respondent]`."""

    def __init__(self, codebook: Codebook, answers: Mapping[str, Answers], rows: int):
        self._codebook = codebook
        self._answers = answers
        self._rows = rows
        self._given: dict[tuple[Year, str], list[bool]] = {}

    def question(self, code: str) -> Question:
        """A question by its id."""
        return self._codebook.questions[code]

    def asked(self, question: Question, year: Year) -> Asked:
        """The respondents asked a question in `year`, including all who answered it."""
        condition = question.asked_of.get(year)
        answered = list(map(is_answered, self._answers[question.id]))
        routed = [True] * self._rows if condition is None else self.holds(condition)
        if question.module is not None:
            given = self._given_module(question.module, year)
            routed = [led and had for led, had in zip(routed, given, strict=True)]
        if question.items_from:
            # Without a row to show there was nothing to ask.
            shown = [answer is not None for answer in self._answers[question.id]]
            routed = [led and had for led, had in zip(routed, shown, strict=True)]
        astray = sum(had and not led for had, led in zip(answered, routed, strict=True))
        asked = [bool(led) or had for had, led in zip(answered, routed, strict=True)]
        return Asked(asked, astray)

    def _given_module(self, module: str, year: Year) -> list[bool]:
        """The respondents who were given a module, or one that always comes with it."""
        groups = self._codebook.modules.always_together if self._codebook.modules else []
        together = {module, *(code for group in groups if module in group for code in group)}
        if (year, module) not in self._given:
            questions = self._codebook.asked_in(year)
            codes = {question.id for question in questions if question.module in together}
            self._given[year, module] = self._answered_any(codes)
        return self._given[year, module]

    def derived(self, question: Question) -> Answers:
        """The choice of the first rule that holds; the catch-all where none does.

        A respondent who answered none of the questions the rules speak of has no answer.
        """
        verdicts = [self.holds(rule.when) for rule in question.derived]
        codes = [rule.choice for rule in question.derived]
        rest = next((choice.id for choice in question.choices if choice.other), None)
        known = self._answered_any(question.worked_out_from)
        return [
            next((code for code, holds in zip(codes, held, strict=True) if holds), rest)
            if has_any
            else None
            for *held, has_any in zip(*verdicts, known, strict=True)
        ]

    def holds(self, condition: Condition) -> Verdicts:
        """True, False or None (unknown) for each respondent."""
        if condition.question is not None:
            return self._of_question(condition, self._codebook.questions[condition.question])
        if condition.all_ is not None:
            return [all_hold(given) for given in zip(*map(self.holds, condition.all_), strict=True)]
        if condition.any_ is not None:
            return [
                any_holds(given) for given in zip(*map(self.holds, condition.any_), strict=True)
            ]
        assert condition.not_ is not None
        return [None if held is None else not held for held in self.holds(condition.not_)]

    def _of_question(self, condition: Condition, question: Question) -> Verdicts:
        answers = self._answers.get(question.id, [None] * self._rows)
        if condition.item is not None:
            item = condition.item
            answers = [answer.get(item) if answer else None for answer in answers]
        if condition.answered is not None:
            return [is_answered(answer) is condition.answered for answer in answers]
        test = answer_test(condition, question)
        return [None if answer is None else test(answer) for answer in answers]

    def _answered_any(self, codes: AbstractSet[str]) -> list[bool]:
        known = [self._answers[code] for code in codes if code in self._answers]
        return [any(map(is_answered, given)) for given in zip(*known, strict=True)] or [
            False
        ] * self._rows


def shown_rows(
    rows: Iterable[Any], items: Iterable[str], sources: Sequence[Answers]
) -> tuple[Answers, int]:
    """Matrix rows kept to those a respondent was shown: ticked in one of `sources`, or answered.

    Returns the rows, and how many respondents answered a row they had not ticked.
    """
    items = list(items)
    kept: Answers = []
    unticked = 0
    for row, *ticks in zip(rows, *sources, strict=True):
        ticked = {code for tick in ticks if tick for code in tick}
        answered = {item for item, value in row.items() if value is not None}
        unticked += bool(answered - ticked)
        kept.append({item: row.get(item) for item in items if item in ticked | answered} or None)
    return kept, unticked
