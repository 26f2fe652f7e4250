"""Figures as data: tidy rows, metadata and workbooks, the same numbers as on the page."""
