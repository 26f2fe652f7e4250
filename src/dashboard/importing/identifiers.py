"""Patterns of what tells who somebody is: the second net below the list of declared columns."""

import re
from collections.abc import Iterable

# Words that, in the name of any column, announce an identifier.
_ALWAYS = (
    r"ip ?addr(ess)?|ipaddr|recipient ?(first|last) ?name|recipient ?e ?mail|e ?mail( ?address)?|"
    r"(first|last|full|family|given|sur) ?name|surname|(tele)?phone( ?number)?|mobile ?number|"
    r"post(al)? ?code|zip ?code|(location)?(latitude|longitude)|(response|respondent|collector|"
    r"network|participant|panelist|worker) ?id|external ?(data ?)?reference|user ?agent|ref ?url|"
    r"referr?er|custom ?data( ?\d+)?|start ?date.*|end ?date.*|recorded ?date|submit ?date.*|"
    r"date ?stamp|time ?stamp|group ?time ?\d+|finished ?at|submitted ?at|street( ?address)?|"
    r"date ?of ?birth|birth ?date|passport|iban|ssn|social ?security( ?number)?"
)
# Words that a survey on tools uses innocently too: the whole name, or with a word for a person's.
_ALONE = r"name|tel|address|zip|postal|token|duration|linkedin|twitter|github|slack|discord|ip"
_HANDLE = r"handle|user|user ?name|account|profile|url|link|id"

_ANY_NAME = re.compile(rf"(?<!\w)({_ALWAYS})(?!\w)")
_WHOLE_NAME = re.compile(rf"({_ALONE})( ({_HANDLE}))?|(your|my) ({_ALONE})( ({_HANDLE}))?")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BREAKS = re.compile(r"[\W_]+")

_BYTE = r"(25[0-5]|2[0-4]\d|1?\d?\d)"
_CLOCK = r"\d{1,2}:\d\d"
_VALUES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (what, re.compile(pattern, re.IGNORECASE))
    for what, pattern in (
        ("an e-mail address", r"[\w.+-]+@[\w-]+(\.[\w-]+)+"),
        ("an IP address", rf"(?<![\d.]){_BYTE}(\.{_BYTE}){{3}}(?![\d.])"),
        ("an IP address", r"(?<![:\w])([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![:\w])"),
        ("an IBAN", r"\b[A-Z]{2}\d{2}( ?[A-Z0-9]{4}){3,7}( ?[A-Z0-9]{1,3})?\b"),
        ("a response id", r"\bR_[A-Za-z0-9]{15,17}\b"),
        ("an id", r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b"),
        ("a date and time", rf"\b\d{{4}}-\d\d-\d\d[T ]{_CLOCK}"),
        ("a date and time", rf"\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}},? {_CLOCK}"),
        ("a place on the map", r"(?<![\d.])-?\d{1,2}\.\d{3,},\s*-?\d{1,3}\.\d{3,}"),
        ("a web address", r"\b(https?://|www\.)\S+|\b[\w-]+\.(com|org|net|io|dev|ai|de|uk|fr)\b"),
        ("a handle", r"(?<!\w)@\w{2,}"),
        ("a phone number", r"(?<![\w.])\+?\(?\d(?:[\s().-]*\d){8,14}(?![\w.])"),
    )
)  # fmt: skip


def identifying_name(name: str) -> str | None:
    """The part of a column's name that announces an identifier, or None; only whole words count."""
    for written in (name, _CAMEL.sub(" ", name)):
        words = " ".join(_BREAKS.sub(" ", written).casefold().split())
        if match := _ANY_NAME.search(words):
            return match[0]
        if _WHOLE_NAME.fullmatch(words):
            return words
    return None


def identifying_value(text: str) -> str | None:
    """What kind of identifier a text holds, such as "an e-mail address", or None."""
    return next((what for what, pattern in _VALUES if pattern.search(text)), None)


def identifying_values(texts: Iterable[str], declared: Iterable[str]) -> dict[str, str]:
    """One masked example for every kind of identifier among texts that are no declared choice."""
    exempt = {text.casefold().strip() for text in declared}
    found: dict[str, str] = {}
    for text in texts:
        if text.casefold().strip() not in exempt and (what := identifying_value(text)):
            found.setdefault(what, masked(text))
    return found


def masked(text: str) -> str:
    """A text of which only its first character, its length and its signs can be seen."""
    shown = re.sub(r"\w", "*", text[:30])
    return text[:1] + shown[1:] + ("..." if len(text) > 30 else "")
