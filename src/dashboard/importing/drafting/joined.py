"""Several answers joined in one cell: what joins them, and which labels they are made of."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard.importing.cell_lists import unlisted
from dashboard.importing.drafting.naming import plain
from dashboard.importing.drafting.personal import FEWEST, is_personal, same_text
from dashboard.importing.labels import OTHERS, normalised
from dashboard.importing.numerals import number

MOST_LABELS = 80
_LEAST_JOINED = 0.05
_LEAST_COVERED = 0.75
# So many cells are lists in brackets, or hold three codes and more, before all are taken so.
_MOSTLY, _SOMETIMES = 0.9, 0.2
_AS_MUCH = 0.005
_ALWAYS_TOGETHER = 10
_TOKEN = re.compile(r"[^\W_][\w./+#-]*")
_QUOTED = re.compile(r'(^|,)\s*"[^"]*,[^"]*"\s*(,|$)')
_CODES = re.compile(r"\s*\d+(\s*,\s*\d+)*\s*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SEPARATORS = (
    *("; ", ";", " | ", "|", "\n", "\t", " / ", "、", " • ", ", ", ",", " "),
    *(";#", "، ", "،", "・", "::", "/", " + ", " & "),
)
# Signs that are part of many a label: some pieces must also be alone in a cell, as words of a list
# are.
_WEAK = frozenset({" ", "/", " + ", " & ", "・", "::"})
SURE_SEPARATORS = tuple(one for one in _SEPARATORS if one not in _WEAK)
# Signs that no label ends with.
_ENDS = frozenset({";", "|"})
_COMMAS = frozenset({",", "،", "、"})


@dataclass(frozen=True)
class Joined:
    """Labels of joined answers, the separator, and what is doubtful about it.

    `rare` counts the respondents with an answer that is not a label; `mended` are labels that
    contain the separator.
    """

    labels: tuple[str, ...]
    separator: str
    rare: int = 0
    mended: tuple[str, ...] = ()


def joined(given: Mapping[str, int], preferred: Sequence[str] = (", ",)) -> Joined | None:
    """How the cells (each with its number of people) are joined; None where they are not.

    The separator whose labels cover most answers is chosen; a preferred one among those that cover
    as much.
    """
    cells = Counter(given)
    listed = {text: unlisted(text, ", ") for text in given}
    if sum(n for text, n in given.items() if listed[text] is not None) > _MOSTLY * cells.total():
        cells = Counter()
        for text, n in given.items():
            found = listed[text]
            if found != "":
                cells[text if found is None else found] += n
    order = [*preferred, *(one for one in _SEPARATORS if one not in preferred)]
    best: tuple[float, Joined] | None = None
    for separator in order:
        one = _by(separator, cells)
        if one and (best is None or _is_better(one, best)):
            best = one
    return best[1] if best else None


def _is_better(one: tuple[float, Joined], other: tuple[float, Joined]) -> bool:
    """Whether labels cover more, or as much with fewer; half a percent is as much."""
    if abs(one[0] - other[0]) <= _AS_MUCH:
        return len(one[1].labels) < len(other[1].labels)
    return one[0] > other[0]


def _by(separator: str, cells: Mapping[str, int]) -> tuple[float, Joined] | None:
    total = sum(cells.values())
    taken = [(pieces, n) for text, n in cells.items() if (pieces := split(text, separator))]
    # "Saw;" for one answer: the tool ends every answer so.
    ends = [n for text, n in cells.items() if text.rstrip().endswith(separator)]
    ended = separator in _ENDS and sum(ends) > _MOSTLY * total
    least = 0 if ended else max(_LEAST_JOINED * total, FEWEST)
    if sum(n for pieces, n in taken if len(pieces) > 1) < least:
        return None
    mended = _never_apart(taken)
    taken = [(_rejoined(pieces, mended, separator), n) for pieces, n in taken]
    several = sum(n for pieces, n in taken if len(pieces) > 1)
    if several < least:
        return None
    counts: Counter[str] = Counter()
    for pieces, n in taken:
        for piece in dict.fromkeys(pieces):
            counts[piece] += n
    labels = same_text(counts)
    often = [
        text
        for text, n in labels.items()
        if (n >= FEWEST and not is_personal(text)) or normalised(text) in OTHERS
    ]
    said = sum(labels.values())
    covered = sum(labels[text] for text in often) / said
    combinations = {frozenset(pieces) for pieces, _ in taken}
    # Both orders of two pieces, or each piece in several cells, show as much as their number does.
    orders = {tuple(pieces) for pieces, _ in taken}
    certain = ended or len(orders) > len(combinations) or _recombined(separator, combinations)
    if not 2 <= len(often) <= MOST_LABELS or covered < _LEAST_COVERED:
        return None
    # Several answers are made of fewer labels than there are combinations of them.
    # That a piece is quoted because it holds what joins them shows as much.
    certain |= separator.strip() == "," and any(_QUOTED.search(text) for text in cells)
    if len(often) >= len(combinations) and not certain:
        return None
    if not _plausible(separator, taken, often, covered):
        return None
    whole = tuple(separator.join(run) for run in mended)
    kept = tuple(text for text in whole if text in often)
    known = set(map(normalised, often))
    rare = sum(n for pieces, n in taken if not known.issuperset(map(normalised, pieces)))
    return covered, Joined(tuple(often), separator, rare, kept)


def _recombined(separator: str, combinations: Collection[frozenset[str]]) -> bool:
    """Whether every piece occurs in cells with different others, parted by more than a comma."""
    times = Counter(piece for pieces in combinations for piece in pieces)
    sign = separator.strip(" ")
    return sign not in _COMMAS and separator not in _WEAK and min(times.values()) > 1


def looks_joined(labels: Sequence[str]) -> bool:
    """Whether all labels are made of pieces, parted by commas, that other labels have, too."""
    taken = [split(text, ",") for text in labels]
    times = Counter(piece for pieces in taken for piece in set(pieces))
    return len(labels) > 1 and min(map(len, taken)) > 1 and min(times.values()) > 1


def _plausible(
    separator: str, taken: Sequence[tuple[list[str], int]], labels: list[str], covered: float
) -> bool:
    """Whether the separator is not part of ordinary words or of numbers."""
    several = [pieces for pieces, _ in taken if len(pieces) > 1]
    if any(len(set(pieces)) < len(pieces) for pieces in several):
        repeated = sum(len(set(pieces)) < len(pieces) for pieces in several)
        if repeated > 0.02 * len(several):
            return False
    if separator in _WEAK:
        # "Very good" is one answer; some words of a list also occur alone.
        words = separator != " " or all(_TOKEN.fullmatch(text) for text in labels)
        alone = {pieces[0] for pieces, _ in taken if len(pieces) == 1}
        enough = len({frozenset(p) for p in several}) >= len(labels)
        return words and covered > 0.98 and enough and 2 * len(alone) >= len(labels)
    if separator.strip() == "," and all(number(text) is not None for text in labels):
        # "1,3" may be a number; codes rise within a cell and also occur alone.
        alone = {pieces[0] for pieces, _ in taken if len(pieces) == 1}
        used = {piece for pieces in several for piece in pieces}
        longer = sum(len(pieces) > 2 for pieces in several) >= _SOMETIMES * len(taken)
        rising = all(
            all((number(a) or 0) < (number(b) or 0) for a, b in pairwise(p)) for p in several
        )
        return rising and (longer or len(used & alone) >= 0.5 * len(used))
    return True


def split(text: str, separator: str) -> list[str]:
    """The pieces of a cell, cut at separators outside brackets and quotes."""
    if separator.strip() == "," and '"' in text:
        quoted = _as_csv(text)
        if quoted is not None:
            return quoted
    parts, depth, start = [], 0, 0
    amounts = set() if _CODES.fullmatch(text) else {m.start() for m in _THOUSANDS.finditer(text)}
    for at, sign in enumerate(text):
        depth = max(depth + (sign == "(") - (sign == ")"), 0)
        here = depth == 0 and at >= start and at not in amounts
        if here and text.startswith(separator, at):
            parts.append(text[start:at])
            start = at + len(separator)
    parts.append(text[start:])
    return [piece for part in parts if (piece := plain(part))]


def _as_csv(text: str) -> list[str] | None:
    """The pieces of a cell written as a line of CSV; None where its quotes do not make one."""
    if not _QUOTED.search(text):
        return None
    try:
        [pieces] = csv.reader([text.strip().replace("\n", " ")], skipinitialspace=True, strict=True)
    except (csv.Error, ValueError):
        return None
    return [piece for part in pieces if (piece := plain(part))]


def _never_apart(taken: Iterable[tuple[list[str], int]]) -> list[tuple[str, ...]]:
    """Runs of pieces that always occur together: one label that contains the separator."""
    alone: Counter[str] = Counter()
    after: dict[str, Counter[str]] = defaultdict(Counter)
    before: dict[str, Counter[str]] = defaultdict(Counter)
    for pieces, n in taken:
        for at, piece in enumerate(pieces):
            alone[piece] += n
            if at:
                before[piece][pieces[at - 1]] += n
                after[pieces[at - 1]][piece] += n
    next_of: dict[str, str] = {}
    for piece, n in alone.items():
        if n < FEWEST or len(after[piece]) != 1:
            continue
        [(follower, times)] = after[piece].items()
        always = times == n == alone[follower] and before[follower][piece] == n
        enough = FEWEST if follower[:1].islower() else _ALWAYS_TOGETHER
        if always and n >= enough and follower != piece:
            next_of[piece] = follower
    runs = []
    for start in [piece for piece in next_of if piece not in next_of.values()]:
        run = [start]
        while run[-1] in next_of:
            run.append(next_of[run[-1]])
        runs.append(tuple(run))
    return runs


def _rejoined(pieces: list[str], runs: Sequence[tuple[str, ...]], separator: str) -> list[str]:
    starts = {run[0]: run for run in runs}
    found: list[str] = []
    at = 0
    while at < len(pieces):
        run = starts.get(pieces[at])
        if run and tuple(pieces[at : at + len(run)]) == run:
            found.append((separator if separator.strip() else ", ").join(run))
            at += len(run)
        else:
            found.append(pieces[at])
            at += 1
    return found
