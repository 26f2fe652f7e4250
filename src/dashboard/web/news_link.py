"""A line or button that leads from a piece of news to its figure."""

import streamlit as st

from dashboard.exports.markdown_text import verbatim
from dashboard.query.url import write_address
from dashboard.stories.news import News, view_of
from dashboard.stories.view import Desk
from dashboard.web.app import menu_page


def news_link(desk: Desk, one: News, label: str) -> None:
    """Draw a link to the figure that shows the news, in the view at hand."""
    view = write_address(view_of(desk, one), desk.chosen.default_year)
    st.page_link(menu_page(one.question.topic), label=verbatim(label), query_params=view)
