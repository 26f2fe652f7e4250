"""A first codebook from an export, and what a codebook lacks for the next one."""

from dashboard.importing.drafting.drift import Drift, drift
from dashboard.importing.drafting.writing import draft, write_draft

__all__ = ["Drift", "draft", "drift", "write_draft"]
