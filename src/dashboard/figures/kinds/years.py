"""Years compared: two as dumbbells with the change at the end, more as small lines."""

from collections.abc import Sequence

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import percent
from dashboard.analysis.rows import whole
from dashboard.codebook.comparability import Verdict
from dashboard.estimates.reliability import COUNT_FROM, Flag
from dashboard.figures.change_marks import CHANGE_COLUMNS, change_cells, change_words
from dashboard.figures.context import OF_ENOUGH, View
from dashboard.figures.figure import Column, Figure, Table
from dashboard.figures.kinds.bars import MOST, nothing_in
from dashboard.figures.kinds.dumbbells import dumbbells
from dashboard.figures.kinds.row_bars import left_out
from dashboard.figures.kinds.sparklines import small_lines
from dashboard.figures.kinds.tracks import Track, Tracks, tracks_of
from dashboard.figures.layout import composed, nothing
from dashboard.figures.table import number, remark


def years(result: Result, view: View) -> Figure:
    """Shares over the years; never a line between years that cannot be compared."""
    tracks = tracks_of(result, view)
    table = _table(tracks)
    reasons = [nothing_in(result, y) for y in range(len(result.years))]
    if all(reasons):
        return nothing(result, view, table, reasons[-1])
    body = [track for track in tracks.tracks if not track.rank]
    ends = [track for track in tracks.tracks if track.rank]
    many = len(tracks.tracks) > MOST + 2
    drawn = [*body[:MOST], *ends] if many else [*body, *ends]
    two = len(result.years) == 2
    canvas = (dumbbells if two else small_lines)(tracks, drawn, view)
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


def _break_notes(drawn: Sequence[Track], two: bool) -> list[str]:
    """The reasons why years are not connected, or connected with a mark: each said once."""
    links = [link for track in drawn for link in track.links.values()]
    # The declared fault of a year stands in the note of every figure that shows it.
    cut = dict.fromkeys(
        link.reason for link in links if not link.comparable and link.verdict is not Verdict.FAULTY
    )
    marked = [link for link in links if link.verdict is Verdict.CHOICES_CHANGED and link.comparable]
    said = [f"Not comparable: {' '.join(list(cut)[:3])}"] if cut else []
    if marked:
        reasons = " ".join(list(dict.fromkeys(link.reason for link in marked))[:3])
        said.append(f"Dotted lines: {reasons[:1].lower() + reasons[1:]}")
    told = any(change.marked for track in drawn for change in track.changes.values())
    if told:
        said.append("▲▼ significant change of 3+ points.")
    return said


def _small_bases(tracks: Tracks, drawn: Sequence[Track]) -> str:
    flags = tracks.shares.flag[:, [track.place for track in drawn]]
    if (flags == Flag.SMALL_BASE).any():
        return "Hollow dots: small sample."
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
                counts = (whole(float(estimated.base[at])), whole(float(estimated.count[at])))
                numbers = (*(number(float(part[at])) for part in shown), *counts)
            pair = into.get(year)
            change = track.changes.get(pair) if pair else None
            link = track.links[pair] if pair else None
            said = [remark(estimated, at)]
            if link is not None and link.verdict is not Verdict.SAME:
                said.append(link.reason)
            cells = change_cells(change) if change else (None,) * len(CHANGE_COLUMNS)
            lines.append(
                (track.label, str(year), *numbers, *cells, "; ".join(r for r in said if r))
            )
    return Table(columns=headings, rows=tuple(lines))


def _facts(tracks: Tracks, drawn: Sequence[Track]) -> list[str]:
    """The largest marked changes, else that there is none."""
    found = [
        (abs(change.change), f"{track.label} {change_words(change)} from {first} to {second}")
        for track in drawn
        for (first, second), change in track.changes.items()
        if change.marked
    ]
    best = [text for _, text in sorted(found, reverse=True)[:3]]
    level = _levels(tracks, drawn)
    if best:
        return [*best, *level]
    any_told = any(track.changes for track in drawn)
    return [*level, *(["No significant change"] if any_told else [])]


def _levels(tracks: Tracks, drawn: Sequence[Track]) -> list[str]:
    """The highest share of the newest year that has one on a sufficient base."""
    for y in reversed(range(len(tracks.years))):
        sure = [
            (float(tracks.shares.share[y, track.place]), track.label)
            for track in drawn
            if not track.rank and tracks.shares.flag[y, track.place] is Flag.OK
        ]
        if sure:
            share, label = max(sure)
            shown = np.nan_to_num(tracks.shares.share[y, [track.place for track in drawn]])
            among = f" {OF_ENOUGH}" if shown.max() > share else ""
            return [f"Highest{among} in {tracks.years[y]}: {label} {percent(share)}"]
    return []
