"""The kind of question that a block of columns is, guessed from all of its cells."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dashboard.errors import how_many
from dashboard.importing.drafting.answer_scales import (
    COUNTED,
    OUTSIDE,
    band,
    inside,
    is_other_header,
    numeric_scale,
    ordered_labels,
)
from dashboard.importing.drafting.blocks import Block, Cells, Part
from dashboard.importing.drafting.damaged_ranges import repaired
from dashboard.importing.drafting.guesses import (
    LEAST_OFTEN_SAID,
    Guess,
    covered_by,
    likely_choices,
    rare_note,
    texts_of,
)
from dashboard.importing.drafting.joined import Joined, joined, looks_joined
from dashboard.importing.drafting.naming import plain
from dashboard.importing.drafting.personal import FEWEST, same_text
from dashboard.importing.drafting.several_columns import same_texts, several_columns
from dashboard.importing.labels import normalised
from dashboard.importing.numerals import number
from dashboard.importing.ticks import TICKED, UNTICKED, compared

MOST_CHOICES = 80
OFTEN_EACH = 100
_LEAST_NUMBERS = 0.9
_MOST_NAMES = 20
_WIDE_SIGNS = str.maketrans("，；", ",;")
_LIST = re.compile(r"[\[{(]\s*['\"].*['\"]\s*[\])}]", re.DOTALL)
_BETWEEN = re.compile(r"\s*[^\w\s]+\s*|\s*(and|or|und|oder|et|ou|y|o|e|en|och|og|i|и|と|和)\s*")
# How the last question of a form begins, whose texts are comments however often one comes back.
_OPEN = re.compile(
    r"(?i)(is there )?anything (else|more)\b|(do you have |have you )?(any|some|your)? ?"
    r"((other|further|final|additional|more|general|last) )*"
    r"(comments?|feedback|remarks?|thoughts)\b"
    r"(?! (do|did|have|is|are|was|in|about|from|on)\b)|"
    r"(haben sie |gibt es )?(noch |sonst noch |weitere )+(etwas|anmerkungen|kommentare|hinweise)\b|"
    r"(anmerkungen|kommentare?)\b|(avez-vous )?(autres? |d.autres )?(commentaires?|remarques?)\b|"
    r"(algo más|(otros )?comentarios|algum comentário|(outros )?comentários|altro da aggiungere|"
    r"commenti|opmerkingen)\b"
)


def guess(block: Block, separators: Sequence[str] = (", ",)) -> Guess | None:
    """The kind of a block; None for free text. `separators` are those of joined answers."""
    if len(block.parts) == 1 and _OPEN.match(block.text.strip()):
        return None
    whole = [part for part in block.parts if not part.name]
    named = [part for part in block.parts if part.name]
    typed = [part for part in named if is_other_header(part.name)]
    if len(whole) == 1 and len(typed) == len(named):
        found = one_column(whole[0].cells, separators, block.text)
        return _with_other(found, typed) if found and typed else found
    if not named:
        return same_texts(whole)
    return several_columns(named)


def _with_other(found: Guess, typed: Sequence[Part]) -> Guess:
    """A question beside which "other" may be typed in a column of its own."""
    why = (*found.why, "text typed into 'other' is left out")
    if found.kind not in ("single", "multiple"):
        return replace(found, why=why)
    kept = [text for text in found.choices if not is_other_header(text)]
    said = [text for text in found.choices if is_other_header(text)]
    label = said[0] if said else plain(typed[0].name)
    outside = [text for text in kept if OUTSIDE.match(text)]
    labels = (*(text for text in kept if text not in outside), label, *outside)
    return replace(found, choices=labels, write_ins=True, why=why)


def one_column(cells: Cells, separators: Sequence[str], header: str = "") -> Guess | None:
    """The kind of a question of one column; None for free text."""
    # Commas and semicolons of Chinese and Japanese are read as any others.
    raw = Counter(cell.translate(_WIDE_SIGNS) for cell in cells if cell and cell.strip())
    texts, spellings = repaired(texts_of(cells))
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
    labels = likely_choices(counts)
    covered = covered_by(labels, counts)
    # A list of countries is long, and each is said often.
    if len(labels) < 2 and len(counts) > 1 and covered < 0.9:
        return None
    if not labels or len(labels) > max(MOST_CHOICES, total // OFTEN_EACH):
        return None
    if covered < LEAST_OFTEN_SAID:
        return None
    closed = _closed(labels, counts, covered, spellings)
    said = {normalised(label) for label in labels}
    either = said <= TICKED | UNTICKED and said & TICKED and said & UNTICKED
    if either and any(not (cell and cell.strip()) for cell in cells):
        why = "yes, no or blank: one question, or a vote for and against a choice of several?"
        return replace(closed, why=(*closed.why, why))
    return closed


def _closed(
    labels: list[str],
    counts: Counter[str],
    covered: float,
    spellings: Mapping[str, tuple[str, ...]],
) -> Guess:
    ordered, is_scale = ordered_labels(labels)
    why = [f"a spreadsheet made {given[0]!r} of {label!r}" for label, given in spellings.items()]
    if is_scale:
        why += rare_note(labels, counts)
        return Guess("scale", ordered, spellings=spellings, why=tuple(why))
    typed = covered < 1 and not all(band(text) for text in inside(labels))
    why += ["rare answers count as 'other': written in, or rare choices?"] if typed else []
    several = _of_others(labels) or (labels if looks_joined(labels) else [])
    why += [f"cells such as {text!r} look like several answers" for text in several[:1]]
    return Guess("single", ordered, spellings=spellings, write_ins=typed, why=tuple(why))


def _of_others(labels: Sequence[str]) -> list[str]:
    """Labels that consist of two other labels with a sign between them, and lists."""
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
    if found.rare:
        why.append(f"rare answers of {how_many(found.rare, 'respondent')} count as 'other'")
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
    said = how_many(sum(words.values()), "text is not a number", "texts are not numbers")
    return (f"{said} and will be left unanswered",)
