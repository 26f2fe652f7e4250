"""A figure embedded elsewhere says how high it is, so that its frame fits at every width."""

import streamlit as st

from dashboard.figures.payload import source

_JS = f"""{source("height.js")}
export default function () {{
  const whole = document.querySelector('[data-testid="stMainBlockContainer"]');
  const content = whole?.querySelector('[data-testid="stVerticalBlock"]');
  if (!content || window.parent === window) return;
  return tellHeight(content, () => {{
    const {{ paddingTop, paddingBottom }} = getComputedStyle(whole);
    return Math.ceil(parseFloat(paddingTop) + parseFloat(paddingBottom));
  }});
}}
"""

_TELL = st.components.v2.component("embed_height", js=_JS, isolate_styles=False)


def tell_height() -> None:
    """Have the browser tell the page around the frame."""
    _TELL(key="embed_height", height=1)
