"""Every page opens: unfiltered, under every single filter, compared by each, on good data and bad.

The pages run on a sample that the tests make, so that real responses in `data/` break nothing.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import words_of_figures
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.analysis.methods_used import sections_without_use
from dashboard.codebook import Kind, read_codebook
from dashboard.estimates.methods import METHODS
from dashboard.query.url import comparisons, groupings
from dashboard.responses.schema import year_file
from dashboard.stories.outlines import outline_of
from dashboard.web import session as survey
from dashboard.web.components import charts
from dashboard.web.view_state import COMPARE

# What every figure says below its drawing, however it is drawn.
BASE = re.compile(r"\bn = \d|\d respondents (\(|per row)")

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
PAGES = sorted((ROOT / "pages").glob("[0-9]*.py"))
CODEBOOK = read_codebook(DATA)
BY_NAME = {page.stem.partition("_")[2]: page for page in PAGES}
# These say how results come about, and what they rest on.
ABOUT = {name: BY_NAME[name] for name in ("method", "codebook", "data")}
TOPICS = {"overview", *(topic.id for topic in CODEBOOK.topics)}
RESULTS = [page for name, page in BY_NAME.items() if name in TOPICS]


@pytest.fixture
def app(sample_folder: Path, preview: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("SURVEY_DATA", str(sample_folder))
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


@pytest.fixture(params=charts.WAYS)
def way(request: pytest.FixtureRequest, app: AppTest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Draw with our own component, and by Streamlit: the same figures either way."""
    monkeypatch.setenv(charts.SWITCH, request.param)
    charts.prepare_assets(ROOT)
    assert charts.way() == request.param
    return str(request.param)


ELEMENTS = {"in-place": "bidi_component", "streamlit": "plotly_chart"}


def figures(app: AppTest, way: str) -> list[str]:
    """The keys of the figures drawn, which nothing but the way of drawing them may change."""
    found = [element.proto.id for element in app.get(ELEMENTS[way])]
    return [key[0] for id_ in found if (key := re.findall("figure_[a-z_]+$", id_))]


def opened(app: AppTest, page: Path, **parameters: str) -> AppTest:
    for name, value in parameters.items():
        app.query_params[name] = value
    # The menu exists once the app has run; a page can only then be chosen from it.
    app.run()
    app.switch_page(str(page.relative_to(ROOT))).run()
    assert not app.exception, [error.message for error in app.exception]
    return app


def texts(app: AppTest) -> str:
    elements = [*app.title, *app.subheader, *app.markdown, *app.caption, *app.text, *app.warning]
    return "\n".join([*(str(element.value) for element in elements), *words_of_figures(app)])


# A question with one answer, and one with several: the groups of the latter share people.
GROUPS = [
    next(code for code in groupings(CODEBOOK) if CODEBOOK.questions[code].kind is kind)
    for kind in (Kind.SINGLE, Kind.MULTIPLE)
]

FILTERS = [
    (name, choice.id)
    for name, question in CODEBOOK.filters.items()
    for choice in question.offered(max(CODEBOOK.years))
]


@pytest.mark.parametrize("page", RESULTS, ids=lambda page: page.stem)
def test_a_page_opens_with_its_title_its_selection_and_its_bases(
    page: Path, app: AppTest, way: str
) -> None:
    opened(app, page)
    text = texts(app)
    assert figures(app, way)
    assert app.title
    assert "300 people" in text
    assert BASE.search(text)
    assert "Demo data" in text


# A question that a story opens instead of drawing it among the others, in each topic that has one.
OPENED = [
    (BY_NAME[topic.id], story.id, story.opens[-1])
    for topic in CODEBOOK.topics
    for story in outline_of(topic).stories
    if story.opens
]


@pytest.mark.parametrize(("page", "story", "code"), OPENED, ids=[code for *_, code in OPENED])
def test_a_link_to_a_question_leads_to_its_figure_first(
    page: Path, story: str, code: str, app: AppTest, way: str
) -> None:
    drawn = figures(opened(app, page, question=code), way)
    assert drawn[0].startswith((f"figure_{story}", f"figure_{code}"))


@pytest.mark.sampled(24)
@pytest.mark.parametrize("page", RESULTS, ids=lambda page: page.stem)
@pytest.mark.parametrize("compare", [*comparisons(CODEBOOK), *GROUPS])
def test_a_page_opens_compared_by_each(page: Path, compare: str, app: AppTest, way: str) -> None:
    opened(app, page, compare=compare)
    assert figures(app, way)
    assert BASE.search(texts(app))


def test_a_run_that_follows_the_first_at_once_tells_the_browser_what_is_compared(
    app: AppTest,
) -> None:
    # The first visit corrects the width: a second run may reach the browser before it drew the
    # first, whose controls it then knows only from the second.
    app.query_params["compare"] = "year"
    app.run()
    assert app.selectbox(key=COMPARE).value == "year"
    app.run()
    second = app.selectbox(key=COMPARE)
    assert (second.value, second.proto.set_value) == ("year", True)
    # From then on what the browser sends is the reader's own.
    app.run()
    assert not app.selectbox(key=COMPARE).proto.set_value


def test_groups_are_made_by_the_answers_to_any_question(app: AppTest) -> None:
    opened(app, PAGES[1])
    app.selectbox(key="compare").set_value("another").run()
    assert "compare" not in app.query_params, "no question was chosen yet"
    app.selectbox(key="groups").set_value(GROUPS[1]).run()
    assert app.query_params["compare"] == GROUPS[1]
    assert "some in several groups" in texts(app)
    app.selectbox(key="compare").set_value("nothing").run()
    assert "compare" not in app.query_params
    assert "some in several groups" not in texts(app)


# The walk opens every page under every filter, too; here the words are looked at.
@pytest.mark.sampled(2)
@pytest.mark.parametrize("page", RESULTS, ids=lambda page: page.stem)
def test_a_page_opens_under_every_single_filter(page: Path, app: AppTest) -> None:
    opened(app, page)
    for name, code in FILTERS:
        app.session_state[f"filter_{name}"] = [code]
        app.run()
        assert not app.exception, (name, code)
        assert CODEBOOK.filter(name).choice(code).label in texts(app), (name, code)
        app.session_state[f"filter_{name}"] = []


@pytest.mark.parametrize("year", list(CODEBOOK.years))
def test_a_page_opens_in_every_year(year: int, app: AppTest) -> None:
    for page in RESULTS:
        opened(app, page, year=str(year))
        assert str(year) in texts(app)


def test_every_topic_of_the_codebook_has_a_page() -> None:
    pages = {page.stem.partition("_")[2] for page in PAGES}
    assert {topic.id for topic in CODEBOOK.topics} <= pages


BAD_ADDRESSES = {
    "an unknown value": {"persona": "x"},
    "a script": {"persona": "<script>alert(1)</script>"},
    "quotes": {"company_size": "' or 1=1 --"},
    "ten kilobytes": {"persona": "x" * 10_000},
    "an unknown year": {"year": "1999"},
}


@pytest.mark.parametrize("case", BAD_ADDRESSES)
def test_a_link_that_leads_nowhere_shows_one_panel_and_no_number(case: str, app: AppTest) -> None:
    opened(app, PAGES[1], **BAD_ADDRESSES[case])
    assert [head.value for head in app.subheader] == ["This link does not lead to a view"]
    assert not BASE.search(texts(app))


def test_from_a_bad_link_one_click_leads_to_the_newest_results(app: AppTest) -> None:
    opened(app, PAGES[1], persona="x")
    next(button for button in app.button if button.label.startswith("Show the newest")).click()
    app.run()
    assert BASE.search(texts(app))


def test_a_link_with_a_name_nearly_right_leads_to_the_view_it_means(app: AppTest) -> None:
    opened(app, PAGES[1], compare="persnoa")
    [link] = [one for one in app.get("page_link") if one.proto.label == "Show the nearest view"]
    assert link.proto.query_string == "compare=persona&v=1"
    opened(app, PAGES[1], compare="xyzzy")
    assert not [one for one in app.get("page_link") if one.proto.label == "Show the nearest view"]


BROKEN_DATA = {
    "a truncated file": lambda folder: _truncate(year_file(folder, max(CODEBOOK.years))),
    "an empty file": lambda folder: year_file(folder, max(CODEBOOK.years)).write_bytes(b""),
    "no responses": lambda folder: shutil.rmtree(folder / "responses"),
    "a malformed codebook": lambda folder: (folder / "survey.yaml").write_text(
        "id: [", encoding="utf-8"
    ),
    "no codebook": lambda folder: (folder / "survey.yaml").unlink(),
    "no folder": lambda folder: shutil.rmtree(folder),
}


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("case", BROKEN_DATA)
def test_data_that_cannot_be_used_gives_one_panel_and_no_number(
    case: str, app: AppTest, sample_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(sample_folder, tmp_path / "data"))
    BROKEN_DATA[case](folder)
    monkeypatch.setenv("SURVEY_DATA", str(folder))
    app.run()
    assert not app.exception
    assert [head.value for head in app.subheader] == ["The survey cannot be shown"]
    assert not BASE.search(texts(app))


def test_data_that_change_are_noticed_without_a_restart(
    app: AppTest, sample_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(sample_folder, tmp_path / "data"))
    monkeypatch.setenv("SURVEY_DATA", str(folder))
    opened(app, PAGES[0])
    codebook = folder / "survey.yaml"
    title = f"title: {CODEBOOK.title}"
    codebook.write_text(
        codebook.read_text(encoding="utf-8").replace(title, "title: Another Name"), encoding="utf-8"
    )
    os.utime(codebook, (1, 1))
    app.run()
    assert [title.value for title in app.title] == ["Another Name"]


def test_no_page_looks_at_the_files_again_in_the_middle_of_a_run(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, stamp = list[Path](), survey.stamp_of
    monkeypatch.setattr(survey, "stamp_of", lambda folder: looked.append(folder) or stamp(folder))
    app.run()
    looked.clear()
    app.run()
    assert not app.exception
    assert len(looked) == 1


@pytest.mark.parametrize("folder", ["sample_folder", "tiny_folder"])
@pytest.mark.parametrize("page", ABOUT.values(), ids=ABOUT)
def test_a_page_about_the_survey_opens_for_any_survey(
    page: Path,
    folder: str,
    app: AppTest,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SURVEY_DATA", str(request.getfixturevalue(folder)))
    opened(app, page)
    assert "cannot be shown" not in texts(app)
    assert "Demo data" in texts(app)


def test_the_method_page_explains_every_statistic_that_figures_link_to(
    app: AppTest, sample_folder: Path
) -> None:
    opened(app, ABOUT["method"])
    headings = re.findall("^## (.+)$", texts(app), re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    unused = sections_without_use(read_codebook(sample_folder))
    assert {method.anchor for method in METHODS.values()} - unused <= anchors
    assert not unused & anchors


def test_use_cases_can_be_counted_instead_of_people(app: AppTest) -> None:
    page = next(page for page in PAGES if page.stem.endswith("use_case_details"))
    opened(app, page, weights="use_cases")
    assert "% of use cases" in texts(app)
    assert "weighted to represe" in texts(app)
    app.radio(key="weights").set_value("none").run()
    assert "weighted to represe" not in texts(app)
    assert "Each respondent counts once, however many use cases they have" in texts(app)


def test_a_folder_that_was_not_released_is_refused(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SURVEY_PREVIEW")
    app.run()
    assert [head.value for head in app.subheader] == ["The survey cannot be shown"]
    assert "was not released" in texts(app)
    assert not BASE.search(texts(app))


def test_a_preview_says_on_every_page_that_it_was_not_released(app: AppTest) -> None:
    for page in PAGES:
        opened(app, page)
        assert any("Not released" in error.value for error in app.error)


def test_the_projects_own_data_are_shown_without_a_preview(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SURVEY_PREVIEW")
    monkeypatch.delenv("SURVEY_DATA")
    app.run()
    assert not app.exception
    assert not app.error
    assert BASE.search(texts(app))


def test_a_released_folder_that_was_changed_is_refused(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(DATA, tmp_path / "data"))
    monkeypatch.delenv("SURVEY_PREVIEW")
    monkeypatch.setenv("SURVEY_DATA", str(folder))
    path = year_file(folder, max(CODEBOOK.years))
    path.write_bytes(path.read_bytes() + b" ")
    app.run()
    assert [head.value for head in app.subheader] == ["The survey cannot be shown"]
    assert "not the file that was released" in texts(app)


def test_a_topic_without_a_file_in_pages_has_a_page_at_its_own_address(
    sample_folder: Path, tmp_path: Path, preview: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(sample_folder, tmp_path / "data"))
    old = folder / "topics" / "spikes.yaml"
    text = old.read_text(encoding="utf-8").replace("id: spikes", "id: sprints", 1)
    (folder / "topics" / "sprints.yaml").write_text(text, encoding="utf-8")
    old.unlink()
    survey_file = folder / "survey.yaml"
    order = survey_file.read_text(encoding="utf-8").replace("spikes,", "sprints,", 1)
    survey_file.write_text(order, encoding="utf-8")
    monkeypatch.setenv("SURVEY_DATA", str(folder))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    # Only pages of files can be switched to by their path; others go by the hash of their address.
    app._page_hash = calc_hash("sprints")
    app.run()
    assert not app.exception
    assert app.title[0].value == CODEBOOK.topic("spikes").title
    assert words_of_figures(app)
