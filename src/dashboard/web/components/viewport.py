"""What only the browser knows: how wide is its window, and did its whole address arrive?

Figures whose headings would not fit beside each other are composed differently for a narrow
window, which only the server can do. It guesses from the browser's name and is corrected.

An address beyond certain bounds Streamlit takes for an empty one. The view that it names must not
be answered by everybody's numbers, so the browser says that its address went missing.
"""

import streamlit as st
from streamlit.runtime.state.query_params import (
    CLIENT_STATE_QUERY_STRING_MAX_FIELDS,
    CLIENT_STATE_QUERY_STRING_MAX_LENGTH,
)

from dashboard.web.components.sent import UNPACK, packed

WIDTH = "width"
NARROW, MIDDLE, WIDE = "narrow", "middle", "wide"
LOST = "address_lost"

# Reports only what differs from the guess: most visits cost no run more.
_JS = (
    UNPACK
    + """
export default function ({ data: bytes, setStateValue }) {
  const data = unpack(bytes);
  const look = () => {
    const wide = window.innerWidth < 1280 ? "middle" : "wide";
    const width = window.innerWidth < 640 ? "narrow" : wide;
    if (width !== data.width) setStateValue("width", width);
  };
  const query = window.location.search.slice(1);
  const lost = query.length > data.longest || query.split("&").length > data.most;
  if (lost !== data.lost) {
    // Until the server knows, what it draws is of everybody and not what the address asked for.
    document.body.style.visibility = lost ? "hidden" : "";
    setStateValue("lost", lost);
  }
  look();
  window.addEventListener("resize", look);
  return () => {
    document.body.style.visibility = "";
    window.removeEventListener("resize", look);
  };
}
"""
)

_WATCH = st.components.v2.component("viewport", js=_JS, isolate_styles=False)


def watch_viewport() -> None:
    """Ask the browser how wide it is; a correction arrives with a run of its own."""
    data = {
        WIDTH: _width(),
        "lost": address_lost(),
        "longest": CLIENT_STATE_QUERY_STRING_MAX_LENGTH,
        "most": CLIENT_STATE_QUERY_STRING_MAX_FIELDS,
    }
    _WATCH(
        key="viewport", data=packed(data), on_width_change=_noted, on_lost_change=_noted, height=1
    )


def _noted() -> None:
    told = st.session_state["viewport"].get(WIDTH)
    if told in (NARROW, MIDDLE, WIDE):
        st.session_state[WIDTH] = told
    lost = st.session_state["viewport"].get("lost")
    if lost is not None:
        st.session_state[LOST] = bool(lost)


def _width() -> str:
    if WIDTH not in st.session_state:
        # Asked some twenty times a run; the browser's name takes longer to read than all of them.
        phone = "Mobi" in st.context.headers.get("User-Agent", "")
        st.session_state[WIDTH] = NARROW if phone else WIDE
    return str(st.session_state[WIDTH])


def address_lost() -> bool:
    """Whether the browser has an address so long that Streamlit took it for an empty one."""
    return bool(st.session_state.get(LOST, False))


def address_found() -> None:
    """The address at hand is all there is: the long one was left."""
    st.session_state[LOST] = False


def is_narrow() -> bool:
    """Whether figures are to be composed for a narrow window, a phone's."""
    return _width() == NARROW


def is_wide() -> bool:
    """Whether two figures stand beside each other."""
    return _width() == WIDE
