"""What a comparison comes to, said above a page's figures."""

from collections.abc import Mapping

import streamlit as st

from dashboard.analysis.results import Result
from dashboard.exports.markdown_text import verbatim
from dashboard.stories.topic_view import AT_ONCE, standing_out
from dashboard.stories.view import Desk


def what_stands_out(desk: Desk, found: Mapping[str, Result]) -> None:
    """The changes between the last two years, or the groups, that the tests of this view tell."""
    title, lines = standing_out(desk, found)
    if lines:
        with st.expander(verbatim(title), expanded=len(lines) <= AT_ONCE):
            st.markdown("\n".join(f"- {verbatim(line)}" for line in lines))
