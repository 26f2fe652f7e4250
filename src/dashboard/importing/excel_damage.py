"""What spreadsheets make of answers that look like dates: "5-10" becomes the tenth of May."""

import re
from collections.abc import Iterator, Mapping

from dashboard.importing.labels import normalised

_RANGE = re.compile(r"(\d{1,2})\s*[-/]\s*(\d{1,2})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def damaged_keys(keys: Mapping[str, str]) -> dict[str, str]:
    """What a spreadsheet may have turned each label such as "5-10" into, to the label's id.

    A form that could have come from two labels is left out, as is one that is a label itself.
    """
    found: dict[str, set[str]] = {}
    for label, code in keys.items():
        match = _RANGE.match(label)
        if match:
            for form in _forms(int(match[1]), int(match[2])):
                found.setdefault(normalised(form), set()).add(code)
    return {
        form: codes.pop() for form, codes in found.items() if len(codes) == 1 and form not in keys
    }


def _forms(first: int, second: int) -> Iterator[str]:
    """A range read as month and day, and as day and month, in the ways dates are written."""
    for month, day in ((first, second), (second, first)):
        if not (1 <= month <= 12 and 1 <= day <= 31):
            continue
        name = _MONTHS[month - 1]
        yield from (f"{day}-{name}", f"{day:02}-{name}", f"{name}-{day}", f"{name}-{day:02}")
        yield from (f"{day} {name}", f"{name} {day}", f"{day}. {name}")
        for year in range(2015, 2036):
            yield f"{year}-{month:02}-{day:02}"
            yield f"{year}-{month:02}-{day:02}T00:00:00"
            yield f"{month}/{day}/{year}"
            yield f"{day}.{month}.{year}"
