"""Every figure leaves its marks room: labels and numbers take at most so much of its width."""

from dataclasses import replace

import pytest

from dashboard.codebook import read_codebook
from dashboard.figures.canvas import MIDDLING, NARROW
from dashboard.paths import ROOT
from dashboard.query.url import Address
from dashboard.responses import Responses, load_responses
from dashboard.stories.cache import Cache
from dashboard.stories.catalogue import all_figures
from dashboard.stories.chosen import choices_of
from dashboard.stories.view import Desk

PAIRED = 430
"""The narrowest column of a pair of figures, in pixels: two in a window of 1,280."""
LEAST = 0.2
"""The part of the width that is left for marks."""


@pytest.fixture(scope="module")
def responses() -> Responses:
    return load_responses(read_codebook(ROOT / "data"))


@pytest.mark.parametrize("compare", [None, "year", "persona", "company_size"])
@pytest.mark.parametrize(
    ("narrow", "paired", "wide"),
    [(True, False, NARROW), (True, True, PAIRED), (False, False, MIDDLING)],
    ids=["phone", "pair", "wide"],
)
def test_labels_leave_the_marks_room(
    responses: Responses, narrow: bool, paired: bool, wide: int, compare: str | None
) -> None:
    chosen = choices_of(responses, Address(year=max(responses.codebook.years), compare=compare))
    desk = Desk(responses=responses, chosen=chosen, cache=Cache())
    desk = replace(desk, narrow=narrow, paired=paired)
    squeezed, seen = {}, 0
    for id, entry in all_figures(desk).items():
        told = entry.make()
        if told is None:
            continue
        margin = told.figure.layout["margin"]
        room = (wide - margin["l"] - margin["r"]) / wide
        seen += 1
        if room < LEAST:
            squeezed[id] = (told.figure.kind, margin["l"], margin["r"])
    assert seen > 100
    assert squeezed == {}
