"""A figure of its own, the box that checks a reference, and the report a reader collects."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from conftest import titles_of_figures, words_of_figures
from streamlit.testing.v1 import AppTest

from dashboard.exports.markdown_text import verbatim

# What every figure says below its drawing, however it is drawn.
BASE = re.compile(r"\bn = \d|\d respondents (\(|per row)")

ROOT = Path(__file__).parents[1]
REPORT = (
    "title=My report~~used_tracking;year=2025;persona=ml_engineer;remark=As expected"
    "~~tools_table.used_orchestration;year=2025~~obstacles;year=2025;compare=year"
)


@pytest.fixture
def app(sample_folder: Path, preview: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("SURVEY_DATA", str(sample_folder))
    # Pictures are left to the reader's browser, which these tests have not.
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


def opened(app: AppTest, page: str, **parameters: str) -> AppTest:
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception, [error.message for error in app.exception]
    return app


def texts(app: AppTest) -> str:
    elements = [*app.title, *app.subheader, *app.markdown, *app.caption, *app.text]
    elements += [*app.warning, *app.success, *app.error]
    return "\n".join([*(str(element.value) for element in elements), *words_of_figures(app)])


@pytest.mark.parametrize(
    ("figure", "title"),
    [
        ("used_tracking", "Experiment tracking and model registry"),
        ("tools_table.used_orchestration", "Workflow orchestration: usage and satisfaction"),
        ("persona_differs.data_engineer", "Biggest differences: Data engineer"),
        ("who_answered", "Respondent profile"),
    ],
)
def test_a_figure_has_a_page_of_its_own(figure: str, title: str, app: AppTest) -> None:
    opened(app, "14_figure", figure=figure, year="2025")
    assert titles_of_figures(app) == [title]
    assert not app.subheader
    assert BASE.search(texts(app))
    assert app.query_params["figure"] == figure
    assert app.query_params["year"] == "2025"


@pytest.mark.parametrize(
    ("figure", "heading", "links"),
    [
        ("used_trackin", "This figure does not exist", 1),
        ("tools_table.nothing", "This figure does not exist", 1),
        ("_", "This view cannot be shown", 0),
    ],
)
def test_a_link_to_no_figure_shows_one_panel_and_no_number(
    figure: str, heading: str, links: int, app: AppTest
) -> None:
    """And the way to the nearest figure, where there is one of nearly that name."""
    opened(app, "14_figure", figure=figure)
    assert [head.value for head in app.subheader] == [heading]
    near = [one for one in app.get("page_link") if one.proto.label == "Show the nearest figure"]
    assert len(near) == links
    assert "Unknown figure" in texts(app)
    assert not BASE.search(texts(app))


@pytest.mark.parametrize("release", ["zzzz", "", "1f3e5a7", "v1"])
@pytest.mark.parametrize("embedded", [False, True])
def test_a_link_to_no_release_shows_one_panel_and_no_number(
    release: str, embedded: bool, app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(app, "14_figure", figure="used_tracking", year="2025")
    assert titles_of_figures(app)
    monkeypatch.setattr(type(st.context), "is_embedded", property(lambda self: embedded))
    app.query_params["release"] = release
    app.run()
    assert not app.exception
    assert "is no release" in texts(app)
    assert not titles_of_figures(app)
    assert not BASE.search(texts(app))


def test_a_link_to_another_release_says_so_above_the_figure(app: AppTest) -> None:
    opened(app, "14_figure", figure="used_tracking", year="2025")
    app.query_params["release"] = "DEADBEEF"
    app.run()
    assert titles_of_figures(app) == ["Experiment tracking and model registry"]
    assert "deadbeef" in "".join(str(warning.value) for warning in app.warning)


def test_a_figure_is_left_behind_on_the_other_pages(app: AppTest) -> None:
    opened(app, "14_figure", figure="used_tracking", year="2024")
    app.switch_page("pages/05_research.py").run()
    assert "figure" not in app.query_params
    assert app.query_params["year"] == "2024"


def test_a_pasted_reference_brings_its_figure_back_in_its_view(app: AppTest) -> None:
    opened(app, "14_figure")
    assert "Check a figure" in texts(app)
    pasted = "Figure: used_tracking?year=2024&persona=ml_engineer@preview"
    app.text_input(key="pasted_reference").set_value(pasted).run()
    assert titles_of_figures(app) == ["Experiment tracking and model registry"]
    assert not app.subheader
    assert "ML engineer · 2024" in texts(app)
    assert "not released" in texts(app)


@pytest.mark.parametrize(
    ("pasted", "says"),
    [
        ("used_tracking?year=2024", "does not say its release"),
        ("used_tracking?year=1999@0a1b2c3d", "Unknown year '1999'"),
        ("used_trackin?year=2024@0a1b2c3d", "Did you mean 'used_tracking'"),
        ("used_tracking?year=2024@xyz", "is no release"),
    ],
)
def test_what_is_no_reference_is_refused_in_a_sentence(
    pasted: str, says: str, app: AppTest
) -> None:
    opened(app, "14_figure")
    app.text_input(key="pasted_reference").set_value(pasted).run()
    assert says in texts(app).replace("\\", "")
    assert not BASE.search(texts(app))


def test_an_empty_report_says_how_to_fill_it(app: AppTest) -> None:
    opened(app, "15_report")
    assert "Your report is empty" in texts(app)


def test_a_link_brings_a_report_with_its_order_views_and_remarks(app: AppTest) -> None:
    opened(app, "15_report", report=REPORT)
    text = texts(app)
    titles = ["1. Experiment tracking", "2. Workflow orchestration", "3. Biggest obstacles"]
    places = [text.index(title) for title in titles]
    assert places == sorted(places)
    assert "ML engineer · 2025" in text
    assert [area.value for area in app.text_area] == ["As expected", "", ""]
    assert app.query_params["report"].startswith("title=My report~~used_tracking;")


def test_figures_of_a_report_are_moved_remarked_on_and_removed(app: AppTest) -> None:
    opened(app, "15_report", report=REPORT)
    app.button(key="down_0").click().run()
    app.button(key="remove_2").click().run()
    app.text_area[0].set_value("Look; ~ twice").run()
    assert app.query_params["report"] == (
        "title=My report~~tools_table.used_orchestration;year=2025;v=1;remark=Look~1 ~0 twice"
        "~~used_tracking;year=2025;persona=ml_engineer;v=1;remark=As expected"
    )


def test_a_figure_that_is_no_more_is_named_and_the_others_stay(app: AppTest) -> None:
    opened(app, "15_report", report="nonsense;year=2025~~used_tracking;year=2025")
    assert "Unknown figure 'nonsense'" in texts(app)
    [title] = [one for one in app.text_input if one.label == "Figure title"]
    assert f"**1. {verbatim(title.value)}**" in texts(app)


def test_a_figure_has_its_finding_as_title_until_somebody_writes_another(app: AppTest) -> None:
    view = "used_tracking;year=2025"
    opened(app, "15_report", report=view)
    [title] = [one for one in app.text_input if one.label == "Figure title"]
    assert re.search(r"\d+%", title.value)
    title.set_value("What we track with; *all* of us").run()
    [title] = [one for one in app.text_input if one.label == "Figure title"]
    assert title.value == "What we track with; *all* of us"
    assert ";heading=What we track with~1 *all* of us" in str(app.query_params["report"])
    title.set_value("").run()
    [title] = [one for one in app.text_input if one.label == "Figure title"]
    assert re.search(r"\d+%", title.value)


def test_a_report_with_an_unknown_view_shows_no_number(app: AppTest) -> None:
    opened(app, "15_report", report="used_tracking;year=1999")
    assert "This link does not lead to a view" in texts(app)
    assert not BASE.search(texts(app))
