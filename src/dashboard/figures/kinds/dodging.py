"""Marks of one row moved up and down, so that none lies over another."""

from collections.abc import Sequence
from typing import NamedTuple

OUTLINE = 1
"""Pixels by which the outline of a mark reaches beyond its size."""
SLENDER = 1.15
"""How much further a diamond reaches than a circle of its size: by its tips."""


class Mark(NamedTuple):
    """A mark of a row: where along it its middle is, and how far it reaches from there (pixels)."""

    along: float
    reach: float


def mark_of(along: float, size: int, symbol: str) -> Mark:
    """A mark of so many pixels, drawn with its outline."""
    reach = size / 2 * (SLENDER if symbol == "diamond" else 1) + OUTLINE
    return Mark(along, reach)


def dodged(marks: Sequence[Mark]) -> list[float]:
    """How many pixels below the middle of their row marks stand, above it where negative.

    Each stands as near to the middle as it can without touching another. The outermost marks come
    first and stay on it, as their numbers stand beside them.
    """
    order = sorted(range(len(marks)), key=lambda n: (marks[n].along, n))
    placed: dict[int, float] = {}
    for n in [*order[:1], *order[-1:], *order[1:-1]]:
        if n not in placed:
            placed[n] = _nearest(marks[n], [(marks[m], down) for m, down in placed.items()])
    return [placed[n] for n in range(len(marks))]


def _nearest(mark: Mark, others: Sequence[tuple[Mark, float]]) -> float:
    """The place nearest to the middle where a mark touches no other."""
    beside = [
        (down, apart)
        for other, down in others
        if abs(mark.along - other.along) < (apart := mark.reach + other.reach)
    ]
    free = [
        place
        for place in (0.0, *(down + side * apart for down, apart in beside for side in (-1, 1)))
        if all(abs(place - down) >= apart - 1e-9 for down, apart in beside)
    ]
    return min(free, key=lambda place: (abs(place), place))
