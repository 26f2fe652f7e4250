"""Layouts of all tools: how many header rows, what they say, which rows to leave out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from dashboard.codebook import Codebook, Year
from dashboard.errors import DashboardError, unknown
from dashboard.importing.formats import (
    google_forms,
    limesurvey,
    qualtrics,
    spss,
    surveymonkey,
    typeform,
)
from dashboard.importing.formats import plain_table as plain
from dashboard.importing.formats.header_rows import RowRule, first_texts
from dashboard.importing.formats.headings import found_header_rows
from dashboard.importing.wrong_columns import LONG, RESULTS, is_long, is_results

Heads = Sequence[Sequence[str]]

FORMATS: Mapping[str, str] = {
    "qualtrics": "Qualtrics",
    "google-forms": "Google Forms",
    "surveymonkey": "SurveyMonkey",
    "typeform": "Typeform",
    "limesurvey": "LimeSurvey",
    "spss": "SPSS",
    "plain": "plain table",
}


@dataclass(frozen=True)
class Layout:
    """How to read an export of one tool.

    `rewrite` turns the header rows into texts that name the question and, in brackets, the choice
    or row of each column. `separators` are the possible separators of joined answers, likeliest
    first; `rules` say which rows are not responses.
    """

    format: str
    header_rows: int
    rewrite: Callable[[Heads, Codebook, Year], Heads] = field(repr=False)
    separators: tuple[str, ...] = (", ",)
    rules: tuple[RowRule, ...] = ()
    missing: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The name of the tool."""
        return FORMATS[self.format]


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
    if forced is not None and forced not in FORMATS:
        raise DashboardError(unknown("format", forced, FORMATS))
    if (forced == "spss") is not is_spss and forced is not None:
        raise DashboardError(f"An SPSS file is read as 'spss' and nothing else, not as {forced!r}.")
    name = "spss" if is_spss else forced or _found(heads)
    match name:
        case "qualtrics":
            rows, tool = qualtrics.header_rows(heads), qualtrics
            return Layout(name, rows, tool.rewrite, (",", ", "), tool.RULES, tool.MISSING)
        case "surveymonkey":
            rows = max(header_rows or 1, surveymonkey.header_rows(heads))
            return Layout(name, rows, surveymonkey.rewrite, (", ", "; "), surveymonkey.RULES)
        case "google-forms":
            return Layout(name, 1, google_forms.rewrite, (", ", ";"), google_forms.RULES)
        case "typeform":
            return Layout(name, 1, typeform.rewrite, (" / ", ", "), typeform.RULES)
        case "limesurvey":
            lime = limesurvey
            return Layout(name, 1, lime.rewrite, (", ",), lime.RULES, lime.MISSING)
        case "spss":
            return Layout(name, spss.HEADER_ROWS, spss.rewrite)
    rows = header_rows or found_header_rows(heads)
    return Layout(name, rows, plain.rewrite, (", ", "; ", ";", ",", "|", "\n"))


def _found(heads: Heads) -> str:
    first = first_texts(heads)
    for name, module in (
        ("qualtrics", qualtrics),
        ("surveymonkey", surveymonkey),
        ("typeform", typeform),
        ("limesurvey", limesurvey),
        ("google-forms", google_forms),
    ):
        if module.fits(heads, first):
            return name
    return "plain"
