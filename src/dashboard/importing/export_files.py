"""How an export is to be read: what the survey says of it, and what its first rows show."""

from dataclasses import replace
from pathlib import Path

from dashboard.codebook.survey_entries import ReadEntry
from dashboard.importing.formats import Layout, recognised
from dashboard.importing.raw_table import SPSS, ReadOptions, first_rows

# So many rows tell which tool an export comes from, and where its header ends.
FIRST_ROWS = 30


def opened(
    raw: Path, how: ReadEntry | None = None, format: str | None = None
) -> tuple[Layout, ReadOptions]:
    """The layout of an export and the options to read it with.

    `how` is what the survey declares, `format` the tool where it is forced. Raises DashboardError
    for a file that cannot be read, or that holds results in place of responses.
    """
    how = how or ReadEntry()
    options = ReadOptions(
        declared_rows=how.header_rows,
        encoding=how.encoding,
        sheet=how.sheet,
        quotes=how.quotes,
        empty_rows=how.empty_rows,
    )
    heads, kind = first_rows(raw, options, FIRST_ROWS)
    layout = recognised(heads, kind == SPSS, how.header_rows, format)
    missing = frozenset(how.missing) | layout.missing
    return layout, replace(options, header_rows=layout.header_rows, missing=missing)
