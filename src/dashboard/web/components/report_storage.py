"""The reader's report, kept by their own browser: it is there after a reload, at any address.

Nothing of it is stored on the server. What the browser has kept is never lost to what a new session
begins with: until the session has heard of it, only an empty place is filled.
"""

from collections.abc import Callable

import streamlit as st

from dashboard.web.components.sent import UNPACK, packed

KEPT = "kept"
LONGEST = 800_000
"""Characters that a browser is asked to keep: more than the longest report has."""

_JS = (
    UNPACK
    + """
// The session that knows what is kept here, and what it was told.
let knows;
let told;

export default function ({ data, setStateValue }) {
  const { session, heard, place, text, longest } = unpack(data);
  const tell = (kept) => setStateValue("kept", kept.slice(0, longest));
  const changed = ({ key, newValue }) => { if (key === place) tell(newValue ?? ""); };
  try {
    const kept = localStorage.getItem(place) ?? "";
    if (heard || !kept || kept === text) knows = session;
    if (knows !== session) {
      if (told !== session + kept) tell(kept);
      told = session + kept;
    } else if (text) localStorage.setItem(place, text);
    else if (text === "") localStorage.removeItem(place);
  } catch (error) {
    console.warn("The report is not kept beyond this visit.", error);
  }
  // Another tab of the same reader's.
  addEventListener("storage", changed);
  return () => removeEventListener("storage", changed);
}
"""
)

_COMPONENT = st.components.v2.component("report_storage", js=_JS, isolate_styles=False)


def keep_in_browser(
    text: str | None, *, survey: str, session: str, heard: bool, take: Callable[[str], None]
) -> None:
    """Have the browser keep the report of a survey, None for whatever it keeps already.

    What it kept before goes to `take`; `heard` says that the session has taken it.
    """

    def told() -> None:
        kept = st.session_state["report_storage"].get(KEPT)
        if isinstance(kept, str):
            take(kept)

    data = {
        "session": session,
        "heard": heard,
        "place": f"report of {survey}",
        "text": text,
        "longest": LONGEST,
    }
    _COMPONENT(key="report_storage", data=packed(data), on_kept_change=told, height=1)
