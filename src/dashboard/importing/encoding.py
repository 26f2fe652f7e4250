"""The encoding of a text file: UTF-8 if it can be, otherwise the more plausible of two others.

Files that are not UTF-8 come from spreadsheets on Windows (Windows-1252) or on the Mac (Mac Roman).
Both give every byte a character, so the right one is recognized by where the characters occur:
"DonÕt" and "Gr¸n" are not words.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.errors import DashboardError, shown, unknown

KNOWN = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1", "mac_roman"),
    *("iso-8859-15", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8-r"),
    *("shift_jis", "euc_jp", "iso2022_jp", "gb18030", "big5", "euc_kr"),
)
# Four accented letters in a row, or three capitals, are in no Western European word, but in all
# of, say, Cyrillic read as Windows-1252.
_FOREIGN = re.compile(
    r"[\u00c0-\u00ff\u0160\u0161\u017d\u017e\u0152\u0153\u0178]{4}|[\u00c0-\u00de\u0160\u017d]{3}"
)
# UTF-8's accented letters and its quotes and dashes: as Windows-1252 these would be "Ã¤", "â€œ".
_UTF8_PAIR = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x90-\xbf]")
# How Japanese mail switches between alphabets, within seven bits.
_SHIFTS = re.compile(rb"\x1b\$[@B]")
# UTF-8 that was read as Windows-1252 or Latin-1 and written as UTF-8 again; and a lost sign.
_TWICE = re.compile(
    rb"\xc3\x83(\xc2[\x80-\xbf]|\xe2\x80|\xc5|\xcb)|\xc3\xa2(\xe2\x82\xac|\xc2\x80)(\xc2|\xe2|\xc5|\xcb)"
)
_LOST = b"\xef\xbf\xbd"
_HIGH = re.compile(r"[^\x00-\x7f]")
_MARKS = frozenset("\u2019\u2018'\u00ad\u00a0\u00ba\u00aa\u00b0\u2122\u00ae\u00a9")
_DASHES = frozenset("\u2013\u2014")
# Letters of the languages that either encoding was made for but few texts hold.
_RARE = frozenset("šžýþðÿ")
# Letters that are not a word on their own, unlike "à" and "é".
_NEVER_ALONE = frozenset("ÐÑÊËÕÒÔÂÃÎÏ")
# Signs that answers hold next to never, but scripts of other encodings are full of.
_NEVER = frozenset("ƒˆ˜†‡‰¤¦¬¯¸≠∂∑∏π∫Ω√≈∆◊ˇ˛˝˚˙˘ıˉ\uf8ff")
MOST_LOOKED_AT = 4_000_000
# A sign that never occurs inside a word; one that seldom does.
WRONG, SELDOM = 10, 1
# So much of what is beyond ASCII may look out of place before a text is in neither encoding.
MOST_WRONG = 0.1


@dataclass(frozen=True)
class Encoding:
    """The codec a file is read with, and what is unsure about it, empty where nothing is."""

    codec: str
    doubt: str = ""


def declared(encoding: str, name: str, chunks: Iterator[bytes]) -> str:
    """The codec for a declared encoding; a DashboardError where the file is not in it."""
    plain = encoding.casefold().replace("_", "-")
    if plain in ("macintosh", "macroman", "mac"):
        plain = "mac-roman"
    if plain not in {known.replace("_", "-") for known in KNOWN}:
        raise DashboardError(unknown("encoding", encoding, KNOWN))
    # A byte order mark is not part of the first header, whether or not it was announced.
    codec = "utf-8-sig" if plain == "utf-8" else plain.replace("-", "_")
    decoder = codecs.getincrementaldecoder(codec)()
    before = 0
    try:
        for chunk in chunks:
            decoder.decode(chunk)
            before += len(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        at = before + getattr(error, "start", 0)
        raise DashboardError(
            f"{name} is declared as {encoding}, but byte {at:,} is not {encoding}. "
            f"Put its real encoding under 'read' in survey.yaml: {', '.join(KNOWN)}."
        ) from error
    return codec


def detected(name: str, chunks: Iterator[bytes]) -> Encoding:
    """The encoding a file is read with; a DashboardError where no guess can be trusted."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    kept: list[bytes] = []
    fault: int | None = None
    before = 0
    for chunk in chunks:
        if not before:
            # The mark of UTF-32 begins like that of UTF-16.
            if chunk.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
                return Encoding(declared("utf-32", name, iter((chunk, *chunks))))
            if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return Encoding(declared("utf-16", name, iter((chunk, *chunks))))
            if order := _utf16_without_mark(chunk):
                return Encoding(order)
        if b"\0" in chunk:
            raise DashboardError(f"{name} is not a text file: it holds zero bytes.")
        if _SHIFTS.search(chunk):
            return Encoding(declared("iso2022_jp", name, iter((*kept, chunk, *chunks))))
        if fault is None:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                fault = before + error.start
        if not chunk.isascii():
            kept.append(chunk)
        before += len(chunk)
    if fault is None and not _ends_inside(decoder):
        return Encoding("utf-8-sig", _spoilt(name, b"".join(kept)))
    return _windows_or_mac(name, fault if fault is not None else before, b"".join(kept))


def _spoilt(name: str, text: bytes) -> str:
    """Why a text that is UTF-8 may not say what was answered; empty where nothing shows it."""
    twice = _TWICE.search(text)
    if not twice and _LOST not in text:
        return ""
    at = twice.start() if twice else text.index(_LOST)
    before, after = text[max(at - 40, 0) : at], text[at : at + 40]
    around = before.decode("utf-8", "ignore") + after.decode("utf-8", "ignore")
    seen = shown(_around(around, len(before.decode("utf-8", "ignore"))))
    if twice:
        return (
            f"{name} holds {seen}: it was UTF-8, read as Windows-1252 and saved again, so that "
            "labels with accents are not found; export it anew"
        )
    return f"{name} holds {seen}: signs were lost before it was saved; export it anew"


def _ends_inside(decoder: codecs.IncrementalDecoder) -> bool:
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return True
    return False


def _utf16_without_mark(chunk: bytes) -> str:
    """Whether bytes are UTF-16 of Western text without a byte order mark: every other one is 0."""
    some = chunk[:2_000]
    if len(some) < 8:
        return ""
    even, odd = some[0::2].count(0) / len(some[0::2]), some[1::2].count(0) / len(some[1::2])
    if odd > 0.6 and even < 0.05:
        return "utf_16_le"
    return "utf_16_be" if even > 0.6 and odd < 0.05 else ""


def _windows_or_mac(name: str, fault: int, text: bytes) -> Encoding:
    advice = "Save it as UTF-8, or put its encoding under 'read' in survey.yaml."
    if _UTF8_PAIR.search(text):
        raise DashboardError(
            f"{name} mixes encodings: some of it is UTF-8, but byte {fault:,} is not. {advice}"
        )
    mac = text.decode("mac_roman")
    mac_wrong, mac_seldom = _strangeness(mac)
    try:
        windows = text.decode("cp1252")
    except UnicodeDecodeError as error:
        if mac_wrong or _FOREIGN.search(mac):
            raise DashboardError(
                f"{name} is neither UTF-8 (byte {fault:,}) nor Windows-1252. {advice}"
            ) from error
        return Encoding("mac_roman")
    wrong, seldom = _strangeness(windows)
    if wrong and not mac_wrong and mac_seldom <= wrong:
        return Encoding("mac_roman")
    foreign = _FOREIGN.search(windows)
    beyond = sum(1 for _ in _HIGH.finditer(windows[:MOST_LOOKED_AT]))
    if foreign or min(wrong, mac_wrong) > MOST_WRONG * beyond:
        strange = foreign.group() if foreign else _around(windows, next(_strange_places(windows)))
        raise DashboardError(
            f"{name} is not UTF-8 (byte {fault:,}), and read as Windows-1252 it holds "
            f"{shown(strange)}, which is no word. {advice}"
        )
    if not (wrong or seldom):
        return Encoding("cp1252")
    at = next(_strange_places(windows))
    seen = f"{name} is read as Windows-1252, which gives {shown(_around(windows, at))}"
    settle = "'encoding' under 'read' in survey.yaml settles it."
    if mac_wrong <= wrong and (mac_wrong, mac_seldom) < (wrong, seldom):
        return Encoding(
            "cp1252", f"{seen}; as Mac Roman that is {shown(_around(mac, at))}. {settle}"
        )
    return Encoding("cp1252", f"{seen}; if that is no word, it is in another encoding. {settle}")


def _around(text: str, at: int) -> str:
    start = max(text.rfind(sign, 0, at) for sign in ',;\t\r\n" ') + 1
    ends = [end for sign in ',;\t\r\n" ' if (end := text.find(sign, at)) >= 0]
    return text[max(start, at - 20) : min([*ends, at + 20])]


def _strangeness(text: str) -> tuple[int, int]:
    """How many characters are where words never have them, and where they seldom do."""
    weights = [weight for _, weight in _weighed(text)]
    return sum(w == WRONG for w in weights), sum(w == SELDOM for w in weights)


def _strange_places(text: str) -> Iterator[int]:
    places = list(_weighed(text))
    yield from (at for at, weight in places if weight == WRONG)
    yield from (at for at, weight in places if weight == SELDOM)


def _weighed(text: str) -> Iterator[tuple[int, int]]:
    """The signs beyond ASCII that look out of place, with how much."""
    for match in _HIGH.finditer(text[:MOST_LOOKED_AT]):
        at = match.start()
        sign = match.group()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        inside = before.isalpha() and after.isalpha()
        if sign in _NEVER:
            yield at, WRONG
        elif sign.isalpha():
            if sign.isupper() and (before.islower() or (before.isupper() and after.islower())):
                yield at, WRONG
            elif before.isdigit() or after.isdigit():
                yield at, WRONG if sign not in "ªº" else 0
            elif sign in _NEVER_ALONE and not (before.isalpha() or after.isalpha()):
                yield at, WRONG
            elif sign in _RARE or (before.islower() and after.isupper()):
                yield at, SELDOM
        elif sign in _DASHES:
            if inside and before.islower() and after.islower():
                yield at, SELDOM
        elif sign not in _MARKS and (inside or not sign.isprintable()):
            # Catalan alone has a point within words: "col·lega".
            yield at, WRONG if (before + sign + after).casefold() != "l·l" else 0
