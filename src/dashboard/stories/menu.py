"""The pages of the dashboard, what they are called, and how a menu groups them."""

from collections.abc import Iterable

from dashboard.codebook import Codebook
from dashboard.codebook.tool_list import has_tools
from dashboard.stories.what_changed import PAGE as CHANGES
from dashboard.stories.what_changed import TITLE as WHAT_CHANGED

OVERVIEW = "overview"
FIGURE, TOOL, REPORT = "figure", "tool", "report"
EXPLORE, SEGMENTS, COMPARE_ME = "explore", "against", "compare-me"
# Pages about the survey and its figures, which stand together in the menu.
ABOUT = ("method", "codebook", "data", FIGURE)
# Pages on which readers ask questions of their own.
ASK = (CHANGES, EXPLORE, SEGMENTS, COMPARE_ME)
# Pages that stand on no topic: they are there for every survey.
TITLES = {
    OVERVIEW: "Overview",
    EXPLORE: "Any question by any other",
    SEGMENTS: "A against B",
    COMPARE_ME: "Where do I stand?",
    "method": "Method",
    "codebook": "Codebook",
    "data": "Data",
    FIGURE: "Check a figure",
    REPORT: "My report",
    TOOL: "Tool",
    CHANGES: WHAT_CHANGED,
}


def page_titles(codebook: Codebook) -> dict[str, str]:
    """The title of each page by its name: the overview, the topics, then the rest."""
    topics = {topic.id: topic.title for topic in codebook.topics if topic.questions}
    rest = {code: title for code, title in TITLES.items() if code != OVERVIEW}
    if not has_tools(codebook):
        del rest[TOOL]
    return {OVERVIEW: TITLES[OVERVIEW], **topics, **rest}


def hidden(codebook: Codebook) -> set[str]:
    """The pages without an entry: something on every page, or on some, leads there."""
    return {REPORT, TOOL, *([CHANGES] if len(codebook.years) < 2 else [])}


def heading(codebook: Codebook, code: str) -> str:
    """The menu that a page is folded into; empty for one with an entry of its own."""
    headings = {topic.id: topic.menu for topic in codebook.topics} | dict.fromkeys(ABOUT, "About")
    headings |= dict.fromkeys(ASK, "Explore")
    return headings.get(code, "")


def grouped(codebook: Codebook, codes: Iterable[str]) -> dict[str, list[str]]:
    """Pages below their headings: topics as the codebook puts them together, then the rest."""
    found: dict[str, list[str]] = {"": []}
    for code in codes:
        found.setdefault(heading(codebook, code), []).append(code)
    return found
