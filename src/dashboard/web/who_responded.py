"""Who answered a question, against all respondents of the view: strips of personas and sizes."""

import html
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import streamlit as st

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import percent
from dashboard.codebook import Question
from dashboard.estimates.reliability import COUNT_FROM
from dashboard.exports.markdown_text import verbatim
from dashboard.query.selection import Of
from dashboard.stories.story import Told
from dashboard.stories.view import Desk
from dashboard.web.isolation import part_place

NONE = "Published apart from this question, to protect respondents."
FEW = f"Groups of fewer than {COUNT_FROM} are left out."


@st.dialog("Who responded", width="medium")
def who_responded(desk: Desk, told: Told) -> None:
    """Show whose answers a figure rests on, and whether what leads in it holds for others."""
    with part_place("who responded"):
        question = told.questions[0]
        st.markdown(f"**{verbatim(question.title)}**, {desk.year}")
        if told.holds:
            st.markdown(verbatim(told.holds))
        for name in ("persona", "company_size"):
            by = desk.codebook.filters.get(name)
            if by is not None and by is not question:
                _strip(desk, question, by)
        st.caption(FEW)


def _strip(desk: Desk, question: Question, by: Question) -> None:
    """The groups among those who answered, each with its share of all respondents."""
    st.caption(f"**{verbatim(by.title)}** of those who answered; the mark is all respondents")
    if desk.year not in by.asked or not desk.responses.stand_together(question, by):
        st.caption(NONE)
        return
    st.html(strip_html(compared(desk, question, by)))


Group = tuple[str, float, float]
"""A group's label, its share of those who answered a question, and of all."""


def compared(desk: Desk, question: Question, by: Question) -> list[Group]:
    """The groups that are large enough, by their share of those who answered, largest first."""
    query = replace(desk.plain, by=by.id, of=Of.ANSWERED)
    mine: Result = desk.results([question.id], query)[question.id]
    whole = desk.results([by.id], replace(desk.plain, of=Of.ANSWERED))[by.id]
    answered = mine.tally.answered.n[-1].max(axis=-1, initial=0)
    counts = {
        str(code): float(n)
        for code, n in zip(mine.segments, answered, strict=True)
        if code is not None
    }
    people = sum(counts.values())
    shares = dict(zip((c.id for c in by.choices), whole.shares.share[-1, 0, 0], strict=True))
    groups = [
        (by.choice(code).label, n / people, float(shares[code]))
        for code, n in counts.items()
        if n >= COUNT_FROM and np.isfinite(shares[code])
    ]
    return sorted(groups, key=lambda one: -one[1])


def strip_html(groups: Sequence[Group]) -> str:
    """Bars on one scale with a mark for all respondents, and both numbers."""
    rows = "".join(
        f'<div class="bar leading"><span>{html.escape(label)}</span>'
        f'<i><b style="width:{100 * share:.1f}%"></b><u style="left:{100 * every:.1f}%"></u></i>'
        f"<em>{percent(share)} <small>all {percent(every)}</small></em></div>"
        for label, share, every in groups
    )
    return f'<div class="small-picture strip">{rows}</div>'
