"""The two sides of a scale of agreement, and the net score between them."""

from dataclasses import dataclass

import numpy as np

from dashboard.codebook import Kind, Question
from dashboard.estimates.numeric import means, with_the_rest
from dashboard.estimates.reliability import Flag
from dashboard.estimates.sums import Estimates, Sums
from dashboard.results import Of, Result
from dashboard.scores import scale_points


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


def net_scores(result: Result, sides: Sides) -> Estimates:
    """Share above the middle less share below, by year, segment and item, with its interval.

    Answers outside the scale count as neither, so that the score is what the bars show.
    """
    tally = result.tally
    cells = tally.cells
    values = np.zeros(cells.n.shape[-1])
    values[list(sides.below)], values[list(sides.above)] = -1.0, 1.0
    if result.of is Of.EVERYONE:
        shape = tally.asked.n.shape
        everyone = Sums(*(np.broadcast_to(p[:, :, None], shape) for p in tally.everyone))
        cells, values = with_the_rest(cells, everyone), np.append(values, 0.0)
    asked = (result.shares.flag != Flag.NOT_ASKED).any(axis=-1)
    cells = Sums(*(np.where(asked[..., None], part, 0.0) for part in cells))
    return means(cells, values, tally.rows[:, None, None], asked=asked)
