"""What a page of a topic shows before a reader opens anything: figures with answers, each once."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
from surveys import survey_of, topic_of, write_survey

from dashboard.stories.page_room import in_columns
from dashboard.web.page_layout import room, stands_alone
from dashboard.web.pages.topic_page import NOT_SHOWN

ROOT = Path(__file__).parents[1]
YEARS = (2023, 2024)
ROLES = [{"id": "smith", "label": "Smith"}, {"id": "mason", "label": "Mason"}]
YES = [{"id": "yes", "label": "Yes"}, {"id": "no", "label": "No"}]
MANY = [{"id": f"c{n}", "label": f"Choice {n}"} for n in range(18)]
FEW_ASKED = {"sharpening", "forging"}


def questions(section: dict[str, list[dict[str, str]]]) -> list[dict[str, Any]]:
    """One that leads, those of a section by their choices, one that changes, and the filter."""
    tools = {"id": "tools", "kind": "multiple", "title": "Tools", "section": "Use", "choices": YES}
    return [
        {"id": "mood", "title": "Mood", "section": "All", "choices": YES},
        *(
            {"id": code, "title": code.capitalize(), "section": "All", "choices": choices}
            for code, choices in section.items()
        ),
        tools,
        {"id": "role", "title": "Role", "section": "Use", "choices": ROLES},
    ]


def people(year: int, codes: list[str]) -> Iterator[dict[str, Any]]:
    """A fifth use the first tool, a year later four fifths; few masons are asked of some things."""
    for n in range(200):
        mason = n % 2 == 1
        rising = n % 5 < (1 if year == min(YEARS) else 4)
        person: dict[str, Any] = {"role": "mason" if mason else "smith"}
        person |= {"tools": ["yes"] if rising else ["no"], "mood": "yes" if n % 7 else "no"}
        for code in codes:
            asked = not (mason and code in FEW_ASKED) or n < 9
            choice = f"c{n % 18}" if code.startswith("many") else "yes" if n % 3 else "no"
            person[code] = choice if asked else ...
        yield person


@pytest.fixture
def page(tmp_path: Path, preview: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Opens the page of a topic with some section's questions, in a view."""

    def opened(section: dict[str, list[dict[str, str]]], **view: str) -> AppTest:
        survey = survey_of(
            *YEARS, filters={"persona": "role"}, privacy={"key_attributes": ["role"]}
        )
        topic = topic_of(questions(section), "craft", "Craft") | {"page": {"lead": ["mood"]}}
        years = {year: list(people(year, list(section))) for year in YEARS}
        write_survey(tmp_path / "survey", survey, topic, years=years)
        monkeypatch.setenv("SURVEY_DATA", str(tmp_path / "survey"))
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, value in view.items():
            app.query_params[name] = value
        app.run()
        app._page_hash = calc_hash("craft")
        app.run()
        assert not app.exception
        assert app.title[0].value == "Craft"
        return app

    return opened


def drawn(app: AppTest) -> list[str]:
    """The figures of a page in order, by the question or story that they are of."""
    found = [element.proto.id for element in app.get("bidi_component")]
    return [key[1] for id in found if (key := re.search("figure_([a-z_]+)$", id))]


def closing_lines(app: AppTest) -> list[str]:
    begin = NOT_SHOWN.partition("{")[0]
    labels = (one.label.replace("\\", "") for one in app.expander)
    return [label for label in labels if label.startswith(begin)]


def test_what_has_too_few_answers_stands_in_one_closing_line_with_its_reasons(page: Any) -> None:
    section = {"sharpening": YES, "oiling": YES, "forging": YES}
    app = page(section, persona="mason")
    assert {"sharpening", "forging"}.isdisjoint(drawn(app))
    assert "oiling" in drawn(app)
    assert closing_lines(app) == [NOT_SHOWN.format("Sharpening and Forging")]
    [line] = [one for one in app.expander if "Sharpening" in one.label]
    reasons = line.markdown[0].value
    assert reasons.count("- **") == 2
    assert "Not enough data" in reasons

    everybody = page(section)
    assert {"sharpening", "oiling", "forging"} <= set(drawn(everybody))
    assert not closing_lines(everybody)


def test_of_figures_to_pick_from_the_first_that_has_answers_is_shown(page: Any) -> None:
    section = {"sharpening": YES, "many": MANY, "many_more": MANY, "many_again": MANY,
               "many_still": MANY, "many_others": MANY}  # fmt: skip
    app = page(section, persona="mason")
    [pills] = [one for one in app.get("button_group") if "Sharpening" in str(one.proto)]
    assert len(pills.proto.options) == len(section)
    assert "sharpening" not in drawn(app)
    assert drawn(app)[-1] == "many"
    assert not closing_lines(app)


def test_a_question_looked_up_is_drawn_once_also_where_the_headline_tells_its_change(
    page: Any,
) -> None:
    section = {"oiling": YES}
    plain = drawn(page(section))
    assert plain.count("tools_years") == 1
    app = page(section, question="tools")
    assert "Search result" in [one.value for one in app.caption]
    assert [one for one in drawn(app) if one.startswith("tools")] == ["tools_years"]


def test_the_last_of_three_alike_has_the_width_of_the_page_and_leaves_no_hole() -> None:
    assert stands_alone([400], 2)
    assert stands_alone([400, 390, 400], 2)
    assert not stands_alone([400, 390], 2)
    assert not stands_alone([800, 400, 390], 2)
    assert not stands_alone([400], 1)
    assert not stands_alone([], 2)
    assert in_columns([800, 400, 390], 2) == [800, 790]


def test_a_filtered_page_leaves_room_for_links_to_wider_views() -> None:
    assert room(comparing=False, filtered=True) < room(comparing=False)
    assert room(comparing=True, filtered=True) < room(comparing=True)


@pytest.mark.parametrize("figures", [1, 2])
def test_a_figure_that_has_no_other_beside_it_takes_the_width_of_both(figures: int) -> None:
    def page(figures: int) -> None:
        import streamlit as st

        from dashboard.web.page_layout import Pairs

        pairs = Pairs("some")
        for n in range(figures):
            with pairs.figure(f"figure_{n}", 300):
                st.text("drawn")
        pairs.close()

    app = AppTest.from_function(page, args=(figures,), default_timeout=60).run()
    assert not app.exception
    hidden = [one for one in app.get("html") if "display: none" in str(one.proto)]
    assert bool(hidden) == (figures == 1)
