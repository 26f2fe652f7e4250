"""The pages for questions of one's own, by keyboard alone, on a desk and on a phone.

Every stop of the Tab key is on the screen and can be seen to be one, every control is reached, and
the way leads out again. What is chosen with keys stands in the address.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.codebook import Choice, Kind, Question, read_codebook
from dashboard.query.url import further_filters
from dashboard.stories.compare_me import asked_of_readers

from .waiting import steady

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
MOST_STOPS = 150
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
# Where the focus is, and what of the page a reader sees of it; nothing once it has left the page.
STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  one.dataset.stop = "reached";
  const { x, y, width, height } = one.getBoundingClientRect();
  const name = one.getAttribute("aria-label") || one.textContent || one.id;
  const seen = width > 0 && height > 0 && x < innerWidth && y < innerHeight
    && x + width > 0 && y + height > 0;
  return { name: name.trim().slice(0, 60), tag: one.tagName, seen, x, y, width, height };
}"""
# Of a group of buttons the arrows reach the others.
LEFT_OUT = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  const all = main.querySelectorAll("a[href], button, input, summary, textarea");
  const reached = (one) => one.dataset.stop === "reached"
    || one.closest("[data-testid=stButtonGroup]")?.querySelector("[data-stop=reached]");
  return [...all].filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0
    && !reached(one)).map((one) => one.outerHTML.slice(0, 200));
}"""
DOWN = "() => document.querySelector('[data-testid=stMain]').scrollTop"


@pytest.fixture(scope="module")
def address(serve: Any, released_folder: Path) -> str:
    return str(serve(ROOT / "app.py", env={"SURVEY_DATA": str(released_folder)}))


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, chromium: Any) -> Iterator[Any]:
    width, height = SIZES[request.param]
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        permissions=["clipboard-read", "clipboard-write"],
    )
    opened = context.new_page()
    opened.set_default_timeout(120_000)
    yield opened
    context.close()


def still(page: Any) -> None:
    """Wait until nothing is computed or drawn any more."""
    page.wait_for_selector("[data-testid=stMain] h1")
    steady(page, lambda: page.inner_text("[data-testid=stMain]"))


def focused_looks(page: Any, stop: dict[str, Any]) -> bool:
    """Whether what has the focus looks otherwise without it."""
    edge = 6
    left, top = max(0.0, stop["x"] - edge), max(0.0, stop["y"] - edge)
    size = page.viewport_size
    clip = {
        "x": left,
        "y": top,
        "width": min(stop["width"] + 2 * edge, size["width"] - left),
        "height": min(stop["height"] + 2 * edge, size["height"] - top),
    }
    shown = {"clip": clip, "animations": "disabled", "caret": "hide"}
    with_focus = page.screenshot(**shown)
    page.evaluate("() => { window.left = document.activeElement; window.left.blur(); }")
    without = page.screenshot(**shown)
    page.evaluate("() => window.left.focus({ preventScroll: true, focusVisible: true })")
    return bool(with_focus != without)


def tab_to(page: Any, locator: Any) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if locator.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError("the Tab key never came there")


def choose(page: Any, label: str, typed: str) -> None:
    """Choose from a list by typing, with keys alone."""
    box = page.get_by_test_id("stMain").get_by_role("combobox", name=label, exact=True)
    page.evaluate("() => document.activeElement.blur()")
    tab_to(page, box)
    page.keyboard.type(typed)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    still(page)


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    "view",
    [
        "explore?compare=persona&v=1",
        "against?persona=data_scientist&b.persona=ml_engineer&v=1",
        "changes",
        "compare-me",
    ],
)
def test_the_tab_key_reaches_every_control_and_leads_out_again(
    view: str, page: Any, address: str
) -> None:
    page.goto(f"{address}/{view}")
    still(page)
    unseen, plain = [], []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        page.wait_for_timeout(50)  # what scrolls into view does so at once
        stop = page.evaluate(STOP)
        if stop is None:
            break
        if not stop["seen"]:
            unseen.append(stop["name"])
        elif stop["tag"] != "MAIN" and not focused_looks(page, stop):
            plain.append(stop["name"])
    assert stop is None, "the focus never left the page"
    assert not unseen
    assert not plain
    assert page.evaluate(LEFT_OUT) == []


def explored(folder: Path) -> tuple[Question, Question, Choice]:
    """Two questions, and an answer to the second that no other question's label holds."""
    book = read_codebook(folder)
    year = max(book.years)
    several = [book.questions[c] for c in further_filters(book, year)]
    first = next(q for q in several if q.kind is Kind.MULTIPLE)
    labels = [c.label for q in several for c in q.offered(year)] + [q.title for q in several]
    for question in several:
        for choice in question.offered(year):
            if len(choice.label) > 5 and sum(choice.label in label for label in labels) == 1:
                return first, question, choice
    raise AssertionError("the survey has no such answer")


def test_a_view_is_explored_with_keys_and_its_address_opens_it_again(
    page: Any, address: str, released_folder: Path
) -> None:
    first, second, answer = explored(released_folder)
    page.goto(f"{address}/explore")
    still(page)
    choose(page, "Question", first.title)
    page.wait_for_url(f"**question={first.id}**")
    table = page.get_by_role("button", name="Table", exact=True)
    tab_to(page, table)
    page.keyboard.press("Enter")
    page.wait_for_url("**table=explore**")
    page.get_by_role("region", name=f"Table: {first.title}").wait_for()
    # Another order is another dress of the figure, whose table stays open.
    choose(page, "Order", "As in")
    page.wait_for_url("**order=listed**")
    page.get_by_role("region", name=f"Table: {first.title}").wait_for()
    # A question is found by an answer to it.
    choose(page, "Filter by the answers to", answer.label)
    page.wait_for_url(f"**where.{second.id}={answer.id}**")
    for part in (f"question={first.id}", "order=listed", "table=explore"):
        assert part in page.url
    visitor = page.context.new_page()
    visitor.set_default_timeout(120_000)
    visitor.goto(page.url)
    still(visitor)
    visitor.get_by_role("region", name=f"Table: {first.title}").wait_for()
    assert visitor.inner_text("[data-testid=stMain]") == page.inner_text("[data-testid=stMain]")


def test_an_explored_figure_becomes_one_of_the_report(page: Any, address: str) -> None:
    page.goto(f"{address}/explore?compare=persona&v=1")
    still(page)
    title = page.get_by_test_id("stMain").get_by_role("heading", level=2).first.inner_text()
    tab_to(page, page.get_by_role("button", name="More", exact=True))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Add to report", exact=True))
    page.keyboard.press("Enter")
    page.get_by_text("My report (1)").wait_for()
    page.evaluate("() => document.activeElement.blur()")
    tab_to(page, page.get_by_role("link", name="My report (1)").last)
    page.keyboard.press("Enter")
    page.wait_for_url("**/report**")
    still(page)
    assert title in page.inner_text("[data-testid=stMain]")
    assert "compare" in page.url


def test_a_reader_compares_a_team_with_keys_and_no_request_has_the_answers(
    page: Any, address: str, released_folder: Path
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/compare-me")
    still(page)
    book = read_codebook(released_folder)
    questions = asked_of_readers(book, max(book.years))
    form = page.get_by_test_id("stForm")
    for group in form.get_by_test_id("stButtonGroup").all():
        choices = group.get_by_role("button").or_(group.get_by_role("radio"))
        tab_to(page, choices.first)
        page.keyboard.press("ArrowRight")
        assert choices.nth(1).evaluate("(one) => one === document.activeElement")
        page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Show where I stand"))
    page.keyboard.press("Enter")
    card = page.get_by_role("button", name="Download card (PNG)")
    card.wait_for()
    still(page)
    tab_to(page, page.get_by_role("button", name="Copy link with my answers"))
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Link copied").wait_for()
    link = page.evaluate("() => navigator.clipboard.readText()")
    tab_to(page, card)
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    picture = Path(saved.value.path()).read_bytes()
    assert [int.from_bytes(picture[at : at + 4]) for at in (16, 20)] == [1200, 628]
    # The link has the answers behind its #, and gives them to whoever opens it.
    before, _, fragment = link.partition("#")
    assert before == f"{address}/compare-me"
    answers = [q for q in questions if q.id in fragment]
    assert len(answers) > 5
    friend = page.context.new_page()
    friend.set_default_timeout(120_000)
    friend.on("request", lambda request: asked.append(request.url))
    friend.goto(link)
    friend.get_by_role("button", name="Download card (PNG)").wait_for()
    still(friend)
    assert "(you)" in friend.inner_text("[data-testid=stMain]")
    sent = [url.partition("#")[0] for url in asked]
    given = [q.offered(max(q.asked))[1].id for q in answers]
    assert not [url for url in sent if any(code in url for code in given)]


def test_back_leads_to_the_line_that_was_followed(page: Any, address: str) -> None:
    page.goto(f"{address}/changes")
    still(page)
    lines = page.get_by_test_id("stMain").get_by_test_id("stPageLink").locator("a")
    followed = lines.filter(visible=True).last
    followed.focus()
    followed.scroll_into_view_if_needed()
    down = page.evaluate(DOWN)
    assert down > 300
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/changes" not in url)
    still(page)
    assert page.evaluate(DOWN) < 100
    page.go_back()
    page.wait_for_url("**/changes")
    still(page)
    page.wait_for_function(f"() => Math.abs(({DOWN})() - {down}) < 20")
    assert followed.evaluate("(one) => one.getBoundingClientRect().top < innerHeight")
