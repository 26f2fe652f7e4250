"""Scores in words: what each is, and its numbers with their units."""

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import DASH, amount, percent, rounded, signed
from dashboard.analysis.rows import band_of
from dashboard.analysis.statistics import MEAN, TOP2, Statistic, highest_points, scale_points
from dashboard.codebook import Kind, Question
from dashboard.figures.table import scores_rows, why_not

At = tuple[int, int, int]
"""The place of a score: year, segment, item."""


def named(statistic: Statistic, question: Question) -> str:
    """What a statistic of a question is, in words."""
    if statistic is TOP2 and len(highest_points(question)) == 1:
        return "% giving the highest rating"
    return statistic.words


def measure(result: Result) -> str:
    """What a score is, in words, with its unit."""
    words = named(result.statistic, result.question)
    if result.statistic is MEAN and (ends := _ends(result.question)):
        words = f"{words} {ends}"
    return f"{words}, in {result.unit}" if result.unit else words


def _ends(question: Question) -> str:
    """Both ends of a scale with their numbers, in words; empty where answers stand for none."""
    points = scale_points(question)
    if not points or question.kind is Kind.NUMBER:
        return ""
    low, high = (
        f"{amount(points[code])} ({question.choice(code).label.lower()})"
        for code in (pick(points, key=points.__getitem__) for pick in (min, max))
    )
    return f"on a scale from {low} to {high}"


def written(result: Result, value: float, at: At | None = None) -> str:
    """A number of a result with its unit; a median in an open band names the band."""
    if np.isnan(value):
        band = band_of(result, at) if at is not None else None
        return band.label if band is not None else DASH
    if result.in_percent:
        return percent(value)
    statistic = result.statistic
    if statistic.per_hundred or statistic.signed:
        whole = rounded(value * (100 if statistic.per_hundred else 1))
        return signed(whole) if statistic.signed else str(whole)
    return amount(value, result.unit)


def has_items(result: Result) -> bool:
    return result.items != (None,)


def why_hidden(result: Result, at: At) -> str:
    return why_not(result.estimates, at, rows=scores_rows(result))
