"""Pictures of all default figures from the studio, against plain kaleido called once for each.

    pip install kaleido==1.5.0     # for the slow side only; nothing else of the project uses it
    python benchmarks/pictures.py [--sample N --pages N]

Ours: every published question's figure as SVG, PNG and PDF at the report's size, title, base and
source included, from one warm browser. Theirs: the bare plot of every so many figures through
`plotly.io.to_image`, once for each format, as most people would write it; kaleido then starts a
browser for each call. The two sides take turns in slices, so what else the machine does falls on
both; only the ratio means something. Memory is that of the process and all its children (PSS,
which counts shared pages once), the most that was seen.
"""

import argparse
import os
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import plotly.io

from dashboard.analysis.results import usual_results
from dashboard.codebook import read_codebook
from dashboard.exports.pictures.image_studio import FORMATS, Studio, find_chromium
from dashboard.figures import View, draw
from dashboard.figures.figure import Figure
from dashboard.figures.palette import resolve
from dashboard.figures.presets import PRESETS
from dashboard.query.selection import select
from dashboard.responses import load_responses

DATA = Path(__file__).parents[1] / "data"
REPORT = PRESETS["report"]
SLICES = 4
AIM = 10


def default_figures() -> list[Figure]:
    """The figure of every published question, of everybody in the newest year."""
    codebook = read_codebook(DATA)
    responses = load_responses(codebook)
    query = select(codebook, responses.years[-1:])
    view = View(codebook=codebook, query=query)
    asked = [
        q for q in codebook.questions.values() if q.published and responses.years[-1] in q.asked
    ]
    return [draw(found, view) for found in usual_results(responses, asked, query).values()]


class Memory:
    """The most memory, in MB, that this process and its children took in a block."""

    def __init__(self) -> None:
        self.peak = 0.0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look several times a second until the block ends."""
        done = threading.Event()

        def look() -> None:
            while not done.wait(0.2):
                self.peak = max(self.peak, tree_memory())

        watcher = threading.Thread(target=look)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()


def tree_memory() -> float:
    """PSS of this process and all that descend from it, in MB."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(
                path.read_text(encoding="utf-8").rpartition(")")[2].split()[1]
            )
        except OSError:
            continue

    own, grown = {os.getpid()}, True
    while grown:
        more = {child for child, parent in parents.items() if parent in own} - own
        own, grown = own | more, bool(more)
    total = 0
    for process in own:
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total / 1000


def ours(studio: Studio, figures: Sequence[Figure]) -> list[float]:
    """Seconds of each figure in all formats, all pages busy."""

    def one(figure: Figure) -> None:
        studio.pictures(figure, "report", FORMATS)

    with ThreadPoolExecutor(studio.pages) as threads:
        begun = time.perf_counter()
        list(threads.map(one, figures))
        return [(time.perf_counter() - begun) / max(1, len(figures))] * len(figures)


def theirs(figures: Sequence[Figure]) -> list[float]:
    """Seconds of each figure in all formats, one call for each."""
    found = []
    for figure in figures:
        begun = time.perf_counter()
        spec = resolve(figure, "light")
        for name in FORMATS:
            plotly.io.to_image(
                spec, format=name, width=REPORT.width, height=REPORT.height, scale=REPORT.density
            )
        found.append(time.perf_counter() - begun)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sample", type=int, default=12, help="figures on the slow side")
    parser.add_argument("--pages", type=int, default=2)
    asked = parser.parse_args()
    figures = default_figures()
    sample = figures[:: max(1, len(figures) // asked.sample)][: asked.sample]
    fast: list[float] = []
    slow: list[float] = []
    fast_memory, slow_memory = Memory(), Memory()
    rest = tree_memory()
    for part in range(SLICES):
        # Opened and closed with each slice, start included, so that neither side's browsers weigh
        # on the other.
        with fast_memory.watched(), Studio(pages=asked.pages) as studio:
            fast += ours(studio, figures[part::SLICES])
        with slow_memory.watched():
            slow += theirs(sample[part::SLICES])
    with Studio(pages=1) as studio:
        studio.pictures(figures[0], "report", FORMATS)
        clicks = {name: single(studio, figures, name) for name in FORMATS}
    report(len(figures), fast, slow, fast_memory.peak - rest, slow_memory.peak - rest, clicks)


def single(studio: Studio, figures: Sequence[Figure], name: str) -> list[float]:
    """Seconds of one picture at a time, warm, as on a click."""
    found = []
    for figure in figures[::3]:
        begun = time.perf_counter()
        studio.pictures(figure, "report", [name])
        found.append(time.perf_counter() - begun)
    return found


def report(
    count: int,
    fast: Sequence[float],
    slow: Sequence[float],
    fast_memory: float,
    slow_memory: float,
    clicks: dict[str, list[float]],
) -> None:
    ours_rate, theirs_rate = len(fast) / sum(fast), len(slow) / sum(slow)
    print(f"{count} figures as {', '.join(FORMATS)}; {len(slow)} of them with kaleido")
    print(f"{'':<34}{'studio':>10}{'kaleido':>10}{'ratio':>8}")
    print(f"{'figures a second':<34}{ours_rate:>10.2f}{theirs_rate:>10.3f}"
          f"{ours_rate / theirs_rate:>8.1f}  aim {AIM}")  # fmt: skip
    print(f"{'peak memory above Python, MB':<34}{fast_memory:>10.0f}{slow_memory:>10.0f}"
          f"{fast_memory / slow_memory:>8.1f}")  # fmt: skip
    for name, seconds in clicks.items():
        print(f"one {name.upper()}, warm, s: median {statistics.median(seconds):.2f}, "
              f"slowest {max(seconds):.2f} of {len(seconds)}")  # fmt: skip


if __name__ == "__main__":
    assert find_chromium(), "this needs a Chromium"
    main()
