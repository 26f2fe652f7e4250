"""Estimates: pure functions from tallies to numbers with their uncertainty.

Nothing here knows the survey, the store or the drawing. Tallies are sums over the respondents
who gave one distinct value (`Sums`); leading axes are segments and items, and every function
works on all of them at once.
"""
