"""Which estimates may be shown: by base, and by the width of a share's interval."""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.estimates.intervals import korn_graubard
from dashboard.estimates.sums import Bools, Floats

COUNT_FROM = 10
"""From this base the interval of an estimate is shown, a range without a point; below, nothing."""
SHARE_FROM = 30
"""From this base shares, means and counts are shown."""
NORMAL_FROM = 100
"""Below this base an estimate carries the mark "small base"."""

NARROW = 0.05
"""A share whose Korn-Graubard interval is at most so wide is reliable."""
WIDE = 0.30
"""A share whose interval is at least so wide is not."""
RELATIVE_WIDTH = 1.30
"""Between the two, the width may be so large a part of the share or of its complement."""
ALWAYS_NARROW = 1700
"""With so many effective respondents no share's interval is wider than `NARROW`."""


class Flag(StrEnum):
    """How far a number may be trusted, and so how it is drawn.

    Of a `RANGE` only the interval is told: no estimate, no count, no test. Of a `FEW` only bounds
    are published, nought among them: too few gave the answer. `WITHHELD` is everything where a
    release withholds too many of the answers.
    """

    OK = "ok"
    SMALL_BASE = "small_base"
    HIDDEN = "hidden"
    NOT_ASKED = "not_asked"
    FEW = "few"
    WITHHELD = "withheld"
    RANGE = "range"


_FLAGS = np.array(list(Flag), dtype=object)
_OK, _SMALL_BASE, _HIDDEN, _NOT_ASKED, _RANGE = (
    list(Flag).index(flag)
    for flag in (Flag.OK, Flag.SMALL_BASE, Flag.HIDDEN, Flag.NOT_ASKED, Flag.RANGE)
)


def reliable_share(share: ArrayLike, effective_n: ArrayLike) -> Bools:
    """Whether shares pass the presentation standard of NCHS (Series 2, no. 175, 2017).

    At least 30 effective respondents, and an interval that is narrow in itself, or at least
    in relation to the share and to its complement. NaN shares do not pass.
    """
    p, n = np.broadcast_arrays(
        np.asarray(share, dtype=np.float64), np.asarray(effective_n, dtype=np.float64)
    )
    passed: Bools = (n >= ALWAYS_NARROW) & ~np.isnan(p)
    undecided = (n >= SHARE_FROM) & (n < ALWAYS_NARROW)
    p, n = p[undecided], n[undecided]
    low, high = korn_graubard(p, n)
    width = high - low
    close = width <= RELATIVE_WIDTH * np.minimum(p, 1 - p)
    passed[undecided] = (width <= NARROW) | ((width < WIDE) & close)
    return passed


def flags(
    base: ArrayLike,
    *,
    reliable: ArrayLike = True,
    asked: ArrayLike = True,
    ranged: ArrayLike = True,
) -> NDArray[np.object_]:
    """A `Flag` for each estimate; the arrays broadcast.

    `base` counts respondents unweighted. `reliable` is false where an estimate on a sufficient
    base is still too uncertain; `asked` is false where the question was put to nobody; `ranged`
    is false where there is no interval to show without the estimate.
    """
    n = np.asarray(base, dtype=np.float64)
    marked = (n < NORMAL_FROM) | ~np.asarray(reliable)
    few = np.where((n >= COUNT_FROM) & np.asarray(ranged), _RANGE, _HIDDEN)
    code = np.where(n < SHARE_FROM, few, np.where(marked, _SMALL_BASE, _OK))
    code = np.where(np.asarray(asked) | (n > 0), code, _NOT_ASKED)
    found = np.empty(code.shape, dtype=object)
    found[...] = _FLAGS[code]
    return found


def shown(values: ArrayLike, base: ArrayLike, start: int = SHARE_FROM) -> Floats:
    """The values where the base reaches `start`, NaN elsewhere."""
    kept: Floats = np.where(np.asarray(base) >= start, np.asarray(values, dtype=np.float64), np.nan)
    return kept


def judged_by(base: ArrayLike, effective: ArrayLike = np.inf) -> Floats:
    """The base an estimate is judged by: the effective one where that is below `SHARE_FROM`."""
    n, worth = np.asarray(base, dtype=np.float64), np.asarray(effective, dtype=np.float64)
    return np.minimum(n, np.where(worth < SHARE_FROM, worth, np.inf))


def limits(low: ArrayLike, high: ArrayLike, judged: ArrayLike) -> tuple[Floats, Floats, Bools]:
    """The interval where it may be shown, and where it has a width.

    An interval of no width below `SHARE_FROM` is the estimate itself, which is not told there.
    """
    start, end = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        wide: Bools = end > start
    told = (np.asarray(judged) >= SHARE_FROM) | ((np.asarray(judged) >= COUNT_FROM) & wide)
    return np.where(told, start, np.nan), np.where(told, end, np.nan), wide
