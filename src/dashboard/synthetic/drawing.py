"""Draw the answers to one question: what all kinds share, and choices and numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dashboard.codebook import Question
from dashboard.synthetic.drawn_answers import Codes, Codes16, Numbers, Sheet, Ticks
from dashboard.synthetic.leanings import Leanings
from dashboard.synthetic.popularity import MOST_COMMON, Popularity
from dashboard.synthetic.streams import Bools, Floats, Ints, Stream, centered, odds, picked, shifted

EXCLUSIVE_AT_RANDOM = 1e-9


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A question put to the respondents of a sheet: who is `asked`, and who answers (`rows`).

    `planted` says, by position of a choice, which of `rows` give it whatever else holds.
    """

    question: Question
    sheet: Sheet
    asked: Bools
    rows: Ints
    stream: Stream
    popularity: Popularity
    leanings: Leanings
    planted: Mapping[int, Bools]

    @property
    def year(self) -> int:
        return self.sheet.year

    def weights(self) -> Floats:
        """Relative frequencies of the choices this year."""
        return self.popularity.weights(self.question, self.year)

    def order(self) -> list[int]:
        """The choices offered this year from low to high; empty where they have no order."""
        offered = self.popularity.order(self.question)
        return [at for at in offered if self.year in self.question.choices[at].asked]

    def factors(self) -> Floats:
        """(rows, choices): what moves each respondent towards each choice, as odds."""
        ids = [choice.id for choice in self.question.choices]
        return self.leanings.factors(self.question, self.sheet, self.rows, ids)

    def pushes(self) -> Floats:
        """(rows, 1 or items): what moves each respondent up an ordered scale, in log-odds."""
        return self.leanings.pushes(self.question, self.sheet, self.rows)

    def placed(self, codes: Ints) -> Codes16:
        """(respondents, ...): the codes of `rows` among all, -1 for everybody else."""
        shape = (self.sheet.size, *codes.shape[1:])
        result = np.full(shape, -1, dtype=np.int16)
        result[self.rows] = codes
        return result


def trait(ask: Ask, given: Ints) -> Codes:
    """The answer that says what a respondent is anyway, such as the size of their company."""
    return Codes(ask.placed(given[ask.rows]))


def one_of(ask: Ask) -> Codes:
    """One choice each, from an ordered list or any other."""
    order = ask.order()
    if order and not ask.planted:
        pushes = ask.pushes()[:, 0]
        lot = ask.stream.uniform(len(ask.rows))
        return Codes(ask.placed(ordered(ask.weights(), order, pushes, lot, ask.stream)))
    weights = ask.weights() * ask.factors()
    for place in ask.planted:
        weights[:, place] = 0.0
    code = picked(weights, ask.stream.uniform(len(ask.rows)))
    for place, taken in ask.planted.items():
        code[taken] = place
    return Codes(ask.placed(code))


def ordered(weights: Floats, order: list[int], pushes: Floats, lot: Floats, stream: Stream) -> Ints:
    """Positions of choices for rows with these pushes: proportional odds along `order`.

    Choices outside the order, such as "don't know", are given regardless of the push.
    """
    inside = weights[order]
    edges = np.cumsum(inside)
    place = np.searchsorted(edges[:-1] / edges[-1], shifted(lot, odds(pushes)))
    code = np.asarray(order)[place]
    outside = [at for at in np.flatnonzero(weights) if at not in order]
    if outside:
        astray = stream.uniform(len(lot)) < weights[outside].sum() / weights.sum()
        rest = np.broadcast_to(weights[outside], (int(astray.sum()), len(outside)))
        code[astray] = np.asarray(outside)[picked(rest, stream.uniform(len(rest)))]
    return np.asarray(code)


def several_of(ask: Ask) -> Ticks:
    """Several choices each, at least one; each choice by the share that its popularity says."""
    chances = ask.popularity.chances(ask.question, ask.year)
    alone = np.array([choice.exclusive for choice in ask.question.choices])
    # Respondents who refuse all tick none of the others, so the rest tick more.
    refusing = 1 - np.prod(1 - chances[alone])
    chances = np.where(alone, chances, np.minimum(chances / (1 - refusing), MOST_COMMON))
    chosen = centered(chances, ask.factors())
    drawn = ticks(ask.question, ask.year, chosen, ask.stream, ask.planted)
    result = np.zeros((ask.sheet.size, drawn.shape[1]), dtype=np.bool_)
    result[ask.rows] = drawn
    return Ticks(result)


def ticks(
    question: Question,
    year: int,
    chances: Floats,
    stream: Stream,
    planted: Mapping[int, Bools],
) -> Bools:
    """(rows, choices): what is ticked with these probabilities, at least one choice in every row.

    Exclusive choices are alone: in rows where nothing else is ticked, and with their own
    probability in place of other ticks; a planted tick stays.
    """
    alone = np.array([choice.exclusive for choice in question.choices])
    offered = np.array([year in choice.asked for choice in question.choices])
    lot = stream.uniform(*chances.shape)
    ticked = (lot < chances) & ~alone
    keep = np.zeros(len(ticked), dtype=np.bool_)
    for place, taken in planted.items():
        ticked[:, place] = taken
        keep |= taken
    refused = ((lot < chances) & alone).any(axis=1) & ~keep
    ticked[refused] = False
    if question.pick is not None:
        ticked &= _strongest(lot / np.maximum(chances, 1e-12), ticked, planted, question.pick)
    empty = ~ticked.any(axis=1)
    last = (offered & alone) if (offered & alone).any() else (offered & ~alone)
    last[list(planted)] = False
    if last.any():
        rank = np.where(last, lot / np.maximum(chances, EXCLUSIVE_AT_RANDOM), np.inf)
        ticked[empty, np.argmin(rank[empty], axis=1)] = True
    return np.asarray(ticked)


def _strongest(rank: Floats, ticked: Bools, planted: Mapping[int, Bools], most: int) -> Bools:
    """Which ticks stay where at most so many are allowed: planted ones, then the likeliest."""
    for place in planted:
        rank[:, place] = -1.0
    rank = np.where(ticked, rank, np.inf)
    order = np.argsort(np.argsort(rank, axis=1, kind="stable"), axis=1, kind="stable")
    return np.asarray(order < most)


def number(ask: Ask) -> Numbers:
    """A plain number each: skewed to the right, rounded as people round."""
    hint = ask.leanings.hints.of(ask.question.id)
    low = ask.question.minimum if ask.question.minimum is not None else 0.0
    high = ask.question.maximum
    middle = hint.median
    if middle is None:
        middle = low + 0.3 * (high - low) if high is not None else low + 5.0
    push = hint.spread * ask.stream.bell(len(ask.rows))
    push += ask.pushes()[:, 0]
    value = middle * odds(push)
    step = np.where(value < 20, 1.0, np.where(value < 100, 5.0, 10.0))
    value = np.maximum(np.round(value / step) * step, low)
    result = np.full(ask.sheet.size, np.nan)
    result[ask.rows] = value if high is None else np.minimum(value, high)
    return Numbers(result)
