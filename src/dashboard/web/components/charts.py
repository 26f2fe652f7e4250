"""Figures on the page: the one module that knows the browser.

A small component draws the same plain Plotly figures as `st.plotly_chart` would, but keeps what
is drawn and changes it in place. Its JavaScript is `browser/*.js`; Plotly's own library is copied
from the installed package, so nothing of it lies in the repository. Where the copies cannot be
served, or `SURVEY_CHARTS=streamlit` is set, Streamlit draws the figures itself.
"""

import json
import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal, cast
from uuid import uuid4

import streamlit as st

from dashboard.errors import DashboardError, unknown
from dashboard.exports.markdown_text import verbatim
from dashboard.figures.figure import Figure
from dashboard.figures.payload import (
    library,
    library_name,
    packed,
    painted,
    painted_and_packed,
    script,
    source,
)
from dashboard.web.components.native_charts import CSV, Words, draw_with_streamlit, table_csv
from dashboard.web.components.static_files import put, version_of

log = logging.getLogger(__name__)

SWITCH = "SURVEY_CHARTS"
NOT_DRAWN = "This chart could not be drawn; other charts are not affected."
Way = Literal["in-place", "streamlit"]
WAYS: tuple[Way, ...] = ("in-place", "streamlit")

# What draws the figures, and what only a click on their buttons needs, fetched at the first one.
CHARTS = ("plot.js", "charts.js")
MENU = ("plot.js", "picture.js", "menu.js")
# What draws the pictures of a whole report.
PICTURES = ("plot.js", "picture.js", "report.js")


def browser_module(sources: Sequence[str], menu: str = "") -> str:
    """JavaScript files as one module, with the tables they share with Python above them."""
    return script(*sources, STYLE=source("charts.css"), MENU=menu)


@cache
def browser_modules() -> dict[str, str]:
    """The modules by the names under which they are served: what draws, then menu and report."""
    menu = browser_module(MENU)
    menu_name = f"charts-menu-{version_of(menu)}.js"
    charts = browser_module(CHARTS, menu_name)
    report = script(*PICTURES)
    return {
        f"charts-{version_of(charts)}.js": charts,
        menu_name: menu,
        f"charts-report-{version_of(report)}.js": report,
    }


DRAWING, _, REPORT = browser_modules()

_prepared = False
_explained: set[str] = set()


def prepare_assets(root: Path) -> str:
    """Put what the browser loads into `root/static`; gives the library's file name.

    Copies of other versions are removed. Where the folder cannot be written or is not served, the
    log says so once and figures are drawn by Streamlit.
    """
    global _prepared
    if not st.get_option("server.enableStaticServing"):
        _explain("server.enableStaticServing is off")
        return library_name()
    folder = root / "static"
    wanted: dict[str, Callable[[], bytes]] = {
        library_name(): library,
        **{name: module.encode for name, module in browser_modules().items()},
    }
    try:
        for name, content in wanted.items():
            put(folder / name, content)
    except OSError as error:
        _explain(f"{folder} cannot be written ({error.strerror or error})")
        return library_name()
    for other in [*folder.glob("plotly-*.min.js"), *folder.glob("charts-*.js")]:
        if other.name not in wanted:
            other.unlink(missing_ok=True)
    _prepared = True
    return library_name()


def _explain(reason: str) -> None:
    if reason not in _explained:
        _explained.add(reason)
        log.warning("Figures are drawn by Streamlit itself, slower: %s.", reason)


def way() -> Way:
    """How figures are drawn: in place, or by Streamlit if so configured or nothing else works."""
    asked = os.environ.get(SWITCH, "in-place")
    if asked not in WAYS:
        raise DashboardError(unknown(f"value of {SWITCH}", asked, WAYS))
    if asked == "in-place" and not _prepared:
        _explain("prepare_assets() did not put the browser's files in place")
        return "streamlit"
    return asked


# Sent with every figure on every run, so it is short, keeps the figure's place free and fetches
# the rest, once. It must not throw: what throws stays broken until the reader leaves the page.
_LOADER = f"""
let draw;
export default (c) => {{
  c.parentElement.style.minHeight = c.data[0] * 256 + c.data[1] + "px";
  return draw ? draw(c) : load(c);
}};
async function load(c) {{
  const url = new URL("app/static/{DRAWING}", document.baseURI);
  try {{ draw = (await import(url)).default; return draw(c); }}
  catch {{ c.parentElement.textContent = "This chart could not be loaded. Reload the page."; }}
}}
"""

_COMPONENT = st.components.v2.component("survey_chart", js=_LOADER, isolate_styles=False)


def draw(
    figure: Figure,
    *,
    key: str,
    csv: Callable[[], str] | None = None,
    link: str = "",
    name: str = "",
    words: Words | None = None,
    actions: Sequence[str] = (),
    place: str = "",
) -> str | None:
    """Draw a figure: its words, the plot, and the row of what a reader can do with it.

    Without `words` the plot and its row stand alone. Title, subtitle, base and note go with the
    drawing, since every element of Streamlit's own is a message and a rendering more that a reader
    waits for. `csv` makes what "CSV" saves
    once it is pressed (default: the figure's table, in full precision), `link` is the address that
    "Copy link" copies (none: no such button), absolute or relative to the page. Files are called
    `name` (default: the figure's id). An open table stands under `place` in the address (default:
    the first part of the figure's id). `actions` are labels of further buttons; gives the label of
    the one that was pressed to cause this run.

    A figure that cannot be drawn leaves one sentence in its place, and the reason in the log.
    """
    csv = csv or partial(table_csv, figure.table, figure.source)
    more = {"link": link, "name": name, "actions": list(actions), "place": place}
    if words is not None:
        more |= asdict(words)
    in_place = way() == "in-place"
    try:
        if in_place:
            made: bytes | dict[str, Any] = painted_and_packed(figure, more)
        else:
            made = painted(figure)
    except Exception:
        log.exception("Figure %r could not be drawn.", figure.id)
        draw_message(NOT_DRAWN, key, figure.title)
        return None
    if isinstance(made, dict):
        return draw_with_streamlit(figure, made, key, csv, words, actions)
    pressed = _mount(made, figure.height, key)
    if pressed == CSV:
        hand_out(f"{name or figure.id}.csv", csv().encode(), "text/csv;charset=utf-8")
    return pressed if pressed in actions else None


def _mount(message: bytes, height: int, key: str) -> str | None:
    # Bytes, as what Streamlit takes for data of other kinds it serialises twice and guesses at; the
    # table repeats much of the drawing, so compression halves what a click sends. The height goes
    # before the rest, for the loader to keep the place free.
    sent = min(int(height), 0xFFFF).to_bytes(2, "big") + message
    return cast("str | None", _COMPONENT(key=key, data=sent, on_action_change=_nothing).action)


def _nothing() -> None:
    """Streamlit hands a component's events only to those who name a callback for them."""


def draw_message(sentence: str, key: str, title: str) -> None:
    """Put a sentence in the place of a figure of this title."""
    if way() == "streamlit":
        st.subheader(verbatim(title), anchor=False)
        st.caption(verbatim(sentence))
    else:
        said = {"message": sentence, "words": {"title": title}}
        _mount(packed(said), 0, key)


# Browsers save what they are told to without asking the server again. The element stays until the
# next run and may be drawn again meanwhile, so each file has a number and is saved once.
_SAVER = """
const saved = new Set();
export default ({ data }) => {
  const end = data.indexOf(10);
  const { number, name, mime } = JSON.parse(new TextDecoder().decode(data.slice(0, end)));
  if (saved.has(number)) return;
  saved.add(number);
  const file = new Blob([data.slice(end + 1)], { type: mime });
  const link = Object.assign(document.createElement("a"), { download: name });
  link.href = URL.createObjectURL(file);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
};
"""
# It shows nothing, so it must not push anything aside.
_NO_PLACE = """
[class*="st-key-hand-out"] {
  position: absolute;
}
"""

_HAND_OUT = st.components.v2.component("hand_out", js=_SAVER, css=_NO_PLACE, isolate_styles=False)


def hand_out(name: str, content: bytes, mime: str) -> None:
    """Make the reader's browser save a file, once, under a name."""
    head = json.dumps({"number": uuid4().hex, "name": name, "mime": mime})
    _HAND_OUT(key=f"hand-out-{name}", data=head.encode() + b"\n" + content)
