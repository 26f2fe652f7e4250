"""Signals that end a command: it cleans up after itself first, then ends as the signal asks."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

# Those that end a process and can be answered; some systems lack some of them.
NAMES = ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGXCPU", "SIGALRM", "SIGUSR1", "SIGUSR2")


@contextmanager
def ends_cleanly() -> Iterator[None]:
    """While the block runs, a signal that would end the process raises SystemExit in it.

    So files that are not finished, or that nobody may see, are removed on the way out. What the
    process was started to ignore (`nohup`) stays ignored, and further signals do not disturb the
    cleaning. The exit status is 128 and the signal's number, as shells have it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what becomes of signals
        return
    usual = (signal.SIG_DFL, signal.default_int_handler)
    numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    before: dict[int, Any] = {
        number: handler for number in numbers if (handler := signal.getsignal(number)) in usual
    }

    def end(number: int, _: FrameType | None) -> None:
        for other in before:
            signal.signal(other, signal.SIG_IGN)
        raise SystemExit(128 + number)

    for number in before:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
