"""Questions and choices of several years brought together by their wording."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from dashboard.codebook import Year
from dashboard.importing.drafting.answer_scales import NONE, OTHER, OUTSIDE, band, inside
from dashboard.importing.drafting.questions import DraftChoice, DraftQuestion
from dashboard.importing.labels import normalised

# Scores go from 0 to 100.
SAME_WORDING = 96.0
LIKE_WORDING = 78.0
LEAST_WORDING = 60.0
LIKE_CHOICE = 84.0
WORTH_A_LOOK = 50.0
WORTH_A_LOOK_CHOICE = 70.0
TYPING_SLIP = 80.0
BARE = 90.0
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


class Wordings:
    """Compares the wordings of a survey's questions.

    What all questions say, such as "which of the following do you use", tells none from another;
    a word that few of them have tells a lot.
    """

    def __init__(self, texts: Iterable[str]):
        bare = [set(_TELLING.findall(_bare(text))) for text in texts]
        self._of = max(len(bare), 1)
        self._in: Counter[str] = Counter(word for words in bare for word in words)

    def score(self, one: str, other: str) -> float:
        """The similarity of two wordings, from 0 to 100; text in brackets counts little.

        The mean of the similarity of their letters (Indel similarity) and of the share of telling
        words (Dice, each word weighted by the logarithm of its rarity).
        """
        a, b = _bare(one), _bare(other)
        if a == b:
            return 100.0
        letters = max(fuzz.ratio(a, b), 0.97 * fuzz.token_sort_ratio(a, b))
        words = [set(_TELLING.findall(text)) for text in (a, b)]
        alike = {x for x in words[0] for y in words[1] if _same_word(x, y)}
        alike |= {y for y in words[1] for x in words[0] if _same_word(x, y)}
        weights = [sum(map(self._weight, found)) for found in words]
        shared = [sum(map(self._weight, found & alike)) for found in words]
        return (letters + 100 * sum(shared) / max(sum(weights), 1e-9)) / 2

    def _weight(self, word: str) -> float:
        return math.log((self._of + 2) / (self._in[word] + 0.5))


def _same_word(one: str, other: str) -> bool:
    """Whether two words are one but for an ending: "model" and "models"."""
    if one == other:
        return True
    return min(len(one), len(other)) > 3 and fuzz.ratio(one, other) >= 85


def choices_score(one: DraftQuestion, other: DraftQuestion) -> float:
    """The share of the shorter list of answers that the other one has too, from 0 to 1.

    Answers that every question may have, such as "other" and "none", do not count.
    """
    a, b = _labels(one), _labels(other)
    if not a or not b:
        return 1.0 if not a and not b else 0.0
    return len(a & b) / min(len(a), len(b))


def _labels(question: DraftQuestion) -> set[str]:
    among = [choice.label for choice in question.items or question.choices]
    own = [t for t in among if not (OTHER.match(t) or NONE.match(t) or OUTSIDE.match(t))]
    return {_bare(text) or normalised(text) for text in own or among}


def _bare(text: str) -> str:
    """A text as it is compared: lower case, without asides and signs at its end."""
    return " ".join(_ASIDE.sub(" ", normalised(text)).split()).rstrip(" ?:.!*")


def aligned(
    known: Sequence[DraftQuestion], new: Sequence[DraftQuestion], wordings: Wordings
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
            words = max(wordings.score(text, after.text) for text in set(before.wording.values()))
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
    if words == 100:
        return True
    if words >= SAME_WORDING:
        return share > 0 or _is_banded(one) or _is_banded(other)
    if _turned(one.text, other.text):
        return False
    if _is_banded(one) and _is_banded(other):
        # That both are counted in years, or in money, says little.
        return words >= LIKE_WORDING and share > 0
    if words >= LIKE_WORDING:
        return share >= 0.5
    return words >= LEAST_WORDING and share >= 0.65


def _is_banded(question: DraftQuestion) -> bool:
    """Whether answers are ranges, which a new edition may cut at other places."""
    labels = inside(choice.label for choice in question.choices)
    return not labels or 2 * sum(bool(band(text)) for text in labels) > len(labels)


def _turned(one: str, other: str) -> bool:
    """Whether only one of the two has a word that reverses a question."""
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
    for exact, score in ((normalised, 100.0), (_bare_choice, BARE)):
        before_of, after_of = _by_key(rest_known, exact), _by_key(rest_new, exact)
        for key, (after, *others) in after_of.items():
            befores = before_of.get(key, [])
            if len(befores) != 1 or others:
                continue
            [before] = befores
            if before in rest_known and after in rest_new:
                rest_known.remove(before)
                rest_new.remove(after)
                yield before, after, score, True
    pairs = [
        (choice_score(before.label, after.label), before, after)
        for before in rest_known
        for after in rest_new
    ]
    for score, before, after in sorted(pairs, key=lambda pair: -pair[0]):
        if score < WORTH_A_LOOK_CHOICE:
            break
        if before not in rest_known or after not in rest_new:
            continue
        same = score >= LIKE_CHOICE and is_slip(before.label, after.label)
        if same:
            rest_known.remove(before)
            rest_new.remove(after)
        yield before, after, score, same


def _by_key(
    choices: Iterable[DraftChoice], key: Callable[[str], str]
) -> dict[str, list[DraftChoice]]:
    found: dict[str, list[DraftChoice]] = {}
    for choice in choices:
        for text in dict.fromkeys(map(key, _spellings(choice))):
            found.setdefault(text, []).append(choice)
    return found


def is_slip(one: str, other: str) -> bool:
    """Whether two labels have the same words but for how they are spelled."""
    a, b = _TELLING.findall(normalised(one)), _TELLING.findall(normalised(other))
    return len(a) == len(b) and all(
        fuzz.ratio(x, y) >= TYPING_SLIP for x, y in zip(a, b, strict=True)
    )


def _spellings(choice: DraftChoice) -> Iterable[str]:
    return [choice.label, *(text for texts in choice.texts.values() for text in texts)]


def _bare_choice(text: str) -> str:
    """A label without what it says in brackets, unless it says numbers there."""
    found = band(text)
    if found:
        return f"{found[0]:g} {found[1]}"
    without = " ".join(_ASIDE.sub(" ", normalised(text)).split())
    return without if without and not _NUMBER.search(text) else normalised(text)


def choice_score(one: str, other: str) -> float:
    """How alike two labels are; those that name other numbers are not."""
    a, b = normalised(one), normalised(other)
    if _NUMBER.findall(a) != _NUMBER.findall(b) or band(one) != band(other):
        return 0.0
    return fuzz.ratio(a, b)
