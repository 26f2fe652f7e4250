"""k-anonymity of key attributes: cells, and which values must be withheld until each has k people.

A cell is a combination of values; "no answer or withheld" and "not asked" are values like others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from dashboard.errors import DashboardError
from dashboard.release.key_columns import NO_ANSWER, Bools, Rows

Values = NDArray[np.int64]
Cell = tuple[int, ...]


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

    Attributes stand most useful first. Whoever is in too small a cell loses the last attribute,
    then the last but one, and so on; where those who lost it are themselves too few, people of
    the same group join them: of the largest cell that can spare them, else a whole cell, the
    smallest first. `order` is a random order that decides who.

    Raises DashboardError where there are fewer than k people in all.
    """
    if len(values) < k:
        raise DashboardError(
            f"{len(values)} respondents cannot be released: fewer than k = {k} hide nobody."
        )
    width = values.shape[1]
    found = _cells(values, order)
    for level in reversed(range(width)):
        groups: dict[Cell, list[Cell]] = {}
        for cell in found:
            groups.setdefault(cell[:level], []).append(cell)
        for prefix in sorted(groups):
            small = [cell for cell in groups[prefix] if len(found[cell]) < k]
            if small:
                pool = prefix + (NO_ANSWER,) * (width - level)
                _gather(found, groups[prefix], small, pool, k)
    withheld = np.zeros(values.shape, dtype=np.bool_)
    for cell, rows in found.items():
        withheld[rows] = values[rows] != np.array(cell)
    return withheld


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


def _gather(
    found: dict[Cell, list[int]], group: Sequence[Cell], small: Sequence[Cell], pool: Cell, k: int
) -> None:
    """Move the people of small cells, and as many more as it takes, into the group's pool."""
    gathered = found.pop(pool, [])
    for cell in small:
        if cell != pool:
            gathered += found.pop(cell)
    others = sorted((cell for cell in group if cell in found), key=_by_size(found))
    need = k - len(gathered)
    if need > 0:
        able = [cell for cell in others if len(found[cell]) >= k + need]
        if able:
            giver = max(able, key=lambda cell: (_withheld_in(cell), len(found[cell]), cell))
            gathered += found[giver][-need:]
            del found[giver][-need:]
        else:
            for cell in others:
                if len(gathered) >= k:
                    break
                gathered += found.pop(cell)
    found[pool] = gathered


def _by_size(found: Mapping[Cell, list[int]]):  # type: ignore[no-untyped-def]
    return lambda cell: (len(found[cell]), cell)


def _withheld_in(cell: Cell) -> int:
    return sum(value == NO_ANSWER for value in cell)
