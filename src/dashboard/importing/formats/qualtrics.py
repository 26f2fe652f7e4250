"""Qualtrics: export tags, question texts, and a row of ImportIds by which it is recognised."""

import re
from collections.abc import Sequence

from dashboard.codebook import Codebook, Year
from dashboard.errors import DashboardError
from dashboard.importing.formats.row_rules import RowRule
from dashboard.importing.formats.tool_layout import Heads, Layout

RULES = (
    RowRule(
        "previews and tests",
        frozenset({"status", "response type", "distributionchannel"}),
        without=frozenset({"survey preview", "survey test", "1", "2", "preview", "test", "spam"}),
    ),
    RowRule("incomplete", frozenset({"finished"}), without=frozenset({"0", "false", "no"})),
    RowRule("submitted twice", frozenset({"responseid", "response id"}), repeated=True),
)
_TEXT = re.compile(r" - Text$|_TEXT$")


def _fits(heads: Heads, first: Sequence[str]) -> bool:
    """Whether the second or third row holds ImportIds."""
    return any(_is_import_row(row) for row in heads[1:3])


def _header_rows(heads: Heads, declared: int | None) -> int:
    """Two in the legacy layout, three in all others."""
    for place, row in enumerate(heads[:3]):
        if place and _is_import_row(row):
            return place + 1
    raise DashboardError("This is not a Qualtrics export: neither row 2 nor row 3 has ImportIds.")


def _rewrite(heads: Heads, codebook: Codebook, year: Year) -> Heads:
    """Tags and texts; text typed next to a choice is not an answer of its own."""
    typed = {at for row in heads[:2] for at, text in enumerate(row) if _TEXT.search(text)}
    texts = [[("" if at in typed else text) for at, text in enumerate(row)] for row in heads[:2]]
    return [[text.replace(" - Selected Choice", "") for text in row] for row in texts]


def _is_import_row(row: Sequence[str]) -> bool:
    return any("ImportId" in cell for cell in row)


QUALTRICS = Layout(
    format="qualtrics",
    name="Qualtrics",
    fits=_fits,
    count=_header_rows,
    rewrite=_rewrite,
    separators=(",", ", "),
    rules=RULES,
    # Seen but not answered, or a choice left unticked.
    missing=frozenset({"-99"}),
)
