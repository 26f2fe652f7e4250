"""Percentages of use cases: how they spread today, and what the same people expect."""

from collections.abc import Sequence

import streamlit as st

from dashboard.desk import Desk, Story, available
from dashboard.expectations import expectations
from dashboard.figures import draw
from dashboard.figures.stories.expected import expected
from dashboard.page import show_figure
from dashboard.stories.showing import show

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
        show_figure(draw(today, desk.view()), now)
        if not available(desk, offered[now.id]):
            st.caption(f"{desk.year} did not ask what is expected in three years.")
            return
        later = desk.question(offered[now.id])
        found = expectations(desk.survey.responses, now, later, desk.plain, desk.weights(now))
        heading = f"{now.title}: today and in three years"
        figure = expected(found, today, desk.view(), id=f"{id}_expected", title=heading)
        show(desk, figure, [now, later], "allocation")

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
