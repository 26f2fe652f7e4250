"""The layout of a survey tool's exports: one object for each tool."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dashboard.codebook import Codebook, Year
from dashboard.importing.formats.row_rules import RowRule

Heads = Sequence[Sequence[str]]


def _fits_nothing(heads: Heads, first: Sequence[str]) -> bool:
    return False


def _one_row(heads: Heads, declared: int | None) -> int:
    return 1


def _as_they_are(heads: Heads, codebook: Codebook, year: Year) -> Heads:
    return heads


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How exports of one tool are written, and read.

    `fits` says whether the first rows are of the tool, given also the first as it is compared.
    `count` gives the number of header rows, given what the survey declares; a recognized layout has
    it in `header_rows`. `rewrite` turns the header rows into texts that name the question and, in
    brackets, the choice or row of each column. `separators` are the possible separators of joined
    answers, likeliest first; `rules` say which rows are not responses.
    """

    format: str
    name: str
    fits: Callable[[Heads, Sequence[str]], bool] = field(default=_fits_nothing, repr=False)
    count: Callable[[Heads, int | None], int] = field(default=_one_row, repr=False)
    header_rows: int = 1
    rewrite: Callable[[Heads, Codebook, Year], Heads] = field(default=_as_they_are, repr=False)
    separators: tuple[str, ...] = (", ",)
    rules: tuple[RowRule, ...] = ()
    missing: frozenset[str] = frozenset()
