"""Ranks with the uncertainty they have: from which place to which each of several shares may be."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.estimates.intervals import LEVEL, wilson
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Floats


class RankRanges(NamedTuple):
    """The best and the worst place each entry may have, 1 being the first; 0 where unknown."""

    best: NDArray[np.int64]
    worst: NDArray[np.int64]


def rank_ranges(found: Shares, level: float = LEVEL) -> RankRanges:
    """Ranges that hold all true places of the last axis at once, with at least the given level.

    An entry stands behind another only where their intervals do not meet, intervals being wide
    enough to hold together (Klein, Wright and Wieczorek 2020, with Bonferroni's correction).
    Hidden shares have no place and push nobody back.
    """
    share = found.share
    known = ~np.isnan(share)
    count = np.maximum(known.sum(axis=-1, keepdims=True), 1)
    low, high = _together(found, level, count)
    ahead = (low[..., None, :] > high[..., :, None]) & known[..., None, :]
    behind = (high[..., None, :] < low[..., :, None]) & known[..., None, :]
    best = 1 + ahead.sum(axis=-1)
    worst = count - behind.sum(axis=-1)
    return RankRanges(np.where(known, best, 0), np.where(known, worst, 0))


def _together(found: Shares, level: float, count: NDArray[np.int64]) -> tuple[Floats, Floats]:
    share, variance = found.share, found.standard_error**2
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = share * (1 - share)
        own = np.minimum(spread / variance, found.base)
        effective = np.where(variance > 0, own, found.effective_base)
    low, high = np.empty_like(share), np.empty_like(share)
    for n in np.unique(count):
        one = np.broadcast_to(count == n, share.shape)
        each = 1 - (1 - level) / float(n)
        low[one], high[one] = wilson(share[one], effective[one], found.base[one] - 1, each)
    return low, high
