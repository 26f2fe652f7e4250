"""Changes between the years of a figure: which are told, which are marked, which years connect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np

from dashboard.estimates.change import FLOOR, adjusted, differences, marks
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Estimates
from dashboard.figures.figure import Column
from dashboard.figures.table import Value, number
from dashboard.figures.words import SPACE, points

CHANGE_COLUMNS = (
    Column(heading="Change", unit="points"),
    Column(heading="Change, low", unit="points"),
    Column(heading="Change, high", unit="points"),
    Column(heading="Marked"),
)
UP, DOWN = "▲", "▼"
Key = TypeVar("Key")


class Told(NamedTuple):
    """One change with its interval; `marked` where it is too large for chance."""

    change: float
    low: float
    high: float
    marked: bool
    since: int

    def words(self) -> str:
        """The change as it stands at a row's end: "▲ +6 points"."""
        arrow = "" if not self.marked else (UP if self.change > 0 else DOWN) + SPACE
        return arrow + points(self.change)

    def cells(self) -> tuple[Value, ...]:
        """The change as the table holds it."""
        low, high = number(self.low), number(self.high)
        return number(self.change), low, high, "yes" if self.marked else "no"


@dataclass(frozen=True)
class Pair:
    """Two estimates to be compared: where each stands, and the years they belong to."""

    first: tuple[int, ...]
    second: tuple[int, ...]
    since: int


def told(
    estimates: Shares | Estimates, pairs: Mapping[Key, Pair], *, floor: float = FLOOR
) -> dict[Key, Told]:
    """The changes of pairs by their keys, tested together; those that cannot be told are left out.

    `floor` is the smallest change that is marked, in the estimates' own unit.
    """
    if not pairs:
        return {}
    first = _picked(estimates, [pair.first for pair in pairs.values()])
    second = _picked(estimates, [pair.second for pair in pairs.values()])
    found = differences(first, second)
    marked = marks(found.change, adjusted([found.p_value])[0], floor=floor)
    return {
        key: Told(
            float(found.change[n]),
            float(found.low[n]),
            float(found.high[n]),
            bool(marked[n]),
            pair.since,
        )
        for n, (key, pair) in enumerate(pairs.items())
        if not np.isnan(found.change[n])
    }


def _picked(estimates: Shares | Estimates, places: Sequence[tuple[int, ...]]) -> Shares | Estimates:
    at = tuple(np.array(axis) for axis in zip(*places, strict=True))
    names = estimates.__dataclass_fields__
    return type(estimates)(**{name: getattr(estimates, name)[at] for name in names})
