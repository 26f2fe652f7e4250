"""Groups compared: a row an answer, a dot a group, who differs in a line, no empty rows."""

import re
from dataclasses import replace

import numpy as np
import pytest

from dashboard.analysis.segments import apart
from dashboard.figures import Figure, draw
from dashboard.figures.kinds.groups import APART_BY_COLOUR, LARGE

from .conftest import TOOLS, question
from .test_figures import dots_of, measured, sound, texts

CHOICES = [{"id": "a", "label": "Alpha"}, {"id": "b", "label": "Beta"}]


def compared(loaded, code: str, comparison: str = "persona", **more) -> Figure:
    result, view = measured(loaded, code, comparison, **more)
    return draw(result, replace(view, apart=apart([result])))


def names_of(count: int) -> list[dict[str, str]]:
    return [{"id": f"r{n}", "label": f"Region {n}"} for n in range(1, count + 1)]


@pytest.mark.parametrize("code", ["tools", "mood", "views", "often", "time", "best", "worst"])
def test_whatever_is_compared_by_groups_is_a_row_of_dots(big, code):
    figure = compared(big, code)
    sound(figure)
    assert figure.kind == "Dot plot"
    assert {"Builder", "Keeper"} <= set(texts(figure))
    assert not [text for text in texts(figure) if text.startswith("–")]


def test_an_answer_has_one_row_whatever_the_number_of_groups(survey_of):
    heights = {}
    for count in (2, 7):
        loaded = survey_of(
            question("region", "single", choices=names_of(count)),
            question("kit", "multiple", choices=CHOICES),
            people_per_year=900,
        )
        heights[count] = compared(loaded, "kit", "region").height
    assert heights[7] - heights[2] <= 60  # their names above the rows


def test_up_to_eight_groups_have_colours_and_more_only_where_they_differ(survey_of):
    for count, colours in ((APART_BY_COLOUR, APART_BY_COLOUR), (APART_BY_COLOUR + 2, 0)):
        loaded = survey_of(
            question("region", "single", choices=names_of(count)),
            question("kit", "multiple", choices=CHOICES),
            people_per_year=1500,
        )
        figure = compared(loaded, "kit", "region")
        found = set(dots_of(figure)["marker"]["line"]["color"])
        assert len(found - {"muted"}) == colours
        assert ("muted" in found) == (colours == 0)


def test_who_differs_is_told_and_drawn_large(survey_of):
    loaded = survey_of(question("kit", "multiple", choices=CHOICES), people_per_year=600)
    result, view = measured(loaded, "kit", "persona")
    tested = apart([result])
    [key] = tested
    sure = replace(
        tested[key],
        marked=np.arange(tested[key].marked.size).reshape(tested[key].marked.shape) == 0,
        told=np.arange(tested[key].marked.size).reshape(tested[key].marked.shape) == 0,
    )
    figure = draw(result, replace(view, apart={key: sure}))
    assert any(re.match("Compared with all others: Builder: Alpha [+−<]", t) for t in texts(figure))
    sizes = dots_of(figure)["marker"]["size"]
    assert sizes.count(LARGE) == 1
    assert "Large dots: significantly different from all others." in figure.note
    assert "Builder: Alpha" in figure.alt


def test_nobody_differs_is_said_only_where_it_was_tested(survey_of):
    loaded = survey_of(question("kit", "multiple", choices=CHOICES))
    result, view = measured(loaded, "kit", "persona")
    assert "No group differs significantly from all others." in texts(compared(loaded, "kit"))
    assert not any("differs" in text for text in texts(draw(result, view)))


def test_groups_with_too_few_answers_stand_in_one_line(big):
    figure = compared(big, "tools", "region")
    assert figure.note.count("Small sample:") == 1
    assert "Region 6" not in " ".join(texts(figure))
    assert len(dots_of(figure)["x"]) % (len(TOOLS) + 1) == 0


def test_scores_and_net_scores_of_groups_are_tested_too(big):
    found = apart(
        [measured(big, code, "persona")[0] for code in ("tools", "views", "time", "best")]
    )
    assert {"net", "allocation", "share"} <= {what for _, what in found}
    for one in found.values():
        assert one.marked.shape == one.changes.change.shape
        assert not (one.told & ~one.marked).any()
