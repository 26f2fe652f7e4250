"""What a reader chose on a page, beside the view: tab, category, figure, rows; kept in the address.

The parameter `show` holds pairs of a control and the code of its option, `find` the text that rows
are searched for. Each is written only where it differs from what the page shows by itself. An
option that a control does not offer is refused as any unknown value in an address.
"""

import re
from collections.abc import Collection, Hashable, Mapping
from typing import Any

import streamlit as st

from dashboard.errors import DashboardError, shown, unknown

SHOW, FIND, TABLE = "show", "find", "table"
NAMES = (SHOW, FIND, TABLE)
LONGEST_FIND = 80
# In the session: the choices of the page at hand, those of this run so far, and how they came.
_CHOSEN, _DRAWN, _PAGE = "page_choices", "page_choices_drawn", "page_choices_page"
_ARRIVED, _TURNED, _REFUSED = "page_choices_arrived", "page_choices_turned", "page_choices_refused"
_PAIR = re.compile(r"([A-Za-z0-9_]+)\.([A-Za-z0-9_.\-]+)")
_TABLES = re.compile(r"[A-Za-z0-9_.]+(,[A-Za-z0-9_.]+)*")


def begin_page(page: str) -> None:
    """Forget what was chosen on another page, and begin a run of this one."""
    state = st.session_state
    if state.get(_PAGE) != page:
        state[_PAGE], state[_CHOSEN] = page, {}
    state[_DRAWN], state[_ARRIVED], state[_TURNED] = {}, False, False


def arrive_at(parameters: Mapping[str, str], *, turned: bool) -> None:
    """Take the choices from the address; DashboardError where it is none that could be written.

    With `turned` the controls are there already, and are set.
    """
    state = st.session_state
    chosen = {}
    for pair in filter(None, parameters.get(SHOW, "").split(",")):
        found = _PAIR.fullmatch(pair)
        if found is None or found[1] in chosen:
            raise DashboardError(
                f"{shown(pair)} is no choice on a page: these are pairs of a control and an "
                "option, such as tab.effort."
            )
        chosen[found[1]] = found[2]
    if FIND in parameters:
        if len(parameters[FIND]) > LONGEST_FIND:
            raise DashboardError(f"Rows are searched for {LONGEST_FIND} characters at most.")
        chosen[FIND] = parameters[FIND]
    if not _TABLES.fullmatch(parameters.get(TABLE, "none")):
        raise DashboardError(unknown("figure", parameters[TABLE], ()))
    state[_CHOSEN], state[_ARRIVED], state[_TURNED] = chosen, True, turned


def still_refused() -> None:
    """Raise DashboardError as long as the address has a choice that a page has refused."""
    state = st.session_state
    if (refused := state.get(_REFUSED)) is not None:
        if refused[0] == _in_address():
            raise DashboardError(refused[1])
        del state[_REFUSED]


def forget_choices() -> None:
    """Show the page as it is by itself."""
    state = st.session_state
    state[_CHOSEN], state[_ARRIVED], state[_TURNED] = {}, True, True
    state.pop(_REFUSED, None)


def written() -> dict[str, str]:
    """The parameters of the choices of this run, which become those at hand."""
    state = st.session_state
    state[_CHOSEN] = chosen = dict(state.get(_DRAWN, {}))
    find = chosen.get(FIND, "")
    pairs = [f"{name}.{code}" for name, code in chosen.items() if name != FIND]
    parameters = {SHOW: ",".join(pairs)} if pairs else {}
    return parameters | ({FIND: find} if find else {})


class Held:
    """A control whose choice is in the address.

    `options` are what the control holds for each code; codes that it offers in windows of another
    width are `known`. `start` is what it begins with, None where it has a value already; `keep` is
    told what it has.
    """

    def __init__(
        self,
        name: str,
        key: str,
        options: Mapping[str, Hashable],
        default: str,
        known: Collection[str] = (),
    ) -> None:
        self.name, self.options, self.default = name, options, default
        state = st.session_state
        code = state.get(_CHOSEN, {}).get(name, default)
        if code not in options:
            if state.get(_ARRIVED) and code not in known:
                _refuse(unknown("choice", code, options))
            code = default
        if state.get(_TURNED):
            state[key] = options[code]
        self.start: Any = None if key in state else options[code]
        # Tabs that begin otherwise are other tabs to Streamlit: these keep what they began with.
        begun = f"{key}_begun"
        if self.start is not None or state.get(begun) not in options.values():
            state[begun] = options[code]
        self.begun: Any = state[begun]

    def keep(self, value: object) -> str:
        """The code of what the control has, noted for the address."""
        code = next((one for one, held in self.options.items() if held == value), self.default)
        if code != self.default:
            st.session_state[_DRAWN][self.name] = code
        return code


def is_chosen(name: str, code: str) -> bool:
    """Whether a choice of the page at hand is one that no control on it holds; kept if it is."""
    if st.session_state.get(_CHOSEN, {}).get(name) != code:
        return False
    st.session_state[_DRAWN][name] = code
    return True


def choose(name: str, code: str | None) -> None:
    """Make such a choice, or with None take it back."""
    chosen = dict(st.session_state.get(_CHOSEN, {}))
    chosen.pop(name, None)
    st.session_state[_CHOSEN] = chosen if code is None else chosen | {name: code}


def held_text(key: str) -> str | None:
    """The text that a box of words begins with, None where it has one already."""
    state = st.session_state
    found = str(state.get(_CHOSEN, {}).get(FIND, ""))
    if state.get(_TURNED):
        state[key] = found
    return None if key in state else found


def keep_text(text: str) -> str:
    """The text of a box, noted for the address."""
    found = text.strip()[:LONGEST_FIND]
    if found:
        st.session_state[_DRAWN][FIND] = found
    return found


def _refuse(why: str) -> None:
    """Show the reason in place of the whole page, in a run of its own."""
    st.session_state[_REFUSED] = (_in_address(), why)
    st.rerun()


def _in_address() -> dict[str, str]:
    return {name: st.query_params[name] for name in NAMES if name in st.query_params}
