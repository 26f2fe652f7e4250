"""How the answers to the parts of an allocation spread, as thin strips."""

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import percent
from dashboard.analysis.statistics import SPREAD
from dashboard.figures.canvas import SMALL, Canvas
from dashboard.figures.score_words import At
from dashboard.figures.table import is_shown

PALEST, DEEPEST = 12, 100


def put_spread_key(canvas: Canvas) -> None:
    step = (canvas.end - canvas.start) / len(SPREAD)
    middle = canvas.down(28) + 4
    for n, band in enumerate(SPREAD):
        x = canvas.start + n * step
        canvas.bar(x, x + step * 0.97, middle, 6, _shade(n), [f"% answering {band}"])
        canvas.text(x + step / 2, middle + 12, band, align="center", size=SMALL, colour="quiet")


def put_strip(canvas: Canvas, result: Result, at: At) -> None:
    """How the answers to one part spread, as a strip over the whole width."""
    spread = result.spread
    if spread is None or not is_shown(spread.flag[(*at, 0)]):
        return
    middle = canvas.down(12) + 6
    x, wide = canvas.start, canvas.end - canvas.start
    for n, band in enumerate(SPREAD):
        share = float(spread.share[(*at, n)])
        hover = [f"{percent(share)} answered {band}"]
        canvas.bar(x, x + share * wide, middle, 6, _shade(n), hover)
        x += share * wide


def _shade(n: int) -> str:
    return f"accent/{PALEST + (DEEPEST - PALEST) * n // (len(SPREAD) - 1)}"
