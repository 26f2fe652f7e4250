"""Ranges that a spreadsheet took for dates, as they were: "5-Feb" is 2-5, "Oct-49" is 10-49."""

import re
from collections import Counter

from dashboard.importing.drafting.answer_scales import band
from dashboard.importing.drafting.personal import is_day, is_personal
from dashboard.importing.excel_damage import damaged_forms
from dashboard.importing.labels import normalised
from dashboard.importing.numerals import number

_PARTS_OF_DATE = re.compile(r"\d+|[^\W\d_]+")


def repaired(counts: Counter[str]) -> tuple[Counter[str], dict[str, tuple[str, ...]]]:
    """Texts counted as the ranges that a spreadsheet made dates of, and how those were spelled."""
    _, spellings = undamaged(list(counts))
    was = {text: label for label, texts in spellings.items() for text in texts}
    found: Counter[str] = Counter()
    for text, n in counts.items():
        found[was.get(text, text)] += n
    return found, spellings


def undamaged(labels: list[str]) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """Labels of ranges as they were before a spreadsheet took them for dates."""
    if not any(band(text) and not (is_personal(text) or is_day(text)) for text in labels):
        return labels, {}
    spellings: dict[str, tuple[str, ...]] = {}
    kept = []
    for text in labels:
        was = range_of(text)
        if was:
            spellings[was] = (*spellings.get(was, ()), text)
        kept.append(was or text)
    return list(dict.fromkeys(kept)), spellings


def range_of(text: str) -> str:
    """The range that a spreadsheet turned into a date: "10-49" for "Oct-49", "2-5" for "5-Feb".

    Empty where the text is not such a date. Where two ranges may have become the date, the day of a
    month takes precedence over the month of a year.
    """
    parts = _PARTS_OF_DATE.findall(text)
    if not 2 <= len(parts) <= 8 or number(text) is not None or band(text):
        return ""
    wanted = normalised(text)
    numbers = {int(part) % 100 for part in parts if part.isdigit()} | set(range(1, 13))
    pairs = [(low, high) for low in sorted(numbers) for high in sorted(numbers) if low < high]
    found = [f"{low}-{high}" for low, high in pairs if wanted in damaged_forms(f"{low}-{high}")]
    return found[0] if found else ""
