"""An exhibit: a figure with everything that goes with it when it is taken away."""

from dataclasses import dataclass

from dashboard.figures.figure import Figure


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """A figure of one view, and what somebody who was not there needs to trust and cite it.

    `reference` names exactly this figure: its id, its view and the release, as it stands in the
    footer of every picture. `name` is what its files are called, without an ending. `link` leads
    to it, `wordings` hold (title, wording) of the questions it shows, `sql` gives its counts,
    bases and shares from the published files. `year` is that of its newest results.
    """

    figure: Figure
    reference: str
    name: str
    topic: str
    year: int
    link: str
    wordings: tuple[tuple[str, str], ...]
    method: str
    citation: str
    bibtex: str
    licence: str
    sql: str
