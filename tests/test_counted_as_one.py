"""What was split is followed as one: its numbers stand under its name, and under no part's."""

import json
from dataclasses import replace

import pytest
from surveys import survey_of, topic_of, write_survey

from dashboard.__main__ import main
from dashboard.analysis.sentences import changes_in_words
from dashboard.codebook.tool_list import tool_names, tools_of
from dashboard.exports.batch.opener import AtHand, at_hand
from dashboard.stories.front_page import topic_news
from dashboard.stories.news import Rank
from dashboard.stories.one_tool import USE, figures_of_tool
from dashboard.stories.parts import by_year
from dashboard.stories.story import Card
from dashboard.stories.tool_cards import card_grid, category_card
from dashboard.stories.what_changed import changes, what_changed

HAMMERS = (
    {"id": "any", "label": "Hammer of any kind", "asked": [2022]},
    {"id": "claw", "label": "Claw hammer", "asked": [2023, 2024], "split_from": "any"},
    {"id": "sledge", "label": "Sledgehammer", "asked": [2023, 2024], "split_from": "any"},
    {"id": "rasp", "label": "Rasp", "asked": [2022, 2023]},
    {"id": "file", "label": "File", "asked": [2024], "renames": "rasp"},
)
IRON = {"id": "iron", "kind": "multiple", "title": "Iron", "tools": True, "choices": list(HAMMERS)}
PEOPLE = 400
# Whoever ticked the rarer kind of hammer ticked the other, too.
TICKED = {
    2022: {"any": 100, "rasp": 400},
    2023: {"claw": 80, "sledge": 40, "rasp": 400},
    2024: {"claw": 200, "sledge": 60, "file": 400},
}


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> AtHand:
    codebook = write_survey(
        tmp_path_factory.mktemp("split"),
        survey_of(*TICKED),
        topic_of([IRON], id="craft", title="Craft"),
        years={
            year: [
                {"iron": [code for code, count in ticked.items() if n < count]}
                for n in range(PEOPLE)
            ]
            for year, ticked in TICKED.items()
        },
    )
    return at_hand(codebook.folder, {"SURVEY_PREVIEW": "1"})


def test_sentences_call_it_as_figures_do(survey: AtHand) -> None:
    desk = survey.desk(survey.address())
    news = topic_news(desk, survey.codebook.topic("craft"))
    assert news is not None
    assert news.headline.endswith("Hammer of any kind rose from 20% to 50% since 2023")
    told = changes_in_words(desk.family(["craft"]), {}, (2023, 2024))
    assert told == ["Iron, “Hammer of any kind”: +30 points (95% interval +24 to +36)"]
    since = what_changed(desk, 2022)
    assert since is not None
    [one] = [one.headline for one in since.told]
    assert one.endswith("Hammer of any kind rose from 25% to 50% since 2022")


def test_between_years_that_had_the_parts_each_is_told_by_itself(survey: AtHand) -> None:
    desk = survey.desk(survey.address())
    told = [one.headline for one in changes(desk) if one.rank is Rank.CHANGE]
    assert any(one.endswith("Claw hammer rose from 20% to 50% since 2023") for one in told)
    assert not any("any kind" in one for one in told)


def test_a_card_gives_no_part_the_change_of_all(survey: AtHand) -> None:
    desk = survey.desk(survey.address())
    found = desk.results(["iron"])["iron"]
    card: Card = category_card(desk, found, tool_names(survey.codebook))
    changes_of = {row.label: row.change for row in card.rows}
    assert changes_of == {"File": "0", "Claw hammer": "", "Sledgehammer": ""}


def test_the_page_of_a_part_shows_its_own_use(survey: AtHand) -> None:
    desk = survey.desk(survey.address())
    shown = {}
    for tool in tools_of(survey.codebook).values():
        told = figures_of_tool(desk, tool)[f"{USE}.{tool.name}"]()
        assert told is not None
        shown[tool.label] = told.figure.alt
    assert "50%" in shown["Claw hammer"]
    assert "15%" in shown["Sledgehammer"]
    assert "50%" not in shown["Sledgehammer"]
    assert "50%" in shown["Hammer of any kind"], "all kinds, as long as they were asked about"


def test_a_table_has_the_change_once_under_all_codes(
    survey: AtHand, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["tabulate", "iron", "--year", "2024", "--change-from", "2022", "--format", "json"]
    assert main([*command, "--data", str(survey.codebook.folder)]) == 0
    lines = json.loads(capsys.readouterr().out)
    found = {(one["choice"], one["label"]) for one in lines if one["statistic"] == "change"}
    assert found == {("claw+sledge", "Hammer of any kind"), ("file", "File")}


def test_a_figure_of_fewer_years_than_are_followed_shows_them_under_the_same_name(
    survey: AtHand,
) -> None:
    """A view of 2023 tells what was ticked until then; its changes are of all years."""
    desk = survey.desk(survey.address(year="2023"))
    told = by_year(desk, desk.question("iron"), id="iron_years", title="Iron over the years")
    assert told is not None
    drawn = str((told.figure.data, told.figure.layout))
    assert "Hammer of any kind" in drawn
    assert "20%" in drawn
    assert "50%" not in drawn, "that is of 2024"


def test_cards_stand_under_what_their_numbers_are_of_and_what_marks_mean(survey: AtHand) -> None:
    desk = survey.desk(survey.address())
    found = desk.results(["iron"])["iron"]
    card = category_card(desk, found, tool_names(survey.codebook))
    grid = card_grid(desk, (card,), found)
    assert grid.subtitle == "% of respondents · All respondents · 2024"
    assert grid.key.endswith("change since 2023 in percentage points; none significant.")
    rows = tuple(replace(row, change="▲ +9", marked=True) for row in card.rows)
    assert "▲▼ significant" in card_grid(desk, (replace(card, rows=rows),), found).key
    rows = tuple(replace(row, change="") for row in card.rows)
    assert "since" not in card_grid(desk, (replace(card, rows=rows),), found).key
