"""What kind of question a block of columns is, guessed from the cells."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.importing.answers import NOT_TICKED
from dashboard.importing.drafting.blocks import Block, Cells
from dashboard.importing.labels import normalised, tidied
from dashboard.importing.numerals import number

MOST_CHOICES = 60
LEAST_OFTEN = 3
OFTEN_EACH = 100
_RANGE = re.compile(r"([\d,.]+)\s*k?\s*(?:-|to|–)\s*[$€£]?([\d,.]+)", re.IGNORECASE)
_OPEN = re.compile(
    r"(?i)(?:>|over|more than|at least)\s*[$€£]?([\d,.]+)|([\d,.]+)\s*(?:\+|or more)"
)
_BELOW = re.compile(r"(?:<|under|less than|fewer than|up to)\s*[$€£]?([\d,.]+)", re.IGNORECASE)
_SCALES = (
    ("strongly disagree", "disagree", "somewhat disagree", "neither agree nor disagree",
     "neither", "neutral", "somewhat agree", "agree", "strongly agree"),
    ("very dissatisfied", "dissatisfied", "neutral", "satisfied", "very satisfied"),
    ("never", "rarely", "seldom", "sometimes", "often", "usually", "always"),
    ("very low", "low", "medium", "high", "very high"),
    ("very easy", "easy", "neither easy nor hard", "hard", "very hard"),
    ("not at all", "a little", "somewhat", "a lot", "completely"),
)  # fmt: skip
OUTSIDE = re.compile(r"(?i)^(i )?(don.?t know|prefer not|not sure|does not apply|n/?a$|no opinion)")
NONE = re.compile(r"(?i)^(none|no / none|nothing)\b")
OTHER = re.compile(r"(?i)^other\b")


@dataclass(frozen=True)
class Guess:
    """A kind, with choices and items in the order they should stand; `sure` unless it is a guess.

    `separator` is what joined answers are joined by.
    """

    kind: str
    choices: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    separator: str = ""
    ordered: bool = False
    doubt: str = ""


def guess(block: Block, separators: Sequence[str] = (", ",)) -> Guess | None:
    """The kind of a block; None for free text. `separators` are those of joined answers."""
    if len(block.parts) == 1 and not block.parts[0].name:
        return _one(block.parts[0].cells, separators)
    named = [part for part in block.parts if part.name] or list(block.parts)
    values = [Counter(cell for cell in part.cells if cell) for part in named]
    items = tuple(part.name for part in named)
    ticks = [set(map(normalised, found)) - NOT_TICKED for found in values]
    own = [len(t) <= 1 or OTHER.match(p.name) for t, p in zip(ticks, named, strict=True)]
    if all(own):
        labels = [
            next(iter(found)) if len(found) == 1 and not part.name else part.name
            for found, part in zip(values, named, strict=True)
        ]
        return Guess("multiple", tuple(map(tidied, labels)))
    together = sum(values, Counter())
    if all(number(text) is not None for text in together):
        largest = max(number(text) or 0 for text in together)
        kind = "allocation" if largest > len(items) else "ranking"
        doubt = "numbers in each row: an allocation of 100, a ranking, or plain numbers?"
        return Guess(kind, () if kind == "allocation" else items, items, doubt=doubt)
    if len(together) <= MOST_CHOICES:
        return Guess("matrix", ordered_labels(together)[0], items)
    return None


def _one(cells: Cells, separators: Sequence[str]) -> Guess | None:
    counts = _alike(Counter(tidied(cell) for cell in cells if cell))
    if not counts:
        return None
    if all(number(text) is not None for text in counts):
        return Guess("number", doubt="a number; if it is a scale, give its points")
    total = sum(counts.values())
    often = {text: n for text, n in counts.items() if n >= LEAST_OFTEN}
    joined = _joined(counts, separators)
    # Joined answers are made of fewer labels than there are combinations of them.
    if joined is not None and len(joined[0]) < len(often):
        return Guess("multiple", joined[0], separator=joined[1])
    # A list of countries is long, and each is said often.
    most = max(MOST_CHOICES, total // OFTEN_EACH)
    if len(counts) <= most and (sum(often.values()) >= 0.8 * total or len(counts) <= 12):
        labels, is_scale = ordered_labels(counts if len(counts) <= 12 else often)
        return Guess("scale" if is_scale else "single", labels, ordered=is_scale)
    if sum(often.values()) >= 0.8 * total and len(often) <= most:
        doubt = f"{len(counts) - len(often)} rare answers left out: write-ins?"
        return Guess("single", ordered_labels(often)[0], doubt=doubt)
    return None


def _alike(counts: Counter[str]) -> Counter[str]:
    """Texts that differ in case or signs only, counted as the one that stands most often."""
    first: dict[str, str] = {}
    together: Counter[str] = Counter()
    for text, n in counts.most_common():
        together[first.setdefault(normalised(text), text)] += n
    return together


def _joined(counts: Counter[str], separators: Sequence[str]) -> tuple[tuple[str, ...], str] | None:
    """The labels of joined answers, and what joins them; None where nothing does."""
    for separator in separators:
        if sum(n for text, n in counts.items() if separator in text) < 0.1 * sum(counts.values()):
            continue
        parts: Counter[str] = Counter()
        for text, n in counts.items():
            for part in _outside_brackets(text, separator):
                parts[part] += n
        often = [text for text, n in parts.most_common() if n >= LEAST_OFTEN]
        said = sum(parts.values())
        if 2 <= len(often) <= MOST_CHOICES and sum(parts[t] for t in often) >= 0.75 * said:
            return tuple(sorted(often, key=_last)), separator
    return None


def _outside_brackets(text: str, separator: str) -> Iterable[str]:
    """The text cut at separators that stand in no bracket."""
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth <= 0 and text.startswith(separator, at):
            parts.append(text[start:at].strip())
            start = at + len(separator)
    parts.append(text[start:].strip())
    return [part for part in parts if part]


def ordered_labels(counts: Iterable[str]) -> tuple[tuple[str, ...], bool]:
    """Labels in the order of a known scale (then True), of their numbers, or as they came."""
    labels = list(counts)
    inside = [text for text in labels if not OUTSIDE.match(text)]
    rest = [text for text in labels if OUTSIDE.match(text)]
    for scale in _SCALES:
        place = {word: at for at, word in enumerate(scale)}
        if len(inside) > 2 and all(normalised(text) in place for text in inside):
            return (*sorted(inside, key=lambda text: place[normalised(text)]), *rest), True
    if inside and all(band(text) for text in inside if not OTHER.match(text)):
        return (*sorted(inside, key=_by_number), *rest), False
    return tuple(sorted(labels, key=_last)), False


def _by_number(text: str) -> float:
    found = band(text)
    return found[0] if found else float("inf")


def _last(text: str) -> int:
    """What stands last among choices: other, then none, then what is no answer."""
    return 3 if OUTSIDE.match(text) else 2 if NONE.match(text) else 1 if OTHER.match(text) else 0


def band(text: str) -> tuple[float, float | None] | None:
    """The half-open range [low, high) of whole numbers that a label names, or None."""
    for pattern in (_RANGE, _OPEN, _BELOW):
        match = pattern.search(text)
        if not match:
            continue
        found = [number(given) for given in match.groups() if given]
        if any(value is None for value in found):
            return None
        values = [value for value in found if value is not None]
        if pattern is _RANGE:
            return values[0], values[1] + 1
        return (0, values[0]) if pattern is _BELOW else (values[0], None)
    return None


def routed_by(answered: Sequence[bool], codes: Sequence[str | None]) -> set[str] | None:
    """The answers to an earlier question after which this one was answered, if nowhere else.

    None where that question does not decide it.
    """
    asked: Counter[str] = Counter()
    total: Counter[str] = Counter()
    silent = 0
    for has, code in zip(answered, codes, strict=True):
        if code is None:
            silent += has
        else:
            total[code] += 1
            asked[code] += has
    led = {code for code in total if asked[code] >= 0.5 * total[code]}
    astray = sum(asked[code] for code in total if code not in led) + silent
    if not led or led == set(total) or astray > 0.01 * sum(answered):
        return None
    return led
