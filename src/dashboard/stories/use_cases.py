"""Percentages of use cases: how they spread today, and what the same people expect."""

from collections.abc import Sequence

import streamlit as st

from dashboard.desk import Desk, Story, available
from dashboard.expectations import expectations
from dashboard.figures import draw
from dashboard.figures.stories.expected import expected
from dashboard.figures.table import is_shown
from dashboard.figures.words import listed, percent
from dashboard.page import show_figure
from dashboard.scores import Scores
from dashboard.stories.showing import show, with_note

Pair = tuple[str, str]
"""An allocation of today, and the same in three years."""


def now_and_later(id: str, title: str, pairs: Sequence[Pair], section: str = "") -> Story:
    """One allocation at a time, chosen by the reader: today, and what is expected of it.

    Today with its mean and how answers spread, for many say nought or everything; then today
    beside three years on, respondent by respondent.
    """

    def tell(desk: Desk) -> None:
        offered = {now: later for now, later in pairs if available(desk, now)}
        titles = {now: desk.question(now).title for now in offered}
        picked = st.pills(
            title,
            list(offered),
            format_func=lambda code: titles[code],
            default=next(iter(offered)),
            required=True,
            key=f"{id}_pick",
        )
        now = desk.question(picked or next(iter(offered)))
        today = desk.scores([now.id])[now.id]
        figure = draw(today, desk.view())
        show_figure(with_note(figure, _all_or_nothing(today)), now)
        if not available(desk, offered[now.id]):
            st.caption(f"{desk.year} did not ask what is expected in three years.")
            return
        later = desk.question(offered[now.id])
        found = expectations(desk.survey.responses, now, later, desk.plain, desk.weights(now))
        heading = f"{now.title}: today and in three years"
        figure = expected(found, today, desk.view(), id=f"{id}_expected", title=heading)
        show(desk, figure, [now, later], "expectations")

    return Story(
        id=id,
        title=title,
        show=tell,
        needs=pairs[0],
        replaces=tuple(code for pair in pairs for code in pair),
        section=section,
        charts=2,
        plain=True,
    )


def _all_or_nothing(today: Scores) -> str:
    """How many say none, and how many say all, for the parts most people say it of."""
    spread = today.spread
    if spread is None:
        return ""
    said = []
    for words, band in (("of none of their use cases", 0), ("of all of them", -1)):
        shares = [
            (float(spread.share[-1, 0, i, band]), item.label)
            for i, item in enumerate(today.items)
            if item is not None and is_shown(spread.flag[-1, 0, i, band]) and not item.other
        ]
        best = [
            f"“{label}” ({percent(share)})" for share, label in sorted(shares, reverse=True)[:2]
        ]
        if best:
            said.append(f"{words} most often {listed(best)}")
    return f"People say it {', and '.join(said)}." if said else ""
