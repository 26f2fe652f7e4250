"""The page of one figure: by a link, embedded elsewhere, or by the reference in its footer."""

from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard.errors import DashboardError, contained, nearest
from dashboard.exports.batch.verifying import years_shown
from dashboard.exports.figure_export import FIGURE_PAGE, desk_for, link_to, reference_to
from dashboard.exports.markdown_text import verbatim
from dashboard.query.reference import (
    NOT_SAID,
    PREVIEW,
    RELEASE,
    Reference,
    linked_release,
    parse_reference,
)
from dashboard.release.history import Standing, fate
from dashboard.stories.catalogue import all_figures, drawn, entry
from dashboard.stories.story import Told
from dashboard.stories.view import Desk
from dashboard.web.app import in_frame, menu_page, problem
from dashboard.web.controls import figure_at_hand, keep_reference, link_to_tool
from dashboard.web.desk import desk_at_hand
from dashboard.web.figure_view import show_told, site
from dashboard.web.isolation import figure_place
from dashboard.web.links import link
from dashboard.web.offering import offer_wider
from dashboard.web.session import survey

PASTED, CHECKED, REFUSED = "pasted_reference", "checked_reference", "refused_reference"


def figure_page() -> None:
    """Draw the page."""
    in_frame()
    desk = desk_at_hand()
    id = figure_at_hand()
    if id is None:
        st.title("Check a figure", anchor=False)
        _box(desk)
        return
    linked = linked_release(st.query_params.get_all(RELEASE))
    one = contained(f"Figure {id!r}", partial(entry, desk, id))
    if isinstance(one, DashboardError):
        _elsewhere(desk, id, one)
        return
    if not st.context.is_embedded:
        if one.tool is not None:
            st.markdown(link(f"More on {one.heading}", one.page, link_to_tool(one.tool)))
        else:
            st.page_link(menu_page(one.page), label=f"More in {verbatim(one.heading)}")
    with figure_place(id):
        told = drawn(one)
        _fate(desk, told, linked)
        show_told(desk, told)
        if not st.context.is_embedded:
            offer_wider(desk, told.questions, FIGURE_PAGE)
        if st.context.is_embedded:
            home = site() + link_to(reference_to(desk, id))
            st.caption(f"{verbatim(told.figure.source)} · [Open in the dashboard]({home})")
    if not st.context.is_embedded:
        with st.expander("Check another figure"):
            _box(desk)


def _elsewhere(desk: Desk, id: str, why: DashboardError) -> None:
    """In place of a figure that this view has not: a link to the nearest view that has it.

    Where no view of the year has a figure of that name, to one of nearly that name; raises `why`
    where there is none either.
    """
    address = desk.chosen.address
    for kept in (replace(address, compare=None), replace(address, compare=None, where={})):
        reference = Reference(id, kept, desk.release or PREVIEW)
        found = contained(f"Figure {id!r}", partial(entry, desk_for(desk, reference), id))
        if kept != address and not isinstance(found, DashboardError):
            st.title(verbatim(found.heading), anchor=False)
            dropped = "comparison" if kept.where == address.where else "comparison and filters"
            st.info(f"This figure is not drawn in this view: it has no such {dropped}.")
            label = f"Open it without the {dropped}"
            st.page_link(menu_page(FIGURE_PAGE), label=label, query_params=reference.parameters())
            return
    near = nearest(id, all_figures(desk))
    if near is None:
        raise why
    problem("This figure does not exist", str(why))
    reference = Reference(near, address, desk.release or PREVIEW)
    st.page_link(
        menu_page(FIGURE_PAGE),
        label="Show the nearest figure",
        query_params=reference.parameters(),
    )


def _box(desk: Desk) -> None:
    """Where a reference is pasted; what it names is shown in its own view."""
    st.markdown(
        "Paste the reference printed under any exported chart, or a link to a figure, to verify "
        "its numbers against the current data."
    )
    st.text_input(
        "Reference or link",
        key=PASTED,
        placeholder="used_tracking?year=2025@1f3e5a7b",
        on_change=_check,
        args=(desk,),
    )
    if refused := st.session_state.pop(REFUSED, None):
        st.error(verbatim(refused))


def _check(desk: Desk) -> None:
    text = st.session_state[PASTED]
    if not text.strip():
        return

    def read() -> Reference:
        reference = parse_reference(text, desk.codebook, desk.chosen.default_year)
        entry(desk_for(desk, reference), reference.figure)
        return reference

    found = contained("The figure of this reference", read)
    if isinstance(found, DashboardError):
        st.session_state[REFUSED] = str(found)
        return
    st.session_state[CHECKED] = found
    keep_reference(found, desk.codebook)


def _fate(desk: Desk, told: Told, linked: str) -> None:
    """What became of the figure whose reference was pasted, as long as it is the one shown.

    A link that names another release than the current one, `linked`, is told, too.
    """
    checked: Reference | None = st.session_state.get(CHECKED)
    here = Reference(told.figure.id, desk.chosen.address, "")
    if checked is None or replace(checked, release="") != here:
        if st.context.is_embedded or linked in (NOT_SAID, PREVIEW, desk.release):
            return
        checked = replace(here, release=linked)
    years = years_shown(told.figure)
    found = fate(checked, survey().manifest, years or None)
    text = f"`{checked}`  \n{verbatim(found.says)}"
    if found.standing is Standing.CURRENT or years <= set(found.unchanged):
        st.success(text)
    else:
        st.warning(text)
