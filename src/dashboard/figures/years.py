"""Years compared: two as dumbbells with the change at the end, more as small lines."""

from collections.abc import Sequence

import numpy as np

from dashboard.codebook import Year
from dashboard.codebook.comparability import Verdict
from dashboard.estimates.reliability import COUNT_FROM, Flag
from dashboard.figures.bars import (
    LETTERS,
    MOST,
    label_margin,
    nothing_in,
    scale_end,
    value_text,
)
from dashboard.figures.canvas import LINE, SMALL, Canvas
from dashboard.figures.changes import CHANGE_COLUMNS
from dashboard.figures.composing import composed, nothing
from dashboard.figures.figure import Column, Figure, Table
from dashboard.figures.rows import left_out
from dashboard.figures.table import REMARKS, is_shown, number, reason
from dashboard.figures.tracks import Track, Tracks, tracks_of
from dashboard.figures.view import View
from dashboard.figures.words import DASH, SPACE, count, percent, rounded, width, wrapped
from dashboard.results import Result

SHADES = 6
STRIP = 56
"""Pixels in which a small line goes up and down."""
BESIDE_CHANGE = 16
"""Labels up to so many letters stand left of their rows; the changes take room on the right."""
SIZES = (8, 12)
"""Pixels of the older and the newer dot: size tells them apart as well as colour."""
INSET, REACH = 0.07, 0.76
"""Where in its column a small line begins, and how far it goes."""


def years(result: Result, view: View) -> Figure:
    """Shares over the years; never a line between years that cannot be compared."""
    tracks = tracks_of(result)
    table = _table(tracks)
    reasons = [nothing_in(result, y) for y in range(len(result.years))]
    if all(reasons):
        return nothing(result, view, table, reasons[-1])
    body = [track for track in tracks.tracks if not track.rank]
    ends = [track for track in tracks.tracks if track.rank]
    many = len(tracks.tracks) > MOST + 2
    drawn = [*body[:MOST], *ends] if many else [*body, *ends]
    two = len(result.years) == 2
    canvas = (_dumbbells if two else _small_lines)(tracks, drawn, view)
    return composed(
        canvas,
        table,
        result,
        view,
        "Dumbbell chart" if two else "Line chart",
        facts=_facts(tracks, drawn),
        notes=[
            *_break_notes(drawn, two),
            _small_bases(tracks, drawn),
            left_out(drawn, tracks.tracks),
        ],
    )


def year_colour(view: View, year: Year) -> str:
    """The colour of a year, the same in every figure: the newest of the survey is the fullest."""
    known = sorted(view.codebook.years)
    place = known.index(year) / max(1, len(known) - 1) if len(known) > 1 else 1.0
    return f"year-{1 + rounded(place * (SHADES - 1))}"


def _dumbbells(tracks: Tracks, drawn: Sequence[Track], view: View) -> Canvas:
    first, second = tracks.years
    above = view.narrow or max(width(track.label) for track in drawn) > BESIDE_CHANGE
    end = scale_end(float(high) for high in tracks.shares.high.flat if not np.isnan(high))
    margin = 0 if above else label_margin([track.label for track in drawn])
    # Left of nought there is room for the value of the smaller share.
    canvas = Canvas(-0.22 * end, end, left=margin, right=0)
    canvas.grid([0, end / 2, end])
    _key(canvas, view, tracks.years)
    for track in drawn:
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
            _dot(canvas, tracks, track, y, places[y], middle, view, size=SIZES[y])
        order = sorted(shown, key=lambda y: places[y])
        if len(shown) == 2:
            canvas.text(
                places[order[0]], middle, percent(places[order[0]]) + SPACE * 3, align="right"
            )
        if shown:
            place = places[order[-1]]
            value_text(canvas, place, middle, SPACE * 3 + percent(place))
        else:
            canvas.text(0, middle, f"{DASH} {_why(tracks, track, 1)}", size=SMALL, colour="quiet")
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
        value_text(canvas, canvas.end, middle, gap + change.words(), strong=change.marked)
        return
    missing = [y for y in (0, 1) if y not in shown]
    if missing and shown:
        text = f"{tracks.years[missing[0]]}: {_short(tracks, track, missing[0])}"
    else:
        text = "not comparable" if shown else ""
    value_text(canvas, canvas.end, middle, gap + text, quiet=True)


def _small_lines(tracks: Tracks, drawn: Sequence[Track], view: View) -> Canvas:
    columns = 1 if view.narrow or len(drawn) == 1 else 2
    letters = LETTERS if columns == 1 else 24
    canvas = Canvas(0, columns, right=0)
    highest = float(np.nanmax(tracks.shares.high))
    for start in range(0, len(drawn), columns):
        beside = drawn[start : start + columns]
        names = [wrapped(track.label, letters) for track in beside]
        tall = max(len(lines) for lines in names) * LINE
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
    text = f"{change.words()} since {pair[0]}"
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
            _dot(canvas, tracks, track, y, xs[y], height(float(share[y])), view, size=7)
        else:
            text = _short(tracks, track, y) if len(tracks.years) <= 4 else DASH
            lines = text.split(" ") if " " in text else [text]
            canvas.text(xs[y], floor - 16, lines, align="center", size=SMALL, colour="quiet")
    for y in {shown[0], shown[-1]} if shown else set():
        text = percent(float(share[y]))
        if y == shown[-1]:
            canvas.text(xs[y], height(float(share[y])), SPACE * 3 + text, strong=True)
        else:
            top = height(float(tracks.shares.high[y, track.place])) - 8
            canvas.text(xs[y], top, text, align="center", size=SMALL, colour="quiet")


def _dot(
    canvas: Canvas,
    tracks: Tracks,
    track: Track,
    y: int,
    x: float,
    at: float,
    view: View,
    *,
    size: int = 10,
) -> None:
    estimated, place = tracks.shares, (y, track.place)
    few = estimated.flag[place] is Flag.SMALL_BASE
    low, high = percent(float(estimated.low[place])), percent(float(estimated.high[place]))
    hover = [
        *wrapped(track.label, LETTERS),
        f"{tracks.years[y]}: {percent(float(estimated.share[place]))} "
        f"(95 % interval {low} to {high})",
        f"{count(estimated.count[place])} of {count(estimated.base[place])} respondents",
    ]
    colour = year_colour(view, tracks.years[y])
    canvas.dot(x, at, colour, [*hover, "few answers"] if few else hover, size=size, hollow=few)


def _key(canvas: Canvas, view: View, shown: Sequence[Year]) -> None:
    """A dot for each year with its name: the first row's marks, told apart."""
    middle = canvas.down(26) + 10
    for n, year in enumerate(shown):
        x = canvas.start + (canvas.end - canvas.start) * (0.03 + n * 0.32)
        canvas.dot(x, middle, year_colour(view, year), [str(year)], size=SIZES[n])
        canvas.text(x, middle, SPACE * 3 + str(year), size=SMALL, colour="quiet")


def _why(tracks: Tracks, track: Track, y: int) -> str:
    at = (y, track.place)
    if tracks.shares.flag[at] is Flag.NOT_ASKED:
        return "not asked"
    return reason(float(tracks.shares.count[at]), float(tracks.shares.base[at]))


def _short(tracks: Tracks, track: Track, y: int) -> str:
    return REMARKS[tracks.shares.flag[y, track.place]].replace("too few answers", "too few")


def _break_notes(drawn: Sequence[Track], two: bool) -> list[str]:
    """The reasons why years are not connected, or connected with a mark: each said once."""
    links = [link for track in drawn for link in track.links.values()]
    cut = dict.fromkeys(link.reason for link in links if not link.comparable)
    marked = [link for link in links if link.verdict is Verdict.CHOICES_CHANGED and link.comparable]
    said = [f"No change is told where years differ: {' '.join(list(cut)[:3])}"] if cut else []
    if marked:
        reasons = " ".join(list(dict.fromkeys(link.reason for link in marked))[:3])
        said.append(f"Dotted lines: {reasons[:1].lower() + reasons[1:]}")
    told = any(change.marked for track in drawn for change in track.changes.values())
    if told:
        said.append("▲ and ▼ mark changes of three points or more that chance does not explain.")
    return said


def _small_bases(tracks: Tracks, drawn: Sequence[Track]) -> str:
    flags = tracks.shares.flag[:, [track.place for track in drawn]]
    if (flags == Flag.SMALL_BASE).any():
        return "Hollow dots rest on few answers and are rough."
    return ""


def _table(tracks: Tracks) -> Table:
    headings = (
        Column(heading="Answer"),
        Column(heading="Year"),
        *(Column(heading=heading, unit="percent") for heading in ("Share", "Low", "High")),
        *(Column(heading=heading, unit="count") for heading in ("Base", "Count")),
        *CHANGE_COLUMNS,
        Column(heading="Remark"),
    )
    lines = []
    estimated = tracks.shares
    for track in tracks.tracks:
        into = {second: (first, second) for first, second in track.links}
        for y, year in enumerate(tracks.years):
            at = (y, track.place)
            bare = estimated.flag[at] is Flag.NOT_ASKED or estimated.base[at] < COUNT_FROM
            numbers: tuple[float | int | None, ...] = (None,) * 5
            if not bare:
                shown = (estimated.share, estimated.low, estimated.high)
                counts = (round(float(estimated.base[at])), round(float(estimated.count[at])))
                numbers = (*(number(float(part[at])) for part in shown), *counts)
            pair = into.get(year)
            change = track.changes.get(pair) if pair else None
            link = track.links[pair] if pair else None
            remark = [REMARKS[estimated.flag[at]]]
            if link is not None and link.verdict is not Verdict.SAME:
                remark.append(link.reason)
            cells = change.cells() if change else (None,) * len(CHANGE_COLUMNS)
            lines.append(
                (track.label, str(year), *numbers, *cells, "; ".join(r for r in remark if r))
            )
    return Table(columns=headings, rows=tuple(lines))


def _facts(tracks: Tracks, drawn: Sequence[Track]) -> list[str]:
    """The largest marked changes, else that there is none."""
    found = [
        (abs(change.change), f"{track.label} {change.words()} from {first} to {second}")
        for track in drawn
        for (first, second), change in track.changes.items()
        if change.marked
    ]
    best = [text for _, text in sorted(found, reverse=True)[:3]]
    if best:
        return best
    any_told = any(track.changes for track in drawn)
    return ["No change stands out from chance"] if any_told else []
