"""Any published question by any other, with filters by any answer: the whole of it in the link."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.codebook import Question
from dashboard.exports.markdown_text import verbatim
from dashboard.query.url import COMPARE_YEARS
from dashboard.stories.exploring import (
    BY_SIZE,
    ORDERS,
    association_words,
    begun,
    dress,
    figure_of,
    groups_by,
    measures,
    measures_in_words,
    not_combined,
    orders,
    questions_of,
)
from dashboard.stories.menu import EXPLORE
from dashboard.stories.topic_view import standing_out
from dashboard.stories.view import Desk
from dashboard.web.app import in_frame
from dashboard.web.controls import selection_line, with_topic
from dashboard.web.desk import desk_at_hand
from dashboard.web.figure_view import OnPage
from dashboard.web.offering import offer_wider
from dashboard.web.segment_filters import segment_filters
from dashboard.web.session import survey
from dashboard.web.standing_out import what_stands_out
from dashboard.web.view_state import NOTHING, WANTED

KEY = "explore_{}"


def explore_page() -> None:
    """Draw the page."""
    in_frame()
    desk = desk_at_hand()
    st.title("Explore", anchor=False)
    selection_line(survey(), desk.chosen)
    asked = {question.id: question for question in questions_of(desk)}
    if not asked:
        st.info("No published question was asked in this view. Choose another year.")
        return
    question = asked.get(desk.chosen.address.question or "") or begun(
        desk.codebook, list(asked.values())
    )
    statistic, order = dress(desk, question)
    further = _dress(desk, question, asked, statistic.name, order)
    segment_filters(desk, "where", place=further)
    id, make = figure_of(desk, question, statistic, order)
    OnPage(desk=desk, alone=EXPLORE).show(id, make)
    if words := association_words(desk, question):
        st.caption(verbatim(words))
    if desk.chosen.by is not None:
        what_stands_out(*standing_out(desk, desk.found([question])))
    offer_wider(desk, [question], EXPLORE)
    with st.expander("Limitations"):
        for line in not_combined(desk.codebook, desk.year):
            st.markdown(f"- {verbatim(line)}")


def _dress(
    desk: Desk, question: Question, asked: Mapping[str, Question], statistic: str, order: str
) -> DeltaGenerator:
    """Which question, by which other, by what number, in which order; gives the next place."""
    words = with_topic(desk.codebook)
    by = groups_by(desk.codebook, desk.chosen.address.year)
    named = {NOTHING: "None", COMPARE_YEARS: "Year"} | by
    left, right = st.columns(2)
    with left:
        _choice(desk, "Question", list(asked), question.id, words, "question")
    with right:
        compare = desk.chosen.address.compare or NOTHING
        _choice(desk, "Compare by", list(named), compare, named.__getitem__, "compare")
    known = measures_in_words(desk, question)
    possible = orders(question, next(m for m in measures(desk, question) if m.name == statistic))
    places = st.columns(1 + (len(known) > 1) + (len(possible) > 1))
    if len(known) > 1:
        with places[0]:
            _choice(desk, "Measure", list(known), statistic, known.__getitem__, "statistic")
    if len(possible) > 1:
        with places[-2]:
            _choice(desk, "Order", possible, order, ORDERS.__getitem__, "order")
    return places[-1]


def _choice(
    desk: Desk,
    label: str,
    options: list[str],
    now: str,
    words: Callable[[str], str],
    part: str,
) -> None:
    """A list to choose one part of the view from; what is chosen goes into the address."""
    key = KEY.format(part)
    st.session_state[key] = now
    st.selectbox(label, options, format_func=words, key=key, on_change=_chosen, args=(desk, part))


def _chosen(desk: Desk, part: str) -> None:
    """Turn to the view with what a reader has just chosen; another question has its own dress."""
    value: Any = st.session_state[KEY.format(part)]
    usual = {"compare": NOTHING, "order": BY_SIZE}
    changed: dict[str, Any] = {part: None if value == usual.get(part) else value}
    if part == "question":
        changed |= {"statistic": None, "order": None}
    elif part == "statistic":
        changed["order"] = None
    st.session_state[WANTED] = replace(desk.chosen.address, **changed)
