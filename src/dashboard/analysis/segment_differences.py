"""Segments set against each other: less everybody else, or less one of them, in each year."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np

from dashboard.analysis.association import associations
from dashboard.analysis.results import Result
from dashboard.codebook import Question, Year
from dashboard.errors import DashboardError, unknown
from dashboard.estimates.change import Changes, adjusted, differences, marks
from dashboard.estimates.crosstab import Overlap, overlapping
from dashboard.estimates.reliability import Flag
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Bools, Floats, Sums
from dashboard.query.selection import Of, Selection, Weights
from dashboard.responses import Responses
from dashboard.responses.tally import Tally

OTHERS = "others"


@dataclass(frozen=True, kw_only=True)
class Against:
    """A result's segments less what they are set against, in one year.

    `reference` is a segment, or `OTHERS` for everybody else who answered the breakdown. Arrays
    have the axes (segment, item, choice); `adjusted_p` and `marked` are over all years together.
    """

    result: Result
    year: Year
    reference: str
    changes: Changes
    adjusted_p: Floats
    marked: Bools


def against(
    responses: Responses, result: Result, selection: Selection, reference: str
) -> list[Against]:
    """Each segment of a result less everybody else, or less one of the segments.

    Two segments may share people, where the breakdown is a question with several answers; their
    covariance counts. `selection` is the one the result was made for. Raises DashboardError without
    a breakdown, for a segment it does not have, and over use cases.
    """
    by = result.by
    if by is None:
        raise DashboardError("Only the segments of a breakdown can be set against each other.")
    if result.weights is Weights.USE_CASES:
        raise DashboardError(
            "Over use cases segments are not tested: their weights come from margins that they "
            "have in common."
        )
    codes = [choice.id for choice in by.choices]
    if reference not in (OTHERS, *codes):
        raise DashboardError(unknown(f"segment of {by.id!r}", reference, (OTHERS, *codes)))
    if reference == OTHERS:
        [found] = associations([result])
        return [
            Against(
                result=result,
                year=one.year,
                reference=reference,
                changes=one.others,
                adjusted_p=one.others_adjusted_p,
                marked=one.marked,
            )
            for one in found
        ]
    return _against_one(responses, result, by, selection, reference)


def _against_one(
    responses: Responses, result: Result, by: Question, selection: Selection, reference: str
) -> list[Against]:
    at = result.segments.index(reference)
    shown = [(y, year) for y, year in enumerate(result.years) if year not in result.gaps]
    if by.has_one_answer:
        # Nobody is in two segments: they are different people, like two years.
        parts = (_year_of(result.shares, y) for y, _ in shown)
        changes = [differences(_segment_of(part, at), part) for part in parts]
    else:
        tallied = responses.tally(
            [result.question], selection, by, result.weights, within=reference
        )
        both = tallied[result.question.id]
        changes = [_less_one(result, both, y, at) for y, _ in shown]
    told = [_told(result, y, at) for y, _ in shown]
    changes = [
        Changes(**{f.name: np.where(kept, getattr(one, f.name), np.nan) for f in fields(Changes)})
        for one, kept in zip(changes, told, strict=True)
    ]
    p_values = adjusted([one.p_value for one in changes])
    return [
        Against(
            result=result,
            year=year,
            reference=reference,
            changes=one,
            adjusted_p=p,
            marked=marks(one.change, p),
        )
        for (_, year), one, p in zip(shown, changes, p_values, strict=True)
    ]


def _year_of(found: Shares, y: int) -> Shares:
    return Shares(**{f.name: getattr(found, f.name)[y] for f in fields(Shares)})


def _segment_of(found: Shares, at: int) -> Shares:
    return Shares(**{f.name: getattr(found, f.name)[at : at + 1] for f in fields(Shares)})


def _told(result: Result, y: int, at: int) -> Bools:
    """Which differences of a year are told: of choices it offered, of other segments."""
    offered = np.zeros(len(result.question.choices), dtype=bool)
    offered[list(result.offered(result.years[y]))] = True
    flags = result.shares.flag[y]
    unknown_ = (flags == Flag.FEW) | (flags == Flag.WITHHELD)
    told: Bools = offered & ~unknown_ & ~unknown_[at]
    told[at] = False
    return told


def _less_one(result: Result, both: Tally, y: int, at: int) -> Changes:
    """Every segment of a year less the one at a place, where segments share people."""
    tally = result.tally
    given, base = _of(result, tally, y)
    first = Sums(*(part[at] for part in given)), Sums(*(part[at] for part in base))
    return overlapping(
        Overlap(first=first, second=(given, base), both=_of(result, both, y)), tally.rows[y]
    )


def _of(result: Result, tally: Tally, y: int) -> tuple[Sums, Sums]:
    """Given answers and base of a year, with an axis for the choices."""
    base: Iterable[np.ndarray] = (part[y][..., None] for part in tally.answered)
    if result.of is Of.EVERYONE:
        shape = tally.answered.n[y].shape
        base = (np.broadcast_to(part[y][:, None], shape)[..., None] for part in tally.everyone)
    return Sums(*(part[y] for part in tally.cells)), Sums(*base)
