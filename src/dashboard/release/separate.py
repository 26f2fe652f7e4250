"""Demographics in separate files: each alone, and with each key attribute.

In a file of two attributes a small cell is withheld by withholding the demographic, never the key:
so each segment keeps its base, and every share shown is exact. How many are withheld in a segment,
and for a choice, depends on how many cells are small, never on how small they are.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from dashboard.release.anonymity import suppressed
from dashboard.release.diversity import Fact, hiding, telling
from dashboard.release.key_columns import NO_ANSWER, NOT_ASKED, WITHHELD, Bools, Rows


@dataclass(frozen=True)
class Beside:
    """The withheld rows in a file of a demographic and a key attribute."""

    demographic: Bools
    key: Bools


def beside(
    said: Rows, key: Rows, k: int, order: Rows, *, sensitive: bool = False, different: int = 2
) -> Beside:
    """The rows to withhold so that no cell of a demographic and a key attribute has fewer than k.

    `said` and `key` are positions of choices, or the reason why there is none. A sensitive
    demographic is withheld also in every segment that reveals it.
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
    """The rows to withhold in a file of the demographic alone."""
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
    """Withholds the key attribute of few respondents in a segment without a known demographic.

    They were not asked, gave no answer, or theirs is withheld. They are in no share, so no share
    changes. Where too few are then without a key attribute, others join them: respondents without a
    known demographic, then members of the fullest cells, until at least k answers are withheld.
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
        # Either nobody or k are withheld: the number that join must not reveal how few say nothing.
        while 0 < pool < k or (hidden.any() and (hidden & (said >= 0)).sum() < k):
            joining = _joining(said, shown, hidden, k, order)
            if not joining:
                break
            hidden[joining] = hidden_key[joining] = True
            pool += len(joining)
    return Beside(hidden, hidden_key)


def _joining(said: Rows, shown: Rows, hidden: Bools, k: int, order: Rows) -> list[int]:
    """The respondent whose answer is withheld next: at random, from a cell with more than `k`.

    The last of `k` gives another answer than all others withheld, if possible, so that they are
    never known to be alike. Where nobody can be spared, the whole smallest cell is withheld.
    """
    members: dict[tuple[int, int], list[int]] = {}
    for row in np.argsort(order).tolist():
        if said[row] >= 0 and not hidden[row]:
            members.setdefault((int(shown[row]), int(said[row])), []).append(row)
    gone = said[hidden & (said >= 0)]
    alike = set(gone.tolist()) if len(gone) == k - 1 else set()
    full = [cell for cell in members if len(members[cell]) > k]
    other = [cell for cell in full if len(alike) == 1 and cell[1] not in alike]
    if able := other or full:
        return [min((members[cell][0] for cell in able), key=lambda row: order[row])]
    return min(members.values(), key=len, default=[])
