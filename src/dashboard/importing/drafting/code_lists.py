"""Code lists: what the codes of an export stand for, from a text file or the sheets of a book."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl

from dashboard.errors import DashboardError, shown
from dashboard.importing.delimited import first_bytes
from dashboard.importing.drafting.blocks import Block
from dashboard.importing.drafting.naming import plain
from dashboard.importing.encoding import detected
from dashboard.importing.labels import normalised
from dashboard.importing.numerals import number

_HEADS = frozenset(
    {
        *("code", "codes", "value", "values", "name", "label", "labels", "answer", "text"),
        *("variable", "question", "column", "list", "list_name", "meaning"),
    }
)


@dataclass(frozen=True)
class CodeLists:
    """Lists of codes with their labels, by the name of the column they belong to, as compared.

    A list with no column's name may belong to any column all of whose answers are among its codes;
    `owned` are the names of columns, whose lists are of nothing else.
    """

    lists: Mapping[str, Mapping[str, str]]
    owned: frozenset[str] = frozenset()

    def for_columns(self, headers: Iterable[str]) -> "CodeLists":
        """The lists for an export with these headers."""
        return replace(self, owned=frozenset(map(normalised, headers)))

    def own(self, block: Block) -> Mapping[str, str] | None:
        """The list that bears the name of a question's column."""
        names = [normalised(text) for text in (*block.codes, block.text)]
        return next((self.lists[name] for name in names if name in self.lists), None)

    def labels(self, block: Block, codes: Sequence[str]) -> dict[str, str]:
        """The label of each code of a question; empty where no list speaks of it."""
        found = self.own(block)
        if found is None:
            known = {_code(code) for code in codes}
            free = [one for name, one in self.lists.items() if name not in self.owned]
            fits = [one for one in free if known and known <= set(one)]
            if len(fits) != 1:
                return {}
            [found] = fits
        said = {code: found[_code(code)] for code in codes if _code(code) in found}
        # A label that two codes share would be one answer with two meanings.
        return said if len({normalised(text) for text in said.values()}) == len(said) else {}


def read_code_lists(paths: Iterable[Path]) -> CodeLists:
    """Read code lists: two columns (code, label), or three (column, code, label).

    A line with one cell, a sheet's name, or the file's own name says which column a list belongs
    to. Raises DashboardError for a file that holds no list.
    """
    lists: dict[str, dict[str, str]] = defaultdict(dict)
    for path in paths:
        found = 0
        for name, rows in _sheets(path):
            found += _read(rows, name, lists)
        if not found:
            raise DashboardError(f"{path.name} is not a code list: no line has a code and a label.")
    return CodeLists(lists)


def _sheets(path: Path) -> list[tuple[str, list[list[str]]]]:
    if not path.is_file():
        raise DashboardError(f"The code list {str(path)!r} does not exist.")
    if first_bytes(path).startswith(b"PK\x03\x04"):
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        return [
            (
                sheet.title,
                [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)],
            )
            for sheet in book.worksheets
        ]
    data = path.read_bytes()
    lines = data.decode(detected(path.name, iter([data])).codec).splitlines()
    # The sign that most lines have; of two, the one that is not used in ordinary words.
    sign = max("\t;=,", key=lambda one: sum(one in line for line in lines))
    rows = csv.reader(lines, delimiter=sign, skipinitialspace=True)
    return [(path.stem, [list(row) for row in rows])]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _read(rows: Iterable[Sequence[str]], name: str, lists: dict[str, dict[str, str]]) -> int:
    found = 0
    heading = normalised(name)
    for row in rows:
        cells = [plain(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) == 1:
            heading = normalised(cells[0].rstrip(":"))
        if len(cells) < 2 or {normalised(cell) for cell in cells[:3]} <= _HEADS:
            continue
        own = normalised(cells[0]) if len(cells) > 2 and cells[2] else heading
        code, label = cells[1:3] if len(cells) > 2 and cells[2] else cells[:2]
        if code and label:
            known = lists[own].setdefault(_code(code), label)
            if normalised(known) != normalised(label):
                raise DashboardError(
                    f"The code list of {own!r} has {shown(code)} twice, as {shown(known)} and as "
                    f"{shown(label)}."
                )
            found += 1
    return found


def _code(text: str) -> str:
    """A code as it is compared: 1, 1.0 and 01 are the same."""
    value = number(text)
    return normalised(text) if value is None else f"{value:g}"
