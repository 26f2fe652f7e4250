"""What every estimate is made of: respondents counted, their weights and squared weights added."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.sums import Floats, Sums

__all__ = ["Bools", "Estimates", "Floats", "Sums", "kish", "small_sample"]

Bools = NDArray[np.bool_]


def kish(base: Sums) -> Floats:
    """Kish's effective base, (sum w)^2 / sum w^2; 0 where nobody is in the base."""
    with np.errstate(invalid="ignore", divide="ignore"):
        effective: Floats = np.where(base.w2 > 0, base.w * base.w / base.w2, 0.0)
    return effective


def small_sample(rows: ArrayLike) -> Floats:
    """N / (N - 1) for the respondents of the year's file; NaN for a single respondent."""
    count = np.asarray(rows, dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        factor: Floats = np.where(count > 1, count / (count - 1), np.nan)
    return factor


def summed_by(code: NDArray[np.intp], values: Floats, size: int) -> Floats:
    """The values added up by code, an array of `size`; codes run from 0."""
    added: Floats = np.bincount(code, weights=values, minlength=size).astype(np.float64)
    return added


@dataclass(frozen=True, kw_only=True)
class Estimates:
    """Estimates of one kind with everything that must travel with them: arrays of one shape.

    `flag` holds members of `Flag`; an estimate that is not shown is NaN, with its error and
    interval. `effective_base` is Kish's; `design_effect` is the variance over that of the same
    number of respondents unweighted.
    """

    estimate: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    base: Floats
    effective_base: Floats
    design_effect: Floats
    flag: NDArray[np.object_]
