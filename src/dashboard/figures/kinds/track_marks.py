"""Marks that both figures of years share: a dot with its hover text, and remarks."""

from dashboard.analysis.rounding import count, percent, rounded
from dashboard.codebook import Year
from dashboard.estimates.reliability import Flag
from dashboard.figures.canvas import Canvas
from dashboard.figures.context import View
from dashboard.figures.kinds.bars import LETTERS
from dashboard.figures.kinds.tracks import Track, Tracks
from dashboard.figures.table import REMARKS, in_its_place, is_range, range_text
from dashboard.figures.words import wrapped

SHADES = 6


def year_colour(view: View, year: Year) -> str:
    """The colour of a year, the same in every figure: the newest of the survey is the fullest."""
    known = sorted(view.codebook.years)
    place = known.index(year) / max(1, len(known) - 1) if len(known) > 1 else 1.0
    return f"year-{1 + rounded(place * (SHADES - 1))}"


def put_dot(
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
        f"(95% interval {low} to {high})",
        f"{count(estimated.count[place])} of {count(estimated.base[place])} respondents",
    ]
    colour = year_colour(view, tracks.years[y])
    canvas.dot(x, at, colour, [*hover, "small sample"] if few else hover, size=size, hollow=few)


def why_gone(tracks: Tracks, track: Track, y: int) -> str:
    return in_its_place(tracks.shares, (y, track.place))


def short_remark(tracks: Tracks, track: Track, y: int) -> str:
    at = (y, track.place)
    if is_range(tracks.shares.flag[at]):
        return range_text(tracks.shares, at)
    return REMARKS[tracks.shares.flag[at]].replace("sample too small", "small n")
