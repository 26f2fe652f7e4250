"""In no picture, of any question at any size, is anything cut off, squeezed or written over."""

from typing import Any

import pytest

from dashboard.codebook import Question
from dashboard.exports.pictures.image_studio import Studio
from dashboard.figures.presets import PRESETS

from .conftest import PUBLISHED, FigureOf
from .measuring import faults

pytestmark = pytest.mark.browser

# Comparisons of a question of each kind in each topic, and of those with the longest lists.
KINDS = {(question.topic, question.kind): question for question in PUBLISHED}
LONGEST = sorted(PUBLISHED, key=lambda q: -len(q.choices) * max(1, len(q.items)))[:5]
COMPARED = {question.id: question for question in [*KINDS.values(), *LONGEST]}


def code_of(question: Any) -> str:
    return str(question.id)


@pytest.mark.parametrize("question", PUBLISHED, ids=code_of)
def test_every_figure_fits_every_size(
    question: Question, studio: Studio, figure_of: FigureOf
) -> None:
    figure = figure_of(question)
    assert [fault for preset in PRESETS for fault in faults(studio, figure, preset)] == []


@pytest.mark.parametrize("compare", ["year", "persona"])
@pytest.mark.parametrize("question", COMPARED.values(), ids=code_of)
def test_comparisons_fit_every_size(
    question: Question, compare: str, studio: Studio, figure_of: FigureOf
) -> None:
    figure = figure_of(question, compare)
    assert [fault for preset in PRESETS for fault in faults(studio, figure, preset)] == []
