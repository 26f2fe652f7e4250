"""Filters on a page itself: those in use by any question's answers, and a list to add one from."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.codebook import FURTHER
from dashboard.exports.search_index import says_something
from dashboard.query.selection import select
from dashboard.query.url import further_filters
from dashboard.stories.view import Desk
from dashboard.web.control_labels import labeled
from dashboard.web.controls import with_topic
from dashboard.web.view_state import WANTED

Part = Literal["where", "second"]
"""Whose filters: of the people in view, or of the second segment."""
ANSWER = "="
"""Between a question and one of its answers, in the list to choose from."""


def segment_filters(
    desk: Desk, part: Part, declared: Iterable[str] = (), place: DeltaGenerator | None = None
) -> None:
    """Draw the filters of a part of the view: those `declared`, those in use, one more to choose.

    The list to choose from stands at a `place` of its own, where there is one.
    """
    codebook, where = desk.codebook, _where(desk, part)
    names = dict.fromkeys([*declared, *(name for name in where if name.startswith(FURTHER))])
    for name in names:
        _answers(desk, part, name, where.get(name, ()))
    possible = [c for c in further_filters(codebook, desk.year) if f"{FURTHER}{c}" not in where]
    named = with_topic(codebook)
    options = {code: named(code) for code in possible} | _answers_to(desk, possible)
    picked = f"{part}_more"
    if st.session_state.get(picked) not in options:
        st.session_state[picked] = None
    with place if place is not None else st.container():
        code = st.selectbox(
            "Filter by the answers to",
            list(options),
            index=None,
            format_func=options.__getitem__,
            key=picked,
            placeholder="Type a question or an answer",
            on_change=_found,
            args=(desk, part, picked),
        )
    if code is not None:
        _answers(desk, part, f"{FURTHER}{code}", ())


def _answers_to(desk: Desk, codes: Iterable[str]) -> dict[str, str]:
    """The answers to questions, so that a question is found by them, too; none such as “Yes”."""
    questions = map(desk.question, codes)
    return {
        f"{question.id}{ANSWER}{choice.id}": f"{choice.label} · {question.title}"
        for question in questions
        for choice in question.offered(desk.year)
        if says_something(choice.label)
    }


def _found(desk: Desk, part: Part, picked: str) -> None:
    """Turn to the view with the one answer that a reader has found; of a question ask which."""
    code, answer, choice = (st.session_state[picked] or "").partition(ANSWER)
    if answer:
        _turn(desk, part, {**_where(desk, part), f"{FURTHER}{code}": (choice,)})


def _where(desk: Desk, part: Part) -> Mapping[str, tuple[str, ...]]:
    found: Mapping[str, tuple[str, ...]] = getattr(desk.chosen.address, part)
    return found


def _answers(desk: Desk, part: Part, name: str, now: Iterable[str]) -> None:
    """The answers to choose from of one question."""
    question, key = desk.codebook.filter(name), f"{part}_{name}"
    labels = {choice.id: choice.label for choice in question.choices}
    # Said anew in every run: the browser may never have drawn the run that said it first.
    st.session_state[key] = list(now)
    st.multiselect(
        **labeled(question.title),
        options=list(labels),
        format_func=labels.__getitem__,
        key=key,
        placeholder="All" if not name.startswith(FURTHER) else "Choose answers",
        on_change=_chosen,
        args=(desk, part, name),
    )


def _chosen(desk: Desk, part: Part, name: str) -> None:
    """Turn to the view with the answers that a reader has just chosen, or without the filter."""
    where = {n: codes for n, codes in _where(desk, part).items() if n != name}
    if codes := tuple(st.session_state[f"{part}_{name}"]):
        where[name] = codes
    _turn(desk, part, where)


def _turn(desk: Desk, part: Part, where: Mapping[str, tuple[str, ...]]) -> None:
    changed: Any = {part: select(desk.codebook, [desk.chosen.address.year], where).where}
    st.session_state[WANTED] = replace(desk.chosen.address, **changed)
