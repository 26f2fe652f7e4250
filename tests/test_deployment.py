"""The app as it is deployed: requirements.txt alone in an empty environment, every page opened.

Installing takes a minute and needs the package index, so this runs in CI and when it is asked
for (`pytest -m deployment -s`, which also prints the peak of memory).
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

pytestmark = pytest.mark.deployment

ROOT = Path(__file__).parents[1]
PAGES = ["", *(path.stem.partition("_")[2] for path in sorted((ROOT / "pages").glob("[0-9]*.py")))]
# What a checkout does not have: it is made on the way.
NOT_IN_A_CHECKOUT = (".git", ".venv", ".*_cache", "__pycache__", "build", "static", "*.egg-info")
AIM, LIMIT = 400, 1000  # MB; the limit is what Streamlit Community Cloud guarantees
SECONDS_A_PAGE = 60


@dataclass(frozen=True)
class Deployed:
    """A running server: its process and its address."""

    process: "subprocess.Popen[bytes]"
    address: str
    log: Path

    def peak(self) -> float:
        """The most memory it ever held, in MB; only Linux tells of a process that runs."""
        path = Path(f"/proc/{self.process.pid}/status")
        if not path.exists():
            pytest.skip("this system does not say how much memory a process holds")
        status = path.read_text(encoding="utf-8")
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) / 1000


@pytest.fixture(scope="module")
def checkout(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as somebody else would get it."""
    if not os.environ.get("CI") and "deployment" not in str(request.config.getoption("-m")):
        pytest.skip("takes a minute and the package index: runs with CI=true or -m deployment")
    folder = tmp_path_factory.mktemp("deployed") / "checkout"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_IN_A_CHECKOUT))
    return folder


@pytest.fixture(scope="module")
def python(checkout: Path) -> Path:
    """The Python of an environment that holds requirements.txt and nothing else."""
    folder = checkout.parent / "environment"
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
    install = [*pip, "install", "--quiet", "-r", "requirements.txt"]
    done = subprocess.run(install, cwd=checkout, capture_output=True, text=True)
    if done.returncode:
        # What the index does not have is a fault of ours; that it cannot be reached is not.
        reached = subprocess.run([*pip, "download", "--no-deps", "-d", str(folder), "six"])
        if reached.returncode and not os.environ.get("CI"):
            pytest.skip("the package index cannot be reached")
        pytest.fail(f"requirements.txt cannot be installed:\n{done.stderr[-2000:]}", pytrace=False)
    return python


@pytest.fixture(scope="module")
def deployed(checkout: Path, python: Path) -> Iterator[Deployed]:
    """The app served from the root of the checkout."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [str(python), "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1"]
    # Nothing of this environment: neither its paths nor its settings for the dashboard.
    kept = ("PATH", "HOME", "LANG", "TMPDIR")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    log = checkout.parent / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=checkout, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait(process, f"http://127.0.0.1:{port}/_stcore/health", log)
        yield Deployed(process, f"127.0.0.1:{port}", log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", health: str, log: Path) -> None:
    until = time.monotonic() + SECONDS_A_PAGE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(health, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The app did not start:\n{log.read_text(encoding='utf-8')[-2000:]}", pytrace=False)


def opened(address: str, page: str) -> list[ForwardMsg]:
    """Everything that a first visit to a page gets, until its script has run."""
    ask = BackMsg()
    ask.rerun_script.page_name = page
    received = []
    url = f"ws://{address}/_stcore/stream"
    with connect(url, subprotocols=["streamlit"], max_size=None) as wire:
        wire.send(ask.SerializeToString())
        while True:
            message = ForwardMsg()
            message.ParseFromString(wire.recv(timeout=SECONDS_A_PAGE))
            received.append(message)
            if message.WhichOneof("type") == "script_finished":
                return received


@pytest.fixture(scope="module")
def visits(deployed: Deployed) -> dict[str, list[ForwardMsg]]:
    """What each page sent, opened one after the other."""
    return {page: opened(deployed.address, page) for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page or "first")
def test_a_page_opens_where_only_the_requirements_are_installed(
    page: str, visits: dict[str, list[ForwardMsg]], deployed: Deployed
) -> None:
    messages = visits[page]
    elements = [m.delta.new_element for m in messages if m.WhichOneof("type") == "delta"]
    failed = [e.exception.message for e in elements if e.WhichOneof("type") == "exception"]
    assert not failed, deployed.log.read_text(encoding="utf-8")[-2000:]
    assert messages[-1].script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
    heads = [e.heading.body for e in elements if e.WhichOneof("type") == "heading"]
    assert not [head for head in heads if "cannot be shown" in head or "not lead" in head]
    said = [e.markdown.body for e in elements if e.WhichOneof("type") == "markdown"]
    assert any("Source\\:" in text for text in said)


def test_every_page_together_needs_less_memory_than_a_small_server_has(
    visits: dict[str, list[ForwardMsg]], deployed: Deployed
) -> None:
    peak = deployed.peak()
    print(f"\npeak of memory after {len(visits)} pages: {peak:.0f} MB (aim {AIM} MB)")
    assert peak < LIMIT
