"""Put a drawing and its words together; and the figure where there is nothing to draw."""

from collections.abc import Iterable

from dashboard.figures.canvas import LINE, Canvas
from dashboard.figures.figure import Figure, Table
from dashboard.figures.view import Drawn, View
from dashboard.figures.words import sentence, wrapped


def composed(
    canvas: Canvas,
    table: Table,
    result: Drawn,
    view: View,
    kind: str,
    *,
    measure: str | None = None,
    facts: Iterable[str] = (),
    notes: Iterable[str] = (),
    caveat: str = "",
) -> Figure:
    """The figure a canvas becomes, with all its words; `kind` names the drawing in the alt text."""
    data, layout, height = canvas.figure_parts()
    return Figure(
        id=result.question.id,
        title=result.question.title,
        subtitle=view.subtitle(result, measure),
        data=data,
        layout=layout,
        height=height,
        base=view.base_line(result),
        note=view.note(result, *notes),
        source=view.source_line(result),
        alt=view.alt(kind, result, facts, caveat),
        table=table,
        synthetic=view.codebook.synthetic,
        found=(result,),
    )


def nothing(result: Drawn, view: View, table: Table, why: str) -> Figure:
    """The figure of a result that has nothing to draw: it says why, and what would help."""
    canvas = Canvas(0, 1)
    canvas.down(12)
    for line in wrapped(sentence(why), 46 if view.narrow else 80):
        canvas.text(0, canvas.down(LINE) + LINE / 2, line, colour="quiet")
    canvas.down(12)
    return composed(canvas, table, result, view, "Nothing to show", caveat=why)
