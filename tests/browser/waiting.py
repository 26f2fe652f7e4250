"""Waiting until a page of the app has nothing left to do."""

from collections.abc import Callable
from typing import Any, TypeVar

Seen = TypeVar("Seen")

ENDED = """() => document.querySelector('[data-testid=stApp]')
  ?.getAttribute('data-test-script-state') === 'notRunning'"""


def steady(page: Any, read: Callable[[], Seen], pause: int = 1200) -> Seen:
    """What `read` gives once the script has ended and nothing more comes for so many ms."""
    page.wait_for_function(ENDED)
    now = read()
    while True:
        page.wait_for_timeout(pause)
        page.wait_for_function(ENDED)
        before, now = now, read()
        if now == before:
            return now
