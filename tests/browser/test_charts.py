"""Figures in a real browser, on made-up numbers that the tests can make up again."""

import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from made_up import GROUPS, ODD_LABELS, bars

from dashboard.figures.palette import COLORS
from dashboard.figures.plain_text import plain
from dashboard.web.components.native_charts import table_csv

from .proxy import proxy

pytestmark = pytest.mark.browser

APP = Path(__file__).parent / "chart_app" / "app.py"
LIGHT_ACCENT, DARK_ACCENT = COLORS["accent"]
FAILED = "This chart could not be drawn"

Open = Callable[..., Any]


@pytest.fixture
def open_app(chromium: Any, serve: Callable[..., str]) -> Iterator[Open]:
    """Open the app of made-up figures; the page's own errors fail the test."""
    contexts = []
    errors: list[str] = []

    def open_page(
        query: str = "",
        *,
        base_path: str = "",
        address: str = "",
        size: tuple[int, int] = (1280, 900),
        before: Callable[[Any], None] = lambda page: None,
        wait_for: str = ".survey-chart",
        **options: Any,
    ) -> Any:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, accept_downloads=True, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        before(page)
        page.goto(f"{address or serve(APP, base_path=base_path)}/?{query}")
        page.wait_for_selector(wait_for, timeout=30_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


SHOWN = """(number) => {
    const plot = document.querySelectorAll(".survey-chart .plot")[number];
    return plot?.querySelector("svg.main-svg") && !plot.closest(".failed") ? plot.data[0].x : null;
}"""


def shows(page: Any, group: str, number: int = 0, rows: int = 10) -> None:
    """Wait until a figure is drawn with a group's numbers."""
    wanted = json.dumps(plain(bars(number, group, rows=rows))["data"][0]["x"])
    page.wait_for_function(
        f"(number) => JSON.stringify(({SHOWN})(number)) === JSON.stringify({wanted})",
        arg=number,
        timeout=60_000,
    )


def shown(page: Any, *numbers: int) -> list[Any]:
    """The numbers that figures show at this moment."""
    return [page.evaluate(f"(number) => ({SHOWN})(number)", number) for number in numbers]


def made(group: str, *numbers: int) -> list[Any]:
    """The numbers that figures are to show of a group."""
    return [plain(bars(number, group))["data"][0]["x"] for number in numbers]


def choose(page: Any, group: str) -> None:
    page.locator("label", has_text=group).first.click()


def bar_color(page: Any, number: int = 0) -> str:
    """The color a bar is drawn in, as #rrggbb."""
    found = page.evaluate(
        "(n) => getComputedStyle(document.querySelectorAll('.survey-chart .plot')[n]"
        ".querySelector('.bars path')).fill",
        number,
    )
    return "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", found)[:3])


def wait_for_color(page: Any, color: str) -> None:
    for _ in range(100):
        if bar_color(page) == color:
            return
        page.wait_for_timeout(50)
    assert bar_color(page) == color


def test_a_filter_click_changes_every_figure_and_keeps_its_nodes(open_app: Open) -> None:
    page = open_app()
    for number in range(8):
        shows(page, "Group A", number)
    page.evaluate(
        "() => { window.kept = [...document.querySelectorAll('.survey-chart .plot,"
        " .survey-chart .main-svg, .survey-chart .menu button')] }"
    )
    choose(page, "Group C")
    for number in range(8):
        shows(page, "Group C", number)
    assert page.evaluate("() => kept.length > 50 && kept.every((node) => node.isConnected)")


def test_ten_fast_clicks_end_on_the_last_group(open_app: Open) -> None:
    page = open_app()
    shows(page, "Group A")
    for group in [*GROUPS[1:], "Group D"]:
        choose(page, group)
    for number in range(8):
        shows(page, "Group D", number)
    page.wait_for_timeout(500)
    assert shown(page, *range(8)) == made("Group D", *range(8))


def test_what_is_on_screen_is_drawn_before_what_is_not(open_app: Open) -> None:
    page = open_app()
    shows(page, "Group A")
    page.locator(".survey-chart").nth(5).scroll_into_view_if_needed()
    for number in range(8):
        shows(page, "Group A", number)
    on_screen = page.evaluate(
        """() => {
          window.order = [];
          const plots = [...document.querySelectorAll(".survey-chart .plot")];
          plots.forEach((plot, number) => new MutationObserver(() =>
            order.includes(number) || order.push(number)).observe(plot.querySelector(".bars"),
              { subtree: true, childList: true, attributes: true }));
          return plots.map((plot) => plot.closest(".survey-chart").getBoundingClientRect())
            .flatMap(({ top, bottom }, number) => bottom > 0 && top < innerHeight ? [number] : []);
        }"""
    )
    assert 5 in on_screen
    assert 0 not in on_screen
    choose(page, "Group B")
    for number in range(8):
        shows(page, "Group B", number)
    drawn = page.evaluate("() => order")
    assert drawn[: len(on_screen)] == on_screen
    assert sorted(drawn) == list(range(8))


def test_rows_may_come_and_go(open_app: Open) -> None:
    page = open_app("charts=2&rows=3&more=2")
    shows(page, "Group A", rows=3)
    low = page.locator(".plot").first.bounding_box()["height"]
    choose(page, "Group C")
    shows(page, "Group C", rows=7)
    assert page.locator(".plot").first.bounding_box()["height"] == low / 3 * 7
    choose(page, "Group A")
    shows(page, "Group A", rows=3)
    assert page.locator(".plot").first.bounding_box()["height"] == low


def test_figures_may_come_and_go(open_app: Open) -> None:
    page = open_app("charts=1&grow=1")
    shows(page, "Group A")
    page.evaluate("() => { window.kept = document.querySelector('.plot .main-svg') }")
    choose(page, "Group D")
    for number in range(4):
        shows(page, "Group D", number)
    choose(page, "Group B")
    shows(page, "Group B", 1)
    page.wait_for_function("() => document.querySelectorAll('.survey-chart').length === 2")
    assert page.evaluate("() => kept.isConnected")


def test_two_thousand_bars_are_drawn_and_too_tall_only_for_a_png(open_app: Open) -> None:
    page = open_app("charts=1&rows=2000")
    shows(page, "Group A", rows=2000)
    page.get_by_role("button", name="Download").click()
    page.get_by_role("button", name="Report, PNG").click()
    page.get_by_text("too tall for a PNG").wait_for()
    page.get_by_role("button", name="Slide, SVG").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Report, SVG").click()
    assert "Answer 2000" in Path(download.value.path()).read_text(encoding="utf-8")


def test_colors_follow_the_theme_while_the_page_is_open(open_app: Open) -> None:
    page = open_app("charts=1", color_scheme="light")
    shows(page, "Group A")
    wait_for_color(page, LIGHT_ACCENT)
    page.evaluate("() => { window.kept = document.querySelector('.plot .main-svg') }")
    page.emulate_media(color_scheme="dark")
    wait_for_color(page, DARK_ACCENT)
    assert page.evaluate("() => kept.isConnected")
    page.emulate_media(color_scheme="light")
    wait_for_color(page, LIGHT_ACCENT)


def test_a_figure_fits_after_the_window_changes(open_app: Open) -> None:
    page = open_app("charts=1", size=(844, 390))
    shows(page, "Group A")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function(
        "() => document.querySelector('.plot .main-svg').clientWidth"
        " === document.querySelector('.survey-chart').clientWidth"
    )
    assert page.evaluate(
        "() => document.documentElement.scrollWidth <= innerWidth"
        " && document.querySelector('.plot .main-svg').clientWidth < 390"
    )


@pytest.mark.parametrize(
    ("query", "open_it"),
    [
        ("tabs=1", lambda page: page.get_by_role("tab", name="Back").click()),
        ("expander=1", lambda page: page.get_by_text("Closed").click()),
    ],
    ids=["tab", "expander"],
)
def test_a_figure_out_of_sight_is_drawn_when_it_is_shown(
    open_app: Open, query: str, open_it: Callable[[Any], None]
) -> None:
    page = open_app(f"charts=3&{query}")
    last = "() => [...document.querySelectorAll('.plot')].at(-1).data?.[0].x[0]"
    page.wait_for_function(f"({last})() === {plain(bars(2, 'Group A'))['data'][0]['x'][0]}")
    assert page.evaluate(SHOWN, 1) is None
    choose(page, "Group B")
    page.wait_for_function(f"({last})() === {plain(bars(2, 'Group B'))['data'][0]['x'][0]}")
    open_it(page)
    shows(page, "Group B", 1)
    assert page.locator(".plot").nth(1).locator(".main-svg").first.bounding_box()["width"] > 300


def test_a_picture_is_taken_with_the_keyboard_alone(open_app: Open) -> None:
    image = pytest.importorskip("PIL.Image")
    page = open_app("charts=1", color_scheme="dark")
    shows(page, "Group A")
    page.get_by_role("button", name="Table").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".panel").wait_for()
    assert page.evaluate("() => document.activeElement.getAttribute('aria-expanded')") == "true"
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.textContent") == "Download"
    assert page.locator(".panel").is_hidden()
    page.keyboard.press("Enter")
    page.locator(".panel").wait_for()
    for _ in range(4):  # More, the data as CSV, the picture to copy, then the first to save
        page.keyboard.press("Tab")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "made-up-0_report.png"
    with image.open(download.value.path()) as picture:
        assert picture.width == 3400
        assert picture.height >= 2400
        seen = {color for _, color in picture.convert("RGB").getcolors(1 << 24)}
    assert (255, 255, 255) in seen, "pictures are light although the page is dark"
    assert tuple(int(LIGHT_ACCENT[at : at + 2], 16) for at in (1, 3, 5)) in seen


@pytest.mark.parametrize(
    ("preset", "size"),
    [("Report", None), ("Slide", (1600, 900)), ("Square", (1080, 1080)),
     ("Social card", (1200, 628))],
)  # fmt: skip
@pytest.mark.parametrize("rows", [4, 10, 40])
def test_a_picture_carries_its_words_and_nothing_leaves_it(
    open_app: Open, preset: str, size: tuple[int, int] | None, rows: int
) -> None:
    page = open_app(f"charts=1&odd=1&rows={rows}", size=(390, 844))
    page.wait_for_selector(".plot .main-svg")
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=f"{preset}, SVG").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    words = " ".join(" ".join(root.itertext()).split())
    figure = bars(0, "Group A", rows=rows, odd=True)
    for wanted in (figure.title, figure.subtitle, figure.base, "Source: A made-up"):
        assert wanted in words
    assert "Demo data" in words
    assert figure.alt in words
    if size:
        assert (int(root.get("width", 0)), int(root.get("height", 0))) == size
        # Made for their size, they have eight rows at most; of more, the first six.
        first = re.search(r"Showing the first (\d+) of (\d+) rows", words)
        assert (first is not None) == (rows > 8)
        assert first is None or (int(first[1]) <= 6 and int(first[2]) == rows)
    outside = page.evaluate(
        """(svg) => {
            const host = document.createElement("div");
            host.innerHTML = svg;
            document.body.append(host);
            const all = host.firstChild.getBoundingClientRect();
            const out = [...host.querySelectorAll("text")].filter((text) => {
                const box = text.getBoundingClientRect();
                return box.width && (box.left < all.left || box.right > all.right + 1
                    || box.top < all.top || box.bottom > all.bottom);
            }).map((text) => text.textContent);
            host.remove();
            return out;
        }""",
        text,
    )
    assert outside == []


def test_labels_are_shown_letter_by_letter(open_app: Open) -> None:
    page = open_app("charts=1&odd=1")
    page.wait_for_selector(".plot .main-svg")
    drawn = page.locator(".plot .textpoint text").all_text_contents()
    assert [text for text in drawn if text in ODD_LABELS] == ODD_LABELS


def test_the_table_follows_the_filter_and_the_link_is_copied(open_app: Open) -> None:
    page = open_app("charts=1&odd=1", permissions=["clipboard-read", "clipboard-write"])
    page.wait_for_selector(".plot .main-svg")
    page.get_by_role("button", name="Table").click()
    rows = page.locator(".survey-chart tbody tr")
    rows.first.wait_for()
    assert rows.count() == 10
    share = bars(0, "Group A").table.rows[0][1]
    assert isinstance(share, float)
    assert rows.first.locator("th, td").all_text_contents()[:2] == [
        ODD_LABELS[0],
        f"{share * 100:.0f}%",
    ]
    choose(page, "Group B")
    page.wait_for_function(
        "(n) => document.querySelector('.survey-chart td.number').textContent === n",
        arg=f"{100 * bars(0, 'Group B').table.rows[0][1]:.0f}%",
    )
    page.get_by_role("button", name="Copy table").click()
    page.get_by_text("Table copied").wait_for()
    lines = page.evaluate("() => navigator.clipboard.readText()").split("\n")
    # It goes on alone: title and measure above, base and source with the reference below.
    figure = bars(0, "Group B")
    assert lines[:2] == [figure.title, figure.subtitle]
    assert lines[-2:] == [figure.base, figure.source]
    assert len(lines) == 2 + 11 + 2
    # A sheet would take this one for a formula.
    copied = [f"'{label}" if label == "=1+1" else label for label in ODD_LABELS]
    assert [line.split("\t")[0] for line in lines[3:7]] == copied
    page.get_by_role("button", name="Download").click()
    page.get_by_role("button", name="Copy image").click()
    page.get_by_text("Image copied").wait_for()
    kinds = "async () => (await navigator.clipboard.read()).flatMap((one) => one.types)"
    assert page.evaluate(kinds) == ["image/png"]
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Link copied").wait_for()
    assert page.evaluate("() => navigator.clipboard.readText()").endswith("/?figure=made-up-0")


@pytest.mark.parametrize("number", [0, 1])
def test_a_csv_holds_every_figure_of_every_number_and_is_saved_once(
    open_app: Open, number: int
) -> None:
    page = open_app("charts=3&odd=1")
    saved: list[Any] = []
    page.on("download", lambda download: saved.append(download))
    for at in range(3):
        shows(page, "Group A", at)
    page.evaluate("() => { window.kept = [...document.querySelectorAll('.plot .main-svg')] }")
    page.get_by_role("button", name="Download").nth(number).click()
    page.get_by_role("button", name="CSV").focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == f"made-up-{number}.csv"
    text = Path(download.value.path()).read_bytes().decode()
    figure = bars(number, "Group A", odd=not number)
    table = figure.table
    assert text == table_csv(table, figure.source)
    assert str(table.rows[0][1]) in text
    assert ("'=1+1," in text) == (number == 0)
    choose(page, "Group B")
    for at in range(3):
        shows(page, "Group B", at)
    assert len(saved) == 1
    assert page.evaluate("() => kept.every((node) => node.isConnected)")


def test_full_screen_shows_the_words_and_gives_the_focus_back(open_app: Open) -> None:
    page = open_app("charts=2")
    shows(page, "Group A")
    page.get_by_role("button", name="More").first.click()
    page.get_by_role("button", name="Full screen").first.click()
    dialog = page.get_by_role("dialog", name="What Group A uses, part 1")
    dialog.get_by_text(re.compile(r"^\d+ asked, \d+ answered")).filter(
        visible=True
    ).first.wait_for()
    page.wait_for_function(
        "() => document.querySelector('dialog .main-svg').getBoundingClientRect().width > 1100"
    )
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.querySelector('dialog')")
    assert page.evaluate("() => document.activeElement.textContent") == "Full screen"
    choose(page, "Group B")
    shows(page, "Group B")


def test_a_further_action_is_told_to_python(open_app: Open) -> None:
    page = open_app("charts=1&actions=1")
    page.get_by_role("button", name="More").first.click()
    page.get_by_role("button", name="Methodology").click()
    page.get_by_text("Pressed: Methodology").wait_for()
    assert page.get_by_text(re.compile("^Pressed: ")).all_inner_texts() == ["Pressed: Methodology"]


def test_a_broken_figure_says_so_and_recovers(open_app: Open) -> None:
    page = open_app("charts=2&broken=Group B")
    shows(page, "Group A")
    choose(page, "Group B")
    sentence = page.locator(".message:visible")
    sentence.get_by_text(FAILED).wait_for()
    shows(page, "Group B", 1)
    choose(page, "Group C")
    shows(page, "Group C")
    assert sentence.count() == 0


@pytest.mark.parametrize("file", ["plotly-*.min.js", "charts-*.js"])
def test_a_blocked_library_is_said_and_tried_again(open_app: Open, file: str) -> None:
    def block(page: Any) -> None:
        page.route(f"**/{file}", lambda route: route.abort())

    page = open_app("charts=2", before=block, wait_for="text=could not be loaded >> nth=1")
    page.unroute(f"**/{file}")
    choose(page, "Group B")
    shows(page, "Group B")
    shows(page, "Group B", 1)
    assert page.get_by_text("could not be loaded").filter(visible=True).count() == 0


def test_a_menu_that_cannot_be_fetched_says_so(open_app: Open) -> None:
    page = open_app(
        "charts=1", before=lambda page: page.route("**/charts-menu-*.js", lambda r: r.abort())
    )
    shows(page, "Group A")
    page.get_by_role("button", name="Table").click()
    page.get_by_text("could not be loaded").wait_for()
    assert shown(page, 0) == made("Group A", 0)


def test_nothing_of_the_menu_is_fetched_before_it_is_used(open_app: Open) -> None:
    asked: list[str] = []
    page = open_app(
        "charts=2", before=lambda page: page.on("request", lambda r: asked.append(r.url))
    )
    shows(page, "Group A")
    assert not any("charts-menu-" in url for url in asked)
    for number in range(2):
        page.get_by_role("button", name="Table", exact=True).nth(number).click()
        page.locator(".survey-chart tbody").nth(number).wait_for()
    assert sum("charts-menu-" in url for url in asked) == 1


def test_embedded_and_dark(open_app: Open) -> None:
    page = open_app("charts=1&embed=true&embed_options=dark_theme")
    shows(page, "Group A")
    wait_for_color(page, DARK_ACCENT)
    assert bar_color(page) == DARK_ACCENT


def test_served_under_a_path_of_its_own(open_app: Open) -> None:
    page = open_app("charts=2", base_path="surveys/mlops")
    shows(page, "Group A")
    choose(page, "Group B")
    for number in range(2):
        shows(page, "Group B", number)
    assert shown(page, 0, 1) == made("Group B", 0, 1)


@pytest.mark.parametrize("base_path", ["surveys/mlops", ""], ids=["kept", "taken off"])
def test_behind_a_proxy_that_keeps_the_path_or_takes_it_off(
    open_app: Open, serve: Callable[..., str], base_path: str
) -> None:
    with proxy(serve(APP, base_path=base_path), outside="/surveys/mlops") as address:
        page = open_app("charts=2", address=address)
        shows(page, "Group A")
        choose(page, "Group B")
        shows(page, "Group B", 1)
        page.get_by_role("button", name="Table").first.click()
        page.locator(".survey-chart tbody").wait_for()
        assert shown(page, 1) == made("Group B", 1)


def test_printing_draws_everything_light_and_narrow(open_app: Open) -> None:
    page = open_app("", color_scheme="dark")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    for number in range(8):
        shows(page, "Group A", number)
    wait_for_color(page, LIGHT_ACCENT)
    assert page.evaluate(
        "() => [...document.querySelectorAll('.plot .main-svg')].every((s) => s.clientWidth <= 660)"
    )
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    wait_for_color(page, DARK_ACCENT)


def test_how_it_was_asked_is_told_on_demand_and_by_keyboard(open_app: Open) -> None:
    page = open_app("charts=1")
    shows(page, "Group A")
    wording = page.get_by_text("Asked: “Which?”")
    assert wording.is_hidden()
    page.get_by_role("button", name="Question wording").focus()
    page.keyboard.press("Enter")
    assert wording.is_visible()
    assert page.get_by_role("button", name="Question wording", expanded=True).is_visible()
    page.keyboard.press("Enter")
    assert wording.is_hidden()
    assert page.get_by_role("heading", name="What Group A uses, part 1").is_visible()


def test_a_page_printed_at_once_shows_every_figure(open_app: Open) -> None:
    pypdf = pytest.importorskip("pypdf")
    page = open_app()
    shows(page, "Group A")
    choose(page, "Group B")
    shows(page, "Group B")
    # Printed before they were ever scrolled to, but not before their messages have come.
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    pages = pypdf.PdfReader(BytesIO(page.pdf())).pages
    printed = " ".join(" ".join(one.extract_text() for one in pages).split())
    for number in range(8):
        figure = bars(number, "Group B")
        assert figure.title in printed
        assert figure.base in printed
    assert printed.count("Shadow deployment") == 8


def test_on_a_phone_in_the_dark_with_the_keyboard_alone(open_app: Open) -> None:
    page = open_app("charts=2", size=(390, 844), color_scheme="dark", has_touch=True)
    shows(page, "Group A")
    wait_for_color(page, DARK_ACCENT)
    page.get_by_role("button", name="Table").first.focus()
    page.keyboard.press("Enter")
    table = page.get_by_role("region", name="Table: What Group A uses, part 1")
    table.wait_for()
    for _ in range(2):  # Download, then More
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _ in range(3):  # Copy link, Full screen, then the table, to scroll it
        page.keyboard.press("Tab")
    assert table.evaluate("(region) => region === document.activeElement")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.textContent === 'Full screen'")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_figure_has_a_name_a_description_and_room_for_fingers(open_app: Open) -> None:
    page = open_app("charts=1", size=(390, 844), has_touch=True)
    shows(page, "Group A")
    image = page.get_by_role("img", name="What Group A uses, part 1")
    described = page.locator(f"#{image.get_attribute('aria-describedby')}")
    assert described.text_content() == bars(0, "Group A").alt
    shown = [one for one in page.locator(".survey-chart .menu button").all() if one.is_visible()]
    assert shown
    for button in shown:
        box = button.bounding_box()
        assert box["height"] >= 44
        assert box["width"] >= 44
