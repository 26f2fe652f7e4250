"""Where figures stand on a page: one below the other, or in pairs on wide screens.

A page has a height that it keeps within, so that a reader sees what there is: what finds no room
waits behind a tab or a choice. Figures taller than a screen scroll inside themselves.
"""

from collections.abc import Iterable, Iterator, Sequence
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
SHORT = 300
OFFERS = 110
"""Pixels of links to wider views, which a view of some respondents may have at its head."""


def room(*, comparing: bool, filtered: bool = False) -> int:
    """Pixels for all figures of a page: what its height leaves beside head, tabs and foot.

    A comparison has its summary at the head, which takes room, and a filter its wider views.
    """
    most, compared = (3300, 2800) if is_narrow() else (1850, 1550)
    return (compared if comparing else most) - OFFERS * filtered


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


def in_columns(heights: Iterable[int], columns: int) -> list[int]:
    """Pixels that figures take in each column, the next one always in the shortest."""
    taken = [0] * columns
    for height in heights:
        taken[taken.index(min(taken))] += height
    return taken


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
