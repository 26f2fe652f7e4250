"""Numbers and labels as people read them."""

import pytest

from dashboard.analysis.rounding import amount, percent, points, rounded, rounds_apart, signed
from dashboard.figures.words import escaped, listed, on_lines, width, wrapped


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.424, "42%"),
        (0.145, "15%"),
        (0.0, "0%"),
        (0.004, "<1%"),
        (0.996, ">99%"),
        (1.0, "100%"),
        (None, "–"),
        (float("nan"), "–"),
    ],
)
def test_shares_are_whole_percent_and_tiny_ones_are_not_nought(share, text):
    assert percent(share).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (0.06, "+6 points"),
        (-0.01, "−1 point"),
        (0.0, "no change"),
        (0.002, "<1 point"),
        (None, "–"),
    ],
)
def test_changes_are_points_with_their_sign(change, text):
    assert points(change).replace("\u00a0", " ") == text


def test_halves_are_rounded_away_from_nought():
    assert [rounded(n) for n in (0.5, 1.5, 2.5, -2.5, 14.499999999999998)] == [1, 2, 3, -3, 15]


def test_shares_that_seem_to_differ_by_another_number_are_known():
    assert rounds_apart(0.574, 0.536, 0.038)  # 57% and 54%, and 4 points
    assert rounds_apart(0.536, 0.574, -0.038)
    assert not rounds_apart(0.57, 0.54, 0.03)
    assert rounds_apart(0.374, 0.126, 0.248)  # 37% and 13%, and 25 points
    assert not rounds_apart(0.5, 0.5, 0.0)


def test_thousands_are_separated():
    assert signed(1234) == "+1,234"
    assert signed(-1234) == "−1,234"
    assert amount(12345.6, "people").replace("\u00a0", " ") == "12,346 people"
    assert amount(-0.001) == "0"
    assert amount(2.5, "hours").replace("\u00a0", " ") == "2.5 hours"


def test_texts_are_listed_with_and():
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_labels_are_wrapped_between_words_and_keep_every_letter():
    text = "one two three four five"
    assert wrapped(text, 9) == ["one two", "three", "four five"]
    long = "x" * 25
    assert "".join(wrapped(long, 10)) == long
    assert max(map(len, wrapped(long, 10))) == 10


def test_broad_letters_count_more():
    assert width("a🚀") == 3
    assert width("WAM") == 5
    assert width("of all ABC") == 11


def test_markup_in_labels_is_shown_and_not_obeyed():
    assert escaped("<b>A</b> & B") == "&lt;b&gt;A&lt;/b&gt; &amp; B"
    assert on_lines(["<i>", "b"]) == "&lt;i&gt;<br>b"
