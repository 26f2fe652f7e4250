"""SPSS: variable names and variable labels; the file is read by `importing.statistics`."""

from collections.abc import Sequence

from dashboard.codebook import Codebook, Year

Heads = Sequence[Sequence[str]]


def rewrite(heads: Heads, codebook: Codebook, year: Year) -> Heads:
    """Names and labels as they are."""
    return heads
