"""Numbers as people and spreadsheets write them."""

import math
import re

from dashboard.importing.labels import tidied

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[, ']\d{3})+(?:\.\d+)?")
_COMMA = re.compile(r"[+-]?\d+,\d+")
_SIGNS = re.compile(r"^[$€£]\s*|\s*[%$€£]$")


def number(text: str) -> float | None:
    """The number a text is, or None: "1,000", "1 000", "2.5", "2,5", "40 %", "$300".

    A comma before exactly three digits parts thousands; before any other count it is a decimal
    comma.
    """
    plain = _SIGNS.sub("", tidied(text))
    if _THOUSANDS.fullmatch(plain):
        plain = re.sub("[, ']", "", plain)
    elif _COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    if not _PLAIN.fullmatch(plain):
        return None
    value = float(plain)
    return value if math.isfinite(value) else None
