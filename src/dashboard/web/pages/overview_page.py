"""The overview: what stands out, who answered, how to read the pages."""

from collections.abc import Sequence

import streamlit as st

from dashboard.analysis.finding_sentences import finding
from dashboard.analysis.results import has_shares
from dashboard.analysis.scores import Scores
from dashboard.codebook import Question
from dashboard.errors import DashboardError, contained
from dashboard.figures.words import percent
from dashboard.stories.parts import of_question
from dashboard.stories.respondents import who_answered
from dashboard.stories.view import Desk, Found
from dashboard.web.app import in_frame, menu_page
from dashboard.web.controls import link_to, selection_line
from dashboard.web.figure_view import OnPage, show_told
from dashboard.web.isolation import PART_NOT_SHOWN, figure_place, part_place
from dashboard.web.pages.topic_page import desk_at_hand, finding_of
from dashboard.web.session import survey
from dashboard.web.standing_out import what_stands_out

FINDINGS = 5

HOW_TO_READ = """
- A **bar** is the share of those who gave an answer; the **thin line** through its end is the
  95 % interval, which shows how far chance alone could have moved it.
- **Base** is the number of people behind a figure. Below 30 no share is shown, between 30 and
  99 it is marked as resting on few answers.
- **Respondents chose to take part.** The results describe them; they are no forecast for
  everyone who works with machine learning.
- Filters and the comparison are part of the address: **copy the link** to share what you see.
"""


def overview_page() -> None:
    """Draw the overview."""
    in_frame()
    desk = desk_at_hand()
    chosen, codebook = desk.chosen, desk.codebook
    st.title(codebook.title, anchor=False)
    selection_line(survey(), chosen)
    if codebook.description:
        st.markdown(codebook.description)
    asked = set(chosen.selection.years)
    leading = [q for q in _first_of_topics(desk) if asked & set(q.asked)]
    st.header("What stands out", anchor=False)
    with part_place("the findings"):
        _findings(desk, leading)
    st.header("Respondents", anchor=False)
    with part_place("who answered"):
        _who_answered(desk)
    st.header("How to read it", anchor=False)
    st.markdown(HOW_TO_READ)


def _findings(desk: Desk, questions: Sequence[Question]) -> None:
    """Five findings, each with its number, its sentence and the way to its page."""
    results = desk.results(questions)
    told, unsaid = list[tuple[Question, tuple[str, str]]](), False
    for question in questions:
        result = results[question.id]
        said = (
            result if isinstance(result, DashboardError) else _told_safely(desk, question, result)
        )
        if isinstance(said, DashboardError):
            unsaid = True
        elif said is not None:
            told.append((question, said))
    if unsaid:
        st.caption(PART_NOT_SHOWN)
    elif not told:
        st.info("Too few answers in this view for a finding. Loosen a filter in the sidebar.")
    for question, (number, text) in told[:FINDINGS]:
        topic = desk.codebook.topic(question.topic)
        left, right = st.columns([1, 7], vertical_alignment="center", gap="small")
        left.markdown(f"#### {number}")
        right.markdown(text)
        right.page_link(menu_page(topic.id), label=topic.title, query_params=link_to(question))


def _told_safely(
    desk: Desk, question: Question, result: Found
) -> tuple[str, str] | DashboardError | None:
    return contained(f"The finding of {question.id!r}", lambda: _told(desk, question, result))


def _told(desk: Desk, question: Question, result: Found) -> tuple[str, str] | None:
    """The number and the sentence of a question's finding; a comparison is left to the pages."""
    if isinstance(result, Scores):
        return None
    if result.by is not None:
        result = desk.shares([question.id])[question.id]
    text, best = finding_of(desk, result), finding(result)
    return None if text is None or best is None else (percent(best.share), text)


def _who_answered(desk: Desk) -> None:
    """People by year, and who they are: in one small figure, or compared as the reader wants."""
    codebook, chosen = desk.codebook, desk.chosen
    if chosen.by is not None or len(chosen.selection.years) > 1:
        who = [q for q in codebook.filters.values() if set(chosen.selection.years) & set(q.asked)]
        drawn = desk.drawn(who)
        with part_place("what stands out"):
            what_stands_out(desk, drawn.found)
        for question in who:
            with figure_place(question.id, question.title):
                show_told(desk, of_question(desk, drawn.figure(question.id), question))
        return
    who_answered().tell(desk, OnPage(desk))


def _first_of_topics(desk: Desk) -> list[Question]:
    """For each topic the questions that can say something in a sentence, best first."""
    questions = []
    for topic in desk.codebook.topics:
        able = [q for q in topic.questions if q.published and has_shares(q) and not q.items]
        able.sort(key=lambda question: (not question.finding, question.priority))
        questions += able[:1]
    return questions
