"""A table of no known tool: headers are taken as they are."""

from collections.abc import Sequence
from itertools import pairwise

from dashboard.codebook import Codebook, Year
from dashboard.importing.formats.headings import composed, found_header_rows, goes_on
from dashboard.importing.formats.tool_layout import Heads, Layout


def _rewrite(heads: Heads, codebook: Codebook, year: Year) -> Heads:
    """The header rows as they are, and each question together with the text below it.

    Where a row names a question only over the first of its columns, the row below says what each of
    them holds.
    """
    more = [composed(above, below) for above, below in pairwise(heads) if _has_gaps(above, below)]
    # Arrays of two dimensions, from a LimeSurvey export whose first columns were removed.
    arrays = [row for row in heads if any("][" in text for text in row)]
    apart = [[text.replace("][", "] [") for text in row] for row in arrays]
    return [*heads, *more, *apart]


def _has_gaps(above: Sequence[str], below: Sequence[str]) -> bool:
    gaps = (goes_on(above, at) and below[at].strip() for at in range(len(above)))
    return any(gaps) and any(text.strip() for text in above)


PLAIN = Layout(
    format="plain",
    name="plain table",
    fits=lambda heads, first: True,
    count=lambda heads, declared: declared or found_header_rows(heads),
    rewrite=_rewrite,
    separators=(", ", "; ", ";", ",", "|", "\n"),
)
