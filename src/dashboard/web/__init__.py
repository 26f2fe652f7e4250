"""The web application: the only package that knows Streamlit.

It may know the exports and everything below them. It never counts, and never writes a file of the
survey.
"""

import gc

MANY = 10_000
"""New objects after which garbage is collected: a page makes some hundred thousand."""

# Modules stay for good. While our own are read, garbage is collected several times, and would be
# looked for among all of Streamlit's each time.
gc.freeze()
gc.set_threshold(MANY)
