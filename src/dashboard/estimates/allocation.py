"""Allocations that should add up to 100: which count as answered, and what is made of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.estimates.sums import Floats

WHOLE = 100.0
ROUNDING = 1.0
"""Totals so close to 100 are people's rounding; parts left blank then stand for 0."""
CLOSE = 5.0
"""Complete answers so close to 100 are brought to 100 and counted as such."""


class Allocated(StrEnum):
    """What became of an allocation."""

    AS_ANSWERED = "as_answered"
    RESCALED = "rescaled"
    UNUSABLE = "unusable"
    NO_ANSWER = "no_answer"


_CLASSES = np.array(list(Allocated), dtype=object)


@dataclass(frozen=True, kw_only=True)
class Allocations:
    """Allocations brought to one whole: `parts` (respondents, parts) adds to 1 or is all NaN.

    `outcome` holds an `Allocated` a respondent, `counts` how often each occurred.
    """

    parts: Floats
    outcome: NDArray[np.object_]
    counts: Mapping[Allocated, int]


def closed(answers: ArrayLike) -> Allocations:
    """Check percentages as answered, shape (respondents, parts), NaN for a blank part.

    Within one of 100 an answer stands, blanks being 0; complete and within five it is rescaled
    and counted; anything else (137, a sum of 0, a part below 0 or above 100) is none.
    """
    percent = np.atleast_2d(np.asarray(answers, dtype=np.float64))
    blank = np.isnan(percent)
    filled = np.where(blank, 0.0, percent)
    with np.errstate(invalid="ignore"):
        total = filled.sum(axis=-1)
        distance = np.abs(total - WHOLE)
        fair = ((filled >= 0) & (filled <= WHOLE)).all(axis=-1)
        stands = fair & (distance <= ROUNDING)
        rescaled = fair & ~stands & (distance <= CLOSE) & ~blank.any(axis=-1)
        code = np.select([blank.all(axis=-1), stands, rescaled], [3, 0, 1], default=2)
        usable = (code <= 1)[..., None]
        parts = np.where(usable, filled / np.where(usable, total[..., None], 1.0), np.nan)
    counts = np.bincount(code, minlength=len(Allocated))
    return Allocations(
        parts=parts,
        outcome=_CLASSES[code],
        counts={kind: int(count) for kind, count in zip(Allocated, counts, strict=True)},
    )
