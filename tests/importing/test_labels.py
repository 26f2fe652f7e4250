"""Labels: what counts as the same, and taking joined answers apart."""

import pytest

from dashboard.codebook import Choice
from dashboard.errors import DashboardError
from dashboard.importing.labels import Reading, matching_keys, normalised, splitter


def choice(code: str, label: str, *labels: str) -> Choice:
    """A choice of 2024."""
    return Choice(id=code, label=label, asked=(2024,), wording={2024: label}, labels={2024: labels})


def reading(cell: str, *labels: str, separator: str = ", ") -> Reading:
    """A cell taken apart; each label is its own code."""
    return splitter({normalised(label): label for label in labels}, separator)(cell)


@pytest.mark.parametrize(
    "text",
    [
        "Tom's “big” cat - small",
        'tom’s "BIG" cat – small',
        "Tom&#39;s &quot;big&quot; cat &ndash; small",
        "  Tom's\u00a0„big“\n cat — small\u200b ",
    ],
)
def test_quotes_dashes_spaces_entities_and_case_make_no_difference(text: str) -> None:
    assert normalised(text) == 'tom\'s "big" cat - small'


@pytest.mark.parametrize(
    ("one", "other"), [("C", "C++"), ("R", "R&D"), ("1-2", "12"), ("😀", "🐈")]
)
def test_what_differs_in_a_sign_stays_different(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


def test_an_emoji_is_the_same_with_and_without_its_colour_mark() -> None:
    assert normalised("❤️ cats") == normalised("❤ cats")


def test_label_wording_and_declared_labels_all_match() -> None:
    cat = Choice(
        id="cat",
        label="Cat",
        asked=(2023, 2024),
        wording={2023: "A cat", 2024: "One cat"},
        labels={2023: ("kitty",), 2024: ("moggy",)},
    )
    assert set(matching_keys([cat], 2024, "pet")) == {"cat", "one cat", "moggy"}
    assert set(matching_keys([cat], 2023, "pet")) == {"cat", "a cat", "kitty"}


def test_a_label_that_stands_for_two_choices_is_refused() -> None:
    with pytest.raises(DashboardError, match=r"'MOGGY' stands for two .* 'cat' and 'dog'"):
        matching_keys([choice("cat", "Cat", "moggy"), choice("dog", "Dog", "MOGGY")], 2024, "pet")


def test_a_label_may_hold_the_separator() -> None:
    labels = ("Code (SQL, Python, etc)", "Code", "Rest")
    assert reading("Code (SQL, Python, etc), Rest", *labels) == Reading(
        ("Code (SQL, Python, etc)", "Rest")
    )
    assert reading("Rest, Code", *labels) == Reading(("Rest", "Code"))


def test_the_longest_label_wins_where_two_readings_leave_nothing_over() -> None:
    assert reading("A, B", "A", "B", "A, B") == Reading(("A, B",))


def test_a_long_label_does_not_win_if_it_leaves_something_over() -> None:
    assert reading("A, B, C", "A, B", "A", "B, C") == Reading(("A", "B, C"))


def test_what_is_left_over_is_one_write_in_as_it_was_written() -> None:
    assert reading("A, Foo, or Bar , B, baz", "A", "B") == Reading(
        ("A", "B"), ("Foo, or Bar", "baz")
    )


def test_entities_are_read_before_the_cell_is_split() -> None:
    assert reading("R&amp;D;Sales", "R&D", "Sales", separator=";") == Reading(("R&D", "Sales"))


def test_newlines_and_narrow_spaces_inside_a_label_do_not_hide_it() -> None:
    assert reading("One,\u00a0two, A\nB", "One, two", "A B") == Reading(("One, two", "A B"))


def test_an_answer_given_twice_counts_once_and_nothing_is_nothing() -> None:
    assert reading("A, A, ", "A") == Reading(("A",))
    assert reading(" ,  ", "A") == Reading(())
