"""The method page: how the survey's numbers are computed, in the words of docs/method.md."""

import streamlit as st

from dashboard.analysis.methods_used import method_text
from dashboard.estimates.usecases import Report
from dashboard.responses.weights import WeightSummary
from dashboard.web.app import in_frame
from dashboard.web.controls import choices
from dashboard.web.session import survey


def method_page() -> None:
    """Draw the method page."""
    in_frame()
    head, section, rest = method_text(survey().codebook).partition("\n## ")
    st.markdown(head)
    _weights_at_hand()
    # Its headings become anchors, which the figures' links lead to.
    st.markdown(section + rest)


def _weights_at_hand() -> None:
    """What the weights of the year in view cost, where the survey has any."""
    year = choices().query.years[-1]
    weighting = survey().responses.weighting.get(year)
    if weighting is None:
        return
    found: list[tuple[str, int, WeightSummary | Report]] = []
    if (cost := weighting.survey) is not None:
        found.append(("Survey", cost.respondents, cost))
    if (report := weighting.use_cases) is not None:
        found.append(("Use-case", report.described, report))
    lines = [
        f"{name} weights, {year}: effective sample size {cost.effective_n:,.0f} (from {people:,}; "
        f"design effect {cost.design_effect:.2f}). The largest weight is {cost.largest:.1f} times "
        "the average."
        for name, people, cost in found
    ]
    if lines:
        st.info("\n\n".join(lines))
