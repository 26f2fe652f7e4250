"""A warm browser that makes pictures of figures: SVG, PNG and PDF, many from one process.

It draws with the sources that draw on every page of the app, so a picture is the same wherever it
was made.
"""

import atexit
import base64
import json
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from time import monotonic
from types import TracebackType
from typing import Any, Literal, Self, TypeVar, cast

from dashboard.errors import DashboardError, unknown
from dashboard.exports.pictures.chromium import (
    BrowserHangs,
    BrowserLost,
    Chromium,
    NoBrowser,
    Page,
    ScriptFailed,
    find_chromium,
    no_browser,
)
from dashboard.exports.pictures.pdf import TALLEST, settled
from dashboard.figures.figure import Figure
from dashboard.figures.palette import Mode
from dashboard.figures.payload import LIBRARY, painted, script
from dashboard.figures.presets import PRESETS, Preset

__all__ = ["FORMATS", "NoBrowser", "Studio", "find_chromium"]

Drawn = TypeVar("Drawn")
Format = Literal["svg", "png", "pdf"]
FORMATS: tuple[Format, ...] = ("svg", "png", "pdf")

GIVEN_UP_FOR = 300.0
"""Seconds for which no other browser is started once one hung."""

# Fonts and letters are the machine's; nothing may be fetched.
_PAGE = """<!doctype html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src blob: data:;
 script-src 'unsafe-inline' file:; style-src 'unsafe-inline'">
<style>html, body {{ margin: 0; overflow: hidden; }} body > svg {{ display: block; }}</style>
<body></body>
<script src="{library}"></script>
<script>{script}</script>
"""


class _Place:
    """Room for one page; the page is opened when it is first needed, or needed again."""

    def __init__(self) -> None:
        self.page: Page | None = None


class Studio:
    """Makes pictures; may be asked by several threads, which wait for one of its pages.

    `pages` is how many pictures are made at the same time. The browser starts with the first
    picture and ends with `close`, with the `with` block, or with the program.
    """

    def __init__(self, pages: int = 2) -> None:
        self._lock = threading.Lock()
        self._browser: Chromium | None = None
        self._closed = False
        self._hung: tuple[float, BrowserHangs] | None = None
        self._places: queue.LifoQueue[_Place] = queue.LifoQueue()
        self.pages = pages
        for _ in range(pages):
            self._places.put(_Place())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def pictures(
        self,
        figure: Figure,
        preset: str | Preset,
        formats: Iterable[str],
        *,
        mode: Mode = "light",
        transparent: bool = False,
    ) -> dict[str, bytes]:
        """One figure at one preset, in each of the formats; all of them or an error.

        A preset is named, or given where it is not among those that readers choose from.

        Raises NoBrowser where there is no Chromium, and DashboardError for an unknown preset or
        format, a figure that cannot be drawn or is too tall for a format, and where Chromium
        ended twice over the same picture.
        """
        wanted = list(dict.fromkeys(formats))
        for name in wanted:
            if name not in FORMATS:
                raise DashboardError(unknown("format of pictures", name, FORMATS))
        if isinstance(preset, str):
            if preset not in PRESETS:
                raise DashboardError(unknown("size of pictures", preset, PRESETS))
            preset = PRESETS[preset]
        given = [painted(figure), asdict(preset), mode, transparent, "png" in wanted]
        asked = ", ".join(json.dumps(value, allow_nan=False) for value in given)
        return self._attempted(
            figure.id, lambda page: _taken(page, figure, f"take({asked})", wanted)
        )

    def plot(self, figure: Mapping[str, Any], width: int) -> str:
        """The plot alone of a figure as the browser's sources read it, as SVG without its words.

        Colors are names of the page's style, as in `var(--c-text)`. Raises as `pictures` does.
        """
        asked = f"plotted({json.dumps(figure, allow_nan=False)}, {width})"
        return self._attempted(str(figure["id"]), lambda page: str(page.run(asked)))

    def _attempted(self, id: str, draw: Callable[[Page], Drawn]) -> Drawn:
        for again in (True, False):
            try:
                with self.page() as page:
                    return draw(page)
            except BrowserLost as error:
                if self._closed:
                    why = "The studio was closed over it."
                elif isinstance(error, BrowserHangs):
                    why = str(error)
                elif again:
                    continue
                else:
                    why = f"{error} Two attempts failed."
                raise DashboardError(f"Figure {id!r} has no image. {why}") from error
            except ScriptFailed as error:
                raise DashboardError(_why(id, str(error))) from error
        raise AssertionError("unreachable")

    @contextmanager
    def page(self) -> Iterator[Page]:
        """One of the pages, ready to draw, for this thread alone until the block ends."""
        place = self._places.get()
        try:
            if place.page is None or not place.page.browser.alive:
                place.page = self._open()
            yield place.page
        except BrowserLost as error:
            if isinstance(error, BrowserHangs) and self._hung is None:
                self._hung = (monotonic(), error)
            if place.page is not None:
                place.page.close()
            place.page = None
            raise
        finally:
            self._places.put(place)

    def _open(self) -> Page:
        with self._lock:
            if self._closed:
                raise DashboardError("The studio is closed; open another one.")
            if self._hung is not None and monotonic() - self._hung[0] < GIVEN_UP_FOR:
                raise self._hung[1]
            if self._browser is None or not self._browser.alive:
                self._start()
            browser = cast(Chromium, self._browser)
        return browser.open((browser.folder / "studio.html").as_uri())

    def _start(self) -> None:
        path = find_chromium()
        if path is None:
            raise no_browser()
        if self._browser is not None:
            self._browser.stop()
            self._hung = None
        else:
            atexit.register(self.close)
        self._browser = Chromium(path)
        page = _PAGE.format(
            library=LIBRARY.as_uri(), script=script("plot.js", "picture.js", "studio.js")
        )
        (self._browser.folder / "studio.html").write_text(page, encoding="utf-8")

    def close(self) -> None:
        """End the browser; pictures being made fail."""
        with self._lock:
            self._closed = True
            browser, self._browser = self._browser, None
        if browser is not None:
            atexit.unregister(self.close)
            browser.stop()


def _taken(page: Page, figure: Figure, expression: str, wanted: Iterable[str]) -> dict[str, bytes]:
    made = page.run(expression)
    found: dict[str, bytes] = {}
    for name in wanted:
        match name:
            case "svg":
                found[name] = made["picture"].encode()
            case "png":
                found[name] = base64.b64decode(made["png"])
            case "pdf":
                found[name] = _printed(page, figure, made)
    return found


def _printed(page: Page, figure: Figure, made: dict[str, Any]) -> bytes:
    width, height = made["width"], made["height"]
    if height / 96 > TALLEST:
        raise ScriptFailed("too tall for a PDF")
    page.run(f"lay({json.dumps(made['picture'])}, {json.dumps(figure.title)}, {width}, {height})")
    printed = page.call(
        "Page.printToPDF",
        {"preferCSSPageSize": True, "printBackground": True, "generateTaggedPDF": True},
    )
    page.run("clear()")
    # Points, 72 to the inch; pixels of CSS are 96.
    return settled(base64.b64decode(printed["data"]), width * 0.75, height * 0.75)


def _why(id: str, said: str) -> str:
    if "too tall" in said:
        return (
            f"Figure {id!r} is too tall for a PNG or a PDF; use SVG or CSV, or a "
            "size that shows its first rows."
        )
    return f"Figure {id!r} could not be drawn. Chromium: {said}"
