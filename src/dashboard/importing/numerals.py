"""Numbers as people and spreadsheets write them; what a point and a comma mean, column by column.

"1.200" is 1.2 where a point is the decimal sign and 1200 where it parts thousands. One cell cannot
tell; "2.75" beside it can, or "1.234.567". So a column is read by one meaning, decided from all of
its cells, and what its cells do not decide is said.
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dashboard.errors import shown
from dashboard.importing.labels import tidied

Decimal = Literal[".", ","]

POINT: Decimal = "."
COMMA: Decimal = ","
# So much of a column must speak for one meaning before it counts against the rest.
CLEAR = 0.9

_EXPONENT = r"(?:e[+-]?\d+)?"
_PLAIN = re.compile(rf"[+-]?(?:\d+(?:\.\d*)?|\.\d+){_EXPONENT}", re.IGNORECASE)
_WHOLE = re.compile(rf"[+-]?\d+{_EXPONENT}", re.IGNORECASE)
_NEUTRAL_THOUSANDS = re.compile(r"(?<=\d)[ '](?=\d{3}(?!\d))")
# A sign and exactly three digits after one to three without a leading zero: ambiguous.
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}")
# Arabic decimal and thousands signs say by themselves what they are.
_ARABIC = str.maketrans({"\u066b": ".", "\u066c": None})
_PERCENT = re.compile(r"\s*[%\u066a]$")
# A power, which compatibility would write beside its base: 10² is not 102.
_RAISED = re.compile(r"(?<=\d)[\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089]")
_JOINED_CODES = re.compile(r"\d{1,2}(?:, ?\d{1,2}){2,}")


def _thousands(sign: str) -> re.Pattern[str]:
    """Thousands parted by a sign, also by lakh and crore, and decimals after the other sign."""
    part, decimal = re.escape(sign), re.escape(_other(sign))
    western, indian = rf"\d{{1,3}}(?:{part}\d{{3}})+", rf"\d{{1,2}}(?:{part}\d{{2}})+{part}\d{{3}}"
    return re.compile(rf"[+-]?(?:{western}|{indian})(?:{decimal}\d+)?")


def _other(sign: str) -> Decimal:
    return COMMA if sign == POINT else POINT


_SIGNS: tuple[Decimal, Decimal] = (POINT, COMMA)
_BY_THOUSANDS = {sign: _thousands(sign) for sign in _SIGNS}


@dataclass(frozen=True)
class Numerals:
    """How the numbers of a column are written: the decimal sign, and what is unsure about it.

    `loose` are ambiguous texts that do not follow the column's sign; a text in `unread` is not
    read, since the column does not show what it means. `percent` is the value of a percent sign: 1
    where the numbers are percentages, 0.01 where they are fractions.
    """

    decimal: Decimal = POINT
    strict: bool = False
    percent: float = 1.0
    loose: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    doubts: tuple[str, ...] = ()

    def read(self, text: str) -> float | None:
        """The number a text is in this column, or None."""
        bare, has_percent = _bare(text)
        if bare in self.unread:
            return None
        decimal = self.decimal
        if bare in self.loose:
            decimal = _other(decimal)
        elif not self.strict:
            decimal = _sign_shown(bare) or decimal
        value = _value(bare, decimal)
        return value * self.percent if value is not None and has_percent else value


def number(text: str) -> float | None:
    """The number a text is on its own, or None: "1,000", "1 000", "2.5", "2,5", "40 %", "$300".

    A comma before exactly three digits parts thousands; before any other count it is a decimal
    comma. Where a whole column is at hand, `numerals` decides by all of it.
    """
    bare, _ = _bare(text)
    return _value(bare, _sign_shown(bare) or POINT)


def numerals(
    cells: Mapping[str, int],
    declared: str | None = None,
    low: float = float("-inf"),
    high: float = float("inf"),
) -> Numerals:
    """How the numbers of a column are written, from its texts with how often each occurs.

    `declared` is the decimal sign if the survey declares it; `low` and `high` are the question's
    bounds, which may rule out a reading.
    """
    percent = 0.01 if high <= 1 else 1.0
    bare: dict[str, int] = {}
    for text, times in cells.items():
        plain, _ = _bare(text)
        if any(sign.isdigit() for sign in plain):
            bare[plain] = bare.get(plain, 0) + times
    doubts = [*_percent_doubt(cells), *_joined_doubt(bare)]
    if declared is not None:
        decimal = COMMA if declared == COMMA else POINT
        return Numerals(decimal, True, percent, doubts=tuple(doubts))
    shown_signs = {text: _sign_shown(text) for text in bare}
    either = {text: times for text, times in bare.items() if _EITHER.fullmatch(text)}
    weight = {
        sign: sum(times for text, times in bare.items() if shown_signs[text] == sign)
        for sign in _SIGNS
    }
    if weight[POINT] and weight[COMMA]:
        found = _mixed(either, weight, shown_signs)
    elif weight[POINT] or weight[COMMA]:
        found = _by_evidence(either, weight, shown_signs, bare)
    else:
        found = _undecided(either, bare, low, high)
    return Numerals(
        found.decimal, False, percent, found.loose, found.unread, (*doubts, *found.doubts)
    )


# One meaning a column ------------------------------------------------------------------------


def _by_evidence(
    either: Mapping[str, int],
    weight: Mapping[Decimal, int],
    signs: Mapping[str, str | None],
    bare: Mapping[str, int],
) -> Numerals:
    """Cells speak for one decimal sign, and none against it."""
    decimal = POINT if weight[POINT] else COMMA
    certain = any(sign == decimal and _says_thousands(text) for text, sign in signs.items())
    same = {text: times for text, times in either.items() if decimal in text}
    if certain or not same:
        return Numerals(decimal)
    # Programs write all decimals with the same number of digits, or without zeros at the end.
    ending = {text: times for text, times in same.items() if text.endswith("0")}
    digits = {len(text.rpartition(decimal)[2]) for text in bare if decimal in text}
    if not ending or len(digits) == 1:
        return Numerals(decimal)
    witness = next(text for text, sign in signs.items() if sign == decimal)
    says = f"since {shown(witness)} in the same column shows a decimal sign"
    # A few "1,000" that outnumber the only "2,5" are thousands, as most people write them.
    if decimal == COMMA and sum(ending.values()) >= weight[COMMA]:
        told = _told(ending, POINT)
        return Numerals(
            decimal,
            loose=frozenset(ending),
            doubts=(f"{told}, although {shown(witness)} shows a decimal sign; {_SETTLE}",),
        )
    return Numerals(decimal, doubts=(f"{_told(ending, decimal)}, {says}; {_SETTLE}",))


def _mixed(
    either: Mapping[str, int], weight: Mapping[Decimal, int], signs: Mapping[str, str | None]
) -> Numerals:
    """Some cells speak for a decimal point, others for a decimal comma."""
    decimal = POINT if weight[POINT] >= weight[COMMA] else COMMA
    one = next(text for text, sign in signs.items() if sign == POINT)
    other = next(text for text, sign in signs.items() if sign == COMMA)
    both = f"{shown(one)} has a decimal point and {shown(other)} a decimal comma"
    if not either:
        return Numerals(decimal, doubts=(f"{both}; each is read as what it shows",))
    if weight[decimal] >= CLEAR * (weight[POINT] + weight[COMMA]):
        return Numerals(decimal, doubts=(f"{both}; {_told(either, decimal)}; {_SETTLE}",))
    some = f"{sum(either.values()):,} answers such as {shown(next(iter(either)))}"
    return Numerals(
        decimal,
        unread=frozenset(either),
        doubts=(f"{both}, so {some} may mean either and are left unanswered; {_SETTLE}",),
    )


def _undecided(
    either: Mapping[str, int], bare: Mapping[str, int], low: float, high: float
) -> Numerals:
    """No cell shows which sign parts decimals."""
    if not either:
        return Numerals()
    fitting = [
        sign
        for sign in _SIGNS
        if all(low <= value <= high for text in either if (value := _value(text, sign)) is not None)
    ]
    points = any(POINT in text for text in either)
    commas = any(COMMA in text for text in either)
    if points and commas:
        # "1.200" beside "1,200": whatever the one means, the other means something else.
        one = next(text for text in either if POINT in text)
        two = next(text for text in either if COMMA in text)
        return Numerals(
            unread=frozenset(either),
            doubts=(
                f"{shown(one)} and {shown(two)} stand in one column and none of its cells shows "
                f"which sign parts decimals; {sum(either.values()):,} are left unanswered; "
                f"{_SETTLE}",
            ),
        )
    if len(fitting) == 1:
        return Numerals(fitting[0])
    whole = [abs(float(text)) for text in bare if _WHOLE.fullmatch(text)]
    round_ones = sum(times for text, times in either.items() if text.endswith("0"))
    as_thousands = not any(value >= 1_000 for value in whole) and (
        any(value >= 100 for value in whole) or round_ones * 2 >= sum(either.values())
    )
    if commas:
        # A comma before three digits parts thousands in most exports; only decimals of three
        # digits throughout, with nothing round among them, look like something else.
        return Numerals(POINT) if as_thousands else _unsure(either, POINT)
    return _unsure(either, COMMA if as_thousands else POINT)


def _unsure(either: Mapping[str, int], decimal: Decimal) -> Numerals:
    told = f"{_told(either, decimal)}, but no cell of the column shows the decimal sign"
    return Numerals(decimal, doubts=(f"{told}; {_SETTLE}",))


_SETTLE = "'decimal' under 'read' in survey.yaml settles it"


def _told(texts: Mapping[str, int], decimal: Decimal) -> str:
    first = next(iter(texts))
    value = _value(first, decimal)
    count = sum(texts.values())
    such = "1 answer" if count == 1 else f"{count:,} answers"
    return f"{such} such as {shown(first)} read as {value:.10g}"


# Single texts --------------------------------------------------------------------------------


def _bare(text: str) -> tuple[str, bool]:
    """A text without signs of money and percent and the spaces between thousands."""
    plain = tidied(_RAISED.sub("^", text.translate(_ARABIC)))
    without = _PERCENT.sub("", plain)
    has_percent = without != plain
    for cut in (without[:1], without[-1:]):
        if cut and unicodedata.category(cut) == "Sc":
            without = without.removeprefix(cut).removesuffix(cut).strip()
    return _NEUTRAL_THOUSANDS.sub("", without), has_percent


def _sign_shown(bare: str) -> Decimal | None:
    """The decimal sign that a text shows by itself; None where it shows none."""
    if _EITHER.fullmatch(bare):
        return None
    for thousands in _SIGNS:
        if thousands in bare and _BY_THOUSANDS[thousands].fullmatch(bare):
            # One sign only, before three digits that nothing else would follow: "0.125".
            if bare.count(thousands) == 1 and _other(thousands) not in bare:
                return thousands
            return _other(thousands)
    for decimal in _SIGNS:
        if decimal in bare and _PLAIN.fullmatch(bare.replace(COMMA, POINT)):
            return decimal
    return None


def _says_thousands(bare: str) -> bool:
    """Whether a text shows what parts thousands, not only what parts decimals."""
    return (bare.count(POINT) + bare.count(COMMA)) > 1


def _value(bare: str, decimal: Decimal) -> float | None:
    thousands = _other(decimal)
    if thousands in bare:
        if not _BY_THOUSANDS[thousands].fullmatch(bare):
            return None
        bare = bare.replace(thousands, "")
    plain = bare.replace(decimal, ".")
    if not _PLAIN.fullmatch(plain):
        return None
    value = float(plain)
    return value if math.isfinite(value) else None


def _percent_doubt(cells: Mapping[str, int]) -> list[str]:
    """Shares of one beside percentages: "0.8" and "80%" in one column."""
    marked: list[tuple[float, str]] = []
    bare: list[tuple[float, str]] = []
    for text in cells:
        plain, has_percent = _bare(text)
        value = _value(plain, _sign_shown(plain) or POINT)
        if value:
            (marked if has_percent else bare).append((abs(value), text))
    if not marked or not bare or max(marked)[0] <= 1 or max(bare)[0] > 1:
        return []
    one, two = shown(max(marked)[1]), shown(max(bare)[1])
    return [f"{one} carries a percent sign and {two} does not; both are read as they are"]


def _joined_doubt(bare: Mapping[str, int]) -> list[str]:
    """Codes joined by commas where a number should be: "1,2,3"."""
    lists = {text: times for text, times in bare.items() if _JOINED_CODES.fullmatch(text)}
    if not lists:
        return []
    count = sum(lists.values())
    return [
        f"{count:,} cells such as {shown(next(iter(lists)))} look like several answers joined by "
        "commas, not like numbers; is this a question of kind multiple?"
    ]
