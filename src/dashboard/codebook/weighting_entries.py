"""Weights of respondents and of use cases, as a survey declares them."""

from enum import StrEnum

from pydantic import Field

from dashboard.codebook.entry_types import Entry, Id, QuestionId


class MarginEntry(Entry):
    """A margin that responses are weighted to: shares of a question's choices, by year."""

    question: QuestionId
    """A question with one answer. Example: `channel`"""
    shares: dict[int, dict[Id, float]]
    """The known share of each choice, by year; they add up to 1.
    Unit: shares of 1. Example: `{2025: {newsletter: 0.4, slack: 0.6}}`
    Goes wrong: Percentages instead of shares; a choice that is missing.
    """


class UseCaseMargin(Entry):
    """An overview allocation, and the details question whose choices are its items."""

    overview: QuestionId
    """An allocation over all use cases. Example: `projects_by_kind`"""
    details: QuestionId
    """The question on the described case whose choices are its items.
    Example: `project_kind`
    Goes wrong: Other choices than the items of the overview.
    """


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
    """How many use cases a respondent has. Example: `project_count`"""
    details_from: QuestionId
    """The question of respondents who describe a use case. Example: `project_choice`"""
    margin: UseCaseMargin
    """The target of the weights of use cases.
    Example: `{overview: projects_by_kind, details: project_kind}`
    """
    parents: dict[Id, Id] = {}
    """With fewer than five described cases an item is counted with this one.
    Example: `{pricing: marketing}`
    Goes wrong: A circle.
    """
    cap: float = Field(default=20, ge=1)
    """Nobody counts as having more. Unit: use cases. Example: `20`"""
    estimand: Estimand = Estimand.USE_CASES
    """The subject of weighted details. Example: `use_cases`"""


class WeightingEntry(Entry):
    """Weights: of respondents to declared margins, and of details to use cases."""

    margins: list[MarginEntry] = []
    """Known totals that responses are weighted to.
    Example: `[{question: channel, shares: {2025: {newsletter: 0.4, slack: 0.6}}}]`
    Goes wrong: Totals that cannot be met together.
    """
    use_cases: UseCaseWeightingEntry | None = None
    """How details about one use case are weighted.
    Example: `{count: project_count, details_from: project_choice, margin: {overview:
    projects_by_kind, details: project_kind}}`
    """
