"""Components of the page that Streamlit does not have: figures drawn in place, copied links."""
