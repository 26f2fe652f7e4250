"""A topic's page: its head, its figures, and what it leaves open."""

from collections.abc import Iterable, Sequence

import streamlit as st

from dashboard.codebook import Question, Topic
from dashboard.exports.markdown_text import verbatim
from dashboard.figures import Figure
from dashboard.figures.layout import why_nothing
from dashboard.figures.words import listed
from dashboard.stories.headline import Said, said_of_question
from dashboard.stories.ordered_answers import years_of
from dashboard.stories.parts import of_question
from dashboard.stories.story import Story
from dashboard.stories.topic_view import (
    OPEN_ENDS,
    beside_headline,
    by_heading,
    open_ends,
    topic_view,
)
from dashboard.stories.view import Desk
from dashboard.web.controls import forget_question, selection_line
from dashboard.web.desk import desk_at_hand
from dashboard.web.figure_view import OnPage, show_told
from dashboard.web.isolation import figure_place, part_place
from dashboard.web.offering import offer_wider
from dashboard.web.session import survey
from dashboard.web.standing_out import what_stands_out
from dashboard.web.tool_links import tool_links
from dashboard.web.topic_body import TopicBody

NOT_SHOWN = "Not shown in this view: {}."


def topic_page(code: str) -> None:
    """A topic's page: a sentence, its leading figures, then the rest by section.

    Which questions lead and which stories are told stands with the topic in the codebook; the
    questions a story replaces are not drawn again.
    """
    desk = desk_at_hand()
    _draw(desk.codebook.topic(code), desk)


def _draw(topic: Topic, desk: Desk) -> None:
    chosen = desk.chosen
    view = topic_view(desk, topic)
    stories = [part for part in (*view.leading, *view.rest) if isinstance(part, Story)]
    opened = {code for story in stories for code in story.opens}
    looked_up = [
        q for q in topic.questions if q.id == chosen.address.question and q.id not in opened
    ]
    whole = chosen.address.question in opened
    st.title(verbatim(topic.title), anchor=False)
    # On phones the figures come first, and what the topic is about below them.
    if view.about and not desk.narrow:
        st.caption(verbatim(view.about))
    selection_line(survey(), chosen)
    head = st.container(key="head")
    page = TopicBody(topic, desk, {question.id for question in looked_up})
    leading, rest = view.leading, view.rest
    if looked_up:
        # Where the headline is about it, its years are the one figure of it.
        id = years_of(looked_up[0].id)
        own = [part for part in leading if isinstance(part, Story) and part.id == id]
        leading = tuple(part for part in leading if part not in own)
        _looked_up(desk, looked_up[0], *own)
    elif whole:
        st.button("← All categories", on_click=forget_question, type="tertiary", key="all_shown")
        tool_links(desk.codebook, desk.question(str(chosen.address.question)))
    if whole:
        # What a link names comes first, wherever the story stands that opens it.
        first = next(story for story in stories if chosen.address.question in story.opens)
        leading = (first, *(part for part in leading if part is not first))
        rest = tuple(part for part in rest if part is not first)
    waiting = page.lead(leading)
    comparing = chosen.address.compare is not None
    page.go_on(by_heading(topic, waiting, rest, first=not comparing))
    not_shown(page.empty.values())
    with head:
        with part_place("the leading sentence"):
            said: Said | None = view.headline
            if whole:
                said = said_of_question(desk, desk.question(str(chosen.address.question)))
            _headline(*(said or Said(topic.lead)))
        with part_place("wider views"):
            drawn = [question.id for question in view.telling]
            stories = [part for part in view.leading if isinstance(part, Story)]
            drawn += [code for story in stories for code in story.needs]
            lacking = [code for code in page.empty if code in desk.codebook.questions]
            offer_wider(desk, map(desk.question, [*drawn, *page.found, *lacking]), topic.id)
        with part_place("the key differences"):
            what_stands_out(*beside_headline(desk, page.found))
    if view.about and desk.narrow:
        st.caption(verbatim(view.about))
    closing_note(open_ends(desk, view))


def _headline(text: str, evidence: str = "") -> None:
    """The finding of a page, in letters that say so, and what it rests on."""
    with st.container(key="headline"):
        st.markdown(verbatim(text))
    if evidence:
        st.caption(verbatim(evidence))


def _looked_up(desk: Desk, question: Question, *stories: Story) -> None:
    """A question that was searched for: in its stories, else as it is."""
    with st.container(border=True):
        st.caption("Search result")
        with figure_place(question.id, question.title):
            for story in stories:
                story.tell(desk, OnPage(desk=desk))
            if not stories:
                figure = desk.drawn([question]).figure(question.id)
                show_told(desk, of_question(desk, figure, question))
        st.button("Close", on_click=forget_question, key="close_looked_up")


def not_shown(figures: Iterable[Figure]) -> None:
    """What has nothing to show in this view, in one line that opens on the reasons."""
    empty = list(figures)
    if not empty:
        return
    with st.expander(verbatim(NOT_SHOWN.format(listed([one.title for one in empty])))):
        lines = (f"- **{verbatim(one.title)}**: {verbatim(why_nothing(one))}" for one in empty)
        st.markdown("\n".join(lines))


def closing_note(lines: Sequence[str]) -> None:
    """What a page does not know, folded at its end."""
    with st.expander(OPEN_ENDS):
        for line in lines:
            st.markdown(f"- {verbatim(line)}")
