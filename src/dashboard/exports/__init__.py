"""Exports: what is made of a figure for those who take it away, and the SQL behind it.

The package may know releases, stories and everything below them. It never knows the web page.
"""
