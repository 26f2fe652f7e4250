"""Changes between the years of a figure: which are told, which are marked, which years connect."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.scores import Scores
from dashboard.analysis.view_changes import Change, Followed, Step
from dashboard.codebook import Choice, Year
from dashboard.estimates.change import FLOOR, RATE, adjusted, differences, marks
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


@dataclass
class Family:
    """All tests of a view, of which its marks are decided together.

    While `limit` is None, p-values are only gathered; afterwards a change is marked whose p-value
    is at most the limit, which is what Benjamini and Hochberg's adjustment over all of them says.
    """

    p_values: list[float] = field(default_factory=list)
    limit: float | None = None

    def decide(self) -> None:
        """Find the limit, once all tests of the view are in."""
        p_values = np.array(self.p_values, dtype=np.float64)
        passing = p_values[adjusted([p_values])[0] <= RATE] if p_values.size else p_values
        self.limit = float(passing.max()) if passing.size else -1.0


_family: ContextVar[Family | None] = ContextVar("family", default=None)


@contextmanager
def one_family(family: Family) -> Iterator[None]:
    """Within this, changes belong to a view's family of tests rather than to their figure's."""
    token = _family.set(family)
    try:
        yield
    finally:
        _family.reset(token)


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
    family = _family.get()
    if family is None:
        judged = adjusted([found.p_value])[0]
    elif family.limit is None:
        family.p_values += found.p_value.ravel().tolist()
        judged = found.p_value
    else:
        judged = np.where(found.p_value <= family.limit, 0.0, 1.0)
    marked = marks(found.change, judged, floor=floor)
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


def told_by_item(
    result: Result | Scores,
    estimates: Shares | Estimates,
    items: Sequence[int],
    may_tell: Callable[[Choice | None, Year, Year], bool],
    *,
    floor: float = FLOOR,
    followed: Followed | None = None,
) -> dict[tuple[int, int, int], Told]:
    """For items without a breakdown: the change since the year before that can be compared.

    Keys are places in `estimates`: (year, 0, item). `may_tell` says whether two years of an item
    can be compared. Where the view has `followed` the result, its changes are taken from there,
    save those of several items counted as one: they are no single item's.
    """
    if result.by is not None or len(result.years) < 2:
        return {}
    if followed is not None:
        place = {item.id if item else "": i for i, item in enumerate(result.items) if i in items}
        return {
            (result.years.index(step.second), 0, place[step.item]): told_of(change, step)
            for step, change in followed.changes.items()
            if step.item in place and _stands_alone(followed, step)
        }
    pairs: dict[tuple[int, int, int], Pair] = {}
    for i in items:
        item = result.items[i]
        asked = [
            year
            for year in result.years
            if year not in result.gaps and (item is None or year in item.asked)
        ]
        for first, second in pairwise(asked):
            if may_tell(item, first, second):
                a, b = result.years.index(first), result.years.index(second)
                pairs[b, 0, i] = Pair((a, 0, i), (b, 0, i), first)
    return told(estimates, pairs, floor=floor)


def _stands_alone(followed: Followed, step: Step) -> bool:
    """Whether in both years of a step one item alone is what was followed."""
    counted_as = followed.together.items
    if not counted_as:
        return True
    place = followed.places[step][0] + 1
    items = followed.found.question.items
    members = [item for item, at in zip(items, counted_as, strict=True) if at == place]
    years = (step.first, step.second)
    return all(sum(year in item.asked for item in members) <= 1 for year in years)


def told_of(change: Change, step: Step) -> Told:
    """A change of the view as figures tell it."""
    return Told(change.change, change.low, change.high, change.marked, step.first)


def _picked(estimates: Shares | Estimates, places: Sequence[tuple[int, ...]]) -> Shares | Estimates:
    at = tuple(np.array(axis) for axis in zip(*places, strict=True))
    names = estimates.__dataclass_fields__
    return type(estimates)(**{name: getattr(estimates, name)[at] for name in names})
