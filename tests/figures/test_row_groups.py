"""Rows of small samples come last, and say so; headings of columns are words where they fit."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dashboard.analysis.results import Result
from dashboard.estimates.reliability import Flag
from dashboard.figures import Figure, View, draw
from dashboard.figures.canvas import SMALL_LETTER, Canvas
from dashboard.figures.kinds.row_bars import captions
from dashboard.figures.words import width

from .conftest import AGREE, question
from .test_figures import measured, texts

FEW, SMALL = "Fewer than 30 respondents", "Fewer than 100 respondents"
ITEMS = [{"id": f"i{n}", "label": f"Item {n}"} for n in range(5)]
PURPOSES = [
    {"id": f"p{n}", "label": label}
    for n, label in enumerate(
        ["Data preparation", "Training and evaluation", "Production", "Monitoring",
         "Learning and prototyping"]
    )
]  # fmt: skip
OK, PALE, RANGE, HIDDEN = Flag.OK, Flag.SMALL_BASE, Flag.RANGE, Flag.HIDDEN


@pytest.mark.parametrize(
    ("flags", "bases", "said"),
    [
        ([OK, OK, PALE, RANGE, RANGE], [300, 200, 60, 29, 12], ["", "", SMALL, FEW, ""]),
        ([OK, RANGE, HIDDEN], [300, 20, 5], ["", FEW, ""]),
        ([PALE, PALE], [60, 50], ["", ""]),
        ([RANGE, RANGE], [20, 12], ["", ""]),
        # In an order of their own there are no groups.
        ([OK, RANGE, OK], [300, 20, 300], ["", "", ""]),
        ([OK, PALE], [300, 140], ["", "Small samples or wide intervals"]),
        ([OK, RANGE], [300, 45], ["", "Small samples: ranges only"]),
        ([], [], []),
    ],
)
def test_a_group_of_smaller_samples_says_what_it_is(
    flags: list[Flag], bases: list[float], said: list[str]
) -> None:
    assert captions(flags, bases) == said


def test_a_row_begins_with_what_stands_above_it() -> None:
    canvas = Canvas(0, 1)
    for caption in ("", FEW, ""):
        if caption:
            canvas.caption(caption)
        canvas.row()
        canvas.down(20)
    height = canvas.height
    _, layout, _ = canvas.figure_parts()
    assert layout["meta"]["rows"] == [26, height - 20, height]


def with_few(result: Result, few: int) -> Result:
    """The result with a range alone in one of its rows."""
    net = None if result.net is None else ranged(result.net, few)
    return replace(result, estimates=ranged(result.estimates, few), net=net)


def ranged(found: Any, few: int) -> Any:
    flag, base, estimate = found.flag.copy(), found.base.copy(), found.estimate.copy()
    flag[:, :, few], base[:, :, few], estimate[:, :, few] = RANGE, 20, np.nan
    return replace(found, flag=flag, base=base, estimate=estimate)


def heights(figure: Figure) -> dict[str, float]:
    [words] = [one for one in figure.data if one.get("mode") == "text"]
    return {text.strip(): y for text, y in zip(words["text"], words["y"], strict=True)}


@pytest.mark.parametrize("comparison", ["nothing", "years"])
@pytest.mark.parametrize(
    "more", [{"choices": PURPOSES}, {"choices": AGREE}], ids=["heat map", "scale"]
)
def test_rows_with_ranges_stand_below_a_line_that_says_why(survey_of, more, comparison) -> None:
    loaded = survey_of(question("views", "matrix", items=ITEMS, **more), people_per_year=900)
    result, view = measured(loaded, "views", comparison)
    assert FEW not in texts(draw(result, view))
    at = heights(draw(with_few(result, 2), view))
    assert at["Item 2"] > at[FEW] > max(at[f"Item {n}"] for n in (0, 1, 3, 4))


def headings_of(survey_of, labels: list[dict[str, str]], **view: bool) -> tuple[Figure, View]:
    loaded = survey_of(
        question("uses", "matrix", items=ITEMS, choices=labels, multiple=True), people_per_year=600
    )
    result, plain = measured(loaded, "uses")
    shown = replace(plain, **view)
    return draw(result, shown), shown


@pytest.mark.parametrize(
    "view", [{}, {"narrow": True}, {"narrow": True, "paired": True}], ids=["wide", "phone", "pair"]
)
def test_headings_stand_as_words_wherever_they_fit(survey_of, view) -> None:
    figure, shown = headings_of(survey_of, PURPOSES, **view)
    said = texts(figure)
    assert {"Data preparation", "Production", "Monitoring"} <= set(said)
    assert not [text for text in said if text.startswith("A:")]
    # As the widest word has less than its column: it is written closer than other texts.
    column = (shown.wide - figure.layout["margin"]["l"] - 2) / len(PURPOSES)
    assert width("prototyping") * 5.8 <= column
    assert {"Item 0", "Item 4"} <= {text.strip("\xa0") for text in said}


def test_letters_stand_for_headings_that_fit_nowhere(survey_of) -> None:
    many = [{"id": f"c{n}", "label": f"Particularly{n} long"} for n in range(9)]
    said = texts(headings_of(survey_of, many, narrow=True)[0])
    assert "A: Particularly0 long" in said
    assert {"A", "I"} <= set(said)
    assert SMALL_LETTER > 5.8
