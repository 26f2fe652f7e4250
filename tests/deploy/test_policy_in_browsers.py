"""The content security policy in a real browser: nothing that the app does offends against it."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from .conftest import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

WATCH = """
window.offences = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.offences.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`));
"""


@pytest.fixture
def page(chromium: "Browser") -> "Iterator[Page]":
    """A page that notes offences against its policy, and everything on its console."""
    context = chromium.new_context(accept_downloads=True)
    opened = context.new_page()
    opened.add_init_script(WATCH)
    yield opened
    context.close()


def offences(page: "Page", said: list[str]) -> list[str]:
    return [
        *page.evaluate("window.offences"),
        *(line for line in said if "Security Policy" in line),
    ]


def listening(page: "Page") -> list[str]:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def drawn(page: "Page") -> None:
    page.wait_for_selector("svg.main-svg", timeout=90_000)


@pytest.mark.parametrize(
    "path", ["/", "/tools?year=2024", "/personas?compare=year", "/codebook", "/data", "/method"]
)
def test_a_page_draws_and_offends_against_nothing(site: Site, page: "Page", path: str) -> None:
    said = listening(page)
    page.goto(site.address + path)
    page.wait_for_selector("text=Source:", timeout=90_000)
    if path.startswith(("/tools", "/personas")):
        drawn(page)
    assert offences(page, said) == []


def test_a_figure_is_taken_away(site: Site, page: "Page") -> None:
    said = listening(page)
    page.goto(site.address + "/tools?year=2024")
    drawn(page)
    page.get_by_role("button", name="Download", exact=True).first.click()
    with page.expect_download(timeout=90_000) as saved:
        page.get_by_role("button", name="CSV").first.click()
    assert saved.value.suggested_filename.endswith(".csv")
    with page.expect_download(timeout=90_000) as saved:
        page.get_by_text("PNG", exact=False).first.click()
    assert saved.value.suggested_filename.endswith(".png")
    assert offences(page, said) == []


@pytest.fixture
def elsewhere() -> Iterator[Callable[[str], str]]:
    """Somebody else's site: `elsewhere(link)` is the address of a page that embeds a link."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            link = parse_qs(urlsplit(self.path).query)["link"][0]
            self.wfile.write(f'<iframe src="{link}" width=800 height=900></iframe>'.encode())

        def log_message(self, *_: object) -> None:
            """Nobody needs to know."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield lambda link: f"http://127.0.0.1:{server.server_port}/?{urlencode({'link': link})}"
        server.shutdown()


def test_a_figure_stands_in_somebody_elses_page(
    site: Site, page: "Page", elsewhere: Callable[[str], str]
) -> None:
    said = listening(page)
    link = f"{site.address}/figure?figure=used_tracking&year=2024&embed=true"
    page.goto(elsewhere(link))
    frame = page.frame_locator("iframe")
    frame.locator("svg.main-svg").first.wait_for(timeout=90_000)
    assert offences(page, said) == []


def test_any_other_page_does_not_stand_there(
    site: Site, page: "Page", elsewhere: Callable[[str], str]
) -> None:
    said = listening(page)
    page.goto(elsewhere(f"{site.address}/tools"))
    page.wait_for_timeout(2_000)
    assert any("frame-ancestors" in line for line in said)


def test_an_address_that_streamlit_drops_is_answered_by_a_panel(site: Site, page: "Page") -> None:
    page.goto(f"{site.address}/tools?year=2022" + "&a" * 1_100)
    page.wait_for_selector("text=This link does not lead to a view", timeout=90_000)
    page.get_by_role("button", name="Show the newest results").click()
    drawn(page)
    assert "a&a" not in page.url


def test_the_policy_is_one_that_can_be_offended_against(site: Site, page: "Page") -> None:
    said = listening(page)
    page.goto(site.address + "/method")
    page.wait_for_selector("text=Source:", timeout=90_000)
    page.evaluate(
        "() => { const s = document.createElement('script'); s.text = 'window.hacked = 1';"
        " document.body.append(s); fetch('https://elsewhere.example/').catch(() => 0); }"
    )
    page.wait_for_timeout(500)
    assert page.evaluate("window.hacked") is None
    assert len(offences(page, said)) >= 2
