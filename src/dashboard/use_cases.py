"""From tallies of described use cases to estimates over all use cases, year by year."""

from collections.abc import Callable
from dataclasses import fields
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Estimates
from dashboard.estimates.usecase_estimates import Moments, YearMoments
from dashboard.responses import Responses
from dashboard.sums import Floats, Sums
from dashboard.tally import CaseTally

Found = TypeVar("Found", bound=Shares | Estimates)
Estimate = Callable[[Moments, Moments, YearMoments, NDArray[np.bool_]], Found]

# A year without use-case weights: one cell, nobody in it.
NO_CASES = YearMoments(
    margins=np.zeros(1),
    w2=np.zeros(1),
    cross=np.zeros((1, 1)),
    square=np.zeros((1, 1)),
    respondents=0,
)


def estimated_by_year(
    responses: Responses,
    found: CaseTally,
    allowed: NDArray[np.bool_],
    estimate: Estimate[Found],
    *,
    everyone: bool = False,
) -> Found:
    """Estimates of each year with its own cells and margins, years along the first axis.

    `estimate` gets the sums of every answer, cases of shape (segment, item, cell, value), those
    of the base (segment, item, cell, 1), the year's sums, and what was asked (segment, item). The
    base is who answered, or `everyone` in view who describes a use case. `allowed` (year,
    segment, item, value) says which answers count.
    """
    by_year = []
    for at, year in enumerate(found.tally.years):
        weights = responses.weighting.get(year)
        moments = (weights.moments if weights else None) or NO_CASES
        cells = len(moments.margins)
        given = _answers(found, at, cells, allowed[at])
        base = _everyone(found, at, cells) if everyone else _answered(found, at, cells)
        by_year.append(estimate(given, base, moments, allowed[at].any(axis=-1)))
    stacked = {
        field.name: np.stack([getattr(one, field.name) for one in by_year])
        for field in fields(by_year[0])
    }
    return type(by_year[0])(**stacked)


def _answers(found: CaseTally, at: int, cells: int, allowed: NDArray[np.bool_]) -> Moments:
    kept = np.where(allowed[:, None], 1.0, 0.0)
    return Moments(
        cases=Sums(*(np.moveaxis(part[at, :, :cells] * kept, 1, 2) for part in found.cells)),
        cross=np.moveaxis(found.cells_crossed[at, :, :cells, ..., :cells] * kept[..., None], 1, 2),
    )


def _answered(found: CaseTally, at: int, cells: int) -> Moments:
    def laid(part: Floats) -> Floats:
        return np.moveaxis(part[at, :, :cells], 1, 2)[..., None]

    crossed = np.moveaxis(found.answered_crossed[at, :, :cells, ..., :cells], 1, 2)
    return Moments(cases=Sums(*map(laid, found.answered)), cross=crossed[..., None, :])


def _everyone(found: CaseTally, at: int, cells: int) -> Moments:
    items = found.answered.n.shape[3]

    def laid(part: Floats) -> Floats:
        return np.repeat(part[at, :, None, :cells, None], items, axis=1)

    crossed = found.everyone_crossed[at, :, None, :cells, None, :cells]
    return Moments(cases=Sums(*map(laid, found.everyone)), cross=np.repeat(crossed, items, axis=1))
