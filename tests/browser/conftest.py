"""A Streamlit server for the tests that need a real browser."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHART_APP = Path(__file__).parent / "chart_app" / "app.py"

# The made-up figures that the app draws are made again by the tests.
sys.path.insert(0, str(CHART_APP.parent))

Serve = Callable[..., str]


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Start an app; gives the address it answers at. The same app is started once a session.

    `serve(app_path, env={...}, base_path="surveys")`: `env` is added to the environment, and
    `base_path` is the path the app is served under.
    """
    running: dict[object, tuple[subprocess.Popen[bytes], str]] = {}

    def start(app_path: Path, env: Mapping[str, str] | None = None, base_path: str = "") -> str:
        asked = (app_path, tuple(sorted((env or {}).items())), base_path)
        if asked not in running:
            running[asked] = start_server(app_path, env or {}, base_path)
        return running[asked][1]

    try:
        yield start
    finally:
        for server, _ in running.values():
            stop_server(server)


def start_server(
    app_path: Path,
    env: Mapping[str, str],
    base_path: str,
    program: str = "streamlit",
    port: int | None = None,
) -> tuple[subprocess.Popen[bytes], str]:
    """A server and the address it answers at; `program` is the module that runs the app."""
    port = port or _free_port()
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "server.enableStaticServing": "true",
        "server.baseUrlPath": base_path,
    }
    command = [sys.executable, "-m", program, "run", str(app_path)]
    command += [f"--{name}={value}" for name, value in options.items()]
    server = subprocess.Popen(
        command,
        cwd=ROOT,  # for .streamlit/config.toml
        env={**os.environ, **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = "/".join(part for part in (f"http://127.0.0.1:{port}", base_path) if part)
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return server, address
        except OSError:
            time.sleep(0.1)
    stop_server(server)
    raise RuntimeError(f"{app_path} did not start within a minute")


def stop_server(server: subprocess.Popen[bytes]) -> None:
    """End a server for certain."""
    if server.poll() is None:
        os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(5)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
