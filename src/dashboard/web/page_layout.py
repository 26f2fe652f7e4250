"""Where figures stand on a page: one below the other, or in pairs on wide screens.

Figures taller than a screen scroll inside themselves.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.stories.page_room import (
    FOR_A_ROW,
    TALLEST,
    TALLEST_NARROW,
    height_with_words,
    in_columns,
    room_for,
    tallest_of,
)
from dashboard.web.components.viewport import is_narrow, is_wide

# Where a page has more than figures, those below it are lower.
SHORT = 300


def room(*, comparing: bool, filtered: bool = False) -> int:
    """Pixels for all figures of a page."""
    return room_for(narrow=is_narrow(), comparing=comparing, filtered=filtered)


def tallest() -> int:
    """Pixels that no figure goes beyond, with its words."""
    return tallest_of(narrow=is_narrow())


def height_of(drawing: int, note: str = "") -> int:
    """Pixels that a figure takes on a page, with its words."""
    return height_with_words(drawing, note, narrow=is_narrow())


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
    if drawing > FOR_A_ROW * limit:
        with st.container(key=f"tall_{'short_' if short else ''}{id}"):
            yield
    else:
        yield


class Stack:
    """One below the other, over the whole width; `short` ones where a page has little room."""

    def __init__(self, *, short: bool = False) -> None:
        self.short = short
        self.height = 0
        self.has_blocks = False

    @contextmanager
    def figure(self, id: str, drawing: int, note: str = "") -> Iterator[None]:
        """Below whatever is there."""
        self.height += height_of(drawing, note)
        with _bounded(id, drawing, short=self.short):
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
        self._key = f"pairs_{key}"
        count = 1 if is_narrow() else 2
        self._place = st.container(key=self._key)
        with self._place:
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

    def close(self) -> None:
        """After the last figure: one that has no other beside it takes the width of both."""
        if len(self._heights) > 1 and self.height and not self.shorter and self._begun is None:
            second = f".st-key-{self._key} [data-testid=stColumn]:nth-child(2)"
            with self._place:
                st.html(f"<style>{second} {{ display: none }}</style>")

    def _next(self) -> int:
        if self._begun is not None:
            return self._begun
        return self._heights.index(self.shorter)


def stands_alone(heights: Sequence[int], columns: int) -> bool:
    """Whether the last of some figures in columns would stand beside a hole of its own height.

    It is drawn over the whole width then, where the others end about level.
    """
    if columns < 2 or not heights:
        return False
    before, after = in_columns(heights[:-1], columns), in_columns(heights, columns)
    return max(after) - min(after) > max(before) - min(before) + heights[-1] / 2


def narrow_in_pairs() -> bool:
    """Whether a figure of a pair has a phone's room, and is composed for it."""
    return is_narrow() or is_wide()
