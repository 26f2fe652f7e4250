"""Undeclared columns among those of a declared question.

A new edition may add a choice to a question that has a column per choice. Until the codebook
declares it, its ticks are not read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from dashboard.codebook import Kind, Question
from dashboard.errors import listed, shown
from dashboard.importing.columns import TYPED, Source
from dashboard.importing.labels import normalised, tidied, without_tags
from dashboard.importing.raw_table import Cells, Headers
from dashboard.importing.ticks import UNTICKED, compared

# Signs that tools write between a question and the choice or row of a column.
_JOINT = re.compile(r".*[-–:|/>\[(_]\s*", re.DOTALL)
FEWEST_PARTS = 2
MOST_NAMED = 5


@dataclass(frozen=True)
class Undeclared:
    """A column nobody declares, by position, its header, and the choice or row it stands for."""

    position: int
    header: str
    label: str


def undeclared_beside(
    source: Source, question: Question, headers: Headers, used: set[int]
) -> list[Undeclared]:
    """The columns headed as those of a question's choices or rows are, of those nobody uses."""
    places = [*source.parts.values(), *source.grid.values()]
    if len(places) < FEWEST_PARTS or question.kind is Kind.MAXDIFF:
        return []
    # The text of a header rather than its code, which is above it.
    for row in reversed(headers):
        texts = [normalised(text) for text in row]
        begins = _JOINT.match(_shared_start([texts[at] for at in places]))
        ends = _shared_end([texts[at] for at in places])
        if not begins or not any(map(str.isalnum, begins[0])):
            continue
        return [
            Undeclared(at, tidied(without_tags(row[at])), _label(row[at], begins[0], ends))
            for at, text in enumerate(texts)
            if at not in used
            and text.startswith(begins[0])
            and text.endswith(ends)
            and _is_choice(text[len(begins[0]) : len(text) - len(ends)])
        ]
    return []


def _shared_start(texts: Sequence[str]) -> str:
    alike = takewhile(lambda signs: len(set(signs)) == 1, zip(*texts, strict=False))
    return "".join(signs[0] for signs in alike)


def _shared_end(texts: Sequence[str]) -> str:
    ends = _shared_start([text[::-1] for text in texts])[::-1]
    return ends if ends and not any(map(str.isalnum, ends)) else ""


def _is_choice(text: str) -> bool:
    """Whether what is left of a header names a choice, and not what was typed beside it."""
    words = re.findall(r"\w+", text)
    return bool(words) and text.strip() not in TYPED and words[-1] not in TYPED


def _label(header: str, begins: str, ends: str) -> str:
    """The label as written, where blanks and tags leave as many characters as are compared."""
    written = tidied(without_tags(header))
    inner = written[len(begins) : len(written) - len(ends)]
    lower = normalised(header)[len(begins) : len(normalised(header)) - len(ends)]
    return (inner if normalised(inner) == normalised(lower) else lower).strip()


def answered(cells: Cells) -> int:
    """How many cells of a column say something else than that nothing is ticked."""
    return sum(bool(cell) and compared(cell) not in UNTICKED | {""} for cell in cells if cell)


def undeclared_doubt(question: Question, columns: Sequence[Undeclared]) -> str:
    """The sentence on columns of a question that nobody declares and somebody answered."""
    one = len(columns) == 1
    what = "row" if question.items else "choice"
    named = listed([shown(column.header) for column in columns[:MOST_NAMED]])
    more = f" and {len(columns) - MOST_NAMED:,} more" if len(columns) > MOST_NAMED else ""
    return (
        f"{question.id}: no {what} is declared for the {'column' if one else 'columns'} "
        f"{named}{more}, which {'is' if one else 'are'} among its columns; "
        f"{'its' if one else 'their'} answers are left out, and respondents without another "
        f"answer count as not having answered. Declare the {what if one else what + 's'}, such as "
        f"label: {shown(columns[0].label)}"
    )
