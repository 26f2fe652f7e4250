"""The survey itself: its editions, filters, exports and what a release must keep to."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from dashboard.codebook.entry_types import Edition, Entry, QuestionId, Text, Url
from dashboard.codebook.module_entries import ModulesEntry
from dashboard.codebook.weighting_entries import WeightingEntry

LICENSE_BEFORE = "licence"


class License(Entry):
    """The license the responses are published under."""

    name: Text
    """Name of the license. Example: `CC BY 4.0`"""
    url: Url | None = None
    """Address of its text. Example: `https://creativecommons.org/licenses/by/4.0/`"""


class Fieldwork(Entry):
    """First and last day on which answers were collected."""

    from_: date = Field(alias="from")
    """First day on which answers were collected. Unit: date. Example: `2025-10-06`"""
    to: date
    """Last day on which answers were collected.
    Unit: date. Example: `2025-11-14`
    Goes wrong: A day before the first.
    """


class YearEntry(Entry):
    """One edition of the survey."""

    fieldwork: Fieldwork | None = None
    """When answers were collected. Unit: dates. Example: `{from: 2025-10-06, to: 2025-11-14}`"""
    channels: list[Text] = []
    """How people were reached. Example: `[newsletter, slack]`"""
    note: Text | None = None
    """A note for readers about this year. Example: `Shorter than the years before.`"""
    not_comparable: Text | None = None
    """Why no number of this year is compared with another year's: a known fault.
    Example: `Half the answers came from one course.`
    Goes wrong: Used for a single question: it has a key of this name, too.
    """


class FiltersEntry(Entry):
    """Which questions give the filters; all of them single-choice or banded numbers."""

    persona: QuestionId | None = None
    """The question behind the first filter, what people do.
    Example: `role`
    Goes wrong: A question that takes several answers.
    """
    company_size: QuestionId | None = None
    """The question behind the second filter.
    Example: `company_size`
    Goes wrong: A question that takes several answers.
    """
    more: list[QuestionId] = []
    """Further filters. Only key attributes filter.
    Example: `[industry, region]`
    Goes wrong: Too many: three are key attributes, the others are published apart.
    """


class ReadEntry(Entry):
    """How a year's raw export is written."""

    header_rows: int | None = Field(default=None, ge=1, le=3)
    """How many rows stand above the first respondent; found in the file if left out.
    Unit: 1 to 3 rows. Example: `2`
    Goes wrong: One too few: a row of question texts is read as a respondent.
    """
    separator: str | None = None
    """The separator of several answers in one cell, in every question that does not say otherwise.
    Example: `"; "`
    """
    encoding: Text | None = None
    """Encoding of the text file, if it is not recognized.
    Example: `cp1252`
    Goes wrong: A wrong one: letters with accents become other signs.
    """
    sheet: int | Text | None = None
    """The sheet of a workbook, by name or number; the first if left out. Example: `Responses`"""
    decimal: Literal[".", ","] | None = None
    """The sign before the decimals of numbers; decided column by column if left out.
    Example: `","`
    Goes wrong: The sign between thousands.
    """
    quotes: bool | None = None
    """`false` where quotation marks are text, as in tables copied with tabs.
    Example: `false`
    Goes wrong: Left out where a cell begins with a quotation mark that nothing closes.
    """
    empty_rows: bool = False
    """`true` keeps respondents without any answer, who are left out otherwise. Example: `true`"""
    weight: Text | None = None
    """The column with the weight of each respondent.
    Example: `weight`
    Goes wrong: A negative weight; a header that fits two columns.
    """
    missing: list[Text] = []
    """Texts that stand for no answer.
    Example: `[nan]`
    Goes wrong: A text that is the label of a choice.
    """


class PrivacyEntry(Entry):
    """Rules for a release: k-anonymity of the key attributes, and the known rest."""

    k: int = Field(default=5, ge=2)
    """So many people stand together at least.
    Unit: people. Example: `5`
    Goes wrong: Lowered to publish more: the release then says it protects less.
    """
    key_attributes: list[QuestionId] = Field(default=[], max_length=3)
    """Facts about a respondent that an outsider may know: at most three questions.
    Example: `[role, company_size]`
    Goes wrong: Left empty without filters: then nothing is protected.
    """
    separate: list[QuestionId] = []
    """Further demographics, each published in a file of its own.
    Example: `[gender, age]`
    Goes wrong: Without persona or company size, if no key attribute: nothing is released.
    """
    singled_out_ceiling: float = Field(default=0.3, ge=0, le=1)
    """The share of respondents that two known answers may single out.
    Unit: share of 1. Example: `0.5`
    """
    different: int = Field(default=2, ge=2)
    """So many different answers to a sensitive question stand in every cell at least.
    Unit: answers. Example: `2`
    """
    moved: dict[QuestionId, Text] = {}
    """Questions that a release may move by more than chance, each with the reason.
    Example: `{role: "Two of its choices hold few people."}`
    Goes wrong: Without a reason that a reader accepts: it is printed on the figure.
    """
    no_persons: list[Text] = []
    """Labels, or names in a wording, that look like a person's and are none.
    Example: `[Jane Street, Ann Arbor]`
    Goes wrong: With a respondent's name: it is published.
    """


class SurveyFile(Entry):
    """`survey.yaml`: the survey, its editions, its filters, how its exports look."""

    @model_validator(mode="before")
    @classmethod
    def _by_names_of_today(cls, given: Any) -> Any:
        """Old codebooks spell `license` the British way."""
        if isinstance(given, dict) and LICENSE_BEFORE in given and "license" not in given:
            return {("license" if key == LICENSE_BEFORE else key): given[key] for key in given}
        return given

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    """Name of the survey in file names and links. Example: `mlops-community-survey`"""
    title: Text
    """Its name. Example: `MLOps Community Survey`"""
    publisher: Text | None = None
    """The publisher. Example: `MLOps Community`"""
    description: Text | None = None
    """The respondents and the subject, in a sentence or two.
    Example: `People who run models in production.`
    """
    synthetic: bool
    """Whether the responses are made up; every page then says so.
    Example: `false`
    Goes wrong: `true` over real responses, or the reverse.
    """
    paraphrased: bool = False
    """Whether wordings are not the original ones. Example: `true`"""
    license: License | None = None
    """The license of the responses. Example: `{name: CC BY 4.0}`"""
    citation: Text | None = None
    """How to cite it; `{year}` is replaced by the edition.
    Example: `"MLOps Community Survey {year}"`
    """
    url: Url | None = None
    """The survey's site. Example: `https://example.org/survey`"""
    years: dict[Edition, YearEntry] = Field(min_length=1)
    """Its editions.
    Unit: years. Example: `{2024: {}, 2025: {}}`
    Goes wrong: A new year without responses yet: import before it is released.
    """
    topics: list[QuestionId] = []
    """The order of topics in the menu and in the questionnaire; the rest follow by name.
    Example: `[personas, tools]`
    Goes wrong: A topic without questions.
    """
    profile: list[QuestionId] = []
    """Questions that say who answered: the overview profiles respondents by them, and tells none of
    them as news. Left out: the filters, then what is published apart.
    Example: `[role, company_size, region]`
    """
    maturity: QuestionId | None = None
    """The question whose answers are levels of maturity, the lowest first: readers see what those
    one level up do more.
    Example: `automation_level`
    Goes wrong: A question with several answers, or one that is published apart.
    """
    channel: QuestionId | None = None
    """The question that says through which channel people were reached. A release tests by it
    whether findings hold without the largest channel.
    Example: `heard_of`
    Goes wrong: A question that takes several answers.
    """
    filters: FiltersEntry = FiltersEntry()
    """Which questions readers filter by. Example: `{persona: role, company_size: company_size}`"""
    read: dict[int, ReadEntry] = {}
    """How the export of each year is written.
    Example: `{2025: {header_rows: 2}}`
    Goes wrong: A year that the survey does not have.
    """
    weighting: WeightingEntry = WeightingEntry()
    """How responses are weighted. Example: `{margins: []}`"""
    modules: ModulesEntry | None = None
    """Random modules. Example: `{per_respondent: 2, list: [{id: spending, label: Spending}]}`"""
    privacy: PrivacyEntry = PrivacyEntry()
    """Rules for a release. Example: `{key_attributes: [role, company_size]}`"""
