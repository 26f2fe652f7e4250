"""What a figure is: the drawing as plain lists and dicts, and every word that goes with it."""

from dataclasses import dataclass
from typing import Any, Literal

from dashboard.analysis.results import Result
from dashboard.analysis.source import Source

Unit = Literal["text", "count", "percent", "points", "number"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a figure's table: its heading and how its values are written.

    `percent` and `points` columns hold fractions (0.42 is 42%), so that nothing is rounded
    before it is written.
    """

    heading: str
    unit: Unit = "text"


@dataclass(frozen=True, kw_only=True)
class Table:
    """The numbers behind a figure: one tuple a row, None where there is no number."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str | float | int | None, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Highlight:
    """What a figure tells first: a sentence, the number in it, and that number's evidence.

    The evidence is its 95% interval and how many people are behind it.
    """

    sentence: str
    number: str
    evidence: str


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One drawing with its words.

    `data` and `layout` are Plotly's, as plain lists, dicts, strings, numbers and None: what
    `json.dumps(..., allow_nan=False)` accepts. They hold no title and no colors of the page's
    theme; the words stand in the other fields and are set as text around the drawing, or inside
    the picture when it is taken away. `found` are the results it was drawn from (none where its
    numbers are in no result, such as lifts), `reference` is the name under which exactly this
    figure is found again (empty where nobody asked for one).

    `alt` is made of `kind` (what sort of drawing it is), of the words around the drawing, of the
    one to three `facts` that matter most and of the `caveat`; these stand apart for captions.
    `about_years` is the part of the note that tells how the years shown were collected: a page
    says it once for all of its figures, a picture in its note. `highlight` is what cards and
    slides begin with; None where no number is surely worth it.
    """

    id: str
    title: str
    subtitle: str
    data: list[dict[str, Any]]
    layout: dict[str, Any]
    height: int
    base: str
    note: str
    source: str
    alt: str
    table: Table
    synthetic: bool = False
    found: tuple[Source, ...] = ()
    reference: str = ""
    kind: str = ""
    facts: tuple[str, ...] = ()
    caveat: str = ""
    about_years: str = ""
    highlight: Highlight | None = None

    @property
    def own_note(self) -> str:
        """The note without what a page says once for all of its figures."""
        if not self.about_years:
            return self.note
        return " ".join(self.note.replace(self.about_years, "").split())

    @property
    def results(self) -> tuple[Result, ...]:
        """Of what it was drawn from, all that gives tidy lines."""
        return tuple(one for one in self.found if isinstance(one, Result))
