"""Is the window narrow, a phone's? The server guesses from the browser's name and is corrected.

Figures whose headings would not fit beside each other are composed differently for a narrow
window, which only the server can do; so the one fact it needs comes from the browser.
"""

import streamlit as st

NARROW = "narrow"

# Reports only what differs from the guess: most visits cost no run more.
_JS = """
export default function ({ data, setStateValue }) {
  const look = () => {
    const narrow = window.innerWidth < 640;
    if (narrow !== data.narrow) setStateValue("narrow", narrow);
  };
  look();
  window.addEventListener("resize", look);
  return () => window.removeEventListener("resize", look);
}
"""

_WATCH = st.components.v2.component("viewport", js=_JS, isolate_styles=False)


def watch_viewport() -> None:
    """Ask the browser how wide it is; a correction arrives with a run of its own."""
    _WATCH(key="viewport", data={NARROW: is_narrow()}, on_narrow_change=_noted, height=1)


def _noted() -> None:
    told = st.session_state["viewport"].get(NARROW)
    if told is not None:
        st.session_state[NARROW] = bool(told)


def is_narrow() -> bool:
    """Whether figures are to be composed for a narrow window."""
    guess = "Mobi" in st.context.headers.get("User-Agent", "")
    return bool(st.session_state.get(NARROW, guess))
