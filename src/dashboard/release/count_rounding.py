"""Exact numbers made coarser: two digits, capped ends, whole percentages."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from dashboard.codebook import Kind, Question

DIGITS = 2


@dataclass(frozen=True)
class Rounded:
    """A column of coarser numbers, and where its ends (lowest, highest) were capped."""

    array: pa.Array
    cut: tuple[float, float] | None = None


def rounded(question: Question, array: pa.Array, k: int) -> Rounded:
    """Plain numbers with two significant digits, ends capped where fewer than `k` reach them.

    Percentages are whole. Where too few gave a number for two such ends, all become the middle one.
    Answers of any other kind are unchanged.
    """
    if question.kind is Kind.NUMBER and not question.choices:
        return _number(array, k)
    if question.kind is Kind.ALLOCATION:
        return Rounded(_allocation(array))
    return Rounded(array)


def _number(array: pa.Array, k: int) -> Rounded:
    given = array.to_numpy(zero_copy_only=False).astype(np.float64)
    known = np.isfinite(given)
    if not known.any():
        return Rounded(array)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.floor(np.log10(np.abs(np.where(given == 0, 1, given))))
        unit = 10.0 ** (size - DIGITS + 1)
        coarse = np.round(np.round(given / unit) * unit, 10)
    ends = np.sort(coarse[known])
    place = k - 1 if len(ends) >= 2 * k else len(ends) // 2
    low, high = float(ends[place]), float(ends[max(place, len(ends) - k)])
    high = high if len(ends) >= 2 * k else low
    cut = np.clip(coarse, low, high)
    return Rounded(pa.array(cut, pa.float64(), mask=~known), cut=(low, high))


def _allocation(array: pa.Array) -> pa.Array:
    valid = np.asarray(array.is_valid())
    items = array.items.to_numpy(zero_copy_only=False).astype(np.float64)
    whole = pa.array(np.round(items), pa.float64(), mask=np.isnan(items))
    made = pa.MapArray.from_arrays(array.offsets, array.keys, whole, mask=pa.array(~valid))
    return made.cast(array.type)
