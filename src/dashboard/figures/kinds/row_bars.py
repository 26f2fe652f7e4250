"""Rows of figures of items: scales, matrices, scores."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import SPACE, count
from dashboard.estimates.reliability import NORMAL_FROM, SHARE_FROM, Flag
from dashboard.estimates.sums import Estimates, Floats
from dashboard.figures.canvas import LETTER, LINE, Canvas
from dashboard.figures.context import label_in, newest
from dashboard.figures.figure import Highlight
from dashboard.figures.highlights import highlight
from dashboard.figures.kinds.bars import BESIDE, HOVER, LETTERS
from dashboard.figures.table import uncertain
from dashboard.figures.words import width, wrapped

MOST_ITEMS = 15
TIERS = (Flag.OK, Flag.SMALL_BASE, Flag.RANGE)
HIDDEN = len(TIERS)
NEVER = float("-inf")
"""The score of an item that has none to show: it is never ranked."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a figure: where its estimates stand (year, segment, item), and its name."""

    at: tuple[int, int, int]
    label: str


def lines_of(result: Result, items: Sequence[int]) -> list[Line]:
    """A line for each item in the newest year."""
    y = result.years.index(newest(result))
    return [Line(at=(y, 0, i), label=item_label(result, i)) for i in items]


def item_label(result: Result, i: int) -> str:
    """An item as the newest year names it; empty where the question has none."""
    item = result.items[i]
    return label_in(item, newest(result)) if item is not None else ""


def mean_of_row(values: Floats, i: int) -> float:
    """What an item is ranked by: its mean over the segments that have a number (segment, item)."""
    known = values[:, i]
    return NEVER if np.isnan(known).all() else float(np.nanmean(known))


def hover_of_row(
    label: str, name: str, found: Estimates, at: tuple[int, ...], written: Callable[[float], str]
) -> list[str]:
    """What a mark of a row says: label, its group or year, number, interval and base."""
    value, low, high = (
        written(float(part[at])) for part in (found.estimate, found.low, found.high)
    )
    few = f", {uncertain(found.base[at])}" if found.flag[at] is Flag.SMALL_BASE else ""
    return [
        *wrapped(label, HOVER),
        f"{name}: {value} (95% interval {low} to {high})",
        f"{count(found.base[at])} respondents{few}",
    ]


def facts_of(
    result: Result, lines: Sequence[Line], number: Callable[[Line], str], most: int = 3
) -> list[str]:
    """The leading rows in words: "Cutting: 4 hours".

    `number` writes a line's number, or nothing where it rests on too few answers.
    """
    told = [(line.label, number(line)) for line in lines]
    return [f"{label}: {text}" if label else text for label, text in told if text][:most]


def leading_row(
    result: Result,
    found: Estimates,
    lines: Sequence[Line],
    number: Callable[[float], str],
    of: str = "",
) -> Highlight | None:
    """The first row of a figure of one year, where it is on a sufficient base."""
    at = lines[0].at
    numbers = [float(part[at]) for part in (found.estimate, found.low, found.high, found.base)]
    sure = found.flag[at] is Flag.OK and not np.isnan(numbers[0])
    if len(result.years) > 1 or not sure:
        return None
    subject = f"{result.question.title}: {lines[0].label}".removesuffix(": ")
    return highlight(f"{subject}, {number(numbers[0])}", *numbers, written=number, of=of)


def compared(result: Result) -> list[tuple[int, int, str]]:
    """What is compared, as (year, segment, label): segments, years, or one without a label."""
    if result.by is not None:
        y = result.years.index(newest(result))
        choices = [result.by.choice(str(code)) for code in result.segments]
        offered = [s for s, choice in enumerate(choices) if result.years[y] in choice.asked]
        return [(y, s, choices[s].label) for s in offered]
    if len(result.years) > 1:
        return [(y, 0, str(year)) for y, year in enumerate(result.years)]
    return [(0, 0, "")]


def items_drawn(result: Result, score: Callable[[int], float]) -> tuple[list[int], list[int]]:
    """Items by falling score: those drawn, and all that belong in the table.

    Items on few answers follow after all others, then ranges; those without a number are in the
    table, and drawn only where no item has one.
    """
    years = result.years if len(result.years) > 1 else (newest(result),)
    asked = [
        i
        for i, item in enumerate(result.items)
        if item is None or not {*years}.isdisjoint(item.asked)
    ]
    flags = _flags(result)
    # A number on few answers is not ranked among those that can be trusted.
    tier = np.full(flags.shape[2], HIDDEN)
    for n, flag in reversed([*enumerate(TIERS)]):
        tier[(flags == flag).any(axis=(0, 1))] = n
    bands = [item for item in result.items if item is not None and item.is_band]
    places = [(not bands and tier[i], -score(i), i) for i in asked]
    order = [i for *_, i in sorted(places)]
    shown = [i for i in order if tier[i] < HIDDEN] or order
    return (shown if len(shown) <= MOST_ITEMS + 1 else shown[:MOST_ITEMS]), order


def captions(flags: Sequence[Flag], bases: Sequence[float]) -> list[str]:
    """What stands above each row that begins a group of smaller samples; above others nothing.

    Numbers on few answers follow after all others, where a larger one looks out of place. Rows
    that have another order have no groups.
    """
    tiers = [_tier(flag) for flag in flags]
    if tiers != sorted(tiers):
        return [""] * len(tiers)
    return [
        _caption(tier, [base for base, of in zip(bases, tiers, strict=True) if of == tier])
        if 0 < tier < HIDDEN and n and tier != tiers[n - 1]
        else ""
        for n, tier in enumerate(tiers)
    ]


def _tier(flag: Flag) -> int:
    return TIERS.index(flag) if flag in TIERS else HIDDEN


def _caption(tier: int, bases: Sequence[float]) -> str:
    if TIERS[tier] is Flag.RANGE:
        few = max(bases) < SHARE_FROM
        return f"Fewer than {SHARE_FROM} respondents" if few else "Small samples: ranges only"
    few = max(bases) < NORMAL_FROM
    return f"Fewer than {NORMAL_FROM} respondents" if few else "Small samples or wide intervals"


def _flags(result: Result) -> NDArray[np.object_]:
    """The flag of each row as a whole: by year, segment and item."""
    if not result.each_choice:
        return result.estimates.flag
    return _of_rows(result.shares.flag, result.shares.base)


def left_out(drawn: Sequence[object], order: Sequence[object]) -> str:
    """How much more the table holds, in words; empty where everything is drawn."""
    more = len(order) - len(drawn)
    return f"{more} more {'row' if more == 1 else 'rows'} in the table." if more else ""


def row_captions(result: Result, lines: Sequence[Line], flags: Sequence[Flag]) -> list[str]:
    """`captions` of whole rows with their flags, each of one base or of one for each answer."""
    return captions(flags, [float(result.estimates.base[one.at].max()) for one in lines])


def row_flags(result: Result, lines: Iterable[Line]) -> list[Flag]:
    """How far whole rows may be trusted: by their base, whatever a single share's own interval."""
    flags = _flags(result)
    return [flags[line.at] for line in lines]


def _of_rows(flags: NDArray[np.object_], base: Floats) -> NDArray[np.object_]:
    """The flags of rows, whose answers are along the last axis."""
    unasked, shown = flags == Flag.NOT_ASKED, (flags == Flag.OK) | (flags == Flag.SMALL_BASE)
    found = np.full(base.shape[:-1], Flag.HIDDEN, dtype=object)
    # The later ones hold where several do.
    found[(unasked | (flags == Flag.FEW)).all(axis=-1)] = Flag.FEW
    found[(flags == Flag.WITHHELD).any(axis=-1)] = Flag.WITHHELD
    found[(flags == Flag.RANGE).any(axis=-1)] = Flag.RANGE
    found[shown.any(axis=-1)] = Flag.OK
    found[shown.any(axis=-1) & (base.max(axis=-1) < NORMAL_FROM)] = Flag.SMALL_BASE
    found[unasked.all(axis=-1)] = Flag.NOT_ASKED
    return found


def margin_for(lines: Sequence[Line], letters: int = BESIDE) -> int:
    """Pixels for labels left of their rows, with so many letters on a line."""
    longest = max(width(part) for line in lines for part in _beside(line, letters))
    return round(longest * LETTER + 14)


def _beside(line: Line, letters: int) -> list[str]:
    """A label on the lines that stand beside its row."""
    return wrapped(line.label, letters) or [""]


def put_label(
    canvas: Canvas, line: Line, above: bool, thick: float, *, edge: float, letters: int = BESIDE
) -> float:
    """Write a line's name and make room for its row; gives the middle of the row.

    `edge` is where the plot begins, `letters` how many stand on a line beside the row.
    """
    canvas.row()
    if line.label and above:
        names = wrapped(line.label, LETTERS)
        top = canvas.down(len(names) * LINE + 2)
        canvas.text(edge, top + len(names) * LINE / 2, names)
    names = _beside(line, letters) if line.label and not above else []
    tall = max(thick, len(names) * 16 + (4 if len(names) > 1 else 0))
    middle = canvas.down(tall) + tall / 2
    if names:
        canvas.text(edge, middle, [name + SPACE * 2 for name in names], align="right")
    return middle
