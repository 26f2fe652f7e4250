"""Demographics published apart: each by itself, and beside each key attribute by itself.

In a file of two attributes a small cell is withheld by withholding the demographic, never the key:
so each segment keeps its base, and every share shown is what was answered. How many are withheld
in a segment, and of a choice, depends on how many cells are small, never on how small they are.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from dashboard.release.anonymity import suppressed
from dashboard.release.diversity import Fact, hiding, telling
from dashboard.release.key_columns import NO_ANSWER, NOT_ASKED, WITHHELD, Bools, Rows


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
    _, cell = np.unique(shown_key, return_inverse=True)
    hidden = np.zeros(len(said), dtype=np.bool_)
    while True:
        shown = np.where(hidden, WITHHELD, said)
        more = _rare(shown, shown_key, k, order)
        if sensitive and not more.any():
            answered = np.flatnonzero(shown >= 0)
            more = telling(Fact(answered, shown[answered], answered), cell, different)
        if not more.any():
            break
        hidden |= more
    return _silent_hidden(said, Beside(hidden, hidden_key), key, k, order)


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


def _silent_hidden(said: Rows, found: Beside, key: Rows, k: int, order: Rows) -> Beside:
    """Withholds the key attribute of few in a segment who were not asked, or say nothing.

    Whoever says nothing gave no answer, or one that is withheld. They are in no share, so none
    changes by it. Where those without a key attribute are too few in turn, others join them: of
    those who say nothing, too, else of the fullest cells.
    """
    hidden, hidden_key = found.demographic.copy(), found.key.copy()
    for unasked in (True, False):
        silent = (said == NOT_ASKED) & ~hidden if unasked else (said == NO_ANSWER) | hidden
        shown = np.where(hidden_key, WITHHELD, key)
        sizes = Counter(shown[silent].tolist())
        for row in np.flatnonzero(silent).tolist():
            if shown[row] != WITHHELD and sizes[int(shown[row])] < k:
                hidden_key[row] = True
        pool = int((silent & hidden_key).sum())
        for row in np.argsort(order).tolist():
            if not 0 < pool < k:
                break
            if silent[row] and not hidden_key[row] and sizes[int(shown[row])] > k:
                sizes[int(shown[row])] -= 1
                hidden_key[row] = True
                pool += 1
        if unasked and 0 < pool < k:
            hidden |= silent & hidden_key
            continue
        cells = Counter(zip(shown.tolist(), said.tolist(), strict=True))
        for spared in (k, 0):
            for row in np.argsort(order).tolist():
                cell = int(shown[row]), int(said[row])
                if not 0 < pool < k:
                    break
                if said[row] >= 0 and not hidden[row] and cells[cell] > spared:
                    cells[cell] -= 1
                    hidden[row] = hidden_key[row] = True
                    pool += 1
    return Beside(hidden, hidden_key)
