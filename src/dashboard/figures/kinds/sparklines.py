"""Three or more years: a small line for each answer, cut where years cannot be compared."""

from collections.abc import Sequence

import numpy as np

from dashboard.analysis.rounding import DASH, SPACE, percent
from dashboard.codebook.comparability import Verdict
from dashboard.figures.canvas import LINE, SMALL, Canvas
from dashboard.figures.change_marks import change_words
from dashboard.figures.context import View
from dashboard.figures.kinds.bars import LETTERS
from dashboard.figures.kinds.track_marks import put_dot, short_remark
from dashboard.figures.kinds.tracks import Track, Tracks
from dashboard.figures.table import is_shown
from dashboard.figures.words import wrapped

STRIP = 56
"""Pixels in which a small line goes up and down."""
INSET, REACH = 0.07, 0.76
"""Where in its column a small line begins, and how far it goes."""


def small_lines(tracks: Tracks, drawn: Sequence[Track], view: View) -> Canvas:
    columns = 1 if view.narrow or len(drawn) == 1 else 2
    letters = LETTERS if columns == 1 else 24
    canvas = Canvas(0, columns, right=0)
    highest = float(np.nanmax(tracks.shares.high))
    for start in range(0, len(drawn), columns):
        beside = drawn[start : start + columns]
        names = [wrapped(track.label, letters) for track in beside]
        tall = max(len(lines) for lines in names) * LINE
        canvas.row()
        top = canvas.down(tall + LINE + 4)
        strip = canvas.down(STRIP + 32) + 18
        canvas.down(14)
        for column, (track, lines) in enumerate(zip(beside, names, strict=True)):
            canvas.text(column, top + tall - len(lines) * LINE / 2, lines)
            _change_line(canvas, track, tracks, column, top + tall + LINE / 2)
            _small_line(canvas, tracks, track, view, column, strip, highest)
    return canvas


def _change_line(canvas: Canvas, track: Track, tracks: Tracks, x: float, y: float) -> None:
    """The newest change under a label."""
    pair = max(track.links, default=None)
    if pair is None:
        return
    change = track.changes.get(pair)
    if change is None:
        if not track.links[pair].comparable:
            text = f"{pair[1]} not comparable with {pair[0]}"
            canvas.text(x, y, text, size=SMALL, colour="quiet")
        return
    text = f"{change_words(change)} since {pair[0]}"
    colour = "text" if change.marked else "quiet"
    canvas.text(x, y, text, size=SMALL, colour=colour, strong=change.marked)


def _small_line(
    canvas: Canvas,
    tracks: Tracks,
    track: Track,
    view: View,
    column: int,
    strip: float,
    highest: float,
) -> None:
    steps = max(1, len(tracks.years) - 1)
    xs = [column + INSET + REACH * y / steps for y in range(len(tracks.years))]
    floor = strip + STRIP

    def height(share: float) -> float:
        return strip + STRIP * (1 - share / highest)

    canvas.line([(xs[0], floor), (xs[-1], floor)], "grid")
    share = tracks.shares.share[:, track.place]
    shown = [y for y, flag in enumerate(tracks.shares.flag[:, track.place]) if is_shown(flag)]
    places = {year: y for y, year in enumerate(tracks.years)}
    for (first, second), link in track.links.items():
        a, b = places[first], places[second]
        if a not in shown or b not in shown:
            continue
        if link.comparable:
            dash = "dot" if link.verdict is Verdict.CHOICES_CHANGED else "solid"
            ends = [(xs[a], height(float(share[a]))), (xs[b], height(float(share[b])))]
            canvas.line(ends, "accent", 2, dash)
        else:
            middle = (xs[a] + xs[b]) / 2
            canvas.line([(middle, strip), (middle, floor)], "muted", 1, "dash")
    for y, year in enumerate(tracks.years):
        at = (y, track.place)
        if len(tracks.years) <= 4 or y in (0, steps):
            canvas.text(xs[y], floor + 12, str(year), align="center", size=SMALL, colour="quiet")
        if y in shown:
            low, high = float(tracks.shares.low[at]), float(tracks.shares.high[at])
            canvas.line([(xs[y], height(low)), (xs[y], height(high))], "whisker")
            put_dot(canvas, tracks, track, y, xs[y], height(float(share[y])), view, size=7)
        else:
            text = short_remark(tracks, track, y) if len(tracks.years) <= 4 else DASH
            lines = text.split(" ") if " " in text else [text]
            canvas.text(xs[y], floor - 16, lines, align="center", size=SMALL, colour="quiet")
    for y in {shown[0], shown[-1]} if shown else set():
        text = percent(float(share[y]))
        if y == shown[-1]:
            canvas.text(xs[y], height(float(share[y])), SPACE * 3 + text, strong=True)
        else:
            top = height(float(tracks.shares.high[y, track.place])) - 8
            canvas.text(xs[y], top, text, align="center", size=SMALL, colour="quiet")
