"""The search in the sidebar: a box of our own, whose index the browser gets once and keeps.

Streamlit's own box would be sent every option on every run, and knows letters, not words. What it
finds, and in what order, is decided in `browser/search.js`; the index is `exports/search_index.py`.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.paths import ROOT
from dashboard.query.url import VERSIONS
from dashboard.web.components.sent import UNPACK, packed
from dashboard.web.components.static_files import put, version_of

SOURCE = Path(__file__).parents[1] / "browser" / "search.js"

# Sent on every run, so it only fetches the rest.
_LOADER = """
let draw;
export default (c) => draw ? draw(c) : load(c);
async function load(c) {
  const url = new URL("app/static/%s", document.baseURI);
  try { draw = (await import(url)).default; return draw(c); }
  catch { c.parentElement.textContent = "The search could not be loaded. Reload the page."; }
}
"""


def search_module() -> str:
    """The search as one JavaScript module."""
    return (
        UNPACK
        + f"const VERSION = {json.dumps(VERSIONS[-1])};\n"
        + SOURCE.read_text(encoding="utf-8")
    )


def prepare_index(index: Mapping[str, Any]) -> str | Mapping[str, Any]:
    """Put an index where the browser gets it; its file's name, or itself where none is served."""
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    return _served(f"search-{version_of(text)}.json", text) or index


def draw_search(
    label: str, index: str | Mapping[str, Any], view: str, key: str, page: str = ""
) -> None:
    """Draw the box.

    `index` is what `prepare_index` gave. `view` is the query of the view at hand, which links
    keep; questions lead to their own pages, or all to one `page`.
    """
    data = {"title": label, "index": index, "view": view, "page": page}
    _component()(key=key, data=packed(data))


@cache
def _component() -> Any:
    module = search_module()
    name = _served(f"search-{version_of(module)}.js", module)
    js = module if name is None else _LOADER % name
    return st.components.v2.component("survey_search", js=js, isolate_styles=False)


def _served(name: str, content: str) -> str | None:
    if not st.get_option("server.enableStaticServing"):
        return None
    path = ROOT / "static" / name
    try:
        put(path, content.encode)
    except OSError:
        return None
    return name
