"""The publishing plan of a survey: key attributes, answers beside them, separate demographics."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dashboard.codebook import Codebook, Question, Year
from dashboard.codebook.tool_list import tools_of
from dashboard.errors import DashboardError, unknown
from dashboard.importing.identifiers import identifying_parts


@dataclass(frozen=True)
class Plan:
    """The file that each question goes to. Key attributes are in order of usefulness.

    `tied` names, for each key attribute, the questions that would reveal its value, by who was
    asked them or by what it is derived from; they are left out wherever the attribute is withheld.
    """

    codebook: Codebook
    keys: tuple[Question, ...]
    separate: tuple[Question, ...]
    answers: tuple[Question, ...]
    unpublished: tuple[Question, ...]
    tied: Mapping[str, frozenset[str]] = field(repr=False)

    @property
    def k(self) -> int:
        """How many people every cell must hold."""
        return self.codebook.privacy.k

    def keys_in(self, year: Year) -> tuple[Question, ...]:
        """The key attributes that a year asked."""
        return tuple(question for question in self.keys if year in question.asked)

    def separate_in(self, year: Year) -> tuple[Question, ...]:
        """The demographics that a year asked and that are published apart."""
        return tuple(question for question in self.separate if year in question.asked)

    def main_in(self, year: Year) -> tuple[Question, ...]:
        """The questions of a year's main file, in reading order."""
        return tuple(
            question
            for question in self.codebook.asked_in(year)
            if question in self.keys or question in self.answers
        )

    def rules(self, year: Year) -> list[object]:
        """By which rules a year is released: whatever decides what is withheld in which file."""
        stand = [self.keys_in(year), self.separate_in(year), self.main_in(year)]
        sensitive = [q.id for q in self.codebook.asked_in(year) if q.sensitive]
        tied = {code: sorted(questions) for code, questions in self.tied.items()}
        ids = [[question.id for question in questions] for questions in stand]
        return [self.k, self.codebook.privacy.different, *ids, sensitive, tied]

    def filters_beside(self) -> tuple[str, ...]:
        """The survey's further filters among the answers, which are not part of any cell."""
        further = self.codebook.more_filters
        return tuple(question.id for question in self.answers if question.id in further)

    def telling(self) -> dict[str, tuple[str, ...]]:
        """For each separate demographic, the answers from which it can be guessed.

        Being asked such a question, or its source, reveals something about the demographic.
        """
        found = {
            apart.id: tuple(q.id for q in self.answers if apart.id in _spoken_of(q))
            for apart in self.separate
        }
        return {code: questions for code, questions in found.items() if questions}


def make_plan(codebook: Codebook) -> Plan:
    """The plan that the survey file asks for; a DashboardError says what it may not ask for."""
    if faults := list(_faults(codebook)):
        raise DashboardError("The survey cannot be released:\n" + "\n".join(faults))
    keys = tuple(codebook.questions[code] for code in codebook.key_attributes)
    separate = tuple(codebook.questions[code] for code in codebook.separate)
    rest = [q for q in codebook.questions.values() if q not in keys and q not in separate]
    beside = {question.id for question in rest}
    tied = {key.id: _tied(codebook, key) & beside for key in keys}
    return Plan(
        codebook=codebook,
        keys=keys,
        separate=separate,
        answers=tuple(question for question in rest if question.published),
        unpublished=tuple(question for question in rest if not question.published),
        tied=tied,
    )


def _faults(codebook: Codebook) -> Iterator[str]:
    questions = codebook.questions
    if not codebook.key_attributes:
        yield (
            "There are no key attributes, and without them nobody is protected. Name what an "
            "outsider may know of a respondent, under 'filters' or 'privacy.key_attributes'."
        )
    roles = [("a key attribute", code) for code in codebook.key_attributes]
    roles += [("published apart", code) for code in codebook.separate]
    for role, code in roles:
        if code not in questions:
            yield "privacy: " + unknown("question", code, questions)
        elif not questions[code].has_one_answer:
            yield f"{code}: it takes several answers, so it cannot be {role}."
        elif not questions[code].published:
            yield f"{code}: it is marked 'published: false', so it cannot be {role}."
    for named in filter(None, (codebook.persona, codebook.company_size)):
        known = {code for _, code in roles}
        if named in questions and questions[named].published and named not in known:
            yield (
                f"{named}: it is a filter, so others may know it of a respondent, but beside the "
                "other answers it would be no part of any check. Name it under "
                "'privacy.key_attributes' or 'privacy.separate', or take it out of the filters."
            )
    for code in set(codebook.key_attributes) & set(codebook.separate):
        yield f"{code}: it is a key attribute, and also published apart; it can be only one."
    keys = [code for code in codebook.key_attributes if code in questions]
    for place, code in enumerate(keys):
        for later in keys[place + 1 :]:
            if later in _spoken_of(questions[code]):
                yield (
                    f"{code}: who was asked it tells {later!r}, so {later!r} must stand before it "
                    "in 'key_attributes'."
                )
    for code in codebook.privacy.moved:
        if code not in questions:
            yield "privacy, moved: " + unknown("question", code, questions)
    for margin in codebook.weighting.margins:
        if margin.question in codebook.separate:
            yield (
                f"{margin.question}: the survey weights have a margin of it, so they would tell it "
                "beside the answers. Take the margin out, or make it a key attribute."
            )
        elif margin.question in questions and not questions[margin.question].published:
            yield (
                f"{margin.question}: it is not published, and survey weights with a margin of it "
                "would tell it. Take the margin out."
            )
    tools = tools_of(codebook)
    for question in questions.values():
        yield from identifying_parts(question, codebook.privacy.no_persons, tools)


def _spoken_of(question: Question) -> set[str]:
    """The questions that decide who is asked a question, what it holds, or which rows it shows."""
    return {*question.routed_by, *question.worked_out_from, *question.items_from}


def _tied(codebook: Codebook, key: Question) -> frozenset[str]:
    """The questions that tell a key attribute: its sources, and all that hangs on either."""
    known = {key.id, *key.worked_out_from}
    before = 0
    while before < len(known):
        before = len(known)
        known |= {q.id for q in codebook.questions.values() if known & _spoken_of(q)}
    return frozenset(known - {key.id})
