"""Changes as figures show them: the mark at a row's end, the cells of a table.

Which changes there are and which are marked, the view was told by `dashboard.analysis.changes`.
"""

from collections.abc import Sequence

from dashboard.analysis.changes import Change, Followed
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import SPACE, points
from dashboard.figures.figure import Column
from dashboard.figures.table import Value, number

CHANGE_COLUMNS = (
    Column(heading="Change", unit="points"),
    Column(heading="Change, low", unit="points"),
    Column(heading="Change, high", unit="points"),
    Column(heading="Marked"),
)
UP, DOWN = "▲", "▼"
At = tuple[int, int, int]
"""Where a number of an item stands: year, segment, item."""


def change_words(change: Change) -> str:
    """The change as it stands at a row's end: "▲ +6 points"."""
    arrow = "" if not change.marked else (UP if change.change > 0 else DOWN) + SPACE
    return arrow + points(change.change)


def change_cells(change: Change) -> tuple[Value, ...]:
    """The change as the table holds it."""
    low, high = number(change.low), number(change.high)
    return number(change.change), low, high, "yes" if change.marked else "no"


def changes_by_item(
    result: Result, items: Sequence[int], followed: Followed | None
) -> dict[At, Change]:
    """The change of each item since the year before that can be compared, at its later year.

    Changes of several items counted as one are left out: they are no single item's.
    """
    if followed is None or result.by is not None:
        return {}
    place = {item.id if item else "": i for i, item in enumerate(result.items) if i in items}
    return {
        (result.years.index(step.second), 0, place[step.item]): change
        for step, change in followed.changes.items()
        if step.item in place and followed.stands_alone(step)
    }
