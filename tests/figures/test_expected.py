"""Today and later: each time keeps its color whichever number is larger; numbers are explained."""

from pathlib import Path
from typing import Any

import pytest
from conftest import asking
from surveys import load_survey, survey_of, topic_of

from dashboard.analysis.expectations import expectations
from dashboard.analysis.results import results
from dashboard.analysis.rounding import ROUNDED_APART, SPACE
from dashboard.figures import Figure, View
from dashboard.figures.composite.expected import LATER, TODAY, expected
from dashboard.query.selection import select

LATER_ON = "in a year"


ITEMS = [{"id": "up", "label": "Rising"}, {"id": "down", "label": "Falling"}]
QUESTIONS: list[dict[str, Any]] = [
    {"id": "group", "choices": [{"id": "a", "label": "A"}]},
    {"id": "now", "kind": "allocation", "items": ITEMS},
    {"id": "later", "kind": "allocation", "items": ITEMS, "paired_with": "now"},
]


def parts(rising: float) -> dict[str, float]:
    return {"up": rising, "down": 100 - rising}


def drawn(folder: Path, now: list[float], later: list[float], *, narrow: bool = False) -> Figure:
    """The figure of people who say these parts of 100 are rising, in turn."""
    people = [
        {"group": "a", "now": parts(one), "later": parts(two)}
        for one, two in zip(now * 60, later * 60, strict=True)
    ]
    about = survey_of(2024, filters={"persona": "group"})
    responses = load_survey(folder / "s", about, topic_of(QUESTIONS), years={2024: people})
    book = responses.codebook
    query = select(book, [2024])
    found = expectations(responses, book.question("now"), book.question("later"), query)
    [of] = results(responses, [book.question("now")], asking(query)).values()
    view = View(codebook=book, query=query, narrow=narrow)
    return expected(found, of, view, id="x", title="X", when=LATER_ON)


def marks(figure: Figure) -> list[dict[str, Any]]:
    """The marks of the rows, without those of the key."""
    [dots] = [one for one in figure.data if one.get("mode") == "markers"]
    named = ("hovertext", "x", "y")
    every = [
        {name: dots[name][n] for name in named}
        | {name: dots["marker"][name][n] for name in ("color", "size")}
        for n in range(len(dots["x"]))
    ]
    return [one for one in every if "%" in one["hovertext"]]


def test_a_time_has_one_color_whether_its_number_rises_or_falls(tmp_path: Path) -> None:
    figure = drawn(tmp_path, [40.0, 42.0], [60.0, 62.0])
    colors = {(one["hovertext"].rpartition(" ")[0], one["color"]) for one in marks(figure)}
    assert colors == {("today", TODAY[0]), (LATER_ON, LATER[0])}
    [texts] = [one for one in figure.data if one.get("mode") == "text"]
    numbers = {
        text.strip(SPACE): (color, weight)
        for text, color, weight in zip(
            texts["text"], texts["textfont"]["color"], texts["textfont"]["weight"], strict=True
        )
        if text.strip(SPACE).removesuffix("%").isdigit()
    }
    today, later = (TODAY[1], 400), (LATER[1], 600)
    assert numbers == {"41%": today, "61%": later, "59%": today, "39%": later}


@pytest.mark.parametrize(("later", "said"), [([60.6], True), ([60.4], False)])
def test_numbers_that_do_not_make_their_change_are_explained(
    tmp_path: Path, later: list[float], said: bool
) -> None:
    assert (ROUNDED_APART in drawn(tmp_path, [40.4], later).note) == said


@pytest.mark.parametrize("narrow", [True, False])
def test_two_times_with_one_number_stand_apart(tmp_path: Path, narrow: bool) -> None:
    figure = drawn(tmp_path, [40.0, 42.0], [40.0, 42.0], narrow=narrow)
    today, later, *_ = marks(figure)
    assert today["x"] == later["x"]
    assert abs(today["y"] - later["y"]) >= (today["size"] + later["size"]) / 2
