"""Estimates: pure functions from tallies to numbers with their uncertainty.

Tallies are sums over the respondents who gave one distinct value (`Sums`); leading axes are
segments and items, and every function works on all of them at once. The package may know errors
and arrays. It never knows the survey, the responses or the drawing.
"""
