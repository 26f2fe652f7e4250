"""The responses: answers in DuckDB, counted into tallies.

All SQL of the dashboard stands here. The package may know the query, the codebook and the
estimates of weights. It never lets a respondent out, only tallies.
"""

from dashboard.responses.loading import load_responses
from dashboard.responses.store import Responses

__all__ = ["Responses", "load_responses"]
