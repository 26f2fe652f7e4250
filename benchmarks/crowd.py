"""A crowd at the door: sessions that look at pages, measured from outside the process.

    python benchmarks/crowd.py load     throughput and waiting times of many sessions
    python benchmarks/crowd.py soak     memory over views of which none is seen twice
    python benchmarks/crowd.py attack   the dearest views, one after the other, in a memory group
    python benchmarks/crowd.py start    processor time until the first figure

Each starts the app in a process of its own on loopback, unless `--port` names one that runs.
Memory is what the system counts for the process, processor time too. Only ratios mean something
between machines; run what is to be compared side by side.

A memory group (control groups of Linux, for root) ends a process that takes more than `--limit`
megabytes, as a container does. Where none can be made, the highest memory from outside is told.
"""

import argparse
import itertools
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from dashboard.codebook import read_codebook
from dashboard.paths import ROOT

PATIENCE = 120
FAILED = ("cannot be shown", "does not lead", "could not be drawn")
View = tuple[str, dict[str, str]]


@dataclass
class Server:
    """An app process, or only the address of one."""

    port: int
    process: "subprocess.Popen[bytes] | None" = None

    def status(self, name: str) -> float:
        """A number of megabytes that the system counts for the process."""
        if self.process is None:
            return float("nan")
        text = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        found = re.search(rf"{name}:\s+(\d+) kB", text)
        return int(found[1]) / 1000 if found else float("nan")

    def seconds(self) -> float:
        """Processor time so far."""
        if self.process is None:
            return float("nan")
        fields = (
            Path(f"/proc/{self.process.pid}/stat")
            .read_text(encoding="utf-8")
            .rpartition(")")[2]
            .split()
        )
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End it."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait()


def started(folder: Path) -> Server:
    """The app as it is deployed, showing a folder of data."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    options = ["--server.headless=true", "--server.fileWatcherType=none"]
    options += [f"--server.port={port}", "--server.address=127.0.0.1"]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", *options],
        cwd=ROOT,
        # As deployed, modules are compiled once; where nothing may be written, by every start.
        env={
            "MALLOC_ARENA_MAX": "2",
            **os.environ,
            "SURVEY_DATA": str(folder),
            "PYTHONDONTWRITEBYTECODE": "",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return Server(port, process)
        except OSError:
            time.sleep(0.02)
    raise SystemExit("The app did not start.")


# Version 1 and 2 of control groups: where a group is made, and its limit.
GROUPS = (
    (Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes"),
    (Path("/sys/fs/cgroup"), "memory.max"),
)


@contextmanager
def limited(server: Server, megabytes: int) -> Iterator[str]:
    """Keep a process within a memory group while the block runs; gives what was done, in words."""
    group: Path | None = None
    for root, limit in GROUPS:
        try:
            group = root / f"survey-crowd-{os.getpid()}"
            group.mkdir()
            (group / limit).write_text(str(megabytes << 20))
            (group / "cgroup.procs").write_text(str(server.process.pid if server.process else 0))
            break
        except OSError:
            if group is not None and group.is_dir():
                group.rmdir()
            group = None
    try:
        yield f"in a memory group of {megabytes} MB" if group else "no memory group could be made"
    finally:
        if group is not None:
            server.stop()
            group.rmdir()


def attacks(folder: Path, seed: int) -> Iterator[View]:
    """The topic of most questions compared by year, filtered otherwise each time."""
    codebook, draw = read_codebook(folder), random.Random(seed)
    page = max(codebook.topics, key=lambda topic: len(topic.questions)).id
    codes = {name: [c.id for c in question.choices] for name, question in codebook.filters.items()}
    while True:
        query = {"v": "1", "compare": "year"}
        for name in draw.sample([*codes], draw.randint(1, min(3, len(codes)))):
            query[name] = ",".join(draw.sample(codes[name], min(2, len(codes[name]))))
        yield page, query


def attack(server: Server, folder: Path, minutes: float, megabytes: int) -> None:
    """Dear views one after the other: whether the process survives, and its highest memory."""
    asked, errors, until = 0, 0, time.monotonic() + 60 * minutes
    with limited(server, megabytes) as said:
        for view in attacks(folder, 3):
            if time.monotonic() > until or (server.process and server.process.poll() is not None):
                break
            try:
                errors += not looked(server.port, view)[2]
            except Exception:
                errors += 1
            asked += 1
            if asked % 50 == 0:
                print(f"{asked:5} views: at most {server.status('VmHWM'):.0f} MB", flush=True)
        alive = server.process is None or server.process.poll() is None
        most = f"at most {server.status('VmHWM'):.0f} MB" if alive else ""
        print(f"{said}, {minutes:g} minutes: {asked} views, {errors} errors, {most or 'KILLED'}")


def looked(port: int, view: View) -> tuple[float, float, bool]:
    """Open a view as a newcomer: seconds to the first figure and to the end, and whether it came.

    A figure is the first message that a component of ours is drawn by.
    """
    page, query = view
    ask = BackMsg()
    ask.rerun_script.page_name = page
    ask.rerun_script.query_string = urlencode(query)
    begun, first, good = time.perf_counter(), float("nan"), True
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], max_size=None, open_timeout=PATIENCE) as wire:
        wire.send(ask.SerializeToString())
        while True:
            message = ForwardMsg()
            message.ParseFromString(wire.recv(timeout=PATIENCE))
            kind = message.WhichOneof("type")
            if kind == "script_finished":
                good &= message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
                return first, time.perf_counter() - begun, good
            if kind != "delta":
                continue
            element = message.delta.new_element
            what = element.WhichOneof("type")
            if what == "bidi_component" and element.bidi_component.component_name == "survey_chart":
                first = first if first == first else time.perf_counter() - begun
            good &= what != "exception"
            if what in ("heading", "text"):
                words = element.heading.body if what == "heading" else element.text.body
                good &= not any(said in words for said in FAILED)


def views(folder: Path, seed: int) -> Iterator[View]:
    """Views of the survey's topics in a random order, none twice: filters, years, comparisons."""
    codebook, draw = read_codebook(folder), random.Random(seed)
    topics = [topic.id for topic in codebook.topics if topic.questions]
    several = {
        name: [",".join(codes) for codes in _some([c.id for c in question.choices])]
        for name, question in codebook.filters.items()
    }
    seen: set[str] = set()
    while True:
        page = draw.choice(topics)
        query = {"v": "1"}
        compare = draw.choice(["", "", "year", "persona", "company_size"])
        if compare:
            query["compare"] = compare
        if compare != "year":
            query["year"] = str(draw.choice([*codebook.years]))
        for name in draw.sample([*several], draw.randint(0, 2)):
            query[name] = draw.choice(several[name])
        if (key := f"{page}?{urlencode(sorted(query.items()))}") not in seen:
            seen.add(key)
            yield page, query


def _some(codes: list[str]) -> list[tuple[str, ...]]:
    return [*itertools.combinations(codes, 1), *itertools.combinations(codes, 2)]


@dataclass
class Counted:
    """What a crowd met."""

    waits: list[float] = field(default_factory=list)
    errors: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def load(server: Server, folder: Path, sessions: int, minutes: float, distinct: int) -> None:
    """Sessions that look at one view after the other, as fast as they come."""
    wanted = [*itertools.islice(views(folder, 1), distinct)]
    counted, until = Counted(), time.monotonic() + 60 * minutes
    before = server.seconds()

    def visit(number: int) -> None:
        draw = random.Random(number)
        while time.monotonic() < until:
            try:
                _, took, good = looked(server.port, draw.choice(wanted))
            except Exception:
                took, good = float("nan"), False
            with counted.lock:
                counted.waits += [took] if good else []
                counted.errors += not good

    threads = [threading.Thread(target=visit, args=(n,)) for n in range(sessions)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, waits = time.monotonic() - begun, sorted(counted.waits)
    print(f"sessions {sessions}, distinct views {distinct}, {took:.0f} s")
    print(f"runs a second {len(waits) / took:.1f}, errors {counted.errors}")
    for part in (0.5, 0.9, 0.99):
        print(f"p{part * 100:.0f} {waits[min(int(part * len(waits)), len(waits) - 1)]:.2f} s")
    print(f"processor seconds a run {(server.seconds() - before) / max(len(waits), 1):.3f}")
    print(f"memory now {server.status('VmRSS'):.0f} MB, at most {server.status('VmHWM'):.0f} MB")


def soak(server: Server, folder: Path, count: int) -> None:
    """Views none of which was seen before, one after the other: what stays in memory."""
    failed = 0
    for number, view in enumerate(itertools.islice(views(folder, 2), count), start=1):
        failed += not looked(server.port, view)[2]
        if number == 1:
            print(f"after the first page: at most {server.status('VmHWM'):.0f} MB", flush=True)
        if number % max(1, count // 10) == 0:
            now, most = server.status("VmRSS"), server.status("VmHWM")
            print(f"{number:5} views: now {now:.0f} MB, at most {most:.0f} MB", flush=True)
    print(f"errors {failed}")


def start(folder: Path, times: int) -> None:
    """From the start of the process to the first figure of a topic, in processor time."""
    page = next(t.id for t in read_codebook(folder).topics if t.questions)
    for _ in range(times):
        server = started(folder)
        try:
            ready = server.seconds()
            first, whole, good = looked(server.port, (page, {}))
            print(
                f"server up {ready:.2f} s, first page done {server.seconds():.2f} s of processor; "
                f"waited {first:.2f} s for the first figure, {whole:.2f} s for all; "
                f"at most {server.status('VmHWM'):.0f} MB{'' if good else '; FAILED'}"
            )
        finally:
            server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["load", "soak", "attack", "start"])
    parser.add_argument("--data", type=Path, default=ROOT / "data")
    parser.add_argument("--port", type=int, help="of an app that runs already")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--distinct", type=int, default=200, help="views that sessions draw from")
    parser.add_argument("--views", type=int, default=2000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--limit", type=int, default=1024, help="megabytes of the memory group")
    options = parser.parse_args()
    if options.what == "start":
        start(options.data, options.times)
        return
    server = Server(options.port) if options.port else started(options.data)
    try:
        if options.what == "load":
            load(server, options.data, options.sessions, options.minutes, options.distinct)
        elif options.what == "attack":
            attack(server, options.data, options.minutes, options.limit)
        else:
            soak(server, options.data, options.views)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
