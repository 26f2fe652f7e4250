"""A button that copies a link with a reader's answers, and a browser that reads them from one.

They stand behind the `#` of the link: browsers never send that part to a server when they ask for
a page. Whoever opens the link gives the answers to a session of their own.
"""

from collections.abc import Mapping

import streamlit as st

from dashboard.web.components.copy_link import STYLE
from dashboard.web.components.sent import UNPACK, packed

BEHIND = "me"
_LINK = "copy_answers"

_HTML = '<button type="button" class="copy-link" aria-live="polite"></button>'

_JS = (
    UNPACK
    + """
export default function ({ parentElement, data: bytes, setTriggerValue }) {
  const data = unpack(bytes);
  const button = parentElement.querySelector("button");
  const given = new URLSearchParams(location.hash.slice(1)).get(data.behind);
  if (given && window.surveyAnswers !== given) {
    window.surveyAnswers = given; // read once: a reader may change or forget them
    setTriggerValue("answers", given.slice(0, data.longest));
  }
  const words = "Copy link with my answers";
  button.textContent = words;
  button.hidden = !data.answers;
  button.onclick = async () => {
    const link = new URL(location.pathname, location.href);
    link.hash = `${data.behind}=${encodeURIComponent(data.answers)}`;
    try {
      await navigator.clipboard.writeText(link.href);
      button.textContent = "Link copied";
    } catch {
      button.textContent = "Copying is blocked in this browser";
    }
    setTimeout(() => { button.textContent = words; }, 2000);
  };
}
"""
)

_BUTTON = st.components.v2.component(
    "answers_link", html=_HTML, css=STYLE, js=_JS, isolate_styles=False
)
LONGEST = 4000


def answers_link(answers: Mapping[str, tuple[str, ...]], take: str) -> None:
    """Draw the button where there are answers; what a link brings is put under `take`."""
    data = {"behind": BEHIND, "answers": written(answers), "longest": LONGEST}

    def taken() -> None:
        brought = st.session_state[_LINK].get("answers")
        if isinstance(brought, str):
            st.session_state[take] = read(brought)

    _BUTTON(key=_LINK, data=packed(data), on_answers_change=taken, height="content")


def written(answers: Mapping[str, tuple[str, ...]]) -> str:
    """Answers as a link has them: `role=smith;used=axe,saw`."""
    return ";".join(f"{code}={','.join(codes)}" for code, codes in answers.items())


def read(text: str) -> dict[str, list[str]]:
    """Answers of a link by question, nothing of them checked yet."""
    pairs = (part.partition("=") for part in text[:LONGEST].split(";"))
    return {code: codes.split(",") for code, equals, codes in pairs if equals}
