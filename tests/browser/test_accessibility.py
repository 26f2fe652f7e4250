"""Every page for every reader: what axe finds in light and dark, and a figure by keyboard alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from dashboard.paths import page_files

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
MODES = ("light", "dark")
REPORT = (
    "title=My report~~used_tracking;year=2025;persona=ml_engineer;remark=As expected"
    "~~tools_table.used_orchestration;year=2025~~obstacles;year=2025;compare=year"
)
FIGURE = "figure?figure=used_tracking&year=2025"
VIEWS = [
    *page_files(),
    FIGURE,
    f"{FIGURE}&embed=true",
    f"report?report={quote(REPORT)}",
    "tools?compare=year",
    "goals_challenges?compare=persona",
    "personas?persona=ml_engineer",
    "personas?persona=nonsense",
]

# What is Streamlit's own and out of reach from here: (rule, where, why).
STREAMLITS_OWN = [
    ("list", "[data-testid=stSidebarNavItems]", "the drawer's menu has its groups inside its list"),
    ("listitem", "[data-testid=stSidebarNavItems] li", "the pages of such a group"),
]

Found = list[str]


# What a figure's row shows only once it is asked for more.
FURTHER = ("Copy link", "Full screen", "Download & cite", "Add to report")


@pytest.fixture(scope="module")
def address(serve: Any, sample_folder: Path) -> str:
    return str(
        serve(ROOT / "app.py", env={"SURVEY_DATA": str(sample_folder), "SURVEY_PREVIEW": "1"})
    )


@pytest.fixture(scope="module", params=MODES)
def page(chromium: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    context = chromium.new_context(
        # As tall as the longest page: axe judges no colors out of sight.
        viewport={"width": 1280, "height": 7000},
        color_scheme=request.param,
    )
    yield context.new_page()
    context.close()


def show(page: Any, address: str, view: str) -> None:
    page.goto(f"{address}/{view}")
    settled(page)


def settled(page: Any) -> None:
    """Wait until the script has run and every figure in sight is drawn."""
    page.wait_for_function(
        """() => document.querySelector("[data-testid=stApp]")
            ?.getAttribute("data-test-script-state") === "notRunning"
        && document.querySelector("[data-testid=stMain] :is(h1, h2, h3)")
        && [...document.querySelectorAll(".survey-chart .plot")].every((plot) =>
            plot.querySelector("svg") || !plot.checkVisibility()
            || plot.getBoundingClientRect().top > innerHeight)""",
        timeout=60_000,
    )


def serious_faults(page: Any) -> Found:
    """What axe finds of serious or critical impact, and what stays: a page fades in."""
    for _ in range(3):
        if not (found := _faults_now(page)):
            break
        page.wait_for_timeout(1500)
    return found


def _faults_now(page: Any) -> Found:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{violation['id']} at {node['target']}: {node['failureSummary']}\n{node['html'][:200]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
        if not any(
            violation["id"] == rule and page.locator(where).and_(
                page.locator(node["target"][-1])).count()
            for rule, where, _ in STREAMLITS_OWN
        )
    ]  # fmt: skip


@pytest.mark.sampled(16)
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_no_serious_fault(view: str, page: Any, address: str) -> None:
    show(page, address, view)
    assert not page.get_by_text("could not be").count()
    assert serious_faults(page) == []


def test_axe_finds_no_serious_fault_in_what_a_figure_opens(page: Any, address: str) -> None:
    show(page, address, FIGURE)
    press(page, "Table")
    page.get_by_role("region", name="Table: ").wait_for()
    press(page, "Download")
    page.get_by_role("checkbox", name="on dark").wait_for()
    assert serious_faults(page) == []
    press(page, "Download & cite")
    page.get_by_role("dialog").wait_for()
    settled(page)
    for tab in page.get_by_role("dialog").get_by_role("tab").all():
        tab.click()
        if tab.inner_text() == "SQL":  # colored only once what colors it has been loaded
            page.locator("[role=dialog] .token.keyword >> visible=true").first.wait_for()
        assert serious_faults(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    press(page, "Full screen")
    page.locator("dialog[open]").wait_for()
    assert serious_faults(page) == []


def test_axe_finds_no_serious_fault_on_a_phone(chromium: Any, address: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    phone = context.new_page()
    show(phone, address, "personas?persona=ml_engineer&year=2025")
    assert serious_faults(phone) == []
    # The way to the filters says what it leads to, and how many are in use.
    opener = phone.get_by_test_id("stExpandSidebarButton")
    label = opener.evaluate("(one) => getComputedStyle(one, '::after').content")
    assert label == '"Menu and filters (1)"'
    opener.click()
    phone.get_by_role("combobox", name="Persona", exact=True).wait_for()
    assert serious_faults(phone) == []
    context.close()


def test_a_figure_is_read_taken_away_and_collected_by_keyboard_alone(
    chromium: Any, address: str
) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 500})
    page = context.new_page()
    show(page, address, FIGURE)
    tab_to(page, "Table")
    page.keyboard.press("Enter")
    table = page.get_by_role("region", name="Table: ")
    table.wait_for()
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "true"
    table.evaluate("(one) => { one.style.maxHeight = '120px' }")  # whatever its length
    tab_to(page, table.get_attribute("aria-label"))
    page.keyboard.press("ArrowDown")
    page.wait_for_function("(one) => one.scrollTop > 0", arg=table.element_handle())
    tab_to(page, "More", back=True)
    page.keyboard.press("Enter")
    tab_to(page, "Download & cite")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    page.wait_for_function("document.activeElement.closest('[role=dialog]') !== null")
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    page.wait_for_function("document.activeElement.textContent === 'Download & cite'")
    page.keyboard.press("Tab")
    assert focused(page) == "Add to report"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.textContent === 'In the report'")
    context.close()


def test_the_whole_screen_is_left_before_the_page_answers(chromium: Any, address: str) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    show(page, address, FIGURE)
    press(page, "Full screen")
    whole = page.locator("dialog[open]")
    whole.wait_for()
    assert not page.get_by_role("button", name="Full screen").is_visible()
    press(page, "Download & cite")
    page.get_by_role("dialog").get_by_text("Download & cite").wait_for()
    assert whole.count() == 0
    context.close()


def press(page: Any, label: str) -> None:
    more = page.locator(".survey-chart .menu").get_by_role("button", name="More")
    if label in FURTHER and more.get_attribute("aria-expanded") == "false":
        more.click()
    page.locator(".survey-chart .menu").get_by_role("button", name=label, exact=True).click()


def focused(page: Any) -> str:
    """The name of what has the focus."""
    return str(
        page.evaluate(
            "document.activeElement.getAttribute('aria-label')"
            " ?? document.activeElement.textContent.trim()"
        )
    )


def tab_to(page: Any, name: str, *, back: bool = False) -> None:
    for _ in range(60):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if focused(page) == name:
            return
    pytest.fail(f"no way by Tab to “{name}”")
