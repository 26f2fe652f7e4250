"""Two segments of the reader's own, A against B, over a topic: tested differences first."""

from dataclasses import replace

import streamlit as st

from dashboard.analysis.rounding import ROUNDED_APART
from dashboard.errors import DashboardError
from dashboard.exports.markdown_text import verbatim
from dashboard.query.url import write_address
from dashboard.stories.against import (
    NO_DIFFERENCE,
    NO_SECOND,
    Difference,
    differing,
    figure_id,
    figure_of_pair,
    pairs,
    people_in_words,
)
from dashboard.stories.menu import SEGMENTS
from dashboard.stories.view import Desk
from dashboard.web.app import in_frame
from dashboard.web.desk import desk_at_hand
from dashboard.web.figure_view import OnPage
from dashboard.web.links import link
from dashboard.web.segment_filters import Part, segment_filters
from dashboard.web.view_state import WANTED

AT_ONCE = 8
"""More differences than these wait for a reader who opens them."""
NOTHING_TO_COMPARE = (
    "No question of this topic has answers of both segments. Choose another topic or other filters."
)
TOPIC, QUESTION = "against_topic", "against_question"


def against_page() -> None:
    """Draw the page."""
    in_frame()
    desk = desk_at_hand()
    st.title("A against B", anchor=False)
    _segments(desk)
    topic = _topic(desk)
    if not desk.chosen.address.second:
        st.info(NO_SECOND)
        return
    try:
        st.markdown("\n".join(f"- {verbatim(line)}" for line in people_in_words(desk)))
    except DashboardError as error:
        st.info(verbatim(str(error)))
        return
    found = pairs(desk, topic)
    if not found:
        st.info(NOTHING_TO_COMPARE)
        return
    lines = differing(found)
    _lines(desk, lines)
    code = _question(desk, list(found), lines)
    id = figure_id(desk.question(code))
    made = figure_of_pair(desk, id)
    assert made is not None, "its id says that it sets segments against each other"
    OnPage(desk=desk).show(id, made[1])


def _segments(desk: Desk) -> None:
    """The filters of both segments beside each other."""
    declared = list(desk.codebook.filters)
    parts: tuple[Part, Part] = "where", "second"
    for column, name, part in zip(st.columns(2), "AB", parts, strict=True):
        with column, st.container(border=True, key=f"segment_{name.lower()}"):
            st.markdown(f"**Segment {name}**")
            segment_filters(desk, part, declared)


def _topic(desk: Desk) -> str:
    """The topic of the question that the address names, to be chosen."""
    topics = {
        topic.id: topic.title
        for topic in desk.codebook.topics
        if any(q.published and desk.year in q.asked for q in topic.questions)
    }
    asked = desk.codebook.questions.get(desk.chosen.address.question or "")
    now = asked.topic if asked is not None and asked.topic in topics else next(iter(topics))
    st.session_state[TOPIC] = now
    st.selectbox(
        "Topic",
        list(topics),
        format_func=topics.__getitem__,
        key=TOPIC,
        on_change=_turn_to_topic,
        args=(desk,),
    )
    return now


def _turn_to_topic(desk: Desk) -> None:
    topic = desk.codebook.topic(st.session_state[TOPIC])
    first = next(q for q in topic.questions if q.published and desk.year in q.asked)
    st.session_state[WANTED] = replace(desk.chosen.address, question=first.id)


def _lines(desk: Desk, lines: list[Difference]) -> None:
    """The tested differences, each a link to its figure."""
    if not lines:
        st.markdown(NO_DIFFERENCE)
        return
    written = []
    for one in lines:
        address = replace(desk.chosen.address, question=one.question.id)
        there = write_address(address, desk.chosen.default_year)
        written.append(f"- {link(one.words, SEGMENTS, there)}")
    st.subheader("Significant differences", anchor=False)
    st.markdown("\n".join(written[:AT_ONCE]))
    if any(one.rounds_apart for one in lines):
        st.caption(ROUNDED_APART)
    if rest := written[AT_ONCE:]:
        with st.expander(f"{len(rest)} more"):
            st.markdown("\n".join(rest))


def _question(desk: Desk, possible: list[str], lines: list[Difference]) -> str:
    """The question whose figure is shown, to be chosen."""
    named = desk.chosen.address.question
    now = named if named in possible else None
    found = now or (lines[0].question.id if lines else possible[0])
    st.session_state[QUESTION] = found
    st.selectbox(
        "Question",
        possible,
        format_func=lambda code: desk.question(code).title,
        key=QUESTION,
        on_change=_turn_to_question,
        args=(desk,),
    )
    return found


def _turn_to_question(desk: Desk) -> None:
    st.session_state[WANTED] = replace(desk.chosen.address, question=st.session_state[QUESTION])
