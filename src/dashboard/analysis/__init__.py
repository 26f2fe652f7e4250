"""The analysis: tallies turned into results, changes, differences and the sentences about them.

It may know the responses, the query, the codebook and the estimates. It never draws, and never
reads a file.
"""
