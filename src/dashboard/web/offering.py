"""Links to wider views where this one has few answers: said once on a page."""

from collections.abc import Iterable

import streamlit as st

from dashboard.codebook import Question
from dashboard.query.url import write_address
from dashboard.stories.offers import MOST, SHOW_INSTEAD, offers
from dashboard.stories.view import Desk
from dashboard.web.links import link


def offer_wider(desk: Desk, questions: Iterable[Question], page: str) -> None:
    """Link to the views nearest to this one that have enough answers to some questions of a page.

    Nothing is drawn where this view has enough, or none near it has more.
    """
    found = offers(desk, questions)[:MOST]
    if not found:
        return
    lines = [SHOW_INSTEAD]
    for offer in found:
        parameters = write_address(offer.address, desk.chosen.default_year)
        lines.append(f"- {link(offer.label, page, parameters)}")
    st.markdown("\n".join(lines))
