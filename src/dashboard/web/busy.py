"""The way out for readers of a busy server: the static site, at the view at hand."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlencode

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.exports.markdown_text import verbatim

SITE, BUSY = "SURVEY_SITE", "SURVEY_BUSY"
USUALLY_BUSY = 4
"""Pages drawn at the same time in a process, from which on each of them waits for the others."""

_lock = threading.Lock()
_running = 0


@contextmanager
def counted() -> Iterator[int]:
    """One page being drawn; gives how many are, this one included, in this process."""
    global _running
    with _lock:
        _running += 1
        now = _running
    try:
        yield now
    finally:
        with _lock:
            _running -= 1


def site_to_offer(running: int, environment: Mapping[str, str]) -> str:
    """The static site's address, ending in a slash, where so many pages being drawn are many.

    Empty where there are few, or where the operator named no site. Raises DashboardError where
    either setting is no address or no number.
    """
    site, limit = environment.get(SITE, ""), environment.get(BUSY, "") or str(USUALLY_BUSY)
    if not site:
        return ""
    if not site.startswith(("https://", "http://")):
        raise DashboardError(f"{SITE} {site!r} is not a web address; it must start with https://.")
    if not (limit.isascii() and limit.isdigit() and int(limit) > 0):
        raise DashboardError(f"{BUSY} {limit!r} is not a whole number from 1.")
    return f"{site.rstrip('/')}/" if running >= int(limit) else ""


def offer_site(running: int, page: str, view: Mapping[str, str]) -> None:
    """Say, where the server is busy, that the static site answers at once."""
    site = site_to_offer(running, os.environ)
    if site:
        query = urlencode(view, safe=",")
        link = f"{site}{page}.html" + (f"?{query}" if query else "")
        said = verbatim("Many readers are here at the moment.")
        st.info(f"{said} [The static site]({link}) shows the same figures at once.")
