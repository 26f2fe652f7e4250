"""Questions, and the topics that they stand in."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from dashboard.codebook.choice_entries import Asked, ChoiceEntry, ChoicesEntry, Event
from dashboard.codebook.condition_entries import AskedOf, Condition
from dashboard.codebook.entry_types import (
    ByYear,
    Entry,
    Id,
    Kind,
    QuestionId,
    Text,
    TextOrByYear,
    Texts,
    TextsOrByYear,
    form,
)
from dashboard.codebook.key_descriptions import said
from dashboard.codebook.page_entries import PageEntry


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
    Annotated[bool, Tag("one")] | Annotated[list[Id], Tag("many")], Discriminator(form)
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
            "The kind of answer.",
            example="single",
            wrong="A kind whose parts are missing: a matrix needs `items`, an allocation has no "
            "`choices`.",
        ),
    ]
    title: Annotated[Text, said("Heading of its figure.", example="Company size")]
    wording: Annotated[
        TextOrByYear,
        said(
            "The wording, word for word; by year from the year that changed it.",
            example="{2022: Which tools do you use?, 2024: Which tools have you used?}",
            wrong="Changed in place: then the old years seem to have asked the new words.",
        ),
    ]
    help: Annotated[
        Text | None,
        said("The explanation shown below the question.", example="Count contractors, too."),
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
            "The group asked: a condition, or one by the year that changed it; `null` for all.",
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
        said(
            "1 if other questions depend on it, 3 if it can be dropped first.",
            example="2",
            unit="1 to 3",
        ),
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
    unit: Annotated[Text | None, said("The unit of the number.", example="hours a week")] = None
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
    good: Annotated[
        Literal["high", "low"],
        said(
            "Which end of a scale with a middle is good and drawn in blue, the other in orange.",
            example="low",
            wrong="Left out where high points say that something is hard or bad.",
        ),
    ] = "high"
    editorial: Annotated[
        ByYear,
        said(
            "By year, why a changed wording means the same.",
            example="{2024: Shorter.}",
            wrong="Used for a change of meaning: years are then joined that should not be.",
        ),
    ] = {}
    not_comparable: Annotated[
        ByYear,
        said(
            "By year, why its answers are not compared with other years': a known fault.",
            example="{2020: A filter hid it from half of the respondents.}",
            wrong="Used for a new wording, which parts the years by itself.",
        ),
    ] = {}
    columns: Annotated[
        TextsOrByYear | None,
        said(
            "Where an export has it: a header, one with `*`, or for a matrix one such as "
            "`{item} - {choice}`; by year. Several are merged. Without it the question is looked "
            "for by id, wording and title.",
            example='{2024: "Q7_*", 2025: "Q12_*"}',
            wrong="A code that is another question in another year: give it by year. `*` is"
            " replaced by the row or choice, which has to be one.",
        ),
    ] = None
    separator: Annotated[
        str | None,
        said(
            "The separator of several answers in one cell, if it is not detected.",
            example='"; "',
            wrong="A separator that is part of labels, too: they have to be declared whole.",
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
            "Rules that give each respondent a choice; such a question is in no export.",
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
            "Answers alike enough to be shown together where one alone has a small sample.",
            example="[{label: Builders and keepers, of: [builder, keeper]}]",
            wrong="An answer in two families.",
        ),
    ] = []
    benchmark: Annotated[
        bool,
        said(
            "Readers answer it about themselves on the page that places them; eight to ten such "
            "questions take a minute.",
            example="true",
            wrong="A question with rows, ranks or plain numbers: there are no answers to choose.",
        ),
    ] = False
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
            wrong="Other questions that depend on it.",
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
        said("A sentence below the heading.", example="Budgets and their sources."),
    ] = None
    menu: Annotated[
        Text | None, said("The menu entry that topics of the same words share.", example="Money")
    ] = None
    page: Annotated[
        PageEntry,
        said(
            "The first charts of its page: leading questions, then charts of several questions.",
            example="{lead: [yearly_budget]}",
            wrong="A question that is not published, or of a kind without such a chart.",
        ),
    ] = PageEntry()
    questions: Annotated[list[QuestionEntry], said("The questions in reading order.", example="[]")]
