"""What a comparison comes to, said above a page's figures and decided over all of them at once."""

from collections.abc import Mapping

import streamlit as st

from dashboard.analysis.association import associations
from dashboard.analysis.comparison_sentences import changes_in_words, groups_in_words
from dashboard.analysis.describe import verbatim
from dashboard.analysis.results import Result
from dashboard.analysis.scores import Scores
from dashboard.query.url import COMPARE_YEARS
from dashboard.stories.view import Desk


def what_stands_out(desk: Desk, found: Mapping[str, Result | Scores]) -> None:
    """The changes between the last two years, or the groups, that the tests of this view mark."""
    chosen = desk.chosen
    years = chosen.selection.years
    if chosen.address.compare == COMPARE_YEARS and len(years) > 1:
        title = f"What changed from {years[-2]} to {years[-1]}, on this page"
        pair, changes = (years[-2], years[-1]), desk.changes(found)
        lines = changes_in_words(changes, desk.mixes(changes, pair), pair)
    elif chosen.by is not None:
        title = f"Who stands out by {chosen.by.title.lower()}, on this page"
        # The question that makes the groups would only say what they are.
        shares = [
            result
            for result in found.values()
            if isinstance(result, Result) and result.question != chosen.by
        ]
        lines = groups_in_words(one for of_result in associations(shares) for one in of_result)
    else:
        return
    if lines:
        with st.expander(title, expanded=True):
            st.markdown("\n".join(f"- {verbatim(line)}" for line in lines))
