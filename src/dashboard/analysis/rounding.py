"""Rounding: how shares, points and counts are written wherever a reader meets them.

Figures, sentences, captions, alternative texts and tables all write numbers through this module,
so that no two of them round one number to different sides.
"""

import math

SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"


def rounded(number: float) -> int:
    """The nearest whole number, halves away from zero, as people round."""
    # Half a percent must not fall to the wrong side because 0.145 is stored a hair below it.
    return int(math.copysign(math.floor(abs(round(number, 9)) + 0.5), number))


def percent(share: float | None) -> str:
    """A fraction in whole percent; above 0 it is never written 0%, below 1 never 100%."""
    if share is None or math.isnan(share):
        return DASH
    whole = rounded(share * 100)
    if whole == 0 and share > 0:
        return "<1%"
    if whole == 100 and share < 1:
        return ">99%"
    return f"{whole}%"


def points(change: float | None) -> str:
    """A difference of two fractions in points: "+6 points", "−1 point", "<1 point"."""
    if change is None or math.isnan(change):
        return DASH
    whole = rounded(change * 100)
    if whole == 0:
        return "no change" if change == 0 else f"<1{SPACE}point"
    return f"{signed(whole)}{SPACE}point{'' if abs(whole) == 1 else 's'}"


ROUNDED_APART = "Differences are computed before rounding."


def rounds_apart(one: float, other: float, difference: float) -> bool:
    """Whether two shares as written differ by another number than their difference as written.

    So 57% and 54% may be told with +4 points: of 57.4 and 53.6 both are right. Signs do not count.
    """
    as_written = abs(rounded(100 * one) - rounded(100 * other))
    return as_written != abs(rounded(100 * difference))


def signed(whole: int) -> str:
    """A whole number with its sign; zero has none."""
    return f"+{whole:,}" if whole > 0 else f"{MINUS}{-whole:,}" if whole < 0 else "0"


def count(number: float) -> str:
    """A whole number with its thousands separated."""
    return f"{rounded(number):,}"


def count_range(low: float, high: float) -> str:
    """Two counts as a range, one where they are alike: "107–109", "108"."""
    return count(high) if count(low) == count(high) else f"{count(low)}{DASH}{count(high)}"


def amount(number: float | None, unit: str = "", digits: int | None = None) -> str:
    """A number with its unit, with about three figures unless `digits` says how many decimals."""
    if number is None or math.isnan(number):
        return DASH
    if digits is None:
        digits = 0 if abs(number) >= 100 else 1 if abs(number) >= 10 else 2
    text = f"{abs(number):,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    sign = MINUS if number < 0 and text.strip("0.,") else ""
    return f"{sign}{text}{SPACE}{unit}".rstrip()


def percent_to(share: float, digits: int) -> str:
    """A fraction in percent with so many decimals, rounded as whole percent are."""
    factor = 10**digits
    return f"{rounded(share * 100 * factor) / factor:.{digits}f}%"
