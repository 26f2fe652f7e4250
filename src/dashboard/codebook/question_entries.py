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
from dashboard.codebook.page_entries import PageEntry


class DerivedRule(Entry):
    """A choice of a derived question and the condition under which it holds."""

    choice: Id
    """The choice a respondent gets.
    Example: `gardener`
    Goes wrong: An id that is no choice of the question.
    """
    when: Condition
    """The condition under which; the first rule that holds counts.
    Example: `{question: has_garden, any_of: ["yes"]}`
    """


class FamilyEntry(Entry):
    """Answers of a question that can be read as one group."""

    label: Text
    """Name of the group. Example: `Builders and keepers`"""
    of: list[Id] = Field(min_length=2)
    """The answers in it.
    Example: `[builder, keeper]`
    Goes wrong: A choice that the question does not have.
    """


ToolsEntry = Annotated[
    Annotated[bool, Tag("one")] | Annotated[list[Id], Tag("many")], Discriminator(form)
]


class QuestionEntry(Entry):
    """One question, in every year it was asked."""

    id: QuestionId
    """Name of the question in the responses, in links and for other questions; it never changes.
    Example: `company_size`
    Goes wrong: Used twice; changed without an entry in `renamed.yaml`.
    """
    kind: Kind
    """The kind of answer.
    Example: `single`
    Goes wrong: A kind whose parts are missing: a matrix needs `items`, an allocation has no
    `choices`.
    """
    title: Text
    """Heading of its figure. Example: `Company size`"""
    wording: TextOrByYear
    """The wording, word for word; by year from the year that changed it.
    Example: `{2022: Which tools do you use?, 2024: Which tools have you used?}`
    Goes wrong: Changed in place: then the old years seem to have asked the new words.
    """
    help: Text | None = None
    """The explanation shown below the question. Example: `Count contractors, too.`"""
    section: Text | None = None
    """Heading that the questions of a topic stand under. Example: `Employer`"""
    asked: Asked | None = None
    """The years that asked it: a list, or from one year on. Every year if left out.
    Unit: years. Example: `{from: 2023}`
    Goes wrong: A list, which a new year is silently not in; an end without `retired`.
    """
    added: Event | None = None
    """Since when, and why. Example: `{year: 2023, reason: Asked for by readers.}`"""
    retired: Event | None = None
    """Since when it is no longer asked, and why.
    Example: `{year: 2025, reason: Everybody said yes.}`
    Goes wrong: Missing where the question ends before the newest year.
    """
    asked_of: AskedOf | None = None
    """The group asked: a condition, or one by the year that changed it; `null` for all.
    Example: `{question: role, any_of: [builder, keeper]}`
    Goes wrong: A later question; routing in a circle; an answer the year did not offer.
    """
    module: Id | None = None
    """The random module it belongs to.
    Example: `spending`
    Goes wrong: A module that `survey.yaml` does not list.
    """
    priority: int | None = Field(default=None, ge=1, le=3)
    """1 if other questions depend on it, 3 if it can be dropped first.
    Unit: 1 to 3. Example: `2`
    """
    choices: ChoicesEntry | None = None
    """Its answers: a list, the name of a list in `choices.yaml`, or a registry.
    Example: `[{id: "yes", label: "Yes"}, {id: "no", label: "No"}]`
    Goes wrong: Yes, no, true, numbers and dates without quotes.
    """
    items: ChoicesEntry | None = None
    """The rows of a matrix, or the parts of an allocation.
    Example: `[{id: hammer, label: Hammer}]`
    Goes wrong: Given to a kind that has none.
    """
    items_from: Texts | None = None
    """Questions whose ticked choices are the rows shown.
    Example: `tools_used`
    Goes wrong: A row that none of those questions offers.
    """
    multiple: bool = False
    """A row of a matrix takes several answers.
    Example: `true`
    Goes wrong: Used outside a matrix: there the kind is `multiple`.
    """
    bands: list[ChoiceEntry] | None = None
    """Ranges that a number is stored in.
    Example: `[{id: under_30, label: Under 30, from: 0, to: 30}]`
    Goes wrong: Bands that overlap or leave gaps.
    """
    unit: Text | None = None
    """The unit of the number. Example: `hours a week`"""
    minimum: float | None = None
    """Numbers below are no answers.
    Unit: the question's own. Example: `0`
    Goes wrong: A bound that true answers lie beyond: they are left unanswered.
    """
    maximum: float | None = None
    """Numbers above are no answers.
    Unit: the question's own. Example: `168`
    Goes wrong: A bound that true answers lie beyond: they are left unanswered.
    """
    paired_with: QuestionId | None = None
    """The same question for today, where this one asks for a later time.
    Example: `time_today`
    Goes wrong: A question with other items.
    """
    pick: int | None = Field(default=None, ge=1)
    """At most so many answers; in a MaxDiff so many are shown at a time.
    Unit: answers. Example: `3`
    Goes wrong: More than there are choices.
    """
    tasks: int | None = Field(default=None, ge=1)
    """How many times a MaxDiff is shown.
    Unit: tasks. Example: `4`
    Goes wrong: More than the export has columns for.
    """
    good: Literal["high", "low"] = "high"
    """Which end of a scale with a middle is good and drawn in blue, the other in orange.
    Example: `low`
    Goes wrong: Left out where high points say that something is hard or bad.
    """
    editorial: ByYear = {}
    """By year, why a changed wording means the same.
    Example: `{2024: Shorter.}`
    Goes wrong: Used for a change of meaning: years are then joined that should not be.
    """
    not_comparable: ByYear = {}
    """By year, why its answers are not compared with other years': a known fault.
    Example: `{2020: A filter hid it from half of the respondents.}`
    Goes wrong: Used for a new wording, which parts the years by itself.
    """
    columns: TextsOrByYear | None = None
    """Where an export has it: a header, one with `*`, or for a matrix one such as `{item} -
    {choice}`; by year. Several are merged. Without it the question is looked for by id, wording and
    title.
    Example: `{2024: "Q7_*", 2025: "Q12_*"}`
    Goes wrong: A code that is another question in another year: give it by year. `*` is replaced by
    the row or choice, which has to be one.
    """
    separator: str | None = None
    """The separator of several answers in one cell, if it is not detected.
    Example: `"; "`
    Goes wrong: A separator that is part of labels, too: they have to be declared whole.
    """
    missing: list[Text] = []
    """Texts that stand for no answer in this question alone.
    Example: `["-99"]`
    Goes wrong: A text that is the label of a choice.
    """
    write_ins: Id | None = None
    """The choice that texts count as which are no choice.
    Example: `other`
    Goes wrong: A choice that some year did not offer; then those answers fit nothing.
    """
    derived: list[DerivedRule] | None = None
    """Rules that give each respondent a choice; such a question is in no export.
    Example: `[{choice: gardener, when: {question: has_garden, any_of: ["yes"]}}]`
    Goes wrong: No choice with `other: true` for those whom no rule fits.
    """
    finding: Text | None = None
    """A sentence that the page says of it, written by an editor.
    Example: `Most teams are small.`
    Goes wrong: A number in it, which the next release makes wrong.
    """
    tools: ToolsEntry = False
    """Its choices are tools, each with a page of its own: `true` for all that are named, or a list
    of choices.
    Example: `true`
    Goes wrong: Choices that are things people do, or kinds of things.
    """
    families: list[FamilyEntry] = []
    """Answers alike enough to be shown together where one alone has a small sample.
    Example: `[{label: Builders and keepers, of: [builder, keeper]}]`
    Goes wrong: An answer in two families.
    """
    benchmark: bool = False
    """Readers answer it about themselves on the page that places them; eight to ten such questions
    take a minute.
    Example: `true`
    Goes wrong: A question with rows, ranks or plain numbers: there are no answers to choose.
    """
    sensitive: bool = False
    """A release also protects its answers within groups of people known alike. Example: `true`"""
    published: bool = True
    """`false` keeps the answers out of a release.
    Example: `false`
    Goes wrong: Other questions that depend on it.
    """


class TopicFile(Entry):
    """A file of `topics/`: the questions of one topic in reading order."""

    id: QuestionId
    """Name of the topic, of its file and of its page.
    Example: `spending`
    Goes wrong: Another name than the file's.
    """
    title: Text
    """Heading of the page. Example: `Spending`"""
    lead: Text | None = None
    """A sentence below the heading. Example: `Budgets and their sources.`"""
    menu: Text | None = None
    """The menu entry that topics of the same words share. Example: `Money`"""
    page: PageEntry = PageEntry()
    """The first charts of its page: leading questions, then charts of several questions.
    Example: `{lead: [yearly_budget]}`
    Goes wrong: A question that is not published, or of a kind without such a chart.
    """
    questions: list[QuestionEntry]
    """The questions in reading order. Example: `[]`"""
