"""Influences on answers: persona, maturity and earlier answers, as odds and log-odds."""

from collections.abc import Iterator, Sequence

import numpy as np

from dashboard.codebook import Codebook, Condition, Kind, Question
from dashboard.codebook.conditions import answer_test
from dashboard.synthetic.drawn_answers import Codes, Rows, Sheet, Ticks
from dashboard.synthetic.hints import SampleHints
from dashboard.synthetic.streams import Bools, Floats, Ints, between, odds

BREADTH = 0.35
TASTE = 0.35

# How strongly respondents of a persona lean to the answers that define it.
TELLS_ONE = 3.0
TELLS_SEVERAL = 2.0


class Leanings:
    """How respondents differ in answering, for one codebook, its hints and a seed."""

    def __init__(self, codebook: Codebook, hints: SampleHints, seed: int):
        self.codebook = codebook
        self.hints = hints
        self.seed = seed
        self.told_by = frozenset(_ancestors(codebook, codebook.persona))
        self._tables: dict[str, Floats] = {}
        persona = codebook.questions.get(codebook.persona or "")
        self._personas = persona.choices if persona else ()
        self._rules = persona.derived if persona else ()

    def factors(
        self, question: Question, sheet: Sheet, rows: Ints, entries: Sequence[str]
    ) -> Floats:
        """(rows, entries): what the odds of each answer are multiplied by, for these respondents.

        `entries` are ids of choices or items, `rows` positions of respondents on the sheet.
        """
        result = odds(self._contrasts(question, entries))[self.persona(question, sheet)[rows]]
        loads = self._loads(question, entries)
        result *= odds(sheet.people.maturity[rows, None] * loads)
        result *= self.leaning(question, sheet, rows, entries)
        if question.kind is Kind.MULTIPLE:
            for given, moved in self._leans_everywhere(entries, sheet, rows):
                result[given] *= odds([moved.get(entry, 0.0) for entry in entries])
        if question.kind is Kind.MULTIPLE or question.multiple:
            result *= odds(BREADTH * sheet.people.taste[rows])[:, None]
        return np.asarray(result)

    def leaning(
        self, question: Question, sheet: Sheet, rows: Ints, entries: Sequence[str]
    ) -> Floats:
        """(rows, entries): what the answers to other questions multiply the odds by."""
        result = np.ones((len(rows), len(entries)))
        for given, moved in self._leans(question, sheet, rows):
            result[given] *= odds([moved.get(entry, 0.0) for entry in entries])
        return result

    def pushes(self, question: Question, sheet: Sheet, rows: Ints) -> Floats:
        """(rows, 1 or items): how much higher these answer on an ordered scale, in log-odds."""
        hint = self.hints.of(question.id)
        entries = [item.id for item in question.items] or [question.id]
        result = self._contrasts(question, entries)[self.persona(question, sheet)[rows]]
        result = result + sheet.people.maturity[rows, None] * self._loads(question, entries)
        drift = hint.drift * (sheet.year - max(self.codebook.years))
        result += (TASTE * sheet.people.taste[rows] + hint.lift + drift)[:, None]
        if question.items:
            result += self._row_lifts(question)
        for other, moves in hint.lifts.items():
            for code, move in moves.items():
                result[self._gave(sheet, other, code)[rows]] += move
        for given, moved in self._leans(question, sheet, rows):
            result[given] += [moved.get(entry, 0.0) for entry in entries]
        return np.asarray(result)

    def persona(self, question: Question, sheet: Sheet) -> Ints:
        """The persona by which respondents answer: the one they gave, else their profile."""
        if question.id in self.told_by or self.codebook.persona is None:
            return sheet.people.profile
        given = sheet.codes(self.codebook.persona)
        if given is None:
            return sheet.people.profile
        return np.asarray(np.where(given >= 0, given, sheet.people.profile))

    def needs(self, question: Question) -> Iterator[str]:
        """The questions whose answers move those to `question`."""
        hint = self.hints.of(question.id)
        yield from hint.lifts
        yield from hint.leans
        if question.kind is Kind.MULTIPLE:
            entries = {choice.id for choice in question.choices}
            for source, moves in self.hints.leans.items():
                known = source in self.codebook.questions and source != question.id
                if known and any(entries & moved.keys() for moved in moves.values()):
                    yield source

    def _leans(
        self, question: Question, sheet: Sheet, rows: Ints
    ) -> Iterator[tuple[Bools, dict[str, float]]]:
        """The leanings of `rows` that follow from an answer to another question."""
        for other, leans in self.hints.of(question.id).leans.items():
            for code, moved in leans.items():
                yield self._gave(sheet, other, code)[rows], moved

    def _leans_everywhere(
        self, entries: Sequence[str], sheet: Sheet, rows: Ints
    ) -> Iterator[tuple[Bools, dict[str, float]]]:
        """The leanings of `rows` in any question with such choices."""
        for source, moves in self.hints.leans.items():
            for value, moved in moves.items():
                if not any(entry in moved for entry in entries):
                    continue
                if source in self.hints.traits:
                    place = list(self.hints.traits[source]).index(value)
                    yield sheet.people.traits[source][rows] == place, moved
                else:
                    yield self._gave(sheet, source, value)[rows], moved

    def _gave(self, sheet: Sheet, question: str, code: str) -> Bools:
        """The respondents who gave this answer; none where the year did not ask."""
        answer = sheet.answers.get(question)
        choices = self.codebook.questions[question].choices
        place = next(at for at, choice in enumerate(choices) if choice.id == code)
        match answer:
            case Codes():
                return np.asarray(answer.code == place)
            case Ticks():
                return np.asarray(answer.ticked[:, place])
            case Rows(code=given) if given is not None:
                found = np.zeros(len(answer.shown), dtype=np.bool_)
                found[answer.respondent[given == place]] = True
                return found
        return np.zeros(sheet.size, dtype=np.bool_)

    def _contrasts(self, question: Question, entries: Sequence[str]) -> Floats:
        """(personas, entries): how personas differ, in log-odds."""
        if not self._personas:
            return np.zeros((1, len(entries)))
        if question.id not in self._tables:
            if question.id in self.told_by:
                self._tables[question.id] = self._telling(question)
            else:
                contrast = self.hints.of(question.id).contrast
                width = self.hints.contrast if contrast is None else contrast
                self._tables[question.id] = np.array(
                    [
                        [
                            width * between(-1, 1, self.seed, question.id, persona.id, entry)
                            for entry in entries
                        ]
                        for persona in self._personas
                    ]
                )
        return self._tables[question.id]

    def _telling(self, question: Question) -> Floats:
        """(personas, choices): the answers that define a persona are given by its profile."""
        strength = TELLS_SEVERAL if question.kind is Kind.MULTIPLE else TELLS_ONE
        entries = question.items or question.choices
        table = np.zeros((len(self._personas), len(entries)))
        claimed = np.zeros(len(entries), dtype=np.bool_)
        for rule in self._rules:
            row = next(at for at, p in enumerate(self._personas) if p.id == rule.choice)
            for condition in _asserted(rule.when):
                if condition.question != question.id or condition.answered is not None:
                    continue
                if condition.item is not None:
                    hit = np.array([item.id == condition.item for item in question.items])
                else:
                    test = answer_test(condition, question)
                    hit = np.array([test(choice.id) is True for choice in question.choices])
                table[row][hit] = strength
                claimed |= hit
        table[:, claimed] -= strength / 2
        return table

    def _loads(self, question: Question, entries: Sequence[str]) -> Floats:
        """By how much a standard deviation of maturity moves each entry, in log-odds."""
        hint = self.hints.of(question.id)
        several = question.kind is Kind.MULTIPLE or question.multiple
        low, high = (0.0, 0.35) if several else (-0.2, 0.25)
        usual = [
            between(low, high, self.seed, question.id, entry, "load")
            if hint.maturity is None
            else hint.maturity
            for entry in entries
        ]
        return np.array(
            [hint.maturity_of.get(e, load) for e, load in zip(entries, usual, strict=True)]
        )

    def _row_lifts(self, question: Question) -> Floats:
        """How much higher than the others each row of a matrix is answered, in log-odds."""
        hint = self.hints.of(question.id)
        result = []
        for item in question.items:
            usual = between(-0.7, 0.7, self.seed, question.id, item.id, "row")
            if item.category in hint.items_of:
                # The hint for the category, and a little of the row's own.
                usual = hint.items_of[item.category] + usual / 3
            result.append(hint.items.get(item.id, usual))
        return np.array(result)


def _asserted(condition: Condition) -> Iterator[Condition]:
    """The parts of a condition about one question each that speak for it."""
    if condition.question is not None:
        yield condition
    for part in (*(condition.all_ or ()), *(condition.any_ or ())):
        yield from _asserted(part)


def _ancestors(codebook: Codebook, code: str | None) -> Iterator[str]:
    """The question and all that it is derived from."""
    if code is None:
        return
    yield code
    for source in codebook.questions[code].worked_out_from:
        yield from _ancestors(codebook, source)
