"""Eight made-up figures and a filter: what the tests and the benchmark of the charts drive."""

from pathlib import Path

import streamlit as st
from made_up import GROUPS, bars

from dashboard.charts import draw, prepare_assets

st.set_page_config(page_title="Charts", layout="centered")
prepare_assets(Path(__file__).parent)

group = st.sidebar.radio("Group", GROUPS, key="group")
count = int(st.query_params.get("charts", "8"))
rows = int(st.query_params.get("rows", "10"))
broken = st.query_params.get("broken", "") == "1" and group == GROUPS[1]

st.title("Made-up figures")
for number in range(count):
    figure = bars(number, group, rows=rows, broken=broken and number == 0)
    st.subheader(figure.title)
    st.caption(figure.subtitle)
    draw(figure, key=f"chart-{number}", link=f"?figure={figure.id}")
    st.caption(f"Base: {figure.base}")
