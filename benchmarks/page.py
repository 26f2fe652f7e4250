"""A topic page: ours, the floor it could reach, and the plain alternative, side by side.

    python benchmarks/page.py [--page PAGE --respondents N --rounds N]

(a) our page; (b) the same number of fixed figures and no query; (c) the same questions with pandas
and plotly.express, as most people would write it. All three servers run at once and take turns, so
what else the machine does falls on all; only the ratios mean something. A click picks one more
persona in the filter, a selection nobody made before in that process; a figure counts as painted
at the last change inside it. The busy browsers are raw websocket sessions that ask for the next run
as soon as one has ended.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from charts import FLAGS, Visit, busy, start_server, stop_server
from playwright.sync_api import sync_playwright

from dashboard.codebook import read_codebook
from dashboard.responses.schema import year_file

ROOT = Path(__file__).parents[1]
APPS = {
    "ours": ROOT / "app.py",
    "floor": ROOT / "benchmarks" / "apps" / "floor.py",
    "plain": ROOT / "benchmarks" / "apps" / "plain.py",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--page", default="data_stack")
    parser.add_argument("--respondents", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clicks", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "data"
        command = [sys.executable, "-m", "dashboard", "sample", "--to", str(folder)]
        subprocess.run([*command, "--respondents", str(asked.respondents)], cwd=ROOT, check=True)
        compare(asked, folder)


def compare(asked: argparse.Namespace, folder: Path) -> None:
    codebook = read_codebook(folder)
    env = {"SURVEY_DATA": str(folder), "SURVEY_PREVIEW": "1"}
    env["BENCH_FILE"] = str(year_file(folder, max(codebook.years)))
    persona = codebook.filter("persona")
    env["BENCH_PERSONAS"] = json.dumps({c.id: c.label for c in persona.choices})
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or os.environ["CHROMIUM"]
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        servers = {"ours": start_server(APPS["ours"], env, "")}
        try:
            shown = questions_on(browser, f"{servers['ours'][1]}/{asked.page}")
            about = {
                code: {"title": codebook.question(code).title, "kind": codebook.question(code).kind}
                for code in shown
                if code in codebook.questions
            }
            print(f"{asked.page}: {len(about)} figures, {asked.respondents:,} respondents a year")
            env["BENCH_QUESTIONS"] = json.dumps(about)
            servers |= {name: start_server(APPS[name], env, "") for name in ("floor", "plain")}
            for number in range(asked.rounds):
                for name in list(APPS)[:: -1 if number % 2 else 1]:
                    page = asked.page if name == "ours" else ""
                    address = servers[name][1]
                    measure(browser, address, page, name, number, asked.clicks, found)
        finally:
            for server, _ in servers.values():
                stop_server(server)
            browser.close()
    report(found)


def questions_on(browser: Any, address: str) -> list[str]:
    """The questions whose figures a page of ours shows, read from the page."""
    visit = Visit(browser, address)
    names = visit.page.evaluate(
        "() => [...document.querySelectorAll('[class*=st-key-figure_]')].map("
        "(e) => [...e.classList].find((c) => c.startsWith('st-key-figure_')).slice(14))"
    )
    visit.context.close()
    return list(dict.fromkeys(names))


def measure(
    browser: Any,
    address: str,
    page: str,
    name: str,
    number: int,
    clicks: int,
    found: dict[str, dict[str, list[float]]],
) -> None:
    visit = Visit(browser, f"{address}/{page}")
    for click in range(clicks + 1):
        # Options that are chosen leave the list, so the same number is another one each time.
        times = visit.choose("Persona", number)
        if click:  # the first is a warm-up
            found["first screen painted, ms"][name].append(times["first"])
            found["everything painted, ms"][name].append(times["all"])
    visit.context.close()
    with ThreadPoolExecutor(1) as thread:  # Playwright's own loop runs in this one
        rate = thread.submit(asyncio.run, busy(address, page, "", 20, 40)).result()
    found["reruns/s of 20 sessions"][name].append(rate)


def report(found: dict[str, dict[str, list[float]]]) -> None:
    print(f"{'median':<28}{'ours':>8}{'floor':>8}{'plain':>8}{'ours/floor':>12}{'plain/ours':>12}")
    for what, by_name in found.items():
        ours, floor, plain = (statistics.median(by_name[name]) for name in APPS)
        # A server that answers nobody in time has no rate to divide by.
        ratio = (ours / plain if plain else float("inf")) if "/s" in what else plain / ours
        row = f"{what:<28}{ours:>8.1f}{floor:>8.1f}{plain:>8.1f}{ours / floor:>12.2f}{ratio:>12.2f}"
        print(row + ("  (ours/plain)" if "/s" in what else ""))


if __name__ == "__main__":
    main()
