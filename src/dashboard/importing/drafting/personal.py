"""Columns and answers that identify a person, by their header or by their cells."""

import re
from collections import Counter
from collections.abc import Iterable

from dashboard.importing.drafting.answer_scales import COUNTED, band
from dashboard.importing.identifiers import (
    identifying_header,
    identifying_label,
    identifying_value,
    postal_codes,
)
from dashboard.importing.identifying_values import DAY, LEADING_ZERO, MOMENT, POLISH_POSTAL
from dashboard.importing.labels import normalised, tidied
from dashboard.importing.numerals import number
from dashboard.importing.person_names import all_names, is_name, is_one_name

LONGEST_NAME = 60
# So many people have to give an answer before it can be a choice.
FEWEST = 3
_MOST_TEXTS = 40
# Where few wrote such a thing, the question is one all the same, without what they wrote.
_LEAST_PERSONAL = 0.2
# So many days are those of a fieldwork, not answers to choose from.
_MANY_DAYS = 10
# Days as spreadsheets count them, from 2014 to 2036, and the days a fieldwork takes at most.
_SERIAL = (41_640, 50_000)
_LONGEST_FIELDWORK = 400
# Words that also head questions about a service of that name: there the cells decide.
_SERVICES = frozenset({"linkedin", "twitter", "github", "slack", "discord", "address", "name",
                       "duration", "token", "url", "postal", "zip", "ip", "tel"})  # fmt: skip
_TIME_HEADER = re.compile(
    r"(?i)\b(start(ed)?|end(ed)?|finish(ed)?|submi(t|tted|ssion)|complet(ed|ion)|created|updated|"
    r"recorded|modified|opened|closed|last (seen|action)|date ?stamp|time ?stamp|timestamp)\b"
    r"|(?<=[a-z])(At|On|Time|Date)$|\b(date|time) (of|when)\b|\b(abgeschickt|gestartet|beendet|"
    r"begonnen|envoi|envío|soumission|début|fin|inicio|invio|início|received|answered|entry|"
    r"responded|activity|datum|date|fecha|data|zuletzt|ngày|tanggal|дата)\b|日期|日付|날짜"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# How tools head what they measured of a page, and of the whole.
_TIMER = re.compile(
    r"(?i)[_ -](first click|last click|page submit|click count)$|^page ?\d+[_ ]?time$|"
    r"^(group|question|page) ?time ?\d*$|^(duration|time)[_ ](taken|sec(ond)?s?|ms|min(ute)?s?)\b|"
    r"^time (taken|spent|to complete)( \(\w+\))?$"
)
# Signs between a text and the name of its author, and words before a name.
_SIGNS = re.compile(r"\s[-–—~]+\s*|[,.!;:]\s*[-–—~]+\s*|[,.!;:]\s+")
_THANKS = re.compile(
    r"(?i)(?<!\w)(thanks|thank you|thx|cheers|regards|best|greetings|yours|love|please|danke|"
    r"grüße?|gruß|lg|merci|cordialement|gracias|saludos|obrigad[oa]|grazie|bedankt|tack)(?!\w)"
)
_ADDRESS = re.compile(
    r"(?i)\b\d+\w? [\w.' -]+ (street|st|road|rd|avenue|ave|lane|ln|drive|way|square)\b"
    r"|\b[\w-]+(straße|strasse|weg|gasse|platz|allee) \d+"
)
# Codes of the post that no range of numbers looks like: its second number would be the larger.
_POSTAL = re.compile(
    r"\d{5}-\d{3,4}|\d{4}-\d{3}|\d{3}-0\d{3}|〒.*|[A-Z]\d[A-Z] ?\d[A-Z]\d|"
    r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d{2} [A-Z\d]{4}"
)
# And those that only a whole column shows to be such: bare numbers, or as the Dutch write them.
_BARE_POSTAL = re.compile(r"\d{5,6}|\d{3} \d{2,3}|[1-9]\d{3} ?(?![KMGT]B)[A-Z]{2}|(?!19|20)\d{4}")
_FEWEST_POSTAL = 5
_AMOUNT = re.compile(
    r"(?i)\b(pay|paid|income|wages?|earn\w*|revenue|turnover|budget|spend\w*|spent|compensation|"
    r"bonus|gehalt|lohn|einkommen|verdien\w*|umsatz|kosten|salaire|revenu|dépens\w*|sueldo|salario|"
    r"ingresos?|gastos?|stipendio|reddito|renda|зарплат\w*|доход\w*|users?|rows?|records?|miles|km)"
    r"\b|[$€£¥₹]|年収|給与|薪|工资|收入|연봉|급여"
)
_ID = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_-]{8,}|\d{5,}[1-9]")
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
    told = identifying_header(header)
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
    named = is_name(text) or is_one_name(text) or is_signed(text)
    placed = _ADDRESS.search(text) or _POSTAL.fullmatch(text)
    return bool(what) or bool(MOMENT.fullmatch(text)) or named or bool(placed)


def is_signed(text: str) -> bool:
    """Whether a text ends with the name of its author: "Thanks. - Ann"."""
    *said, last = _SIGNS.split(text.strip())
    if not any(said) or len(last.split()) > 2:
        return False
    thanked = bool(_THANKS.search(text)) and all(word.istitle() for word in last.split())
    return is_one_name(last) or thanked


def is_day(text: str) -> bool:
    """Whether an answer is a date."""
    return bool(DAY.fullmatch(text))


def _is_repeated(counts: Counter[str]) -> bool:
    """Whether few texts make up the cells, as answers to a closed question do."""
    often = sum(times for times in counts.values() if times >= FEWEST)
    return len(counts) <= _MOST_TEXTS and often >= 0.8 * sum(counts.values()) > 0


def _told_by_cells(header: str, counts: Counter[str]) -> str:
    distinct = len(counts)
    if not distinct:
        return ""
    if 2 * len(postal_codes(counts)) > distinct:
        return "its cells look like postal codes"
    if any(band(t) and not (DAY.match(t) or MOMENT.match(t)) for t in counts):
        # Beside "1-9" a date is what a spreadsheet made of a range.
        return ""
    moments = sum(bool(MOMENT.fullmatch(text)) for text in counts)
    days = sum(bool(DAY.fullmatch(text)) for text in counts)
    says_time = _TIME_HEADER.search(header) or _TIME_HEADER.search(_CAMEL.sub(" ", header))
    if 2 * moments > distinct or (2 * (moments + days) > distinct and says_time):
        return "its cells are times"
    if 2 * (days + moments) > distinct and (days >= _MANY_DAYS or not _is_repeated(counts)):
        return "its cells are dates"
    if _are_serial(counts):
        return "its cells are times, as numbers of a spreadsheet"
    personal = [text for text in counts if is_personal(text)]
    by_people = sum(counts[text] for text in personal) >= _LEAST_PERSONAL * sum(counts.values())
    if (len(personal) >= 2 and 3 * len(personal) >= distinct and by_people) or all_names(counts):
        return "its cells look like personal data"
    if not COUNTED.search(header) and _is_numbering(counts):
        return "its cells look like ids"
    if not (COUNTED.search(header) or _AMOUNT.search(header)) and _are_postal(counts):
        return "its cells look like postal codes"
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


def is_bare_postal(text: str) -> bool:
    """Whether a text may be a postal code: five or six digits, not round, or "02-677"."""
    is_polish = POLISH_POSTAL.fullmatch(text) and LEADING_ZERO.search(text)
    return bool(is_polish or re.fullmatch(r"\d{5,6}", text)) and not _is_round(text)


def _are_postal(counts: Counter[str]) -> bool:
    """Whether cells are postal codes: of one length, and less often round than amounts are."""
    texts = [text.strip() for text in counts]
    shapes = {re.sub(r"\d", "0", text.upper().replace(" ", "")) for text in texts}
    alike = len({re.sub("[A-Z]", "A", shape) for shape in shapes}) == 1
    if len(texts) < _FEWEST_POSTAL or not alike:
        return False
    if not all(_BARE_POSTAL.fullmatch(text.upper()) for text in texts):
        return False
    if any(text.startswith("0") for text in texts) or not all(map(str.isdigit, texts)):
        return True
    return len(texts[0]) > len("0000") and 2 * sum(map(_is_round, texts)) < len(texts)


def _is_round(text: str) -> bool:
    return text.isdigit() and (int(text) % 50 == 0 or len(set(text)) == 1)


def _are_serial(counts: Counter[str]) -> bool:
    """Whether cells are days since 1900 with parts of a day: 45717.43, all within a year or so."""
    values = [value for text in counts if (value := number(text)) is not None]
    if len(values) < max(len(counts), FEWEST) or all(value == int(value) for value in values):
        return False
    low, high = min(values), max(values)
    return _SERIAL[0] <= low and high <= _SERIAL[1] and high - low <= _LONGEST_FIELDWORK


def _is_dense(values: list[float]) -> bool:
    return values[-1] - values[0] < 2 * len(values)


def shared_texts(counts: Counter[str]) -> list[str]:
    """The texts that may be choices: given by enough people, and by nobody as their own."""
    postal = set(postal_codes(counts))
    return [
        text
        for text, n in counts.items()
        if n >= FEWEST and not (text in postal or is_personal(text) or is_bare_postal(text))
    ]


def same_text(counts: Counter[str]) -> Counter[str]:
    """Texts that differ only in case or signs, counted as the most frequent of them."""
    first: dict[str, str] = {}
    together: Counter[str] = Counter()
    for text, n in counts.most_common():
        together[first.setdefault(normalised(text), text)] += n
    return together
