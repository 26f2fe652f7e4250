"""Tools of each category at a glance: a card with the most used, and all cards under one title."""

from collections.abc import Mapping

import numpy as np

from dashboard.analysis.changes import Change
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import SPACE
from dashboard.estimates.reliability import Flag
from dashboard.figures.change_marks import arrow, changes_into, short_points
from dashboard.figures.context import short_base
from dashboard.stories.story import Card, CardRow, Grid
from dashboard.stories.view import Desk

TOP = 3
"""Tools on a card."""


def card_grid(desk: Desk, cards: tuple[Card, ...], first: Result) -> Grid:
    """Cards of all categories under one title; the key says what stands beside names."""
    before = max((year for year in desk.responses.years if year < desk.year), default=None)
    changes = any(row.change for card in cards for row in card.rows)
    marked = any(row.marked for card in cards for row in card.rows)
    said = [f"The {TOP} most used of each category; bars end at 100%."]
    if before is not None and changes:
        flagged = "▲▼ significant" if marked else "none significant"
        said.append(f"Beside names: change since {before} in percentage points; {flagged}.")
    return Grid(
        title="Most used tools by category",
        subtitle=desk.view().subtitle(first),
        key=" ".join(said),
        cards=cards,
    )


def category_card(desk: Desk, result: Result, names: Mapping[tuple[str, str], str]) -> Card:
    """The leading tools of a category with their changes; no rows where its sample is too small."""
    question, shares = result.question, result.shares
    places = {choice.id: v for v, choice in enumerate(question.choices)}
    flags = {code: shares.flag[-1, 0, 0, v] for code, v in places.items() if code in question.tools}
    share, low, high = (part[-1, 0, 0].tolist() for part in (shares.share, shares.low, shares.high))
    tiers = (Flag.OK, Flag.SMALL_BASE, Flag.RANGE)

    def rank(code: str) -> tuple[bool, float]:
        # A number on few answers may still lead its category; a range comes after any number.
        ranged = flags[code] is Flag.RANGE
        return ranged, -(low if ranged else share)[places[code]]

    told_of = sorted((code for code, flag in flags.items() if flag in tiers), key=rank)
    followed = desk.family([question.topic]).of(result)
    rows = []
    for code in told_of[:TOP]:
        v = places[code]
        change = changes_into(followed, (0, 0, v), desk.year).recent
        rows.append(
            CardRow(
                label=question.choices[v].label,
                tool=names[question.id, code],
                share=None if np.isnan(share[v]) else share[v],
                low=low[v],
                high=high[v],
                change="" if change is None else _short(change),
                marked=change is not None and change.marked,
            )
        )
    base = float(shares.base[-1, 0, 0].max(initial=0))
    return Card(
        title=question.title,
        page=question.topic,
        question=question.id,
        rows=tuple(rows),
        below=short_base(base),
    )


def _short(change: Change) -> str:
    """A change on a card: "▲ +25"."""
    return (arrow(change) + short_points(change.change)).replace(SPACE, " ")
