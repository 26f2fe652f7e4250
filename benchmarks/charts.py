"""Our chart component against `st.plotly_chart`: the same page, the same figures, in one run.

    python benchmarks/charts.py [--page PAGE --respondents N --rounds N --parts PART ...]

All servers run at once and take turns, so what else the machine does falls on all; only the
ratios mean something. The floor is the same page with each figure's description in its place:
what a click costs before anything is drawn. A click chooses one persona in the filter, or resets;
a figure counts as painted at the last change inside it. The busy browsers are raw websocket
sessions that ask for the next run as soon as one has ended. All sides follow the theme and have
fixed ranges and margins; only ours also carries the words and the menu for pictures.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import websockets
from playwright.sync_api import Page, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser.conftest import start_server, stop_server  # noqa: E402
from conftest import FLAGS  # noqa: E402

from dashboard.codebook import read_codebook  # noqa: E402
from dashboard.synthetic import make_sample  # noqa: E402

APP = ROOT / "app.py"
APPS = ROOT / "benchmarks" / "apps"
WAYS = ("streamlit", "in-place", "floor")

# Times, in the page: the last change inside any figure, the last inside one that is on screen, and
# the longest time between two frames.
WATCH = """() => {
  const seen = (window.seen = {});
  let last = performance.now();
  const tick = (now) => { seen.freeze = Math.max(seen.freeze ?? 0, now - last); last = now;
    requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  const changed = new Set();
  new MutationObserver((records) => {
    const none = !changed.size;
    for (const { type, target, addedNodes } of records) {
      // A figure's name or size may change before it is drawn.
      if (type === "attributes" && target.matches(".js-plotly-plot")) continue;
      const plot = target.closest?.(".js-plotly-plot");
      if (plot) changed.add(plot);
      for (const node of addedNodes)
        for (const each of node.querySelectorAll?.(".js-plotly-plot") ?? []) changed.add(each);
    }
    // Where they are is asked with the frame: earlier it would cost a layout of its own.
    if (none && changed.size) requestAnimationFrame(() => {
      const now = (seen.all = performance.now());
      for (const each of changed) {
        const { top, bottom } = each.getBoundingClientRect();
        if (bottom > 0 && top < innerHeight) seen.first = now;
      }
      changed.clear();
    });
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""

# Clicks inside the page, so that no distance to the browser is in the times.
CLICK = """async ([selector, number, quiet]) => {
  const targets = [...document.querySelectorAll(selector)];
  const seen = window.seen;
  seen.all = seen.first = seen.freeze = 0;
  const start = performance.now();
  targets[number % targets.length].click();
  while (performance.now() - Math.max(seen.all, start) < quiet || !seen.all) {
    await new Promise((go) => setTimeout(go, 50));
    if (performance.now() - start > 60000) throw new Error("nothing was drawn");
  }
  return { first: seen.first - start, all: seen.all - start, freeze: seen.freeze };
}"""
# Not the entry that chooses all: that changes nobody's numbers.
OPTION = "[role=option]:not([data-key^=__select])"
RESET = ".st-key-reset_all button"


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
        self.page.wait_for_selector(".js-plotly-plot", timeout=180_000)
        self.opened = (time.perf_counter() - start) * 1000
        self.page.wait_for_timeout(3000)
        self.page.evaluate(WATCH)
        self.wire.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        self.quiet = 1000 if slower == 1 else 2500

    def _loaded(self, event: Mapping[str, Any]) -> None:
        self.downloaded += event["encodedDataLength"]

    def _frame(self, event: Mapping[str, Any]) -> None:
        self.sent += len(event["response"]["payloadData"]) * 3 / 4

    def choose(self, label: str, number: int) -> dict[str, float]:
        """Choose an option of a filter by its number; gives times and bytes."""
        self.page.get_by_role("combobox", name=label).first.click()
        self.page.wait_for_selector(OPTION)
        self.page.wait_for_timeout(200)
        found = self.click(OPTION, number)
        self.page.keyboard.press("Escape")
        return found

    def click(self, selector: str, number: int = 0) -> dict[str, float]:
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
    parser.add_argument("--page", default="spending", help="the page's path, as in the address")
    parser.add_argument("--respondents", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clicks", type=int, default=6)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--many", type=int, default=100, help="clicks for heap and nodes")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = Path(scratch) / "data"
        make_sample(read_codebook(ROOT / "data"), folder, respondents=asked.respondents)
        servers = start_all(folder)
        try:
            path = shutil.which("chromium") or os.environ["CHROMIUM"]
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            head()
            for part in asked.parts:
                report(PARTS[part](browser, {w: servers[w][1] for w in WAYS}, asked))
            browser.close()
        finally:
            for server, _ in servers.values():
                stop_server(server)


def start_all(folder: Path) -> dict[str, Any]:
    env = {"SURVEY_DATA": str(folder), "SURVEY_PREVIEW": "1"}
    paths = os.pathsep.join([str(APPS), os.environ.get("PYTHONPATH", "")])
    return {
        "streamlit": start_server(APP, {**env, "SURVEY_CHARTS": "streamlit"}, ""),
        "in-place": start_server(APP, {**env, "SURVEY_CHARTS": "in-place"}, ""),
        "floor": start_server(APP, {**env, "PYTHONPATH": paths}, "", program="words_only"),
    }


Found = dict[str, dict[str, list[float]]]


def nothing_yet() -> Found:
    return defaultdict(lambda: defaultdict(list))


def measure_clicks(
    browser: Any, addresses: Mapping[str, str], asked: argparse.Namespace, slower: int = 1
) -> Found:
    """The same clicks on all sides, in turns."""
    found = nothing_yet()
    label = SLOWED if slower > 1 else ""
    for _ in range(asked.rounds):
        visits = {
            way: Visit(browser, f"{address}/{asked.page}", slower)
            for way, address in addresses.items()
        }
        if slower == 1:
            for way, visit in visits.items():
                found["opened, ms"][way].append(visit.opened)
                found["first visit, kB"][way].append((visit.downloaded + visit.sent) / 1000)
        for number in range(asked.clicks + 2):
            for way in WAYS[:: -1 if number % 2 else 1]:
                visits[way].page.bring_to_front()
                click = one_click(visits[way], number)
                if number < 2:  # to warm up
                    continue
                for what in ("first", "all", "freeze"):
                    found[f"{NAMES[what]}{label}, ms"][way].append(click[what])
                if slower == 1:
                    found["websocket a click, kB"][way].append(click["websocket kB"])
        for visit in visits.values():
            visit.context.close()
    return found


def measure_memory(browser: Any, addresses: Mapping[str, str], asked: argparse.Namespace) -> Found:
    """Heap and nodes before and after many clicks."""
    found = nothing_yet()
    for way in WAYS:
        visit = Visit(browser, f"{addresses[way]}/{asked.page}")
        for number in range(10):
            one_click(visit, number)
        heap, nodes = visit.memory()
        for number in range(asked.many):
            visit.quiet = 150 if number < asked.many - 2 else 1500
            one_click(visit, number)
        after_heap, after_nodes = visit.memory()
        found[f"heap after {asked.many} clicks, times"][way].append(after_heap / heap)
        found[f"nodes after {asked.many} clicks, times"][way].append(after_nodes / nodes)
        visit.context.close()
    return found


def measure_busy(_: Any, addresses: Mapping[str, str], asked: argparse.Namespace) -> Found:
    """Runs a second of twenty sessions, which take turns on all sides."""
    found = nothing_yet()
    for at in range(asked.rounds + 1):
        for way in WAYS[:: -1 if at % 2 else 1]:
            with ThreadPoolExecutor(1) as thread:  # Playwright's own loop runs in this one
                runs = busy(addresses[way], asked.page, "", 20, 10)
                rate = thread.submit(asyncio.run, runs).result()
            if at:  # the first fills the caches
                found["reruns/s of 20 sessions"][way].append(rate)
    return found


PARTS = {
    "clicks": measure_clicks,
    "slowed": partial(measure_clicks, slower=4),
    "busy": measure_busy,
    "memory": measure_memory,
}


def one_click(visit: Visit, number: int) -> dict[str, float]:
    """Choose a persona, another one each time; every second click resets."""
    return visit.click(RESET) if number % 2 else visit.choose("Persona", number // 2)


NAMES = {"first": "first screen painted", "all": "everything painted", "freeze": "longest freeze"}
SLOWED = " at a quarter of the speed"
AIMS = {
    "first screen painted, ms": 0.35,
    "everything painted, ms": 0.65,
    "longest freeze, ms": 0.35,
    f"first screen painted{SLOWED}, ms": 0.35,
    f"everything painted{SLOWED}, ms": 0.65,
    f"longest freeze{SLOWED}, ms": 0.35,
    "first visit, kB": 0.65,
    "websocket a click, kB": 0.6,
    "reruns/s of 20 sessions": 1.8,
}


def head() -> None:
    heads = "".join(
        f"{name:>10}" for name in ("Streamlit", "in place", "floor", "ratio", "floor's")
    )
    print(f"{'median':<50}{heads}  aim", flush=True)


def report(found: Mapping[str, Mapping[str, list[float]]]) -> None:
    """A row for each thing measured, as soon as it is."""
    for what, by_way in found.items():
        theirs, ours, floor = (
            statistics.median(by_way[way]) if by_way[way] else float("nan") for way in WAYS
        )
        row = f"{what:<50}{theirs:>10.1f}{ours:>10.1f}{floor:>10.1f}"
        ratios = f"{ours / theirs:>10.2f}{floor / theirs:>10.2f}"
        print(f"{row}{ratios}  {AIMS.get(what, '')}", flush=True)


if __name__ == "__main__":
    main()
