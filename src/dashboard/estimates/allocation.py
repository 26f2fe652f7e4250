"""Allocations that should add up to 100: which count as answered, and what is made of them."""

import numpy as np
from numpy.typing import ArrayLike

from dashboard.estimates.sums import Floats

WHOLE = 100.0
ROUNDING = 1.0
"""Totals so close to 100 are people's rounding; parts left blank then stand for 0."""
CLOSE = 5.0
"""Complete answers so close to 100 are brought to 100 and counted as such."""


def closed(answers: ArrayLike) -> Floats:
    """Percentages as answered, shape (respondents, parts), brought to one whole: 1, or all NaN.

    A part is NaN where it was left blank. Within one of 100 an answer stands, blanks being 0;
    complete and within five it is rescaled; anything else (137, a sum of 0, a part below 0 or
    above 100) is none.
    """
    percent = np.atleast_2d(np.asarray(answers, dtype=np.float64))
    blank = np.isnan(percent)
    filled = np.where(blank, 0.0, percent)
    with np.errstate(invalid="ignore"):
        total = filled.sum(axis=-1)
        distance = np.abs(total - WHOLE)
        fair = ((filled >= 0) & (filled <= WHOLE)).all(axis=-1) & ~blank.all(axis=-1)
        stands = fair & (distance <= ROUNDING)
        rescaled = fair & (distance <= CLOSE) & ~blank.any(axis=-1)
        usable = (stands | rescaled)[..., None]
        parts: Floats = np.where(usable, filled / np.where(usable, total[..., None], 1.0), np.nan)
    return parts
