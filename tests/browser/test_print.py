"""Pages on paper: figures only, whole, and with the numbers of the screen and of the CSV."""

import csv
import re
import unicodedata
from collections import Counter
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest

from dashboard.analysis.rounding import percent
from dashboard.codebook import read_codebook

pypdf = pytest.importorskip("pypdf")
pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
CODEBOOK = read_codebook(ROOT / "data")
MARGINS = dict.fromkeys(("top", "right", "bottom", "left"), "14mm")
TOPICS = [topic.id for topic in CODEBOOK.topics]
VIEWS = [
    *(("", topic) for topic in ("", *TOPICS)),
    *((view, topic) for view in ("?compare=year", "?compare=persona") for topic in TOPICS[::4]),
]


@pytest.fixture(scope="module")
def address(serve: Any, sample_folder: Path) -> str:
    env = {"SURVEY_DATA": str(sample_folder), "SURVEY_PREVIEW": "1"}
    return str(serve(ROOT / "app.py", env=env))


@pytest.fixture
def page(chromium: Any) -> Any:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, color_scheme="dark")
    yield context.new_page()
    context.close()


# A text of several lines is an element for each of them.
LINES = """texts => texts.flatMap((text) => {
  const lines = [...text.querySelectorAll("tspan.line")];
  return (lines.length ? lines : [text]).map(({ textContent }) => textContent);
})"""

# What is clicked or typed into, and is seen. What is chosen stands on paper, as a word of the view.
CONTROLS = """controls => controls
  .filter((control) => control.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((control) => control.getClientRects().length && !control.matches(
    "[role=tab][aria-selected=true], [data-testid=stButtonGroup] [data-selected]"))
  .map(({ outerHTML }) => outerHTML)"""
CLICKED = (
    "button, input, select, textarea, [role=tab], [role=combobox], [role=button], "
    "[data-testid=stWidgetLabel], [data-testid=stPageLink]:not([class*=st-key-lines_] *), "
    "[data-testid=stSidebar] a"
)


def drawn(page: Any) -> list[str]:
    """The lines of all figures on screen, once all of them are drawn."""
    page.wait_for_selector("svg.main-svg")
    before, now = [""], list[str]()
    while now != before:
        page.wait_for_timeout(1500)
        before, now = now, page.locator("svg.main-svg text").evaluate_all(LINES)
    return now


def controls(page: Any) -> list[str]:
    """The controls that are seen, on the screen or, where it is emulated, on paper."""
    seen: list[str] = page.locator(CLICKED).evaluate_all(CONTROLS)
    return seen


def printed(page: Any) -> str:
    page.emulate_media(media="print")
    pdf = page.pdf(format="A4", margin=MARGINS)
    text = "\n".join(one.extract_text() for one in pypdf.PdfReader(BytesIO(pdf)).pages)
    page.emulate_media(media="screen")
    return text


def numerals(texts: list[str]) -> Counter[str]:
    """Words with a digit, up to it: paper's text has no space between two neighboring elements."""
    return Counter(word for text in texts for word in re.findall(r"\S*\d%?", text))


@pytest.mark.sampled(5)
@pytest.mark.parametrize(("view", "topic"), VIEWS)
def test_paper_has_every_number_of_the_screen_and_no_control(
    view: str, topic: str, page: Any, address: str
) -> None:
    page.goto(f"{address}/{topic}{view}")
    on_screen = numerals(drawn(page))
    text = printed(page)
    assert on_screen
    assert on_screen - numerals(text.split("\n")) == Counter()
    assert controls(page)
    page.emulate_media(media="print")
    assert controls(page) == []


@pytest.mark.parametrize("place", ["", "changes"])
def test_paper_has_every_sentence_that_leads_to_its_figure(
    place: str, page: Any, address: str
) -> None:
    page.goto(f"{address}/{place}")
    lines = page.locator("[class*=st-key-lines_] [data-testid=stPageLink]:visible")
    lines.first.wait_for()
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    told = [" ".join(line.split()) for line in lines.all_inner_texts()]
    text = " ".join(printed(page).split())
    assert told
    assert [line for line in told if line not in text] == []


@pytest.mark.sampled(4)
@pytest.mark.parametrize("question", [
    next(q for topic in CODEBOOK.topics for q in topic.questions if q.kind is kind and q.published)
    for kind in sorted({q.kind for q in CODEBOOK.questions.values() if q.published})
], ids=lambda question: str(question.kind))  # fmt: skip
def test_paper_has_the_shares_of_the_views_csv(question: Any, page: Any, address: str) -> None:
    page.goto(f"{address}/figure?figure={question.id}")
    on_screen = " ".join(drawn(page))
    page.get_by_role("button", name="Download", exact=True).first.click()
    with page.expect_download() as saving:
        page.get_by_role("button", name="CSV").first.click()
    lines = list(csv.DictReader(StringIO(Path(saving.value.path()).read_text("utf-8"))))
    shares = [
        percent(float(line["share"])).rstrip("%") for line in lines
        if line.get("share") and line.get("flag") == "ok" and line["label"] in on_screen
    ]  # fmt: skip
    words = re.findall(r"\d+", printed(page))
    assert question.title in printed(page)
    assert [share for share in shares if share.strip("<") not in words] == []


SECTIONED = [t for t in CODEBOOK.topics if len({q.section for q in t.questions if q.published}) > 1]


@pytest.mark.parametrize("topic", SECTIONED[:3], ids=lambda topic: str(topic.id))
def test_all_sections_are_printed_where_a_reader_asks_for_them(
    topic: Any, page: Any, address: str
) -> None:
    page.goto(f"{address}/{topic.id}")
    drawn(page)
    tabs = page.get_by_role("tab").all_inner_texts()
    assert len(tabs) > 1
    alone = printed(page)
    assert f"More sections on this page: {len(tabs) - 1}." in " ".join(alone.split())
    page.get_by_role("button", name="All sections (to print)").click()
    page.wait_for_url("**show=tab.all**")
    page.get_by_role("heading", name=tabs[-1], exact=True).wait_for()
    on_screen = numerals(drawn(page))
    text = printed(page)
    assert on_screen - numerals(text.split("\n")) == Counter()
    titles = page.locator(".survey-chart header h2").all_inner_texts()
    assert len(titles) >= len(tabs)
    words = " ".join(unicodedata.normalize("NFKC", text).split())  # "ffi" is one letter there
    assert [title for title in titles if title not in words] == []
    assert [tab for tab in tabs if tab not in words] == []
    page.go_back()
    page.get_by_role("tab").first.wait_for()
