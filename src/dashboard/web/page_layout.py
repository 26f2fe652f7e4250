"""Where figures stand on a page: one below the other, or in pairs on wide screens.

A page has a height that it keeps within, so that a reader sees what there is: what finds no room
waits behind a tab or a choice. Figures taller than a screen scroll inside themselves.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.web.components.viewport import is_narrow, is_wide

# Pixels: the words and buttons around a drawing, and how much of a figure stands on a page at once.
AROUND, AROUND_NARROW = 170, 195
NOTE, LETTERS, LETTERS_NARROW = 21, 62, 46
"""Pixels of a line of a note, and the letters on it."""
TALLEST, TALLEST_NARROW = 520, 700
# Where a page has more than figures, those below it are lower.
SHORT = 340


def room(*, comparing: bool) -> int:
    """Pixels for all figures of a page: what its height leaves beside head, tabs and foot.

    A comparison has its summary at the head, which takes room.
    """
    if is_narrow():
        return 2800 if comparing else 3300
    return 1550 if comparing else 1850


def tallest() -> int:
    """Pixels that no figure goes beyond, with its words."""
    return TALLEST_NARROW + AROUND_NARROW if is_narrow() else TALLEST + AROUND


def height_of(drawing: int, note: str = "") -> int:
    """Pixels that a figure takes on a page, with its words."""
    around, letters = (AROUND_NARROW, LETTERS_NARROW) if is_narrow() else (AROUND, LETTERS)
    most = TALLEST_NARROW if is_narrow() else TALLEST
    return min(drawing, most) + around + NOTE * -(-len(note) // letters)


class Place(Protocol):
    """Where the next figure goes, and the words that belong to it."""

    def figure(self, id: str, drawing: int, note: str = "") -> AbstractContextManager[object]:
        """The place of a figure whose drawing is so many pixels high, and of the note below it."""

    def words(self) -> AbstractContextManager[object]:
        """The place of words that stand before the next figure."""

    def block(self, pixels: int) -> AbstractContextManager[object]:
        """The place of something so high that is no figure."""


@contextmanager
def _bounded(id: str, drawing: int, *, short: bool = False) -> Iterator[None]:
    """A figure's place; where it is taller than a screen, its drawing scrolls inside itself."""
    short = short and not is_narrow()
    limit = TALLEST_NARROW if is_narrow() else SHORT if short else TALLEST
    # For a row or so nobody should have to scroll.
    if drawing > 1.1 * limit:
        with st.container(key=f"tall_{'short_' if short else ''}{id}"):
            yield
    else:
        yield


class Stack:
    """One below the other, over the whole width."""

    def __init__(self) -> None:
        self.height = 0
        self.has_blocks = False

    @contextmanager
    def figure(self, id: str, drawing: int, note: str = "") -> Iterator[None]:
        """Below whatever is there."""
        self.height += height_of(drawing, note)
        with _bounded(id, drawing):
            yield

    @contextmanager
    def words(self) -> Iterator[None]:
        """Below whatever is there."""
        yield

    @contextmanager
    def block(self, pixels: int) -> Iterator[None]:
        """Below whatever is there."""
        self.height += pixels
        self.has_blocks = True
        yield


class Pairs:
    """Two columns where the window is wide, each next figure in the shorter one.

    The browser sets them below each other where it turns out not to be wide.
    """

    def __init__(self, key: str, *, short: bool = False) -> None:
        self.short = short
        count = 1 if is_narrow() else 2
        with st.container(key=f"pairs_{key}"):
            self._columns: list[DeltaGenerator] = list(st.columns(count, gap="large"))
        self._heights = [0] * count
        self._begun: int | None = None

    @property
    def height(self) -> int:
        """Pixels of the taller column."""
        return max(self._heights)

    @property
    def shorter(self) -> int:
        """Pixels of the column that the next figure goes to."""
        return min(self._heights)

    @contextmanager
    def figure(self, id: str, drawing: int, note: str = "") -> Iterator[None]:
        """In the shorter column, or where the words before it stand."""
        at = self._next()
        self._begun = None
        self._heights[at] += height_of(drawing, note)
        with self._columns[at], _bounded(id, drawing, short=self.short):
            yield

    @contextmanager
    def words(self) -> Iterator[None]:
        """Where the next figure will stand."""
        self._begun = self._next()
        with self._columns[self._begun]:
            yield

    @contextmanager
    def block(self, pixels: int) -> Iterator[None]:
        """In the shorter column."""
        at = self._next()
        self._heights[at] += pixels
        with self._columns[at]:
            yield

    def _next(self) -> int:
        if self._begun is not None:
            return self._begun
        return self._heights.index(self.shorter)


def height_in_columns(heights: Iterable[int], columns: int) -> int:
    """Pixels that figures take in columns, each next one in the shorter."""
    taken = [0] * columns
    for height in heights:
        taken[taken.index(min(taken))] += height
    return max(taken)


def narrow_in_pairs() -> bool:
    """Whether a figure of a pair has a phone's room, and is composed for it."""
    return is_narrow() or is_wide()
