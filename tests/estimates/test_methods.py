"""Every statistic is explained under a heading that exists, in words we allow ourselves."""

import re
from pathlib import Path

import pytest
from surveys import topic_of, write_codebook

from dashboard.analysis.methods_used import method_text
from dashboard.codebook import read_codebook
from dashboard.estimates.methods import METHODS
from dashboard.exports.site.about_pages import method_html

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
ANCHORS = [h.lower().replace(" ", "-") for h in re.findall(r"^## (.+)$", TEXT, re.MULTILINE)]
STATISTICS = "share mean median top2 recommend allocation volume first topk borda maxdiff"


@pytest.mark.parametrize("name", METHODS)
def test_each_statistic_links_to_a_heading(name):
    assert METHODS[name].anchor in ANCHORS
    assert METHODS[name].sentence.endswith(".")


@pytest.mark.parametrize("name", STATISTICS.split())
def test_each_statistic_that_can_be_tabulated_is_explained(name):
    assert name in METHODS


@pytest.mark.parametrize("words", ["margin of error", "statistically significant"])
def test_words_that_promise_too_much_do_not_occur(words):
    sources = (ROOT / "src" / "dashboard" / "estimates").glob("*.py")
    for text in (TEXT, *(path.read_text(encoding="utf-8") for path in sources)):
        assert words not in " ".join(text.lower().split())


def test_the_method_of_a_survey_says_what_it_uses(tmp_path: Path) -> None:
    question = {"id": "pet", "choices": [{"id": "cat", "label": "Cat"}]}
    survey = {"id": "pets", "title": "Pets", "synthetic": True, "years": {2024: {}}}
    folder = write_codebook(tmp_path / "one", survey, topic_of([question], "pets", "Pets"))
    text = method_text(read_codebook(folder))
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert "Shares" in headings
    assert "Intervals" in headings
    for gone in ("Best-worst scores", "Use cases", "Weights", "Changes", "Lift", "Means",
                 "Today and in three years"):  # fmt: skip
        assert gone not in headings
        assert f">{gone}</h2>" not in method_html(read_codebook(folder))
    assert ">Shares</h2>" in method_html(read_codebook(folder))
    # Nothing leads to what is not there.
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]*)\)", text)) <= anchors
    rated = {"id": "rate", "kind": "number", "minimum": 0, "maximum": 10}
    two = survey | {"years": {2024: {}, 2025: {}}}
    folder = write_codebook(tmp_path / "two", two, topic_of([question, rated], "pets", "Pets"))
    text = method_text(read_codebook(folder))
    assert {"Means", "Medians", "Changes"} <= set(re.findall(r"^## (.+)$", text, re.MULTILINE))
