"""What changed: the whole questionnaire against an earlier edition, by topic, and what is new."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dashboard.exports.change_files import atom, feed_name, markdown
from dashboard.exports.markdown_text import verbatim
from dashboard.release.history import released_on, since
from dashboard.release.manifest import day_in_words
from dashboard.stories.menu import EXPLORE
from dashboard.stories.news import News
from dashboard.stories.view import Desk
from dashboard.stories.what_changed import (
    FLAGGED,
    OF_TOPIC,
    PAGE,
    TITLE,
    WhatChanged,
    what_changed,
    years_before,
)
from dashboard.web.app import in_frame
from dashboard.web.components.copy_link import copy_text_button
from dashboard.web.controls import selection_line
from dashboard.web.desk import desk_at_hand
from dashboard.web.figure_view import site
from dashboard.web.isolation import part_place
from dashboard.web.links import link
from dashboard.web.news_link import news_link
from dashboard.web.pages.topic_page import closing_note
from dashboard.web.session import survey
from dashboard.web.view_state import turn_to

AGAINST = "changes_against"
FIRST = "There is no earlier edition to compare with."


def changes_page() -> None:
    """Draw the page."""
    in_frame()
    desk = desk_at_hand()
    st.title(TITLE, anchor=False)
    selection_line(survey(), desk.chosen)
    if desk.chosen.address.since is not None:
        with part_place("what is new since a release"):
            _since(desk, desk.chosen.address.since)
    with part_place("what changed"):
        before = years_before(desk)
        if not before:
            st.markdown(FIRST)
            _keep()
            st.markdown(link("Explore any question by any other", EXPLORE, {}))
            return
        _choose(desk, before)
        found = what_changed(desk, desk.chosen.address.against)
        if found is not None:
            _show(desk, found)


def _since(desk: Desk, name: str) -> None:
    at_hand = survey()
    st.header(f"New since release {name}", anchor=False)
    lines = since(name, at_hand.manifest, desk.codebook)
    st.markdown("\n".join(f"- {verbatim(line)}" for line in lines))


def _choose(desk: Desk, before: Sequence[int]) -> None:
    """The edition to compare with: the one before where the address names none."""
    against = desk.chosen.address.against or before[0]
    now = against if against in before else None
    picked = st.pills(
        f"{desk.year} compared with", before, default=now, key=f"{AGAINST}_{desk.year}_{now}"
    )
    if picked is not None and picked != now:
        wanted = None if picked == before[0] else picked
        turn_to(replace(desk.chosen.address, against=wanted))


def _show(desk: Desk, found: WhatChanged) -> None:
    """Changes, each the way to its figure: told, told by topic, flagged; then what is missing."""
    st.caption(found.says)
    with st.container(key="news_columns"):
        for title, told in found.by_topic(desk.codebook.topics).items():
            # Their widths differ: one change has half of a line to itself.
            size = "many" if len(told) > 1 else "one"
            with st.container(key=f"news_{size}_{told[0].question.id}", gap="small"):
                st.subheader(verbatim(title), anchor=False)
                _lines(desk, found, told)
    if found.of_topic:
        with st.expander(f"{len(found.of_topic)} more by topic"):
            st.caption(OF_TOPIC)
            _lines(desk, found, found.of_topic, "of_topic")
    if found.flagged:
        with st.expander(f"{len(found.flagged)} more flagged"):
            st.caption(FLAGGED)
            _lines(desk, found, found.flagged, "flagged")
    _take_away(desk, found)
    _keep()
    closing_note(found.open_ends)


def _keep() -> None:
    """A link that will lead to all that is new by then."""
    if survey().released:
        again = link("Keep this link", PAGE, {"since": survey().release, "v": "1"})
        day = survey().released_on
        of = f"the release of {day_in_words(day)}" if day else "today's release"
        st.caption(f"{again} to see later what is new since {of}.")


def _lines(desk: Desk, found: WhatChanged, told: Sequence[News], part: str = "told") -> None:
    with st.container(key=f"lines_changes_{part}_{told[0].question.id}", gap="small"):
        for one in told:
            with st.container(gap=None):
                words = one.line if one not in found.flagged else f"{one.sign} {one.numbers}"
                news_link(desk, one, words)
                st.caption(verbatim(found.evidence_of(one)))


def _take_away(desk: Desk, found: WhatChanged) -> None:
    """The same for newsletters and feed readers."""
    name = feed_name(desk, found)
    day = released_on(survey().manifest, (found.first, found.second))
    text = markdown(desk, found, site(), day)
    with st.container(horizontal=True):
        copy_text_button("Copy as Markdown", text, key="copy_changes")
        for label, ending, kind, content in (
            ("Markdown", "md", "text/markdown", text),
            ("Atom feed", "xml", "application/atom+xml", atom(desk, found, site(), day=day)),
        ):
            st.download_button(
                label,
                content,
                f"{name}.{ending}",
                kind,
                key=f"changes_{ending}",
                icon=":material/download:",
                on_click="ignore",
            )
