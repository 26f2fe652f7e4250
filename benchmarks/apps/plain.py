"""A topic page as most people would write it: pandas, plotly.express, a chart a question.

Its best settings: the file is read once and cached, and Streamlit collects no garbage after each
run (.streamlit/config.toml holds for both).
"""

import json
import os

import pandas as pd
import plotly.express as px
import streamlit as st

QUESTIONS: dict[str, dict[str, str]] = json.loads(os.environ["BENCH_QUESTIONS"])
PERSONAS: dict[str, str] = json.loads(os.environ["BENCH_PERSONAS"])


@st.cache_data
def load(path: str) -> pd.DataFrame:
    return pd.read_parquet(path)


answers = load(os.environ["BENCH_FILE"])
st.title("Topic")
with st.sidebar:
    chosen = st.multiselect("Persona", list(PERSONAS), format_func=PERSONAS.get)
if chosen:
    answers = answers[answers["persona"].isin(chosen)]
st.write(f"{len(answers)} people")

for question, about in QUESTIONS.items():
    given = answers.loc[answers[f"{question}__asked"], question].dropna()
    st.subheader(about["title"])
    if about["kind"] == "matrix":
        pairs = pd.DataFrame([pair for row in given for pair in row], columns=["row", "answer"])
        table = pd.crosstab(pairs["row"], pairs["answer"], normalize="index")
        figure = px.imshow(table, text_auto=".0%")
    elif about["kind"] == "allocation":
        parts = pd.DataFrame([pair for row in given for pair in row], columns=["part", "percent"])
        figure = px.bar(
            parts.groupby("part")["percent"].mean().reset_index(), x="percent", y="part"
        )
    else:
        several = about["kind"] in ("multiple", "ranking")
        counts = (given.explode() if several else given).value_counts()
        shares = (counts / len(given)).rename("share").rename_axis("answer").reset_index()
        figure = px.bar(shares, x="share", y="answer", orientation="h", text_auto=".0%")
    st.plotly_chart(figure, key=question)
    st.caption(f"Base: {len(given)}")
