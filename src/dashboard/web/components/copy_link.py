"""Buttons that copy the address of the view, or a text: what Streamlit cannot do."""

import streamlit as st

from dashboard.web.components.sent import UNPACK, packed
from dashboard.web.page_choices import NAMES

_HTML = '<button type="button" class="copy-link" aria-live="polite"></button>'

STYLE = """
.copy-link { min-height: 40px; padding: 0 .75rem; cursor: pointer; font: inherit;
  font-size: .875rem; color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius, .5rem); }
.copy-link:hover, .copy-link:focus-visible { border-color: var(--st-primary-color);
  color: var(--st-primary-color); }
"""

# The clipboard is closed to pages without TLS; there a selected text field still copies.
_JS = (
    UNPACK
    + """
export default function ({ parentElement, data }) {
  const button = parentElement.querySelector("button");
  const { label, done, view, text, names } = unpack(data);
  button.textContent = label;
  button.onclick = async () => {
    let copied = text;
    if (copied === undefined) {
      const whole = new URL(view, window.location.href);
      const here = new URLSearchParams(window.location.search);
      for (const name of names) if (here.has(name)) whole.searchParams.set(name, here.get(name));
      copied = whole.href.replaceAll("%2C", ",");
    }
    try {
      await navigator.clipboard.writeText(copied);
    } catch {
      const field = document.createElement("textarea");
      field.value = copied;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    button.textContent = done;
    setTimeout(() => { button.textContent = label; }, 2000);
  };
}
"""
)

_BUTTON = st.components.v2.component(
    "copy_link", html=_HTML, css=STYLE, js=_JS, isolate_styles=False
)


def copy_link_button(view: str) -> None:
    """Draw the button; it copies the page's address with `view`, what stands from the `?` on.

    What was chosen on the page itself it takes from the address at hand.
    """
    data = {"label": "Copy link", "done": "Link copied", "view": view, "names": NAMES}
    _BUTTON(key="copy_link", data=packed(data))


def copy_text_button(label: str, text: str, key: str) -> None:
    """Draw a button that copies a text."""
    data = {"label": label, "done": "Copied", "text": text}
    _BUTTON(key=key, data=packed(data), width="content")
