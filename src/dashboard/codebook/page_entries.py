"""A topic's page as data: the questions it begins with, and its stories of several questions.

Each kind of story is an entry of its own. `questions()` gives, with its place in the entry, every
question that a story is about and the kinds of question it can be told of.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from dashboard.codebook.entry_types import Entry, Kind, QuestionId, Text
from dashboard.codebook.key_descriptions import said

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

    question: Annotated[QuestionId, said("The question.", example="tools_used")]
    heading: Annotated[Text, said("Heading of its numbers.", example="Use it")]


class GroupEntry(Entry):
    """Neighboring bands of a filter counted as one group: those within [from, below)."""

    label: Annotated[Text, said("Name of the group.", example="Up to 150 people")]
    from_: Annotated[
        float,
        said(
            "Lowest number of the bands that belong to it.", example="1", unit="that of the bands"
        ),
    ] = Field(alias="from")
    below: Annotated[
        float,
        said(
            "The number that its bands stay below; no end if left out.",
            example="151",
            unit="that of the bands",
        ),
    ] = float("inf")


class PairEntry(Entry):
    """An allocation of today, and the same of a later time."""

    now: Annotated[QuestionId, said("The allocation of today.", example="time_now")]
    later: Annotated[
        QuestionId,
        said(
            "The allocation of later.",
            example="time_later",
            wrong="Other items than those of today.",
        ),
    ]


class StoryEntry(Entry):
    """What stories of every kind may say: the section of the page they stand in.

    A story without a section stands among the leading figures.
    """

    section: Annotated[
        Text | None,
        said("Section of the page; among the leading figures if left out.", example="Amounts"),
    ] = None

    def questions(self) -> Iterator[About]:
        """Every question the story is about, with its place and the kinds that fit."""
        yield from ()


class OneQuestion(StoryEntry):
    """A story of one question, with a title of its own."""

    question: Annotated[QuestionId, said("The question.", example="yearly_budget")]
    title: Annotated[Text, said("Heading of the figure.", example="Spending over the years")]


class OverTheYears(OneQuestion):
    """One question's answers in every year that asked it, with their changes."""

    story: Annotated[
        Literal["over_the_years"], said("The kind of story.", example="over_the_years")
    ]

    def questions(self) -> Iterator[About]:
        """The question."""
        yield ("question",), self.question, CHOSEN


class ByGroup(OneQuestion):
    """One question's answers, stacked, for each group of a filter; `groups` joins its bands."""

    story: Annotated[Literal["by_group"], said("The kind of story.", example="by_group")]
    group: Annotated[
        QuestionId, said("The question whose answers make the groups.", example="company_size")
    ]
    groups: Annotated[
        list[GroupEntry],
        said(
            "Neighboring bands counted as one group.",
            example="[{label: Up to 150 people, from: 1, below: 151}]",
            wrong="Bands that overlap: nobody is in two groups.",
        ),
    ] = []

    def questions(self) -> Iterator[About]:
        """The question, and the one that makes the groups."""
        yield ("question",), self.question, CHOSEN
        yield ("group",), self.group, ONE_OF


class Ranked(OneQuestion):
    """The rows of a matrix by the share giving one of the two highest answers."""

    story: Annotated[Literal["ranked"], said("The kind of story.", example="ranked")]

    def questions(self) -> Iterator[About]:
        """The matrix."""
        yield ("question",), self.question, ROWS


class Steps(OneQuestion):
    """The choices of one question, numbered in the order in which they are usually taken."""

    story: Annotated[Literal["steps"], said("The kind of story.", example="steps")]

    def questions(self) -> Iterator[About]:
        """The question."""
        yield ("question",), self.question, SEVERAL


class Distribution(OneQuestion):
    """The bands of one number in their order, with the median."""

    story: Annotated[Literal["distribution"], said("The kind of story.", example="distribution")]

    def questions(self) -> Iterator[About]:
        """The question."""
        yield ("question",), self.question, frozenset({Kind.NUMBER})


class Columns(StoryEntry):
    """A row for each choice or row of the first question, a column for each question.

    `replaces` are questions that the page does not draw again; `keep_order` keeps the
    questionnaire's order of the rows.
    """

    story: Annotated[Literal["columns"], said("The kind of story.", example="columns")]
    id: Annotated[
        QuestionId,
        said("Name of the figure in links.", example="data_sources", wrong="The id of a question."),
    ]
    title: Annotated[Text, said("Heading of the figure.", example="Data sources")]
    parts: Annotated[
        list[PartEntry], said("The columns.", example="[{question: tools_used, heading: Use it}]")
    ] = Field(min_length=1)
    row: Annotated[Text, said("The heading of the table's rows.", example="Tool")] = "Row"
    replaces: Annotated[
        list[QuestionId],
        said("Questions that the page does not draw again.", example="[tools_used]"),
    ] = []
    keep_order: Annotated[
        bool, said("`true` keeps the order of the questionnaire.", example="true")
    ] = False

    def questions(self) -> Iterator[About]:
        """The questions of the columns, and those replaced."""
        for n, part in enumerate(self.parts):
            yield ("parts", n, "question"), part.question, LISTED
        for n, code in enumerate(self.replaces):
            yield ("replaces", n), code, frozenset(Kind)


class Against(StoryEntry):
    """Two questions about the same things, one across and one upwards: a dot for each thing."""

    story: Annotated[Literal["against"], said("The kind of story.", example="against")]
    id: Annotated[
        QuestionId,
        said("Name of the figure in links.", example="data_sources", wrong="The id of a question."),
    ]
    title: Annotated[Text, said("Heading of the figure.", example="Data sources")]
    across: Annotated[
        PartEntry, said("The question across.", example="{question: tools_used, heading: Use it}")
    ]
    up: Annotated[
        PartEntry,
        said("The question upwards.", example="{question: tools_liked, heading: Like it}"),
    ]
    row: Annotated[Text, said("The heading of the table's rows.", example="Tool")] = "Row"

    def questions(self) -> Iterator[About]:
        """The two questions."""
        yield ("across", "question"), self.across.question, LISTED
        yield ("up", "question"), self.up.question, LISTED


class NowAndLater(StoryEntry):
    """One allocation at a time, chosen by the reader: today, and what is expected later.

    `when` says how much later, as in "in three years".
    """

    story: Annotated[Literal["now_and_later"], said("The kind of story.", example="now_and_later")]
    id: Annotated[
        QuestionId,
        said("Name of the figure in links.", example="data_sources", wrong="The id of a question."),
    ]
    title: Annotated[Text, said("Heading of the figure.", example="Data sources")]
    pairs: Annotated[
        list[PairEntry],
        said("The allocations, two by two.", example="[{now: time_now, later: time_later}]"),
    ] = Field(min_length=1)
    when: Annotated[
        Text, said("How much later the second of each pair is.", example="in three years")
    ] = "later"

    def questions(self) -> Iterator[About]:
        """The allocations of each pair."""
        for n, pair in enumerate(self.pairs):
            yield ("pairs", n, "now"), pair.now, PERCENT
            yield ("pairs", n, "later"), pair.later, PERCENT


class Tools(StoryEntry):
    """One category of tools at a time: `used` has a question a category, `judged` ratings of all.

    `satisfied` names the rating that use is set against, one of `judged`.
    """

    story: Annotated[Literal["tools"], said("The kind of story.", example="tools")]
    id: Annotated[
        QuestionId,
        said("Name of the figure in links.", example="data_sources", wrong="The id of a question."),
    ]
    title: Annotated[Text, said("Heading of the figure.", example="Data sources")]
    used: Annotated[
        list[QuestionId], said("A question for each category of tools.", example="[tools_used]")
    ] = Field(min_length=1)
    judged: Annotated[
        list[PartEntry],
        said("Ratings of all tools.", example="[{question: tools_liked, heading: Like it}]"),
    ] = []
    satisfied: Annotated[
        QuestionId | None,
        said(
            "The rating that use is set against.",
            example="tools_liked",
            wrong="A rating that `judged` does not name.",
        ),
    ] = None

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

    story: Annotated[Literal["personas"], said("The kind of story.", example="personas")]
    persona: Annotated[QuestionId, said("The question that says who somebody is.", example="role")]
    size: Annotated[
        QuestionId,
        said("The question on the size of the employer, for the card.", example="company_size"),
    ]
    does: Annotated[
        list[QuestionId], said("Questions that personas are compared on.", example="[tools_used]")
    ] = []
    attitudes: Annotated[
        list[QuestionId], said("Scales that personas are compared on.", example="[likes_work]")
    ] = []

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

    lead: Annotated[
        list[QuestionId], said("The questions the page leads with.", example="[yearly_budget]")
    ] = []
    stories: Annotated[
        list[AnyStory],
        said(
            "Charts of several questions on the page, in order.",
            example="[{story: steps, question: tools_used, title: Step by step}]",
        ),
    ] = []
