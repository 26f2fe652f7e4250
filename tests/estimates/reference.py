"""The use-case estimator respondent by respondent, to hold the sums against."""

from typing import NamedTuple

import numpy as np

from dashboard.estimates.usecases import UseCaseWeights


class Influence(NamedTuple):
    """What each respondent contributes: both parts, and their sum."""

    estimate: float
    margins: np.ndarray
    details: np.ndarray

    @property
    def u(self) -> np.ndarray:
        return self.margins + self.details

    @property
    def variance(self) -> float:
        n = len(self.u)
        return float(n / (n - 1) * (self.u**2).sum())


def influence(weights: UseCaseWeights, y: np.ndarray, base: np.ndarray | None = None) -> Influence:
    """The estimate and its linearised values, looping over the respondents of one year."""
    counted = np.isfinite(y) & (weights.cell >= 0) & (True if base is None else base)
    w = weights.weight
    whole = w[counted].sum()
    estimate = (w[counted] * y[counted]).sum() / whole
    t = np.where(counted, np.where(counted, y, 0.0) - estimate, 0.0)
    mean = np.array(
        [
            (w[weights.cell == c] * t[weights.cell == c]).sum() / margin
            for c, margin in enumerate(weights.margins)
        ]
    )
    margins, details = np.zeros(len(y)), np.zeros(len(y))
    for i, c in enumerate(weights.cell):
        margins[i] = weights.volume[i] @ mean / whole
        if c >= 0:
            details[i] = w[i] * (t[i] - mean[c]) / whole
    return Influence(float(estimate), margins, details)
