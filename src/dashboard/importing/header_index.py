"""Columns found by their headers, by wildcards and by patterns of a row and a choice."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.codebook import Question, Year
from dashboard.errors import nearest, shown
from dashboard.importing.excel_damage import damaged_forms
from dashboard.importing.formats.headings import questions_over
from dashboard.importing.labels import normalised, tidied, without_tags
from dashboard.importing.raw_table import Headers


@dataclass(frozen=True)
class Found:
    """A column and what the wildcard of its pattern stands for, empty without a wildcard."""

    position: int
    star: str = ""


class HeaderIndex:
    """Finds columns by header; "Header #2" is the second of several with the same header."""

    def __init__(self, headers: Headers):
        self._rows = [[normalised(text) for text in row] for row in headers]
        self.headers = headers
        # A row of questions, each over the first of its columns, is above a row of what they hold.
        self._over = [questions_over(row) for row in self._rows[:-1]]

    def find(self, pattern: str) -> list[Found]:
        """The columns whose header, in the first header row with a match, fits the pattern."""
        wanted = normalised(pattern)
        if not wanted:
            return []
        damaged = damaged_forms(pattern)
        for texts in self._rows:
            exact = [Found(position) for position, text in enumerate(texts) if text == wanted]
            if exact:
                return exact
            repaired = [Found(at) for at, text in enumerate(texts) if text in damaged]
            if repaired:
                return repaired
            numbered = re.fullmatch(r"(.+) #(\d+)", wanted)
            if numbered:
                same = [Found(at) for at, text in enumerate(texts) if text == numbered[1]]
                nth = int(numbered[2])
                if 1 <= nth <= len(same):
                    return [same[nth - 1]]
            if "*" in wanted:
                fits = re.compile("(.+)".join(map(re.escape, wanted.split("*"))))
                matches = ((at, fits.fullmatch(text)) for at, text in enumerate(texts))
                found = [Found(at, match[1].strip()) for at, match in matches if match]
                if found:
                    return found
        return []

    def cells(
        self, pattern: str, items: Mapping[str, str], choices: Mapping[str, str]
    ) -> dict[tuple[str, str], list[int]]:
        """The columns that stand for one choice of one item, by "{item} - {choice}".

        `items` and `choices` are what may stand for each, with its id. All columns that the
        pattern fits must name an item and a choice.
        """
        wanted = normalised(pattern)
        parts = re.split(r"(\{item\}|\{choice\})", wanted)
        names = {"{item}": "(?P<item>.+)", "{choice}": "(?P<choice>.+)"}
        fits = re.compile("".join(names.get(part, re.escape(part)) for part in parts))
        for texts in self._rows:
            found: dict[tuple[str, str], list[int]] = {}
            for at, text in enumerate(texts):
                for pair in _pairs(fits, text, items, choices):
                    found.setdefault(pair, []).append(at)
            if found:
                return found
        return {}

    def among(self, found: Iterable[Found], names: Iterable[str]) -> list[Found]:
        """The columns below a question of one of these names; all columns if there are none."""
        known = set(map(normalised, names))
        columns = list(found)
        for over in self._over:
            mine = [column for column in columns if over[column.position] in known]
            if mine:
                return mine
        return columns

    def missing(self, question: Question, pattern: str) -> str:
        """The sentence for a pattern that no header fits, with the header closest to it."""
        near = nearest(
            tidied(without_tags(pattern)),
            (tidied(without_tags(text)) for row in self.headers for text in row if text),
        )
        meant = f" The nearest header is {shown(near)}." if near else ""
        return f"{question.id}: no column has the header {shown(pattern)}.{meant}"


def names_of(question: Question, year: Year) -> tuple[str, ...]:
    """The names of a question in an export: its id, its wording in that year, its title."""
    return (question.id, question.wording[year], question.title)


def numbered(positions: Iterable[int]) -> str:
    """Columns as a message numbers them, from 1: "3, 5"."""
    return ", ".join(str(position + 1) for position in positions)


def _pairs(
    fits: re.Pattern[str], text: str, items: Mapping[str, str], choices: Mapping[str, str]
) -> list[tuple[str, str]]:
    """The item and choice that a header names; a label may hold what parts the two."""
    match = fits.fullmatch(text)
    if not match:
        return []
    item, choice = match["item"].strip(), match["choice"].strip()
    if item in items and choice in choices:
        return [(items[item], choices[choice])]
    return [
        (items[one], choices[other])
        for one in items
        for other in choices
        if _is_written(fits, text, one, other)
    ][:1]


def _is_written(fits: re.Pattern[str], text: str, item: str, choice: str) -> bool:
    exact = fits.pattern.replace("(?P<item>.+)", re.escape(item))
    return bool(re.fullmatch(exact.replace("(?P<choice>.+)", re.escape(choice)), text))
