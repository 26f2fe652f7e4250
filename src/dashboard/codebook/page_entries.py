"""A topic's page as data: the questions it begins with, and its stories of several questions.

Each kind of story is an entry of its own. `questions()` gives, with its place in the entry, every
question that a story is about and the kinds of question it can be told of.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from dashboard.codebook.entry_types import Entry, Kind, QuestionId, Text
from dashboard.codebook.yaml_source import Place

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
    """The question. Example: `tools_used`"""
    heading: Text
    """Heading of its numbers. Example: `Use it`"""


class GroupEntry(Entry):
    """Neighboring bands of a filter counted as one group: those within [from, below)."""

    label: Text
    """Name of the group. Example: `Up to 150 people`"""
    from_: float = Field(alias="from")
    """Lowest number of the bands that belong to it. Unit: that of the bands. Example: `1`"""
    below: float = float("inf")
    """The number that its bands stay below; no end if left out.
    Unit: that of the bands. Example: `151`
    """


class PairEntry(Entry):
    """An allocation of today, and the same of a later time."""

    now: QuestionId
    """The allocation of today. Example: `time_now`"""
    later: QuestionId
    """The allocation of later.
    Example: `time_later`
    Goes wrong: Other items than those of today.
    """


class StoryEntry(Entry):
    """What stories of every kind may say: the section of the page they stand in.

    A story without a section stands among the leading figures.
    """

    section: Text | None = None
    """Section of the page; among the leading figures if left out. Example: `Amounts`"""

    def questions(self) -> Iterator[About]:
        """Every question the story is about, with its place and the kinds that fit."""
        yield from ()


class OneQuestion(StoryEntry):
    """A story of one question, with a title of its own."""

    question: QuestionId
    """The question. Example: `yearly_budget`"""
    title: Text
    """Heading of the figure. Example: `Spending over the years`"""


class OverTheYears(OneQuestion):
    """One question's answers in every year that asked it, with their changes."""

    story: Literal["over_the_years"]
    """The kind of story. Example: `over_the_years`"""

    def questions(self) -> Iterator[About]:
        """The question."""
        yield ("question",), self.question, CHOSEN


class ByGroup(OneQuestion):
    """One question's answers, stacked, for each group of a filter; `groups` joins its bands."""

    story: Literal["by_group"]
    """The kind of story. Example: `by_group`"""
    group: QuestionId
    """The question whose answers make the groups. Example: `company_size`"""
    groups: list[GroupEntry] = []
    """Neighboring bands counted as one group.
    Example: `[{label: Up to 150 people, from: 1, below: 151}]`
    Goes wrong: Bands that overlap: nobody is in two groups.
    """

    def questions(self) -> Iterator[About]:
        """The question, and the one that makes the groups."""
        yield ("question",), self.question, CHOSEN
        yield ("group",), self.group, ONE_OF


class Ranked(OneQuestion):
    """The rows of a matrix by the share giving one of the two highest answers."""

    story: Literal["ranked"]
    """The kind of story. Example: `ranked`"""

    def questions(self) -> Iterator[About]:
        """The matrix."""
        yield ("question",), self.question, ROWS


class Steps(OneQuestion):
    """The choices of one question, numbered in the order in which they are usually taken."""

    story: Literal["steps"]
    """The kind of story. Example: `steps`"""

    def questions(self) -> Iterator[About]:
        """The question."""
        yield ("question",), self.question, SEVERAL


class Distribution(OneQuestion):
    """The bands of one number in their order, with the median."""

    story: Literal["distribution"]
    """The kind of story. Example: `distribution`"""

    def questions(self) -> Iterator[About]:
        """The question."""
        yield ("question",), self.question, frozenset({Kind.NUMBER})


class Columns(StoryEntry):
    """A row for each choice or row of the first question, a column for each question.

    `replaces` are questions that the page does not draw again; `keep_order` keeps the
    questionnaire's order of the rows.
    """

    story: Literal["columns"]
    """The kind of story. Example: `columns`"""
    id: QuestionId
    """Name of the figure in links.
    Example: `data_sources`
    Goes wrong: The id of a question.
    """
    title: Text
    """Heading of the figure. Example: `Data sources`"""
    parts: list[PartEntry] = Field(min_length=1)
    """The columns. Example: `[{question: tools_used, heading: Use it}]`"""
    row: Text = "Row"
    """The heading of the table's rows. Example: `Tool`"""
    replaces: list[QuestionId] = []
    """Questions that the page does not draw again. Example: `[tools_used]`"""
    keep_order: bool = False
    """`true` keeps the order of the questionnaire. Example: `true`"""

    def questions(self) -> Iterator[About]:
        """The questions of the columns, and those replaced."""
        for n, part in enumerate(self.parts):
            yield ("parts", n, "question"), part.question, LISTED
        for n, code in enumerate(self.replaces):
            yield ("replaces", n), code, frozenset(Kind)


class Against(StoryEntry):
    """Two questions about the same things, one across and one upwards: a dot for each thing."""

    story: Literal["against"]
    """The kind of story. Example: `against`"""
    id: QuestionId
    """Name of the figure in links.
    Example: `data_sources`
    Goes wrong: The id of a question.
    """
    title: Text
    """Heading of the figure. Example: `Data sources`"""
    across: PartEntry
    """The question across. Example: `{question: tools_used, heading: Use it}`"""
    up: PartEntry
    """The question upwards. Example: `{question: tools_liked, heading: Like it}`"""
    row: Text = "Row"
    """The heading of the table's rows. Example: `Tool`"""

    def questions(self) -> Iterator[About]:
        """The two questions."""
        yield ("across", "question"), self.across.question, LISTED
        yield ("up", "question"), self.up.question, LISTED


class NowAndLater(StoryEntry):
    """One allocation at a time, chosen by the reader: today, and what is expected later.

    `when` says how much later, as in "in three years".
    """

    story: Literal["now_and_later"]
    """The kind of story. Example: `now_and_later`"""
    id: QuestionId
    """Name of the figure in links.
    Example: `data_sources`
    Goes wrong: The id of a question.
    """
    title: Text
    """Heading of the figure. Example: `Data sources`"""
    pairs: list[PairEntry] = Field(min_length=1)
    """The allocations, two by two. Example: `[{now: time_now, later: time_later}]`"""
    when: Text = "later"
    """How much later the second of each pair is. Example: `in three years`"""

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
    """The kind of story. Example: `tools`"""
    id: QuestionId
    """Name of the figure in links.
    Example: `data_sources`
    Goes wrong: The id of a question.
    """
    title: Text
    """Heading of the figure. Example: `Data sources`"""
    used: list[QuestionId] = Field(min_length=1)
    """A question for each category of tools. Example: `[tools_used]`"""
    judged: list[PartEntry] = []
    """Ratings of all tools. Example: `[{question: tools_liked, heading: Like it}]`"""
    satisfied: QuestionId | None = None
    """The rating that use is set against.
    Example: `tools_liked`
    Goes wrong: A rating that `judged` does not name.
    """

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

    `size` is on the card; `does` are the questions, and `attitudes` the scales, on which the
    persona is compared with all other respondents.
    """

    story: Literal["personas"]
    """The kind of story. Example: `personas`"""
    persona: QuestionId
    """The question that says who somebody is. Example: `role`"""
    size: QuestionId
    """The question on the size of the employer, for the card. Example: `company_size`"""
    does: list[QuestionId] = []
    """Questions that personas are compared on. Example: `[tools_used]`"""
    attitudes: list[QuestionId] = []
    """Scales that personas are compared on. Example: `[likes_work]`"""

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
    """The questions the page leads with. Example: `[yearly_budget]`"""
    stories: list[AnyStory] = []
    """Charts of several questions on the page, in order.
    Example: `[{story: steps, question: tools_used, title: Step by step}]`
    """
