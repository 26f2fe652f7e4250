"""Questions and choices of several years brought together by their wording."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from dashboard.codebook import Year
from dashboard.drafting.answer_scales import band, inside
from dashboard.drafting.questions import DraftChoice, DraftQuestion
from dashboard.importing.labels import normalised

# Scores go from 0 to 100.
SAME_WORDING = 97.0
LIKE_WORDING = 80.0
LEAST_WORDING = 62.0
LIKE_CHOICE = 84.0
WORTH_A_LOOK = 60.0
_ASIDE = re.compile(r"\([^()]*\)")
_NUMBER = re.compile(r"\d[\d,.]*")
_TELLING = re.compile(r"[^\W_]+")
_ALIKE = ({"single", "scale"},)


@dataclass(frozen=True)
class Match:
    """Two texts of two years, how alike they are, and whether they were taken for the same.

    `question` is the id in the draft; `choice` is empty where the wordings of questions are
    compared. `choices` is the share of answers that both have, from 0 to 1.
    """

    question: str
    choice: str
    year: Year
    text: str
    earlier_year: Year
    earlier_text: str
    score: float
    joined: bool
    choices: float | None = None


def wording_score(one: str, other: str) -> float:
    """How alike two wordings are, from 0 to 100; what stands in brackets counts little."""
    a, b = _bare(one), _bare(other)
    if a == b:
        return 100.0
    return max(fuzz.ratio(a, b), 0.97 * fuzz.token_sort_ratio(a, b))


def choices_score(one: DraftQuestion, other: DraftQuestion) -> float:
    """The share of the shorter list of answers that the other one has too, from 0 to 1."""
    a, b = _labels(one), _labels(other)
    if not a or not b:
        return 1.0 if not a and not b else 0.0
    return len(a & b) / min(len(a), len(b))


def _labels(question: DraftQuestion) -> set[str]:
    among = question.items or question.choices
    return {_bare(choice.label) or normalised(choice.label) for choice in among}


def _bare(text: str) -> str:
    """A text as it is compared: lower case, without asides and signs at its end."""
    return " ".join(_ASIDE.sub(" ", normalised(text)).split()).rstrip(" ?:.!*")


def aligned(
    known: Sequence[DraftQuestion], new: Sequence[DraftQuestion]
) -> Iterator[tuple[DraftQuestion, DraftQuestion, float, float, bool]]:
    """Pairs of an earlier and a new question, best first, each question in one joined pair only.

    Yields wording score, share of choices, and whether they are the same question; pairs that
    are only worth a look come too.
    """
    pairs = []
    for before in known:
        for after in new:
            if not _kinds_fit(before, after):
                continue
            words = max(wording_score(text, after.text) for text in set(before.wording.values()))
            if words < WORTH_A_LOOK:
                continue
            share = choices_score(before, after)
            pairs.append((words + 25 * share, words, share, before, after))
    pairs.sort(key=lambda pair: -pair[0])
    taken: set[int] = set()
    for _, words, share, before, after in pairs:
        free = id(before) not in taken and id(after) not in taken
        same = free and _is_same(words, share, before, after)
        if same:
            taken |= {id(before), id(after)}
        if same or free:
            yield before, after, words, share, same


def _kinds_fit(one: DraftQuestion, other: DraftQuestion) -> bool:
    return one.kind == other.kind or any({one.kind, other.kind} <= kinds for kinds in _ALIKE)


def _is_same(words: float, share: float, one: DraftQuestion, other: DraftQuestion) -> bool:
    if words >= SAME_WORDING:
        return share > 0 or _is_banded(one) or _is_banded(other)
    if _turned(one.text, other.text):
        return False
    if words >= LIKE_WORDING:
        return share >= 0.3
    return words >= LEAST_WORDING and share >= 0.6


def _is_banded(question: DraftQuestion) -> bool:
    """Whether answers are ranges, which a new edition may cut at other places."""
    labels = inside(choice.label for choice in question.choices)
    return not labels or 2 * sum(bool(band(text)) for text in labels) > len(labels)


def _turned(one: str, other: str) -> bool:
    """Whether a word that turns a question around stands in only one of the two."""
    a, b = set(_TELLING.findall(_bare(one))), set(_TELLING.findall(_bare(other)))
    return any(bool(turn & a) != bool(turn & b) for turn in _TURNS)


# Words that make another question of the same words.
_TURNS = tuple(
    map(
        frozenset,
        (
            {"not", "never", "no", "dont", "don't"},
            {"next", "future", "plan", "hope", "want", "would", "wish", "will"},
            {"most", "main", "primary", "favorite", "favourite", "mainly"},
            {"least", "worst", "dislike", "hate"},
            {"past", "last", "previous", "ago", "ever", "started", "first"},
        ),
    )
)


# Choices -----------------------------------------------------------------------------------------


def pair_choices(
    known: Sequence[DraftChoice], new: Sequence[DraftChoice]
) -> Iterator[tuple[DraftChoice, DraftChoice, float, bool]]:
    """Earlier and new choices that are the same, then those that look it, with their score."""
    rest_known, rest_new = list(known), list(new)
    for exact in (normalised, _bare_choice):
        keys: dict[str, DraftChoice] = {}
        for choice in rest_known:
            for text in _spellings(choice):
                keys.setdefault(exact(text), choice)
        for after in list(rest_new):
            before = next((keys[exact(t)] for t in _spellings(after) if exact(t) in keys), None)
            if before is not None and before in rest_known:
                rest_known.remove(before)
                rest_new.remove(after)
                yield before, after, 100.0 if exact is normalised else 99.0, True
    pairs = [
        (_choice_score(before.label, after.label), before, after)
        for before in rest_known
        for after in rest_new
    ]
    for score, before, after in sorted(pairs, key=lambda pair: -pair[0]):
        if score < WORTH_A_LOOK:
            break
        if before not in rest_known or after not in rest_new:
            continue
        same = score >= LIKE_CHOICE
        if same:
            rest_known.remove(before)
            rest_new.remove(after)
        yield before, after, score, same


def _spellings(choice: DraftChoice) -> Iterable[str]:
    return [choice.label, *(text for texts in choice.texts.values() for text in texts)]


def _bare_choice(text: str) -> str:
    """A label without what it says in brackets, unless it says numbers there."""
    found = band(text)
    if found:
        return f"{found[0]:g} {found[1]}"
    without = " ".join(_ASIDE.sub(" ", normalised(text)).split())
    return without if without and not _NUMBER.search(text) else normalised(text)


def _choice_score(one: str, other: str) -> float:
    """How alike two labels are; those that name other numbers are not."""
    a, b = normalised(one), normalised(other)
    if _NUMBER.findall(a) != _NUMBER.findall(b) or band(one) != band(other):
        return 0.0
    return fuzz.ratio(a, b)
