"""Figures on the page: the one module that knows the browser.

A small component draws the same plain Plotly figures as `st.plotly_chart` would, but keeps what
is drawn and changes it in place. Its JavaScript is `browser/*.js`; Plotly's own library is copied
from the installed package, so nothing of it lies in the repository. Where the copies cannot be
served, or `SURVEY_CHARTS=streamlit` is set, Streamlit draws the figures itself.
"""

import hashlib
import json
import logging
import os
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Literal, cast

import plotly
import streamlit as st

from dashboard.errors import DashboardError, unknown
from dashboard.figures.figure import Figure
from dashboard.figures.palette import Mode, colours, holds_colours, resolve
from dashboard.figures.plain import plain
from dashboard.figures.presets import PRESETS, SYNTHETIC_NOTICE
from dashboard.figures.template import TEMPLATE

log = logging.getLogger(__name__)

SWITCH = "SURVEY_CHARTS"
Way = Literal["in-place", "streamlit"]
WAYS: tuple[Way, ...] = ("in-place", "streamlit")

LIBRARY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
SOURCES = Path(__file__).parent / "browser"
SCRIPTS = ("plot.js", "picture.js", "charts.js")

# Browsers guess how long a file stays good from its age, and Streamlit sends no better hint; an
# old date and a version in the name make it good for months.
OLD = 1_577_836_800.0  # 2020-01-01


def library_name() -> str:
    """The file name under which the installed Plotly library is served."""
    return f"plotly-{plotly.__version__}.min.js"


@cache
def browser_module() -> str:
    """The component's JavaScript with the tables and the style it shares with Python above it."""
    tables = {
        "LIBRARY": library_name(),
        "PALETTE": {mode: colours(mode) for mode in ("light", "dark")},
        "TEMPLATE": TEMPLATE,
        "PRESETS": {name: asdict(preset) for name, preset in PRESETS.items()},
        "SYNTHETIC": SYNTHETIC_NOTICE,
        "STYLE": (SOURCES / "charts.css").read_text(encoding="utf-8"),
    }
    lines = [f"const {name} = {json.dumps(value)};" for name, value in tables.items()]
    sources = [(SOURCES / name).read_text(encoding="utf-8") for name in SCRIPTS]
    return "\n".join([*lines, *sources])


@cache
def module_name() -> str:
    """The file name under which the component's JavaScript is served."""
    return f"charts-{hashlib.sha256(browser_module().encode()).hexdigest()[:12]}.js"


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
        library_name(): LIBRARY.read_bytes,
        module_name(): browser_module().encode,
    }
    try:
        folder.mkdir(exist_ok=True)
        for name, content in wanted.items():
            if not (folder / name).exists():
                _write(folder / name, content())
    except OSError as error:
        _explain(f"{folder} cannot be written ({error.strerror or error})")
        return library_name()
    for other in [*folder.glob("plotly-*.min.js"), *folder.glob("charts-*.js")]:
        if other.name not in wanted:
            other.unlink(missing_ok=True)
    _prepared = True
    return library_name()


def _write(path: Path, content: bytes) -> None:
    # Whole or not at all: another process may be serving the folder.
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(content)
    os.utime(file.name, (OLD, OLD))
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)


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
export default async (c) => {{
  c.parentElement.style.minHeight ||= c.data[0] * 256 + c.data[1] + "px";
  const url = new URL("app/static/{module_name()}", document.baseURI);
  try {{ return (await import(url)).default(c); }}
  catch {{ c.parentElement.textContent = "This figure could not be loaded. Reload the page."; }}
}}
"""

_COMPONENT = st.components.v2.component("survey_chart", js=_LOADER, isolate_styles=False)


def draw(
    figure: Figure,
    *,
    key: str,
    csv: str | None = None,
    link: str = "",
    actions: Sequence[str] = (),
) -> str | None:
    """Draw a figure's plot and, below it, the row of what a reader can do with it.

    The figure's words are not drawn here: they are the page's text, and stand inside the pictures
    taken away. `csv` is what "CSV" hands out (default: the figure's table), `link` the address
    that "Link" copies (none: no such button), absolute or relative to the page. `actions` are
    labels of further buttons; gives the label of the one that was pressed to cause this run.

    A figure that cannot be drawn leaves one sentence in its place, and the reason in the log.
    """
    try:
        spec = plain(figure)
    except DashboardError as error:
        log.error("%s", error)
        _draw_message("This figure could not be drawn; the others are not affected.", key)
        return None
    if way() == "streamlit":
        _draw_with_streamlit(figure, spec, key)
        return _offer_with_streamlit(figure, key, actions)
    data = {
        "id": figure.id,
        "height": figure.height,
        **spec,
        "words": {
            name: text
            for name in ("title", "subtitle", "base", "note", "source", "alt")
            if (text := getattr(figure, name))
        },
        "synthetic": figure.synthetic,
        "csv": csv,
        "link": link,
        "actions": list(actions),
    }
    return _mount(data, key, listens=bool(actions))


def _mount(data: Mapping[str, Any], key: str, *, listens: bool = False) -> str | None:
    # Bytes, as what Streamlit takes for data of other kinds it serialises twice and guesses at; the
    # table repeats much of the drawing, so compression halves what a click sends. The height goes
    # before the rest, for the loader to keep the place free.
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    height = min(int(data.get("height", 0)), 0xFFFF).to_bytes(2, "big")
    sent = height + zlib.compress(text.encode(), 6)
    if not listens:
        _COMPONENT(key=key, data=sent)
        return None
    return cast("str | None", _COMPONENT(key=key, data=sent, on_action_change=_nothing).action)


def _nothing() -> None:
    """Streamlit hands a component's events only to those who name a callback for them."""


def _draw_message(sentence: str, key: str) -> None:
    if way() == "streamlit":
        st.caption(sentence)
    else:
        _mount({"message": sentence}, key)


# Streamlit's own theme follows the reader's choice of light or dark; what is written here does not.
_LEFT_TO_THEME = ("text", "quiet", "grid")


def _draw_with_streamlit(figure: Figure, spec: Mapping[str, Any], key: str) -> None:
    mode: Mode = "dark" if st.context.theme.type == "dark" else "light"
    layout = _merged(TEMPLATE, {"height": figure.height, **spec["layout"]})
    drawn = resolve(_left_to_theme({"data": spec["data"], "layout": layout}), mode)
    st.plotly_chart(drawn, key=key, alt=figure.alt or None, config={"displayModeBar": False})


def _offer_with_streamlit(figure: Figure, key: str, actions: Sequence[str]) -> str | None:
    pressed = None
    table = st.expander("Table", key=f"{key}-table", on_change="rerun")
    if table.open:
        headings = [column.heading for column in figure.table.columns]
        rows = [dict(zip(headings, row, strict=True)) for row in figure.table.rows]
        table.dataframe(rows, hide_index=True)
    for label in actions:
        if st.button(label, key=f"{key}-{label}", type="tertiary"):
            pressed = label
    return pressed


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**under, **over}
    for key in under.keys() & over.keys():
        if isinstance(under[key], dict) and isinstance(over[key], dict):
            merged[key] = _merged(under[key], over[key])
    return merged


def _left_to_theme(value: Any) -> Any:
    if isinstance(value, list):
        return [_left_to_theme(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _left_to_theme(item)
        for key, item in value.items()
        if not (holds_colours(key) and item in _LEFT_TO_THEME)
    }
