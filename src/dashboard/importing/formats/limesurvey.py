"""LimeSurvey: question codes or texts, the part of a question in brackets."""

import re
from collections.abc import Sequence

from dashboard.codebook import Codebook, Year
from dashboard.importing.formats.header_rows import RowRule

Heads = Sequence[Sequence[str]]

# "N/A" stands where a question was not shown.
MISSING = frozenset({"N/A"})
RULES = (
    RowRule("incomplete", frozenset({"submitdate", "date submitted"}), empty=True),
    RowRule("submitted twice", frozenset({"token", "access code"}), repeated=True),
)
_CODE_AND_TEXT = re.compile(r"^([A-Za-z]\w*(?:\[[^\]]+\])*)\. ?(.+)$", re.DOTALL)
_CODE = re.compile(r"^([A-Za-z]\w*)((?:\[[^\]]+\])+)$")


def fits(heads: Heads, first: Sequence[str]) -> bool:
    """Whether the first columns are those that every LimeSurvey export begins with."""
    # An export of codes and texts heads a column "id. Response ID".
    start = {text.partition(". ")[0] for text in first[:8]}
    return {"id", "submitdate"} <= start or {"response id", "date submitted"} <= start


def rewrite(heads: Heads, codebook: Codebook, year: Year) -> Heads:
    """Codes as `code [part]`, and the texts where the export has both.

    In arrays of two dimensions a column is a row and a choice, `code [row] [choice]`, in codes also
    `code [row_choice]`.
    """
    codes, texts = [], []
    for header in heads[0]:
        both = _CODE_AND_TEXT.match(header)
        code, text = (both[1], both[2]) if both else (header, header)
        part = _CODE.match(code)
        codes.append(f"{part[1]} {part[2].replace('][', '] [')}" if part else code)
        texts.append(text.replace("][", "] ["))
    return [codes, texts]
