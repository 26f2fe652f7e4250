"""Labels that look like Markdown, HTML or LaTeX are shown letter by letter on every page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from odd_labels import NUMBER, faults, write_odd_labels

from dashboard.codebook import read_codebook

from .waiting import steady

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
PAGES = ("", "method", "codebook", "data", "figure", "tool", "report")
TOPICS = tuple(topic.id for topic in read_codebook(ROOT / "data").topics)
VIEWS = (
    *PAGES,
    *TOPICS,
    "?compare=year",
    "?persona=data_scientist",
    f"{TOPICS[0]}?compare=year",
    f"{TOPICS[1]}?compare=persona",
    f"{TOPICS[-1]}?compare=mlops_level",
    "tools?question=used_tracking",
    "codebook?question=used_tracking",
    "changes",
    "explore?question=used_tracking&compare=persona",
    "explore?question=obstacles&where.used_tracking=mlflow",
    "against?persona=data_scientist&b.persona=ml_engineer",
    "compare-me",
    "tool?tool=mlflow",
    "figure?figure=obstacles&v=1",
    "figure?figure=obstacles&v=1&embed=true",
    "report?report=title=*One* <b>figure</b>~~used_tracking;year=2025;remark=$x$",
)
# What is seen, what is read out, and where links lead.
READ = """() => {
  const seen = [], read = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const around = walker.currentNode.parentElement;
    if (!around.closest("script, style, noscript") && around.checkVisibility())
      seen.push(walker.currentNode.data);
  }
  for (const one of document.querySelectorAll("*"))
    for (const name of ["aria-label", "title", "placeholder", "alt"])
      if (one.getAttribute(name)) read.push(one.getAttribute(name));
  const links = [...document.querySelectorAll("a[href], img[src]")];
  const places = links.map((one) => one.getAttribute("href") ?? one.getAttribute("src"));
  return [seen.join(""), [document.title, ...read], places];
}"""

UNFOLD = """() => {
  for (const one of document.querySelectorAll("details:not([open]) > summary")) one.click();
}"""


@pytest.fixture(scope="module")
def address(serve: Any, sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = write_odd_labels(sample_folder, tmp_path_factory.mktemp("odd") / "survey")
    return str(serve(ROOT / "app.py", env={"SURVEY_DATA": str(folder), "SURVEY_PREVIEW": "1"}))


@pytest.fixture(scope="module")
def page(chromium: Any) -> Iterator[Any]:
    # So high that whatever is on a page is drawn.
    context = chromium.new_context(viewport={"width": 1440, "height": 6000})
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    yield opened
    context.close()


def settled(page: Any) -> None:
    steady(page, lambda: page.evaluate(READ))


def wrong(page: Any) -> list[str]:
    """Labels on a page that are shown or read out otherwise than they are, or lead somewhere."""
    seen, read, places = page.evaluate(READ)
    assert NUMBER.search(seen)
    found = faults(seen)
    for text in read:
        found += faults(text)
    # What is below the page's own address is a figure's name or a file's.
    return [*found, *(one for one in places if NUMBER.search(one) and "://" in one)]


@pytest.mark.sampled(6)
@pytest.mark.parametrize("view", VIEWS)
def test_every_label_is_shown_letter_by_letter(view: str, page: Any, address: str) -> None:
    page.goto(f"{address}/{view}")
    settled(page)
    page.evaluate(UNFOLD)
    settled(page)
    assert not wrong(page)


def test_tables_and_downloads_show_labels_as_they_are(page: Any, address: str) -> None:
    page.goto(f"{address}/tools?question=used_tracking")
    settled(page)
    page.get_by_role("button", name="Table", exact=True).first.click()
    settled(page)
    assert not wrong(page)
    page.get_by_role("button", name="More", exact=True).first.click()
    page.get_by_role("button", name="Download & cite").first.click()
    page.get_by_role("dialog").wait_for()
    settled(page)
    assert not wrong(page)
