"""Conditions on the answers of a respondent, as they stand in the codebook's files."""

from collections.abc import Collection
from typing import Annotated

from pydantic import Discriminator, Field, Tag, model_validator

from dashboard.codebook.entry_types import Entry, Id, QuestionId, form


class Condition(Entry):
    """A statement about one respondent's earlier answers, true or false.

    Either about one question (`question` with `any_of`, `at_least`/`below`, or `answered`), or
    made of others (`all`, `any`, `not`).
    """

    question: QuestionId | None = None
    """The earlier question the condition is about.
    Example: `role`
    Goes wrong: An id that no question has; a question that the year did not ask.
    """
    item: Id | None = None
    """The row of that question, where it is a matrix or an allocation.
    Example: `hammer`
    Goes wrong: Left out for a question that has rows.
    """
    any_of: list[Id] | None = Field(default=None, min_length=1)
    """Holds for whoever gave one of these answers.
    Example: `[builder, keeper]`
    Goes wrong: An id that is no choice of the question.
    """
    at_least: float | None = None
    """Holds for answers of at least this number.
    Unit: the question's own. Example: `5`
    Goes wrong: Used on a question of words.
    """
    below: float | None = None
    """Holds for answers below this number.
    Unit: the question's own. Example: `100`
    Goes wrong: Used on a question of words.
    """
    answered: bool | None = None
    """Holds for whoever answered the question, or with `false` did not.
    Example: `true`
    Goes wrong: Written beside another test: a condition has one.
    """
    all_: list["Condition"] | None = Field(default=None, alias="all", min_length=1)
    """Holds where each of these conditions does.
    Example: `[{question: role, any_of: [builder]}, {question: size, any_of: [large]}]`
    Goes wrong: Written beside `question`: make it a part.
    """
    any_: list["Condition"] | None = Field(default=None, alias="any", min_length=1)
    """Holds where one of these conditions does.
    Example: `[{question: role, any_of: [builder]}, {question: tools, answered: true}]`
    Goes wrong: Written beside `question`: make it a part.
    """
    not_: "Condition | None" = Field(default=None, alias="not")
    """Holds where this condition does not; also for those who did not answer.
    Example: `{question: role, any_of: [student]}`
    Goes wrong: Meant for those who answered something else: `any_of` with the other choices says
    that.
    """

    @model_validator(mode="after")
    def _oneform(self) -> "Condition":
        made_of = [part for part in (self.all_, self.any_, self.not_) if part is not None]
        tests = [self.any_of, self.answered]
        numeric = self.at_least is not None or self.below is not None
        asked = sum(test is not None for test in tests) + numeric
        if self.question is None:
            if len(made_of) != 1 or asked or self.item:
                raise ValueError("needs either 'question' or exactly one of 'all', 'any', 'not'")
        elif made_of or asked != 1:
            raise ValueError(
                "a condition on a question needs exactly one of "
                "'any_of', 'answered', or 'at_least'/'below'"
            )
        return self

    @property
    def span(self) -> tuple[float, float]:
        """The numbers [at_least, below) that it asks for, infinite on a side without a bound."""
        low = float("-inf") if self.at_least is None else self.at_least
        return low, float("inf") if self.below is None else self.below

    def questions(self) -> list[tuple[str, "Condition"]]:
        """Every question the condition speaks of, with the part that does."""
        if self.question is not None:
            return [(self.question, self)]
        parts = [*(self.all_ or []), *(self.any_ or []), *([self.not_] if self.not_ else [])]
        return [pair for part in parts for pair in part.questions()]

    def needs_one_of(self, questions: Collection[str]) -> bool:
        """Whether it holds only for those who answered one of some questions."""
        if self.not_ is not None:
            return False
        if self.all_ is not None:
            return any(part.needs_one_of(questions) for part in self.all_)
        if self.any_ is not None:
            return all(part.needs_one_of(questions) for part in self.any_)
        return self.question in questions and self.answered is not False


AskedOf = Annotated[
    Annotated[Condition, Tag("group")] | Annotated[dict[int, Condition | None], Tag("by-year")],
    Discriminator(form),
]
