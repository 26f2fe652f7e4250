"""A browser that hangs is given up soon, and is ended with everything it started."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from dashboard.errors import DashboardError
from dashboard.exports.pictures import chromium, image_studio
from dashboard.exports.pictures.chromium import (
    BREATH,
    PULSE,
    SWITCH,
    BrowserHangs,
    Chromium,
)
from dashboard.exports.pictures.image_studio import Studio

MOST = 20
"""Seconds that a hung browser may cost."""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in life, only sooner."""
    monkeypatch.setattr(chromium, "PULSE", 0.5)
    monkeypatch.setattr(chromium, "BREATH", 1.0)


@pytest.fixture
def silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A browser that starts and says nothing; it writes the number of its process."""
    program = tmp_path / "silent"
    program.write_text(
        f"#!/bin/sh\necho $$ >> {tmp_path / 'started'}\nexec sleep 600\n", encoding="utf-8"
    )
    program.chmod(0o755)
    monkeypatch.setenv(SWITCH, str(program))
    return tmp_path / "started"


def gone(process: int) -> bool:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_the_patience_is_short_enough() -> None:
    assert PULSE + BREATH < MOST


def test_a_silent_browser_is_tried_once_by_all_who_want_pictures(
    impatient: None, silent: Path
) -> None:
    said: list[str] = []

    def want(studio: Studio) -> None:
        for _ in range(3):
            try:
                with studio.page():
                    pytest.fail("there is no page")
            except DashboardError as error:
                said.append(str(error))

    with Studio(pages=2) as studio:
        threads = [threading.Thread(target=want, args=(studio,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert len(said) == 9
    assert all("hung" in one for one in said)
    [process] = silent.read_text(encoding="utf-8").split()
    assert gone(int(process))


def test_after_a_while_another_one_is_tried(
    impatient: None, silent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image_studio, "GIVEN_UP_FOR", 0.0)
    with Studio(pages=1) as studio:
        for _ in range(2):
            with pytest.raises(BrowserHangs), studio.page():
                pytest.fail("there is no page")
    assert len(silent.read_text(encoding="utf-8").split()) == 2


@pytest.mark.browser
def test_a_browser_that_stops_in_the_middle_is_ended(
    monkeypatch: pytest.MonkeyPatch, chromium_path: Path
) -> None:
    browser = Chromium(chromium_path)
    try:
        page = browser.open("about:blank")
        assert page.run("1 + 1") == 2
        monkeypatch.setattr(chromium, "PULSE", 0.5)
        # A page that works on is waited for, one that never ends is not.
        monkeypatch.setattr(chromium, "BREATH", 20.0)
        busy = "{ const end = Date.now() + 2000; while (Date.now() < end); 7 }"
        assert page.run(busy) == 7
        monkeypatch.setattr(chromium, "BREATH", 1.0)
        os.killpg(browser.process_id, signal.SIGSTOP)
        with pytest.raises(BrowserHangs, match="hung"):
            page.run("1 + 1")
        assert not browser.alive
    finally:
        browser.stop()
    assert gone(browser.process_id)
