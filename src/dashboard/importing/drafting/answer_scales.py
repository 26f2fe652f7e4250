"""Labels that are more than words: points of a scale, ranges, "other", "none", "no answer"."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from dashboard.importing.labels import OTHERS, normalised
from dashboard.importing.numerals import number

Band = tuple[float, float | None]

_AMOUNT = r"(\d[\d,. ']*\d|\d)\s*(k\b|m\b)?"
_MONEY = r"[$€£>~]?\s*"
_RANGE = re.compile(rf"{_AMOUNT}\s*(?:-|to|–)\s*{_MONEY}{_AMOUNT}", re.IGNORECASE)
_OPEN = re.compile(
    rf"(?:>=?|over|more than|at least|above)\s*{_MONEY}{_AMOUNT}|"
    rf"{_AMOUNT}\s*(?:\+|or (?:more|over|older|above)|and (?:more|over|above))",
    re.IGNORECASE,
)
_BELOW = re.compile(
    rf"(?:<=?|under|less than|fewer than|up to|below)\s*{_MONEY}{_AMOUNT}", re.IGNORECASE
)
_SCALES: tuple[tuple[str, ...], ...] = (
    ("strongly disagree", "disagree", "somewhat disagree", "slightly disagree",
     "neither agree nor disagree", "neither", "neutral", "undecided", "slightly agree",
     "somewhat agree", "agree", "strongly agree"),
    ("completely disagree", "mostly disagree", "disagree", "neutral", "agree", "mostly agree",
     "completely agree"),
    ("very dissatisfied", "dissatisfied", "somewhat dissatisfied",
     "neither satisfied nor dissatisfied", "neutral", "somewhat satisfied", "satisfied",
     "very satisfied"),
    ("never", "almost never", "rarely", "seldom", "occasionally", "sometimes", "often",
     "frequently", "usually", "very often", "almost always", "always"),
    ("never", "less often", "yearly", "monthly", "weekly", "several times a week", "daily",
     "several times a day"),
    ("very low", "low", "medium", "moderate", "high", "very high"),
    ("very easy", "easy", "neither easy nor hard", "neither easy nor difficult", "neutral",
     "hard", "difficult", "very hard", "very difficult"),
    ("not at all", "a little", "slightly", "somewhat", "moderately", "a lot", "very",
     "very much", "extremely", "completely"),
    ("not at all important", "not important", "unimportant", "slightly important",
     "somewhat important", "moderately important", "neutral", "important", "very important",
     "extremely important"),
    ("not at all likely", "very unlikely", "unlikely", "somewhat unlikely",
     "neither likely nor unlikely", "neutral", "somewhat likely", "likely", "very likely",
     "extremely likely"),
    ("very poor", "very bad", "poor", "bad", "fair", "okay", "ok", "average", "neutral", "good",
     "very good", "excellent"),
    ("much worse", "worse", "somewhat worse", "about the same", "the same", "same",
     "somewhat better", "better", "much better"),
    ("beginner", "novice", "basic", "intermediate", "advanced", "expert"),
)  # fmt: skip
OUTSIDE = re.compile(
    r"(?i)^(i )?(don.?t know|do not know|dont know|prefer not|rather not|not sure|unsure|"
    r"does not apply|doesn.?t apply|not applicable|n\.?/?a\.?$|no opinion|no answer|"
    r"keine angabe|k\. ?a\.$|wei(ss|ß) (ich )?nicht|ich weiß (es )?nicht|trifft nicht zu|"
    r"(je )?ne sai[st] pas|nsp$|sans objet|non applicable|non concernée?$|"
    r"no (lo )?sé$|no sabe|ns/nc$|no aplica|no procede|prefiero no|não sei|não se aplica|"
    r"prefiro não|non (lo )?so$|non applicabile|preferisco non|weet (ik )?niet|niet van toepassing|"
    r"n\.?v\.?t\.?$|nie wiem|nie dotyczy|trudno powiedzieć|vet (ej|inte|ikke)|ved ikke|en tiedä|"
    r"не знаю|затрудняюсь|не применимо|неприменимо|わからない|分からない|該当なし|答えたくない|"
    r"不知道|不清楚|不适用|不想回答|잘 ?모르|모르겠|해당 ?없음|해당사항|bilmiyorum)"
)
NONE = re.compile(
    r"(?i)^(none|no / none|nothing|keine?s?\b|aucune?|ningun[oa]|nenhum(a)?|nessun[oa]|geen|"
    r"żad[ne]\w*|ничего|ни один|никакие|特になし|該当なし|没有|以上都不|없음)\b"
)
OTHER = re.compile(
    r"(?i)^(other|others|something else|andere[srn]?|sonstige[srn]?|autres?|otr[oa]s?|outr[oa]s?|"
    r"altr[oaie]|anders|overige?|inn[eya]|annat|andet|annet|muu|jiné|iné|egyéb|diğer|"
    r"друго[ей]|другие|другая|その他|其他|其它|기타)\b"
)
# Words after "other" that ask for a text.
_ASKS = frozenset(
    {"please", "bitte", "veuillez", "specify", "and", "answer", "option", "und", "or", "nämlich",
     "namelijk", "especifique", "especificar", "especifica", "specificare", "précisez", "préciser",
     "respuesta", "risposta", "resposta", "opción", "proszę"}
)  # fmt: skip
_REST = re.compile(r"[^\W_]+")
NEUTRAL = re.compile(r"(?i)^(neutral|undecided|neither( .* nor .*)?|about the same)$")
FEWEST_POINTS, MOST_POINTS = 3, 11
COUNTED = re.compile(
    r"(?i)\b(how many|number of|how old|hours?|days?|weeks?|months?|years?|times?|percent|%|"
    r"amount|salary|price|cost|count|people|employees|age)\b"
)


def is_other(label: str, question: str = "") -> bool:
    """Whether a label stands for all other answers, and not for others of one sort.

    "Other (please specify)" does, and so does "Other tool" below "Which tools ...?"; "Other R
    packages" is a choice like any other there.
    """
    found = OTHER.match(label)
    if not found:
        return False
    rest = label[found.end() :]
    if not rest.strip() or not rest.startswith(" ") or rest.lstrip()[0] in "(-–—:,;./[…":
        return True
    words = _REST.findall(rest.partition("(")[0].casefold())
    if words and words[0] in _ASKS:
        return True
    asked = {word.rstrip("s") for word in _REST.findall(question.casefold())}
    return all(word.rstrip("s") in asked for word in words)


def is_other_header(name: str) -> bool:
    """Whether the header of a column stands for all other answers, in some tool's words."""
    return is_other(name) or normalised(name) in OTHERS


def inside(labels: Iterable[str]) -> list[str]:
    """The labels that are answers, without "don't know" and its like."""
    return [text for text in labels if not OUTSIDE.match(text)]


def known_scale(labels: Iterable[str]) -> tuple[str, ...]:
    """The scale, from its lowest point, that all labels but those outside are points of; or ()."""
    points = [normalised(text) for text in inside(labels)]
    if len(points) < FEWEST_POINTS:
        return ()
    return next((scale for scale in _SCALES if set(points) <= set(scale)), ())


def ordered_labels(counts: Iterable[str]) -> tuple[tuple[str, ...], bool]:
    """Labels in the order of a known scale (then True), of their numbers, or as they came."""
    labels = list(counts)
    answers = inside(labels)
    rest = [text for text in labels if OUTSIDE.match(text)]
    scale = known_scale(labels)
    if scale:
        return (*sorted(answers, key=lambda text: scale.index(normalised(text))), *rest), True
    banded = [text for text in answers if band(text)]
    if len(banded) > 1 and 2 * len(banded) > len(answers):
        return (*sorted(answers, key=_by_number), *rest), False
    return tuple(sorted(labels, key=_last)), False


def _by_number(text: str) -> tuple[int, float, float]:
    found = band(text)
    if found:
        # "Under 5" and "5 to 9" both begin low; the one that ends first comes first.
        return 0, found[0], found[1] if found[1] is not None else float("inf")
    value = number(text)
    if value is not None:
        return 0, value, value
    # Words before all numbers, such as "never" or "none", are the lowest; "other" the last.
    return (1, 0, 0) if OTHER.match(text) else (-1, 0, 0)


def _last(text: str) -> int:
    """The rank of the last choices: other, then none, then non-answers."""
    return 3 if OUTSIDE.match(text) else 2 if NONE.match(text) else 1 if OTHER.match(text) else 0


def band(text: str) -> Band | None:
    """The half-open range [low, high) of whole numbers that a label names, or None."""
    for pattern in (_RANGE, _OPEN, _BELOW):
        match = pattern.search(text)
        if not match:
            continue
        found = _amounts([given or "" for given in match.groups()])
        if not found or any(value is None for value in found):
            return None
        values = [value for value in found if value is not None]
        if pattern is _RANGE:
            return (values[0], values[1] + 1) if values[0] <= values[1] else None
        if pattern is _BELOW:
            return (0.0, values[0]) if values[0] > 0 else None
        return values[0], None
    return None


def _amounts(groups: Sequence[str]) -> list[float | None]:
    """The numbers of a match; a unit such as k that only the second has goes for both."""
    pairs = [(groups[at], groups[at + 1].casefold()) for at in range(0, len(groups), 2)]
    pairs = [(digits, unit) for digits, unit in pairs if digits]
    last = pairs[-1][1] if pairs else ""
    found: list[float | None] = []
    for digits, unit in pairs:
        value = number(digits)
        times = {"k": 1_000, "m": 1_000_000}.get(unit or last, 1)
        found.append(None if value is None else value * times)
    return found


def ranges_of(labels: Sequence[str]) -> list[Band | None]:
    """The range of each label, where most are ranges and none overlaps another; else all None."""
    named = [band(text) for text in labels]
    if sum(given is not None for given in named) > 1:
        # Beside "2-4" a plain "1" is a range of one number.
        named = [given or _of_one(text) for given, text in zip(named, labels, strict=True)]
    found = _touching(named)
    known = sorted(
        (low, float("inf") if high is None else high) for low, high in filter(None, found)
    )
    overlap = any(before[1] > after[0] for before, after in pairwise(known))
    if 2 * len(known) <= len(inside(labels)) or len(known) < 2 or overlap:
        return [None] * len(labels)
    return found


def _of_one(text: str) -> Band | None:
    value = number(text)
    return None if value is None or value != int(value) else (value, value + 1)


def _touching(ranges: Sequence[Band | None]) -> list[Band | None]:
    """Ranges of which one ends where the next begins, such as 10-50 and 50-100, cut there."""
    starts = {given[0] for given in ranges if given}
    return [
        (given[0], given[1] - 1)
        if given and given[1] and given[1] - 1 in starts - {given[0]}
        else given
        for given in ranges
    ]


def numeric_scale(labels: Iterable[str]) -> tuple[str, ...]:
    """Whole numbers from 0 or 1 on without a gap, at most eleven, as points in order; or ()."""
    points = {text: number(text) for text in inside(labels)}
    if any(value is None or value != int(value) for value in points.values()):
        return ()
    ordered = sorted(points, key=lambda text: points[text] or 0)
    values = [int(points[text] or 0) for text in ordered]
    if not FEWEST_POINTS <= len(values) <= MOST_POINTS or values[0] not in (0, 1):
        return ()
    return tuple(ordered) if values == list(range(values[0], values[0] + len(values))) else ()
