"""News of a view: what it is, and which questions and answers may be news."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

from dashboard.analysis.changes import Change
from dashboard.analysis.following import Step
from dashboard.analysis.rounding import rounded, signed
from dashboard.analysis.statistics import has_shares
from dashboard.codebook import Choice, Kind, Question
from dashboard.estimates.reliability import NORMAL_FROM
from dashboard.figures.change_marks import DOWN, UP
from dashboard.figures.words import listed
from dashboard.query.url import Address
from dashboard.stories.view import Desk


class Rank(IntEnum):
    """Kinds of news, the strongest first."""

    CHANGE = 0
    SLOW_CHANGE = 1
    DIFFERENCE = 2
    LEVEL = 3
    SMALL_LEVEL = 4
    MANY_TIED = 5


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar of a small picture: a share between 0 and 1, and whether it is the one in view.

    One of a `small` sample is drawn lighter, as in figures.
    """

    label: str
    share: float
    leading: bool = False
    small: bool = False


@dataclass(frozen=True, kw_only=True)
class News:
    """One piece of news of one question.

    `nearer` is the end of the adjusted interval that lies nearer to no change, as a fraction.
    `evidence` is its 95% interval and its bases in words. `headline` stands alone; `sentence`
    stands below the question's title; `numbers` is what both compare, without a claim. `compare` is
    the comparison in which the question's own figure shows it. Of a change, `what` and `step`
    are its name in its family, and `change` is what the tests say of it.
    """

    rank: Rank
    question: Question
    nearer: float
    headline: str
    sentence: str
    bars: tuple[Bar, ...]
    evidence: str
    compare: str | None = None
    numbers: str = ""
    what: str = ""
    step: Step | None = None
    change: Change | None = None

    @property
    def is_small(self) -> bool:
        """Whether it rests on fewer than 100 people: then it comes after others of its rank."""
        return any(bar.small for bar in self.bars)

    @property
    def line(self) -> str:
        """The headline with the sign of a change before it."""
        return f"{self.sign} {self.headline}".strip()

    @property
    def sign(self) -> str:
        """The sign of a change; empty for other news."""
        if self.change is None:
            return ""
        return UP if self.change.change > 0 else DOWN


def view_of(desk: Desk, one: News) -> Address:
    """The view in which the question's own figure shows a piece of news."""
    return replace(desk.chosen.address.view, question=one.question.id, compare=one.compare)


def ranked(news: Iterable[News]) -> list[News]:
    """The strongest first: by rank, large samples first, then by how sure they are."""
    return sorted(
        news,
        key=lambda one: (one.rank, one.is_small, -one.nearer, one.question.id, one.headline),
    )


def questions_of_news(desk: Desk) -> list[Question]:
    """What may be news: published answers of this year, not those that say who answered."""
    book = desk.codebook
    who = {*book.who_answered, *(question.id for question in book.filters.values())}
    # A group that was made from an answer differs in it by rule.
    for name in desk.chosen.query.where:
        who |= {book.filter(name).id, *book.filter(name).worked_out_from}
    return [
        question
        for topic in book.topics
        for question in topic.questions
        if question.published and desk.year in question.asked and question.id not in who
    ]


def is_ordered(question: Question) -> bool:
    """Whether answers have an order, so that a single one of them is no story."""
    inside = [c for c in question.choices if c.is_named]
    by_value = bool(inside) and all(choice.value is not None for choice in inside)
    bands = any(choice.is_band for choice in question.choices)
    return question.kind in (Kind.SCALE, Kind.NUMBER) or bands or by_value


def is_chosen(question: Question) -> bool:
    """Whether shares of its single answers are a story."""
    simple = has_shares(question) and not question.items and not is_ordered(question)
    return simple and question.kind in (Kind.SINGLE, Kind.MULTIPLE)


def difference_in_words(low: float, high: float, bases: Iterable[float]) -> str:
    """The interval of a difference between two shares, and how many people are behind them."""
    ends = " to ".join(signed(rounded(100 * end)) for end in (low, high))
    return f"{ends} points (95% interval) · {_n(bases)}"


def share_in_words(low: float, high: float, base: float) -> str:
    """The interval of one share or balance, and how many people are behind it."""
    return f"{rounded(100 * low)} to {rounded(100 * high)}% (95% interval) · {_n([base])}"


def is_small(base: float) -> bool:
    """Whether a number on so many answers is shown lighter."""
    return bool(base < NORMAL_FROM)


def of_few(*bases: float) -> str:
    """How many people a sentence tells of, where some number is on fewer than 100; else empty."""
    if not any(map(is_small, bases)):
        return ""
    return f" ({listed([f'{round(base):,}' for base in bases], 'and')} respondents)"


def _n(bases: Iterable[float]) -> str:
    known = list(bases)
    said = "n = " + " and ".join(f"{round(base):,}" for base in known)
    return f"{said} (small sample)" if any(map(is_small, known)) else said


def subject_of(question: Question, about: Choice) -> str:
    """What a sentence is about: a tool by its name, any other answer with its question."""
    return about.label if about.category is not None else f"{question.title}: {about.label}"
