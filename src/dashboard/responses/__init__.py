"""The responses: all SQL stands in this package, and what leaves it is tallies."""

from dashboard.responses.loading import load_responses
from dashboard.responses.store import Responses

__all__ = ["Responses", "load_responses"]
