"""Figures: plain-dict Plotly figures with the words that belong to them.

The package may know results, changes and differences as the analysis gives them. It never fetches
any itself, and never knows the page a figure stands on.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from dashboard.analysis.agreement import is_diverging
from dashboard.analysis.results import Result
from dashboard.analysis.scores import Scores
from dashboard.codebook import Kind, Question
from dashboard.figures.change_marks import Family, one_family
from dashboard.figures.context import View
from dashboard.figures.figure import Figure
from dashboard.figures.kinds.bars import bars
from dashboard.figures.kinds.grouped_bars import segments
from dashboard.figures.kinds.matrices import heat_map
from dashboard.figures.kinds.scales import diverging
from dashboard.figures.kinds.score_bars import score_chart
from dashboard.figures.kinds.years import years

__all__ = ["FIGURES", "Comparison", "Figure", "Shape", "View", "draw", "draw_all", "shape_of"]


class Shape(StrEnum):
    """What sort of answers a figure has to show."""

    CHOICES = "choices"
    SCALE = "scale"
    GRID = "grid"


class Comparison(StrEnum):
    """What a figure sets beside each other."""

    NOTHING = "nothing"
    YEARS = "years"
    SEGMENTS = "segments"


FIGURES: dict[tuple[Shape, Comparison], Callable[[Result, View], Figure]] = {
    (Shape.CHOICES, Comparison.NOTHING): bars,
    (Shape.CHOICES, Comparison.YEARS): years,
    (Shape.CHOICES, Comparison.SEGMENTS): segments,
    (Shape.SCALE, Comparison.NOTHING): diverging,
    (Shape.SCALE, Comparison.YEARS): diverging,
    (Shape.SCALE, Comparison.SEGMENTS): diverging,
    (Shape.GRID, Comparison.NOTHING): heat_map,
    (Shape.GRID, Comparison.YEARS): heat_map,
    (Shape.GRID, Comparison.SEGMENTS): heat_map,
}


def draw(result: Result | Scores, view: View) -> Figure:
    """The figure of a result: picked by the kind of question and by what is compared."""
    if isinstance(result, Scores):
        return score_chart(result, view)
    return FIGURES[shape_of(result.question), comparison_of(result)](result, view)


def draw_all(found: Mapping[str, Result | Scores], view: View) -> dict[str, Figure]:
    """The figures of a view. What changed over the years is tested over all of them at once."""
    if view.changes is not None:
        return {code: draw(result, view) for code, result in found.items()}
    if view.compare != "year":
        return {code: draw(result, view) for code, result in found.items()}
    family = Family()
    with one_family(family):
        for result in found.values():
            draw(result, view)
        family.decide()
        return {code: draw(result, view) for code, result in found.items()}


def shape_of(question: Question) -> Shape:
    """How a question's answers are to be drawn."""
    if is_diverging(question):
        return Shape.SCALE
    return Shape.GRID if question.kind is Kind.MATRIX else Shape.CHOICES


def comparison_of(result: Result) -> Comparison:
    """What a result compares."""
    if result.by is not None:
        return Comparison.SEGMENTS
    return Comparison.YEARS if len(result.years) > 1 else Comparison.NOTHING
