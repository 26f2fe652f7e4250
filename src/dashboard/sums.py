"""What every tally and every estimate is made of: respondents, and sums of their weights."""

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


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

    def total(self, keep: ArrayLike | None = None) -> Self:
        """The sums over the last axis, or over its entries where `keep` is true.

        Right where no respondent is in two entries: values of one answer, never ticked choices.
        """
        if keep is None:
            return type(self)(*(part.sum(axis=-1) for part in self))
        kept = np.asarray(keep, dtype=np.float64)
        return type(self)(*((part * kept).sum(axis=-1) for part in self))

    def spread(self) -> Self:
        """The same sums with an axis of length one at the end, to stand beside values."""
        return type(self)(*(part[..., None] for part in self))
