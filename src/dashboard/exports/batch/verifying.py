"""A figure brought back by its reference, and whether its numbers are still the same."""

from dataclasses import dataclass

from dashboard.analysis.lifts import CoUse
from dashboard.codebook import Year
from dashboard.errors import DashboardError
from dashboard.exports.batch.opener import AtHand
from dashboard.exports.captions import cell_words
from dashboard.exports.exhibit import Exhibit
from dashboard.figures.figure import Figure, Table
from dashboard.query.reference import Reference, parse_reference
from dashboard.release.history import Fate, Standing, fate
from dashboard.stories.catalogue import entry


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What became of a figure, and the figure as it is drawn today; None where it is not any more.

    `problem` says then why it is not.
    """

    reference: Reference
    fate: Fate
    exhibit: Exhibit | None
    problem: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether its numbers are those of today; None where nobody can tell."""
        if self.fate.standing not in (Standing.CURRENT, Standing.SUPERSEDED):
            return None
        if self.exhibit is None:
            return False
        return years_shown(self.exhibit.figure) <= set(self.fate.unchanged)


def verify(survey: AtHand, text: str) -> Verified:
    """The figure that a reference names, or that the text copied from a picture's footer names.

    Raises DashboardError for a text that names none.
    """
    reference = parse_reference(text, survey.codebook, survey.newest)
    try:
        desk = survey.desk(reference.address)
        exhibit = survey.exhibit(desk, entry(desk, reference.figure))
    except DashboardError as error:
        became = fate(reference, survey.manifest)
        return Verified(reference=reference, fate=became, exhibit=None, problem=str(error))
    became = fate(reference, survey.manifest, years_shown(exhibit.figure) or None)
    return Verified(reference=reference, fate=became, exhibit=exhibit)


def years_shown(figure: Figure) -> set[Year]:
    """The years of whose answers a figure was drawn."""
    return {
        year
        for one in figure.found
        for year in ((one.year,) if isinstance(one, CoUse) else one.years)
    }


def table_text(table: Table) -> str:
    """A figure's table in columns, as it is read."""
    units = [column.unit for column in table.columns]
    lines = [[column.heading for column in table.columns]]
    lines += [
        [cell_words(v, unit) for v, unit in zip(row, units, strict=True)] for row in table.rows
    ]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if unit == "text" else cell.rjust(width)
            for cell, width, unit in zip(line, widths, units, strict=True)
        ).rstrip()
        for line in lines
    )
