"""Where do I stand: a reader's answers, placed among people like them, and kept nowhere.

Answers are in the session's memory alone. No address, key of a cache, log or file has them: this
page takes numbers from no cache and writes no view.
"""

from collections.abc import Mapping
from dataclasses import replace
from html import escape

import streamlit as st

from dashboard.codebook import Kind, Question
from dashboard.exports.figure_export import METHOD_PAGE
from dashboard.exports.markdown_text import verbatim
from dashboard.figures.figure import Figure
from dashboard.query.url import Address
from dashboard.stories.chosen import choices_of
from dashboard.stories.compare_me import (
    Placed,
    Placing,
    asked_of_readers,
    known,
    placed,
)
from dashboard.stories.menu import COMPARE_ME, EXPLORE
from dashboard.stories.team_card import ID as TEAM_CARD
from dashboard.stories.team_card import team_card
from dashboard.stories.view import Desk
from dashboard.web.app import in_frame
from dashboard.web.browser_pictures import studio
from dashboard.web.components.answers_link import answers_link
from dashboard.web.components.charts import draw as draw_chart
from dashboard.web.components.native_charts import Words
from dashboard.web.control_labels import labeled
from dashboard.web.desk import desk_at_hand
from dashboard.web.figure_view import site
from dashboard.web.isolation import part_place
from dashboard.web.links import link
from dashboard.web.session import survey

ANSWERS = "compare_me_answers"
"""Under which a session holds a reader's answers."""
BROUGHT = "compare_me_brought"
"""Under which it holds what a link brought, until that is checked."""
FEW = 8
"""More choices than these are a list to open."""
KEPT = (
    "Your answers stay in this session: no link, cache, log or file keeps them. They are gone when "
    "you close this page or click Forget my answers."
)
NONE = "This survey names no questions to compare yourself by."


def compare_me_page() -> None:
    """Draw the page."""
    in_frame()
    desk = desk_at_hand()
    codebook, year = desk.codebook, desk.chosen.default_year
    st.title("Where do I stand?", anchor=False)
    questions = asked_of_readers(codebook, year)
    if not questions:
        st.info(NONE)
        st.markdown(link("Explore any question by any other", EXPLORE, {}))
        return
    st.markdown(f"{len(questions)} questions about you and your team, one minute.")
    st.caption(KEPT)
    if BROUGHT in st.session_state:
        _hold(questions, known(codebook, year, st.session_state.pop(BROUGHT)))
    answers = _form(questions, year)
    with st.container(horizontal=True):
        answers_link(answers, BROUGHT)
        if answers:
            st.button("Forget my answers", on_click=_hold, args=(questions, {}), key="me_forget")
    if not answers:
        return
    st.caption("A link with your answers has them behind its #, a part that no server is sent.")
    _show(placed(survey().responses, year, answers))
    _card(desk)


def _form(questions: list[Question], year: int) -> Mapping[str, tuple[str, ...]]:
    """The questions in a form; the answers that were sent with it, or before."""
    held: dict[str, tuple[str, ...]] = st.session_state.get(ANSWERS, {})
    with st.form("me", border=False):
        given = {q.id: _ask(q, year, held.get(q.id, ())) for q in questions}
        if st.form_submit_button("Show where I stand", type="primary"):
            held = {code: codes for code, codes in given.items() if codes}
            st.session_state[ANSWERS] = held
    return held


def _ask(question: Question, year: int, held: tuple[str, ...]) -> tuple[str, ...]:
    """A control for one question, wording as asked; the choices taken."""
    labels = {choice.id: choice.label for choice in question.offered(year)}
    # What is derived from other answers has no wording that a reader could answer.
    asked = "" if question.derived else question.wording.get(year)
    label = labeled(asked or question.title)
    several = question.kind is Kind.MULTIPLE
    key = f"me_{question.id}"
    if key not in st.session_state:
        st.session_state[key] = list(held) if several else next(iter(held), None)
    if len(labels) <= FEW or several:
        picked = st.pills(
            **label,
            options=list(labels),
            selection_mode="multi" if several else "single",
            format_func=lambda code: verbatim(labels[code]),
            key=key,
        )
    else:
        picked = st.selectbox(
            **label,
            options=list(labels),
            index=None,
            format_func=labels.__getitem__,
            placeholder="Choose",
            key=key,
        )
    if isinstance(picked, str):
        return (picked,)
    return tuple(picked or ())


def _hold(questions: list[Question], answers: Mapping[str, tuple[str, ...]]) -> None:
    """Hold these answers alone from now on, and let all controls say so."""
    st.session_state[ANSWERS] = dict(answers)
    for question in questions:
        codes = answers.get(question.id, ())
        several = question.kind is Kind.MULTIPLE
        st.session_state[f"me_{question.id}"] = list(codes) if several else next(iter(codes), None)


def _show(found: Placed) -> None:
    """Everything that is told, the whole before the single questions."""
    if found.widened:
        st.caption(verbatim(found.widened))
    st.subheader(verbatim(f"Among: {found.like}"), anchor=False)
    if found.apart:
        st.markdown("**What sets you apart**")
        st.markdown("\n".join(f"- {verbatim(line)}" for line in found.apart))
    else:
        st.markdown("None of your answers clearly sets you apart.")
    if found.step:
        st.markdown(f"**The usual next step.** {verbatim(found.step)}")
        if found.steps:
            st.markdown("\n".join(f"- {verbatim(line)}" for line in found.steps))
    columns = st.columns(2)
    for n, placing in enumerate(found.placings):
        with columns[n % 2]:
            _placing(placing)


def _placing(placing: Placing) -> None:
    """One question: all answers as bars, the reader's own in color, and the place in words."""
    with st.container(border=True):
        st.markdown(f"**{verbatim(placing.question.title)}**")
        rows = "".join(
            f'<div class="bar{" leading" if bar.mine else ""}"><span>{escape(bar.label)}'
            f"{' (you)' if bar.mine else ''}</span>"
            f'<i><b style="margin-left:{100 * bar.start:.1f}%;'
            f'width:{100 * (bar.end - bar.start):.1f}%"></b></i><em>{escape(bar.number)}</em></div>'
            for bar in placing.bars
        )
        if rows:
            st.html(f'<div class="small-picture">{rows}</div>')
        lines = [*placing.same, placing.position, placing.base]
        st.caption(verbatim(" ".join(line for line in lines if line)))


def _card(desk: Desk) -> None:
    """What may be shared: where to compare oneself, and none of the answers.

    It is made of the view of everybody, which no answer has a part in.
    """
    codebook, year = desk.codebook, desk.chosen.default_year
    address = f"{site()}{COMPARE_ME}"
    st.subheader("Share", anchor=False)
    st.code(
        f"I compared my team with the {codebook.title} {year}. Where does yours stand?\n{address}",
        language=None,
        wrap_lines=True,
    )
    st.caption("The card says nothing of your answers: it is the same for every reader.")
    everybody = replace(desk, chosen=choices_of(desk.responses, Address(year=year)))
    with part_place("the card to share"):
        figure = everybody.once((TEAM_CARD, address), lambda: team_card(everybody, address))
        if figure is not None:
            name = f"{codebook.id}_{year}_card"
            draw_chart(
                figure, key="me_card", link=address, name=name, words=Words(method=METHOD_PAGE)
            )
            _picture(figure, name)


def _picture(figure: Figure, name: str) -> None:
    """The card as a picture from the server's browser; without one its own menu makes it."""
    at_hand = studio()
    if at_hand is None:
        st.caption("To save the card, choose Download, then Social card.")
        return
    st.download_button(
        "Download card (PNG)",
        lambda: at_hand.pictures(figure, "card", ["png"])["png"],
        f"{name}.png",
        "image/png",
        key="me_picture",
        icon=":material/download:",
        on_click="ignore",
    )
