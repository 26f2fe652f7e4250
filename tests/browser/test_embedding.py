"""A figure embedded elsewhere: its frame is as high as the figure, at every width."""

import html
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from dashboard.exports.captions import FOLLOW_HEIGHT

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
FIGURES = ("obstacles", "used_tracking", "persona")


@pytest.fixture(scope="module")
def address(serve: Any, sample_folder: Path) -> str:
    return str(
        serve(ROOT / "app.py", env={"SURVEY_DATA": str(sample_folder), "SURVEY_PREVIEW": "1"})
    )


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Callable[[str], str]]:
    """Somebody else's page with some markup."""
    shown = ""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><body>{shown}".encode())

        def log_message(self, *_: object) -> None:
            """Nobody needs to know."""

    def page(markup: str) -> str:
        nonlocal shown
        shown = markup
        return f"http://127.0.0.1:{server.server_port}/"

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield page
        server.shutdown()


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("width", [390, 900])
def test_a_frame_is_as_high_as_its_figure(
    figure: str, width: int, address: str, elsewhere: Callable[[str], str], chromium: Any
) -> None:
    link = html.escape(f"{address}/figure?figure={figure}&v=1&embed=true")
    frame = f'<iframe src="{link}" width="100%" height="100" style="border:0"></iframe>'
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.set_default_timeout(60_000)
    page.goto(elsewhere(f"{frame}<iframe height=77></iframe>{FOLLOW_HEIGHT}"))
    inside = page.frame_locator("iframe").first
    inside.locator("svg.main-svg").first.wait_for()
    page.wait_for_function("document.querySelector('iframe').clientHeight > 200")
    main = inside.locator("[data-testid=stMain]")
    for _ in range(40):  # what comes last into the figure makes it higher
        page.wait_for_timeout(500)
        if (hidden := main.evaluate("(one) => one.scrollHeight - one.clientHeight")) == 0:
            break
    assert hidden == 0
    page.wait_for_timeout(1000)
    high = page.evaluate("document.querySelector('iframe').clientHeight")
    # The last line is seen, and not much is left below it.
    last = inside.get_by_text("Open in the dashboard").bounding_box()
    at = page.locator("iframe").first.bounding_box()
    assert 0 < at["y"] + high - (last["y"] + last["height"]) < 80
    # Another frame of the page keeps its height.
    assert page.evaluate("document.querySelectorAll('iframe')[1].clientHeight") == 77
    page.close()
