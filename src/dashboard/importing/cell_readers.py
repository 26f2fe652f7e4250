"""Readers of one cell: a choice, a number, a band, a rank, or several answers joined."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard.codebook import Kind, Question, Year
from dashboard.importing.columns import Source
from dashboard.importing.excel_damage import damaged_keys, damaged_numbers
from dashboard.importing.labels import (
    keys_with_codes,
    matching_keys,
    normalised,
    splitter,
    tidied,
)
from dashboard.importing.numerals import Numerals, number
from dashboard.importing.raw_table import RawTable

SEPARATOR = ", "
MOST_TRIED = 1_000

CellReader = Callable[[str], Any]
"""Turns a cell that is not empty into an answer, None, or Unread."""


@dataclass(frozen=True)
class Unread:
    """Texts of a cell that fit nothing declared, and the answer that the cell still gives."""

    texts: tuple[str, ...]
    instead: Any = None
    is_write_in: bool = False
    is_repaired: bool = False
    fits_nothing: bool = False


def choice_reader(question: Question, year: Year) -> CellReader:
    """Reads the one choice that a cell names, by label, code or wording, into its id."""
    keys = keys_with_codes(question.offered(year), year, question.id)
    damaged, numbers = damaged_keys(keys), damaged_numbers(keys)

    def read(cell: str) -> Any:
        text = normalised(cell)
        if (code := keys.get(text)) is not None:
            return code
        code = damaged.get(text)
        if code is None and (value := number(text)) is not None:
            code = numbers.get(value)
        return _repaired(cell, code) if code is not None else _written_in(question, cell)

    return read


def number_reader(question: Question, written: Numerals) -> CellReader:
    """Reads a number within the question's bounds; `written` is how its numbers are written."""
    low, high = bounds(question)

    def read(cell: str) -> Any:
        value = written.read(cell)
        if value is None or not low <= value <= high:
            text = tidied(cell)
            return Unread((text,), fits_nothing=value is None) if text else None
        return value

    return read


def bounds(question: Question) -> tuple[float, float]:
    """The least and the greatest number that a question takes; infinite where none is declared."""
    low = question.minimum if question.minimum is not None else float("-inf")
    high = question.maximum if question.maximum is not None else float("inf")
    return low, high


def band_reader(question: Question, year: Year, written: Numerals) -> CellReader:
    """Reads a band's label, or a number within a band, into the id of the band."""
    bands = question.offered(year)
    keys = matching_keys(bands, year, question.id)
    damaged = damaged_keys(keys)

    def read(cell: str) -> Any:
        text = normalised(cell)
        code = keys.get(text)
        if code is None and (repaired := damaged.get(text)) is not None:
            return _repaired(cell, repaired)
        value = written.read(cell)
        if code is not None or value is None:
            return code or _written_in(question, cell)
        within = (band for band in bands if band.is_band)
        held = next((one.id for one in within if one.span[0] <= value < one.span[1]), None)
        return held or Unread((tidied(cell),))

    return read


def joined_reader(question: Question, year: Year, separator: str) -> CellReader:
    """Reads a cell of joined answers into the list of their ids, in the order given."""
    keys = matching_keys(question.offered(year), year, question.id)
    split, damaged = splitter(keys, separator), damaged_keys(keys)
    write_ins = question.write_ins

    def read(cell: str) -> Any:
        if (repaired := damaged.get(normalised(cell))) is not None:
            return _repaired(cell, [repaired])
        reading = split(cell)
        codes = list(reading.codes)
        fits_nothing = not codes
        if not reading.left_over:
            return codes or None
        if write_ins is not None and write_ins not in codes:
            codes.append(write_ins)
        return Unread(
            reading.left_over,
            codes or None,
            is_write_in=write_ins is not None,
            fits_nothing=fits_nothing,
        )

    return read


def listing_reader(question: Question, year: Year, separator: str) -> CellReader:
    """Reads a cell of one choice into a list of its id, and joined answers where it holds some.

    Where a question occurs in several places, some of its cells may join answers.
    """
    read_choice = choice_reader(question, year)
    read_joined = joined_reader(question, year, separator)

    def read(cell: str) -> Any:
        code = read_choice(cell)
        if not isinstance(code, Unread):
            return code and [code]
        if code.fits_nothing and not isinstance(joined := read_joined(cell), Unread):
            return joined
        return replace(code, instead=[code.instead] if code.instead else None)

    return read


def rank_reader(written: Numerals) -> CellReader:
    """Reads a rank, a whole number from 1; 0 is no rank, as some tools write it."""

    def read(cell: str) -> Any:
        rank = written.read(cell)
        if rank is not None and (rank == 0 or (rank >= 1 and rank % 1 == 0)):
            return rank or None
        return Unread((tidied(cell),), fits_nothing=True)

    return read


def separator_of(
    question: Question,
    year: Year,
    table: RawTable,
    source: Source,
    declared: str | None,
    likely: Sequence[str],
) -> str:
    """The separator of the answers in a question's cells: as declared, or judged by the cells."""
    said = question.separator or declared
    joined = question.kind in (Kind.MULTIPLE, Kind.RANKING) and len(source.whole) == 1
    if said or not joined:
        return said or SEPARATOR
    cells = (cell for cell in dict.fromkeys(table.columns[source.whole[0]]) if cell)
    return likeliest_separator(question, year, cells, likely)


def likeliest_separator(
    question: Question, year: Year, cells: Iterable[str], separators: Sequence[str]
) -> str:
    """The separator of joined answers with which cells leave the least text unread."""
    keys = matching_keys(question.offered(year), year, question.id)
    some = list(cells)[:MOST_TRIED]

    def unread(separator: str) -> int:
        split = splitter(keys, separator)
        left_over = ("".join(split(cell).left_over) for cell in some)
        # Only letters and digits count: a separator is not unread text.
        return sum(sum(map(str.isalnum, text)) for text in left_over)

    return min(separators, key=unread)


def _repaired(cell: str, answer: Any) -> Unread:
    """A label that a spreadsheet damaged, read as what it was."""
    return Unread((tidied(cell),), instead=answer, is_repaired=True)


def _written_in(question: Question, cell: str) -> Any:
    """A text that no choice declares: a write-in where the question takes them, else no answer."""
    text = tidied(cell)
    if not text:
        return None
    write_ins = question.write_ins
    return Unread((text,), write_ins, is_write_in=write_ins is not None, fits_nothing=True)
