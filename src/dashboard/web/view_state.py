"""The view at hand of one reader: taken from the address, kept over pages, written back.

The view stands under a key of its own in the session, not in those of the controls, which Streamlit
forgets on pages that do not draw them. A control that has a value already keeps it: after a
restart of the server the browser sends what the reader has just chosen, and that wins over the
address. Back and Forward take the address as it stands, the bare one of a first view too.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.codebook import Codebook, Year
from dashboard.errors import DashboardError
from dashboard.exports.opening import Survey
from dashboard.query.basket import write_basket
from dashboard.query.url import (
    TOO_LONG,
    Address,
    comparisons,
    corrected,
    is_of_view,
    newest_year,
    read_address,
    write_address,
)
from dashboard.stories.menu import FIGURE, REPORT, TOOL
from dashboard.web.components.viewport import address_found, address_lost
from dashboard.web.own_report import basket, read_report, take_link
from dashboard.web.page_choices import (
    FIND,
    SHOW,
    TABLE,
    arrive_at,
    forget_choices,
    still_refused,
    written,
)

# Controls by their keys, and what else the session holds.
YEAR, COMPARE, OF, QUESTION = "year", "compare", "of", "question"
WEIGHTS = "weights"
AGAINST, SINCE = "against", "since"
GO_TO = "go_to"
VIEW, WRITTEN, WANTED = "view_at_hand", "address_written", "view_wanted"
WHOLE = "drawn_whole"
"""How many pages were drawn to their end: at first the browser may not have their controls."""
EMBEDDING = ("embed", "embed_options")
# What a view is compared by: nothing, or the answers to a question that is no filter.
NOTHING, ANOTHER = "nothing", "another"
GROUPS = "groups"


def filter_key(name: str) -> str:
    """The key of the control of a filter."""
    return f"filter_{name}"


def arrive(survey: Survey, *, on_results: bool) -> None:
    """Take the view from the address where somebody arrives by one; DashboardError if unknown.

    A page that shows no results leaves the view as it is, unless its address names one.
    """
    codebook, state = survey.codebook, st.session_state
    if WANTED in state:
        keep(state.pop(WANTED), codebook)
        return
    if st.query_params:
        address_found()
    elif address_lost():
        raise DashboardError(TOO_LONG)
    still_refused()
    parameters = _parameters(codebook)
    arrived = _flat(parameters)
    first = VIEW not in state
    if not first and arrived != state.get(WRITTEN) and not arrived and not on_results:
        # A bare address leaves the view of a page that shows none, not what was chosen on it.
        if _went_back():
            arrive_at({}, turned=True)
            state[WRITTEN] = {}
        return
    if not first and (arrived == state.get(WRITTEN) or not (arrived or _went_back())):
        return
    default = newest_year(codebook, survey.responses.years)
    address = read_address(parameters, codebook, default)
    turned = not first or _went_back()
    tables = {TABLE: st.query_params[TABLE]} if TABLE in st.query_params else {}
    arrive_at(arrived | tables, turned=turned)
    if not turned:
        # Controls have no values yet, or those of a browser that was here before the restart.
        _keep_beside_controls(address)
    else:
        keep(address, codebook)
    if address.figure is not None:
        state[GO_TO] = FIGURE
    elif address.tool is not None:
        state[GO_TO] = TOOL
    if REPORT in arrived:
        take_link(read_report(arrived[REPORT], survey), first=not turned)
    state[WRITTEN] = arrived


def meant(survey: Survey) -> dict[str, str] | None:
    """The parameters of the view that a link with unknown names most likely means; None without."""
    codebook = survey.codebook
    default = newest_year(codebook, survey.responses.years)
    return corrected(_parameters(codebook), codebook, default)


def _went_back() -> bool:
    """Whether Back, Forward or a link inside the site caused this run."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _parameters(codebook: Codebook) -> dict[str, list[str]]:
    """What stands in the address, without what others added to it."""
    given = {name: st.query_params.get_all(name) for name in st.query_params}
    ours = (REPORT, SHOW, FIND)
    return {n: values for n, values in given.items() if n in ours or is_of_view(n, codebook)}


def _flat(parameters: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {name: ",".join(values) for name, values in parameters.items()}


def keep(address: Address, codebook: Codebook) -> None:
    """Make this the view at hand, and all controls say so."""
    _keep_beside_controls(address)
    for key, value in control_values(address, codebook).items():
        st.session_state[key] = value


def _keep_beside_controls(address: Address) -> None:
    state = st.session_state
    state[VIEW] = address
    state[QUESTION], state[FIGURE] = address.question, address.figure
    state[TOOL] = address.tool
    state[AGAINST], state[SINCE] = address.against, address.since


def control_values(address: Address, codebook: Codebook) -> dict[str, object]:
    """What the controls say of a view, by their keys."""
    named = address.compare in (None, *comparisons(codebook))
    values: dict[str, object] = {
        YEAR: address.year,
        OF: address.of.value,
        WEIGHTS: address.weights.value,
        COMPARE: (address.compare or NOTHING) if named else ANOTHER,
        GROUPS: None if named else address.compare,
    }
    names = dict.fromkeys([*codebook.filters, *address.where])
    filters = {filter_key(name): list(address.where.get(name, ())) for name in names}
    return values | filters


def view_at_hand(survey: Survey) -> Address:
    """The view as the reader left it; the newest results for one who has just come."""
    default = newest_year(survey.codebook, survey.responses.years)
    found: Address = st.session_state.get(VIEW) or Address(year=default)
    state = st.session_state
    question = state.get(QUESTION)
    known = question if question in survey.codebook.questions else None
    return replace(
        found,
        question=known,
        figure=state.get(FIGURE),
        tool=state.get(TOOL),
        against=state.get(AGAINST),
        since=state.get(SINCE),
    )


def turn_to(address: Address) -> None:
    """Show another view, chosen on a page and not in the controls: in a run of its own."""
    st.session_state[WANTED] = address
    st.rerun()


def reset(codebook: Codebook, default: Year) -> None:
    """Back to everyone in the newest year, compared by nothing."""
    keep(Address(year=default), codebook)


def start_over(survey: Survey) -> None:
    """Leave an address that leads nowhere for the newest results."""
    st.query_params.clear()
    address_found()
    st.session_state[WRITTEN] = {}
    forget_choices()
    reset(survey.codebook, newest_year(survey.codebook, survey.responses.years))


def keep_view(address: Address) -> None:
    """Make this the view at hand on whatever page comes next."""
    st.session_state[VIEW] = address.view


def write(survey: Survey, address: Address, *, report: bool) -> None:
    """Mirror the view in the address, what was chosen on the page, and what a report collected.

    Done once the page is drawn, so that all of it is one step for Back. An address that names the
    view already stays as it is, with whatever others added to it.
    """
    codebook = survey.codebook
    default = newest_year(codebook, survey.responses.years)
    wanted = write_address(address, default, exact=address.figure is not None)
    if report and basket().items:
        with suppress(DashboardError):  # too long for a link; the page says so
            wanted[REPORT] = write_basket(basket())
    wanted |= written()
    at_hand = _parameters(codebook)
    beside = (REPORT, SHOW, FIND)
    same = all(at_hand.get(name, [""])[0] == wanted.get(name, "") for name in beside)
    if same:
        try:
            same = read_address(at_hand, codebook, default) == address
        except DashboardError:
            same = False
    if same:
        st.session_state[WRITTEN] = _flat(at_hand)
        return
    kept = (*EMBEDDING, TABLE)
    beside_view = {name: st.query_params[name] for name in kept if name in st.query_params}
    st.query_params.from_dict(beside_view | wanted)
    st.session_state[WRITTEN] = wanted


def write_choices(codebook: Codebook) -> None:
    """Mirror what was chosen on a page that shows no results; its view stays as it stands."""
    wanted = written()
    before = {name: st.query_params[name] for name in st.query_params}
    left = [SHOW, FIND, *([QUESTION] if st.session_state.get(QUESTION) is None else [])]
    now = {name: value for name, value in before.items() if name not in left} | wanted
    if now != before:
        st.query_params.from_dict(now)
        st.session_state[WRITTEN] = _flat(_parameters(codebook))
