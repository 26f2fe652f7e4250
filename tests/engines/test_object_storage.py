"""Answers in object storage, read by an engine or by the app itself: S3 as moto serves it."""

import gc
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pyarrow.fs import FileSelector, S3FileSystem, copy_files

from dashboard.codebook import read_codebook
from dashboard.exports.opening import open_survey
from dashboard.exports.remote_folder import RemoteFolder
from dashboard.paths import ROOT
from dashboard.query.selection import Query
from dashboard.responses import load_responses
from dashboard.responses.engines import EngineSettings

from .conftest import serving

KEYS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
}


@pytest.fixture
def storage(spark: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """Where a server of S3 listens that has one bucket, `survey`."""
    # Its libraries do not fit those of the app: `make spark` gives it an environment of its own.
    own = ROOT / ".venv" / "moto" / "bin" / "moto_server"
    program = str(own) if own.exists() else shutil.which("moto_server")
    if program is None:
        pytest.skip("not installed: moto_server, see the Makefile's target spark")
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    with subprocess.Popen(
        [program, "-p", place.rpartition(":")[2]],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            for left in reversed(range(40)):
                try:
                    files(place).create_dir("survey")
                    break
                except OSError:
                    if not left:
                        raise
                    time.sleep(0.5)
            yield place
        finally:
            server.kill()


def files(place: str) -> S3FileSystem:
    return S3FileSystem(endpoint_override=place, scheme="http", allow_bucket_creation=True)


def names(place: str) -> list[str]:
    found = files(place).get_file_info(FileSelector("survey/answers", recursive=True))
    return sorted(one.base_name for one in found if one.is_file)


def test_an_engine_counts_from_a_bucket(storage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ENDPOINT", "AWS_ENDPOINT_URL"):
        monkeypatch.setitem(os.environ, name, f"http://{storage}")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_VIRTUAL_HOSTED_STYLE_REQUEST", "false")
    codebook = read_codebook(ROOT / "data")
    place = f"s3://survey/answers?endpoint_override={storage}&scheme=http"
    with serving() as port:
        settings = EngineSettings(address=f"sc://127.0.0.1:{port}", files=place)
        responses, here = load_responses(codebook, settings=settings), load_responses(codebook)
        assert names(storage) == [
            "described_cases.parquet",
            "respondents.parquet",
            "respondents_apart.parquet",
        ]
        query = Query(years=here.years)
        assert responses.count(query) == here.count(query)
        questions = list(codebook.questions.values())[:10]
        expected = here.tally(questions, query)
        for code, tally in responses.tally(questions, query).items():
            np.testing.assert_array_equal(tally.cells.n, expected[code].cells.n)
        del responses
        gc.collect()
        assert names(storage) == []


def test_the_app_reads_a_released_folder_from_a_bucket(storage: str) -> None:
    copy_files(str(ROOT / "data"), "survey/data", destination_filesystem=files(storage))
    address = f"s3://survey/data?endpoint_override={storage}&scheme=http"
    here = read_codebook(ROOT / "data")
    folder = RemoteFolder(address)
    copied = open_survey(read_codebook(folder.here()), preview=False)
    assert copied.released
    query = Query(years=here.years)
    assert copied.responses.count(query) == load_responses(here).count(query)
