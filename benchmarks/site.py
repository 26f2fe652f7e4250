"""The static site beside the app: the same clicks in one browser, and what each takes to answer.

`python benchmarks/site.py SITE`: a folder that `publish` wrote of the shipped data. From a click on
an option to the first figure of the new view painted, in turns.
"""

import argparse
import http.server
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from dashboard.exports.pictures.chromium import find_chromium

ROOT = Path(__file__).parents[1]
TOPIC = "use_case_details"  # begins with a figure of one year until years are compared
PORT = 8619
MOST = 60.0
REST = 1500  # ms in which the figures further down are drawn, so that the other side has quiet
# The words of the view are in place and the first figure is drawn for it.
PAINTED = """(years) => {
  const [first] = document.querySelectorAll(".survey-chart");
  const said = first?.chart?.figure?.words.subtitle ?? "";
  const { drawn, text } = first?.chart ?? {};
  const done = Boolean(drawn) && drawn === text && / to \\d{4}/.test(said) === years;
  return done && performance.now() - (window.began ?? 0);
}"""
# The browser itself notes when an option was chosen: the way there from Python is nobody's wait.
NOTES = """() => ["click", "change"].forEach((kind) =>
  document.addEventListener(kind, () => (window.began = performance.now()), true))"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A plain web server that says nothing."""

    def log_message(self, *args: object) -> None:
        """Nothing."""


def on_site(page: Page, compare: bool) -> Callable[[], object]:
    """A choice on the static site, ready to be made."""
    return partial(page.select_option, "select[name=compare]", "year" if compare else "")


def in_app(page: Page, compare: bool) -> Callable[[], object]:
    """The same in the app, whose list of options is opened first."""
    page.get_by_role("combobox", name=re.compile("Compare")).first.click()
    return page.get_by_role("option", name="Year" if compare else "None", exact=True).click


def timed(page: Page, ready: Callable[[Page, bool], Callable[[], object]], compare: bool) -> float:
    """Seconds from a click to the first figure painted."""
    ready(page, compare)()
    painted = page.wait_for_function(PAINTED, arg=compare, timeout=MOST * 1000, polling="raf")
    page.wait_for_timeout(REST)
    return float(painted.json_value()) / 1000


def quantile(values: list[float], part: float) -> float:
    """A quantile of measured values."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    handler = partial(Quiet, directory=str(options.site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(PORT)]
    command += ["--server.headless", "true", "--server.address", "localhost"]
    command += ["--server.fileWatcherType", "none"]
    app = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=find_chromium(), args=["--no-sandbox"]
            )
            sides: dict[str, tuple[Page, Any, list[float]]] = {}
            for name, address, click in (
                ("site", f"http://127.0.0.1:{server.server_port}/{TOPIC}.html", on_site),
                ("app", f"http://localhost:{PORT}/{TOPIC}", in_app),
            ):
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                for _ in range(30):
                    try:
                        page.goto(address)
                        break
                    except Exception:
                        time.sleep(1)
                if name == "app":
                    page.wait_for_function(PAINTED, arg=False, timeout=120_000)
                page.evaluate(NOTES)
                sides[name] = page, click, []
                for compare in (True, False):
                    timed(page, click, compare)  # the first click loads what both keep
            for number in range(2 * options.rounds):
                for page, click, taken in sides.values():
                    page.bring_to_front()
                    page.wait_for_timeout(REST)
                    taken.append(timed(page, click, number % 2 == 0))
            for name, (_, _, taken) in sides.items():
                print(
                    f"{name}: median {1000 * statistics.median(taken):.0f} ms, "
                    f"95% within {1000 * quantile(taken, 0.95):.0f} ms, {len(taken)} clicks"
                )
            medians = [statistics.median(taken) for _, _, taken in sides.values()]
            print(f"site over app: {medians[0] / medians[1]:.2f}")
            browser.close()
    finally:
        app.terminate()
        app.wait()
        server.shutdown()


if __name__ == "__main__":
    main()
