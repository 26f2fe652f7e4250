"""The front page: what is new, for everybody or for one's own group, then who answered."""

import html
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dashboard.analysis.rounding import percent
from dashboard.exports.markdown_text import verbatim
from dashboard.query.url import write_address
from dashboard.stories.front_page import (
    FIND_GROUP,
    FIND_GROUP_SAYS,
    HOW_TO_READ,
    HOW_TO_READ_TITLE,
    LISTED,
    PROFILE,
    TOO_FEW,
    edition,
    front_page,
    group_filters,
    headline,
    leading_questions,
    remark,
    who_compared,
)
from dashboard.stories.news import News
from dashboard.stories.parts import of_question
from dashboard.stories.respondents import who_answered
from dashboard.stories.sensitivity_words import evidence_in_words
from dashboard.stories.topic_view import standing_out
from dashboard.stories.view import Desk
from dashboard.stories.what_changed import PAGE, changed
from dashboard.web.app import in_frame, menu_page
from dashboard.web.components.viewport import is_wide
from dashboard.web.control_labels import labeled
from dashboard.web.controls import selection_line
from dashboard.web.desk import desk_at_hand
from dashboard.web.figure_view import OnPage, show_told
from dashboard.web.isolation import figure_place, part_place
from dashboard.web.news_link import news_link
from dashboard.web.offering import offer_wider
from dashboard.web.page_layout import Pairs, Stack, narrow_in_pairs
from dashboard.web.session import survey
from dashboard.web.standing_out import what_stands_out
from dashboard.web.view_state import turn_to

HERE = "./"
GROUP = "group"
ALL = "all"


def overview_page() -> None:
    """Draw the front page."""
    in_frame()
    desk = desk_at_hand()
    with st.container(key="edition"):
        st.caption(edition(desk))
    st.title(verbatim(desk.codebook.title), anchor=False)
    selection_line(survey(), desk.chosen)
    filters = group_filters(desk.codebook)
    with st.container(key="front"):
        left, right = st.columns([7, 3], gap="large") if filters else (st.container(), None)
    with left, part_place("the findings"):
        _news(desk)
    if right is not None:
        with right, part_place("the choice of a group"):
            _find_your_group(desk, filters)
    with part_place("what changed"):
        _changed(desk)
    with part_place("who answered"):
        _who_answered(desk)
    st.header(HOW_TO_READ_TITLE, anchor=False)
    st.markdown("\n".join(f"- {line}" for line in HOW_TO_READ))


def _news(desk: Desk) -> None:
    """The headline and the three strongest pieces of news, each the way to its figure."""
    told = front_page(desk)
    if not told:
        if desk.codebook.description:
            st.markdown(verbatim(desk.codebook.description))
        st.info(f"{TOO_FEW} Remove a filter in the sidebar.")
        offer_wider(desk, leading_questions(desk), HERE)
        return
    with st.container(key="headline"):
        st.markdown(verbatim(headline(told)))
    if said := remark(desk, told):
        st.caption(said)
    st.header("Key findings", anchor=False)
    with st.container(key="cards"):
        columns = st.columns(len(told), gap="medium")
    for column, one in zip(columns, told, strict=True):
        topic = desk.codebook.topic(one.question.topic)
        with column, st.container(key=f"card_{one.question.id}", border=True, height="stretch"):
            st.caption(verbatim(one.question.title))
            st.html(_picture(one))
            st.markdown(verbatim(one.sentence))
            st.caption(verbatim(evidence_in_words(desk, one)))
            news_link(desk, one, f"{topic.title} →")


def _picture(one: News) -> str:
    """Bars on one scale from 0 to 100%, as markup: label, bar on its track, number."""
    rows = "".join(
        f'<div class="bar{" leading" if bar.leading else ""}{" small" if bar.small else ""}">'
        f"<span>{html.escape(bar.label)}</span>"
        f'<i><b style="width:{100 * bar.share:.1f}%"></b></i><em>{percent(bar.share)}</em></div>'
        for bar in one.bars
    )
    return f'<div class="small-picture">{rows}</div>'


def _find_your_group(desk: Desk, filters: Sequence[str]) -> None:
    """One's role and company size: the filters of the sidebar, where the news is."""
    st.subheader(FIND_GROUP, anchor=False)
    st.caption(FIND_GROUP_SAYS)
    for name in filters:
        question = desk.codebook.filters[name]
        where = desk.chosen.query.where
        labels = {ALL: "All"} | {c.id: c.label for c in question.offered(desk.year)}
        shown = {code: verbatim(label) for code, label in labels.items()}
        [now] = one if len(one := where.get(name, ())) == 1 and one[0] in labels else (ALL,)
        # A new key for each view: what the sidebar says stands here too.
        codes, key = list(labels), f"{GROUP}_{name}_{now}"
        if name == filters[0]:
            picked = st.pills(
                **labeled(question.title),
                options=codes,
                format_func=shown.__getitem__,
                default=now,
                key=key,
                wrap=True,
            )
        else:
            picked = st.selectbox(
                **labeled(question.title),
                options=codes,
                index=codes.index(now),
                format_func=labels.__getitem__,
                key=key,
            )
        if (picked or ALL) != now:
            rest = {other: chosen for other, chosen in where.items() if other != name}
            wider = rest if picked in (None, ALL) else rest | {name: (picked,)}
            turn_to(replace(desk.chosen.address, where=wider))


def _changed(desk: Desk) -> None:
    """Every marked change over the whole questionnaire, ranked; each line leads to its figure."""
    title, said, told = changed(desk)
    if not title:
        return
    st.header(verbatim(title), anchor=False)
    if not told:
        st.markdown(verbatim(said))
    else:
        st.caption(verbatim(said))
        _lines(desk, told[:LISTED])
    if len(told) > LISTED:
        with st.expander(f"{len(told) - LISTED} more changes"):
            _lines(desk, told[LISTED:])
    view = write_address(desk.chosen.address.view, desk.chosen.default_year)
    st.page_link(menu_page(PAGE), label="Changes by topic →", query_params=view)


def _lines(desk: Desk, told: Sequence[News]) -> None:
    with st.container(key=f"lines_{told[0].question.id}", gap=None):
        for one in told:
            news_link(desk, one, one.line)


def _who_answered(desk: Desk) -> None:
    """People by year, and who they are: in one small figure, or compared as the reader wants.

    Nothing is drawn, and no heading, where the survey has no questions about it.
    """
    chosen = desk.chosen
    if chosen.by is None and len(chosen.query.years) == 1:
        with st.container(key="profile"):
            who_answered().tell(desk, OnPage(desk=desk))
        return
    who = who_compared(desk)
    if not who:
        return
    st.header(PROFILE, anchor=False)
    if len(who) > 1:
        desk = replace(desk, narrow=narrow_in_pairs(), paired=is_wide())
    drawn = desk.drawn(who)
    with part_place("the key differences"):
        what_stands_out(*standing_out(desk, drawn.found))
    place = Pairs("who") if len(who) > 1 else Stack()
    for question in who:
        with figure_place(question.id, question.title):
            figure = drawn.figure(question.id)
            with place.figure(question.id, figure.height):
                show_told(desk, of_question(desk, figure, question))
