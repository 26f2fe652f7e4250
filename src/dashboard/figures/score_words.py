"""Scores in words: what each is, and its numbers with their units."""

import numpy as np

from dashboard.analysis.scores import Scores, Statistic
from dashboard.estimates.quantiles import BandedQuantiles
from dashboard.figures.table import why_not
from dashboard.figures.words import DASH, amount, percent, rounded, signed

MEASURES = {
    Statistic.MEAN: "Average",
    Statistic.MEDIAN: "Median: half answered less, half more",
    Statistic.TOP2: "Share giving one of the two highest answers",
    Statistic.RECOMMEND: "Share giving 9 or 10 less share giving 0 to 6, in points",
    Statistic.ALLOCATION: "Average percentage given, each respondent counting alike",
    Statistic.VOLUME: "Percentage of the whole, respondents counting by volume",
    Statistic.FIRST: "Share ranking it first",
    Statistic.TOPK: "Share ranking it at all",
    Statistic.BORDA: "Average place, from 100 (always first) to 0 (always last)",
    Statistic.MAXDIFF: "Times chosen as the most less times as the least, per 100 showings",
}
PER_HUNDRED = {Statistic.BORDA, Statistic.MAXDIFF}

At = tuple[int, int, int]
"""Where a score stands: year, segment, item."""


def measure(result: Scores) -> str:
    """What a score is, in words, with its unit."""
    words = MEASURES[result.statistic]
    unit = "" if result.unit == "percent" else result.unit
    return f"{words}, in {unit}" if unit else words


def written(result: Scores, value: float, at: At | None = None) -> str:
    """A score with its unit; a median in an open band names the band."""
    if np.isnan(value) and at is not None and isinstance(result.estimates, BandedQuantiles):
        band = int(result.estimates.band[at])
        bands = sorted(
            (choice for choice in result.question.choices if choice.is_band),
            key=lambda choice: float("-inf") if choice.low is None else choice.low,
        )
        return bands[band].label if band >= 0 else DASH
    if np.isnan(value):
        return DASH
    if result.unit == "percent":
        return percent(value)
    if result.statistic is Statistic.MAXDIFF:
        return signed(rounded(value * 100))
    if result.statistic is Statistic.BORDA:
        return str(rounded(value * 100))
    if result.statistic is Statistic.RECOMMEND:
        return signed(rounded(value))
    return amount(value, result.unit)


def has_items(result: Scores) -> bool:
    return result.items != (None,)


def why_hidden(result: Scores, at: At) -> str:
    return why_not(result.estimates, at)
