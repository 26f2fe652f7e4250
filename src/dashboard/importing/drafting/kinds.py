"""What kind of question a block of columns is, guessed from all of its cells."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dashboard.importing.drafting.answer_scales import (
    COUNTED,
    OTHER,
    OUTSIDE,
    band,
    inside,
    known_scale,
    numeric_scale,
    ordered_labels,
)
from dashboard.importing.drafting.blocks import Block, Cells, Part
from dashboard.importing.drafting.joined import Joined, joined
from dashboard.importing.drafting.naming import LONGEST_TEXT, plain
from dashboard.importing.drafting.personal import (
    FEWEST,
    is_day,
    is_personal,
    same_text,
    shared_texts,
)
from dashboard.importing.excel_damage import damaged_forms
from dashboard.importing.labels import OTHERS, normalised
from dashboard.importing.numerals import number
from dashboard.importing.ticks import TICKED, UNTICKED, compared

MOST_CHOICES = 80
OFTEN_EACH = 100
MOST_LEVELS = 30
_LEAST_NUMBERS = 0.9
_LEAST_OFTEN_SAID = 0.7
# A free answer is told from a choice by how many others there are that nobody else gave.
WRITTEN_BELOW = 100
_LEAST_TAIL = 5
_LEAST_FULL = 0.8
_MOST_NAMES = 20
# So many answers for each column show that nobody gives two.
_EACH = 2
_DASHES = (" - ", " – ", ": ", " / ", " | ", " > ")
_JOINTS = (", ", "; ", ";", "|", "\n")
_TAIL = 0.7
_WIDE_SIGNS = str.maketrans("，；", ",;")
_LIST = re.compile(r"[\[{(]\s*['\"].*['\"]\s*[\])}]", re.DOTALL)
_BETWEEN = re.compile(r"\s*[^\w\s]+\s*|\s*(and|or|und|oder|et|ou|y|o|e|en|och|og|i|и|と|和)\s*")
_PARTS_OF_DATE = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True)
class Guess:
    """A kind, with choices and items in the order they should stand, and why where it is a guess.

    `separator` is what joined answers are joined by. `spellings` are other texts by which a
    label stands in the cells. Of several columns `parts` are those that hold an answer each, by
    the label of their choice or item; `ticks` says that their cells only say yes, `write_ins`
    that rare answers count as "other", `several` that a row of a matrix takes several. A matrix
    with a column for each choice of each row has them in `grid`, by row and choice, whose names
    `dash` parts.
    """

    kind: str
    choices: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    separator: str = ""
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: tuple[tuple[str, Part], ...] = ()
    ticks: bool = False
    write_ins: bool = False
    several: bool = False
    grid: tuple[tuple[str, str, Part], ...] = ()
    dash: str = ""
    why: tuple[str, ...] = ()

    @property
    def columns(self) -> list[Part]:
        """The columns of the question where it has several."""
        return [part for _, part in self.parts] + [part for *_, part in self.grid]


def guess(block: Block, separators: Sequence[str] = (", ",)) -> Guess | None:
    """The kind of a block; None for free text. `separators` are those of joined answers."""
    whole = [part for part in block.parts if not part.name]
    named = [part for part in block.parts if part.name]
    typed = [part for part in named if _is_other(part.name)]
    if len(whole) == 1 and len(typed) == len(named):
        found = one_column(whole[0].cells, separators, block.text)
        return _with_other(found, typed) if found and typed else found
    if not named:
        return _same_texts(whole)
    return _several(named)


def _is_other(name: str) -> bool:
    return bool(OTHER.match(name)) or normalised(name) in OTHERS


def _with_other(found: Guess, typed: Sequence[Part]) -> Guess:
    """A question beside which "other" may be typed in a column of its own."""
    why = (*found.why, "text typed into 'other' is left out")
    if found.kind not in ("single", "multiple"):
        return Guess(**{**vars(found), "why": why})
    kept = [text for text in found.choices if not _is_other(text)]
    said = [text for text in found.choices if _is_other(text)]
    label = said[0] if said else plain(typed[0].name)
    outside = [text for text in kept if OUTSIDE.match(text)]
    labels = (*(text for text in kept if text not in outside), label, *outside)
    return Guess(**{**vars(found), "choices": labels, "write_ins": True, "why": why})


# Several columns ---------------------------------------------------------------------------------


def _several(named: Sequence[Part]) -> Guess | None:
    values = [same_text(texts_of(part.cells)) for part in named]
    ticks = [_is_ticked(part, found) for part, found in zip(named, values, strict=True)]
    if all(ticks) and (exploded := _exploded(named)):
        return exploded
    if all(ticks):
        return _ticked(named, values)
    # A column of free text beside the rows of a grid is no row.
    pairs = [(p, v) for p, v in zip(named, values, strict=True) if not _is_other(p.name)]
    pairs = [(p, v) for p, v in pairs if shared_texts(v) or not v]
    if not pairs:
        return None
    together: Counter[str] = Counter()
    for _, found in pairs:
        together.update(found)
    together = same_text(together)
    items = tuple(plain(part.name) for part, _ in pairs)
    parts = tuple((plain(part.name), part) for part, _ in pairs)
    if all(number(text) is not None for text in together):
        return _numbers_by_row(items, parts, pairs, together)
    labels = _kept(together)
    if several := _several_a_row(labels, items, parts):
        return several
    if 2 <= len(labels) <= MOST_LEVELS and _said(labels, together) >= _LEAST_OFTEN_SAID:
        why = [] if len(pairs) == len(named) else ["columns of free text are left out"]
        why += _rare(labels, together)
        return Guess("matrix", ordered_labels(labels)[0], items, parts=parts, why=tuple(why))
    found_joined = joined(together)
    if found_joined and len(found_joined.labels) <= MOST_LEVELS:
        why = [f"several answers in a row, joined by {found_joined.separator.strip()!r}"]
        return Guess(
            "matrix",
            ordered_labels(found_joined.labels)[0],
            items,
            separator=found_joined.separator,
            parts=parts,
            several=True,
            why=tuple(why),
        )
    return None


def _several_a_row(
    labels: Sequence[str], items: tuple[str, ...], parts: tuple[tuple[str, Part], ...]
) -> Guess | None:
    """A matrix whose rows take several answers: what is joined also stands alone."""
    for separator in _JOINTS:
        alone = [text for text in labels if separator not in text]
        together = [text for text in labels if separator in text]
        known = set(map(normalised, alone))
        if together and all(
            normalised(piece) in known for text in together for piece in text.split(separator)
        ):
            why = f"several answers in a row, joined by {separator.strip() or 'a line break'!r}"
            return Guess(
                "matrix",
                ordered_labels(alone)[0],
                items,
                separator=separator,
                parts=parts,
                several=True,
                why=(why,),
            )
    return None


def _exploded(named: Sequence[Part]) -> Guess | None:
    """A matrix with a column of ticks for each choice of each row: "Hammer - In use"."""
    for dash in _DASHES:
        pairs = [(part.name.partition(dash), part) for part in named]
        grid = [(plain(a), plain(b), part) for (a, found, b), part in pairs if found and a and b]
        items = tuple(dict.fromkeys(item for item, _, _ in grid))
        choices = tuple(dict.fromkeys(choice for _, choice, _ in grid))
        if len(grid) < len(named) or min(len(items), len(choices)) < 2:
            continue
        if len(grid) < _LEAST_FULL * len(items) * len(choices):
            continue
        several = any(
            sum(cell is not None and normalised(cell) not in UNTICKED for cell in row) > 1
            for item in items
            for row in zip(*(part.cells for one, _, part in grid if one == item), strict=True)
        )
        why = "a column for each answer of each row"
        ordered, _ = ordered_labels(choices)
        return Guess(
            "matrix", ordered, items, several=several, grid=tuple(grid), dash=dash, why=(why,)
        )
    return None


def _is_ticked(part: Part, found: Counter[str]) -> bool:
    """Whether a column only says that its choice was ticked, in a word or by its own text."""
    texts = {normalised(text) for text in found}
    said = texts - UNTICKED
    if normalised(part.name) in texts or (len(texts) == 1 and not texts & UNTICKED):
        return len(texts - UNTICKED - {normalised(part.name)}) == 0 or len(texts) == 1
    return (said <= TICKED and len(said) <= 1) or _is_other(part.name)


def _ticked(named: Sequence[Part], values: Sequence[Counter[str]]) -> Guess:
    labels = [plain(part.name) for part in named]
    own = [
        next(iter(found)) if len(found) == 1 and not _says_yes(found, label) else ""
        for found, label in zip(values, labels, strict=True)
    ]
    named_so = [normalised(a) == normalised(b) for a, b in zip(own, labels, strict=True)]
    why = []
    if all(own) and 3 * sum(named_so) >= 2 * len(labels):
        # Ticked cells hold their choice: where a header says something else, the cells are right.
        for says, is_, same in zip(labels, own, named_so, strict=True):
            why += [] if same else [f"the header {says!r} is above cells that say {is_!r}"]
        labels = own if len(set(map(normalised, own))) == len(own) else labels
    ticks = any(normalised(a) != normalised(b) for a, b in zip(own, labels, strict=True))
    repaired, spellings = _undamaged(labels)
    if len(repaired) < len(labels):
        # Two columns cannot be of one range: then one of them is called so.
        repaired, spellings = labels, {}
    labels = repaired
    why += [f"a spreadsheet made {given[0]!r} of {label!r}" for label, given in spellings.items()]
    kind = "multiple"
    if _never_two(named):
        kind = "single"
        why.append("nobody gave two answers: a single choice in several columns?")
    parts = tuple(zip(labels, named, strict=True))
    return Guess(kind, tuple(labels), parts=parts, ticks=ticks, spellings=spellings, why=tuple(why))


def _never_two(named: Sequence[Part]) -> bool:
    """Whether of enough people nobody ticked two columns."""
    words = UNTICKED - {normalised(part.name) for part in named}
    empty = {None, *(c for part in named for c in set(part.cells) if c and normalised(c) in words)}
    given = [
        sum(c not in empty for c in row) for row in zip(*(p.cells for p in named), strict=True)
    ]
    return max(given) == 1 and sum(given) >= _EACH * len(named)


def _says_yes(found: Counter[str], label: str) -> bool:
    """Whether cells say yes or no; in a column headed "None" that word names the choice."""
    words = (TICKED | UNTICKED) - {normalised(label)}
    return all(normalised(text) in words for text in found)


def _same_texts(whole: Sequence[Part]) -> Guess | None:
    """Columns without names of their own, each holding the text of one choice."""
    values = [texts_of(part.cells) for part in whole]
    if any(len(found) > 1 for found in values):
        return None
    pairs = [(next(iter(v)), p) for v, p in zip(values, whole, strict=True) if v]
    labels = tuple(dict.fromkeys(text for text, _ in pairs))
    return Guess("multiple", labels, parts=tuple(pairs)) if len(labels) > 1 else None


def _numbers_by_row(
    items: tuple[str, ...],
    parts: tuple[tuple[str, Part], ...],
    pairs: Sequence[tuple[Part, Counter[str]]],
    together: Counter[str],
) -> Guess:
    points = numeric_scale(together)
    rows = list(zip(*(part.cells for part, _ in pairs), strict=True))
    numbers = [[number(cell) for cell in row if cell] for row in rows]
    full = [[value or 0 for value in row] for row in numbers if len(row) == len(items)]
    ranked = [row for row in numbers if len(row) > 1]
    if ranked and all(len(set(row)) == len(row) for row in ranked) and _are_ranks(ranked, items):
        why = "each number occurs once in a row: ranks, 1 is best"
        return Guess("ranking", items, parts=parts, why=(why,))
    if full and sum(abs(sum(row) - 100) < 1 for row in full) > 0.8 * len(full):
        return Guess("allocation", (), items, parts=parts, why=("the rows add up to 100",))
    if points:
        why = "whole numbers in each row: points of a scale"
        return Guess("matrix", points, items, parts=parts, why=(why,))
    why = "numbers in each row: shares, or a number for each?"
    return Guess("allocation", (), items, parts=parts, why=(why,))


def _are_ranks(rows: Sequence[Sequence[float | None]], items: Sequence[str]) -> bool:
    return all(value in range(1, len(items) + 1) for row in rows for value in row)


# One column --------------------------------------------------------------------------------------


def one_column(cells: Cells, separators: Sequence[str], header: str = "") -> Guess | None:
    """The kind of a question that stands in one column; None for free text."""
    # Commas and semicolons of Chinese and Japanese are read as any others.
    raw = Counter(cell.translate(_WIDE_SIGNS) for cell in cells if cell and cell.strip())
    texts, spellings = _repaired(texts_of(cells))
    counts = same_text(texts)
    if not counts:
        return None
    total = sum(counts.values())
    found = joined(raw, separators)
    if found:
        return _joined_guess(found)
    numbers = {text: number(text) for text in counts}
    numeric = sum(n for text, n in counts.items() if numbers[text] is not None)
    words = Counter({text: n for text, n in counts.items() if numbers[text] is None})
    if numeric == total or (numeric and all(OUTSIDE.match(text) for text in words)):
        scale = _numeric_guess(counts, words, header)
        if scale:
            return scale
    if numeric == total and _are_names(counts):
        why = "written as names, not as numbers: 3.10, 007"
        return Guess("single", ordered_labels(counts)[0], why=(why,))
    if numeric >= _LEAST_NUMBERS * total:
        return Guess("number", why=_number_notes(words))
    labels = _kept(counts)
    covered = _said(labels, counts)
    # A list of countries is long, and each is said often.
    if len(labels) < 2 and len(counts) > 1 and covered < 0.9:
        return None
    if not labels or len(labels) > max(MOST_CHOICES, total // OFTEN_EACH):
        return None
    if covered < _LEAST_OFTEN_SAID:
        return None
    return _closed(labels, counts, covered, spellings)


def _closed(
    labels: list[str],
    counts: Counter[str],
    covered: float,
    spellings: Mapping[str, tuple[str, ...]],
) -> Guess:
    ordered, is_scale = ordered_labels(labels)
    why = [f"a spreadsheet made {given[0]!r} of {label!r}" for label, given in spellings.items()]
    if is_scale:
        why += _rare(labels, counts)
        return Guess("scale", ordered, spellings=spellings, why=tuple(why))
    typed = covered < 1 and not all(band(text) for text in inside(labels))
    why += ["rare answers count as 'other': written in, or rare choices?"] if typed else []
    why += [f"cells such as {text!r} look like several answers" for text in _of_others(labels)[:1]]
    return Guess("single", ordered, spellings=spellings, write_ins=typed, why=tuple(why))


def _of_others(labels: Sequence[str]) -> list[str]:
    """Labels that two others make up, whatever stands between them, and those that are lists."""
    plain_texts = {normalised(text) for text in labels}
    found = []
    for label in labels:
        text = normalised(label)
        begins = [one for one in plain_texts if one != text and text.startswith(one)]
        ends = [one for one in plain_texts if one != text and text.endswith(one)]
        between = (
            text[len(a) : -len(b)] for a in begins for b in ends if len(a) + len(b) < len(text)
        )
        is_list = bool(_LIST.fullmatch(text))
        if is_list or any(_BETWEEN.fullmatch(sign) for sign in between):
            found.append(label)
    return found


def _joined_guess(found: Joined) -> Guess:
    labels, _ = ordered_labels(found.labels)
    named = {", ": "a comma", ",": "a comma", "\n": "a line break", " ": "a blank", "\t": "a tab"}
    why = [f"answers joined by {named.get(found.separator, repr(found.separator.strip()))}"]
    why += [f"{text!r} never occurs without the rest: one choice" for text in found.mended]
    why += [f"{found.rare} rare texts count as 'other'"] if found.rare else []
    return Guess(
        "multiple",
        labels,
        separator=found.separator,
        write_ins=bool(found.rare),
        why=tuple(why),
    )


def _numeric_guess(counts: Counter[str], words: Counter[str], header: str) -> Guess | None:
    points = numeric_scale(counts)
    outside = tuple(text for text in words)
    if points and (outside or not COUNTED.search(header)):
        why = f"whole numbers from {points[0]} to {points[-1]}: points of a scale, or a number?"
        return Guess("scale", (*points, *outside), why=(why,))
    if set(map(compared, counts)) == {"0", "1"} and len(counts) == 2:
        return Guess("single", ("0", "1"), why=("0 and 1: say what they mean",))
    return None


def _are_names(counts: Counter[str]) -> bool:
    """Whether few numbers recur that nobody writes so who counts: 3.10 and 3.9, 007."""
    odd = [t for t in counts if re.fullmatch(r"0\d+|\d+\.\d*0", t)]
    plain_too = len({t.partition(".")[2] and len(t.partition(".")[2]) for t in counts}) > 1
    is_padded = any(t.startswith("0") for t in odd)
    # A program that has only decimals writes 0.0 and 1.0.
    odd = [] if all(t.endswith(".0") for t in counts) else odd
    few = len(counts) <= _MOST_NAMES and min(counts.values()) >= FEWEST
    return bool(odd) and few and (is_padded or plain_too)


def _number_notes(words: Counter[str]) -> tuple[str, ...]:
    if not words:
        return ("a number; if it is a scale, or if these are codes, give its points (--codes)",)
    n = sum(words.values())
    return (f"{n} {'text is' if n == 1 else 'texts are'} no number and will be left unanswered",)


# Texts -------------------------------------------------------------------------------------------


def texts_of(cells: Cells) -> Counter[str]:
    """The texts of a column's cells, each with how often it stands; each is cleaned once."""
    found: Counter[str] = Counter()
    for cell, n in Counter(cells).items():
        if cell and (text := plain(cell)):
            found[text] += n
    return found


def _kept(counts: Counter[str]) -> list[str]:
    """The texts that may be choices: shared by enough people, or plainly of the same list."""
    fewest = _fewest(counts)
    often = [text for text in shared_texts(counts) if counts[text] >= fewest]
    family = len(inside(often)) and 2 * sum(bool(band(text)) for text in often) > len(often)
    scale = known_scale(often) or ()
    return [
        text
        for text in counts
        if len(text) <= LONGEST_TEXT
        and (
            text in often
            or (family and band(text) and not is_personal(text))
            or normalised(text) in scale
        )
    ]


def _fewest(counts: Counter[str]) -> int:
    """How many people have to have given a text before it may be a choice.

    Where many texts were written by one person each, people could write in what they liked, and
    a few may have written the same: then it takes one answer in a hundred.
    """
    share = sum(counts.values()) // WRITTEN_BELOW
    once = sum(n == 1 for n in counts.values())
    below = sum(n < share for n in counts.values())
    is_tail = once >= _LEAST_TAIL and once >= _TAIL * below
    return max(FEWEST, share + 1) if is_tail else FEWEST


def _said(labels: Sequence[str], counts: Counter[str]) -> float:
    return sum(counts[text] for text in labels) / max(sum(counts.values()), 1)


def _rare(labels: Sequence[str], counts: Counter[str]) -> list[str]:
    rare = sum(n for text, n in counts.items() if text not in labels)
    return [f"{rare} rare answers left out"] if rare else []


def _repaired(counts: Counter[str]) -> tuple[Counter[str], dict[str, tuple[str, ...]]]:
    """Texts counted as the ranges that a spreadsheet made dates of, and how those were spelled."""
    _, spellings = _undamaged(list(counts))
    was = {text: label for label, texts in spellings.items() for text in texts}
    found: Counter[str] = Counter()
    for text, n in counts.items():
        found[was.get(text, text)] += n
    return found, spellings


def _undamaged(labels: list[str]) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """Labels of ranges as they were before a spreadsheet took them for dates."""
    if not any(band(text) and not (is_personal(text) or is_day(text)) for text in labels):
        return labels, {}
    spellings: dict[str, tuple[str, ...]] = {}
    kept = []
    for text in labels:
        was = range_of(text)
        if was:
            spellings[was] = (*spellings.get(was, ()), text)
        kept.append(was or text)
    return list(dict.fromkeys(kept)), spellings


def range_of(text: str) -> str:
    """The range that a spreadsheet made a date of: "Oct-49" of "10-49", "5-Feb" of "2-5".

    Empty where the text is no such date. Of a date that two ranges may have become, the day of a
    month goes before the month of a year.
    """
    parts = _PARTS_OF_DATE.findall(text)
    if not 2 <= len(parts) <= 8 or number(text) is not None or band(text):
        return ""
    wanted = normalised(text)
    numbers = {int(part) % 100 for part in parts if part.isdigit()} | set(range(1, 13))
    pairs = [(low, high) for low in sorted(numbers) for high in sorted(numbers) if low < high]
    found = [f"{low}-{high}" for low, high in pairs if wanted in damaged_forms(f"{low}-{high}")]
    return found[0] if found else ""
