"""Stories on a seeded sample: every page in every view draws sound figures, and never too many."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.codebook import read_codebook
from dashboard.exports.markdown_text import verbatim
from dashboard.figures.figure import Figure
from dashboard.figures.plain_text import plain
from dashboard.synthetic import make_sample
from dashboard.web import figure_view as showing
from dashboard.web.pages.topic_page import NOT_SHOWN

ROOT = Path(__file__).parents[1]
CODEBOOK = read_codebook(ROOT / "data")
TOPICS = [topic.id for topic in CODEBOOK.topics]
PAGES = {path.stem.partition("_")[2]: path for path in sorted((ROOT / "pages").glob("[0-9]*.py"))}
VIEWS: dict[str, dict[str, str]] = {
    "everyone": {},
    "the first year": {"year": "2022"},
    "years compared": {"compare": "year"},
    "personas compared": {"compare": "persona"},
    "sizes compared": {"compare": "company_size"},
    "few people": {"persona": "researcher"},
    "nearly nobody": {"persona": "researcher", "company_size": "size_501_1000"},
    "of everyone": {"of": "everyone"},
    "use cases": {"weights": "use_cases"},
}


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """The figures that pages draw, in their order."""
    found: list[Figure] = []
    monkeypatch.setattr(showing, "draw_chart", lambda figure, **_: found.append(figure))
    return found


@pytest.fixture
def app(sample_folder: Path, preview: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("SURVEY_DATA", str(sample_folder))
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


def opened(app: AppTest, topic: str, drawn: list[Figure], **parameters: str) -> AppTest:
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    drawn.clear()
    app.switch_page(str(PAGES[topic].relative_to(ROOT))).run()
    assert not app.exception, [error.message for error in app.exception]
    return app


def check(figures: list[Figure]) -> None:
    assert len({figure.id for figure in figures}) == len(figures)
    for figure in figures:
        plain(figure)
        assert figure.title
        assert re.search(r"\bn [=<] |\brespondents|^n: ", figure.base)
        assert figure.alt
        assert figure.synthetic
        assert figure.source.startswith("Source:")
        assert "nan" not in f"{figure.subtitle}{figure.base}{figure.note}{figure.alt}".split()
        widths = {len(row) for row in figure.table.rows}
        assert widths <= {len(figure.table.columns)}


@pytest.mark.sampled(30)
@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("view", VIEWS)
def test_a_page_draws_sound_figures_and_at_most_eight(
    topic: str, view: str, app: AppTest, drawn: list[Figure]
) -> None:
    opened(app, topic, drawn, **VIEWS[view])
    check(drawn)
    assert 1 <= len(drawn) <= 12


@pytest.mark.parametrize("topic", TOPICS)
def test_no_question_is_told_twice_at_once(topic: str, app: AppTest, drawn: list[Figure]) -> None:
    opened(app, topic, drawn)
    titles = [figure.title for figure in drawn]
    assert len(set(titles)) == len(titles)


def test_a_category_of_tools_is_opened_whole(app: AppTest, drawn: list[Figure]) -> None:
    opened(app, "tools", drawn)
    assert any("Risers and fallers" in figure.title for figure in drawn)
    drawn.clear()
    opened(app, "tools", drawn, question="used_cloud")
    assert any("Cloud providers" in figure.title for figure in drawn)
    check(drawn)
    drawn.clear()
    app.button(key="all_shown").click().run()
    assert any("Risers and fallers" in figure.title for figure in drawn)


def test_a_category_of_tools_is_chosen_where_all_are_compared(
    app: AppTest, drawn: list[Figure]
) -> None:
    opened(app, "tools", drawn, compare="year")
    drawn.clear()
    app.selectbox(key="tools_category").set_value("used_cloud").run()
    assert not app.exception
    assert any("Cloud providers" in figure.title for figure in drawn)
    check(drawn)


def test_a_link_to_a_category_opens_it(app: AppTest, drawn: list[Figure]) -> None:
    opened(app, "tools", drawn, question="used_vector_search")
    ids = {figure.id for figure in drawn}
    assert "tools_table.used_vector_search" in ids
    # That category alone: neither all of them at a glance nor another one.
    assert "tools_changes" not in ids
    assert {id for id in ids if id.startswith("tools_table.")} == {"tools_table.used_vector_search"}


@pytest.mark.parametrize(
    "code", [choice.id for choice in CODEBOOK.questions["persona"].choices if not choice.other]
)
def test_every_persona_has_a_card(code: str, app: AppTest, drawn: list[Figure]) -> None:
    opened(app, "personas", drawn)
    persona = CODEBOOK.questions["persona"].choice(code)
    drawn.clear()
    pills: Any = app.button_group[0]
    pills.set_value(code).run()
    assert not app.exception
    assert any(persona.description in str(text.value) for text in app.markdown)
    check(drawn)


@pytest.mark.parametrize("kept", [slice(2, 3), slice(2, 4), slice(-1, None)])
def test_the_card_is_of_a_persona_that_the_filter_keeps(
    kept: slice, app: AppTest, drawn: list[Figure]
) -> None:
    """Also where so few are left that no share of any persona is known."""
    asked = [choice.id for choice in CODEBOOK.questions["persona"].choices][kept]
    opened(app, "personas", drawn, persona=",".join(asked), company_size="size_1_10")
    pills: Any = app.button_group[0]
    assert pills.value in asked
    [differs] = [figure.id for figure in drawn if figure.id.startswith("persona_differs.")]
    assert differs.removeprefix("persona_differs.") in asked
    # What the filter says is not told of them as a finding.
    assert not [text.value for text in app.caption if "most often" in str(text.value)]
    check(drawn)


def test_the_card_of_a_persona_tells_no_sizes_that_a_filter_chose(app: AppTest) -> None:
    for filters, told in (({}, 1), ({"company_size": "size_11_50"}, 0)):
        opened(app, "personas", [], persona="leader", **filters)
        title = CODEBOOK.questions["company_size"].title
        said = [one.value for one in app.caption if title in one.value and "(n =" in one.value]
        assert len(said) == told


def test_opinions_of_a_group_too_small_for_tests_are_shown_by_themselves(
    app: AppTest, drawn: list[Figure]
) -> None:
    """Not as differences from all others: as how many agree, in ranges from 10 answers on."""
    leader = CODEBOOK.questions["persona"].choice("leader").label
    opened(app, "personas", drawn, persona="leader")
    [opinions] = [one for one in drawn if one.id == "persona_attitudes.leader"]
    assert opinions.title == f"Opinions: {leader}"
    assert opinions.subtitle.startswith(f"% agreeing · {leader}")
    names = [column.heading for column in opinions.table.columns]
    rows = [dict(zip(names, row, strict=True)) for row in opinions.table.rows]
    ranged = [row for row in rows if row["Remark"] == "range only (small sample)"]
    assert len(ranged) >= 4
    for row in ranged:
        assert row["Score"] is None
        assert 10 <= row["Base"] < 30
        assert 0 <= row["Low"] < row["High"] <= 1
    check([opinions])


def test_a_long_list_is_searched_and_narrowed_to_a_category(
    app: AppTest, drawn: list[Figure]
) -> None:
    opened(app, "tools", drawn)
    app.text_input(key="search_tool_frequency").set_value("mlflow").run()
    drawn.clear()
    app.run()
    table = next(figure for figure in drawn if figure.id == "tool_frequency").table
    assert {row[0] for row in table.rows} == {"MLflow"}
    app.text_input(key="search_tool_frequency").set_value("").run()
    drawn.clear()
    app.selectbox(key="category_tool_frequency").set_value("cloud").run()
    table = next(figure for figure in drawn if figure.id == "tool_frequency").table
    labels = {choice.label for choice in CODEBOOK.questions["used_cloud"].choices}
    assert {row[0] for row in table.rows} <= labels


@pytest.mark.parametrize("topic", ["personas", "tools"])
def test_a_codebook_without_the_named_questions_shows_all_its_questions(
    topic: str,
    tiny_folder: Path,
    app: AppTest,
    drawn: list[Figure],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SURVEY_DATA", str(tiny_folder))
    opened(app, topic, drawn, year="2024")
    asked = [q for q in read_codebook(tiny_folder).topic(topic).questions if 2024 in q.asked]
    wanted = {question.id for question in asked}
    shown = {figure.id for figure in drawn}
    # Too few answered some of them: these are named, each with the reason, in the closing line.
    begin = verbatim(NOT_SHOWN.partition("{")[0])
    closing = [one for one in app.expander if one.label.startswith(begin)]
    reasons = "".join(line.value for one in closing for line in one.markdown)
    shown |= {one.id for one in asked if f"- **{verbatim(one.title)}**: " in reasons}
    pick = next((pills for pills in app.button_group if pills.key.startswith("pick_")), None)
    for code in wanted - shown if pick is not None else ():
        pick.set_value(code).run()
        shown |= {figure.id for figure in drawn}
    assert shown >= wanted


@pytest.mark.parametrize("example", ["kaggle-ml", "state-of-data-engineering-2026"])
def test_pages_open_on_surveys_with_other_questions(
    example: str,
    tmp_path: Path,
    app: AppTest,
    drawn: list[Figure],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codebook = read_codebook(ROOT / "examples" / example)
    make_sample(codebook, tmp_path / "data", respondents=60)
    monkeypatch.setenv("SURVEY_DATA", str(tmp_path / "data"))
    assert codebook.topics
    for topic in codebook.topics:
        opened(app, topic.id, drawn)
        assert drawn, topic.id
        check(drawn)
