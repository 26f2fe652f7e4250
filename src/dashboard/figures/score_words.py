"""Scores in words: what each is, and its numbers with their units."""

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import DASH, amount, percent, rounded, signed
from dashboard.analysis.rows import band_of
from dashboard.analysis.statistics import TOP2, highest_points
from dashboard.figures.table import why_not

At = tuple[int, int, int]
"""The place of a score: year, segment, item."""


def measure(result: Result) -> str:
    """What a score is, in words, with its unit."""
    words = result.statistic.words
    if result.statistic is TOP2 and len(highest_points(result.question)) == 1:
        words = "% giving the highest rating"
    return f"{words}, in {result.unit}" if result.unit else words


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
    return why_not(result.estimates, at)
