"""The outlines of the pages: what each tells, in its file's own words.

A page's file is a script that draws the page. Run while outlines are being noted, it only says
what it would draw, and so pages, exports and links know the same figures.
"""

import runpy
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dashboard.errors import DashboardError
from dashboard.paths import page_files
from dashboard.stories.story import Story


@dataclass(frozen=True, kw_only=True)
class Outline:
    """A topic's page: the questions it begins with, and the stories it tells."""

    topic: str
    lead: tuple[str, ...] = ()
    stories: tuple[Story, ...] = ()


_notes: ContextVar[list[Outline] | None] = ContextVar("notes", default=None)


def noted(outline: Outline) -> bool:
    """Whether outlines are being noted, so that the page is not to be drawn."""
    notes = _notes.get()
    if notes is not None:
        notes.append(outline)
    return notes is not None


def outline_of(topic: str) -> Outline:
    """The outline of a topic's page; one without stories where the topic has no page."""
    path = page_files().get(topic)
    return Outline(topic=topic) if path is None else _read(path)


@cache
def _read(path: Path) -> Outline:
    with _noting() as notes:
        runpy.run_path(str(path))
    if len(notes) != 1:
        raise DashboardError(f"{path.name} is not the page of one topic: it names {len(notes)}.")
    return notes[0]


@contextmanager
def _noting() -> Iterator[list[Outline]]:
    notes: list[Outline] = []
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)
