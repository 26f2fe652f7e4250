"""Links inside the site, as Markdown: they open in the same tab, and are a step of its history."""

from collections.abc import Mapping
from urllib.parse import urlencode

from dashboard.exports.markdown_text import verbatim


def link(label: str, page: str, parameters: Mapping[str, str]) -> str:
    """A link to a view of a page by its name in the menu."""
    query = urlencode(parameters, safe=",")
    return f"[{verbatim(label)}]({page}{'?' + query if query else ''})"
