"""A topic's page as data: the questions it begins with, and its stories of several questions.

Each kind of story is an entry of its own. `questions()` gives, with its place in the entry, every
question that a story is about and the kinds of question it can be told of.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from dashboard.codebook.entry_types import Entry, Kind, QuestionId, Text

Place = tuple[str | int, ...]
About = tuple[Place, str, frozenset[Kind]]
"""Where a question is named, the question, and the kinds of question that fit there."""

CHOSEN = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE, Kind.NUMBER})
LISTED = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE, Kind.MATRIX, Kind.ALLOCATION})
ROWS = frozenset({Kind.MATRIX})
SEVERAL = frozenset({Kind.MULTIPLE})
PERCENT = frozenset({Kind.ALLOCATION})
ONE_OF = frozenset({Kind.SINGLE, Kind.SCALE, Kind.NUMBER})


class PartEntry(Entry):
    """A question among several in one figure, and the heading of its numbers there."""

    question: QuestionId
    heading: Text


class GroupEntry(Entry):
    """Neighboring bands of a filter counted as one group: those within [from, below)."""

    label: Text
    from_: float = Field(alias="from")
    below: float = float("inf")


class PairEntry(Entry):
    """An allocation of today, and the same of a later time."""

    now: QuestionId
    later: QuestionId


class StoryEntry(Entry):
    """What stories of every kind may say: the section of the page they stand in.

    A story without a section stands among the leading figures.
    """

    section: Text | None = None

    def questions(self) -> Iterator[About]:
        """Every question the story is about, with its place and the kinds that fit."""
        yield from ()


class OneQuestion(StoryEntry):
    """A story of one question, with a title of its own."""

    question: QuestionId
    title: Text


class OverTheYears(OneQuestion):
    """One question's answers, stacked, in every year that asked it."""

    story: Literal["over_the_years"]

    def questions(self) -> Iterator[About]:
        """The question."""
        yield ("question",), self.question, CHOSEN


class ByGroup(OneQuestion):
    """One question's answers, stacked, for each group of a filter; `groups` joins its bands."""

    story: Literal["by_group"]
    group: QuestionId
    groups: list[GroupEntry] = []

    def questions(self) -> Iterator[About]:
        """The question, and the one that makes the groups."""
        yield ("question",), self.question, CHOSEN
        yield ("group",), self.group, ONE_OF


class Ranked(OneQuestion):
    """The rows of a matrix by the share giving one of the two highest answers."""

    story: Literal["ranked"]

    def questions(self) -> Iterator[About]:
        """The matrix."""
        yield ("question",), self.question, ROWS


class Steps(OneQuestion):
    """The choices of one question, numbered in the order in which they are usually taken."""

    story: Literal["steps"]

    def questions(self) -> Iterator[About]:
        """The question."""
        yield ("question",), self.question, SEVERAL


class Distribution(OneQuestion):
    """The bands of one number in their order, with the median."""

    story: Literal["distribution"]

    def questions(self) -> Iterator[About]:
        """The question."""
        yield ("question",), self.question, frozenset({Kind.NUMBER})


class Columns(StoryEntry):
    """A row for each choice or row of the first question, a column for each question.

    `replaces` are questions that the page does not draw again; `keep_order` keeps the
    questionnaire's order of the rows.
    """

    story: Literal["columns"]
    id: QuestionId
    title: Text
    parts: list[PartEntry] = Field(min_length=1)
    row: Text = "Row"
    replaces: list[QuestionId] = []
    keep_order: bool = False

    def questions(self) -> Iterator[About]:
        """The questions of the columns, and those replaced."""
        for n, part in enumerate(self.parts):
            yield ("parts", n, "question"), part.question, LISTED
        for n, code in enumerate(self.replaces):
            yield ("replaces", n), code, frozenset(Kind)


class Against(StoryEntry):
    """Two questions about the same things, one across and one upwards: a dot for each thing."""

    story: Literal["against"]
    id: QuestionId
    title: Text
    across: PartEntry
    up: PartEntry
    row: Text = "Row"

    def questions(self) -> Iterator[About]:
        """The two questions."""
        yield ("across", "question"), self.across.question, LISTED
        yield ("up", "question"), self.up.question, LISTED


class NowAndLater(StoryEntry):
    """One allocation at a time, chosen by the reader: today, and what is expected later.

    `when` says how much later, as in "in three years".
    """

    story: Literal["now_and_later"]
    id: QuestionId
    title: Text
    pairs: list[PairEntry] = Field(min_length=1)
    when: Text = "later"

    def questions(self) -> Iterator[About]:
        """The allocations of each pair."""
        for n, pair in enumerate(self.pairs):
            yield ("pairs", n, "now"), pair.now, PERCENT
            yield ("pairs", n, "later"), pair.later, PERCENT


class Tools(StoryEntry):
    """One category of tools at a time: `used` has a question a category, `judged` ratings of all.

    `satisfied` names the rating that use is set against, one of `judged`.
    """

    story: Literal["tools"]
    id: QuestionId
    title: Text
    used: list[QuestionId] = Field(min_length=1)
    judged: list[PartEntry] = []
    satisfied: QuestionId | None = None

    def questions(self) -> Iterator[About]:
        """The categories, and the ratings."""
        for n, code in enumerate(self.used):
            yield ("used", n), code, SEVERAL
        for n, part in enumerate(self.judged):
            yield ("judged", n, "question"), part.question, ROWS
        if self.satisfied is not None:
            yield ("satisfied",), self.satisfied, ROWS


class Personas(StoryEntry):
    """Shares of personas, then a card for one of them, chosen by the reader.

    `size` stands on the card; `does` are the questions, and `attitudes` the scales, on which the
    persona is compared with everybody else.
    """

    story: Literal["personas"]
    persona: QuestionId
    size: QuestionId
    does: list[QuestionId] = []
    attitudes: list[QuestionId] = []

    def questions(self) -> Iterator[About]:
        """The persona, the size, and what personas are compared on."""
        yield ("persona",), self.persona, ONE_OF
        yield ("size",), self.size, ONE_OF
        for n, code in enumerate(self.does):
            yield ("does", n), code, SEVERAL
        for n, code in enumerate(self.attitudes):
            yield ("attitudes", n), code, frozenset({Kind.SCALE})


AnyStory = Annotated[
    OverTheYears
    | ByGroup
    | Ranked
    | Steps
    | Distribution
    | Columns
    | Against
    | NowAndLater
    | Tools
    | Personas,
    Field(discriminator="story"),
]


class PageEntry(Entry):
    """A topic's page: the questions it leads with, then its stories.

    A page that names neither leads with the first questions of its topic.
    """

    lead: list[QuestionId] = []
    stories: list[AnyStory] = []
