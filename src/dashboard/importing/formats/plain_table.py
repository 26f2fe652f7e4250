"""A table that no tool has left its mark on: headers are taken as they stand."""

from collections.abc import Sequence
from itertools import pairwise

from dashboard.codebook import Codebook, Year
from dashboard.importing.formats.headings import composed, goes_on

Heads = Sequence[Sequence[str]]


def rewrite(heads: Heads, codebook: Codebook, year: Year) -> Heads:
    """The header rows as they are, and each question together with what stands below it.

    Where a row names a question over the first of its columns only, the row below says what each
    of them holds.
    """
    more = [composed(above, below) for above, below in pairwise(heads) if _has_gaps(above, below)]
    return [*heads, *more]


def _has_gaps(above: Sequence[str], below: Sequence[str]) -> bool:
    gaps = (goes_on(above, at) and below[at].strip() for at in range(len(above)))
    return any(gaps) and any(text.strip() for text in above)
