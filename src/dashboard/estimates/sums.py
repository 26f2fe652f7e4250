"""Sums and estimates: what every tally holds and every estimate is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Sums(NamedTuple):
    """Three arrays of one shape: respondents, sum of their weights, sum of squared weights.

    With every weight 1 the three are equal, and `Sums.of(n)` builds them from counts alone.
    """

    n: Floats
    w: Floats
    w2: Floats

    @classmethod
    def of(cls, n: ArrayLike, w: ArrayLike | None = None, w2: ArrayLike | None = None) -> Self:
        """Sums from anything array-like; weights that are left out are 1."""
        counts = np.asarray(n, dtype=np.float64)
        return cls(
            counts,
            counts if w is None else np.asarray(w, dtype=np.float64),
            counts if w2 is None else np.asarray(w2, dtype=np.float64),
        )

    def map(self, change: Callable[[Floats], Floats]) -> Self:
        """The three arrays each changed alike, once where all are one."""
        counts = change(self.n)
        if self.w is self.n and self.w2 is self.n:
            return type(self)(counts, counts, counts)
        return type(self)(counts, change(self.w), change(self.w2))

    def map_with(self, other: "Sums", change: Callable[[Floats, Floats], Floats]) -> Self:
        """The three arrays each made one with its counterpart, once where all of both are one."""
        counts = change(self.n, other.n)
        if self.w is self.n is self.w2 and other.w is other.n is other.w2:
            return type(self)(counts, counts, counts)
        return type(self)(counts, change(self.w, other.w), change(self.w2, other.w2))

    def at(self, index: Any) -> Self:
        """The three arrays at an index, such as `np.s_[:, 0]`."""
        return self.map(lambda part: np.asarray(part[index]))

    def total(self, keep: ArrayLike | None = None) -> Self:
        """The sums over the last axis, or over its entries where `keep` is true.

        Right where no respondent is in two entries: values of one answer, never ticked choices.
        """
        if keep is None:
            return self.map(lambda part: part.sum(axis=-1))
        kept = np.asarray(keep, dtype=np.float64)
        return self.map(lambda part: (part * kept).sum(axis=-1))

    def spread(self) -> Self:
        """The same sums with an axis of length one at the end, to stand beside values."""
        return self.map(lambda part: part[..., None])


def kish(base: Sums) -> Floats:
    """Kish's effective base, (sum w)^2 / sum w^2; 0 where nobody is in the base."""
    with np.errstate(invalid="ignore", divide="ignore"):
        effective: Floats = np.where(base.w2 > 0, base.w * base.w / base.w2, 0.0)
    return effective


def small_sample(rows: ArrayLike) -> Floats:
    """N / (N - 1) for the respondents of the year's file; NaN for a single respondent."""
    count = np.asarray(rows, dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        factor: Floats = np.where(count > 1, count / (count - 1), np.nan)
    return factor


def summed_by(code: NDArray[np.intp], values: Floats, size: int) -> Floats:
    """The values added up by code, an array of `size`; codes run from 0."""
    added: Floats = np.bincount(code, weights=values, minlength=size).astype(np.float64)
    return added


class Aligned:
    """Arrays of one shape that belong together: a base for frozen dataclasses of nothing else."""

    def map(self, change: Callable[[Any], Any]) -> Self:
        """Every array changed alike."""
        return type(self)(**{name: change(part) for name, part in self._arrays().items()})

    def at(self, index: Any) -> Self:
        """Every array at an index: one estimate, or some along an axis."""
        return type(self)(**{name: part[index] for name, part in self._arrays().items()})

    def _arrays(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)}  # type: ignore[arg-type]


Parts = TypeVar("Parts", bound=Aligned)


def joined(parts: Sequence[Parts]) -> Parts:
    """Several of one kind as one, each behind the last along the first axis."""
    arrays = [vars(one) for one in parts]
    together = {name: np.concatenate([part[name] for part in arrays]) for name in arrays[0]}
    return type(parts[0])(**together)


@dataclass(frozen=True, kw_only=True)
class Estimates(Aligned):
    """Estimates of one kind with everything that must travel with them: arrays of one shape.

    `flag` holds members of `Flag`; an estimate that is not shown is NaN, with its error and
    interval. `effective_base` is Kish's; `design_effect` is the variance over that of the same
    number of respondents unweighted.
    """

    estimate: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    base: Floats
    effective_base: Floats
    design_effect: Floats
    flag: NDArray[np.object_]
