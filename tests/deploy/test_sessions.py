"""Readers who reload while a page is drawn, or click before it is: the next look has all of it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from dashboard.codebook import read_codebook

from .conftest import FAILED, PATIENCE, answers, free_port

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.browser  # a server of their own, which must not come late


@pytest.fixture(scope="module")
def port(sample_folder: Path) -> Iterator[int]:
    """Where an app process listens."""
    number = free_port()
    options = [f"--server.port={number}", "--server.address=127.0.0.1", "--server.headless=true"]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", *options],
        cwd=ROOT,
        env={**os.environ, "SURVEY_DATA": str(sample_folder), "SURVEY_PREVIEW": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + PATIENCE
    while not answers(f"http://127.0.0.1:{number}"):
        assert time.monotonic() < until, "the app did not start"
        time.sleep(0.1)
    yield number
    process.terminate()
    process.wait()


def visit(port: int) -> ClientConnection:
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    return connect(address, subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]


def ask(wire: ClientConnection, page: str, query: str = "") -> None:
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = query
    wire.send(message.SerializeToString())


def told(wire: ClientConnection) -> ForwardMsg:
    message = ForwardMsg()
    sent = wire.recv(timeout=PATIENCE)
    assert isinstance(sent, bytes)
    message.ParseFromString(sent)
    return message


def whole(wire: ClientConnection) -> int:
    """How many components a run draws, to its end; nothing in it may say that it failed."""
    drawn = 0
    while (message := told(wire)).WhichOneof("type") != "script_finished":
        element = message.delta.new_element
        what = element.WhichOneof("type")
        assert what != "exception", element.exception.message
        words = element.heading.body if what == "heading" else element.text.body
        assert not any(said in words for said in FAILED), words
        drawn += what == "bidi_component"
    assert message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
    return drawn


def test_whoever_leaves_in_the_middle_of_a_run_leaves_the_page_to_others(
    port: int, sample_folder: Path
) -> None:
    topics = [topic.id for topic in read_codebook(sample_folder).topics if topic.questions][:3]
    assert topics
    for number, page in enumerate(topics):
        for messages in (1, 6 + number, 25):
            with visit(port) as gone:
                ask(gone, page)
                for _ in range(messages):
                    told(gone)
        with visit(port) as wire:
            ask(wire, page)
            first = whole(wire)
        with visit(port) as wire:
            ask(wire, page)
            assert whole(wire) == first > 3


def test_a_click_before_a_page_is_drawn_has_the_next_one_whole(
    port: int, sample_folder: Path
) -> None:
    one, other, *_ = (t.id for t in read_codebook(sample_folder).topics if t.questions)
    with visit(port) as wire:
        ask(wire, other, "compare=year")
        alone = whole(wire)
    with visit(port) as wire:
        ask(wire, one, "compare=year")
        told(wire)
        ask(wire, other, "compare=year")
        until = time.monotonic() + PATIENCE
        ends = []
        while not ends or ends[-1] != ForwardMsg.FINISHED_SUCCESSFULLY:
            assert time.monotonic() < until
            message = told(wire)
            assert message.delta.new_element.WhichOneof("type") != "exception"
            if message.WhichOneof("type") == "script_finished":
                ends.append(message.script_finished)
        ask(wire, other, "compare=year")
        assert whole(wire) == alone
