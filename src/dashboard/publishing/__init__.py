"""What readers take away: the released files, as CSV too, their dictionary, citation and code."""

from dashboard.publishing.citing import bibtex, citation
from dashboard.publishing.dictionary import dictionary
from dashboard.publishing.files import Published, Released, everything, released
from dashboard.publishing.flat import flat
from dashboard.publishing.snippets import Example, example, snippets

__all__ = [
    "Example",
    "Published",
    "Released",
    "bibtex",
    "citation",
    "dictionary",
    "everything",
    "example",
    "flat",
    "released",
    "snippets",
]
