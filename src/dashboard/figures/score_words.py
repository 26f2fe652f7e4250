"""Scores in words: what each is, and its numbers with their units."""

import numpy as np

from dashboard.analysis.scores import Scores, Statistic
from dashboard.estimates.quantiles import BandedQuantiles
from dashboard.estimates.reliability import COUNT_FROM, Flag
from dashboard.figures.words import DASH, amount, percent, rounded, signed

MEASURES = {
    Statistic.MEAN: "Average",
    Statistic.MEDIAN: "Median",
    Statistic.TOP2: "% giving one of the two highest ratings",
    Statistic.RECOMMEND: "Recommend score: % giving 9 or 10 minus % giving 0 to 6",
    Statistic.ALLOCATION: "Average percentage per respondent",
    Statistic.VOLUME: "% of all use cases, weighted by each respondent's number of use cases",
    Statistic.FIRST: "% ranking it first",
    Statistic.TOPK: "% ranking it at all",
    Statistic.BORDA: "Average rank score (100 = always first)",
    Statistic.MAXDIFF: "Best–worst score: % of times picked as most minus % picked as least",
}
PER_HUNDRED = {Statistic.BORDA, Statistic.MAXDIFF}

At = tuple[int, int, int]
"""The place of a score: year, segment, item."""


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
    base = float(result.estimates.base[at])
    if result.estimates.flag[at] is Flag.NOT_ASKED:
        return "not asked"
    return f"n = {base:.0f}" if base >= COUNT_FROM else f"n < {COUNT_FROM}"
