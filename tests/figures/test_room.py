"""Every figure leaves its marks room: labels and numbers take at most so much of its width."""

from dataclasses import replace
from itertools import pairwise

import pytest

from dashboard.analysis.rounding import SPACE
from dashboard.codebook import read_codebook
from dashboard.figures.canvas import LETTER, MIDDLING, NARROW, PAIRED, SMALL_LETTER, Canvas
from dashboard.figures.composite.panel import Cell, PanelColumn, panel
from dashboard.figures.words import width
from dashboard.paths import ROOT
from dashboard.query.url import Address
from dashboard.responses import Responses, load_responses
from dashboard.stories.cache import Cache
from dashboard.stories.catalogue import all_figures
from dashboard.stories.chosen import choices_of
from dashboard.stories.view import Desk

LEAST = 0.2
"""The part of the width that is left for marks."""
TICK = {"color": "muted", "width": 1, "dash": "solid"}
"""The line that marks nought."""


@pytest.fixture(scope="module")
def responses() -> Responses:
    return load_responses(read_codebook(ROOT / "data"))


@pytest.mark.sampled(4)
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


@pytest.mark.parametrize("columns", [1, 2, 4])
@pytest.mark.parametrize("text", ["63%", "75–100%", "+12 to +18"])
def test_no_number_of_a_column_runs_into_the_next(text: str, columns: int) -> None:
    cell = Cell(start=0.7, end=1.0, text=text, ranged="–" in text)
    column = PanelColumn(heading="", cells=(cell,), of_whole="%" in text)
    canvas = panel(["Row"], [column] * columns, above=True, wide=NARROW)
    room = canvas.room / columns
    # Behind the one column, whose bars run to the end of the plot, is a margin for its numbers.
    reach = canvas.room + canvas.right if columns == 1 and column.of_whole else room
    [end, *_] = sorted({bar[1] for bar in (*canvas._bars, *canvas._ranges)})
    assert end * room + width(text) * LETTER <= reach
    assert end >= 0.17


@pytest.mark.parametrize(("color", "beyond"), [("accent/18", True), ("accent", False)])
def test_an_outline_at_the_end_of_the_scale_is_not_cut_in_half(color: str, beyond: bool) -> None:
    canvas = Canvas(0, 1)
    canvas.bar(0, 1, 20, 16, color, ["All of them"])
    _, layout, _ = canvas.figure_parts()
    low, high = layout["xaxis"]["range"]
    assert (low < 0, high > 1) == (beyond, beyond)
    assert high - low < 1.01


def test_one_column_of_bars_takes_its_room_as_bars_of_shares_do() -> None:
    cell = Cell(end=1.0, text="63%")
    canvas = panel(["Row"], [PanelColumn(heading="", cells=(cell,))], above=False, wide=MIDDLING)
    assert {bar[1] for bar in canvas._bars} == {canvas.end}
    assert canvas.room >= 0.75 * (MIDDLING - canvas.left)


@pytest.mark.parametrize("columns", [2, 4, 5])
def test_no_word_above_a_column_is_broken(columns: int) -> None:
    headings = ["Use", "Satisfied", "Would recommend", "Hard to set up", "High maintenance"]
    headings = headings[-columns:]
    drawn = [
        PanelColumn(heading=heading, cells=(Cell(end=1.0, text="63%"),)) for heading in headings
    ]
    canvas = panel(["Row"], drawn, above=True, wide=NARROW)
    words = [word for text in canvas._texts for word in text.text.replace("<br>", " ").split()]
    assert {word for heading in headings for word in heading.split()} <= set(words)
    keyed = canvas.room / columns < width("maintenance") * SMALL_LETTER
    assert ("A:" in words) == keyed


def test_no_number_of_a_group_is_crossed_by_the_zero_of_its_row(responses: Responses) -> None:
    chosen = choices_of(responses, Address(year=max(responses.codebook.years), compare="persona"))
    desk = replace(Desk(responses=responses, chosen=chosen, cache=Cache()), narrow=True)
    told = all_figures(desk)["obstacles"].make()
    assert told is not None
    lines = [one for one in told.figure.data if one.get("line") == TICK]
    places = [place for one in lines for place in zip(one["x"], one["y"], strict=True)]
    zeros = {(y0 + y1) / 2: x0 for (x0, y0), (x1, y1) in pairwise(places)
             if x0 is not None and x0 == x1}  # fmt: skip
    [words] = [one for one in told.figure.data if one.get("mode") == "text"]
    numbers = [(text.strip(SPACE), (zeros[y] - x) * NARROW * (1 if "right" in side else -1))
               for x, y, text, side in zip(words["x"], words["y"], words["text"],
                                           words["textposition"], strict=True)
               if y in zeros and SPACE in text]  # fmt: skip
    assert numbers
    assert [text for text, away in numbers if 0 < away < 6 * len(text) + 10] == []
