"""No mark of a figure lies under others: each is seen, whatever the width and the comparison."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from dashboard.codebook import read_codebook
from dashboard.figures.canvas import MIDDLING, NARROW, PAIRED
from dashboard.figures.figure import Figure
from dashboard.figures.kinds.dodging import dodged, mark_of
from dashboard.paths import ROOT
from dashboard.query.url import Address
from dashboard.responses import Responses, load_responses
from dashboard.stories.cache import Cache
from dashboard.stories.catalogue import all_figures
from dashboard.stories.chosen import choices_of
from dashboard.stories.view import Desk

SEEN = 0.4
"""The part of a mark that others leave free."""
SEEN_OF_TWO_NUMBERS = 0.1
"""The same where both places of a mark are numbers, and none can give way to another."""
GRID = np.linspace(-1, 1, 21)
DISC = np.array([(x, y) for x in GRID for y in GRID if x * x + y * y <= 1])
"""Places within a mark, from its middle, in parts of how far it reaches."""
WIDTHS = {
    "phone": (True, False, NARROW),
    "pair": (True, True, PAIRED),
    "wide": (False, False, MIDDLING),
}


@pytest.fixture(scope="module")
def responses() -> Responses:
    return load_responses(read_codebook(ROOT / "data"))


def marks_of(figure: Figure, wide: int) -> Iterator[tuple[str, float, float, float]]:
    """What each mark tells, its middle and its reach in pixels, in the order they are drawn."""
    margin, (start, end) = figure.layout["margin"], figure.layout["xaxis"]["range"]
    room = wide - margin["l"] - margin["r"]
    for trace in figure.data:
        if trace.get("mode") == "markers":
            sizes = trace["marker"]["size"]
            for x, y, size, said in zip(
                trace["x"], trace["y"], sizes, trace["hovertext"], strict=True
            ):
                yield str(said), (x - start) / (end - start) * room, float(y), size / 2 + 1


def hidden(marks: list[tuple[str, float, float, float]], least: float = SEEN) -> list[str]:
    """The marks of which others, drawn later, leave too little to be seen."""
    found = []
    for n, (said, x, y, reach) in enumerate(marks):
        over = [one for one in marks[n + 1 :] if abs(one[1] - x) < 20 and abs(one[2] - y) < 20]
        places = DISC * reach + (x, y)
        free = np.ones(len(places), bool)
        for _, other_x, other_y, other in over:
            free &= ((places - (other_x, other_y)) ** 2).sum(axis=1) > other**2
        if free.mean() < least:
            found.append(said)
    return found


@pytest.mark.sampled(5)
@pytest.mark.parametrize("compare", ["persona", "company_size", "year", None])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_mark_is_seen(responses: Responses, width: str, compare: str | None) -> None:
    narrow, paired, wide = WIDTHS[width]
    chosen = choices_of(responses, Address(year=max(responses.codebook.years), compare=compare))
    desk = Desk(responses=responses, chosen=chosen, cache=Cache())
    desk = replace(desk, narrow=narrow, paired=paired)
    covered: dict[str, Any] = {}
    seen = 0
    for id, entry in all_figures(desk).items():
        told = entry.make()
        if told is None:
            continue
        marks = list(marks_of(told.figure, wide))
        seen += len(marks)
        least = SEEN_OF_TWO_NUMBERS if told.figure.kind == "Scatter plot" else SEEN
        if few := hidden(marks, least):
            covered[id] = few
    assert seen > 50
    assert covered == {}


def test_what_lies_under_another_is_found() -> None:
    over = ("over", 10.0, 10.0, 6.0)
    assert hidden([("under", 11.0, 10.0, 5.0), over]) == ["under"]
    assert hidden([("beside", 18.0, 10.0, 5.0), over]) == []


@pytest.mark.parametrize("apart", [0.0, 1.0, 4.0, 11.0])
@pytest.mark.parametrize("symbol", ["circle", "diamond"])
def test_marks_of_a_row_touch_nowhere_and_the_outermost_stay(apart: float, symbol: str) -> None:
    marks = [mark_of(n * apart, 12 if n == 3 else 9, symbol) for n in range(9)]
    places = dodged(marks)
    touching = [
        (n, m)
        for n, m in combinations(range(len(marks)), 2)
        if abs(marks[n].along - marks[m].along) < (reach := marks[n].reach + marks[m].reach) - 1e-6
        and abs(places[n] - places[m]) < reach - 1e-6
    ]
    assert touching == []
    assert places[0] == 0
    assert apart * 8 < 14 or places[-1] == 0
    assert max(map(abs, places)) <= 4.5 * 2 * marks[3].reach


def test_marks_with_room_stay_on_their_row() -> None:
    assert dodged([mark_of(x, 9, "circle") for x in (0.0, 40.0, 80.0)]) == [0.0, 0.0, 0.0]
    assert dodged([]) == []
