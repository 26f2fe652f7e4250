"""Figures as pictures: SVG, PNG and PDF from one warm Chromium."""
