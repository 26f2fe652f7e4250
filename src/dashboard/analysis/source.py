"""What a figure can be drawn from."""

from dashboard.analysis.expectations import Expectations
from dashboard.analysis.lifts import CoUse
from dashboard.analysis.results import Result

Source = Result | CoUse | Expectations
"""Everything that has a statement in SQL and can be drawn."""
