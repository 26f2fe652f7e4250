"""A button that copies the address of the view: the one thing here that Streamlit cannot do."""

import streamlit as st

from dashboard.web.page_choices import NAMES

_HTML = '<button type="button" class="copy-link" aria-live="polite">Copy link</button>'

_CSS = """
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
  const words = "Copy link";
  button.onclick = async () => {
    const whole = new URL(data.view, window.location.href);
    const here = new URLSearchParams(window.location.search);
    for (const name of data.names) if (here.has(name)) whole.searchParams.set(name, here.get(name));
    const link = whole.href.replaceAll("%2C", ",");
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      const field = document.createElement("textarea");
      field.value = link;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    button.textContent = "Link copied";
    setTimeout(() => { button.textContent = words; }, 2000);
  };
}
"""

_BUTTON = st.components.v2.component(
    "copy_link", html=_HTML, css=_CSS, js=_JS, isolate_styles=False
)


def copy_link_button(view: str) -> None:
    """Draw the button; it copies the page's address with `view`, what stands from the `?` on.

    What was chosen on the page itself it takes from the address at hand.
    """
    _BUTTON(key="copy_link", data={"view": view, "names": NAMES})
