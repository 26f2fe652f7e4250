"""What a release withholds, as estimates show it: bounds where few gave an answer, else nothing.

Withheld is neither nought nor unasked. Where some answers of a segment are withheld, a choice that
nobody is known to have given was given by some of these people or by none: by 0 to k - 1 of them.
Where more than `MUCH` of a segment is withheld, the others would not stand for all, so that it
has no share, and nothing is tested.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TypeVar

import numpy as np

from dashboard.codebook import Question, Year
from dashboard.estimates.reliability import COUNT_FROM, Flag
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Bools, Estimates, Floats
from dashboard.responses import Responses
from dashboard.responses.tally import Tally
from dashboard.responses.withholding import MUCH

KEPT = frozenset({"base", "effective_base", "flag"})

Found = TypeVar("Found", bound=Shares | Estimates)


def thin(responses: Responses, tally: Tally, by: Question | None) -> Bools:
    """The segments (year, segment) of which a release withholds too much of the key attribute."""
    found = np.zeros(tally.withheld.shape, dtype=bool)
    if by is not None and tally.question.id not in responses.apart:
        for y, year in enumerate(tally.years):
            of_year = responses.thin.get(year, {}).get(by.id, frozenset())
            found[y] = [segment in of_year for segment in tally.segments]
    return found


def answers_lost(tally: Tally) -> Bools:
    """Of which segments (year, segment) more than `MUCH` of the answers are withheld."""
    found: Bools = tally.withheld > MUCH * np.maximum(known_of(tally), 1)
    return found


def known_of(tally: Tally) -> Floats:
    """How many people's answers are known, in each segment (year, segment)."""
    # Rows of a matrix have bases of their own; the answer as a whole is given or withheld.
    known: Floats = tally.answered.n.max(axis=2, initial=0)
    return known


def given_by_few(tally: Tally, perhaps: Floats | None) -> Bools:
    """The choices (year, segment, item, choice) that nobody is known to have given, but some may.

    They may be those whose answer is withheld, or who are `perhaps` in the segment.
    """
    some = (tally.withheld > 0)[..., None, None]
    if perhaps is not None:
        some = some | (perhaps > 0)
    found: Bools = some & (tally.cells.n == 0) & (tally.asked.n > 0)[..., None]
    return found


def reached_by_few(found: Shares, tally: Tally, perhaps: Floats | None) -> Bools:
    """The noughts among shares of another kind (year, segment, item[, band]) that may be more."""
    some = (tally.withheld > 0)[..., None] & (tally.asked.n > 0)
    if perhaps is not None:
        # Values that nobody is known to have given are on no axis: any answer may be one.
        some = some | (perhaps > 0).any(axis=-1)
    reached: Bools = some[(..., *(None,) * (found.share.ndim - some.ndim))] & (found.count == 0)
    return reached


def veiled(found: Found, hidden: Bools, flag: Flag) -> Found:
    """Estimates without every number but the base where `hidden`, flagged with the reason.

    What has too small a base, or was not asked, says that instead.
    """
    shape = found.flag.shape
    hidden = np.broadcast_to(
        hidden.reshape(*hidden.shape, *(1,) * (len(shape) - hidden.ndim)), shape
    )
    hidden = hidden & (found.base >= COUNT_FROM) & (found.flag != Flag.NOT_ASKED)
    if not hidden.any():
        return found
    flags = found.flag.copy()
    flags[hidden] = flag
    gone = {
        field.name: np.where(hidden, np.nan, value)
        for field in fields(found)
        if field.name not in KEPT
        and np.issubdtype((value := getattr(found, field.name)).dtype, np.floating)
    }
    return replace(found, **gone, flag=flags)  # type: ignore[arg-type]


def bounded(
    found: Shares, few: Bools, blocked: Bools, most: int, withheld: Floats | None = None
) -> Shares:
    """Shares that allow for what is `withheld` of so many people (year, segment) of their base.

    Where `few` gave the answer only bounds are told: 0 to `most` people; where the segment is
    `blocked` not even these, and nowhere a nought. Any other answer some of
    those may have given whose answer is withheld, so its interval reaches up by their part.
    """
    withheld = np.zeros(blocked.shape) if withheld is None else withheld
    if not (few.any() or withheld.any()):
        return found
    deeper = (..., *(None,) * (found.share.ndim - blocked.ndim))
    found = replace(found, count=np.where(few, np.nan, found.count))
    shown = veiled(found, few & ~blocked[deeper], Flag.FEW)
    told = shown.flag == Flag.FEW
    with np.errstate(divide="ignore", invalid="ignore"):
        ceiling = np.minimum(most / shown.base, 1.0)
        part = np.where(shown.base > 0, withheld[deeper] / shown.base, 0.0)
    high = np.minimum(shown.high + part, np.maximum(shown.high, 1.0))
    return replace(shown, low=np.where(told, 0.0, shown.low), high=np.where(told, ceiling, high))


def fewer_than(high: float, base: float) -> str:
    """What is told of a choice that few gave, by the upper bound of its share: "fewer than 5"."""
    return f"fewer than {round(high * base) + 1}"


def reasons(
    blocked: Bools, years: tuple[Year, ...], segments: tuple[str | None, ...], by: Question | None
) -> Mapping[Year, str]:
    """Which segments of each year show nothing since too much is withheld, in a sentence."""
    said = {}
    for y, year in enumerate(years):
        which = [s for s, hidden in zip(segments, blocked[y], strict=True) if hidden]
        if not which:
            continue
        much = f"more than {MUCH:.0%} of the answers"
        protects = "to protect respondents, so no share is shown"
        if by is None:
            said[year] = f"In {year} {much} are withheld {protects}."
        else:
            labels = ", ".join(f"“{by.choice(str(code)).label}”" for code in which)
            said[year] = f"{by.title} {labels}: in {year} {much} are withheld {protects}."
    return said


def in_part(tally: Tally) -> Mapping[Year, str]:
    """Of which years some answers are withheld, in a sentence without their number.

    Not of segments that show nothing, since too many are or they have so few respondents.
    """
    shown = (known_of(tally) >= COUNT_FROM) & ~answers_lost(tally)
    some: Bools = (tally.withheld > 0) & shown
    return {
        year: f"Some answers of {year} are withheld to protect respondents: they count in the "
        "base, so percentages may add up to less than 100%."
        for year, hidden in zip(tally.years, some, strict=True)
        if hidden.any()
    }
