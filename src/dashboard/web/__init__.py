"""The web application: the only package that knows Streamlit.

It may know the exports and everything below them. It never counts, and never writes a file of the
survey.
"""
