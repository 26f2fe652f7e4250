"""Matching what a cell says with what the codebook knows: labels, wordings, joined answers."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from dashboard.codebook import Choice, Year
from dashboard.errors import DashboardError, shown
from dashboard.importing.cell_lists import unlisted

_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u0060\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        # Zero-width characters, and the selector that asks for the colored form of a sign.
        **dict.fromkeys("\u200b\u200c\u2060\ufeff\ufe0e\ufe0f\u00ad\u180e", None),
        # Direction marks, which forms in right-to-left scripts write around an answer.
        **dict.fromkeys("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e", None),
        **dict.fromkeys("\u2066\u2067\u2068\u2069", None),
    }
)
_BREAKS = "address|blockquote|br|center|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|table|tbody|td|th|tr|ul"
_INLINE = (
    "a|abbr|b|big|cite|code|del|em|font|i|iframe|img|ins|kbd|label|mark|q|s|small|span|strike|"
    "strong|sub|sup|thead|tt|u|wbr"
)
_HIDDEN = re.compile(r"<(script|style)\b[^<>]*>.*?</\1>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(rf"</?(?:{_BREAKS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
# Marks a quoted part among the parts of a joined cell; no text holds it.
_QUOTED = "\0"
# How tools head the column of an answer that respondents wrote themselves.
OTHERS = (
    *("-oth-", "other", "other (please specify)", "other (please specify):", "other:"),
    *("other, please specify", "other - please specify", "sonstiges", "sonstiges (bitte angeben)"),
    *("autre", "autre (veuillez préciser)", "otro", "otro (especifique)", "otra"),
    *("outro", "outro (especifique)", "outra", "altro", "altro (specificare)"),
)
_SPACES = re.compile(r"\s+")


# A dash between two numbers, with or without spaces.
_TO = re.compile(r"(?<=[\dkm%€]) ?- ?(?=[$€£]?\d)")


def normalised(text: str) -> str:
    """A text as it is compared: without tags, entities read, signs made alike, lower case.

    "10 - 20" and "10-20" are one range.
    """
    plain = tidied(without_tags(text)).casefold()
    return _TO.sub("-", plain) if "-" in plain else plain


def without_tags(text: str) -> str:
    """A text with its entities read and its HTML left out; what is nothing but tags stays.

    Only names of HTML are tags, so that "<5" and "<none>" keep their signs.
    """
    plain = html.unescape(text)
    if "<" not in plain:
        return plain
    shown = _TAG.sub("", _BREAK.sub(" ", _HIDDEN.sub(" ", plain)))
    return shown if shown.strip() else plain


def tidied(text: str) -> str:
    """A text on one line with plain quotes, dashes and spaces; its case is kept.

    What tools wrap so that a spreadsheet keeps it as text, ="007", is taken out.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME)
    found = _SPACES.sub(" ", plain).strip()
    return found[2:-1] if found.startswith('="') and found.endswith('"', 3) else found


def matching_keys(choices: Iterable[Choice], year: Year, whose: str) -> dict[str, str]:
    """Every text that stands for a choice in `year`, normalized, with the id of the choice.

    Label, wording and declared labels all count. A DashboardError where two choices share one.
    """
    keys: dict[str, str] = {}
    for choice in choices:
        wording = choice.wording.get(year, choice.label)
        for text in (choice.label, wording, *choice.labels.get(year, ())):
            known = keys.setdefault(normalised(text), choice.id)
            if known != choice.id:
                raise DashboardError(
                    f"In {year} the label {shown(text)} is used for two choices of {whose}, "
                    f"{known!r} and {choice.id!r}; each needs labels of its own."
                )
    return keys


def keys_with_codes(choices: Iterable[Choice], year: Year, whose: str) -> dict[str, str]:
    """The matching keys, plus the id of each choice and the names tools give to "other"."""
    known = list(choices)
    keys = matching_keys(known, year, whose)
    for choice in known:
        for name in (choice.id, *(OTHERS if choice.other else ())):
            keys.setdefault(normalised(name), choice.id)
    return keys


@dataclass(frozen=True)
class Reading:
    """A joined cell taken apart: the codes found, and what was left over, as it was written."""

    codes: tuple[str, ...]
    left_over: tuple[str, ...] = ()


def splitter(keys: Mapping[str, str], separator: str) -> Callable[[str], Reading]:
    """A function that splits a joined cell into the choices of `keys`.

    Labels may contain the separator. The reading that leaves the least text over is chosen; among
    equals, the one with the longest labels first. Neighboring leftovers are one write-in, whose
    author may have typed the separator. A part in double quotes, as in CSV, is one answer whatever
    it contains; labels that begin with quotes themselves take precedence. A cell that is a list in
    brackets is read as its entries.
    """
    by_parts = {tuple(_parts(key, separator)): code for key, code in keys.items()}
    by_parts |= {(_QUOTED + key.strip('"'),): code for key, code in keys.items()}
    with_quotes = {code for key, code in keys.items() if '"' in key}
    longest = max(map(len, by_parts), default=1)

    def split(cell: str) -> Reading:
        text = cell if "<" in separator else without_tags(cell)
        plain = _read(_pieces(text, separator), by_parts, longest, separator)
        if plain.left_over and (listed := unlisted(text, separator)) is not None:
            text = listed
            plain = _read(_pieces(text, separator), by_parts, longest, separator)
        if '"' not in text or not plain.left_over:
            return plain
        quoted = _read(_quoted_pieces(text, separator), by_parts, longest, separator)
        lost = with_quotes & set(plain.codes) - set(quoted.codes)
        return plain if lost else quoted

    return split


def _read(
    parts: list[tuple[str, bool]],
    by_parts: Mapping[tuple[str, ...], str],
    longest: int,
    separator: str,
) -> Reading:
    """The reading of a cell's parts, each a text and whether it was in quotes."""
    folded = [(_QUOTED if quoted else "") + text.casefold() for text, quoted in parts]
    count = len(parts)
    # least[i]: how many parts stay unread from part i on, and how far part i's label reaches.
    least: list[tuple[int, int]] = [(0, 0)] * (count + 1)
    for start in reversed(range(count)):
        best = (least[start + 1][0] + bool(parts[start][0]), 0)
        for length in range(1, min(longest, count - start) + 1):
            if tuple(folded[start : start + length]) in by_parts:
                left = least[start + length][0]
                if left <= best[0]:
                    best = (left, length)
        least[start] = best
    codes: list[str] = []
    runs: list[list[str]] = [[]]
    place = 0
    while place < count:
        text, quoted = parts[place]
        length = least[place][1]
        if length:
            codes.append(by_parts[tuple(folded[place : place + length])])
            runs.append([])
        elif quoted:
            runs += [[text], []]
        elif text:
            runs[-1].append(text)
        place += length or 1
    left_over = tuple(separator.join(run) for run in runs if run)
    return Reading(tuple(dict.fromkeys(codes)), left_over)


def _pieces(text: str, separator: str) -> list[tuple[str, bool]]:
    # A separator may come into being by tidying, such as ", " out of a comma and a narrow space.
    tidy = [tidied(piece) for piece in text.split(separator)]
    return [(part.strip(), False) for piece in tidy for part in piece.split(separator)]


def _quoted_pieces(text: str, separator: str) -> list[tuple[str, bool]]:
    """The parts of a cell that is written as a line of CSV, with quotes where they are needed."""
    end = re.escape(separator)
    quoted = re.compile(rf'\s*"((?:[^"]|"")*)"(?:\s*$|\s*?{end})')
    plain = re.compile(rf"(.*?)(?:$|{end})", re.DOTALL)
    parts: list[tuple[str, bool]] = []
    place = 0
    while place < len(text):
        found = quoted.match(text, place)
        if found:
            parts.append((tidied(found[1].replace('""', '"')), True))
        else:
            found = plain.match(text, place)
            assert found is not None
            parts += _pieces(found[1], separator)
        place = max(found.end(), place + 1)
    return parts


def _parts(key: str, separator: str) -> list[str]:
    # Keys are lower case already, and so is the text that a separator such as " and " is in.
    return [part.strip() for part in key.split(separator.casefold())]
