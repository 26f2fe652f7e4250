"""What readers take away: the released files, as CSV too, their dictionary, citation and code."""

from dashboard.exports.dataset.citation import bibtex, citation
from dashboard.exports.dataset.code_snippets import Example, example, snippets
from dashboard.exports.dataset.data_dictionary import dictionary
from dashboard.exports.dataset.flat_csv import flat
from dashboard.exports.dataset.release_files import Published, Released, everything, released

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
