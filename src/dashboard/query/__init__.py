"""The query: what an address asks of the survey, in years, filters, breakdown, base and weights.

It may know the codebook, and checks every name against it. It never counts anything.
"""
