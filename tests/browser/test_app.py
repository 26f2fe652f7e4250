"""The real app in a real browser: filters, links that show the same numbers, search, the phone."""

import re
from pathlib import Path
from typing import Any

import pytest

from dashboard.codebook import read_codebook

from .conftest import start_server, stop_server
from .waiting import ENDED, steady

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
CODEBOOK = read_codebook(ROOT / "data")
PERSONA = CODEBOOK.filter("persona").choices[0]


@pytest.fixture(scope="module")
def address(serve: Any, sample_folder: Path) -> str:
    return str(
        serve(ROOT / "app.py", env={"SURVEY_DATA": str(sample_folder), "SURVEY_PREVIEW": "1"})
    )


@pytest.fixture
def page(chromium: Any) -> Any:
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    opened.complaints = []
    opened.on("console", lambda message: _note(opened, message))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    yield opened
    context.close()


def _note(page: Any, message: Any) -> None:
    # Streamlit looks for its own files below the page's path first, and finds them above it.
    if message.type == "error" and "404" not in message.text:
        page.complaints.append(message.text)


def settled(page: Any) -> None:
    """Wait until the script has run and every figure is drawn, also those out of sight."""
    page.wait_for_function(ENDED)
    page.wait_for_selector("svg.main-svg")
    steady(page, lambda: numbers(page), pause=1500)


def numbers(page: Any) -> list[str]:
    """What a reader sees: every base line, and every text in the figures."""
    bases = page.get_by_text(re.compile(r"^n = |^[\d,]+ respondents")).all_inner_texts()
    drawn = page.locator("svg.main-svg text").all_text_contents()
    return [*bases, *drawn]


def choose(page: Any, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=re.compile(label))
    box.click()
    page.get_by_role("option", name=option, exact=True).click()
    page.keyboard.press("Escape")


def drawer_is_open(page: Any) -> bool:
    """Whether the search, first in the drawer, is on screen: shut, it has nothing that acts."""
    boxes = page.get_by_role("combobox", name=re.compile("^Search"))
    places = [box["x"] for one in boxes.all() if (box := one.bounding_box())]
    return any(0 <= x < page.viewport_size["width"] for x in places)


def test_a_link_shows_somebody_else_the_same_numbers(page: Any, address: str) -> None:
    page.goto(f"{address}/personas")
    settled(page)
    everyone = numbers(page)
    choose(page, CODEBOOK.filter("persona").title, PERSONA.label)
    settled(page)
    page.wait_for_url(re.compile(f"persona={PERSONA.id}"))
    filtered = numbers(page)
    assert filtered != everyone
    other = page.context.browser.new_context(viewport={"width": 1440, "height": 900})
    visitor = other.new_page()
    visitor.goto(page.url)
    settled(visitor)
    assert numbers(visitor) == filtered
    other.close()
    assert page.complaints == []


def test_filters_stay_from_page_to_page(page: Any, address: str) -> None:
    page.goto(f"{address}/personas?persona={PERSONA.id}")
    settled(page)
    page.get_by_role("link", name="Tools", exact=True).click()
    page.wait_for_url(re.compile(rf"/tools\?persona={PERSONA.id}"))
    settled(page)
    assert page.get_by_role("heading", name="Tools", level=1).is_visible()
    assert page.get_by_text(PERSONA.label).first.is_visible()
    assert page.complaints == []


def test_reset_takes_one_click(page: Any, address: str) -> None:
    page.goto(f"{address}/personas")
    settled(page)
    everyone = numbers(page)
    page.goto(f"{address}/personas?persona={PERSONA.id}&compare=year")
    settled(page)
    assert numbers(page) != everyone
    page.get_by_role("button", name="Reset", exact=True).click()
    page.wait_for_url(re.compile(r"/personas$"))
    settled(page)
    assert numbers(page) == everyone


def test_a_question_is_found_from_any_page(page: Any, address: str) -> None:
    wanted = CODEBOOK.topic("spikes").questions[1]
    page.goto(f"{address}/personas")
    settled(page)
    box = page.get_by_role("combobox", name=re.compile("^Search questions, answers"))
    box.click()
    box.fill(wanted.title)
    page.get_by_role("option", name=wanted.title).first.click()
    page.wait_for_url(re.compile(rf"/spikes\?question={wanted.id}"))
    page.get_by_text("Search result").wait_for()  # the page before it may have settled, too
    settled(page)
    assert page.get_by_text("Search result").is_visible()


def test_the_button_copies_a_link_that_stays(page: Any, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}/personas?persona={PERSONA.id}&utm_source=newsletter")
    settled(page)
    page.get_by_role("button", name="Copy link", exact=True).click()
    page.get_by_text("Link copied").wait_for()
    year = max(CODEBOOK.years)
    wanted = f"{address}/personas?year={year}&persona={PERSONA.id}&v=1"
    assert page.evaluate("navigator.clipboard.readText()") == wanted


def test_back_and_forward_return_to_every_view(page: Any, address: str) -> None:
    newest, before = sorted(CODEBOOK.years, reverse=True)[:2]
    page.goto(f"{address}/spikes")
    settled(page)
    choose(page, "^Year", str(before))
    page.wait_for_url(re.compile(f"year={before}"))
    settled(page)
    page.get_by_role("link", name="Spending", exact=True).click()
    page.wait_for_url(re.compile(rf"/spending\?year={before}"))
    settled(page)
    for url, year in [(f"/spikes?year={before}&v=1", before), ("/spikes", newest)]:
        page.go_back()
        page.wait_for_url(f"{address}{url}")
        page.get_by_text(f"All respondents · {year}").first.wait_for()
        settled(page)
    page.go_forward()
    page.wait_for_url(re.compile(f"/spikes.year={before}"))
    page.get_by_text(f"All respondents · {before}").first.wait_for()
    assert page.get_by_text(f"All respondents · {before}").first.is_visible()


def test_a_link_inside_the_site_opens_in_the_same_tab(page: Any, address: str) -> None:
    page.goto(f"{address}/spikes")
    settled(page)
    page.get_by_role("link", name="Methodology").first.click()
    page.wait_for_url(re.compile("/method#"))
    page.get_by_role("heading", level=1).wait_for()
    assert len(page.context.pages) == 1
    page.go_back()
    page.wait_for_url(f"{address}/spikes")
    page.get_by_role("heading", name="Spikes", level=1).wait_for()


FILTERED = [f"{name}={one.choices[0].id}" for name, one in CODEBOOK.filters.items()]
VIEWS = ["", "compare=year", "compare=persona", *FILTERED, "&".join(FILTERED)]


@pytest.mark.sampled(14)
@pytest.mark.parametrize("topic", ["", *(topic.id for topic in CODEBOOK.topics)])
@pytest.mark.parametrize("query", VIEWS)
@pytest.mark.parametrize(("width", "most"), [(1440, 2500), (390, 4500)])
def test_no_page_is_longer_than_a_reader_scrolls(
    width: int, most: int, query: str, topic: str, chromium: Any, address: str
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, user_agent="Mobi" if width < 640 else None
    )
    opened = context.new_page()
    opened.goto(f"{address}/{topic}?{query}")
    settled(opened)
    main = opened.get_by_test_id("stMainBlockContainer")
    assert main.evaluate("(one) => one.getBoundingClientRect().height") <= most
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize(("width", "columns", "most"), [(1440, 2, 2500), (1024, 1, 4500)])
def test_what_changed_stands_in_two_columns_where_there_is_room(
    width: int, columns: int, most: int, chromium: Any, address: str
) -> None:
    opened = chromium.new_page(viewport={"width": width, "height": 900})
    opened.goto(f"{address}/changes")
    lines = opened.locator("[class*=st-key-lines_changes] [data-testid=stPageLink]:visible")
    lines.first.wait_for()
    steady(opened, lines.count)
    assert len({line.bounding_box()["x"] for line in lines.all()}) == columns
    topics = opened.locator("[class*='st-key-news_many'], [class*='st-key-news_one']").all()
    boxes = [
        (
            one.locator("h3").bounding_box(),
            [line.bounding_box() for line in one.get_by_test_id("stPageLink").all()],
        )
        for one in topics
    ]
    assert sum(len(below) for _, below in boxes) == lines.count()
    # No topic goes on beside what stands above its heading.
    assert [head for head, below in boxes if min(line["y"] for line in below) < head["y"]] == []
    assert [
        head for head, below in boxes if min(line["x"] for line in below) > head["x"] + 40
    ] == []
    main = opened.get_by_test_id("stMainBlockContainer")
    assert main.bounding_box()["height"] <= most
    opened.close()


@pytest.mark.parametrize(("place", "folded"), [("changes", "What changed · "), ("personas", "")])
def test_a_page_folded_into_the_rest_of_the_menu_is_named_there(
    place: str, folded: str, chromium: Any, address: str
) -> None:
    opened = chromium.new_page(viewport={"width": 768, "height": 900})
    opened.goto(f"{address}/{place}")
    opened.get_by_test_id("stMain").locator("h1").wait_for()
    rest = opened.locator(".rc-overflow-item-rest p")
    rest.wait_for()
    read = "(one) => getComputedStyle(one, '::before').content"
    said = steady(opened, lambda: rest.evaluate(read))
    assert said == (f'"{folded}"' if folded else "none")
    shown = opened.locator(".rc-overflow-item:not([aria-hidden]) [aria-current]")
    assert shown.count() == (0 if folded else 1)
    opened.close()


def test_a_drawing_taller_than_a_screen_says_so_and_is_shown_whole(
    chromium: Any, address: str
) -> None:
    opened = chromium.new_page(viewport={"width": 390, "height": 844})
    opened.goto(f"{address}/data_stack")
    chart = opened.locator("[class*=st-key-tall] .survey-chart").first
    chart.locator("svg.main-svg").first.wait_for()
    plot, more = chart.locator(".plot"), chart.locator(".more summary")

    def hidden() -> int:
        """Pixels of the drawing that are reached by scrolling alone."""
        below: int = steady(
            opened, lambda: plot.evaluate("(one) => one.scrollHeight - one.clientHeight")
        )
        return below

    assert hidden() > 40
    assert more.inner_text() == "Show all rows"
    more.click()
    assert hidden() == 0
    assert more.inner_text() == "Show fewer rows"
    more.click()
    assert hidden() > 40
    # What fits says nothing.
    others = opened.locator(".survey-chart:not([class*=st-key-tall] *) .more")
    assert others.count() > 0
    assert not any(one.is_visible() for one in others.all())
    opened.close()


def test_a_script_in_the_address_is_shown_as_text(page: Any, address: str) -> None:
    page.goto(f"{address}/personas?persona=<script>window.hit=1</script>")
    page.get_by_text("This link does not lead to a view").wait_for()
    assert page.evaluate("window.hit") is None


def test_no_request_leaves_the_server(page: Any, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    settled(page)
    allowed = (address, address.replace("http", "ws"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(allowed)] == []


def test_on_a_phone_a_link_keeps_its_filter_with_the_next_choice(
    chromium: Any, address: str
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    phone = context.new_page()
    # The browser says how narrow it is while the first run is at work, which is cut short.
    phone.goto(f"{address}/changes?persona={PERSONA.id}")
    phone.get_by_text(f"{PERSONA.label} ·").first.wait_for(timeout=60_000)
    pills = phone.get_by_test_id("stMain").get_by_test_id("stButtonGroup").locator("button")
    pills.nth(1).wait_for(timeout=60_000)
    phone.wait_for_timeout(4000)
    pills.nth(1).click()
    phone.wait_for_url("**against=**", timeout=60_000)
    assert f"persona={PERSONA.id}" in phone.url
    phone.get_by_text(f"{PERSONA.label} ·").first.wait_for(timeout=60_000)
    context.close()


def test_on_a_phone_the_filters_are_in_a_drawer_and_nothing_scrolls_sideways(
    chromium: Any, address: str
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    phone = context.new_page()
    phone.goto(f"{address}/personas")
    settled(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert not drawer_is_open(phone)
    phone.get_by_test_id("stExpandSidebarButton").click()
    phone.wait_for_timeout(800)
    assert drawer_is_open(phone)

    # Filters first; one tap shows every page.
    def seen(test_id: str) -> list[float]:
        links = """(all) => all.map((one) => one.getBoundingClientRect())
            .flatMap(({ top, bottom }) => [top, bottom])"""
        places: list[float] = phone.get_by_test_id(test_id).evaluate_all(links)
        return places

    assert min(seen("stSelectbox")) < min(seen("stSidebarNavLink"))
    phone.get_by_role("button", name="All pages").click()
    phone.wait_for_timeout(300)
    assert len(seen("stSidebarNavLink")) > 2 * len(CODEBOOK.topics)
    assert min(seen("stSidebarNavLink")) >= 0
    assert max(seen("stSidebarNavLink")) <= 844
    # It closes once a page is chosen: what was asked for is what one sees.
    phone.get_by_role("link", name="Tools", exact=True).click()
    phone.wait_for_url(re.compile("/tools"))
    phone.get_by_role("heading", name="Tools", level=1).wait_for()
    settled(phone)
    assert not drawer_is_open(phone)
    phone.get_by_test_id("stExpandSidebarButton").click()
    phone.get_by_role("combobox", name=re.compile("^Search")).fill("budget")
    phone.get_by_role("option").first.click()
    phone.wait_for_url(re.compile("question="))
    phone.get_by_text("Search result").wait_for()
    settled(phone)
    assert not drawer_is_open(phone)
    context.close()


def test_the_current_page_is_marked_and_the_menu_is_short(page: Any, address: str) -> None:
    folded = next(topic for topic in CODEBOOK.topics if topic.menu)
    page.goto(f"{address}/{folded.id}")
    settled(page)
    marked = page.locator("[data-testid=stTopNavSection][aria-current]")
    marked.wait_for()
    assert marked.locator("[data-testid=stMarkdownContainer]").all_inner_texts() == [folded.menu]
    entries = page.locator("[data-testid=stTopNavSection], [data-testid=stTopNavLinkContainer]")
    assert 0 < entries.count() <= 9
    assert page.title() == f"{folded.title} · {CODEBOOK.title}"


def test_full_screen_enlarges_the_letters(page: Any, address: str) -> None:
    page.goto(f"{address}/spikes")
    settled(page)
    letter = "(text) => text.getBoundingClientRect().height"
    before = page.locator(".plot svg text").first.evaluate(letter)
    page.get_by_role("button", name="More", exact=True).first.click()
    page.get_by_role("button", name="Full screen").first.click()
    inside = page.locator("dialog .plot svg text").first
    inside.wait_for()
    page.wait_for_timeout(1500)
    assert inside.evaluate(letter) > 1.2 * before


# What a reader does first once the page is back: a control, and the address that it leads to.
FIRST_CLICKS = {
    "a year, where the address names one": ("tools?year=2023&v=1", "Year", "2024", "year=2024"),
    "a year, at a bare address": ("personas", "Year", "2024", "year=2024"),
    "a comparison": ("personas", "Compare", "Year", "compare=year"),
    "a filter": ("goals_challenges", CODEBOOK.filter("persona").title, PERSONA.label, "persona="),
}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("case", FIRST_CLICKS)
def test_the_first_click_after_a_restart_counts(case: str, page: Any, sample_folder: Path) -> None:
    view, label, option, wanted = FIRST_CLICKS[case]
    known = {"SURVEY_DATA": str(sample_folder), "SURVEY_PREVIEW": "1"}
    server, address = start_server(ROOT / "app.py", known, "")
    try:
        page.goto(f"{address}/{view}")
        settled(page)
        stop_server(server)
        page.wait_for_function(
            "() => document.querySelector('[data-testid=stApp]')"
            ".getAttribute('data-test-connection-state') !== 'CONNECTED'"
        )
        port = int(address.rpartition(":")[2])
        server, _ = start_server(ROOT / "app.py", known, "", port=port)
        page.wait_for_function(
            "() => document.querySelector('[data-testid=stApp]')"
            ".getAttribute('data-test-connection-state') === 'CONNECTED'",
            timeout=60_000,
        )
        settled(page)
        choose(page, label, option)
        page.wait_for_url(re.compile(re.escape(wanted)))
        settled(page)
        assert wanted in page.url
    finally:
        stop_server(server)


def test_on_a_phone_the_first_figure_is_within_500_pixels(
    chromium: Any, serve: Any, released_folder: Path
) -> None:
    # As readers have it: without the notice above folders that were not released.
    address = serve(ROOT / "app.py", env={"SURVEY_DATA": str(released_folder)})
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    phone = context.new_page()
    far = {}
    for page in ("", *(topic.id for topic in CODEBOOK.topics)):
        phone.goto(f"{address}/{page}")
        settled(phone)
        first = phone.locator("[data-testid=stMain] svg.main-svg, .small-picture").first
        far[page] = first.evaluate("(one) => one.getBoundingClientRect().top")
    assert max(far.values()) <= 500, far
    context.close()


# The focus ring, its ground, and how far a control reaches, as a browser computes them.
FOCUSED = """() => {
  const one = document.activeElement;
  const ground = (element) => {
    for (; element; element = element.parentElement) {
      const { backgroundColor } = getComputedStyle(element);
      if (!/rgba\\(.*, 0\\)|transparent/.test(backgroundColor)) return backgroundColor;
    }
    return "rgb(255, 255, 255)";
  };
  const rings = [];
  for (let at = one, up = 0; at && up < 5; at = at.parentElement, up += 1) {
    const style = getComputedStyle(at);
    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1)
      rings.push(style.outlineColor);
    if (style.boxShadow !== "none")
      rings.push(...(style.boxShadow.match(/rgba?\\([^)]*\\)/g) ?? []));
    rings.push(style.borderTopColor);
  }
  const { width, height } = one.getBoundingClientRect();
  const name = one.getAttribute("aria-label") || one.textContent || one.tagName;
  return [name.trim().slice(0, 40), rings, ground(one.parentElement), width, height, one.tagName];
}"""


def contrast(one: str, other: str) -> float:
    """The contrast of two colors as WCAG computes it; one that is seen through counts less."""

    def light(color: str, below: tuple[float, ...] = (255, 255, 255)) -> float:
        numbers = [float(part) for part in re.findall(r"[\d.]+", color)]
        part = numbers[3] if len(numbers) > 3 else 1.0
        mixed = [part * n + (1 - part) * b for n, b in zip(numbers, below, strict=False)]
        parts = [n / 255 for n in mixed]
        linear = [n / 12.92 if n <= 0.04045 else ((n + 0.055) / 1.055) ** 2.4 for n in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    ground = tuple(float(part) for part in re.findall(r"[\d.]+", other)[:3])
    bright, dark = sorted((light(one, ground), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_focus_is_seen_and_every_control_is_large_enough(
    theme: str, chromium: Any, address: str
) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, color_scheme=theme)
    page = context.new_page()
    page.goto(f"{address}/personas")
    settled(page)
    seen: dict[str, str] = {}
    for _ in range(60):
        page.keyboard.press("Tab")
        page.wait_for_timeout(60)
        name, rings, ground, width, height, tag = page.evaluate(FOCUSED)
        if tag in ("BODY", "IFRAME") or not width:
            continue
        best = max((contrast(ring, ground) for ring in rings), default=0)
        if best < 3:
            seen[name] = f"focus {best:.2f}:1"
        if min(width, height) < 24 and tag != "A":
            seen[name] = f"{width:.0f} by {height:.0f} pixels"
    assert seen == {}
    context.close()
