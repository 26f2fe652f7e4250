"""A Spark Connect server of its own, for the tests of counting on another engine."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

import pytest

SERVE = """
import sys
from pysail.spark import SparkConnectServer
server = SparkConnectServer("127.0.0.1", int(sys.argv[1]))
server.start(background=True)
print(server.listening_address[1], flush=True)
sys.stdin.read()
"""


@contextmanager
def serving(port: int = 0) -> Iterator[int]:
    """A server as long as the context lasts; its port."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.kill()


@pytest.fixture(scope="session")
def spark() -> None:
    """Nothing; the tests are skipped where the extra or the server is not installed."""
    missing = [name for name in ("sqlglot", "pyspark", "grpc", "pysail") if not find_spec(name)]
    if missing:
        pytest.skip(f"not installed, see requirements-spark.txt: {', '.join(missing)}")


@pytest.fixture(scope="session")
def address(spark: None) -> Iterator[str]:
    """Where a server listens."""
    with serving() as port:
        yield f"sc://127.0.0.1:{port}"
