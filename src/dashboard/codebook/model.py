"""The codebook as everything else sees it: typed, frozen, every shorthand resolved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from dashboard.codebook.choice_entries import Event
from dashboard.codebook.condition_entries import Condition
from dashboard.codebook.entry_types import Kind
from dashboard.codebook.module_entries import ModulesEntry
from dashboard.codebook.old_names import Renamed
from dashboard.codebook.page_entries import PageEntry
from dashboard.codebook.survey_entries import License, PrivacyEntry, ReadEntry, YearEntry
from dashboard.codebook.weighting_entries import WeightingEntry
from dashboard.errors import DashboardError, UnknownName

Year = int
ByYear = Mapping[Year, str]

KEY_ATTRIBUTES = 3

FURTHER = "where."
"""What a filter's name begins with, before the id of its question, that is no declared filter."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An answer of a closed question, a row of a matrix, a part of an allocation, or a band.

    `low` and `high` are the half-open band [low, high) the choice stands for; `high` is None
    where the band is open. `merges`, `split_from` and `renames` name choices of earlier years.
    """

    id: str
    label: str
    asked: tuple[Year, ...]
    wording: ByYear
    description: str = ""
    people: str = ""
    labels: Mapping[Year, tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[Year, tuple[str, ...]] = field(default_factory=dict)
    exclusive: bool = False
    other: bool = False
    outside: bool = False
    neutral: bool = False
    value: float | None = None
    low: float | None = None
    high: float | None = None
    merges: tuple[str, ...] = ()
    split_from: str | None = None
    renames: str | None = None
    editorial: ByYear = field(default_factory=dict)
    added: Event | None = None
    retired: Event | None = None
    category: str | None = None
    layer: str | None = None
    open_source: bool | None = None
    url: str | None = None

    @cached_property
    def is_band(self) -> bool:
        """Whether the choice stands for a range of numbers."""
        return self.low is not None or self.high is not None

    @cached_property
    def is_named(self) -> bool:
        """Whether it names something: not "other", "don't know" or "none of these"."""
        return not (self.other or self.outside or self.exclusive)

    @cached_property
    def span(self) -> tuple[float, float]:
        """The band [low, high), infinite on a side where it is open."""
        low = float("-inf") if self.low is None else self.low
        return low, float("inf") if self.high is None else self.high


@dataclass(frozen=True, kw_only=True)
class DerivedRule:
    """A choice and the condition under which a derived question takes it."""

    choice: str
    when: Condition


@dataclass(frozen=True, kw_only=True)
class Family:
    """Answers of a question that can be read as one group, by their ids."""

    label: str
    of: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question over all its years. `choices` also holds the bands of a banded number.

    `tools` are the ids of those choices that are tools, in their order. `good` is the end of a
    scale that is: "high" or "low".
    """

    id: str
    topic: str
    kind: Kind
    title: str
    wording: ByYear
    asked: tuple[Year, ...]
    asked_of: Mapping[Year, Condition | None]
    choices: tuple[Choice, ...] = ()
    items: tuple[Choice, ...] = ()
    items_from: tuple[str, ...] = ()
    section: str = ""
    help: str = ""
    multiple: bool = False
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    paired_with: str | None = None
    pick: int | None = None
    tasks: int | None = None
    good: str = "high"
    module: str | None = None
    priority: int = 2
    editorial: ByYear = field(default_factory=dict)
    not_comparable: ByYear = field(default_factory=dict)
    columns: Mapping[Year, tuple[str, ...]] = field(default_factory=dict)
    separator: str | None = None
    missing: tuple[str, ...] = ()
    write_ins: str | None = None
    derived: tuple[DerivedRule, ...] = ()
    finding: str = ""
    tools: tuple[str, ...] = ()
    families: tuple[Family, ...] = ()
    benchmark: bool = False
    sensitive: bool = False
    published: bool = True
    added: Event | None = None
    retired: Event | None = None

    @cached_property
    def worked_out_from(self) -> frozenset[str]:
        """The questions whose answers decide a derived one: groups of it differ in them by rule."""
        return frozenset(code for rule in self.derived for code, _ in rule.when.questions())

    @cached_property
    def routed_by(self) -> tuple[str, ...]:
        """The questions whose answers decide in some year who is asked it."""
        conditions = [condition for condition in self.asked_of.values() if condition is not None]
        return tuple([code for condition in conditions for code, _ in condition.questions()])

    @cached_property
    def is_coded(self) -> bool:
        """Whether answers are choice codes rather than plain numbers."""
        return self.kind is not Kind.ALLOCATION and bool(self.choices)

    @cached_property
    def has_one_answer(self) -> bool:
        """Whether a respondent gives at most one code: what a filter or breakdown needs."""
        return self.is_coded and self.kind in (Kind.SINGLE, Kind.SCALE, Kind.NUMBER)

    def offered(self, year: Year) -> tuple[Choice, ...]:
        """The choices that `year` offered, in their order."""
        return tuple([choice for choice in self.choices if year in choice.asked])

    def shown_items(self, year: Year) -> tuple[Choice, ...]:
        """The items that `year` showed, in their order."""
        return tuple([item for item in self.items if year in item.asked])

    def choice(self, code: str) -> Choice:
        """The choice with this id; a DashboardError names the nearest where there is none."""
        return _named(f"choice of {self.id!r}", code, self.choices)

    def item(self, code: str) -> Choice:
        """The item with this id; a DashboardError names the nearest where there is none."""
        return _named(f"item of {self.id!r}", code, self.items)


def _named(what: str, code: str, among: tuple[Choice, ...]) -> Choice:
    for choice in among:
        if choice.id == code:
            return choice
    raise UnknownName(what, code, (choice.id for choice in among))


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A topic, its questions in reading order, and its page.

    Topics of one `menu` share an entry in the menu.
    """

    id: str
    title: str
    questions: tuple[Question, ...]
    lead: str = ""
    menu: str = ""
    page: PageEntry = field(default_factory=PageEntry)


@dataclass(frozen=True, kw_only=True)
class Category:
    """A category of a registry."""

    id: str
    label: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Codebook:
    """A survey: its editions, topics and questions, and which questions give the filters."""

    folder: Path
    id: str
    title: str
    synthetic: bool
    paraphrased: bool
    years: Mapping[Year, YearEntry]
    topics: tuple[Topic, ...]
    publisher: str = ""
    description: str = ""
    licence: License | None = None
    citation: str = ""
    url: str = ""
    persona: str | None = None
    company_size: str | None = None
    more_filters: tuple[str, ...] = ()
    profile: tuple[str, ...] = ()
    maturity: str | None = None
    channel: str | None = None
    read: Mapping[Year, ReadEntry] = field(default_factory=dict)
    weighting: WeightingEntry = field(default_factory=WeightingEntry)
    modules: ModulesEntry | None = None
    privacy: PrivacyEntry = field(default_factory=PrivacyEntry)
    categories: Mapping[str, tuple[Category, ...]] = field(default_factory=dict)
    renamed: Renamed = field(default_factory=Renamed)

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by its id, in reading order."""
        return {question.id: question for topic in self.topics for question in topic.questions}

    @cached_property
    def filters(self) -> Mapping[str, Question]:
        """The filters by the name they have in an address: persona and company size first.

        Only key attributes have such a name: no view of them, and no difference of two, then
        speaks of fewer people than a release lets stand together.
        """
        keys = self.key_attributes
        return {name: self.questions[id] for name, id in self._named().items() if id in keys}

    @cached_property
    def key_attributes(self) -> tuple[str, ...]:
        """What an outsider may know of a respondent, at most three; the most useful first.

        Where the survey does not say: the first three of its declared filters, but for those it
        publishes apart.
        """
        declared = tuple(self.privacy.key_attributes)
        apart = self.privacy.separate
        return declared or tuple(
            [code for code in self._named().values() if code not in apart][:KEY_ATTRIBUTES]
        )

    @cached_property
    def separate(self) -> tuple[str, ...]:
        """The further demographics, each published in a file of its own beside the key attributes.

        Where the survey does not say: the declared filters that are no key attributes.
        """
        declared = tuple(self.privacy.separate)
        others = (id for id in self._named().values() if id not in self.key_attributes)
        return declared or tuple(others)

    @cached_property
    def who_answered(self) -> tuple[str, ...]:
        """The questions that say who answered: their answers are a sample's, and no news.

        Where the survey does not say: the declared filters, then the further demographics.
        """
        return self.profile or tuple(dict.fromkeys([*self._named().values(), *self.separate]))

    def _named(self) -> dict[str, str]:
        """The declared filters by name."""
        named = {"persona": self.persona, "company_size": self.company_size}
        named |= {question: question for question in self.more_filters}
        return {name: id for name, id in named.items() if id}

    @cached_property
    def details(self) -> frozenset[str]:
        """The questions put only to those who describe a use case: what may be weighted by it."""
        entry = self.weighting.use_cases
        if entry is None:
            return frozenset()
        found = {entry.details_from}
        before = 0
        while before < len(found):
            before = len(found)
            for question in self.questions.values():
                conditions = [question.asked_of.get(year) for year in question.asked]
                if conditions and all(c and c.needs_one_of(found) for c in conditions):
                    found.add(question.id)
        return frozenset(found)

    def question(self, code: str) -> Question:
        """The question with this id, or the one that gives the filter of this name."""
        found = self.filters.get(code) or self.questions.get(code)
        if found is None:
            raise UnknownName("question", code, self.questions)
        return found

    def filter(self, name: str) -> Question:
        """The question behind a filter's name: of a declared filter, or `FURTHER` and any id.

        Raises DashboardError where there is none, or its answers cannot filter.
        """
        if name in self.filters:
            return self.filters[name]
        if not name.startswith(FURTHER):
            raise UnknownName("filter", name, self.filters)
        question = self.question(name.removeprefix(FURTHER))
        if why := self.no_filter(question):
            raise DashboardError(why)
        return question

    def filter_name(self, question: Question) -> str:
        """The name of the filter by a question's answers."""
        names = (name for name, one in self.filters.items() if one.id == question.id)
        return next(names, f"{FURTHER}{question.id}")

    def no_filter(self, question: Question) -> str:
        """Why a view cannot be filtered by a question's answers, in a sentence; empty if it can."""
        title = f"“{question.title}”"
        if question.id in self.separate:
            return (
                f"{title} is published apart from the other answers to protect respondents, so "
                "views cannot be filtered by it."
            )
        if not question.published:
            return f"{title} is not published, so views cannot be filtered by it."
        if not question.is_coded or not (question.has_one_answer or question.kind is Kind.MULTIPLE):
            return (
                f"{title} has no list of answers to choose from, so views cannot be filtered by it."
            )
        return ""

    def topic(self, code: str) -> Topic:
        """The topic with this id."""
        for topic in self.topics:
            if topic.id == code:
                return topic
        raise UnknownName("topic", code, (topic.id for topic in self.topics))

    def asked_in(self, year: Year) -> tuple[Question, ...]:
        """The questions of one edition, in reading order."""
        return tuple(q for q in self.questions.values() if year in q.asked)
