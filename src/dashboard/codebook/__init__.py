"""The codebook: the survey as data, read from YAML, checked, and frozen.

It may know its own files and nothing else. It never reads a response.
"""

from dashboard.codebook.condition_entries import Condition
from dashboard.codebook.entry_types import Kind
from dashboard.codebook.faults import CodebookError, Fault
from dashboard.codebook.model import FURTHER, Choice, Codebook, Question, Topic, Year
from dashboard.codebook.reading import read_codebook
from dashboard.codebook.survey_entries import YearEntry

__all__ = [
    "FURTHER",
    "Choice",
    "Codebook",
    "CodebookError",
    "Condition",
    "Fault",
    "Kind",
    "Question",
    "Topic",
    "Year",
    "YearEntry",
    "read_codebook",
]
