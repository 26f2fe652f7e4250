"""Numbers as people write them."""

import pytest

from dashboard.importing.numerals import number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7), (" 7.50 ", 7.5), ("2,5", 2.5), ("1,000", 1000), ("1 000", 1000),
        ("1\u00a0000", 1000), ("1,234,567.5", 1234567.5), ("40 %", 40), ("$300", 300),
        ("-3", -3), ("1e3", 1000), ("0", 0),
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    "text", ["", "five", "1-2", "5 years", "nan", "inf", "1e999", "1,00,0", "2024-05-10", "1.2.3"]
)
def test_what_is_no_plain_number_is_none(text: str) -> None:
    assert number(text) is None
