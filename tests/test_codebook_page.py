"""The codebook page: a topic at a time, found by a word, with what the newest edition changed."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.codebook import Codebook, read_codebook

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.usefixtures("preview")


@pytest.fixture
def codebook(sample_folder: Path) -> Codebook:
    return read_codebook(sample_folder)


def page(folder: Path, monkeypatch: pytest.MonkeyPatch, **parameters: str) -> AppTest:
    monkeypatch.setenv("SURVEY_DATA", str(folder))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    return settled(app.switch_page("pages/12_codebook.py"))


def settled(element: Any) -> AppTest:
    """Run the page again after something was done to one of its elements, or to itself."""
    app: AppTest = element.run()
    assert not app.exception, [error.message for error in app.exception]
    return app


@pytest.fixture
def app(sample_folder: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    return page(sample_folder, monkeypatch)


def titles(app: AppTest) -> list[str]:
    """The titles of the questions on the page."""
    heads = (str(text.value).partition("\n")[0] for text in app.markdown)
    return [head.removeprefix("##### ") for head in heads if head.startswith("##### ")]


def words(app: AppTest) -> str:
    return "\n".join(str(text.value) for text in (*app.markdown, *app.caption))


def test_one_topic_is_drawn_with_all_its_published_questions(
    app: AppTest, codebook: Codebook
) -> None:
    assert len(codebook.topics) > 1
    for topic in codebook.topics:
        settled(app.selectbox(key="codebook_topic").set_value(topic.id))
        assert titles(app) == [q.title for q in topic.questions if q.published]


def test_every_question_says_its_base_its_years_and_whom_it_was_put_to(
    app: AppTest, codebook: Codebook
) -> None:
    facts = [str(caption.value) for caption in app.caption if "asked of" in str(caption.value)]
    assert len(facts) == len(codebook.topics[0].questions)
    assert all("20" in fact and " answered" in fact for fact in facts)


def test_a_changed_wording_stands_in_both_versions_with_the_difference(
    tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page(tiny_folder, monkeypatch)
    settled(app.selectbox(key="codebook_topic").set_value("tools"))
    text = words(app)
    assert "2024 and 2025: “Which tools **have** you **used?**”" in text
    assert "2023: “Which tools ~~do~~ you ~~use?~~”" in text
    assert "Not comparable between 2023 and 2024." in text


def test_few_people_are_not_counted(tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(tiny_folder, monkeypatch)
    assert "2024: fewer than 10 asked, fewer than 10 answered" in words(app)


def test_every_question_leads_to_its_figure(app: AppTest, codebook: Codebook) -> None:
    shown = [q for q in codebook.topics[0].questions if q.published]
    links = [link.proto for link in app.get("page_link")]
    queries = [link.query_string for link in links if "See the chart" in link.label]
    assert [dict(parse_qsl(query))["question"] for query in queries] == [q.id for q in shown]


def test_a_question_in_the_address_stands_alone(
    sample_folder: Path, codebook: Codebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = codebook.topics[1].questions[0]
    app = page(sample_folder, monkeypatch, question=wanted.id)
    assert titles(app) == [wanted.title]
    settled(next(b for b in app.button if b.label == "Show all questions").click())
    assert len(titles(app)) > 1


def test_the_changes_of_each_edition_can_be_seen(
    tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page(tiny_folder, monkeypatch)
    assert "**Questions no longer asked** · 3" in words(app)
    settled(app.segmented_control(key="codebook_edition").set_value(2024))
    assert "**New questions** · 3" in words(app)
    assert "“Drill” in *Tools used*" in words(app)
