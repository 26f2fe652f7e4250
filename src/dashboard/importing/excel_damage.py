"""Damage by spreadsheets to answers that look like dates or numbers.

"5-10" becomes the tenth of May, and "10-49", which no day can be, October 1949; "March 2024"
becomes Mar-24; "007" becomes 7, and "1" in a column with gaps 1.0.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from dashboard.importing.labels import normalised
from dashboard.importing.numerals import number

_RANGE = re.compile(r"(\d{1,2})(?:\s*[-/]\s*| to )(\d{1,4})(?!\d)")
# As spreadsheets shorten them, first in English, and their names in full.
_MONTHS = tuple(
    tuple(names.split())
    for names in (
        "jan janv ene gen янв sty led tammi oca ocak ian january januar janvier enero janeiro",
        "feb févr fev fév febr фев lut úno helmi şub february februar février febrero fevereiro",
        "mar mrz mär mars mrt märz mars мар bře maalis march märz marzo março maart",
        "apr avr abr kwi dub huhti nis апр april avril abril aprile",
        "may mai mag mei maj май kvě touko mayıs mayo maio maggio",
        "jun juin giu cze čvn kesä haz июн june juni junio junho giugno",
        "jul juil lug lip čvc heinä tem июл july juli juillet julio julho luglio",
        "aug août ago sie srp elo ağu авг august agosto augustus",
        "sep sept set wrz zář syys eyl сен сент september septembre septiembre setembro settembre",
        "oct okt out ott paź říj loka eki окт october oktober octobre octubre outubro ottobre",
        "nov lis marras kas ноя нояб november novembre noviembre novembro",
        "dec dez déc dic gru pro joulu ara дек des december dezember décembre diciembre dezembro",
    )
)
MONTH_OF = {name: at for at, names in enumerate(_MONTHS, start=1) for name in names}
# A label that is a month of a year, "March 2024", which turns into Mar-24.
_MONTH_YEAR = re.compile(r"([^\W\d_]+)\.?[ -]((?:19|20)\d\d)")
_SINCE, _UNTIL = 2015, 2036


def damaged_keys(keys: Mapping[str, str]) -> dict[str, str]:
    """Forms into which a spreadsheet may have turned labels such as "5-10", with the label's id.

    A form that could have come from two labels is left out, as is one that is a label itself.
    """
    found: dict[str, set[str]] = {}
    for label, code in keys.items():
        for form in _forms_of(label):
            found.setdefault(normalised(form), set()).add(code)
    return {
        form: codes.pop() for form, codes in found.items() if len(codes) == 1 and form not in keys
    }


def damaged_numbers(keys: Mapping[str, str]) -> dict[float, str]:
    """The labels that are numbers, by their value, to the label's id: 7 for "007", 1 for "1".

    Values that two labels have, such as "3.1" and "3.10", are left out.
    """
    found: dict[float, set[str]] = {}
    for label, code in keys.items():
        if (value := number(label)) is not None:
            found.setdefault(value, set()).add(code)
    return {value: codes.pop() for value, codes in found.items() if len(codes) == 1}


def fallen_together(keys: Mapping[str, str], held: Collection[str]) -> Iterator[tuple[str, str]]:
    """Pairs of labels of one value, such as "3.1" and "3.10", of which only the shortest is held.

    A spreadsheet writes both as the shortest, so that it may stand for either.
    """
    by_value: dict[float, list[str]] = {}
    for label in keys:
        if (value := number(label)) is not None:
            by_value.setdefault(value, []).append(label)
    for value, labels in by_value.items():
        given = [label for label in labels if label in held]
        others = [label for label in labels if keys[label] not in {keys[one] for one in given}]
        if others and given == [f"{value:g}"]:
            yield given[0], others[0]


@lru_cache(maxsize=4096)
def damaged_forms(text: str) -> frozenset[str]:
    """Forms into which a spreadsheet may have turned a text such as "5-10", as compared."""
    label = normalised(text)
    return frozenset(map(normalised, _forms_of(label))) if _RANGE.fullmatch(label) else frozenset()


def _forms_of(label: str) -> Iterator[str]:
    """Forms into which a spreadsheet may turn a label."""
    if match := _RANGE.match(label):
        yield from forms(int(match[1]), match[2])
    elif (match := _MONTH_YEAR.fullmatch(label)) and match[1] in MONTH_OF:
        yield from _months(MONTH_OF[match[1]], int(match[2]))


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
    yield f"{month}月{day}日"
    for year in range(_SINCE, _UNTIL):
        yield from _dates(year, month, day)
        for name in _MONTHS[month - 1]:
            for years in (year, year % 100):
                yield from (f"{day}-{name}-{years}", f"{day:02}-{name}-{years}")
                yield f"{day} {name} {years}"


def _months(month: int, year: int) -> Iterator[str]:
    short = f"{year % 100:02}"
    yield f"{year}年{month}月"
    for name in _MONTHS[month - 1]:
        for month_name in (name, f"{name}."):
            for written in (short, str(year)):
                yield from (f"{month_name}-{written}", f"{month_name} {written}")
                yield from (f"{month_name}/{written}", f"{month_name}.{written}")
                yield from (f"1-{month_name}-{written}", f"01-{month_name}-{written}")
    yield from _dates(year, month, 1)


def _dates(year: int, month: int, day: int) -> Iterator[str]:
    yield f"{year}-{month:02}-{day:02}"
    yield from (f"{year}/{month}/{day}", f"{year}/{month:02}/{day:02}", f"{year}年{month}月{day}日")
    yield f"{year}-{month:02}-{day:02}T00:00:00"
    yield f"{year}-{month:02}-{day:02} 00:00:00"
    for years in (str(year), f"{year % 100:02}"):
        for one, other in ((month, day), (day, month)):
            for sign in "/.-":
                yield f"{one}{sign}{other}{sign}{years}"
                yield f"{one:02}{sign}{other:02}{sign}{years}"
