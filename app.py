"""The dashboard: `streamlit run app.py`."""

from dashboard.web.app import show

show()
