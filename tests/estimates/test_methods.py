"""Every statistic is explained under a heading that exists, in words we allow ourselves."""

import re
from pathlib import Path

import pytest

from dashboard.estimates.methods import METHODS

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
