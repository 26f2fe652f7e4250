"""How wide is the window? The server guesses from the browser's name and is corrected.

Figures whose headings would not fit beside each other are composed differently for a narrow
window, which only the server can do; so the one fact it needs comes from the browser.
"""

import streamlit as st

WIDTH = "width"
NARROW, MIDDLE, WIDE = "narrow", "middle", "wide"

# Reports only what differs from the guess: most visits cost no run more.
_JS = """
export default function ({ data, setStateValue }) {
  const look = () => {
    const wide = window.innerWidth < 1280 ? "middle" : "wide";
    const width = window.innerWidth < 640 ? "narrow" : wide;
    if (width !== data.width) setStateValue("width", width);
  };
  look();
  window.addEventListener("resize", look);
  return () => window.removeEventListener("resize", look);
}
"""

_WATCH = st.components.v2.component("viewport", js=_JS, isolate_styles=False)


def watch_viewport() -> None:
    """Ask the browser how wide it is; a correction arrives with a run of its own."""
    _WATCH(key="viewport", data={WIDTH: _width()}, on_width_change=_noted, height=1)


def _noted() -> None:
    told = st.session_state["viewport"].get(WIDTH)
    if told in (NARROW, MIDDLE, WIDE):
        st.session_state[WIDTH] = told


def _width() -> str:
    guess = NARROW if "Mobi" in st.context.headers.get("User-Agent", "") else WIDE
    return str(st.session_state.get(WIDTH, guess))


def is_narrow() -> bool:
    """Whether figures are to be composed for a narrow window, a phone's."""
    return _width() == NARROW


def is_wide() -> bool:
    """Whether two figures stand beside each other."""
    return _width() == WIDE
