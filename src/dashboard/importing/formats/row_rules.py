"""Rows of an export that are not responses: tests, incomplete ones, repeated ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.errors import how_many, shown
from dashboard.importing.labels import normalised
from dashboard.importing.raw_table import RawTable

Heads = Sequence[Sequence[str]]
Cells = Sequence[str | None]

# A long number as a spreadsheet shows it: its last digits are gone.
_ROUNDED = re.compile(r"\d{1,3}(?:[.,]\d+)?e\+?\d{1,3}|\d{15}0{2,}")
_LONG = re.compile(r"\d{8,}")
FEWEST_IDS, MOSTLY = 5, 0.5
# So many rows may be submitted twice; where more are, the ids do not tell people apart.
MOST_REPEATED = 0.5


@dataclass(frozen=True)
class RowRule:
    """Leaves out rows by one column, found by any of some headers.

    A row goes where its cell is among `without`; if `empty`, where it is empty; if `repeated`,
    where an earlier row has the same.
    """

    says: str
    headers: frozenset[str]
    without: frozenset[str] = frozenset()
    empty: bool = False
    repeated: bool = False

    def position(self, heads: Heads) -> int | None:
        """The column the rule looks at; None where the export has none."""
        for row in heads:
            for place, text in enumerate(row):
                if self.names(text):
                    return place
        return None

    def names(self, header: str) -> bool:
        """Whether a header, or the code before its text, is one of the rule's."""
        text = normalised(header)
        return bool({text, text.partition(". ")[0]} & self.headers)

    def unwanted(self, cells: Cells) -> list[bool]:
        """Which rows the rule leaves out."""
        seen: set[str] = set()
        found = []
        repeated = self.repeated and not _are_rounded(cells)
        for cell in cells:
            text = normalised(cell or "")
            twice = repeated and bool(text) and text in seen and not _ROUNDED.fullmatch(text)
            seen.add(text)
            found.append(twice or text in self.without or (self.empty and not text))
        return found


def _are_rounded(cells: Cells) -> bool:
    """Whether long ids end in zeros more often than by coincidence."""
    long = {text for cell in cells if cell and _LONG.fullmatch(text := normalised(cell))}
    return len(long) >= FEWEST_IDS and sum(text.endswith("000") for text in long) > MOSTLY * len(
        long
    )


def _doubt(name: str, cells: Cells, out: Sequence[bool]) -> str:
    """Why ids do not tell one respondent from another, empty where they do."""
    pattern = _LONG if _are_rounded(cells) else _ROUNDED
    rounded = sum(bool(pattern.fullmatch(normalised(cell))) for cell in cells if cell)
    if rounded:
        some = next(cell for cell in cells if cell and pattern.fullmatch(normalised(cell)))
        return (
            f"{how_many(rounded, 'id')} in {shown(name)} {'is' if rounded == 1 else 'are'} "
            f"rounded, such as {shown(some)}: a "
            "spreadsheet wrote them in scientific notation, so they do not identify rows; no such "
            "row was left out as submitted twice"
        )
    if sum(out) > MOST_REPEATED * len(out):
        return (
            f"{sum(out):,} of {len(out):,} rows repeat an id of {shown(name)}, which is more than "
            "people submit twice; all rows are kept"
        )
    return ""


def first_texts(heads: Heads) -> list[str]:
    """The first header row as it is compared."""
    return [normalised(text) for text in heads[0]] if heads else []


def responses_only(
    table: RawTable, rules: Sequence[RowRule]
) -> tuple[RawTable, dict[str, int], list[str]]:
    """The table without the rows that are no responses, how many went for which reason, and doubts.

    Each goes for the first rule that fits. The doubts are those of the file, then sentences on ids
    that tell nobody apart, and on repeated rows.
    """
    keep = [True] * table.rows
    counts: dict[str, int] = {}
    doubts = list(table.notes.doubts)
    for rule in rules:
        place = rule.position(table.headers)
        if place is None:
            continue
        cells = table.columns[place]
        out = rule.unwanted(cells)
        # A column that is empty throughout says nothing about any row.
        if rule.empty and all(out):
            continue
        if rule.repeated:
            name = next(row[place] for row in table.headers if rule.names(row[place]))
            if doubt := _doubt(name, cells, out):
                doubts.append(doubt)
            if sum(out) > MOST_REPEATED * table.rows:
                continue
        gone = sum(a and b for a, b in zip(keep, out, strict=True))
        keep = [a and not b for a, b in zip(keep, out, strict=True)]
        if gone:
            counts[rule.says] = counts.get(rule.says, 0) + gone
    doubts += table.repeated(keep)
    return table if all(keep) else table.of_rows(keep), counts, doubts
