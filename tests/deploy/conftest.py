"""Two app processes behind Debian's nginx, as `deploy/` has them, and readers who load them."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import ClientConnection, connect

from dashboard.codebook import read_codebook
from dashboard.paths import ROOT
from dashboard.release.releasing import release
from dashboard.release.secret import Seed
from dashboard.synthetic.make import make_sample

DEPLOY = ROOT / "deploy"
CONFIGURATION = DEPLOY / "nginx.conf"
SEED = Seed(b"nobody is behind these answers")
PATIENCE = 90
FAILED = ("cannot be shown", "does not lead", "could not be drawn")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    """Whether a server is ready."""
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
            return True
    except OSError:
        return False


def settings() -> dict[str, str]:
    """What the Dockerfile sets for the app."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    [block] = re.findall(r"^ENV (.+(?:\\\n.+)*)", text, re.MULTILINE)
    found = dict(re.findall(r"(\w+)=(\S+)", block))
    return {name: value for name, value in found.items() if name not in ("PATH", "PYTHONPATH")}


class App:
    """One app process, as the container runs it, on a port of its own."""

    def __init__(self, data: Path, home: Path, log: IO[bytes]) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._environment = {
            **os.environ, **settings(), "HOME": str(home), "SURVEY_DATA": str(data),
            "STREAMLIT_SERVER_PORT": str(self.port), "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
        }  # fmt: skip
        self._log = log
        self.process = self._started()

    def _started(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=self._environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def ready(self) -> "App":
        """Wait until it answers."""
        until = time.monotonic() + PATIENCE
        while not answers(self.address):
            assert time.monotonic() < until, "an app process did not start"
            assert self.process.poll() is None, "an app process ended"
            time.sleep(0.1)
        return self

    def kill(self) -> None:
        """As when a machine is lost."""
        self.process.kill()
        self.process.wait()

    def start_again(self) -> None:
        """In its old place."""
        self.process = self._started()
        self.ready()

    def stop(self) -> None:
        """End it for certain."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass(frozen=True)
class Site:
    """What readers reach: nginx's address, the processes behind it, and who served what."""

    address: str
    apps: tuple[App, ...]
    data: Path
    log: Path

    def served_by(self, path: str) -> list[str]:
        """The addresses of the processes that served a path, in order."""
        lines = [line.split() for line in self.log.read_text(encoding="utf-8").splitlines()]
        return [line[-1] for line in lines if line[3] == path]


def nginx_program() -> str:
    """Debian's nginx; without it the tests are skipped, in CI they fail."""
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("no nginx on this machine", pytrace=False)
        pytest.skip("no nginx on this machine")
    return program


@pytest.fixture(scope="session")
def editions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two imported folders of the same survey; the second one has other answers."""
    folder = tmp_path_factory.mktemp("editions")
    codebook = read_codebook(ROOT / "data")
    for name, seed in (("first", 1), ("second", 2)):
        make_sample(codebook, folder / name, respondents=900, seed=seed)
        # So few people stand out more than the thousand of the whole sample.
        survey = folder / name / "survey.yaml"
        text = survey.read_text(encoding="utf-8")
        assert "singled_out_ceiling: 0.75" in text
        text = text.replace("singled_out_ceiling: 0.75", "singled_out_ceiling: 1.0")
        # And what is withheld of them moves some figures.
        moved = "".join(f"    {code}: A small sample.\n" for code in codebook.questions)
        assert "\nprivacy:\n" in text
        text = text.replace("\nprivacy:\n", f"\nprivacy:\n  moved:\n{moved}", 1)
        survey.write_text(text, encoding="utf-8")
    return folder / "first", folder / "second"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, editions: tuple[Path, Path]) -> Iterator[Site]:
    """The whole of it."""
    program = nginx_program()
    folder = tmp_path_factory.mktemp("site")
    data = release(editions[0], folder / "data", SEED).to
    with ExitStack() as stack:
        log = stack.enter_context((folder / "apps.log").open("wb"))
        apps = []
        for _ in range(2):
            apps.append(App(data, folder, log))
            stack.callback(apps[-1].stop)
        for app in apps:
            app.ready()
        port = free_port()
        text = CONFIGURATION.read_text(encoding="utf-8").replace("/tmp/", f"{folder}/")
        places = {
            f"app{number}:8501": f"127.0.0.1:{app.port}" for number, app in enumerate(apps, 1)
        }
        places |= {"listen 8080;": f"listen 127.0.0.1:{port};"}
        places |= {"/dev/stdout": str(folder / "access.log")}
        for written, here in places.items():
            assert written in text
            text = text.replace(written, here)
        if os.geteuid() == 0:
            text = f"user root;\n{text}"
        (folder / "nginx.conf").write_text(text, encoding="utf-8")
        command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf")]
        server = subprocess.Popen([*command, "-g", "daemon off;"], stderr=log)
        stack.callback(server.wait)
        stack.callback(server.terminate)
        address = f"http://127.0.0.1:{port}"
        until = time.monotonic() + PATIENCE
        while not answers(address):
            assert time.monotonic() < until, "nginx did not start"
            time.sleep(0.1)
        yield Site(address, tuple(apps), data, folder / "access.log")


@dataclass
class Reader:
    """Somebody with one view open, who looks at it again and again, and reloads every other time.

    When the connection breaks they do what a browser does: connect again with the same address.
    """

    site: Site
    seat: str
    page: str = ""
    query: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    broken: int = 0
    _wire: ClientConnection | None = None
    _looked: int = 0

    def look(self) -> list[ForwardMsg]:
        """One run of the page, whatever it takes."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                # A third run would need the values of widgets, which only a browser keeps.
                if self._wire is not None and self._looked == 2:
                    self.close()
                if self._wire is None:
                    self._wire, self._looked = self._connected(), 0
                self._looked += 1
                return self._run(self._wire)
            except (ConnectionClosed, InvalidHandshake, OSError):
                self.broken += self._wire is not None
                self._wire = None
                time.sleep(0.2)
        raise AssertionError(f"{self.seat} saw nothing for {PATIENCE} seconds")

    def _connected(self) -> ClientConnection:
        address = self.site.address.replace("http", "ws") + "/_stcore/stream"
        return connect(
            address,
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers={"Cookie": f"seat={self.seat}"},
            max_size=None,
            legacy=True,  # it stays open from run to run
        )

    def _run(self, wire: ClientConnection) -> list[ForwardMsg]:
        ask = BackMsg()
        ask.rerun_script.page_name = self.page
        ask.rerun_script.query_string = urlencode(self.query)
        wire.send(ask.SerializeToString())
        received = []
        while True:
            message = ForwardMsg()
            message.ParseFromString(wire.recv(timeout=PATIENCE))  # type: ignore[arg-type]
            received.append(message)
            if message.WhichOneof("type") == "script_finished":
                break
        elements = [m.delta.new_element for m in received if m.WhichOneof("type") == "delta"]
        said = [e.heading.body for e in elements if e.WhichOneof("type") == "heading"]
        said += [e.markdown.body for e in elements if e.WhichOneof("type") == "markdown"]
        self.seen += [text for text in said if any(words in text for words in FAILED)]
        self.seen += [e.exception.message for e in elements if e.WhichOneof("type") == "exception"]
        return received

    def close(self) -> None:
        """Leave."""
        if self._wire is not None:
            self._wire.close()
        self._wire = None


def texts(messages: list[ForwardMsg]) -> str:
    """Everything that a run says in headings and words."""
    elements = [m.delta.new_element for m in messages if m.WhichOneof("type") == "delta"]
    said = [e.heading.body for e in elements if e.WhichOneof("type") == "heading"]
    return "\n".join(said + [e.markdown.body for e in elements])


def while_looking(readers: list[Reader], happens: Callable[[], None]) -> list[int]:
    """Something happens while readers look; how often each of them looked afterwards."""
    over, counts, failed = threading.Event(), [0] * len(readers), list[BaseException]()
    afterwards = threading.Event()

    def look(at: int) -> None:
        try:
            while not over.is_set():
                readers[at].look()
                counts[at] += afterwards.is_set()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=look, args=(at,)) for at in range(len(readers))]
    for thread in threads:
        thread.start()
    try:
        time.sleep(2)
        happens()
        afterwards.set()
        until = time.monotonic() + PATIENCE
        while min(counts) < 2 and not failed and time.monotonic() < until:
            time.sleep(0.2)
    finally:
        over.set()
        for thread in threads:
            thread.join(PATIENCE)
    if failed:
        raise failed[0]
    return counts
