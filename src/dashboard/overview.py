"""The overview: who answered, what stands out, how to read the pages."""

import streamlit as st

from dashboard.codebook import Question
from dashboard.controls import choices, selection_line
from dashboard.findings import sentence
from dashboard.frame import in_frame
from dashboard.page import draw_all, measure_all, show_figure
from dashboard.results import has_shares
from dashboard.survey import survey

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
    at_hand, chosen = survey(), choices()
    codebook = at_hand.codebook
    st.title(codebook.title, anchor=False)
    selection_line(at_hand, chosen)
    if codebook.description:
        st.markdown(codebook.description)
    years = sorted(at_hand.responses.rows.items())
    for column, (year, count) in zip(st.columns(len(years)), years, strict=True):
        column.metric(str(year), f"{count:,}", help="People who answered, whatever the filters")
    asked = set(chosen.selection.years)
    who = [q for q in codebook.filters.values() if asked & set(q.asked)]
    leading = [q for q in _first_of_topics() if asked & set(q.asked) and q not in who]
    found = measure_all(chosen, [*who, *leading])
    st.header("What stands out", anchor=False)
    told = [(q, text) for q in leading if (text := sentence(found[q.id]))][:FINDINGS]
    for question, text in told:
        st.markdown(f"- {text} — *{codebook.topic(question.topic).title}*")
    if not told:
        st.info("Too few answers in this view for a finding. Loosen a filter in the sidebar.")
    st.header("Who answered", anchor=False)
    figures = draw_all(at_hand, chosen, {q.id: found[q.id] for q in who})
    for question in who[:4]:
        show_figure(figures[question.id], question)
    st.header("How to read it", anchor=False)
    st.markdown(HOW_TO_READ)


def _first_of_topics() -> list[Question]:
    """For each topic the questions that can say something in a sentence, best first."""
    questions = []
    for topic in survey().codebook.topics:
        able = [q for q in topic.questions if q.published and has_shares(q) and not q.items]
        able.sort(key=lambda question: (not question.finding, question.priority))
        questions += able[:1]
    return questions
