"""What may stand in the codebook's files, as typed entries; the JSON Schema is made from these.

Entries keep the shorthands of the files (a wording for all years, a choice list by name);
`resolve` turns them into the objects everything else works with.
"""

from collections import Counter
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from dashboard.codebook.entry_types import Entry, Id, Kind, QuestionId, Text
from dashboard.codebook.key_descriptions import said
from dashboard.codebook.page_entries import PageEntry
from dashboard.errors import unknown

LONGEST_FIGURE = 200

FigureId = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$", max_length=LONGEST_FIGURE)
]

# What a reader may be led to: nothing that runs, nothing on the machine itself.
Url = Annotated[
    str, Field(pattern=r"^https?://[^\s<>\"\\^`{|}/?#]+[^\s<>\"\\^`{|}]*$", max_length=1000)
]
Edition = Annotated[int, Field(ge=1900, le=2199)]


def _form(value: object) -> str:
    """Which of the forms that a key may take is meant, so that only its faults are reported."""
    if isinstance(value, list):
        return "many"
    if isinstance(value, dict):
        years = value and all(isinstance(key, int) for key in value)
        return "by-year" if years else "group"
    return "one" if isinstance(value, str | int | float) else "group"


ByYear = dict[int, Text]
Texts = Annotated[
    Annotated[Text, Tag("one")] | Annotated[list[Text], Tag("many")], Discriminator(_form)
]
TextOrByYear = Annotated[
    Annotated[Text, Tag("one")] | Annotated[ByYear, Tag("by-year")], Discriminator(_form)
]
TextsOrByYear = Annotated[
    Annotated[Text, Tag("one")]
    | Annotated[list[Text], Tag("many")]
    | Annotated[dict[int, Texts], Tag("by-year")],
    Discriminator(_form),
]


class Condition(Entry):
    """A statement about one respondent's earlier answers, true or false.

    Either about one question (`question` with `any_of`, `at_least`/`below`, or `answered`), or
    made of others (`all`, `any`, `not`).
    """

    question: Annotated[
        QuestionId | None,
        said(
            "The earlier question the condition is about.",
            example="role",
            wrong="An id that no question has; a question that the year did not ask.",
        ),
    ] = None
    item: Annotated[
        Id | None,
        said(
            "The row of that question, where it is a matrix or an allocation.",
            example="hammer",
            wrong="Left out for a question that has rows.",
        ),
    ] = None
    any_of: Annotated[
        list[Id] | None,
        said(
            "Holds for whoever gave one of these answers.",
            example="[builder, keeper]",
            wrong="An id that is no choice of the question.",
        ),
    ] = Field(default=None, min_length=1)
    at_least: Annotated[
        float | None,
        said(
            "Holds for answers of at least this number.",
            example="5",
            unit="the question's own",
            wrong="Used on a question of words.",
        ),
    ] = None
    below: Annotated[
        float | None,
        said(
            "Holds for answers below this number.",
            example="100",
            unit="the question's own",
            wrong="Used on a question of words.",
        ),
    ] = None
    answered: Annotated[
        bool | None,
        said(
            "Holds for whoever answered the question, or with `false` did not.",
            example="true",
            wrong="Written beside another test: a condition has one.",
        ),
    ] = None
    all_: Annotated[
        list["Condition"] | None,
        said(
            "Holds where each of these conditions does.",
            example="[{question: role, any_of: [builder]}, {question: size, any_of: [large]}]",
            wrong="Written beside `question`: make it a part.",
        ),
    ] = Field(default=None, alias="all", min_length=1)
    any_: Annotated[
        list["Condition"] | None,
        said(
            "Holds where one of these conditions does.",
            example="[{question: role, any_of: [builder]}, {question: tools, answered: true}]",
            wrong="Written beside `question`: make it a part.",
        ),
    ] = Field(default=None, alias="any", min_length=1)
    not_: Annotated[
        "Condition | None",
        said(
            "Holds where this condition does not; also for those who did not answer.",
            example="{question: role, any_of: [student]}",
            wrong="Meant for those who answered something else: `any_of` with the other choices "
            "says that.",
        ),
    ] = Field(default=None, alias="not")

    @model_validator(mode="after")
    def _one_form(self) -> "Condition":
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


class Event(Entry):
    """A year in which something changed, and why."""

    year: Annotated[
        int,
        said(
            "The first year with the change: for `retired` the first one without it.",
            example="2025",
            unit="year",
            wrong="A year in which the question was still asked.",
        ),
    ]
    reason: Annotated[
        Text,
        said(
            "Why, in a sentence; readers see it.", example="Often written in under other in 2024."
        ),
    ]


class AskedEntry(Entry):
    """The years from one to another, both included; open where one of the two is left out.

    What has no end goes on by itself when a year is added.
    """

    from_: Annotated[
        int | None,
        said(
            "The first year; from the beginning if left out.",
            example="2023",
            unit="year",
            wrong="A year that the survey does not have.",
        ),
    ] = Field(default=None, alias="from")
    to: Annotated[
        int | None,
        said(
            "The last year; it goes on if left out. What ends needs `retired`.",
            example="2024",
            unit="year",
            wrong="Left in when a new year should ask it again.",
        ),
    ] = None

    @model_validator(mode="after")
    def _not_empty(self) -> "AskedEntry":
        if self.from_ is None and self.to is None:
            raise ValueError("needs 'from', 'to' or both")
        if self.from_ is not None and self.to is not None and self.from_ > self.to:
            raise ValueError("'from' is later than 'to'")
        return self

    def __contains__(self, year: int) -> bool:
        after = self.from_ is None or year >= self.from_
        return after and (self.to is None or year <= self.to)

    def named(self) -> list[int]:
        """The years that stand in it."""
        return [year for year in (self.from_, self.to) if year is not None]


Asked = Annotated[
    Annotated[list[int], Tag("many")] | Annotated[AskedEntry, Tag("group")],
    Discriminator(_form),
]


class ChoiceEntry(Entry):
    """One answer of a closed question, one row of a matrix, or one part of an allocation."""

    id: Annotated[
        Id,
        said(
            "Name of the choice in the responses and in links; it never changes.",
            example="data_engineer",
            wrong="Used twice in a question; changed later, so that old answers fit nothing.",
        ),
    ]
    label: Annotated[
        Text,
        said(
            "What readers see, and what an answer may say in the export.",
            example="Data engineer",
            wrong="A number, yes or date without quotes is not kept as written: quote it.",
        ),
    ]
    description: Annotated[
        Text | None,
        said("A sentence of explanation beside the label.", example="Builds pipelines and models"),
    ] = None
    wording: Annotated[
        TextOrByYear | None,
        said(
            "What people were offered, where it is not the label; by year where it changed.",
            example="{2022: Twitter, 2024: X}",
            wrong="A changed wording parts the years unless `editorial` says why it does not.",
        ),
    ] = None
    labels: Annotated[
        TextsOrByYear | None,
        said(
            "Further texts that stand for the choice in an export, such as its code; by year "
            "where they differ.",
            example='["Data Eng.", "3"]',
            wrong="A text that stands for two choices of a question.",
        ),
    ] = None
    columns: Annotated[
        TextsOrByYear | None,
        said(
            "The header of the column that holds this choice or row alone.",
            example="Q7_Part_3",
            wrong="A header that fits several columns; write `Header #2` for the second.",
        ),
    ] = None
    asked: Annotated[
        Asked | None,
        said(
            "The years that offered it: a list, or from one year on. Every year of the "
            "question if left out.",
            example="{from: 2023}",
            unit="years",
            wrong="A list, which a new year is silently not in; an end without `retired`.",
        ),
    ] = None
    added: Annotated[
        Event | None,
        said("Since when, and why.", example="{year: 2023, reason: New on the market.}"),
    ] = None
    retired: Annotated[
        Event | None,
        said(
            "Since when it is no longer offered, and why.",
            example="{year: 2025, reason: No longer maintained.}",
            wrong="Missing where the choice ends before the question does.",
        ),
    ] = None
    exclusive: Annotated[
        bool,
        said(
            "Nothing else can be ticked beside it: none of these.",
            example="true",
            wrong="Used in a question that takes one answer anyway.",
        ),
    ] = False
    other: Annotated[
        bool,
        said(
            "The catch-all; it does not mean the same when the list changes.",
            example="true",
            wrong="Two in one question.",
        ),
    ] = False
    outside: Annotated[
        bool,
        said(
            "No answer to the question: don't know, does not apply. Not part of a scale.",
            example="true",
            wrong="Left out on a scale, where it then counts as a point.",
        ),
    ] = False
    neutral: Annotated[bool, said("The middle of a scale.", example="true")] = False
    value: Annotated[
        float | None,
        said(
            "The number a point of a scale stands for in means.",
            example="4",
            unit="points",
            wrong="Given to some points only.",
        ),
    ] = None
    from_: Annotated[
        float | None,
        said(
            "Lower end of the band a choice stands for; part of it.",
            example="10",
            unit="the question's own",
            wrong="Bands that overlap: the upper end is not part of a band.",
        ),
    ] = Field(default=None, alias="from")
    to: Annotated[
        float | None,
        said(
            "Upper end of the band, not part of it: 10-49 is from 10 to 50. Open if left out.",
            example="50",
            unit="the question's own",
            wrong="The last number that belongs to the band instead of the next one.",
        ),
    ] = None
    merges: Annotated[
        list[Id],
        said(
            "Earlier choices that this one takes the place of.",
            example="[jupyter_notebook, jupyterlab]",
            wrong="An id that is no choice of the question.",
        ),
    ] = []
    split_from: Annotated[
        Id | None,
        said(
            "The earlier choice that this one was a part of.",
            example="manager",
            wrong="An id that is no choice of the question.",
        ),
    ] = None
    renames: Annotated[
        Id | None,
        said(
            "The earlier choice that means the same under another id.",
            example="twitter",
            wrong="Used for a new name alone: keep the id, change the label.",
        ),
    ] = None
    editorial: Annotated[
        ByYear,
        said(
            "By year, why a changed wording means the same.",
            example="{2024: Spelled out.}",
            wrong="Used for a change of meaning: years are then joined that should not be.",
        ),
    ] = {}


class FromRegistry(Entry):
    """Choices taken from a registry, all of them or some categories."""

    registry: Annotated[
        Id,
        said(
            "The registry, by its file's name.",
            example="tools",
            wrong="A name that is no file in `registries/`.",
        ),
    ]
    category: Annotated[
        list[Id] | None,
        said(
            "Categories to take; all if left out.",
            example="[serving]",
            wrong="A category that the registry does not have.",
        ),
    ] = None
    layer: Annotated[Id | None, said("Only entries of this layer.", example="infrastructure")] = (
        None
    )
    also: Annotated[
        list[ChoiceEntry],
        said(
            "Further choices behind those of the registry.",
            example="[{id: none, label: None of these, exclusive: true}]",
            wrong="An id that the registry has, too.",
        ),
    ] = []


ChoicesEntry = Annotated[
    Annotated[list[ChoiceEntry], Tag("many")]
    | Annotated[Id, Tag("one")]
    | Annotated[FromRegistry, Tag("group")],
    Discriminator(_form),
]
AskedOf = Annotated[
    Annotated[Condition, Tag("group")] | Annotated[dict[int, Condition | None], Tag("by-year")],
    Discriminator(_form),
]


class DerivedRule(Entry):
    """A choice of a derived question and the condition under which it holds."""

    choice: Annotated[
        Id,
        said(
            "The choice a respondent gets.",
            example="gardener",
            wrong="An id that is no choice of the question.",
        ),
    ]
    when: Annotated[
        Condition,
        said(
            "The condition under which; the first rule that holds counts.",
            example='{question: has_garden, any_of: ["yes"]}',
        ),
    ]


class FamilyEntry(Entry):
    """Answers of a question that can be read as one group."""

    label: Annotated[Text, said("Name of the group.", example="Builders and keepers")]
    of: Annotated[
        list[Id],
        said(
            "The answers in it.",
            example="[builder, keeper]",
            wrong="A choice that the question does not have.",
        ),
    ] = Field(min_length=2)


ToolsEntry = Annotated[
    Annotated[bool, Tag("one")] | Annotated[list[Id], Tag("many")], Discriminator(_form)
]


class QuestionEntry(Entry):
    """One question, in every year it was asked."""

    id: Annotated[
        QuestionId,
        said(
            "Name of the question in the responses, in links and for other questions; it "
            "never changes.",
            example="company_size",
            wrong="Used twice; changed without an entry in `renamed.yaml`.",
        ),
    ]
    kind: Annotated[
        Kind,
        said(
            "What sort of answer it takes.",
            example="single",
            wrong="A kind whose parts are missing: a matrix needs `items`, an allocation has no "
            "`choices`.",
        ),
    ]
    title: Annotated[Text, said("Heading of its figure.", example="Company size")]
    wording: Annotated[
        TextOrByYear,
        said(
            "What people were asked, word for word; by year from the year that changed it.",
            example="{2022: Which tools do you use?, 2024: Which tools have you used?}",
            wrong="Changed in place: then the old years seem to have asked the new words.",
        ),
    ]
    help: Annotated[
        Text | None,
        said("What stood below the question as an explanation.", example="Count contractors, too."),
    ] = None
    section: Annotated[
        Text | None, said("Heading that the questions of a topic stand under.", example="Employer")
    ] = None
    asked: Annotated[
        Asked | None,
        said(
            "The years that asked it: a list, or from one year on. Every year if left out.",
            example="{from: 2023}",
            unit="years",
            wrong="A list, which a new year is silently not in; an end without `retired`.",
        ),
    ] = None
    added: Annotated[
        Event | None,
        said("Since when, and why.", example="{year: 2023, reason: Asked for by readers.}"),
    ] = None
    retired: Annotated[
        Event | None,
        said(
            "Since when it is no longer asked, and why.",
            example="{year: 2025, reason: Everybody said yes.}",
            wrong="Missing where the question ends before the newest year.",
        ),
    ] = None
    asked_of: Annotated[
        AskedOf | None,
        said(
            "Who is asked: a condition, or one by the year that changed it; `null` for everybody.",
            example="{question: role, any_of: [builder, keeper]}",
            wrong="A later question; routing in a circle; an answer the year did not offer.",
        ),
    ] = None
    module: Annotated[
        Id | None,
        said(
            "The random module it belongs to.",
            example="spending",
            wrong="A module that `survey.yaml` does not list.",
        ),
    ] = None
    priority: Annotated[
        int | None,
        said("1 if others rest on it, 3 if it can be dropped first.", example="2", unit="1 to 3"),
    ] = Field(default=None, ge=1, le=3)
    choices: Annotated[
        ChoicesEntry | None,
        said(
            "Its answers: a list, the name of a list in `choices.yaml`, or a registry.",
            example='[{id: "yes", label: "Yes"}, {id: "no", label: "No"}]',
            wrong="Yes, no, true, numbers and dates without quotes.",
        ),
    ] = None
    items: Annotated[
        ChoicesEntry | None,
        said(
            "The rows of a matrix, or the parts of an allocation.",
            example="[{id: hammer, label: Hammer}]",
            wrong="Given to a kind that has none.",
        ),
    ] = None
    items_from: Annotated[
        Texts | None,
        said(
            "Questions whose ticked choices are the rows shown.",
            example="tools_used",
            wrong="A row that none of those questions offers.",
        ),
    ] = None
    multiple: Annotated[
        bool,
        said(
            "A row of a matrix takes several answers.",
            example="true",
            wrong="Used outside a matrix: there the kind is `multiple`.",
        ),
    ] = False
    bands: Annotated[
        list[ChoiceEntry] | None,
        said(
            "Ranges that a number is stored in.",
            example="[{id: under_30, label: Under 30, from: 0, to: 30}]",
            wrong="Bands that overlap or leave gaps.",
        ),
    ] = None
    unit: Annotated[Text | None, said("What the number counts.", example="hours a week")] = None
    minimum: Annotated[
        float | None,
        said(
            "Numbers below are no answers.",
            example="0",
            unit="the question's own",
            wrong="A bound that true answers lie beyond: they are left unanswered.",
        ),
    ] = None
    maximum: Annotated[
        float | None,
        said(
            "Numbers above are no answers.",
            example="168",
            unit="the question's own",
            wrong="A bound that true answers lie beyond: they are left unanswered.",
        ),
    ] = None
    paired_with: Annotated[
        QuestionId | None,
        said(
            "The same question for today, where this one asks for a later time.",
            example="time_today",
            wrong="A question with other items.",
        ),
    ] = None
    pick: Annotated[
        int | None,
        said(
            "At most so many answers; in a MaxDiff so many are shown at a time.",
            example="3",
            unit="answers",
            wrong="More than there are choices.",
        ),
    ] = Field(default=None, ge=1)
    tasks: Annotated[
        int | None,
        said(
            "How many times a MaxDiff is shown.",
            example="4",
            unit="tasks",
            wrong="More than the export has columns for.",
        ),
    ] = Field(default=None, ge=1)
    editorial: Annotated[
        ByYear,
        said(
            "By year, why a changed wording means the same.",
            example="{2024: Shorter.}",
            wrong="Used for a change of meaning: years are then joined that should not be.",
        ),
    ] = {}
    columns: Annotated[
        TextsOrByYear | None,
        said(
            "Where an export has it: a header, one with `*`, or for a matrix one such as "
            "`{item} - {choice}`; by year. Several are merged. Without it the question is looked "
            "for by id, wording and title.",
            example='{2024: "Q7_*", 2025: "Q12_*"}',
            wrong="A code that is another question in another year: give it by year. `*` stands for"
            " the row or choice, which has to be one.",
        ),
    ] = None
    separator: Annotated[
        str | None,
        said(
            "What joins several answers in one cell, where it is not found.",
            example='"; "',
            wrong="A separator that stands within labels, too: they have to be declared whole.",
        ),
    ] = None
    missing: Annotated[
        list[Text],
        said(
            "Texts that stand for no answer in this question alone.",
            example='["-99"]',
            wrong="A text that is the label of a choice.",
        ),
    ] = []
    write_ins: Annotated[
        Id | None,
        said(
            "The choice that texts count as which are no choice.",
            example="other",
            wrong="A choice that some year did not offer; then those answers fit nothing.",
        ),
    ] = None
    derived: Annotated[
        list[DerivedRule] | None,
        said(
            "Rules that give each respondent a choice; such a question stands in no export.",
            example='[{choice: gardener, when: {question: has_garden, any_of: ["yes"]}}]',
            wrong="No choice with `other: true` for those whom no rule fits.",
        ),
    ] = None
    finding: Annotated[
        Text | None,
        said(
            "A sentence that the page says of it, written by an editor.",
            example="Most teams are small.",
            wrong="A number in it, which the next release makes wrong.",
        ),
    ] = None
    tools: Annotated[
        ToolsEntry,
        said(
            "Its choices are tools, each with a page of its own: `true` for all that are named, "
            "or a list of choices.",
            example="true",
            wrong="Choices that are things people do, or kinds of things.",
        ),
    ] = False
    families: Annotated[
        list[FamilyEntry],
        said(
            "Answers alike enough to be shown together where one alone has too few.",
            example="[{label: Builders and keepers, of: [builder, keeper]}]",
            wrong="An answer in two families.",
        ),
    ] = []
    sensitive: Annotated[
        bool,
        said(
            "A release also protects its answers within groups of people known alike.",
            example="true",
        ),
    ] = False
    published: Annotated[
        bool,
        said(
            "`false` keeps the answers out of a release.",
            example="false",
            wrong="Other questions that rest on it.",
        ),
    ] = True


class TopicFile(Entry):
    """A file of `topics/`: the questions of one topic in reading order."""

    id: Annotated[
        QuestionId,
        said(
            "Name of the topic, of its file and of its page.",
            example="spending",
            wrong="Another name than the file's.",
        ),
    ]
    title: Annotated[Text, said("Heading of the page.", example="Spending")]
    lead: Annotated[
        Text | None,
        said("A sentence below the heading.", example="Who pays, for what, and how much."),
    ] = None
    menu: Annotated[
        Text | None, said("The menu entry that topics of the same words share.", example="Money")
    ] = None
    page: Annotated[
        PageEntry,
        said(
            "What its page shows first: leading questions, then stories of several questions.",
            example="{lead: [yearly_budget]}",
            wrong="A question that is not published, or of a kind a story cannot be told of.",
        ),
    ] = PageEntry()
    questions: Annotated[list[QuestionEntry], said("The questions in reading order.", example="[]")]


class ChoiceListsFile(Entry):
    """`choices.yaml`: lists of choices that several questions share, by name."""

    lists: Annotated[
        dict[Id, list[ChoiceEntry]],
        said(
            "Lists of choices by name.",
            example="{frequency: [{id: daily, label: Daily}, {id: never, label: Never}]}",
            wrong="A choice that one of the questions offered in other years: give it `asked`.",
        ),
    ]


class CategoryEntry(Entry):
    """A category of a registry, in the order shown."""

    id: Annotated[Id, said("Name of the category.", example="serving")]
    label: Annotated[Text, said("What readers see.", example="Serving")]
    description: Annotated[
        Text | None,
        said("A sentence on what belongs to it.", example="Answers requests with a model."),
    ] = None


class RegistryEntry(Entry):
    """One entity of a registry, such as a tool, with its names over time."""

    id: Annotated[
        Id,
        said(
            "Name of the entity in the responses; it never changes.",
            example="mlflow",
            wrong="Used twice.",
        ),
    ]
    name: Annotated[
        Text,
        said(
            "Its name today.",
            example="MLflow",
            wrong="The new name in place of the old one, without `former_names`.",
        ),
    ]
    former_names: Annotated[
        ByYear,
        said(
            "Earlier names, each with the last year it was in use.",
            example="{2024: Amazon SageMaker}",
            wrong="The year of the change instead of the last year before it.",
        ),
    ] = {}
    category: Annotated[
        Id,
        said(
            "The category it stands in.",
            example="tracking",
            wrong="A category that the file does not list.",
        ),
    ]
    layer: Annotated[
        Id | None, said("The layer of the stack it belongs to.", example="infrastructure")
    ] = None
    open_source: Annotated[bool | None, said("Whether its source is open.", example="true")] = None
    url: Annotated[
        Annotated[Url, Field(pattern=r"^https://")] | None,
        said(
            "Its site, beginning with https://.",
            example="https://mlflow.org",
            wrong="An address without https.",
        ),
    ] = None
    labels: Annotated[
        TextsOrByYear | None,
        said(
            "Further texts that stand for it in an export.",
            example="[ML Flow]",
            wrong="A text that stands for two entries.",
        ),
    ] = None
    asked: Annotated[
        Asked | None,
        said(
            "The years that offered it: a list, or from one year on. Every year if left out.",
            example="{from: 2023}",
            unit="years",
            wrong="A list, which a new year is silently not in; an end without `retired`.",
        ),
    ] = None
    added: Annotated[
        Event | None,
        said("Since when, and why.", example="{year: 2023, reason: Often written in.}"),
    ] = None
    retired: Annotated[
        Event | None,
        said(
            "Since when it is no longer offered, and why.",
            example="{year: 2025, reason: No longer maintained.}",
            wrong="Missing where it ends before the questions do.",
        ),
    ] = None
    merges: Annotated[
        list[Id], said("Earlier entries that this one takes the place of.", example="[keras]")
    ] = []
    split_from: Annotated[
        Id | None, said("The earlier entry that this one was a part of.", example="tensorflow")
    ] = None
    renames: Annotated[
        Id | None,
        said(
            "The earlier entry that means the same under another id.",
            example="twitter",
            wrong="Used for a new name alone: that is what `former_names` says.",
        ),
    ] = None


class RegistryFile(Entry):
    """A file of `registries/`: entities that questions take as choices or items."""

    categories: Annotated[
        list[CategoryEntry],
        said("The categories in the order shown.", example="[{id: serving, label: Serving}]"),
    ]
    entries: Annotated[
        list[RegistryEntry],
        said("The entities.", example="[{id: mlflow, name: MLflow, category: tracking}]"),
    ]


class Licence(Entry):
    """The licence the responses are published under."""

    name: Annotated[Text, said("Name of the licence.", example="CC BY 4.0")]
    url: Annotated[
        Url | None,
        said("Where its text stands.", example="https://creativecommons.org/licenses/by/4.0/"),
    ] = None


class Fieldwork(Entry):
    """First and last day on which answers were collected."""

    from_: Annotated[
        date, said("First day on which answers were collected.", example="2025-10-06", unit="date")
    ] = Field(alias="from")
    to: Annotated[
        date,
        said(
            "Last day on which answers were collected.",
            example="2025-11-14",
            unit="date",
            wrong="A day before the first.",
        ),
    ]


class YearEntry(Entry):
    """One edition of the survey."""

    fieldwork: Annotated[
        Fieldwork | None,
        said(
            "When answers were collected.",
            example="{from: 2025-10-06, to: 2025-11-14}",
            unit="dates",
        ),
    ] = None
    channels: Annotated[
        list[Text], said("How people were reached.", example="[newsletter, slack]")
    ] = []
    note: Annotated[
        Text | None,
        said("What readers have to know of this year.", example="Shorter than the years before."),
    ] = None


class FiltersEntry(Entry):
    """Which questions give the filters; all of them single-choice or banded numbers."""

    persona: Annotated[
        QuestionId | None,
        said(
            "The question behind the first filter, what people do.",
            example="role",
            wrong="A question that takes several answers.",
        ),
    ] = None
    company_size: Annotated[
        QuestionId | None,
        said(
            "The question behind the second filter.",
            example="company_size",
            wrong="A question that takes several answers.",
        ),
    ] = None
    more: Annotated[
        list[QuestionId],
        said(
            "Further filters. Only key attributes filter.",
            example="[industry, region]",
            wrong="Too many: three are key attributes, the others are published apart.",
        ),
    ] = []


class ReadEntry(Entry):
    """How a year's raw export is written."""

    header_rows: Annotated[
        int | None,
        said(
            "How many rows stand above the first respondent; found in the file if left out.",
            example="2",
            unit="1 to 3 rows",
            wrong="One too few: a row of question texts is read as a respondent.",
        ),
    ] = Field(default=None, ge=1, le=3)
    separator: Annotated[
        str | None,
        said(
            "What joins several answers in one cell, in every question that does not say "
            "otherwise.",
            example='"; "',
        ),
    ] = None
    encoding: Annotated[
        Text | None,
        said(
            "How the text file is written, where that is not recognised.",
            example="cp1252",
            wrong="A wrong one: letters with accents become other signs.",
        ),
    ] = None
    sheet: Annotated[
        int | Text | None,
        said(
            "The sheet of a workbook, by name or number; the first if left out.",
            example="Responses",
        ),
    ] = None
    decimal: Annotated[
        Literal[".", ","] | None,
        said(
            "The sign before the decimals of numbers; decided column by column if left out.",
            example='","',
            wrong="The sign between thousands.",
        ),
    ] = None
    quotes: Annotated[
        bool | None,
        said(
            "`false` where quotation marks are text, as in tables copied with tabs.",
            example="false",
            wrong="Left out where a cell begins with a quotation mark that nothing closes.",
        ),
    ] = None
    empty_rows: Annotated[
        bool,
        said(
            "`true` keeps respondents without any answer, who are left out otherwise.",
            example="true",
        ),
    ] = False
    weight: Annotated[
        Text | None,
        said(
            "The column with the weight of each respondent.",
            example="weight",
            wrong="A negative weight; a header that fits two columns.",
        ),
    ] = None
    missing: Annotated[
        list[Text],
        said(
            "Texts that stand for no answer.",
            example="[nan]",
            wrong="A text that is the label of a choice.",
        ),
    ] = []


class MarginEntry(Entry):
    """A margin that responses are weighted to: shares of a question's choices, by year."""

    question: Annotated[QuestionId, said("A question with one answer.", example="channel")]
    shares: Annotated[
        dict[int, dict[Id, float]],
        said(
            "The known share of each choice, by year; they add up to 1.",
            example="{2025: {newsletter: 0.4, slack: 0.6}}",
            unit="shares of 1",
            wrong="Percentages instead of shares; a choice that is missing.",
        ),
    ]


class UseCaseMargin(Entry):
    """An overview allocation, and the details question whose choices are its items."""

    overview: Annotated[
        QuestionId, said("An allocation over all use cases.", example="projects_by_kind")
    ]
    details: Annotated[
        QuestionId,
        said(
            "The question on the described case whose choices are its items.",
            example="project_kind",
            wrong="Other choices than the items of the overview.",
        ),
    ]


class Estimand(StrEnum):
    """What the details speak of once they are weighted."""

    USE_CASES = "use_cases"
    RESPONDENTS = "respondents"
    EFFORT = "effort"


class UseCaseWeightingEntry(Entry):
    """How details about one use case are weighted by the overview of all use cases.

    Each respondent has as many use cases as `count` says, at most `cap`; where it is answered in
    bands, each band's `value`. `parents` names for an item with too few described cases the item,
    or the group, that it is counted with.
    """

    count: Annotated[
        QuestionId, said("How many use cases a respondent has.", example="project_count")
    ]
    details_from: Annotated[
        QuestionId, said("Who answers it describes a use case.", example="project_choice")
    ]
    margin: Annotated[
        UseCaseMargin,
        said(
            "What the described cases are weighted to.",
            example="{overview: projects_by_kind, details: project_kind}",
        ),
    ]
    parents: Annotated[
        dict[Id, Id],
        said(
            "With fewer than five described cases an item is counted with this one.",
            example="{pricing: marketing}",
            wrong="A circle.",
        ),
    ] = {}
    cap: Annotated[float, said("Nobody counts as having more.", example="20", unit="use cases")] = (
        Field(default=20, ge=1)
    )
    estimand: Annotated[
        Estimand, said("What the weighted details speak of.", example="use_cases")
    ] = Estimand.USE_CASES


class WeightingEntry(Entry):
    """Weights: of respondents to declared margins, and of details to use cases."""

    margins: Annotated[
        list[MarginEntry],
        said(
            "Known totals that responses are weighted to.",
            example="[{question: channel, shares: {2025: {newsletter: 0.4, slack: 0.6}}}]",
            wrong="Totals that cannot be met together.",
        ),
    ] = []
    use_cases: Annotated[
        UseCaseWeightingEntry | None,
        said(
            "How details about one use case are weighted.",
            example="{count: project_count, details_from: project_choice, margin: {overview: "
            "projects_by_kind, details: project_kind}}",
        ),
    ] = None


class ModuleEntry(Entry):
    """A group of questions that a respondent gets as a whole or not at all."""

    id: Annotated[Id, said("Name of the module.", example="spending")]
    label: Annotated[Text, said("What readers see.", example="Spending")]


class DrawEntry(Entry):
    """One random draw: each respondent gets `per_respondent` of the modules named in `of`."""

    per_respondent: Annotated[
        int,
        said(
            "How many modules of this draw each respondent gets.",
            example="3",
            unit="modules",
            wrong="More than there are.",
        ),
    ] = Field(ge=1)
    of: Annotated[list[Id], said("The modules of this draw.", example="[tools, spending]")] = Field(
        min_length=1
    )


class ModulesEntry(Entry):
    """Random modules: each respondent gets `per_respondent` of them, or takes part in `draws`.

    With `draws`, every module belongs to one draw, so that modules of different draws can go to
    different shares of the respondents: half get each of two in four, a fifth each of one in five.
    """

    per_respondent: Annotated[
        int | None,
        said(
            "How many modules each respondent gets, where there is a single draw.",
            example="2",
            unit="modules",
            wrong="More than there are.",
        ),
    ] = Field(default=None, ge=1)
    draws: Annotated[
        list[DrawEntry],
        said(
            "Several draws instead of one; every module belongs to one of them.",
            example="[{per_respondent: 1, of: [tools, spending]}]",
        ),
    ] = []
    list_: Annotated[
        list[ModuleEntry], said("The modules.", example="[{id: spending, label: Spending}]")
    ] = Field(alias="list")
    always_together: Annotated[
        list[list[Id]], said("Modules that are drawn as one.", example="[[overview, details]]")
    ] = []

    @model_validator(mode="after")
    def _drawn_once(self) -> "ModulesEntry":
        if (self.per_respondent is None) is not bool(self.draws):
            raise ValueError("modules need either 'per_respondent' or 'draws'")
        known = [module.id for module in self.list_]
        drawn = Counter(code for draw in self.draws for code in draw.of)
        for code in drawn:
            if code not in known:
                raise ValueError(unknown("module", code, known))
        for code in known if self.draws else []:
            if drawn[code] != 1:
                raise ValueError(f"the module {code!r} is in {drawn[code]} draws instead of one")
        for group in self.always_together:
            if len([draw for draw in self.rounds if set(group) & set(draw.of)]) > 1:
                raise ValueError(
                    f"{' and '.join(group)} are always together but in different draws"
                )
        return self

    @property
    def rounds(self) -> list[DrawEntry]:
        """The draws; a survey without named ones has a single draw over all modules."""
        if self.per_respondent is None:
            return self.draws
        codes = [module.id for module in self.list_]
        return [DrawEntry(per_respondent=self.per_respondent, of=codes)] if codes else []


class PrivacyEntry(Entry):
    """What a release must keep to: k-anonymity of the key attributes, and the known rest."""

    k: Annotated[
        int,
        said(
            "So many people stand together at least.",
            example="5",
            unit="people",
            wrong="Lowered to publish more: the release then says it protects less.",
        ),
    ] = Field(default=5, ge=2)
    key_attributes: Annotated[
        list[QuestionId],
        said(
            "What an outsider may know of a respondent, at most three questions.",
            example="[role, company_size]",
            wrong="Left empty without filters: then nothing is protected.",
        ),
    ] = Field(default=[], max_length=3)
    separate: Annotated[
        list[QuestionId],
        said("Further demographics, each published in a file of its own.", example="[gender, age]"),
    ] = []
    singled_out_ceiling: Annotated[
        float,
        said(
            "The share of respondents that two known answers may single out.",
            example="0.5",
            unit="share of 1",
        ),
    ] = Field(default=0.3, ge=0, le=1)
    different: Annotated[
        int,
        said(
            "So many different answers to a sensitive question stand in every cell at least.",
            example="2",
            unit="answers",
        ),
    ] = Field(default=2, ge=2)
    moved: Annotated[
        dict[QuestionId, Text],
        said(
            "Questions that a release may move by more than chance, each with the reason.",
            example='{role: "Two of its choices hold few people."}',
            wrong="Without a reason that a reader accepts: it is printed on the figure.",
        ),
    ] = {}


class SurveyFile(Entry):
    """`survey.yaml`: the survey, its editions, its filters, how its exports look."""

    id: Annotated[
        Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")],
        said("Name of the survey in file names and links.", example="mlops-community-survey"),
    ]
    title: Annotated[Text, said("Its name.", example="MLOps Community Survey")]
    publisher: Annotated[Text | None, said("Who publishes it.", example="MLOps Community")] = None
    description: Annotated[
        Text | None,
        said(
            "Who was asked about what, in a sentence or two.",
            example="People who run models in production.",
        ),
    ] = None
    synthetic: Annotated[
        bool,
        said(
            "Whether the responses are made up; every page then says so.",
            example="false",
            wrong="`true` over real responses, or the reverse.",
        ),
    ]
    paraphrased: Annotated[
        bool, said("Whether wordings are not the original ones.", example="true")
    ] = False
    licence: Annotated[
        Licence | None, said("What the responses are published under.", example="{name: CC BY 4.0}")
    ] = None
    citation: Annotated[
        Text | None,
        said(
            "How to cite it; `{year}` stands for the edition.",
            example='"MLOps Community Survey {year}"',
        ),
    ] = None
    url: Annotated[Url | None, said("The survey's site.", example="https://example.org/survey")] = (
        None
    )
    years: Annotated[
        dict[Edition, YearEntry],
        said(
            "Its editions.",
            example="{2024: {}, 2025: {}}",
            unit="years",
            wrong="A new year without responses yet: import before it is released.",
        ),
    ] = Field(min_length=1)
    topics: Annotated[
        list[QuestionId],
        said(
            "The order of topics in the menu and in the questionnaire; the rest follow by name.",
            example="[personas, tools]",
            wrong="A topic without questions.",
        ),
    ] = []
    profile: Annotated[
        list[QuestionId],
        said(
            "Questions that say who answered, for the overview; the filters if left out.",
            example="[role, company_size, region]",
        ),
    ] = []
    filters: Annotated[
        FiltersEntry,
        said(
            "Which questions readers filter by.",
            example="{persona: role, company_size: company_size}",
        ),
    ] = FiltersEntry()
    read: Annotated[
        dict[int, ReadEntry],
        said(
            "How the export of each year is written.",
            example="{2025: {header_rows: 2}}",
            wrong="A year that the survey does not have.",
        ),
    ] = {}
    weighting: Annotated[
        WeightingEntry, said("How responses are weighted.", example="{margins: []}")
    ] = WeightingEntry()
    modules: Annotated[
        ModulesEntry | None,
        said(
            "Random modules.",
            example="{per_respondent: 2, list: [{id: spending, label: Spending}]}",
        ),
    ] = None
    privacy: Annotated[
        PrivacyEntry,
        said("What a release must keep to.", example="{key_attributes: [role, company_size]}"),
    ] = PrivacyEntry()


class RenamedFile(Entry):
    """`renamed.yaml`: names that older links and citations hold, each with the name of today.

    Choices, and items, stand under the id that their question has today. A figure's name, or the
    parts that it begins with, is renamed besides where it is not that of a question.
    """

    questions: Annotated[
        dict[QuestionId, QuestionId],
        said(
            "Old ids of questions, each with today's.",
            example="{use_case_total: project_count}",
            wrong="An old id that a question bears today.",
        ),
    ] = {}
    choices: Annotated[
        dict[QuestionId, dict[Id, Id]],
        said(
            "Old ids of choices, below today's id of their question.",
            example="{persona: {ml_eng: ml_engineer}}",
        ),
    ] = {}
    filters: Annotated[
        dict[QuestionId, QuestionId], said("Old names of filters.", example="{job: persona}")
    ] = {}
    figures: Annotated[
        dict[FigureId, FigureId],
        said("Old names of figures, or how they began.", example="{tools_board: tools_table}"),
    ] = {}


FILES: dict[str, type[Entry]] = {
    "survey": SurveyFile,
    "topic": TopicFile,
    "choices": ChoiceListsFile,
    "registry": RegistryFile,
    "renamed": RenamedFile,
}


def schema(entry: type[Entry]) -> dict[str, Any]:
    """The JSON Schema of a kind of file, for completion and checks in editors."""
    return entry.model_json_schema(by_alias=True)
