"""Figures: plain-dict Plotly figures with the words that belong to them.

The package may know results, changes and differences as the analysis gives them. It never fetches
any itself, and never knows the page a figure stands on.
"""

from collections.abc import Callable
from enum import StrEnum

from dashboard.analysis.agreement import is_diverging
from dashboard.analysis.results import Result
from dashboard.codebook import Kind, Question
from dashboard.figures.context import View
from dashboard.figures.figure import Figure
from dashboard.figures.kinds.bars import bars
from dashboard.figures.kinds.groups import group_rows, group_scores, groups
from dashboard.figures.kinds.matrices import heat_map
from dashboard.figures.kinds.scales import NET_SCORE, diverging, has_net_rows
from dashboard.figures.kinds.score_bars import score_chart
from dashboard.figures.kinds.years import year_rows, year_scores, years
from dashboard.figures.score_words import named

__all__ = [
    "FIGURES",
    "Comparison",
    "Figure",
    "Shape",
    "View",
    "draw",
    "measure_in_words",
    "shape_of",
]


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
    (Shape.CHOICES, Comparison.SEGMENTS): groups,
    (Shape.SCALE, Comparison.NOTHING): diverging,
    (Shape.SCALE, Comparison.YEARS): year_rows,
    (Shape.SCALE, Comparison.SEGMENTS): group_rows,
    (Shape.GRID, Comparison.NOTHING): heat_map,
    (Shape.GRID, Comparison.YEARS): year_rows,
    (Shape.GRID, Comparison.SEGMENTS): group_rows,
}


SCORES: dict[Comparison, Callable[[Result, View], Figure]] = {
    Comparison.NOTHING: score_chart,
    Comparison.YEARS: year_scores,
    Comparison.SEGMENTS: group_scores,
}


def draw(result: Result, view: View) -> Figure:
    """The figure of a result: picked by the kind of question and by what is compared."""
    if not result.each_choice:
        return SCORES[comparison_of(result)](result, view)
    return FIGURES[shape_of(result.question), comparison_of(result)](result, view)


def measure_in_words(result: Result) -> str:
    """What the figure of a result shows, in words: its statistic, or the net scores of its rows."""
    compared = comparison_of(result) is not Comparison.NOTHING
    if result.each_choice and compared and has_net_rows(result):
        return NET_SCORE
    return named(result.statistic, result.question)


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
