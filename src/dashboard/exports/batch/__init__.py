"""Figures by the dozen, for whoever takes many away: exports, the figure book, the static twin."""
