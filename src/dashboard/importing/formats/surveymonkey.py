"""SurveyMonkey: the question over its first column only, and below it what each column holds."""

from collections.abc import Sequence

from dashboard.codebook import Codebook, Year
from dashboard.importing.formats.header_rows import RowRule
from dashboard.importing.labels import normalised

Heads = Sequence[Sequence[str]]

META = 9
_WHOLE = frozenset({"", "response", "open-ended response"})
RULES = (RowRule("submitted twice", frozenset({"respondent id", "respondent_id"}), repeated=True),)


def fits(heads: Heads, first: Sequence[str]) -> bool:
    """Whether the first columns are those of a respondent and a collector."""
    return {"respondent id", "collector id"} <= {name.replace("_", " ") for name in first[:META]}


def header_rows(heads: Heads) -> int:
    """Two, or one in the condensed layout."""
    second = heads[1] if len(heads) > 1 else []
    return 2 if second and not second[0].strip() else 1


def rewrite(heads: Heads, codebook: Codebook, year: Year) -> Heads:
    """One row: the question of each column and, in brackets, the choice or row it holds."""
    if len(heads) < 2:
        return heads
    row = []
    question = ""
    for above, below in zip(heads[0], heads[1], strict=True):
        question = above or question
        row.append(question if normalised(below) in _WHOLE else f"{question} [{below}]")
    return [row]
