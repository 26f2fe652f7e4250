"""The report of one reader: in their session, in their own browser, and in the link of its page.

A report that came by a link stands beside the reader's own: it is shown on the report's page, and
replaces theirs only where they say so, or have none.
"""

import uuid
from dataclasses import replace

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.exports.opening import Survey
from dashboard.query.basket import LONGEST as LONGEST_LINK
from dashboard.query.basket import MOST, Basket, read_basket, write_basket
from dashboard.query.url import newest_year
from dashboard.release.history import release_name
from dashboard.web.components.report_storage import LONGEST, keep_in_browser

BASKET = "basket"
OWN = "own_report"
"""The reader's own report, while another one is shown that came by a link."""
LINKED = "report_of_link"
"""Whether the session began with a report of a link, before the browser told of another one."""
UNREADABLE = "report_unreadable"
SESSION, HEARD = "report_session", "report_heard"


def basket() -> Basket:
    """The figures that are collected for a report: the reader's, or those of a link."""
    found: Basket = st.session_state.get(BASKET, Basket())
    return found


def keep_basket(changed: Basket) -> None:
    """Collect otherwise from now on."""
    st.session_state[BASKET] = changed
    if OWN not in st.session_state:
        # What the reader has worked on is theirs.
        st.session_state.pop(LINKED, None)


def take_link(linked: Basket, *, first: bool) -> None:
    """Show the report of a link; Back and Forward within a visit lead to the reader's own."""
    st.session_state[BASKET] = linked
    if first:
        st.session_state[LINKED] = True


def own_report() -> Basket | None:
    """The reader's own report where another one is shown; None where it is the one shown."""
    found: Basket | None = st.session_state.get(OWN)
    return found


def show_own() -> None:
    """Leave the report of a link for one's own."""
    if OWN in st.session_state:
        st.session_state[BASKET] = st.session_state.pop(OWN)
        st.session_state.pop(LINKED, None)


def make_own() -> None:
    """Take the report of a link for one's own from now on."""
    st.session_state.pop(OWN, None)
    st.session_state.pop(LINKED, None)


def unreadable() -> str:
    """Why what the browser has kept is not shown; empty where it is."""
    return str(st.session_state.get(UNREADABLE, ""))


def remember(survey: Survey) -> None:
    """Have the reader's own browser keep the report, and bring back what it has kept."""
    state = st.session_state

    def take(kept: str) -> None:
        first = not state.get(HEARD, False)
        state[HEARD] = True
        state.pop(UNREADABLE, None)
        try:
            found = read_report(kept, survey, most=LONGEST)
        except DashboardError as error:
            state[UNREADABLE] = str(error)
            return
        if state.pop(LINKED, False) or OWN in state:
            state[OWN] = found
            return
        # What was collected before the browser had told of the rest is put behind it.
        new = [item for item in basket().items if first and item.reference not in found]
        state[BASKET] = replace(found, items=(*found.items, *new)[:MOST])

    own: Basket = state.get(OWN, basket())
    keep_in_browser(
        None if unreadable() and not own.items else write_basket(own, most=LONGEST),
        survey=survey.codebook.id,
        session=state.setdefault(SESSION, uuid.uuid4().hex),
        heard=bool(state.get(HEARD, False)),
        take=take,
    )


def read_report(text: str, survey: Survey, most: int = LONGEST_LINK) -> Basket:
    """A report as it stands in a link or in the browser; DashboardError where it is not known."""
    default = newest_year(survey.codebook, survey.responses.years)
    return read_basket(text, survey.codebook, default, release_name(survey.manifest), most)
