"""Weights of respondents and of use cases, as a survey declares them."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from dashboard.codebook.entry_types import Entry, Id, QuestionId
from dashboard.codebook.key_descriptions import said


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
        QuestionId,
        said("The question of respondents who describe a use case.", example="project_choice"),
    ]
    margin: Annotated[
        UseCaseMargin,
        said(
            "The target of the weights of use cases.",
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
    estimand: Annotated[Estimand, said("The subject of weighted details.", example="use_cases")] = (
        Estimand.USE_CASES
    )


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
