"""The line below a figure of tools that leads to the page of each."""

import streamlit as st

from dashboard.codebook import Codebook, Question
from dashboard.codebook.tool_list import tool_names
from dashboard.stories.one_tool import PAGE
from dashboard.web.controls import link_to_tool
from dashboard.web.links import link


def tool_links(codebook: Codebook, question: Question) -> None:
    """Links to the tools that a question offers; nothing where it offers none."""
    if question.tools:
        names = tool_names(codebook)
        links = (
            link(question.choice(code).label, PAGE, link_to_tool(names[question.id, code]))
            for code in question.tools
        )
        st.caption("Each tool on its own: " + " · ".join(links))
