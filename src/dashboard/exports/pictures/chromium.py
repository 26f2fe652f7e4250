"""A headless Chromium of our own, spoken to through a pipe.

No port is opened, so nobody else on the machine can drive it, and it ends with the process that
started it, however that ends. Pages are loaded from a file; no name is ever looked up.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures import TimeoutError as Late
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dashboard.errors import DashboardError

SWITCH = "CHROMIUM"
"""The environment variable that names the browser, where it has no usual name."""

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),)

FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-breakpad",
    "--hide-scrollbars",
    "--no-first-run",
    "--no-default-browser-check",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    # A page behind another one works as fast as the one in front.
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--disable-background-timer-throttling",
)

PULSE = 6.0
"""Seconds without an answer after which it is asked whether it still lives."""
BREATH = 10.0
"""Seconds that it has to say so. Both together are what a browser that hangs costs."""

# Chromium reads commands from file 3 and answers on file 4.
_PLUMBING = 'exec "$@" 3<&0 4>&1 </dev/null >/dev/null'


class NoBrowser(DashboardError):
    """There is no Chromium that could be started."""


class BrowserLost(DashboardError):
    """The browser, or one of its pages, ended or answers no more."""


class BrowserHangs(BrowserLost):
    """The browser runs and says nothing; it was ended, and another one would hardly fare better."""


class ScriptFailed(DashboardError):
    """What ran in a page threw; the text is the first line of what it said."""


def find_chromium() -> Path | None:
    """The browser that pictures are made with on this machine, or None where there is none."""
    if asked := os.environ.get(SWITCH):
        found = shutil.which(asked)
        return Path(found) if found else None
    if sys.platform == "win32":
        return None  # it hands no pipes to Chromium the way others do
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else next((path for path in PLACES if path.is_file()), None)


def no_browser() -> NoBrowser:
    """The error that says what is missing, and what to do."""
    if asked := os.environ.get(SWITCH):
        return NoBrowser(f"{SWITCH} names {asked!r}, which is not installed.")
    if sys.platform == "win32":
        return NoBrowser(
            "Images cannot be created on Windows; use the Image menu in the app, or WSL."
        )
    return NoBrowser(
        f"No Chromium on this machine (looked for {', '.join(NAMES)}), and images need one. "
        f"Install it, name it in {SWITCH}, or take the picture from the app, where the reader's "
        "own browser draws it."
    )


class Chromium:
    """A running browser; `stop` ends it with everything it left on the disk."""

    def __init__(self, path: Path) -> None:
        self._folder = TemporaryDirectory(prefix="survey-chromium-", ignore_cleanup_errors=True)
        self.folder = Path(self._folder.name)
        command = ["/bin/sh", "-c", _PLUMBING, "sh", str(path), *FLAGS]
        command.append(f"--user-data-dir={self.folder / 'profile'}")
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium refuses root otherwise
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,  # Ctrl-C reaches us first
        )
        self._lock = threading.Lock()
        self._number = 0
        self._waiting: dict[int, tuple[str, Future[dict[str, Any]]]] = {}
        self._gone = self._hangs = False
        self._reader = threading.Thread(target=self._listen, daemon=True, name="chromium")
        self._reader.start()

    @property
    def alive(self) -> bool:
        """Whether it can still be asked for anything."""
        return not self._gone and not self._hangs and self._process.poll() is None

    @property
    def process_id(self) -> int:
        """The number of its first process; the others descend from it."""
        return self._process.pid

    def open(self, address: str, timeout: float = 60) -> "Page":
        """A new page that has loaded `address`."""
        target = self.call("Target.createTarget", {"url": "about:blank"}, timeout=timeout)
        attached = self.call(
            "Target.attachToTarget",
            {"targetId": target["targetId"], "flatten": True},
            timeout=timeout,
        )
        page = Page(self, attached["sessionId"], target["targetId"])
        page.call("Inspector.enable", timeout=timeout)
        page.call("Page.navigate", {"url": address}, timeout=timeout)
        page.run(
            "new Promise((go) => document.readyState === 'complete' ? go()"
            " : addEventListener('load', go))",
            timeout=timeout,
        )
        return page

    def call(
        self,
        method: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        session: str = "",
        timeout: float = 60,
        busy: bool = False,
    ) -> dict[str, Any]:
        """Ask and wait for the answer; raises BrowserLost where none comes.

        While it waits it sees to it that the browser, and the page of the session, answer at all;
        a `busy` page may be silent over its work. Raises BrowserHangs, and ends it, where not.
        """
        number, answer = self._asked(method, parameters, session)
        left = timeout
        try:
            while True:
                try:
                    return answer.result(min(left, PULSE))
                except Late:
                    left -= PULSE
                if left <= 0:
                    raise BrowserLost(f"Chromium did not answer within {timeout:g} seconds.")
                self._must_breathe("" if busy else session, answer)
        finally:
            with self._lock:
                self._waiting.pop(number, None)

    def _asked(
        self, method: str, parameters: Mapping[str, Any] | None, session: str
    ) -> tuple[int, Future[dict[str, Any]]]:
        answer: Future[dict[str, Any]] = Future()
        with self._lock:
            self._number += 1
            number = self._number
            self._waiting[number] = (session, answer)
            message = {"id": number, "method": method, "params": parameters or {}}
            if session:
                message["sessionId"] = session
            try:
                if self._gone:
                    raise OSError
                self._write(json.dumps(message).encode() + b"\0")
            except (OSError, ValueError):
                del self._waiting[number]
                raise self._lost() from None
        return number, answer

    def _must_breathe(self, session: str, answer: Future[dict[str, Any]]) -> None:
        """Ask for something that takes no time; end the browser where that is not answered."""
        method = "Runtime.evaluate" if session else "Browser.getVersion"
        number, breath = self._asked(method, {"expression": "0"} if session else None, session)
        done, _ = wait([breath, answer], timeout=BREATH, return_when=FIRST_COMPLETED)
        with self._lock:
            self._waiting.pop(number, None)
        if not done:
            self._hangs = True
            self._kill()
            raise self._lost()

    def _lost(self) -> BrowserLost:
        if self._hangs:
            return BrowserHangs(f"Chromium hung for {PULSE + BREATH:g} seconds and was ended.")
        return BrowserLost("Chromium has ended.")

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # its children, too

    def _write(self, message: bytes) -> None:
        assert self._process.stdin is not None
        left = memoryview(message)
        while left:
            left = left[self._process.stdin.write(left) :]

    def _listen(self) -> None:
        assert self._process.stdout is not None
        parts: list[bytes] = []
        with suppress(OSError, ValueError):
            while piece := self._process.stdout.read(1 << 20):
                *ends, rest = piece.split(b"\0")
                for end in ends:
                    self._take(json.loads(b"".join([*parts, end])))
                    parts = []
                parts.append(rest)
        self._gone = True
        self._fail(self._lost())

    def _take(self, message: dict[str, Any]) -> None:
        if message.get("method") in ("Inspector.targetCrashed", "Inspector.detached"):
            crashed = BrowserLost("A page of Chromium has crashed.")
            self._fail(crashed, message.get("sessionId", ""))
        with self._lock:
            _, answer = self._waiting.pop(message.get("id", 0), ("", None))
        if answer is None:
            return
        if "error" in message:
            answer.set_exception(BrowserLost(f"Chromium: {message['error'].get('message')}"))
        else:
            answer.set_result(message["result"])

    def _fail(self, why: BrowserLost, session: str | None = None) -> None:
        with self._lock:
            lost = [n for n, (of, _) in self._waiting.items() if session in (None, of)]
            answers = [self._waiting.pop(number)[1] for number in lost]
        for answer in answers:
            answer.set_exception(why)

    def stop(self) -> None:
        """End it for certain; harmless where it has ended."""
        if self.alive:
            with suppress(DashboardError):
                self.call("Browser.close", timeout=5)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
        self._kill()
        self._process.wait()
        self._reader.join(5)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._folder.cleanup()


class Page:
    """One page of a browser. Only one thread at a time may use it."""

    def __init__(self, browser: Chromium, session: str, target: str) -> None:
        self.browser = browser
        self._session = session
        self._target = target

    def call(
        self,
        method: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float = 60,
        busy: bool = False,
    ) -> dict[str, Any]:
        """A command of the DevTools protocol, as `Chromium.call` with this page's session."""
        return self.browser.call(
            method, parameters, session=self._session, timeout=timeout, busy=busy
        )

    def run(self, expression: str, *, timeout: float = 60) -> Any:
        """What a JavaScript expression gives, awaited; raises ScriptFailed where it throws."""
        answer = self.call(
            "Runtime.evaluate",
            {"expression": expression, "awaitPromise": True, "returnByValue": True},
            timeout=timeout,
        )
        if thrown := answer.get("exceptionDetails"):
            said = thrown.get("exception", {}).get("description") or thrown.get("text", "")
            raise ScriptFailed(str(said).split("\n")[0])
        return answer["result"].get("value")

    def close(self) -> None:
        """Give it up; harmless where it is gone."""
        if self.browser.alive:
            with suppress(DashboardError):
                self.browser.call("Target.closeTarget", {"targetId": self._target}, timeout=5)
