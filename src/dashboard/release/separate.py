"""Demographics published apart: each by itself, and beside each key attribute by itself.

In a file of two attributes a small cell is withheld by withholding the demographic, never the key:
so each segment keeps its base, and every share shown is what was answered. How many are withheld
in a segment, and of a choice, depends on how many cells are small, never on how small they are.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from dashboard.release.anonymity import suppressed
from dashboard.release.columns import NO_ANSWER, NOT_ASKED, WITHHELD, Bools, Rows
from dashboard.release.diversity import Fact, hiding, telling


@dataclass(frozen=True)
class Beside:
    """What is withheld in a file of a demographic and a key attribute, row by row."""

    demographic: Bools
    key: Bools


def beside(
    said: Rows, key: Rows, k: int, order: Rows, *, sensitive: bool = False, different: int = 2
) -> Beside:
    """What to withhold so that no cell of a demographic and a key attribute holds fewer than k.

    `said` and `key` are positions of choices, or why there is none. A demographic that is
    sensitive is withheld, besides, in every segment that tells it.
    """
    hidden_key = suppressed(key[:, None], k, order)[:, 0]
    shown_key = np.where(hidden_key, WITHHELD, key)
    hidden = np.zeros(len(said), dtype=np.bool_)
    if sensitive:
        _, cell = np.unique(shown_key, return_inverse=True)
        answered = np.flatnonzero(said >= 0)
        hidden |= telling(Fact(answered, said[answered], answered), cell, different)
    hidden |= _rare(np.where(hidden, WITHHELD, said), shown_key, k, order)
    hidden_key |= _left_out(np.where(hidden, WITHHELD, said), shown_key, k, order)
    hidden |= _alone(
        np.where(hidden, WITHHELD, said), np.where(hidden_key, WITHHELD, key), k, order
    )
    return Beside(hidden, hidden_key)


def alone(said: Rows, k: int, order: Rows, *, sensitive: bool = False, different: int = 2) -> Bools:
    """What to withhold of a demographic by itself."""
    everybody = np.zeros(len(said), dtype=np.int64)
    return beside(said, everybody, k, order, sensitive=sensitive, different=different).demographic


def _rare(said: Rows, key: Rows, k: int, order: Rows) -> Bools:
    """The answers in small cells, and random others: both of the segment and of the choice."""
    hidden = np.zeros(len(said), dtype=np.bool_)
    counts = Counter(zip(key.tolist(), said.tolist(), strict=True))
    answers = [(segment, choice) for segment, choice in counts if choice >= 0]
    small = {cell for cell in answers if counts[cell] < k}
    if not small:
        return hidden
    in_segment, in_choice = Counter(s for s, _ in small), Counter(c for _, c in small)
    wanted = {s: hiding(n, k) - sum(counts[c] for c in small if c[0] == s)
              for s, n in in_segment.items()}  # fmt: skip
    cover = {c: hiding(n, k) - sum(counts[x] for x in small if x[1] == c)
             for c, n in in_choice.items()}  # fmt: skip
    members: dict[tuple[int, int], list[int]] = {}
    for row in np.argsort(order).tolist():
        cell = int(key[row]), int(said[row])
        if cell in small:
            hidden[row] = True
        elif cell[1] >= 0 and cell[0] in wanted:
            members.setdefault(cell, []).append(row)

    def take(cell: tuple[int, int]) -> None:
        hidden[members[cell].pop()] = True
        wanted[cell[0]] -= 1
        if cell[1] in cover:
            cover[cell[1]] -= 1

    def spare(segment: int) -> list[tuple[int, int]]:
        return [cell for cell in members if cell[0] == segment and len(members[cell]) > k]

    for segment in sorted(wanted):
        while wanted[segment] > 0 and (able := spare(segment)):
            # First who is wanted to hide how many gave a choice at all, then anybody.
            needed = [cell for cell in able if cover.get(cell[1], 0) > 0]
            rows = {members[cell][-1]: cell for cell in needed or able}
            take(rows[min(rows, key=lambda row: order[row])])
        if wanted[segment] > 0:
            # Nobody can be spared, so whole cells go, the smallest first.
            for cell in sorted(
                (c for c in members if c[0] == segment), key=lambda c: len(members[c])
            ):
                if wanted[segment] > 0:
                    for _ in range(len(members[cell])):
                        take(cell)
    return hidden


def _left_out(said: Rows, key: Rows, k: int, order: Rows) -> Bools:
    """Whose key attribute is withheld, since few of its segment have no answer, or were not asked.

    They are in no base, so no share changes by it. Where withheld answers hide those without one,
    nothing is to do.
    """
    hidden = np.zeros(len(said), dtype=np.bool_)
    for state in (NO_ANSWER, NOT_ASKED):
        alike = (NO_ANSWER, WITHHELD) if state == NO_ANSWER else (NOT_ASKED,)
        here = np.isin(said, alike)
        rows = np.flatnonzero(said == state)
        by_segment = Counter(key[here].tolist())
        moved = [row for row in rows.tolist() if by_segment[int(key[row])] < k]
        pool = len(moved) + by_segment.get(WITHHELD, 0)
        left = Counter(key[rows].tolist())
        left.subtract(Counter(key[moved].tolist()))
        for row in rows[np.argsort(order[rows])].tolist():
            segment = int(key[row])
            if not moved or pool >= k:
                break
            if row not in moved and segment != WITHHELD and by_segment[segment] > k:
                by_segment[segment] -= 1
                moved.append(row)
                pool += 1
        hidden[moved] = True
    return hidden


def _alone(said: Rows, key: Rows, k: int, order: Rows) -> Bools:
    """Further answers to withhold where those without one, or not asked, are still too few."""
    hidden = np.zeros(len(said), dtype=np.bool_)
    for segment in sorted(set(key.tolist())):
        here = key == segment
        for state in (NO_ANSWER, NOT_ASKED):
            few = here & np.isin(said, (NO_ANSWER, WITHHELD) if state == NO_ANSWER else (state,))
            if not 0 < few.sum() < k:
                continue
            hidden |= few if state == NOT_ASKED else hidden
            answers = np.flatnonzero(here & (said >= 0))
            counts = Counter(said[answers].tolist())
            missing = k
            for row in answers[np.argsort(order[answers])].tolist():
                if missing > 0 and counts[int(said[row])] > k:
                    counts[int(said[row])] -= 1
                    hidden[row] = True
                    missing -= 1
            if missing > 0:
                hidden[answers] = True
    return hidden
