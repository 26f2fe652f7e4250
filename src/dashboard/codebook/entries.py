"""What may stand in the codebook's files, as typed entries; the JSON Schema is made from these.

Entries keep the shorthands of the files (a wording for all years, a choice list by name);
`resolve` turns them into the objects everything else works with.
"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from dashboard.codebook.entry_types import Entry, Id, Kind, QuestionId, Text
from dashboard.codebook.page_entries import PageEntry

LONGEST_FIGURE = 200

FigureId = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$", max_length=LONGEST_FIGURE)
]


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

    question: QuestionId | None = None
    item: Id | None = None
    any_of: list[Id] | None = Field(default=None, min_length=1)
    at_least: float | None = None
    below: float | None = None
    answered: bool | None = None
    all_: list["Condition"] | None = Field(default=None, alias="all", min_length=1)
    any_: list["Condition"] | None = Field(default=None, alias="any", min_length=1)
    not_: "Condition | None" = Field(default=None, alias="not")

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

    year: int
    reason: Text


class ChoiceEntry(Entry):
    """One answer of a closed question, one row of a matrix, or one part of an allocation."""

    id: Id
    label: Text
    description: Text | None = None
    wording: TextOrByYear | None = None
    labels: TextsOrByYear | None = None
    columns: TextsOrByYear | None = None
    asked: list[int] | None = None
    added: Event | None = None
    retired: Event | None = None
    exclusive: bool = False
    other: bool = False
    outside: bool = False
    neutral: bool = False
    value: float | None = None
    from_: float | None = Field(default=None, alias="from")
    to: float | None = None
    merges: list[Id] = []
    split_from: Id | None = None
    renames: Id | None = None
    editorial: ByYear = {}


class FromRegistry(Entry):
    """Choices taken from a registry, all of them or some categories."""

    registry: Id
    category: list[Id] | None = None
    layer: Id | None = None
    also: list[ChoiceEntry] = []


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

    choice: Id
    when: Condition


class QuestionEntry(Entry):
    """One question, in every year it was asked."""

    id: QuestionId
    kind: Kind
    title: Text
    wording: TextOrByYear
    help: Text | None = None
    section: Text | None = None
    asked: list[int] | None = None
    added: Event | None = None
    retired: Event | None = None
    asked_of: AskedOf | None = None
    module: Id | None = None
    priority: int | None = Field(default=None, ge=1, le=3)
    choices: ChoicesEntry | None = None
    items: ChoicesEntry | None = None
    items_from: Texts | None = None
    multiple: bool = False
    bands: list[ChoiceEntry] | None = None
    unit: Text | None = None
    minimum: float | None = None
    maximum: float | None = None
    paired_with: QuestionId | None = None
    pick: int | None = Field(default=None, ge=1)
    tasks: int | None = Field(default=None, ge=1)
    editorial: ByYear = {}
    columns: TextsOrByYear | None = None
    separator: str | None = None
    write_ins: Id | None = None
    derived: list[DerivedRule] | None = None
    finding: Text | None = None
    sensitive: bool = False
    published: bool = True


class TopicFile(Entry):
    """A file of `topics/`: the questions of one topic in reading order."""

    id: QuestionId
    title: Text
    lead: Text | None = None
    menu: Text | None = None
    page: PageEntry = PageEntry()
    questions: list[QuestionEntry]


class ChoiceListsFile(Entry):
    """`choices.yaml`: lists of choices that several questions share, by name."""

    lists: dict[Id, list[ChoiceEntry]]


class CategoryEntry(Entry):
    """A category of a registry, in the order shown."""

    id: Id
    label: Text
    description: Text | None = None


class RegistryEntry(Entry):
    """One entity of a registry, such as a tool, with its names over time."""

    id: Id
    name: Text
    former_names: ByYear = {}
    category: Id
    layer: Id | None = None
    open_source: bool | None = None
    url: Annotated[str, Field(pattern=r"^https://[^\s]+$")] | None = None
    labels: TextsOrByYear | None = None
    asked: list[int] | None = None
    added: Event | None = None
    retired: Event | None = None
    merges: list[Id] = []
    split_from: Id | None = None
    renames: Id | None = None


class RegistryFile(Entry):
    """A file of `registries/`: entities that questions take as choices or items."""

    categories: list[CategoryEntry]
    entries: list[RegistryEntry]


class Licence(Entry):
    """The licence the responses are published under."""

    name: Text
    url: Text | None = None


class Fieldwork(Entry):
    """First and last day on which answers were collected."""

    from_: date = Field(alias="from")
    to: date


class YearEntry(Entry):
    """One edition of the survey."""

    fieldwork: Fieldwork | None = None
    channels: list[Text] = []
    note: Text | None = None


class FiltersEntry(Entry):
    """Which questions give the filters; all of them single-choice or banded numbers."""

    persona: QuestionId | None = None
    company_size: QuestionId | None = None
    more: list[QuestionId] = []


class ReadEntry(Entry):
    """How a year's raw export is written."""

    header_rows: int = Field(default=1, ge=1, le=3)
    separator: str | None = None
    encoding: Text | None = None
    sheet: int | Text | None = None
    weight: Text | None = None
    missing: list[Text] = []


class MarginEntry(Entry):
    """A margin that responses are weighted to: shares of a question's choices, by year."""

    question: QuestionId
    shares: dict[int, dict[Id, float]]


class UseCaseMargin(Entry):
    """An overview allocation, and the details question whose choices are its items."""

    overview: QuestionId
    details: QuestionId


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

    count: QuestionId
    details_from: QuestionId
    margin: UseCaseMargin
    parents: dict[Id, Id] = {}
    cap: float = Field(default=20, ge=1)
    estimand: Estimand = Estimand.USE_CASES


class WeightingEntry(Entry):
    """Weights: of respondents to declared margins, and of details to use cases."""

    margins: list[MarginEntry] = []
    use_cases: UseCaseWeightingEntry | None = None


class ModuleEntry(Entry):
    """A group of questions that a respondent gets as a whole or not at all."""

    id: Id
    label: Text


class ModulesEntry(Entry):
    """Random modules: each respondent gets `per_respondent` of them."""

    per_respondent: int = Field(ge=1)
    list_: list[ModuleEntry] = Field(alias="list")
    always_together: list[list[Id]] = []


class PrivacyEntry(Entry):
    """What a release must keep to: k-anonymity of the key attributes, and the known rest."""

    k: int = Field(default=5, ge=2)
    key_attributes: list[QuestionId] = Field(default=[], max_length=3)
    separate: list[QuestionId] = []
    singled_out_ceiling: float = Field(default=0.3, ge=0, le=1)
    different: int = Field(default=2, ge=2)
    moved: dict[QuestionId, Text] = {}


class SurveyFile(Entry):
    """`survey.yaml`: the survey, its editions, its filters, how its exports look."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Text
    publisher: Text | None = None
    description: Text | None = None
    synthetic: bool
    paraphrased: bool = False
    licence: Licence | None = None
    citation: Text | None = None
    url: Text | None = None
    years: dict[int, YearEntry] = Field(min_length=1)
    topics: list[QuestionId] = []
    profile: list[QuestionId] = []
    filters: FiltersEntry = FiltersEntry()
    read: dict[int, ReadEntry] = {}
    weighting: WeightingEntry = WeightingEntry()
    modules: ModulesEntry | None = None
    privacy: PrivacyEntry = PrivacyEntry()


class RenamedFile(Entry):
    """`renamed.yaml`: names that older links and citations hold, each with the name of today.

    Choices, and items, stand under the id that their question has today. A figure's name, or the
    parts that it begins with, is renamed besides where it is not that of a question.
    """

    questions: dict[QuestionId, QuestionId] = {}
    choices: dict[QuestionId, dict[Id, Id]] = {}
    filters: dict[QuestionId, QuestionId] = {}
    figures: dict[FigureId, FigureId] = {}


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
