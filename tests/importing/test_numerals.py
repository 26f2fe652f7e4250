"""Numbers as people write them, and one meaning a column for points and commas."""

from collections import Counter

import pytest

from dashboard.importing.numerals import number, numerals


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7), (" 7.50 ", 7.5), ("2,5", 2.5), ("1,000", 1000), ("1 000", 1000),
        ("1\u00a0000", 1000), ("1,234,567.5", 1234567.5), ("40 %", 40), ("$300", 300),
        ("-3", -3), ("1e3", 1000), ("0", 0), ("1.234.567", 1234567), ("1.234,5", 1234.5),
        ("1'234.50", 1234.5), ("1\u202f234,5", 1234.5), ("12,34,567", 1234567), ("¥300", 300),
        ("0,125", 0.125), ("1,5E+3", 1500), ("\u200f٢٫٥\u200f", 2.5),
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "five", "1-2", "5 years", "nan", "inf", "1e999", "1,00,0", "2024-05-10", "1.2.3", "1,2,3"],
)
def test_what_is_no_plain_number_is_none(text: str) -> None:
    assert number(text) is None


def column(*texts: str, **more: object) -> tuple[list[float | None], tuple[str, ...]]:
    found = numerals(Counter(texts), **more)  # type: ignore[arg-type]
    return [found.read(text) for text in texts], found.doubts


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        # What parts thousands is shown by a cell with two of its signs, or by both signs.
        (("1.200", "950", "12.000", "1.234.567"), [1200, 950, 12000, 1234567]),
        (("1,200", "950", "12,000", "1,234,567"), [1200, 950, 12000, 1234567]),
        (("1,200", "1.234.567"), [1.2, 1234567]),
        (("1.200", "1,234,567"), [1.2, 1234567]),
        (("1.200", "1.234,50"), [1200, 1234.5]),
        (("1,200", "1,234.50"), [1200, 1234.5]),
        # What parts decimals is shown by a sign before other than three digits, or after nought.
        (("1.125", "0.5", "12.25"), [1.125, 0.5, 12.25]),
        (("1,125", "0,5", "12,25"), [1.125, 0.5, 12.25]),
        (("1,250", "0,125", "0,500"), [1.25, 0.125, 0.5]),
        (("1.250", "1234.500", "0.500"), [1.25, 1234.5, 0.5]),
        (("1 200,5", "1 200", "2,345"), [1200.5, 1200, 2.345]),
        # Thousands of three digits beside smaller whole numbers.
        (("1,200", "950", "640"), [1200, 950, 640]),
    ],
)
def test_one_meaning_holds_for_a_whole_column(texts: tuple[str, ...], values: list[float]) -> None:
    assert column(*texts) == (values, ())


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (("1.200", "950", "12.000"), [1200, 950, 12000]),
        (("1.234", "2.345"), [1.234, 2.345]),
        (("1,234", "2,345"), [1234, 2345]),
        (("1,000", "2,5", "7,5", "3,5"), [1, 2.5, 7.5, 3.5]),
        (("1,000", "2,000", "2,5"), [1000, 2000, 2.5]),
        (("1,200", "1.200"), [None, None]),
        (("2.5", "2,5", "1.200"), [2.5, 2.5, None]),
        (("2.5", "2,5"), [2.5, 2.5]),
        (tuple(["2.5"] * 19 + ["2,5", "1,200"]), [*[2.5] * 20, 1200]),
        (("1", "2", "1,2,3"), [1, 2, None]),
        (("80%", "0.5"), [80, 0.5]),
    ],
)
def test_what_a_column_does_not_decide_is_said(texts: tuple[str, ...], values: list[float]) -> None:
    got, doubts = column(*texts)
    assert got == values
    assert len(doubts) == 1


def test_bounds_rule_a_meaning_out() -> None:
    assert column("1.200", "12.000", low=0, high=100) == ([1.2, 12.0], ())
    assert column("1,200", "12,000", low=0, high=100) == ([1.2, 12.0], ())
    assert column("1.234", "2.345", low=1000, high=9999) == ([1234, 2345], ())


def test_a_declared_sign_settles_it() -> None:
    assert column("1.200", "1,5", "7", declared=",") == ([1200, 1.5, 7], ())
    assert column("1.200", "1,5", "7", declared=".") == ([1.2, None, 7], ())


def test_a_percent_sign_stands_for_hundredths_where_numbers_are_parts_of_one() -> None:
    assert column("80%", "0.5", high=1)[0] == [0.8, 0.5]
    assert column("80%", "37,5 %", high=100)[0] == [80, 37.5]
