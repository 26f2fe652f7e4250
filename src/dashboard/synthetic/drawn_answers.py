"""Answers to one question by all respondents of a chunk, as arrays.

Codes are positions in the question's `choices`, items positions in its `items`; -1 is no answer.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dashboard.synthetic.population import People
from dashboard.synthetic.streams import Bools, Floats

Codes16 = NDArray[np.int16]


@dataclass(frozen=True)
class Codes:
    """One answer each: (respondents,)."""

    code: Codes16

    @property
    def answered(self) -> Bools:
        return np.asarray(self.code >= 0)


@dataclass(frozen=True)
class Numbers:
    """A plain number each, NaN for none: (respondents,)."""

    value: Floats

    @property
    def answered(self) -> Bools:
        return ~np.isnan(self.value)


@dataclass(frozen=True)
class Ticks:
    """Several answers each: (respondents, choices)."""

    ticked: Bools

    @cached_property
    def answered(self) -> Bools:
        return np.asarray(self.ticked.any(axis=1))


@dataclass(frozen=True)
class Rows:
    """The rows of a matrix that were shown, one after the other.

    `shown` (respondents,) counts each one's rows; `item` (rows,) names them. The answers are
    `code` (rows,) or, where several can be given, `ticked` (rows, choices).
    """

    shown: NDArray[np.int64]
    item: Codes16
    code: Codes16 | None = None
    ticked: Bools | None = None

    @cached_property
    def respondent(self) -> NDArray[np.int64]:
        """The respondent of each row."""
        return np.repeat(np.arange(len(self.shown)), self.shown)

    @cached_property
    def row_answered(self) -> Bools:
        if self.ticked is not None:
            return np.asarray(self.ticked.any(axis=1))
        assert self.code is not None
        return np.asarray(self.code >= 0)

    @cached_property
    def answered(self) -> Bools:
        found = np.zeros(len(self.shown), dtype=np.bool_)
        found[self.respondent[self.row_answered]] = True
        return found


@dataclass(frozen=True)
class Shares:
    """Percentages over `items` (positions), each row adding to 100: (respondents, items).

    A row of -1 is no answer.
    """

    items: tuple[int, ...]
    percent: Codes16

    @property
    def answered(self) -> Bools:
        return np.asarray(self.percent[:, 0] >= 0)


@dataclass(frozen=True)
class Ranks:
    """Choices from best on, -1 after the last: (respondents, places)."""

    code: Codes16

    @property
    def answered(self) -> Bools:
        return np.asarray(self.code[:, 0] >= 0)


@dataclass(frozen=True)
class Tasks:
    """MaxDiff: what each task showed (respondents, tasks, objects), and what was picked.

    A task left out has -1 for best and worst.
    """

    shown: Codes16
    best: Codes16
    worst: Codes16

    @cached_property
    def answered(self) -> Bools:
        return np.asarray((self.best >= 0).any(axis=1))


Answer = Codes | Numbers | Ticks | Rows | Shares | Ranks | Tasks


@dataclass(frozen=True)
class Sheet:
    """Everything drawn so far for a chunk of a year's respondents."""

    year: int
    people: People
    asked: dict[str, Bools] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """The number of respondents."""
        return len(self.people.maturity)

    def codes(self, question: str) -> Codes16 | None:
        """The codes of a question with one answer; None where this year has none."""
        answer = self.answers.get(question)
        return answer.code if isinstance(answer, Codes) else None
