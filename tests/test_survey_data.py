"""The survey under data/ keeps to the rules that the reader of YAML cannot know."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.codebook import Choice, Codebook, Kind, Question, read_codebook

LONGEST_LIST = 16
LONGEST_TITLE = 60


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return read_codebook(Path(__file__).parents[1] / "data")


def entries(codebook: Codebook) -> Iterator[tuple[Question, Choice]]:
    for question in codebook.questions.values():
        for choice in (*question.choices, *question.items):
            yield question, choice


def test_no_list_is_longer_than_people_read(codebook: Codebook) -> None:
    long = [
        (question.id, year)
        for question in codebook.questions.values()
        for year in question.asked
        if len(question.offered(year)) > LONGEST_LIST
    ]
    assert not long


def test_titles_fit_over_a_figure(codebook: Codebook) -> None:
    assert max(len(question.title) for question in codebook.questions.values()) <= LONGEST_TITLE


def test_what_came_or_went_says_why(codebook: Codebook) -> None:
    years = tuple(codebook.years)
    silent = []
    for question in codebook.questions.values():
        came, went = question.asked[0] > years[0], question.asked[-1] < years[-1]
        if (came and not question.added) or (went and not question.retired):
            silent.append(question.id)
    for question, choice in entries(codebook):
        came = choice.asked[0] > question.asked[0]
        went = choice.asked[-1] < question.asked[-1]
        if (came and not choice.added) or (went and not choice.retired):
            silent.append(f"{question.id}: {choice.id}")
    assert not silent


def test_events_stand_in_the_year_they_happened(codebook: Codebook) -> None:
    changed = [pair for pair in entries(codebook) if pair[1].added or pair[1].retired]
    assert changed
    early = [
        f"{question.id}: {choice.id}"
        for question, choice in changed
        if (choice.added and question.asked[0] <= choice.added.year != choice.asked[0])
        or (choice.retired and question.asked[-1] >= choice.retired.year <= choice.asked[-1])
    ]
    assert not early


def test_every_closed_list_of_one_answer_leaves_nobody_without(codebook: Codebook) -> None:
    """An allocation's parts and a single's choices that are types of things end in a catch-all."""
    for code in ("job_title", "industry", "channel", "case_models", "case_data", "case_business"):
        assert any(choice.other for choice in codebook.question(code).choices)


def test_the_registry_offers_at_least_eighty_tools_in_twelve_categories(
    codebook: Codebook,
) -> None:
    tools = {
        choice.id: choice
        for _, choice in entries(codebook)
        if choice.category is not None and choice.url is not None
    }
    assert len(tools) >= 80
    assert len({tool.category for tool in tools.values()}) >= 12
    assert all(tool.open_source is not None and tool.layer for tool in tools.values())


def test_each_overview_of_use_cases_has_a_view_ahead_and_a_detail_with_the_same_ids(
    codebook: Codebook,
) -> None:
    overviews = [code for code in codebook.questions if code.startswith("overview_")]
    assert len(overviews) >= 7
    for code in overviews:
        parts = [item.id for item in codebook.question(code).items]
        ahead = codebook.question(code.replace("overview_", "future_"))
        detail = codebook.question(code.replace("overview_", "case_"))
        assert ahead.paired_with == code
        assert [choice.id for choice in detail.choices] == parts


def test_use_cases_and_their_details_are_never_drawn_apart(codebook: Codebook) -> None:
    assert codebook.modules is not None
    topics = ("use_case_details",)
    modules = {q.module for topic in topics for q in codebook.topic(topic).questions}
    modules |= {q.module for q in codebook.questions.values() if q.kind is Kind.ALLOCATION
                and q.id.startswith(("overview_", "future_"))}  # fmt: skip
    assert any(modules <= set(group) for group in codebook.modules.always_together)


def test_there_are_six_to_eight_personas_each_described_and_a_catch_all(
    codebook: Codebook,
) -> None:
    personas = codebook.question("persona").choices
    assert 6 <= len([choice for choice in personas if not choice.other]) <= 8
    assert all(choice.description for choice in personas)


def test_company_sizes_join_to_those_of_the_2020_paper(codebook: Codebook) -> None:
    sizes = codebook.question("company_size")
    assert sizes.asked == tuple(codebook.years)
    for year in sizes.asked:
        bounds = {choice.low for choice in sizes.offered(year)}
        assert {151, 501, 1001} <= bounds
