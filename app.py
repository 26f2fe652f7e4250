"""The dashboard: `streamlit run app.py`."""

from dashboard.frame import show

show()
