"""The survey itself: its editions, filters, exports and what a release must keep to."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from dashboard.codebook.entry_types import Edition, Entry, QuestionId, Text, Url
from dashboard.codebook.key_descriptions import said
from dashboard.codebook.module_entries import ModulesEntry
from dashboard.codebook.weighting_entries import WeightingEntry

LICENSE_BEFORE = "licence"


class License(Entry):
    """The license the responses are published under."""

    name: Annotated[Text, said("Name of the license.", example="CC BY 4.0")]
    url: Annotated[
        Url | None,
        said("Address of its text.", example="https://creativecommons.org/licenses/by/4.0/"),
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
        said("A note for readers about this year.", example="Shorter than the years before."),
    ] = None
    not_comparable: Annotated[
        Text | None,
        said(
            "Why no number of this year is compared with another year's: a known fault.",
            example="Half the answers came from one course.",
            wrong="Used for a single question: it has a key of this name, too.",
        ),
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
            "The separator of several answers in one cell, in every question that does not say "
            "otherwise.",
            example='"; "',
        ),
    ] = None
    encoding: Annotated[
        Text | None,
        said(
            "Encoding of the text file, if it is not recognized.",
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


class PrivacyEntry(Entry):
    """Rules for a release: k-anonymity of the key attributes, and the known rest."""

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
            "Facts about a respondent that an outsider may know: at most three questions.",
            example="[role, company_size]",
            wrong="Left empty without filters: then nothing is protected.",
        ),
    ] = Field(default=[], max_length=3)
    separate: Annotated[
        list[QuestionId],
        said(
            "Further demographics, each published in a file of its own.",
            example="[gender, age]",
            wrong="Without persona or company size, if no key attribute: nothing is released.",
        ),
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
    no_persons: Annotated[
        list[Text],
        said(
            "Labels, or names in a wording, that look like a person's and are none.",
            example="[Jane Street, Ann Arbor]",
            wrong="With a respondent's name: it is published.",
        ),
    ] = []


class SurveyFile(Entry):
    """`survey.yaml`: the survey, its editions, its filters, how its exports look."""

    @model_validator(mode="before")
    @classmethod
    def _by_names_of_today(cls, given: Any) -> Any:
        """Old codebooks spell `license` the British way."""
        if isinstance(given, dict) and LICENSE_BEFORE in given and "license" not in given:
            return {("license" if key == LICENSE_BEFORE else key): given[key] for key in given}
        return given

    id: Annotated[
        Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")],
        said("Name of the survey in file names and links.", example="mlops-community-survey"),
    ]
    title: Annotated[Text, said("Its name.", example="MLOps Community Survey")]
    publisher: Annotated[Text | None, said("The publisher.", example="MLOps Community")] = None
    description: Annotated[
        Text | None,
        said(
            "The respondents and the subject, in a sentence or two.",
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
    license: Annotated[
        License | None, said("The license of the responses.", example="{name: CC BY 4.0}")
    ] = None
    citation: Annotated[
        Text | None,
        said(
            "How to cite it; `{year}` is replaced by the edition.",
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
            "Questions that say who answered: the overview profiles respondents by them, and tells "
            "none of them as news. Left out: the filters, then what is published apart.",
            example="[role, company_size, region]",
        ),
    ] = []
    maturity: Annotated[
        QuestionId | None,
        said(
            "The question whose answers are levels of maturity, the lowest first: readers see what "
            "those one level up do more.",
            example="automation_level",
            wrong="A question with several answers, or one that is published apart.",
        ),
    ] = None
    channel: Annotated[
        QuestionId | None,
        said(
            "The question that says through which channel people were reached. A release tests by "
            "it whether findings hold without the largest channel.",
            example="heard_of",
            wrong="A question that takes several answers.",
        ),
    ] = None
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
        said("Rules for a release.", example="{key_attributes: [role, company_size]}"),
    ] = PrivacyEntry()
