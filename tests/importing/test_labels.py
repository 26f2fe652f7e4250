"""Labels: what counts as the same, and taking joined answers apart."""

import pytest

from dashboard.codebook import Choice
from dashboard.errors import DashboardError
from dashboard.importing.labels import Reading, matching_keys, normalised, splitter, tidied


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


def test_an_emoji_is_the_same_with_and_without_its_color_mark() -> None:
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
    with pytest.raises(DashboardError, match=r"'MOGGY' is used for two .* 'cat' and 'dog'"):
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


@pytest.mark.parametrize(
    "mark",
    [*"\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff"],
)
def test_marks_that_nobody_sees_make_no_difference(mark: str) -> None:
    assert normalised(f"{mark}Sh{mark}ort{mark}") == "short"
    assert reading(f"{mark}A{mark}, {mark}B", "A", "B") == Reading(("A", "B"))


@pytest.mark.parametrize(
    "text",
    [
        "<div><strong>How many people work there?</strong></div>",
        "How many people<br>work there?",
        "How many people<br />\nwork&nbsp;there?",
        '<span style="color:red">How many</span> people <b>work</b> there?',
        "&lt;b&gt;How many people&lt;/b&gt; work there?",
        "<P>How many people</P><P>work there?</P><!-- end --><style>p {x: y}</style>",
    ],
)
def test_tags_of_a_web_page_make_no_difference(text: str) -> None:
    assert normalised(text) == "how many people work there?"


@pytest.mark.parametrize("text", ["<5", "a < b > c", "<none>", "<NA>", "x<y", "5<10 and 20>10"])
def test_what_is_no_tag_keeps_its_signs(text: str) -> None:
    assert normalised(text) == text.casefold()


def test_a_choice_that_is_nothing_but_a_picture_stays() -> None:
    assert normalised('<img src="a.png">') == '<img src="a.png">'


@pytest.mark.parametrize("separator", [",", ", ", ";", "; ", "|", " / ", "\n"])
def test_a_quoted_part_of_a_joined_cell_is_one_answer(separator: str) -> None:
    typed = f"my own{separator}B{separator}and more"
    cell = separator.join(["A", f'"{typed}"', "C"])
    tidy = separator.join(["my own", "B", "and more"]) if separator != "\n" else "my own B and more"
    assert reading(cell, "A", "B", "C", separator=separator) == Reading(("A", "C"), (tidy,))


def test_quotes_around_a_label_are_not_part_of_it() -> None:
    assert reading('"A, or so",B', "A, or so", "B", separator=",") == Reading(("A, or so", "B"))
    assert reading('"a ""big"" one, x", B', "B") == Reading(("B",), ('a "big" one, x',))
    assert reading('"A","x, y","z"', "A", separator=",") == Reading(("A",), ("x, y", "z"))


def test_labels_that_hold_quotes_come_first() -> None:
    labels = ('"Really", she said', 'The "quoted" one', "A")
    assert reading('"Really", she said, A', *labels) == Reading(('"Really", she said', "A"))
    assert reading('"Really", she said, foo', *labels) == Reading(('"Really", she said',), ("foo",))
    assert reading('The "quoted" one, "x, y"', *labels) == Reading(('The "quoted" one',), ("x, y",))
    assert reading('A, "open, foo', *labels) == Reading(("A",), ('"open, foo',))


@pytest.mark.parametrize(
    "cell",
    [
        "['Fig', 'Plum, sour']",
        '["Fig", "Plum, sour"]',
        '{Fig,"Plum, sour"}',
        "('Fig', 'Plum, sour')",
    ],
)
def test_a_cell_that_is_a_list_is_read_as_its_entries(cell: str) -> None:
    assert reading(cell, "Fig", "Plum, sour") == Reading(("Fig", "Plum, sour"))


def test_brackets_of_a_label_stay() -> None:
    assert reading("[None], Fig", "[None]", "Fig") == Reading(("[None]", "Fig"))
    assert reading("(own words)", "Fig") == Reading((), ("(own words)",))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10 - 20", "10-20"),
        ("10 \u2013 20", "10-20"),
        ("$1k - $5k", "$1K-$5K"),
        ("5% - 10%", "5%-10%"),
    ],
)
def test_a_range_is_the_same_with_and_without_spaces(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(
    ("one", "other"), [("A - B", "A-B"), ("10 - 20", "1020"), ("Type 1 - new", "Type 1-new")]
)
def test_other_dashes_keep_their_spaces(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


@pytest.mark.parametrize(("cell", "says"), [('="007"', "007"), ('="1-10"', "1-10"), ('="', '="')])
def test_what_a_spreadsheet_is_told_to_keep_as_text_is_that_text(cell: str, says: str) -> None:
    assert tidied(cell) == says
