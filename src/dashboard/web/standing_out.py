"""What a comparison comes to, said above a page's figures."""

from collections.abc import Sequence

import streamlit as st

from dashboard.exports.markdown_text import verbatim

AT_ONCE = 3
"""More lines than these wait for a reader who opens them: the figures come first."""


def what_stands_out(title: str, lines: Sequence[str]) -> None:
    """The changes between the last two years, or the groups, that the tests of this view tell."""
    if lines:
        with st.expander(verbatim(title), expanded=len(lines) <= AT_ONCE):
            st.markdown("\n".join(f"- {verbatim(line)}" for line in lines))
