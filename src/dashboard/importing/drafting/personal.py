"""What tells who somebody is, by the header of a column or by what its cells hold."""

import re
from collections import Counter
from collections.abc import Iterable

from dashboard.importing.drafting.answer_scales import COUNTED, band
from dashboard.importing.identifiers import (
    identifying_label,
    identifying_name,
    identifying_value,
)
from dashboard.importing.labels import normalised, tidied
from dashboard.importing.numerals import number

LONGEST_NAME = 60
# So many people have to give an answer before it can be a choice.
FEWEST = 3
_MOST_TEXTS = 40
# Words that also head questions about a service of that name: there the cells decide.
_SERVICES = frozenset({"linkedin", "twitter", "github", "slack", "discord", "address", "name",
                       "duration", "token", "url", "postal", "zip", "ip", "tel"})  # fmt: skip
_TIME_HEADER = re.compile(
    r"(?i)\b(start(ed)?|end(ed)?|finish(ed)?|submi(t|tted|ssion)|complet(ed|ion)|created|updated|"
    r"recorded|modified|opened|closed|last (seen|action)|date ?stamp|time ?stamp|timestamp)\b"
    r"|(?<=[a-z])(At|On|Time|Date)$|\b(date|time) (of|when)\b|\b(abgeschickt|gestartet|beendet|"
    r"begonnen|envoi|envío|soumission|début|fin|inicio|invio|início|received|answered|entry)\b"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MONTHS = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_MONTH_DAY = rf"{_MONTHS} \d{{1,2}}|\d{{1,2}} {_MONTHS}"
_MOMENT = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[T ]\d{1,2}(:\d\d)*.*|\d{1,2}[./-]\d{1,2}[./-]\d{2,4},? "
    r"\d{1,2}:\d\d.*|\d{1,2}:\d\d(:\d\d)?( ?[ap]m)?|"
    # "Sat Mar 01 2025 10:00", and seconds or milliseconds since 1970.
    rf"(\w{{3}},? )?({_MONTH_DAY}),? \d{{4}},? (at )?\d{{1,2}}:\d\d.*|1[67]\d{{8}}(\d{{3}})?",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|"
    rf"(\w{{3}},? )?({_MONTH_DAY}),? \d{{4}}",
    re.IGNORECASE,
)
# How tools head what they measured of a page, and of the whole.
_TIMER = re.compile(
    r"(?i)[_ -](first click|last click|page submit|click count)$|^page ?\d+[_ ]?time$|"
    r"^(group|question|page) ?time ?\d*$|^(duration|time)[_ ](taken|sec(ond)?s?|ms|min(ute)?s?)\b|"
    r"^time (taken|spent|to complete)( \(\w+\))?$"
)
_ADDRESS = re.compile(
    r"(?i)\b\d+\w? [\w.' -]+ (street|st|road|rd|avenue|ave|lane|ln|drive|way|square)\b"
    r"|\b[\w-]+(straße|strasse|weg|gasse|platz|allee) \d+"
)
_ID = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_-]{8,}|\d{5,}[1-9]")
_NAME = re.compile(
    r"[A-ZÀ-Ý][\w'’-]+(?: (?:[A-ZÀ-Ý]\.|van|von|de|der|da|di|bin|al))*(?: [A-ZÀ-Ý][\w'’-]+){1,2}"
)
_NAMES = (
    "aaron adam adrian ahmed alan albert alex alexander alexandra ali alice amanda amy "
    "ana andrea andreas andrew angela anita ann anna anne anthony antonio arjun barbara "
    "ben benjamin bernd bill bob brian bruno carlos carmen carol caroline catherine "
    "charles charlotte chen chiara chris christian christina christine christopher clara "
    "claudia craig cristina dan daniel daniela david deborah dennis diana diego dmitri "
    "donald donna dorothy edward elena eli elizabeth ella emily emma eric erik eva fatima "
    "felix fernando francesco francisco frank gabriel gary george giulia giovanni grace "
    "greg hana hannah hans harry heather heidi helen helena henry hiroshi ian igor ines "
    "ingrid irene isabel ivan jack jacob jaime james jan jane janet jason jean jeff "
    "jennifer jens jessica jim joan joao joe johan john jonas jonathan jorge jose joseph "
    "joshua juan julia julian julie jürgen karen karl kate katherine kathrin keith "
    "kenneth kevin kim klaus kumar lars laura lea lena leo leon linda lisa louis luca "
    "lucas luis lukas magnus manuel marco margaret maria marie mario mark marta martin "
    "mary mathias matthew max maya mehmet mei melissa mia michael michelle miguel mike "
    "mohamed mohammed monica muhammad nadia natalia nicholas nicola nicole nina noah olga "
    "oliver olivia omar oscar pablo pamela patricia patrick paul paula pedro peter petra "
    "philip pierre priya rachel rahul ralph raj ravi rebecca richard robert roberto robin "
    "roger ron rosa ruth ryan sam samuel sandra sara sarah scott sean sebastian sergei "
    "sharon simon sofia sophia sophie stefan stephanie stephen steve steven sue susan "
    "svetlana sven tanja thomas tim tom tomas tony ulrich ursula uwe victor victoria "
    "viktor vincent walter wei wendy werner william wolfgang yan yuki yusuf zoe "
)
_GIVEN_NAMES = frozenset(_NAMES.split())
_DAMAGED = re.compile(r"#(name\?|ref!|value!|div/0!|n/a|null!|num!)", re.IGNORECASE)


def why_left_out(header: str, cells: Iterable[str | None]) -> str:
    """Why a column may be no question, as half a sentence; empty where it may be one."""
    if _DAMAGED.fullmatch(header.strip()):
        return "a spreadsheet damaged its header; restore the name"
    counts: Counter[str] = Counter()
    for cell, n in Counter(cells).items():
        if cell and cell.strip():
            counts[tidied(cell)] += n
    if _TIMER.search(header.strip()):
        return "measured by the survey tool"
    told = identifying_name(header) if len(header) < LONGEST_NAME else None
    is_service = bool(told) and set(str(told).split()) <= _SERVICES | {"your", "my"}
    if told and not (is_service and _is_repeated(counts)):
        return f"its name says {told!r}"
    return _told_by_cells(header, counts)


def is_personal(text: str) -> bool:
    """Whether an answer looks like a person's: an address, a handle, an id, a moment, a name."""
    what = identifying_value(text)
    if what == "a date":
        # Days are looked at together: repeated, they are answers.
        what = None
    if what in ("a web address", "a phone number"):
        # A product may be called like its site, and an amount may look like a phone number.
        is_link = "://" in text or text.startswith("www.")
        what = what if is_link else identifying_label(text)
    return (
        bool(what) or bool(_MOMENT.fullmatch(text)) or is_name(text) or bool(_ADDRESS.search(text))
    )


def is_name(text: str) -> bool:
    """Whether a text looks like somebody's name: a common given name, a family name; or turned."""
    last, comma, first = text.partition(", ")
    if comma and "," not in first:
        text = f"{first} {last}"
    return bool(_NAME.fullmatch(text)) and text.split()[0].casefold() in _GIVEN_NAMES


def _is_repeated(counts: Counter[str]) -> bool:
    """Whether few texts make up the cells, as answers to a closed question do."""
    often = sum(times for times in counts.values() if times >= FEWEST)
    return len(counts) <= _MOST_TEXTS and often >= 0.8 * sum(counts.values()) > 0


def _told_by_cells(header: str, counts: Counter[str]) -> str:
    distinct = len(counts)
    if not distinct:
        return ""
    if any(band(t) and not (_DAY.match(t) or _MOMENT.match(t)) for t in counts):
        # Beside "1-9" a date is what a spreadsheet made of a range.
        return ""
    moments = sum(bool(_MOMENT.fullmatch(text)) for text in counts)
    days = sum(bool(_DAY.fullmatch(text)) for text in counts)
    says_time = _TIME_HEADER.search(header) or _TIME_HEADER.search(_CAMEL.sub(" ", header))
    if 2 * moments > distinct or (2 * (moments + days) > distinct and says_time):
        return "its cells are times"
    if 2 * (days + moments) > distinct and not _is_repeated(counts):
        return "its cells are dates"
    personal = sum(is_personal(text) for text in counts)
    if personal >= 2 and 3 * personal >= distinct:
        return "its cells look like personal data"
    if not COUNTED.search(header) and _is_numbering(counts):
        return "its cells look like ids"
    return ""


def _is_numbering(counts: Counter[str]) -> bool:
    """Whether every cell is another one of a kind of id: long, or whole numbers in a row."""
    if len(counts) < 10 or any(times > 1 for times in counts.values()):
        return False
    # Amounts are round more often than not, ids are not.
    if sum(bool(_ID.fullmatch(text)) for text in counts) > 0.8 * len(counts):
        return True
    values = [number(text) for text in counts]
    whole = [value for value in values if value is not None and value == int(value)]
    return len(whole) == len(values) and whole == sorted(whole) and _is_dense(whole)


def _is_dense(values: list[float]) -> bool:
    return values[-1] - values[0] < 2 * len(values)


def shared_texts(counts: Counter[str]) -> list[str]:
    """The texts that may be choices: given by enough people, and by nobody as their own."""
    return [text for text, n in counts.items() if n >= FEWEST and not is_personal(text)]


def same_text(counts: Counter[str]) -> Counter[str]:
    """Texts that differ in case or signs only, counted as the one that stands most often."""
    first: dict[str, str] = {}
    together: Counter[str] = Counter()
    for text, n in counts.most_common():
        together[first.setdefault(normalised(text), text)] += n
    return together
