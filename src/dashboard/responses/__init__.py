"""The responses: answers counted into tallies, in DuckDB or on an engine that a setting names.

All SQL of the dashboard stands here, in DuckDB's dialect. The package may know the query, the
codebook and the estimates of weights. It never lets a respondent out, only tallies.
"""

from dashboard.responses.loading import load_responses
from dashboard.responses.store import Responses

__all__ = ["Responses", "load_responses"]
