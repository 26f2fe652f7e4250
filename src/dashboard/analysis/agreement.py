"""The two sides of a scale of agreement."""

from dataclasses import dataclass

import numpy as np

from dashboard.analysis.statistics import scale_points
from dashboard.codebook import Kind, Question
from dashboard.estimates.sums import Floats


def is_diverging(question: Question) -> bool:
    """Whether a question's answers lie on both sides of a neutral middle."""
    if question.multiple or question.kind not in (Kind.SCALE, Kind.MATRIX):
        return False
    points_of = scale_points(question)
    middles = [points_of[c.id] for c in question.choices if c.neutral and c.id in points_of]
    numbers = points_of.values()
    return len(middles) == 1 and min(numbers) < middles[0] < max(numbers)


@dataclass(frozen=True)
class Sides:
    """Where on the choice axis the answers below, in and above the middle stand; and the rest."""

    below: tuple[int, ...]
    middle: tuple[int, ...]
    above: tuple[int, ...]
    outside: tuple[int, ...]

    @property
    def scale(self) -> tuple[int, ...]:
        """All answers on the scale, lowest first."""
        return (*self.below, *self.middle, *self.above)


def sides_of(question: Question) -> Sides:
    """The answers of a scale by their side of the middle, lowest first."""
    points_of = scale_points(question)
    places = {v: points_of[c.id] for v, c in enumerate(question.choices) if c.id in points_of}
    middle = next(places[v] for v in places if question.choices[v].neutral)
    order = sorted(places, key=lambda v: places[v])
    return Sides(
        tuple(v for v in order if places[v] < middle),
        tuple(v for v in order if places[v] == middle),
        tuple(v for v in order if places[v] > middle),
        tuple(v for v in range(len(question.choices)) if v not in places),
    )


def net_values(question: Question) -> Floats:
    """Along the choice axis 1 above the middle, -1 below, 0 in it and off the scale."""
    sides = sides_of(question)
    values = np.zeros(len(question.choices))
    values[list(sides.below)], values[list(sides.above)] = -1.0, 1.0
    return values
