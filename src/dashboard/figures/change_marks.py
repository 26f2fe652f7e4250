"""Changes as figures show them: the mark at a row's end, the cells of a table.

Which changes there are and which are marked, the view was told by `dashboard.analysis.changes`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from dashboard.analysis.changes import Change, Followed
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import SPACE, amount, points, rounded, signed
from dashboard.codebook import Year
from dashboard.figures.figure import Column
from dashboard.figures.table import Value, number

_ONE = (
    Column(heading="Change", unit="points"),
    Column(heading="Change, low", unit="points"),
    Column(heading="Change, high", unit="points"),
    Column(heading="Marked"),
)
CHANGE_COLUMNS = (
    *_ONE,
    Column(heading="First comparable year"),
    *(Column(heading=f"{one.heading} since then", unit=one.unit) for one in _ONE),
)
"""The change since the last year and since the first comparable one."""
UP, DOWN = "▲", "▼"
At = tuple[int, int, int]
"""Where a number of an item stands: year, segment, item."""


def change_words(change: Change) -> str:
    """The change as it stands at a row's end: "▲ +6 points"."""
    return arrow(change) + points(change.change)


def arrow(change: Change) -> str:
    """The sign of a marked change, with the blank behind it; empty where none is marked."""
    return (UP if change.change > 0 else DOWN) + SPACE if change.marked else ""


def short_points(change: float) -> str:
    """A difference of shares without its unit: "+6", "<1"."""
    whole = rounded(change * 100)
    return signed(whole) if whole or not change else "<1"


def short_change(result: Result, change: float) -> str:
    """A difference of scores without its unit."""
    if result.in_percent or result.statistic.per_hundred:
        return short_points(change)
    sign = "+" if change > 0 else ""
    return sign + (signed(rounded(change)) if result.statistic.signed else amount(change))


class Into(NamedTuple):
    """The changes into a year: since the last, and since the first comparable one."""

    recent: Change | None = None
    longest: Change | None = None

    def cells(self) -> tuple[Value, ...]:
        """Both as the table holds them."""
        since = None if self.longest is None else str(self.longest.since)
        return *_cells(self.recent), since, *_cells(self.longest)


NO_CHANGE = Into()


def _cells(change: Change | None) -> tuple[Value, ...]:
    if change is None:
        return (None,) * len(_ONE)
    low, high = number(change.low), number(change.high)
    return number(change.change), low, high, "yes" if change.marked else "no"


def changes_into(followed: Followed | None, place: tuple[int, ...], year: Year) -> Into:
    """The changes of a row into a year; none of what is counted as one with other rows."""
    if followed is None:
        return NO_CHANGE
    step = followed.step_into(place, year)
    alone = step is not None and followed.stands_alone(step)
    longest = None if followed.result.merge else followed.since_first(place, year)
    return Into(followed.at(place, year) if alone else None, longest)


def item_places(result: Result, followed: Followed | None) -> Sequence[int]:
    """Where each item of a result stands in what was followed, of which it may be a part."""
    if followed is None or len(result.items) == len(followed.result.items):
        return range(len(result.items))
    place = {item.id: i for i, item in enumerate(followed.result.items) if item is not None}
    return [place[item.id] for item in result.items if item is not None]


def changes_by_item(
    result: Result, items: Sequence[int], followed: Followed | None
) -> dict[At, Into]:
    """The changes of each item into each year."""
    at = item_places(result, followed)
    found = {
        (y, 0, i): changes_into(followed, (0, at[i]), year)
        for y, year in enumerate(result.years)
        for i in items
    }
    return found if any(one != NO_CHANGE for one in found.values()) else {}
