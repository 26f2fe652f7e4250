"""Our chart component against `st.plotly_chart`, with the same figures, side by side in one run.

    python benchmarks/charts.py [--app APP --page PAGE --query QUERY --click SELECTOR --rounds N]

Both servers run at once and take turns, so what else the machine does falls on both; only the
ratios mean something. A figure counts as painted at the last change inside it after a click. The
busy browsers are raw websocket sessions that ask for the next run as soon as one has ended. Both
sides follow the theme, have fixed ranges and margins and offer the table; only ours also carries
the words and the menu for pictures.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import websockets
from playwright.sync_api import Page, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser.conftest import CHART_APP, FLAGS, start_server, stop_server  # noqa: E402

WAYS = ("streamlit", "in-place")
RADIO = '[data-testid="stRadioOption"]'

# Times, in the page: the last change inside any figure, the last inside one that is on screen, and
# the longest time between two frames.
WATCH = """() => {
  const seen = (window.seen = {});
  let last = performance.now();
  const tick = (now) => { seen.freeze = Math.max(seen.freeze ?? 0, now - last); last = now;
    requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  const pending = { any: false, near: false };
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      const plots = new Set();
      const plot = target.closest?.(".js-plotly-plot");
      if (plot) plots.add(plot);
      for (const node of addedNodes)
        if (node.querySelectorAll)
          for (const each of node.querySelectorAll(".js-plotly-plot")) plots.add(each);
      for (const each of plots) {
        const { top, bottom } = each.getBoundingClientRect();
        const near = bottom > 0 && top < innerHeight;
        if (!pending.any) requestAnimationFrame(() => {
          const now = performance.now();
          seen.all = now;
          if (pending.near) seen.first = now;
          pending.any = pending.near = false;
        });
        pending.any = true;
        pending.near ||= near;
      }
    }
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""

CLICK = """async ([selector, number, quiet]) => {
  const targets = [...document.querySelectorAll(selector)];
  const seen = window.seen;
  seen.all = seen.first = seen.freeze = 0;
  const start = performance.now();
  targets[number % targets.length].click();
  while (performance.now() - Math.max(seen.all, start) < quiet || !seen.all) {
    await new Promise((go) => setTimeout(go, 50));
    if (performance.now() - start > 30000) throw new Error("nothing was drawn");
  }
  return { first: seen.first - start, all: seen.all - start, freeze: seen.freeze };
}"""


class Visit:
    """A browser window on one of the two servers, and what came over its wires."""

    def __init__(self, browser: Any, address: str, slower: float = 1) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.page: Page = self.context.new_page()
        self.wire = self.context.new_cdp_session(self.page)
        self.downloaded = self.sent = 0.0
        self.wire.on("Network.loadingFinished", self._loaded)
        self.wire.on("Network.webSocketFrameReceived", self._frame)
        for command in ("Network.enable", "Performance.enable", "HeapProfiler.enable"):
            self.wire.send(command)
        start = time.perf_counter()
        self.page.goto(address)
        self.page.wait_for_selector(".js-plotly-plot .main-svg", timeout=60_000)
        self.opened = (time.perf_counter() - start) * 1000
        self.page.wait_for_timeout(3000)
        self.page.evaluate(WATCH)
        self.wire.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        self.quiet = 600 if slower == 1 else 2500

    def _loaded(self, event: Mapping[str, Any]) -> None:
        self.downloaded += event["encodedDataLength"]

    def _frame(self, event: Mapping[str, Any]) -> None:
        self.sent += len(event["response"]["payloadData"]) * 3 / 4

    def click(self, selector: str, number: int) -> dict[str, float]:
        before = self.sent
        found: dict[str, float] = self.page.evaluate(CLICK, [selector, number, self.quiet])
        return {**found, "websocket kB": (self.sent - before) / 1000}

    def memory(self) -> tuple[float, float]:
        """Heap in MB and nodes, after a collection."""
        self.wire.send("HeapProfiler.collectGarbage")
        values = {
            m["name"]: m["value"] for m in self.wire.send("Performance.getMetrics")["metrics"]
        }
        return values["JSHeapUsedSize"] / 1e6, values["Nodes"]


async def busy(address: str, page: str, query: str, sessions: int, seconds: float) -> float:
    """Runs a second that so many websocket sessions get together."""
    ask = BackMsg()
    ask.rerun_script.query_string = query
    ask.rerun_script.page_name = page
    message = ask.SerializeToString()
    done = 0

    async def session(until: float) -> None:
        nonlocal done
        url = address.replace("http", "ws", 1) + "/_stcore/stream"
        async with websockets.connect(
            url, subprotocols=["streamlit"], max_size=None, ping_interval=None
        ) as wire:
            await wire.send(message)
            while time.monotonic() < until:
                answer = ForwardMsg()
                try:
                    received = await asyncio.wait_for(wire.recv(), until - time.monotonic() + 5)
                except TimeoutError:
                    return  # the server is too busy to answer at all
                answer.ParseFromString(received)
                if answer.WhichOneof("type") == "script_finished":
                    done += 1
                    await wire.send(message)

    until = time.monotonic() + seconds
    start = time.monotonic()
    await asyncio.gather(*(session(until) for _ in range(sessions)))
    return done / (time.monotonic() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--app", type=Path, default=CHART_APP)
    parser.add_argument("--page", default="", help="the page's path, as in the address")
    parser.add_argument("--query", default="")
    parser.add_argument("--click", default=RADIO, help="CSS selector of the filters to click on")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clicks", type=int, default=6)
    parser.add_argument("--many", type=int, default=100, help="clicks for heap and nodes")
    asked = parser.parse_args()
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    servers = {way: start_server(asked.app, {"SURVEY_CHARTS": way}, "") for way in WAYS}
    try:
        with sync_playwright() as playwright:
            path = shutil.which("chromium") or os.environ["CHROMIUM"]
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            for number in range(asked.rounds):
                for way in WAYS if number % 2 else WAYS[::-1]:
                    measure(browser, asked, way, servers[way][1], found)
            browser.close()
    finally:
        for server, _ in servers.values():
            stop_server(server)
    report(found)


def measure(
    browser: Any,
    asked: argparse.Namespace,
    way: str,
    address: str,
    found: dict[str, dict[str, list[float]]],
) -> None:
    """One round of everything on one side."""
    full = f"{address}/{asked.page}?{asked.query}"
    first_round = not found["opened, ms"][way]
    for label, slower in (("", 1), (" at a quarter of the speed", 4)):
        visit = Visit(browser, full, slower)
        if slower == 1:
            found["opened, ms"][way].append(visit.opened)
            found["first visit, kB"][way].append((visit.downloaded + visit.sent) / 1000)
        visit.click(asked.click, 1)
        for number in range(asked.clicks):
            click = visit.click(asked.click, number + 2)
            for what in ("first", "all", "freeze"):
                found[f"{NAMES[what]}{label}, ms"][way].append(click[what])
            if slower == 1:
                found["websocket a click, kB"][way].append(click["websocket kB"])
        if slower == 1 and first_round and asked.many:
            visit.quiet = 150
            heap, nodes = visit.memory()
            for number in range(asked.many):
                visit.click(asked.click, number + asked.clicks)
            visit.quiet = 1500
            visit.click(asked.click, asked.clicks + 1)
            after_heap, after_nodes = visit.memory()
            found[f"heap after {asked.many} clicks, times"][way].append(after_heap / heap)
            found[f"nodes after {asked.many} clicks, times"][way].append(after_nodes / nodes)
        visit.context.close()
    with ThreadPoolExecutor(1) as thread:  # Playwright's own loop runs in this one
        busy_20 = busy(address, asked.page, asked.query, 20, 5)
        rate = thread.submit(asyncio.run, busy_20).result()
    found["reruns/s of 20 sessions"][way].append(rate)


NAMES = {"first": "first screen painted", "all": "everything painted", "freeze": "longest freeze"}
AIMS = {
    "first screen painted, ms": 0.35,
    "everything painted, ms": 0.65,
    "longest freeze, ms": 0.35,
    "first visit, kB": 0.65,
    "websocket a click, kB": 0.6,
    "reruns/s of 20 sessions": 1.8,
}


def report(found: Mapping[str, Mapping[str, list[float]]]) -> None:
    print(f"{'median':<52}{'Streamlit':>10}{'in place':>10}{'ratio':>8}  aim")
    for what, by_way in found.items():
        theirs, ours = (statistics.median(by_way[way]) for way in WAYS)
        aim = AIMS.get(what)
        print(f"{what:<52}{theirs:>10.1f}{ours:>10.1f}{ours / theirs:>8.2f}  {aim or ''}")


if __name__ == "__main__":
    main()
