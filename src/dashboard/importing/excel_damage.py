"""What spreadsheets make of answers that look like dates.

"5-10" becomes the tenth of May, and "10-49", which no day can be, October 1949.
"""

import re
from collections.abc import Iterator, Mapping

from dashboard.importing.labels import normalised

_RANGE = re.compile(r"(\d{1,2})\s*[-/]\s*(\d{1,4})(?!\d)")
# As spreadsheets shorten them in English, German, French, Spanish, Portuguese, Italian, Dutch.
_MONTHS = tuple(
    tuple(names.split())
    for names in (
        "jan janv ene gen",
        "feb févr fev fév",
        "mar mrz mär mars mrt",
        "apr avr abr",
        "may mai mag mei",
        "jun juin giu",
        "jul juil lug",
        "aug août ago",
        "sep sept set",
        "oct okt out ott",
        "nov",
        "dec dez déc dic",
    )
)
_SINCE, _UNTIL = 2015, 2036


def damaged_keys(keys: Mapping[str, str]) -> dict[str, str]:
    """What a spreadsheet may have turned each label such as "5-10" into, to the label's id.

    A form that could have come from two labels is left out, as is one that is a label itself.
    """
    found: dict[str, set[str]] = {}
    for label, code in keys.items():
        match = _RANGE.match(label)
        if match:
            for form in forms(int(match[1]), match[2]):
                found.setdefault(normalised(form), set()).add(code)
    return {
        form: codes.pop() for form, codes in found.items() if len(codes) == 1 and form not in keys
    }


def damaged_forms(text: str) -> frozenset[str]:
    """What a spreadsheet may have turned a text such as "5-10" into, as it is compared."""
    match = _RANGE.fullmatch(normalised(text))
    return frozenset(map(normalised, forms(int(match[1]), match[2]))) if match else frozenset()


def forms(first: int, second: str) -> Iterator[str]:
    """A range read as a day of a month, or as a month of a year, in the ways dates are written."""
    last = int(second)
    if len(second) <= 2:
        yield from _days(first, last)
        yield from _days(last, first)
    if not 1 <= first <= 12:
        return
    if len(second) == 4 and last >= 1900:
        yield from _months(first, last)
    elif len(second) <= 2 and not 1 <= last <= _most_days(first):
        # Programs differ in the century they take a year of two digits to be in.
        yield from _months(first, last + 1900)
        yield from _months(first, last + 2000)


def _most_days(month: int) -> int:
    return 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31


def _days(month: int, day: int) -> Iterator[str]:
    if not (1 <= month <= 12 and 1 <= day <= _most_days(month)):
        return
    for name in _MONTHS[month - 1]:
        for written in (str(day), f"{day:02}"):
            for month_name in (name, f"{name}."):
                yield from (f"{written}-{month_name}", f"{written} {month_name}")
                yield from (f"{written}.{month_name}", f"{written}. {month_name}")
                yield from (f"{month_name}-{written}", f"{month_name} {written}")
                yield f"{written}/{month_name}"
    for year in range(_SINCE, _UNTIL):
        yield from _dates(year, month, day)
        for name in _MONTHS[month - 1]:
            for years in (year, year % 100):
                yield from (f"{day}-{name}-{years}", f"{day:02}-{name}-{years}")
                yield f"{day} {name} {years}"


def _months(month: int, year: int) -> Iterator[str]:
    short = f"{year % 100:02}"
    for name in _MONTHS[month - 1]:
        for month_name in (name, f"{name}."):
            for written in (short, str(year)):
                yield from (f"{month_name}-{written}", f"{month_name} {written}")
                yield from (f"{month_name}/{written}", f"{month_name}.{written}")
                yield from (f"1-{month_name}-{written}", f"01-{month_name}-{written}")
    yield from _dates(year, month, 1)


def _dates(year: int, month: int, day: int) -> Iterator[str]:
    yield f"{year}-{month:02}-{day:02}"
    yield f"{year}-{month:02}-{day:02}T00:00:00"
    yield f"{year}-{month:02}-{day:02} 00:00:00"
    for years in (str(year), f"{year % 100:02}"):
        for one, other in ((month, day), (day, month)):
            for sign in "/.-":
                yield f"{one}{sign}{other}{sign}{years}"
                yield f"{one:02}{sign}{other:02}{sign}{years}"
