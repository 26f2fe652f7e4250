"""Google Forms: a timestamp, then the question texts; the rows of a grid in brackets."""

from collections.abc import Sequence

from dashboard.codebook import Codebook, Year
from dashboard.importing.formats.header_rows import RowRule

Heads = Sequence[Sequence[str]]

TIMESTAMPS = frozenset(
    {"timestamp", "zeitstempel", "horodateur", "marca temporal", "carimbo de data/hora",
     "informazioni cronologiche", "tijdstempel", "タイムスタンプ"}
)  # fmt: skip
# Nothing in the export tells one submission from another but the moment, which may be shared.
RULES: tuple[RowRule, ...] = ()


def fits(heads: Heads, first: Sequence[str]) -> bool:
    """Whether the first column is the timestamp."""
    return bool(first) and first[0] in TIMESTAMPS


def rewrite(heads: Heads, codebook: Codebook, year: Year) -> Heads:
    """The headers as they are: question, or question and row in brackets."""
    return heads
