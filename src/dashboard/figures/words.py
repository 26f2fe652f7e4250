"""Texts as figures write them: sentences, and short labels on several lines."""

import re
import unicodedata
from collections.abc import Iterable, Sequence


def lowered(title: str) -> str:
    """A title inside a sentence; names such as ML keep their capitals."""
    word = title.partition(" ")[0]
    return title[:1].lower() + title[1:] if word == "A" or word[1:2].islower() else title


def listed(texts: Sequence[str], last: str = "and") -> str:
    """Texts in a row, the last joined by a word."""
    if len(texts) < 2:
        return "".join(texts)
    return ", ".join(texts[:-1]) + f" {last} {texts[-1]}"


def with_number(label: str, number: str) -> str:
    """A label with its number: "Saw 12%", but "2–3: 12%" where it ends with a number of its own."""
    return f"{label}{':' if label[-1:].isdigit() else ''} {number}"


_SYMBOL = re.compile(r"[a-z]( [=<]|:)")


def sentence(text: str) -> str:
    """The text with a capital at its start and a period at its end; "n = 289" keeps its n."""
    text = text.strip()
    first = text[:1] if _SYMBOL.match(text) else text[:1].upper()
    return first + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


# Letters written from the right, then a number: what follows them would be set left of them.
_RIGHT_TO_LEFT = re.compile("([\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])(?=[ \u00a0:,;]+[^ ]*\\d)")


def in_order(text: str) -> str:
    """A text in which a number after a label in Arabic or Hebrew stays behind it."""
    return _RIGHT_TO_LEFT.sub("\\1\N{LEFT-TO-RIGHT MARK}", text)


def escaped(text: str) -> str:
    """A text whose angle brackets and ampersands the drawing shows as they are."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_CAPITALS, _BROAD = re.compile("[A-Z]"), re.compile("[MW@]")


def width(text: str) -> int:
    """How wide a text is, in average letters.

    East Asian letters, emoji, M and W count twice, other capitals a third more.
    """
    more = (len(_CAPITALS.findall(text)) + 2 * len(_BROAD.findall(text))) // 3
    if text.isascii():
        return len(text) + more
    single = [letter for letter in text if not unicodedata.combining(letter)]
    return more + sum([1 + (unicodedata.east_asian_width(letter) in "WF") for letter in single])


def wrapped(text: str, most: int) -> list[str]:
    """A text on lines at most so wide, broken between words; only longer words are broken."""
    words = text.split()
    if width(text) <= most:
        return [" ".join(words)]
    lines = [""]
    for word in words:
        for part in _pieces(word, most):
            if lines[-1] and width(lines[-1]) + 1 + width(part) > most:
                lines.append(part)
            else:
                lines[-1] = f"{lines[-1]} {part}".strip()
    return lines


def _pieces(word: str, most: int) -> list[str]:
    if width(word) <= most:
        return [word]
    pieces, piece = [], ""
    for letter in word:
        if piece and width(piece + letter) > most:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


def on_lines(lines: Iterable[str]) -> str:
    """Lines as the drawing sets them, escaped."""
    return escaped("\n".join(lines)).replace("\n", "<br>")
