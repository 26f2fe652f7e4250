"""Steps in the order they come, and numbers as they are distributed."""

from dataclasses import replace

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import amount
from dashboard.analysis.statistics import MEDIAN
from dashboard.codebook.page_entries import Distribution, Steps
from dashboard.figures import draw
from dashboard.figures.composite.side_by_side import side_by_side
from dashboard.stories.parts import parts_of, told
from dashboard.stories.story import Story, Told, of_one
from dashboard.stories.view import Desk


def steps(entry: Steps) -> Story:
    """The choices of one question numbered in their own order, not by how many gave them."""
    code, title = entry.question, entry.title

    def make(desk: Desk) -> Told:
        question = desk.question(code)
        parts = parts_of(desk, [(code, "Take this step")])
        figure = side_by_side(
            parts,
            desk.view(),
            id=f"{code}_steps",
            title=title,
            measure=desk.view().measure(parts[0].found),
            what="Step",
            keep_order=True,
            numbered=True,
            notes=["In their usual order."],
        )
        return told(desk, figure, [question], "share", [one.found for one in parts])

    return of_one(
        make,
        id=f"{code}_steps",
        title=title,
        needs=(code,),
        replaces=(code,),
        section=entry.section or "",
        plain=True,
    )


def distribution(entry: Distribution) -> Story:
    """Bands in their order, with the median."""
    code, title = entry.question, entry.title

    def make(desk: Desk) -> Told:
        question = desk.question(code)
        figure = draw(desk.results([code])[code], desk.view())
        median = desk.results([code], statistic=MEDIAN)[code]
        value, low, high = (
            float(part[0, 0, 0])
            for part in (median.estimates.estimate, median.estimates.low, median.estimates.high)
        )
        middle = _words(median, value)
        said = f"Median: {middle}" if np.isfinite(value) else ""
        if said and np.isfinite(low) and np.isfinite(high):
            said += f" (95% interval {_words(median, low)} to {_words(median, high)})"
        note = f"{said}. {figure.note}".strip() if said else figure.note
        figure = replace(figure, id=f"{code}_median", title=title, note=note)
        return told(desk, figure, [question], "median", [*figure.found, median])

    return of_one(
        make,
        id=f"{code}_median",
        title=title,
        needs=(code,),
        replaces=(code,),
        section=entry.section or "",
        plain=True,
    )


def _words(median: Result, value: float) -> str:
    return amount(value, median.unit, digits=1)
