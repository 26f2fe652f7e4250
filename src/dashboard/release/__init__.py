"""Releases: responses in which nobody can be identified, with the report that shows it.

The package may know imports, responses and the codebook. It never shows anything to a reader.
"""
