"""The search in a real browser: every name, answer and synonym of the survey finds its way."""

import re
from pathlib import Path
from typing import Any

import pytest

from dashboard.codebook import read_codebook
from dashboard.codebook.synonyms import read_synonyms
from dashboard.codebook.tool_list import tools_of
from dashboard.exports.search_index import TOOLS, says_something, search_index
from dashboard.web.components.search import search_module

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
CODEBOOK = read_codebook(ROOT / "data")
FURTHER = {"overview": "Overview", "method": "Method", "codebook": "Codebook"}
INDEX = search_index(CODEBOOK, FURTHER)
PUBLISHED = [question for question in CODEBOOK.questions.values() if question.published]


@pytest.fixture(scope="module")
def searched(chromium: Any) -> Any:
    """Hits by what was asked: groups of titles with the ways of each, as a reader sees them."""
    page = chromium.new_page()
    page.route(
        "**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html")
    )
    page.goto("http://localhost/")
    page.evaluate(
        """async ([source, index]) => {
          const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
          window.search = await import(url);
          window.index = window.search.prepare(index);
        }""",
        [search_module(), INDEX],
    )

    def ask(queries: list[str]) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = page.evaluate(
            """(queries) => Object.fromEntries(queries.map((query) => [query,
              window.search.grouped(window.index, query).flatMap(({ name, hits }) =>
                hits.map(({ title, ways }) =>
                  ({ group: name, title, to: ways.map(({ to }) => to) }))),
            ]))""",
            queries,
        )
        return found

    yield ask
    page.close()


def test_every_tool_is_the_first_hit_for_its_name_and_each_alias(searched: Any) -> None:
    tools = [entry for entry in INDEX["entries"] if entry["group"] == TOOLS]
    known = tools_of(CODEBOOK).values()
    assert [tool["title"] for tool in tools] == [tool.label for tool in known]
    assert all({t.label, *t.aliases} <= {*e["names"]} for t, e in zip(known, tools, strict=True))
    names = {name: tool["title"] for tool in tools for name in (*tool["names"], *tool["also"])}
    shared = {
        name for name in names
        if len({t["title"] for t in tools if name in (*t["names"], *t["also"])}) > 1
    }  # fmt: skip
    found = searched(list(names))
    for name, title in names.items():
        first = found[name][0]
        assert first["group"] == "Tools", name
        assert name in shared or first["title"] == title, name
    lower = searched([name.lower() for name in names])
    assert {name: lower[name.lower()] for name in names} == found


def test_an_answer_brings_its_question_among_the_first_five(searched: Any) -> None:
    offered: dict[str, set[str]] = {}
    for question in PUBLISHED:
        for choice in (*question.choices, *question.items):
            offered.setdefault(choice.label, set()).add(f"{question.topic}?question={question.id}")
    found = searched([label for label in offered if says_something(label)])
    assert found
    for label, hits in found.items():
        [answer] = [hit for hit in hits[:5] if hit["group"] == "Answers" and hit["title"] == label]
        assert set(answer["to"]) == offered[label], label


def test_every_question_is_first_for_its_title_or_wording(searched: Any) -> None:
    titles = {question.title: question for question in PUBLISHED}
    assert len(titles) > len(CODEBOOK.topics)
    wordings = {question.wording[max(question.wording)]: question for question in PUBLISHED}
    for queries in (titles, wordings):
        found = searched(list(queries))
        for query, question in queries.items():
            to = f"{question.topic}?question={question.id}"
            ways = [way for hit in found[query][:5] for way in hit["to"]]
            alike = [q for q in PUBLISHED if query in (q.title, *q.wording.values())]
            assert to in ways or len(alike) > 1, query


def test_words_that_say_nothing_alone_are_no_answers() -> None:
    labels = {c.label for q in PUBLISHED for c in (*q.choices, *q.items)}
    silent = {label for label in labels if not says_something(label)}
    assert {"Yes", "No", "None", "Other"} <= silent
    titles = {e["title"] for e in INDEX["entries"] if INDEX["groups"][e["group"]] == "Answers"}
    assert titles == labels - silent
    for label in ("None of these", "Not applicable", "Don’t know", "No, none"):
        assert not says_something(label)
    for label in ("Yes, for my team", "No pipeline", "Other roles", "Nowhere"):
        assert says_something(label)


def test_every_synonym_finds_what_it_stands_for(searched: Any) -> None:
    synonyms = read_synonyms(ROOT / "data")
    known = [word for entry in INDEX["entries"] for word in entry["also"]]
    for word, meant in synonyms.items():
        assert word in known, word
        for one in meant:
            names = " | ".join(name for e in INDEX["entries"] for name in e["names"])
            assert re.search(rf"(?<!\w){re.escape(one)}", names, re.IGNORECASE), one
    assert searched(["k8s"])["k8s"][0]["title"] == "Kubernetes"


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("mlflw", "MLflow"), ("kubernets", "Kubernetes"), ("Airflwo", "Apache Airflow"),
        ("airflow", "Apache Airflow"), ("weights biases", "Weights & Biases"),
        ("scikitlearn", "scikit-learn"), ("method", "Method"), ("spending", "Spending"),
    ],
)  # fmt: skip
def test_parts_and_slips_find_the_name(query: str, first: str, searched: Any) -> None:
    titles = [hit["title"] for hit in searched([query])[query]]
    assert first in titles[:3]


def test_a_tool_and_what_is_asked_about_it_lead_to_that_question(searched: Any) -> None:
    rated = [q for q in PUBLISHED if "satisfaction" in q.title.lower().split() and q.items]
    names = {item.label for question in rated for item in question.items}
    tools = names & {tool.label for tool in tools_of(CODEBOOK).values()}
    found = searched([f"{name} satisfaction" for name in sorted(tools)])
    assert len(found) > 9
    for query, hits in found.items():
        assert "satisfaction" in hits[0]["to"][0], query
        assert hits[0]["title"] == query.removesuffix(" satisfaction")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("weights and biases", "Weights & Biases"), ("W and B", "Weights & Biases"),
        ("use of mlflow by startups", "MLflow"), ("kubernets sattisfaction", "Kubernetes"),
        ("what tools do people use for drift", "Data drift"), ("vector db", "Vector search"),
        ("data scientists", "Data scientist"), ("feature stores", "Feature stores"),
        ("machine learning engineer", "ML or MLOps engineer"), ("hybrid work", "Hybrid"),
        ("snowflake vs databricks", "Databricks"), ("years of experience", "Years in ML"),
    ],
)  # fmt: skip
def test_what_has_most_of_the_words_is_found(query: str, first: str, searched: Any) -> None:
    assert first in [hit["title"] for hit in searched([query])[query]][:5]


def test_letters_strewn_over_a_title_are_no_hit(searched: Any) -> None:
    assert searched(["qqq", "zxzx", "!?", "qqq zxzx"]) == {
        "qqq": [], "zxzx": [], "!?": [], "qqq zxzx": [],
    }  # fmt: skip


@pytest.fixture(scope="module")
def address(serve: Any, sample_folder: Path) -> str:
    env = {"SURVEY_DATA": str(sample_folder), "SURVEY_PREVIEW": "1"}
    return str(serve(ROOT / "app.py", env=env))


def test_enter_opens_the_best_and_keeps_the_view(chromium: Any, address: str) -> None:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    persona = CODEBOOK.filter("persona").choices[0].id
    page.goto(f"{address}/personas?persona={persona}")
    box = page.get_by_role("combobox", name=re.compile("^Search questions, answers and tools"))
    box.fill("apache airf")
    page.get_by_role("option").first.wait_for()
    # The index is no part of what a click sends: it was fetched, and may be kept for months.
    loaded = "performance.getEntriesByType('resource').map(({ name }) => name)"
    assert len([name for name in page.evaluate(loaded) if re.search("search-.*json", name)]) == 1
    box.press("Enter")
    wanted = next(e for e in INDEX["entries"] if e["title"] == "Apache Airflow")
    place, query = INDEX["ways"][wanted["ways"][0]][1].split("?")
    page.wait_for_url(re.compile(rf"/{place}\?persona={persona}.*{query}"))
    page.get_by_role("heading", name=wanted["title"], level=1, exact=True).wait_for()
    assert box.input_value() == ""
    page.close()


def test_the_keyboard_goes_through_the_hits(chromium: Any, address: str) -> None:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{address}/method")
    box = page.get_by_role("combobox", name=re.compile("^Search questions, answers and tools"))
    box.fill("monitoring")
    page.get_by_role("option").first.wait_for()
    chosen = page.get_by_role("option", selected=True)
    first = chosen.get_attribute("href")
    box.press("ArrowDown")
    assert chosen.get_attribute("href") != first
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    box.press("Escape")
    assert page.get_by_role("option").count() == 0
    box.fill("zzzzqq")
    page.get_by_text("No results for “zzzzqq”").wait_for()
    page.close()


def test_on_the_codebook_page_questions_are_found_as_entries(chromium: Any, address: str) -> None:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{address}/codebook")
    question = PUBLISHED[3]
    box = page.get_by_role("combobox", name="Search questions and answers", exact=True)
    box.fill(question.title)
    page.get_by_role("option").first.wait_for()
    box.press("Enter")
    page.wait_for_url(re.compile(rf"/codebook\?question={question.id}"))
    # Its entry alone: the others are gone once the page is drawn anew.
    page.get_by_role("button", name="Show all questions").wait_for()
    chart = page.get_by_role("link", name="See the chart")
    expect(chart).to_have_count(1)
    chart.click()
    page.wait_for_url(re.compile(rf"/{question.topic}\?question={question.id}"))
    page.get_by_text("Search result").wait_for()
    page.get_by_role("heading", name=question.title).first.wait_for()
    assert len(page.context.pages) == 1
    page.close()


def test_who_approves_finds_every_question_on_it(searched: Any) -> None:
    """Words that questions are asked with say nothing of what they are about."""
    queries = ["who approves", "Who approves?", "who signs off", "approvals"]
    found = searched(queries)
    wanted = {CODEBOOK.questions[code].title for code in ("approvals", "approval_clear")}
    assert {query: wanted - {hit["title"] for hit in hits} for query, hits in found.items()} == {
        "who approves": set(),
        "Who approves?": set(),
        "who signs off": set(),
        "approvals": set(),
    }
