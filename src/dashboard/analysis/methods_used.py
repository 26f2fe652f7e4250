"""Which sections of docs/method.md a survey's figures rest on."""

import re

from dashboard.analysis.statistics import STATISTICS
from dashboard.codebook import Codebook
from dashboard.codebook.page_entries import NowAndLater, StoryEntry, Tools
from dashboard.estimates.methods import METHODS
from dashboard.paths import ROOT

METHOD = ROOT / "docs" / "method.md"
_SECTION = re.compile(r"(?m)^(?=## )")


def method_text(codebook: Codebook) -> str:
    """The text of docs/method.md without the sections that nothing in the survey needs.

    A link to a section that is left out becomes its words.
    """
    text = METHOD.read_text(encoding="utf-8")
    without = sections_without_use(codebook)
    kept = [part for part in _SECTION.split(text) if _anchor(part) not in without]
    link = re.compile(rf"\[([^\]]*)\]\(#(?:{'|'.join(sorted(without)) or '-'})\)")
    return link.sub(r"\1", "".join(kept))


def sections_without_use(codebook: Codebook) -> frozenset[str]:
    """The sections, as anchors, on statistics and comparisons that the survey does not have."""
    questions = codebook.questions.values()
    used = {
        METHODS[one.method].anchor
        for one in STATISTICS.values()
        if any(map(one.applies_to, questions))
    }
    of_statistics = {METHODS[one.method].anchor for one in STATISTICS.values()}
    several_years = any(len(question.asked) > 1 for question in questions)
    mixes = {"persona", "company_size"} <= set(codebook.filters)
    weighted = bool(codebook.weighting.margins) or any(
        how.weight is not None for how in codebook.read.values()
    )
    needed = {
        "change": several_years,
        "mix_adjusted": several_years and mixes,
        "use_cases": codebook.weighting.use_cases is not None,
        "weights": weighted or codebook.weighting.use_cases is not None,
        "lift": _tells(codebook, Tools),
        "expectations": _tells(codebook, NowAndLater),
    }
    unneeded = {METHODS[name].anchor for name, is_needed in needed.items() if not is_needed}
    return frozenset((of_statistics - used) | unneeded)


def _tells(codebook: Codebook, kind: type[StoryEntry]) -> bool:
    """Whether any page has a story of a kind."""
    return any(isinstance(story, kind) for topic in codebook.topics for story in topic.page.stories)


def _anchor(section: str) -> str:
    heading = section.partition("\n")[0].removeprefix("## ")
    return heading.lower().replace(" ", "-")
