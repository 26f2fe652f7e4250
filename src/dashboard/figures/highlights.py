"""What cards and slides begin with: a figure's first number, in a sentence, with its evidence."""

from collections.abc import Callable

import numpy as np

from dashboard.analysis.agreement import is_diverging
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import count, percent
from dashboard.analysis.sentences import points_words, told_first
from dashboard.figures.figure import Highlight
from dashboard.figures.table import interval_text

POINTS = "points"
"""What differences of shares are in."""


def highlight(
    sentence: str,
    value: float,
    low: float,
    high: float,
    base: float,
    *,
    written: Callable[[float], str] = percent,
    of: str = "",
) -> Highlight:
    """A number with its limits and base as a highlight; `of` says in what it is counted."""
    parts = [of] if of else []
    if np.isfinite(low) and np.isfinite(high):
        parts.append(f"95% interval {interval_text(low, high, written)}")
    parts.append(f"n = {count(base)}")
    return Highlight(sentence=sentence, number=written(value), evidence=" · ".join(parts))


def highlight_of(result: Result) -> Highlight | None:
    """The leading answer of a question of one year; of a scale with a middle, its net score."""
    if len(result.years) > 1 or (told := told_first(result)) is None:
        return None
    found, text, _ = told
    at = found.place
    if is_diverging(result.question) and result.net is not None:
        net = result.net
        numbers = (float(part[at[:3]]) for part in (net.estimate, net.low, net.high, net.base))
        return highlight(text, *numbers, written=points_words, of=f"{POINTS} net")
    low, high = float(result.shares.low[at]), float(result.shares.high[at])
    return highlight(text, found.share, low, high, found.base)
