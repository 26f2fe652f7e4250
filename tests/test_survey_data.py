"""The survey under data/ keeps to the rules that the reader of YAML cannot know."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from dashboard.codebook import Choice, Codebook, Question, read_codebook
from dashboard.stories.outlines import outline_of

DATA = Path(__file__).parents[1] / "data"
LONGEST_LIST = 16
LONGEST_TITLE = 60


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return read_codebook(DATA)


def entries(codebook: Codebook) -> Iterator[tuple[Question, Choice]]:
    for question in codebook.questions.values():
        for choice in (*question.choices, *question.items):
            yield question, choice


# What a reader in the US would stumble over, or what the field has a term of its own for.
BANNED = re.compile(
    r"\b(organis\w+|labell\w+|modell\w+|analys(e|ing)|optimis\w+|favour\w*|judgement|licence"
    r"|paved|trades?|stands?(?! in the way)|rests? on|shared? out|taken? up|comes? of"
    r"|keep(ing)? up (?!with)"
    r"|another (one|way|title|job)|(some|any)thing else|worked out|whoever|language models?"
    r"|drift of|quality of|logic of|versions of|a (day|year) (?!of))\b| %|“Another",
    re.IGNORECASE,
)
SAID = {
    "title",
    "label",
    "name",
    "wording",
    "help",
    "lead",
    "section",
    "description",
    "reason",
    "heading",
    "when",
    "row",
}
ALLOWED = {
    "How are the people who work on ML organized?",
    "Once a year",
    "In which fields have you worked for a year or more?",
    "A new way to use language models.",
}


def said(value: object, key: str = "") -> Iterator[str]:
    """Every text of a file that a respondent or a reader meets."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from said(part, key if isinstance(name, int) else str(name))
    elif isinstance(value, list):
        for part in value:
            yield from said(part, key)
    elif isinstance(value, str) and key in SAID:
        yield value


@pytest.mark.parametrize(
    "path", sorted(DATA.rglob("*.yaml")), ids=lambda path: str(path.relative_to(DATA))
)
def test_texts_use_american_spelling_and_the_terms_of_the_field(path: Path) -> None:
    texts = set(said(yaml.safe_load(path.read_text(encoding="utf-8")))) - ALLOWED
    assert not {text for text in texts if BANNED.search(text)}


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


def test_whoever_describes_a_use_case_is_asked_the_overview_it_is_weighted_by(
    codebook: Codebook,
) -> None:
    weighting = codebook.weighting.use_cases
    assert weighting is not None
    together = (weighting.margin.overview, weighting.margin.details, weighting.details_from)
    assert len({codebook.question(code).module for code in together}) == 1
    described = {weighting.details_from}
    for question in codebook.topic("use_case_details").questions:
        condition = question.asked_of[max(question.asked)]
        assert condition is not None
        rests_on = {code for code, _ in condition.questions()}
        assert question.id in described or rests_on == described


def test_what_pages_lead_with_is_asked_of_at_least_half(codebook: Codebook) -> None:
    assert codebook.modules is not None
    chance = {
        module: draw.per_respondent / len(draw.of)
        for draw in codebook.modules.rounds
        for module in draw.of
    }
    outlines = [outline_of(topic) for topic in codebook.topics]
    wanted = {code for outline in outlines for code in outline.lead}
    wanted |= {code for outline in outlines for story in outline.stories for code in story.needs}
    assert len(wanted) > 40
    rare = {
        code: chance[module]
        for code in wanted
        if (module := codebook.question(code).module) is not None and chance[module] < 0.5
    }
    assert not rare


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
