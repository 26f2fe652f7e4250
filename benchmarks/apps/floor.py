"""The floor: the same page with the same number of figures, made beforehand, and no query.

A choice in the filter swaps between figures kept in memory, so that there is something to paint.
"""

import json
import os
from pathlib import Path

import streamlit as st

from dashboard.analysis.results import usual_results
from dashboard.codebook import Codebook, read_codebook
from dashboard.figures import View, draw
from dashboard.figures.figure import Figure
from dashboard.query.selection import select
from dashboard.responses import Responses, load_responses
from dashboard.web.components.charts import draw as draw_chart
from dashboard.web.components.charts import prepare_assets

QUESTIONS: dict[str, dict[str, str]] = json.loads(os.environ["BENCH_QUESTIONS"])
PERSONAS: dict[str, str] = json.loads(os.environ["BENCH_PERSONAS"])


@st.cache_resource
def made() -> list[dict[str, Figure]]:
    prepare_assets(Path(__file__).parent)
    codebook = read_codebook(Path(os.environ["SURVEY_DATA"]))
    responses = load_responses(codebook)
    return [figures(codebook, responses, code) for code in list(PERSONAS)[:3]]


def figures(codebook: Codebook, responses: Responses, persona: str) -> dict[str, Figure]:
    view = select(codebook, [max(codebook.years)], {"persona": [persona]})
    asked = [codebook.question(code) for code in QUESTIONS]
    found = usual_results(responses, asked, view)
    drawn = View(codebook=codebook, query=view)
    return {code: draw(found[code], drawn) for code in QUESTIONS}


sets = made()
st.title("Topic")
with st.sidebar:
    chosen = st.multiselect("Persona", list(PERSONAS), format_func=PERSONAS.get)
for code, figure in sets[len(chosen) % len(sets)].items():
    st.subheader(figure.title)
    st.caption(figure.subtitle)
    draw_chart(figure, key=code)
    st.caption(figure.base)
