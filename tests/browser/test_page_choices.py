"""Every control of a page: change it, read the address, open it fresh, see the same; and step back.

Which controls there are is read off the pages themselves.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.codebook import read_codebook

from .waiting import steady

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
# Pages that have tabs or buttons for a choice.
PAGES = ("", "personas", "data_stack", "use_cases", "codebook", "data")
# What a reader has chosen, and every number there is.
STATE = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  const of = (selector, say) => [...main.querySelectorAll(selector)].map(say);
  return JSON.stringify([
    of("[role=tab][aria-selected=true], [role=radio][aria-checked=true]", (one) => one.textContent),
    of("[data-testid=stSelectbox]", (one) => one.textContent),
    of("input[type=text]", (one) => one.value),
    of("[data-label=Table][aria-expanded=true]", (one) => one.closest(".menu").ariaLabel),
    of("svg.main-svg text, h1, h2, h3, h4, h5, code", (one) => one.textContent),
  ]);
}"""
# Tabs and buttons that are not chosen: the last of each group, which has most that differs.
OTHERS = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  const groups = [...main.querySelectorAll("[role=tablist], [role=radiogroup]")];
  return groups.map((group) => [...group.querySelectorAll("[role=tab], [role=radio]")])
    .filter((group) => group.length > 1).length;
}"""


@pytest.fixture(scope="module")
def address(serve: Any, released_folder: Path) -> str:
    return str(serve(ROOT / "app.py", env={"SURVEY_DATA": str(released_folder)}))


@pytest.fixture(scope="module")
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1440, "height": 4000})
    opened = context.new_page()
    opened.set_default_timeout(120_000)
    yield opened
    context.close()


def state(page: Any) -> str:
    """What is chosen and shown once the page is still."""
    page.wait_for_selector("[data-testid=stMain] h1")
    return str(steady(page, lambda: page.evaluate(STATE)))


def fresh(page: Any, url: str) -> str:
    """The same for somebody else who opens an address."""
    visitor = page.context.browser.new_page(viewport=page.viewport_size)
    visitor.set_default_timeout(120_000)
    visitor.goto(url)
    # A page at rest may be one whose figures have not come yet.
    if page.locator("svg.main-svg").count():
        visitor.wait_for_selector("svg.main-svg")
    found = state(visitor)
    visitor.close()
    return found


def change(page: Any, group: int) -> None:
    groups = page.locator("[data-testid=stMain]").locator("[role=tablist], [role=radiogroup]")
    several = [one for one in groups.all() if one.locator("[role=tab], [role=radio]").count() > 1]
    several[group].locator("[role=tab], [role=radio]").last.click()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("view", PAGES)
def test_every_choice_on_a_page_is_in_its_address(view: str, page: Any, address: str) -> None:
    page.goto(f"{address}/{view}")
    first, url = state(page), page.url
    groups = page.evaluate(OTHERS)
    assert groups > 0
    for group in range(groups):
        change(page, group)
        page.wait_for_url(lambda now: now != url)
        changed, there = state(page), page.url
        assert changed != first
        assert fresh(page, there) == changed
        page.go_back()
        page.wait_for_url(url)
        assert state(page) == first
        page.go_forward()
        page.wait_for_url(there)
        assert state(page) == changed
        page.go_back()
        page.wait_for_url(url)
        assert state(page) == first


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("view", "label", "option"),
    [
        ("codebook", "Topic", "Tools"),
        ("tools", "Category", "Model serving"),
        ("data", "Year", "2023"),
        ("data", "File", "Region"),
    ],
)
def test_boxes_of_a_page_are_in_its_address(
    view: str, label: str, option: str, page: Any, address: str
) -> None:
    page.goto(f"{address}/{view}")
    first = state(page)
    box = page.locator("[data-testid=stMain]").get_by_role("combobox", name=label)
    box.first.click()
    page.get_by_role("option", name=option).first.click()
    page.wait_for_url("**show=**")
    changed = state(page)
    assert changed != first
    assert fresh(page, page.url) == changed
    page.go_back()
    assert state(page) == first


def test_what_rows_are_searched_for_is_in_the_address(page: Any, address: str) -> None:
    page.goto(f"{address}/tools")
    first, url = state(page), page.url
    assert "Kubeflow" not in first
    page.get_by_role("textbox", name="Search rows").first.fill("kubeflow")
    page.keyboard.press("Enter")
    page.wait_for_url("**find=kubeflow**")
    found = state(page)
    assert "Kubeflow" in found
    assert fresh(page, page.url) == found
    page.go_back()
    page.wait_for_url(url)
    assert state(page) == first
    page.go_forward()
    page.wait_for_url("**find=kubeflow**")
    assert state(page) == found


def test_an_open_table_is_in_the_address(page: Any, address: str) -> None:
    page.goto(f"{address}/spikes")
    state(page)
    page.get_by_role("button", name="Table", exact=True).nth(1).click()
    page.wait_for_url("**table=**")
    opened = state(page)
    assert fresh(page, page.url) == opened
    assert '"Table, downloads' in opened
    page.get_by_role("button", name="Table", exact=True).nth(1).click()
    page.wait_for_url(f"{address}/spikes")


def test_tables_stay_open_or_shut_whatever_is_chosen_next(page: Any, address: str) -> None:
    def compare_by(option: str) -> None:
        page.get_by_role("combobox", name=re.compile("Compare")).first.click()
        page.get_by_role("option", name=option, exact=True).click()

    question = read_codebook(ROOT / "data").question("proposal_origin")
    page.goto(f"{address}/{question.topic}")
    state(page)
    # A figure that stands in all of these views, wherever they have it.
    figure = page.locator(".survey-chart").filter(has_text=question.title)
    table = figure.get_by_role("button", name="Table", exact=True)
    table.click()
    page.wait_for_url("**table=**")
    page.goto(page.url)  # the server, too, knows of the table that somebody arrives with
    state(page)
    compare_by("Year")
    page.wait_for_url(re.compile("compare=year.*table="))
    state(page)
    table.click()
    page.wait_for_url(re.compile("compare=year(?!.*table=)"))
    compare_by("Persona")
    page.wait_for_url("**compare=persona**")
    state(page)
    assert "table=" not in page.url


@pytest.mark.parametrize(
    "view",
    [
        "data_stack?show=tab.nothing",
        "data_stack?show=tab",
        "data_stack?show=tab.a,tab.b",
        "use_cases?show=now_and_later_pick.nothing",
        "codebook?show=topic.nothing",
        "tools?show=category_tool_frequency.nothing",
        "codebook?show=edition.1999",
        "data?show=file.secret",
        "spikes?table=%3Cb%3E",
    ],
)
def test_an_unknown_choice_is_refused_and_the_way_out_leads_on(
    view: str, page: Any, address: str
) -> None:
    page.goto(f"{address}/{view}")
    page.get_by_text("This link does not lead to a view").wait_for()
    assert page.locator("svg.main-svg").count() == 0
    page.get_by_role("button", name="Show the newest results").click()
    page.get_by_text("This link does not lead to a view").wait_for(state="hidden")
    state(page)
    assert "show=" not in page.url
    assert "table=" not in page.url


def test_a_strange_parameter_stays_beside_a_choice(page: Any, address: str) -> None:
    page.goto(f"{address}/data_stack?utm_source=letter")
    state(page)
    change(page, 0)
    page.wait_for_url("**show=**")
    there = page.url
    assert fresh(page, there) == state(page)
