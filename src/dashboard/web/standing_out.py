"""What a comparison comes to, said above a page's figures."""

from collections.abc import Sequence

import streamlit as st

from dashboard.exports.markdown_text import verbatim
from dashboard.stories.topic_view import AT_ONCE


def what_stands_out(title: str, lines: Sequence[str]) -> None:
    """The changes between the last two years, or the groups, that the tests of this view tell."""
    if lines:
        with st.expander(verbatim(title), expanded=len(lines) <= AT_ONCE):
            st.markdown("\n".join(f"- {verbatim(line)}" for line in lines))
