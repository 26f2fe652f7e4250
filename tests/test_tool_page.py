"""Every tool has a page at its own address, whatever survey it is in; no other name has one."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import DATA
from streamlit.testing.v1 import AppTest
from surveys import load_survey, survey_of, topic_of

from dashboard.analysis.lifts import CoUse
from dashboard.analysis.statistics import TOP2
from dashboard.codebook.tool_list import tool_of, tools_of
from dashboard.errors import DashboardError
from dashboard.exports.batch.opener import at_hand
from dashboard.figures.composite.telling import Part
from dashboard.query.url import Address, read_address, write_address
from dashboard.responses import Responses
from dashboard.stories.cache import Cache
from dashboard.stories.catalogue import Listing, drawn, entry
from dashboard.stories.chosen import choices_of
from dashboard.stories.one_tool import TOGETHER, figures_of_tool
from dashboard.stories.outlines import outline_of
from dashboard.stories.parts import counted, in_words_of_top
from dashboard.stories.view import Desk

ROOT = Path(__file__).parents[1]
GEAR = [{"id": code, "label": code.title()} for code in ("axe", "saw", "drill")]
NONE = {"id": "none", "label": "None", "exclusive": True}
SCALE = [{"id": f"s{n}", "label": f"Grade {n}", "value": n} for n in range(1, 6)]
ROLES = [{"id": "smith", "label": "Smith"}, {"id": "mason", "label": "Mason"}]
QUESTIONS: list[dict[str, Any]] = [
    {"id": "role", "choices": ROLES},
    {"id": "used", "kind": "multiple", "title": "Hand tools", "tools": True,
     "choices": [*GEAR, NONE]},
    {"id": "mended", "kind": "multiple", "tools": True, "title": "Mended",
     "choices": [{"id": "axe", "label": "Axe"}, {"id": "glue", "label": "Glue"}, NONE]},
    {"id": "liked", "kind": "matrix", "items_from": "used", "items": GEAR, "choices": SCALE},
    {"id": "purpose", "kind": "matrix", "multiple": True, "items_from": "used", "items": GEAR,
     "choices": [{"id": "work", "label": "Work"}, {"id": "play", "label": "Play"}]},
]  # fmt: skip
PAGE = {"lead": ["used"], "stories": [
    {"story": "tools", "id": "gear", "title": "Gear", "used": ["used", "mended"],
     "judged": [{"question": "liked", "heading": "Liked"}], "satisfied": "liked"},
]}  # fmt: skip
YEARS = (2023, 2024)


def people(year: int) -> list[dict[str, Any]]:
    """Axes rise from a fifth to four fifths; saws stay; 200 people a year."""
    found = []
    for n in range(200):
        axe = n % 5 < (1 if year == 2023 else 4)
        tools = [code for code, has in (("axe", axe), ("saw", n % 2 == 0)) if has] or ["none"]
        matrices: dict[str, Any] = {"liked": {}, "purpose": {}}
        if axe:
            matrices = {"liked": {"axe": "s5" if n % 3 else "s2"}, "purpose": {"axe": ["work"]}}
        if not n % 50:
            matrices["liked"]["saw"] = "s3"
        role = "smith" if n < 120 else "mason" if n < 185 else None
        given = {"used": tools, "mended": ["axe"] if axe else ["glue"], **matrices}
        found.append(given | ({"role": role} if role else {}))
    return found


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    survey = survey_of(*YEARS, filters={"persona": "role"}, privacy={"key_attributes": ["role"]})
    folder = tmp_path_factory.mktemp("gear") / "survey"
    topic = topic_of(QUESTIONS, "gear_topic", "Gear") | {"page": PAGE}
    return load_survey(folder, survey, topic, years={year: people(year) for year in YEARS})


def desk_of(responses: Responses, **more: Any) -> Desk:
    address = Address(year=2024, **more)
    return Desk(responses=responses, chosen=choices_of(responses, address), cache=Cache())


def figures(responses: Responses, name: str, **more: Any) -> dict[str, Any]:
    desk = desk_of(responses, **more)
    made = figures_of_tool(desk, tool_of(responses.codebook, name)).items()
    return {id.partition(".")[0]: make().figure for id, make in made}


def test_a_tool_is_told_from_every_side(responses: Responses) -> None:
    found = figures(responses, "axe")
    assert list(found) == [
        "tool_over_the_years",
        "tool_ratings",
        "tool_answers_purpose",
        "tool_by_persona",
        "tool_together",
    ]
    assert "from 2023 to 2024" in found["tool_over_the_years"].facts[0]
    assert {row[0] for row in found["tool_answers_purpose"].table.rows} == {"Work", "Play"}
    assert [row[1] for row in found["tool_by_persona"].table.rows] == ["Smith", "Mason"]


def test_use_is_followed_in_every_question_that_offers_the_tool(responses: Responses) -> None:
    figure = figures(responses, "axe")["tool_over_the_years"]
    said = " ".join(t for trace in figure.data for t in trace.get("text", ()))
    assert "Hand tools" in said
    assert "Mended" in said


def test_what_few_say_of_a_tool_is_not_told(responses: Responses) -> None:
    found = figures(responses, "saw")
    # Four people rated it, and nobody said what for.
    assert found["tool_ratings"].base == "n < 10"
    assert found["tool_ratings"].kind == "Nothing to show"


def test_every_figure_of_a_tool_is_found_by_its_id(responses: Responses) -> None:
    desk, tools = desk_of(responses), tools_of(responses.codebook)
    assert tools
    for name, tool in tools.items():
        ids = figures_of_tool(desk, tool)
        assert ids
        for id in ids:
            found = entry(desk, id)
            assert (found.tool, found.page) == (name, "tool")
            assert drawn(found).figure.id == id


@pytest.mark.parametrize("id", ["tool_ratings.none", "tool_ratings", "tool_.axe", "tool_x.axe"])
def test_no_other_id_is_a_figure_of_a_tool(responses: Responses, id: str) -> None:
    with pytest.raises(DashboardError, match="figure"):
        entry(desk_of(responses), id)


def test_the_address_of_a_tool_is_read_as_it_is_written(responses: Responses) -> None:
    address = Address(year=2024, tool="axe", where={"persona": ("smith",)})
    written = write_address(address, 2024)
    assert written["tool"] == "axe"
    again = {name: [text] for name, text in written.items()}
    assert read_address(again, responses.codebook, 2024) == address


@pytest.mark.parametrize("name", ["ax", "none", "used", "'; --", ""])
def test_an_unknown_tool_is_refused_in_a_sentence(responses: Responses, name: str) -> None:
    with pytest.raises(DashboardError, match=r"Unknown tool .* Known: axe, saw, drill, glue\."):
        read_address({"tool": [name]}, responses.codebook, 2024)


# ---- the topic of tools --------------------------------------------------------------------------


def told(responses: Responses, **more: Any) -> Listing:
    desk, listing = desk_of(responses, **more), Listing()
    [story] = outline_of(responses.codebook.topic("gear_topic")).stories
    story.tell(desk, listing)
    return listing


def test_significant_changes_lead_and_a_card_stands_for_each_category(
    responses: Responses,
) -> None:
    listing = told(responses)
    figure = listing.figures["gear_changes"]().figure
    assert figure.facts[0].startswith("Axe · hand tools ▲")
    assert not any("Saw" in fact for fact in figure.facts)
    assert [card.title for card in listing.carded] == ["Hand tools", "Mended"]
    first = listing.carded[0].rows[0]
    assert (first.label, first.tool, first.number, first.marked) == ("Axe", "axe", "80%", True)
    assert first.change == "▲ +60"


def test_few_answers_make_cards_of_ranges_and_no_changes(
    tmp_path: Path, responses: Responses
) -> None:
    survey = survey_of(*YEARS, filters={"persona": "role"}, privacy={"key_attributes": ["role"]})
    topic = topic_of(QUESTIONS, "gear_topic", "Gear") | {"page": PAGE}
    few = load_survey(tmp_path, survey, topic, years={year: people(year)[:20] for year in YEARS})
    listing = told(few)
    assert listing.figures["gear_changes"]().figure.kind == "Nothing to show"
    rows = [row for card in listing.carded for row in card.rows]
    assert rows
    assert all(row.share is None and "–" in row.number and not row.change for row in rows)


def test_the_first_edition_has_no_changes(tmp_path: Path) -> None:
    survey = survey_of(2024, filters={"persona": "role"}, privacy={"key_attributes": ["role"]})
    topic = topic_of(QUESTIONS, "gear_topic", "Gear") | {"page": PAGE}
    first = load_survey(tmp_path, survey, topic, years={2024: people(2024)})
    assert told(first).figures["gear_changes"]() is None


def test_a_category_that_is_looked_up_is_shown_whole(responses: Responses) -> None:
    listing = told(responses, question="mended")
    assert "gear_table.mended" in listing.figures
    assert listing.carded == []


# ---- in the app ----------------------------------------------------------------------------------


def said(figure: Any) -> list[str]:
    """The texts in a drawing."""
    return [text.replace("\N{NO-BREAK SPACE}", " ").strip() for trace in figure.data
            if trace.get("mode") == "text" for text in trace["text"]]  # fmt: skip


def test_ratings_have_no_column_of_changes_that_nobody_follows(responses: Responses) -> None:
    found = figures(responses, "axe")
    ratings = said(found["tool_ratings"])
    assert "Liked" in ratings
    assert not [text for text in ratings if text == "–" or text.startswith("since")]
    # Use is followed, and says so.
    assert "since 2023" in said(found["tool_over_the_years"])


def test_a_rating_that_no_page_names_is_called_by_the_answers_it_counts(
    responses: Responses,
) -> None:
    desk = desk_of(responses)
    liked = responses.codebook.question("liked")
    found = desk.results(["liked"], statistic=TOP2)["liked"]
    assert in_words_of_top(liked) == "Grade 4 or Grade 5"
    named, unnamed = (Part(heading=h, found=found) for h in ("Liked", in_words_of_top(liked)))
    assert counted([named]) == "“Liked” counts “Grade 4” and “Grade 5”."
    assert counted([unnamed]) == ""


def test_users_by_group_are_all_groups_where_a_filter_keeps_one(responses: Responses) -> None:
    of_all = figures(responses, "axe")["tool_by_persona"]
    of_one = figures(responses, "axe", where={"persona": ("smith",)})["tool_by_persona"]
    assert {"Smith", "Mason"} <= {str(cell) for row in of_one.table.rows for cell in row}
    assert of_one.table.rows == of_all.table.rows


@pytest.fixture
def app(responses: Responses, preview: None, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("SURVEY_DATA", str(responses.codebook.folder))
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


def words(app: AppTest) -> str:
    elements = [*app.title, *app.subheader, *app.markdown, *app.caption, *app.text]
    return "\n".join(str(element.value) for element in elements)


def test_a_tool_has_a_page(app: AppTest) -> None:
    app.query_params["tool"] = "axe"
    app.run()
    app.switch_page("pages/16_tool.py").run()
    assert not app.exception
    assert app.title[0].value == "Axe"
    assert "[Hand tools](gear_topic?question=used&v=1)" in words(app)
    assert "[Saw](tool?tool=saw&v=1)" in words(app)


def test_a_page_of_no_tool_says_so(app: AppTest) -> None:
    app.query_params["tool"] = "spoon"
    app.run()
    assert "Unknown tool 'spoon'" in words(app)


def test_all_tools_are_listed_where_none_is_named(app: AppTest) -> None:
    app.run()
    app.switch_page("pages/16_tool.py").run()
    assert not app.exception
    assert app.title[0].value == "Tools A–Z"
    assert "[Glue](tool?tool=glue&v=1)" in words(app)


def test_what_goes_with_a_tool_is_sure_on_enough_users_and_no_trifle() -> None:
    """Every ratio drawn says its users, and excludes 1; a card's sentence passes Holm's rule."""
    at = at_hand(Path(DATA), os.environ)
    desk = at.desk(at.address())
    drawn, cards = [], []
    for tool in tools_of(desk.codebook).values():
        [make] = [
            one for id, one in figures_of_tool(desk, tool).items() if id.startswith(TOGETHER)
        ] or [lambda: None]
        if (told := make()) is None:
            continue
        [found] = told.figure.found
        assert isinstance(found, CoUse)
        texts = " ".join(str(t) for trace in told.figure.data for t in trace.get("text") or ())
        for n in np.flatnonzero(found.marked):
            low, high = found.lifts.low[n], found.lifts.high[n]
            users = found.among.base[n]
            drawn.append((low <= 1 <= high, users, found.among.share[n] - found.overall.share[n]))
            assert f"of its {users:,.0f}{'*' if users < 100 else ''} users" in texts
        if told.figure.highlight is not None:
            cards.append(bool(found.told.any()))
        assert ("* Fewer than 100 users." in told.figure.note) == ("* users" in texts)
    assert len(drawn) > 20
    assert [one for one in drawn if one[0] or one[1] < 30 or abs(one[2]) < 0.0299] == []
    assert cards
    assert all(cards)
