"""What draws figures in a browser, the same on a page and on the server.

`browser/plot.js` and `browser/picture.js` need the tables that Python and the browser share; here
they are put above them, and a figure is made what these sources read.
"""

import json
import logging
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import plotly

from dashboard.figures.figure import Figure
from dashboard.figures.palette import colors
from dashboard.figures.plain_text import plain
from dashboard.figures.plotly_parts import TRACES, NotRead, parts_of
from dashboard.figures.presets import PRESETS, SYNTHETIC_NOTICE
from dashboard.figures.template import TEMPLATE

log = logging.getLogger(__name__)

LIBRARY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
SOURCES = Path(__file__).parent / "browser"

LEVEL, ZLIB_HEADER, ADLER = 6, b"\x78\x9c", 65_521
"""How thoroughly messages are compressed, and what a stream of zlib (RFC 1950) is made of."""

WORDS = ("title", "subtitle", "base", "note", "source", "alt")


def library_name() -> str:
    """The file name under which the Plotly library is served."""
    return f"plotly-{plotly.__version__}-{'-'.join(TRACES)}.min.js"


def library() -> bytes:
    """The parts of the installed Plotly library that draw figures: a quarter of what it weighs.

    A library that is built otherwise is served whole, and the log says so.
    """
    whole = LIBRARY.read_text(encoding="utf-8")
    try:
        return parts_of(whole).encode()
    except NotRead as error:
        log.warning("Plotly is served whole, four times as large: %s.", error)
        return whole.encode()


def script(*names: str, **more: Any) -> str:
    """The sources of these names as one script, with the tables they share with Python above.

    `more` are further tables, by the names they have in the sources.
    """
    tables = {
        "LIBRARY": library_name(),
        "PALETTE": {mode: colors(mode) for mode in ("light", "dark")},
        "TEMPLATE": TEMPLATE,
        "PRESETS": {name: asdict(preset) for name, preset in PRESETS.items()},
        "SYNTHETIC": SYNTHETIC_NOTICE,
        **more,
    }
    lines = [f"const {name} = {json.dumps(value)};" for name, value in tables.items()]
    return "\n".join([*lines, *(source(name) for name in names)])


def source(name: str) -> str:
    """One of the files in `browser/`, as it is."""
    return (SOURCES / name).read_text(encoding="utf-8")


class _Drawing:
    """What of a figure is drawn, told apart by the objects that hold it.

    Figures are kept from run to run, and given other words; checking thousands of values takes
    longer than all the rest of sending them.
    """

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self.parts = id(figure.data), id(figure.layout), id(figure.table)

    def __hash__(self) -> int:
        return hash(self.parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Drawing) and self.parts == other.parts


class _Deflated(NamedTuple):
    """A text deflated, with what tells whether it arrived as it was, and its length in bytes."""

    text: bytes
    adler: int
    length: int


# Keeps the figures too, so no other object gets the place in memory that tells one of them apart;
# no more of them than are on the screens of a few readers, since they count in no cache's bytes.
@lru_cache(maxsize=64)
def _written(drawing: _Drawing) -> _Deflated:
    return _deflated(_json(plain(drawing.figure))[1:], zlib.Z_FINISH)


def painted(figure: Figure) -> dict[str, Any]:
    """A figure as the browser's sources read it: what is drawn, and every word that goes with it.

    Raises DashboardError where something in it cannot be drawn.
    """
    return {**_words(figure), **plain(figure)}


def packed(message: Mapping[str, Any]) -> bytes:
    """A message as JSON, compressed as zlib does."""
    return zlib.compress(_json(message).encode(), LEVEL)


def painted_and_packed(figure: Figure, more: Mapping[str, Any]) -> bytes:
    """The same of a painted figure and of what more is sent along.

    What is drawn is written and compressed once and kept: it is all but a little of the message,
    and the same for every reader.
    """
    words = _deflated(f"{_json({**_words(figure), **more})[:-1]},", zlib.Z_FULL_FLUSH)
    drawn = _written(_Drawing(figure))
    adler = _adler_of_both(words, drawn).to_bytes(4, "big")
    return ZLIB_HEADER + words.text + drawn.text + adler


def _deflated(text: str, end: int) -> _Deflated:
    """A part of a stream by itself, which refers to nothing before it; `end` is how it ends."""
    plain_bytes = text.encode()
    part = zlib.compressobj(LEVEL, wbits=-zlib.MAX_WBITS)
    deflated = part.compress(plain_bytes) + part.flush(end)
    return _Deflated(deflated, zlib.adler32(plain_bytes), len(plain_bytes))


def _adler_of_both(first: _Deflated, second: _Deflated) -> int:
    """The checksum of two texts one after the other (RFC 1950, 8.2)."""
    sums, ones = divmod(first.adler, 1 << 16)
    more_sums, more_ones = divmod(second.adler, 1 << 16)
    # The second text's sums begin with the first one's ones in place of 1.
    sums = (sums + more_sums + second.length * (ones - 1)) % ADLER
    return sums << 16 | (ones + more_ones - 1) % ADLER


def _words(figure: Figure) -> dict[str, Any]:
    words = {name: text for name in WORDS if (text := getattr(figure, name))}
    if figure.about_years:
        # A page tells it once for all of its figures; a picture, which leaves the page, by itself.
        words["about_years"] = figure.about_years
        words["note"] = figure.own_note
    highlight = {} if figure.highlight is None else {"highlight": asdict(figure.highlight)}
    return {
        **highlight,
        "id": figure.id,
        "height": figure.height,
        "words": {name: text for name, text in words.items() if text},
        "reference": figure.reference,
        "synthetic": figure.synthetic,
    }


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
