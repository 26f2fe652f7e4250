"""Buttons that copy the address of the view, or a text: what Streamlit cannot do."""

import streamlit as st

_HTML = '<button type="button" class="copy-link" aria-live="polite"></button>'

STYLE = """
.copy-link { min-height: 40px; padding: 0 .75rem; cursor: pointer; font: inherit;
  font-size: .875rem; color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius, .5rem); }
.copy-link:hover, .copy-link:focus-visible { border-color: var(--st-primary-color);
  color: var(--st-primary-color); }
"""

# The clipboard is closed to pages without TLS; there a selected text field still copies.
_JS = """
export default function ({ parentElement, data }) {
  const button = parentElement.querySelector("button");
  const { label, done, view, text } = data;
  button.textContent = label;
  button.onclick = async () => {
    const copied = text ?? new URL(view, window.location.href).href;
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

_BUTTON = st.components.v2.component(
    "copy_link", html=_HTML, css=STYLE, js=_JS, isolate_styles=False
)


def copy_link_button(view: str) -> None:
    """Draw the button; it copies the page's address with `view`, what stands from the `?` on."""
    _BUTTON(key="copy_link", data={"label": "Copy link", "done": "Link copied", "view": view})


def copy_text_button(label: str, text: str, key: str) -> None:
    """Draw a button that copies a text."""
    data = {"label": label, "done": "Copied", "text": text}
    _BUTTON(key=key, data=data, width="content")
