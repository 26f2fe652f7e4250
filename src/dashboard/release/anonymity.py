"""k-anonymity of key attributes: cells, and which values must be withheld until each has k people.

A cell is a combination of values; "no answer", "not asked" and "withheld" are values like others.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from dashboard.errors import DashboardError
from dashboard.release.key_columns import WITHHELD, Bools, Rows

Values = NDArray[np.int64]
Cell = tuple[int, ...]

ONE_IN = 2
"""Of those whose value is withheld at most one in so many may have the same value."""


def cells(values: Values) -> Rows:
    """The size of each row's cell; `values` has a row a respondent, a column an attribute."""
    if not values.shape[1]:
        return np.full(len(values), len(values))
    _, inverse, counts = np.unique(values, axis=0, return_inverse=True, return_counts=True)
    sizes: Rows = counts[inverse.ravel()]
    return sizes


def smallest(values: Values) -> int:
    """The size of the smallest cell that is not empty; 0 where nobody is."""
    return int(cells(values).min()) if len(values) else 0


@dataclass(frozen=True)
class SubsetRisk:
    """How well some attributes together hide a respondent."""

    attributes: tuple[str, ...]
    smallest: int
    fifth_percentile: float
    cells_below: int
    people_below: int
    alone: int


def risks(names: Sequence[str], values: Values, k: int) -> Iterator[SubsetRisk]:
    """The risk of every set of attributes, the largest set first."""
    for size in range(len(names), 0, -1):
        for chosen in combinations(range(len(names)), size):
            each = cells(values[:, chosen])
            below = each < k
            yield SubsetRisk(
                attributes=tuple(names[at] for at in chosen),
                smallest=int(each.min()) if len(each) else 0,
                fifth_percentile=float(np.percentile(each, 5)) if len(each) else 0,
                cells_below=round(float((1 / each[below]).sum())),
                people_below=int(below.sum()),
                alone=int((each == 1).sum()),
            )


def suppressed(values: Values, k: int, order: Rows) -> Bools:
    """Which values to withhold so that every cell holds k people; same shape as `values`.

    Whoever is in too small a cell loses the attribute of which they have the commoner value, the
    last of equals: there they are missed least. Those who are then alike form a pool, in which
    no value may be that of more than one in `ONE_IN`; random others of their group join it, of the
    values that fewest are missed from, so that being in the pool tells nothing. Where the group
    cannot spare them, the pool loses another attribute. `order` decides who, at random.

    Raises DashboardError where there are fewer than k people in all.
    """
    if len(values) < k:
        raise DashboardError(
            f"{len(values)} respondents cannot be released: fewer than k = {k} hide nobody."
        )
    state = values.copy()
    while True:
        found = _cells(state, order)
        small = [c for c in sorted(found) if WITHHELD not in c and len(found[c]) < k]
        for cell in small:
            state[found[cell], _missed_least(cell, values)] = WITHHELD
        if not small and not _fill_one(state, values, found, k):
            hidden: Bools = state != values
            return hidden


def _missed_least(cell: Cell, values: Values) -> int:
    """The attribute, of those that a cell shows, whose value most people have."""
    shown = [at for at, value in enumerate(cell) if value != WITHHELD]
    return max(shown, key=lambda at: (int((values[:, at] == cell[at]).sum()), at))


def _fill_one(state: Values, values: Values, found: Mapping[Cell, list[int]], k: int) -> bool:
    """Bring one pool that lacks people nearer to having enough; False where none does."""
    for pool in sorted(cell for cell in found if WITHHELD in cell):
        hidden = [at for at, value in enumerate(pool) if value == WITHHELD]
        missed = state[:, hidden] == WITHHELD
        joining = _joining(values[:, hidden], missed, _givers(pool, found), found[pool], k)
        if joining is None:
            if len(hidden) < len(pool):
                state[found[pool], _missed_least(pool, values)] = WITHHELD
                return True
            # Nobody can be spared any more: the smallest cell is withheld whole, if there is one.
            others = [cell for cell in found if cell != pool]
            if len(found[pool]) >= k or not others:
                continue
            joining = found[min(others, key=lambda cell: (len(found[cell]), cell))]
        if joining:
            state[np.ix_(joining, hidden)] = WITHHELD
            return True
    return False


def _givers(pool: Cell, found: Mapping[Cell, list[int]]) -> list[list[int]]:
    """The cells of a pool's group: they say what it shows, and show what it hides."""
    return [
        found[cell]
        for cell in sorted(found)
        if all(
            mine != WITHHELD if its == WITHHELD else mine == its
            for mine, its in zip(cell, pool, strict=True)
        )
    ]


def _joining(
    hidden: Values, missed: Bools, givers: Sequence[list[int]], members: Sequence[int], k: int
) -> list[int] | None:
    """Who must join a pool, [] where it lacks nobody, None where its group cannot spare them.

    `hidden` has the values, of all respondents, that the pool withholds, and `missed` where they
    are withheld already. A cell that gives keeps k itself.
    """
    columns = range(hidden.shape[1])
    counts = [Counter(hidden[list(members), at].tolist()) for at in columns]
    everyone = [Counter(hidden[:, at].tolist()) for at in columns]
    gone = [Counter(hidden[missed[:, at], at].tolist()) for at in columns]
    size = len(members)
    joined: list[int] = []
    left = {place: list(rows) for place, rows in enumerate(givers)}

    def loss(place: int) -> tuple[float, int]:
        """How large a part of a value is withheld, once the next of a cell joins."""
        row = left[place][-1]
        parts = ((hidden[row, at], at) for at in columns)
        return max((gone[at][v] + 1) / everyone[at][v] for v, at in parts), place

    while True:
        most = max((max(count.values()) for count in counts), default=0)
        if size >= max(k, ONE_IN * most):
            return joined
        able = [
            place
            for place, rows in left.items()
            if len(rows) > k
            and all(counts[at][int(hidden[rows[-1], at])] < max(most, 1) for at in columns)
        ]
        if not able:
            return None
        row = left[min(able, key=loss)].pop()
        joined.append(row)
        size += 1
        for at in columns:
            counts[at][int(hidden[row, at])] += 1
            gone[at][int(hidden[row, at])] += 1


def _cells(values: Values, order: Rows) -> dict[Cell, list[int]]:
    """The rows of every cell, in the random order."""
    if not len(values):
        return {}
    distinct, inverse = np.unique(values, axis=0, return_inverse=True)
    inverse = inverse.ravel()
    by_cell = np.lexsort((order, inverse))
    starts = np.searchsorted(inverse[by_cell], np.arange(len(distinct) + 1))
    return {
        tuple(map(int, cell)): by_cell[start:end].tolist()
        for cell, start, end in zip(distinct, starts[:-1], starts[1:], strict=True)
    }
