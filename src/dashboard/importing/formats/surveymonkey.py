"""SurveyMonkey: the question over its first column only, and below it what each column holds.

Published files lack the columns of respondents and collectors; then the second row tells, which
holds "Response" below every question of one column.
"""

from collections.abc import Sequence

from dashboard.codebook import Codebook, Year
from dashboard.importing.formats.headings import RESPONSE, composed, found_header_rows
from dashboard.importing.formats.row_rules import RowRule
from dashboard.importing.formats.tool_layout import Heads, Layout
from dashboard.importing.labels import normalised

META = 9
RULES = (RowRule("submitted twice", frozenset({"respondent id", "respondent_id"}), repeated=True),)


def _fits(heads: Heads, first: Sequence[str]) -> bool:
    """Whether the first columns are those of a respondent and a collector, or a row says so."""
    return _id_row(heads) is not None or _without_ids(heads)


def _id_row(heads: Heads) -> int | None:
    """The row that names the respondent and collector columns; a row of codes may be above it."""
    for place, row in enumerate(heads[:2]):
        named = {normalised(text).replace("_", " ") for text in row[:META]}
        if {"respondent id", "collector id"} <= named:
            return place
    return None


def _without_ids(heads: Heads) -> bool:
    if len(heads) < 2:
        return False
    named = {normalised(text) for text in heads[1]}
    return bool(named & RESPONSE) and found_header_rows(heads) > 1


def _header_rows(heads: Heads, declared: int | None) -> int:
    """Two, or one in the condensed layout; one more with a row of codes above."""
    place = _id_row(heads)
    if place is None:
        return max(declared or 1, found_header_rows(heads))
    below = heads[place + 1] if len(heads) > place + 1 else []
    return max(declared or 1, place + (2 if below and not below[0].strip() else 1))


def _rewrite(heads: Heads, codebook: Codebook, year: Year) -> Heads:
    """The question of each column and, in brackets, the choice or row it holds; codes above."""
    if len(heads) < 2:
        return heads
    return [*heads[:-2], composed(heads[-2], heads[-1])]


SURVEYMONKEY = Layout(
    format="surveymonkey",
    name="SurveyMonkey",
    fits=_fits,
    count=_header_rows,
    rewrite=_rewrite,
    separators=(", ", "; "),
    rules=RULES,
)
