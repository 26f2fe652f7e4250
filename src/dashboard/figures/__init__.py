"""Figures: plain-dict Plotly figures with the words that belong to them."""
