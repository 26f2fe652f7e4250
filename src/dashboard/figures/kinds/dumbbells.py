"""Two years: a dumbbell for each answer, the change in points at its end."""

from collections.abc import Sequence

import numpy as np

from dashboard.analysis.rounding import SPACE, percent
from dashboard.codebook import Year
from dashboard.codebook.comparability import Verdict
from dashboard.figures.canvas import LINE, SMALL, Canvas
from dashboard.figures.change_marks import change_words
from dashboard.figures.context import View
from dashboard.figures.kinds.bars import LETTERS, label_margin, scale_end, value_text
from dashboard.figures.kinds.track_marks import put_dot, short_remark, why_gone, year_colour
from dashboard.figures.kinds.tracks import Track, Tracks
from dashboard.figures.table import is_shown
from dashboard.figures.words import width, wrapped

BESIDE_CHANGE = 16
"""Labels up to so many letters stand left of their rows; the changes take room on the right."""
SIZES = (8, 12)
"""Pixels of the older and the newer dot: size tells them apart as well as colour."""


def dumbbells(tracks: Tracks, drawn: Sequence[Track], view: View) -> Canvas:
    first, second = tracks.years
    above = view.narrow or max(width(track.label) for track in drawn) > BESIDE_CHANGE
    end = scale_end(float(high) for high in tracks.shares.high.flat if not np.isnan(high))
    margin = 0 if above else label_margin([track.label for track in drawn])
    # Left of nought there is room for the value of the smaller share.
    canvas = Canvas(-0.22 * end, end, left=margin, right=0)
    canvas.grid([0, end / 2, end])
    _key(canvas, view, tracks.years)
    for track in drawn:
        canvas.row()
        if above:
            names = wrapped(track.label, LETTERS)
            top = canvas.down(len(names) * LINE + 2)
            canvas.text(canvas.start, top + len(names) * LINE / 2, names)
        middle = canvas.down(22) + 11
        if not above:
            label = track.label + SPACE * 2
            canvas.text(canvas.start, middle, label, align="right")
        places = {y: float(tracks.shares.share[y, track.place]) for y in (0, 1)}
        shown = [y for y in (0, 1) if is_shown(tracks.shares.flag[y, track.place])]
        link = track.links.get((first, second))
        if len(shown) == 2 and link is not None and link.comparable:
            dash = "dot" if link.verdict is Verdict.CHOICES_CHANGED else "solid"
            canvas.line([(places[0], middle), (places[1], middle)], "muted", 2, dash)
        for y in shown:
            put_dot(canvas, tracks, track, y, places[y], middle, view, size=SIZES[y])
        order = sorted(shown, key=lambda y: places[y])
        if len(shown) == 2:
            canvas.text(
                places[order[0]], middle, percent(places[order[0]]) + SPACE * 3, align="right"
            )
        if shown:
            place = places[order[-1]]
            value_text(canvas, place, middle, SPACE * 3 + percent(place))
        else:
            canvas.text(0, middle, why_gone(tracks, track, 1), size=SMALL, colour="quiet")
        _end_of_row(canvas, track, tracks, shown, middle)
        canvas.down(6)
    return canvas


def _end_of_row(
    canvas: Canvas, track: Track, tracks: Tracks, shown: Sequence[int], middle: float
) -> None:
    """The change in points, or why there is none."""
    pair = (tracks.years[0], tracks.years[1])
    change = track.changes.get(pair)
    gap = SPACE * 11
    if change is not None:
        value_text(canvas, canvas.end, middle, gap + change_words(change), strong=change.marked)
        return
    missing = [y for y in (0, 1) if y not in shown]
    if missing and shown:
        text = f"{tracks.years[missing[0]]}: {short_remark(tracks, track, missing[0])}"
    else:
        text = "not comparable" if shown else ""
    value_text(canvas, canvas.end, middle, gap + text, quiet=True)


def _key(canvas: Canvas, view: View, shown: Sequence[Year]) -> None:
    """A dot for each year with its name: the first row's marks, told apart."""
    middle = canvas.down(26) + 10
    for n, year in enumerate(shown):
        x = canvas.start + (canvas.end - canvas.start) * (0.03 + n * 0.32)
        canvas.dot(x, middle, year_colour(view, year), [str(year)], size=SIZES[n])
        canvas.text(x, middle, SPACE * 3 + str(year), size=SMALL, colour="quiet")
