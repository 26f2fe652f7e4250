"""The layouts of all tools, and which of them an export has."""

from dataclasses import replace

from dashboard.errors import DashboardError, unknown
from dashboard.importing.formats.google_forms import GOOGLE_FORMS
from dashboard.importing.formats.limesurvey import LIMESURVEY
from dashboard.importing.formats.plain_table import PLAIN
from dashboard.importing.formats.qualtrics import QUALTRICS
from dashboard.importing.formats.row_rules import first_texts
from dashboard.importing.formats.surveymonkey import SURVEYMONKEY
from dashboard.importing.formats.tool_layout import Heads, Layout
from dashboard.importing.formats.typeform import TYPEFORM
from dashboard.importing.spss_files import HEADER_ROWS
from dashboard.importing.wrong_columns import LONG, RESULTS, is_long, is_results

SPSS = Layout(format="spss", name="SPSS", count=lambda heads, declared: HEADER_ROWS)
# The first that fits is the one; a plain table is what is left.
LAYOUTS = {
    layout.format: layout
    for layout in (QUALTRICS, SURVEYMONKEY, TYPEFORM, LIMESURVEY, GOOGLE_FORMS, SPSS, PLAIN)
}


def recognised(
    heads: Heads, is_spss: bool, header_rows: int | None, forced: str | None = None
) -> Layout:
    """The layout that the first rows of an export have, or the forced one.

    `header_rows` is what the survey says of the header, None where it is to be found out. Raises
    DashboardError for a format that does not exist, or that the rows cannot have, and for a table
    of results.
    """
    if is_results(heads):
        raise DashboardError(RESULTS)
    if is_long(heads):
        raise DashboardError(LONG)
    if forced is not None and forced not in LAYOUTS:
        raise DashboardError(unknown("format", forced, LAYOUTS))
    if (forced == "spss") is not is_spss and forced is not None:
        raise DashboardError(f"An SPSS file is read as 'spss' and nothing else, not as {forced!r}.")
    if is_spss:
        layout = SPSS
    elif forced is not None:
        layout = LAYOUTS[forced]
    else:
        first = first_texts(heads)
        layout = next(one for one in LAYOUTS.values() if one.fits(heads, first))
    return replace(layout, header_rows=layout.count(heads, header_rows))
