"""Put a drawing and its words together; and the figure where there is nothing to draw."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import DASH
from dashboard.estimates.reliability import COUNT_FROM, SHARE_FROM, Flag
from dashboard.figures.canvas import LINE, Canvas
from dashboard.figures.context import SELF_SELECTED, View, alt_text, newest
from dashboard.figures.figure import Figure, Highlight, Table
from dashboard.figures.highlights import highlight_of
from dashboard.figures.presets import SYNTHETIC_NOTICE
from dashboard.figures.words import in_order, sentence, wrapped

NOTHING = "Nothing to show"
"""The kind of a figure without a drawing."""
FILTERED = "The respondents shown were selected by this question"
NO_FACT = "All samples are small; see the table"
RANGES_ONLY = "Only ranges, without a single estimate; see the table"
RANGES = f"Two numbers: 95% interval only, for {COUNT_FROM}{DASH}{SHARE_FROM - 1} respondents."


def has_ranges(result: Result) -> bool:
    """Whether a result has ranges that a figure of it draws; those of groups are in its table."""
    y = result.years.index(newest(result))
    return result.by is None and bool((result.estimates.flag[y] == Flag.RANGE).any())


def composed(
    canvas: Canvas,
    table: Table,
    result: Result,
    view: View,
    kind: str,
    *,
    measure: str | None = None,
    facts: Iterable[str] = (),
    notes: Iterable[str] = (),
    caveat: str = "",
    id: str | None = None,
    title: str | None = None,
    base: str | None = None,
    found: Sequence[Result] | None = None,
    highlight: Highlight | None = None,
) -> Figure:
    """The figure a canvas becomes, with all its words; `kind` names the drawing in the alt text.

    `id`, `title` and `base` are those of the result unless given, and so are what was `found` and,
    where nothing is compared, the `highlight`.
    """
    data, layout, height = canvas.figure_parts()
    title = title or result.question.title
    subtitle = view.subtitle(result, measure)
    base = base or view.base_line(result)
    told = tuple(in_order(fact) for fact in facts)[:3]
    if result.is_filtered and kind != NOTHING:
        told = (FILTERED,)
    sources = (result,) if found is None else tuple(found)
    ranges = kind != NOTHING and any(has_ranges(one) for one in sources)
    if not told and kind != NOTHING:
        told = (RANGES_ONLY if ranges else NO_FACT,)
    caveat = caveat or SELF_SELECTED
    if view.codebook.synthetic:
        caveat = f"{sentence(caveat)} {SYNTHETIC_NOTICE}"
    return Figure(
        id=id or result.question.id,
        title=title,
        subtitle=subtitle,
        data=data,
        layout=layout,
        height=height,
        base=base,
        note=view.note(result, *notes, RANGES if ranges else ""),
        source=view.source_line(result),
        alt=alt_text(kind, title, subtitle, base, told, caveat),
        table=table,
        synthetic=view.codebook.synthetic,
        found=sources,
        kind=kind,
        facts=told,
        caveat=caveat,
        about_years=view.about_years(result),
        highlight=highlight or (highlight_of(result) if kind != NOTHING and id is None else None),
    )


def why_nothing(figure: Figure) -> str:
    """Why a figure of the kind `NOTHING` has nothing to show, in a sentence or two."""
    said = figure.caveat.removesuffix(SYNTHETIC_NOTICE).strip()
    return "Not enough data." if said == SELF_SELECTED else said


def nothing(
    result: Result,
    view: View,
    table: Table,
    why: str,
    *,
    measure: str | None = None,
    id: str | None = None,
    title: str | None = None,
) -> Figure:
    """The figure of a result that has nothing to draw: it says why, and what would help."""
    canvas = Canvas(0, 1)
    canvas.down(12)
    for line in wrapped(sentence(why), 46 if view.narrow else 80):
        canvas.text(0, canvas.down(LINE) + LINE / 2, line, color="quiet")
    canvas.down(12)
    figure = composed(
        canvas, table, result, view, NOTHING, measure=measure, caveat=why, id=id, title=title
    )
    # What stands where the drawing would be is not said a second time below it.
    note = " ".join(figure.note.replace(sentence(why), "").split())
    return replace(figure, note=note)
