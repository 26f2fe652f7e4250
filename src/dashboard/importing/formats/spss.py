"""SPSS: variable names, variable labels, and the multiple-response sets of variables.

The file is read by `importing.statistics`.
"""

from collections.abc import Sequence

from dashboard.codebook import Codebook, Year

Heads = Sequence[Sequence[str]]

# Names, labels, and each variable's place in a set: by the set's label, and by its name.
HEADER_ROWS = 4


def rewrite(heads: Heads, codebook: Codebook, year: Year) -> Heads:
    """The rows as they are."""
    return heads
