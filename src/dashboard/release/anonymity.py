"""k-anonymity of key attributes: cells, and the values to withhold until each has k people.

A cell is a combination of values; "no answer", "not asked" and "withheld" are values like any
other.
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
"""At most one in this many withheld respondents may have the same value."""


def cells(values: Values) -> Rows:
    """The size of each row's cell; `values` is (respondents, attributes)."""
    if not values.shape[1]:
        return np.full(len(values), len(values))
    _, inverse, counts = np.unique(values, axis=0, return_inverse=True, return_counts=True)
    sizes: Rows = counts[inverse.ravel()]
    return sizes


def smallest(values: Values) -> int:
    """The size of the smallest nonempty cell; 0 where there are no respondents."""
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
    """The values to withhold so that every cell has k people; same shape as `values`.

    A respondent in too small a cell loses the attribute whose value is more common (the last of
    equals), where it is missed least. Respondents who then look alike form a pool in which at most
    one in `ONE_IN` may share a value; random others of their group join it, with the values that
    are withheld least often, so that being in the pool reveals nothing. Where the group has nobody
    to spare, the pool loses another attribute. `order` decides who joins, at random. Raises
    DashboardError for fewer than k people in all.
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
    """The shown attribute of a cell whose value most people have."""
    shown = [at for at, value in enumerate(cell) if value != WITHHELD]
    return max(shown, key=lambda at: (int((values[:, at] == cell[at]).sum()), at))


def _fill_one(state: Values, values: Values, found: Mapping[Cell, list[int]], k: int) -> bool:
    """Enlarge one pool that is too small; False where there is none."""
    for pool in sorted(cell for cell in found if WITHHELD in cell):
        hidden = [at for at, value in enumerate(pool) if value == WITHHELD]
        missed = state[:, hidden] == WITHHELD
        joining = _joining(values[:, hidden], missed, _givers(pool, found), found[pool], k)
        if joining is None:
            if len(hidden) < len(pool):
                state[found[pool], _missed_least(pool, values)] = WITHHELD
                return True
            # Nobody can be spared: the whole smallest cell is withheld, if there is one.
            others = [cell for cell in found if cell != pool]
            if len(found[pool]) >= k or not others:
                continue
            joining = found[min(others, key=lambda cell: (len(found[cell]), cell))]
        if joining:
            state[np.ix_(joining, hidden)] = WITHHELD
            return True
    return False


def _givers(pool: Cell, found: Mapping[Cell, list[int]]) -> list[list[int]]:
    """The cells of a pool's group: the same shown values, with the hidden ones visible."""
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
    """The rows that must join a pool.

    [] if it is large enough, None if its group has nobody to spare. `hidden` has the values, of all
    respondents, that the pool withholds, and `missed` where they are withheld already. A cell that
    loses members keeps k itself.
    """
    columns = range(hidden.shape[1])
    counts = [Counter(hidden[list(members), at].tolist()) for at in columns]
    everyone = [Counter(hidden[:, at].tolist()) for at in columns]
    gone = [Counter(hidden[missed[:, at], at].tolist()) for at in columns]
    size = len(members)
    joined: list[int] = []
    left = {place: list(rows) for place, rows in enumerate(givers)}

    def loss(place: int) -> tuple[float, int]:
        """The share of a value that is withheld once the next member of a cell joins."""
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
