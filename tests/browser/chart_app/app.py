"""Made-up figures and a filter: what the tests and the benchmark of the charts drive.

The address says how many figures of how many rows, and what is odd about them.
"""

from contextlib import nullcontext
from pathlib import Path

import streamlit as st
from made_up import GROUPS, bars

from dashboard.web.components.charts import draw, prepare_assets
from dashboard.web.components.native_charts import Words

st.set_page_config(page_title="Charts", layout="centered")
prepare_assets(Path(__file__).parent)

asked = st.query_params
group = st.sidebar.radio("Group", GROUPS, key="group")
rows = int(asked.get("rows", "10"))
pressed = None

st.title("Made-up figures")
for number in range(
    int(asked.get("charts", "8")) + GROUPS.index(group) * int(asked.get("grow", "0"))
):
    first = number == 0
    figure = bars(
        number,
        group,
        rows=rows + GROUPS.index(group) * int(asked.get("more", "0")),
        broken=first and group == asked.get("broken"),
        odd=first and "odd" in asked,
    )
    place = nullcontext()
    if number == 1 and "tabs" in asked:
        place = st.tabs(["Front", "Back"])[1]
    if number == 1 and "expander" in asked:
        place = st.expander("Closed")
    with place:
        pressed = pressed or draw(
            figure,
            key=f"chart-{number}",
            link=f"?figure={figure.id}",
            words=Words(method="?method", asked="Asked: “Which?”"),
            actions=["Methodology"] if first and "actions" in asked else (),
        )
if pressed:
    st.write(f"Pressed: {pressed}")
