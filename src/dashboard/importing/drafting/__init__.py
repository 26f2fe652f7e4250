"""A first codebook from exports, and what a codebook lacks for the next one."""

from dashboard.importing.drafting.draft_codebook import write_draft, years_of
from dashboard.importing.drafting.drift import Drift, drift

__all__ = ["Drift", "drift", "write_draft", "years_of"]
