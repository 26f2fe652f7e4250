"""Filters on a page itself: those in use by any question's answers, and a list to add one from."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.codebook import FURTHER
from dashboard.query.selection import select
from dashboard.query.url import further_filters
from dashboard.stories.view import Desk
from dashboard.web.control_labels import labeled
from dashboard.web.controls import with_topic
from dashboard.web.view_state import WANTED

Part = Literal["where", "second"]
"""Whose filters: of the people in view, or of the second segment."""


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
    picked = f"{part}_more"
    if st.session_state.get(picked) not in possible:
        st.session_state[picked] = None
    with place if place is not None else st.container():
        code = st.selectbox(
            "Filter by the answers to",
            possible,
            index=None,
            format_func=with_topic(codebook),
            key=picked,
            placeholder="Choose a question",
        )
    if code is not None:
        _answers(desk, part, f"{FURTHER}{code}", ())


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
    changed: Any = {part: select(desk.codebook, [desk.chosen.address.year], where).where}
    st.session_state[WANTED] = replace(desk.chosen.address, **changed)
