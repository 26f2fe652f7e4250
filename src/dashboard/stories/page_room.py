"""How many pixels figures take on a page, and how many a page has for them.

A page has a height that it keeps within, so that a reader sees what there is: what finds no room
waits behind a tab or a choice.
"""

from collections.abc import Iterable

# Pixels: the words and buttons around a drawing, and how much of a figure stands on a page at once.
AROUND, AROUND_NARROW = 170, 195
NOTE, LETTERS, LETTERS_NARROW = 21, 62, 46
"""Pixels of a line of a note, and the letters on it."""
TALLEST, TALLEST_NARROW = 520, 700
FOR_A_ROW = 1.1
"""How much taller a drawing may be: for a row or so nobody should have to scroll."""
STORY = 420
"""Pixels of the usual drawing of a story."""
OFFERS = 110
"""Pixels of links to wider views, which a view of some respondents may have at its head."""


def room_for(*, narrow: bool, comparing: bool, filtered: bool = False) -> int:
    """Pixels for all figures of a page: what its height leaves beside head, tabs and foot.

    A comparison has its summary at the head, which takes room, and a filter its wider views.
    """
    most, compared = (3300, 2800) if narrow else (1850, 1550)
    return (compared if comparing else most) - OFFERS * filtered


def tallest_of(*, narrow: bool) -> int:
    """Pixels that no figure goes beyond, with its words."""
    return TALLEST_NARROW + AROUND_NARROW if narrow else TALLEST + AROUND


def height_with_words(drawing: int, note: str = "", *, narrow: bool) -> int:
    """Pixels that a figure takes on a page, with its words."""
    around, letters = (AROUND_NARROW, LETTERS_NARROW) if narrow else (AROUND, LETTERS)
    most = TALLEST_NARROW if narrow else TALLEST
    return min(drawing, most) + around + NOTE * -(-len(note) // letters)


def in_columns(heights: Iterable[int], columns: int) -> list[int]:
    """Pixels that figures take in each column, the next one always in the shortest."""
    taken = [0] * columns
    for height in heights:
        taken[taken.index(min(taken))] += height
    return taken
