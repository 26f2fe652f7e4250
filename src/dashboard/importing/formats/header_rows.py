"""Rows of an export that are no responses: tests, incomplete ones, the same one twice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.codebook import Codebook, Year
from dashboard.importing.labels import normalised

Heads = Sequence[Sequence[str]]
Rewrite = Callable[[Heads, Codebook, Year], Heads]
Cells = Sequence[str | None]


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
                if normalised(text) in self.headers:
                    return place
        return None

    def unwanted(self, cells: Cells) -> list[bool]:
        """Which rows the rule leaves out."""
        seen: set[str] = set()
        found = []
        for cell in cells:
            text = normalised(cell or "")
            twice = self.repeated and bool(text) and text in seen
            seen.add(text)
            found.append(twice or text in self.without or (self.empty and not text))
        return found


def first_texts(heads: Heads) -> list[str]:
    """The first header row as it is compared."""
    return [normalised(text) for text in heads[0]] if heads else []


def kept_rows(
    rules: Sequence[RowRule], heads: Heads, columns: Mapping[int, Cells], rows: int
) -> tuple[list[bool], dict[str, int]]:
    """Which rows stay, and how many go for which reason; each goes for the first that fits."""
    keep = [True] * rows
    counts: dict[str, int] = {}
    for rule in rules:
        place = rule.position(heads)
        if place is None:
            continue
        out = rule.unwanted(columns[place])
        # A column that is empty throughout says nothing about any row.
        if rule.empty and all(out):
            continue
        gone = sum(a and b for a, b in zip(keep, out, strict=True))
        keep = [a and not b for a, b in zip(keep, out, strict=True)]
        if gone:
            counts[rule.says] = counts.get(rule.says, 0) + gone
    return keep, counts
