"""Random draws that come out the same on every machine.

Only raw bits are taken from NumPy, whose bit generators keep their streams for ever, and only
+ - * / and square roots are used on them: those are exact everywhere, exp and log are not.
"""

from hashlib import sha256

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

STEEPEST = 5.0
"""Log-odds beyond this are cut; further out the approximation of `odds` runs away."""

WHOLE = 2.0**32
BISECTIONS = 16


def _digest(key: tuple[object, ...]) -> bytes:
    return sha256("\x1f".join(map(str, key)).encode()).digest()


def unit(*key: object) -> float:
    """A number in (0, 1) that depends on the key alone."""
    return ((int.from_bytes(_digest(key)[:8], "little") >> 12) + 0.5) / 2**52


def between(low: float, high: float, *key: object) -> float:
    """A number in (low, high) that depends on the key alone."""
    return low + (high - low) * unit(*key)


class Stream:
    """The random numbers that belong to a key, such as (seed, year, question, chunk)."""

    def __init__(self, *key: object):
        self._bits = np.random.PCG64(int.from_bytes(_digest(key)[:16], "little"))

    def uniform(self, *shape: int) -> Floats:
        """Numbers evenly spread over (0, 1), neither end included."""
        raw = np.asarray(self._bits.random_raw(int(np.prod(shape))), dtype=np.uint64)
        return np.asarray(((raw >> np.uint64(12)) + 0.5) / 2.0**52, np.float64).reshape(shape)

    def bell(self, *shape: int) -> Floats:
        """Bell-shaped numbers of mean 0 and variance 1, within 3.5: a sum of four uniforms."""
        raw = np.asarray(self._bits.random_raw(int(np.prod(shape))), dtype=np.uint64)
        total: Floats = np.zeros(raw.shape)
        for shift in (0, 16, 32, 48):
            total += (raw >> np.uint64(shift)) & np.uint64(0xFFFF)
        return np.asarray((total / 65535 - 2) * np.sqrt(3.0)).reshape(shape)

    def spread(self, count: int) -> Floats:
        """Like `uniform`, but one number in each of `count` equal parts of (0, 1), in random order.

        Whatever share is cut off at a threshold is met to within one respondent.
        """
        draws = self.uniform(count + 1)
        rank: Ints = np.argsort(np.argsort(draws[1:], kind="stable"))
        return np.asarray((rank + float(draws[0])) / max(count, 1))


def odds(log_odds: ArrayLike) -> Floats:
    """The odds ratio of a log-odds shift: exp(x), within 3% for |x| up to 2."""
    x = np.clip(np.asarray(log_odds, dtype=np.float64), -STEEPEST, STEEPEST)
    ratio = (8 + x) / (8 - x)
    square = ratio * ratio
    return np.asarray(square * square)


def shifted(probability: ArrayLike, ratio: ArrayLike) -> Floats:
    """Probabilities whose odds are multiplied by `ratio`."""
    chance = np.asarray(probability, dtype=np.float64)
    raised = chance * np.asarray(ratio, dtype=np.float64)
    return np.asarray(raised / (1 - chance + raised))


def centered(probability: Floats, ratio: Floats) -> Floats:
    """(rows, choices): like `shifted`, but each column keeps `probability` as its mean.

    One more factor for each column is found by bisection. The means are sums of whole numbers,
    so that machines agree whatever order they add in.
    """
    if not len(ratio):
        return np.zeros(ratio.shape)
    low = np.full(len(probability), -STEEPEST)
    high = np.full(len(probability), STEEPEST)
    wanted = np.floor(probability * WHOLE).astype(np.int64) * len(ratio)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        found = np.floor(shifted(probability, ratio * odds(middle)) * WHOLE).astype(np.int64)
        above = found.sum(axis=0) > wanted
        high = np.where(above, middle, high)
        low = np.where(above, low, middle)
    return shifted(probability, ratio * odds((low + high) / 2))


def picked(weights: Floats, uniform: Floats) -> Ints:
    """For each row of weights (rows, choices), the choice where `uniform` falls."""
    edges = np.cumsum(weights, axis=1)
    below = edges[:, :-1] < (uniform * edges[:, -1])[:, None]
    return np.asarray(below.sum(axis=1), dtype=np.int64)


def systematic(probability: Floats, order: Ints, start: float) -> Bools:
    """Systematic sampling: rows taken by their probabilities, with the right total.

    Goes through respondents in `order` and takes one whenever the running sum of chances passes
    a whole number (systematic sampling, Madow 1949): the number taken is right to within one,
    over all and in every run of neighbors.
    """
    running = np.cumsum(probability[order]) + start
    passed = np.floor(running) > np.floor(np.concatenate(([start], running[:-1])))
    taken = np.zeros(len(probability), dtype=np.bool_)
    taken[order] = passed
    return taken
