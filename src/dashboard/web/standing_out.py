"""What a comparison comes to, said above a page's figures and decided over all of them at once."""

from collections.abc import Mapping

import streamlit as st

from dashboard.analysis.results import Result
from dashboard.analysis.sentences import changes_in_words, groups_in_words
from dashboard.exports.markdown_text import verbatim
from dashboard.figures.words import lowered
from dashboard.query.url import COMPARE_YEARS
from dashboard.stories.view import Desk


def what_stands_out(desk: Desk, found: Mapping[str, Result]) -> None:
    """The changes between the last two years, or the groups, that the tests of this view tell."""
    chosen = desk.chosen
    years = chosen.query.years
    if chosen.address.compare == COMPARE_YEARS and len(years) > 1:
        title = f"Significant changes, {years[-2]} to {years[-1]}"
        pair, topics = (years[-2], years[-1]), [desk.question(code).topic for code in found]
        lines = changes_in_words(desk.family(topics), desk.mixes(topics, pair), pair)
    elif chosen.by is not None:
        title = f"Biggest differences by {lowered(chosen.by.title)}"
        told = desk.associations(found)
        lines = groups_in_words([one for one in told if one.question.id in found])
    else:
        return
    if lines:
        with st.expander(verbatim(title), expanded=True):
            st.markdown("\n".join(f"- {verbatim(line)}" for line in lines))
