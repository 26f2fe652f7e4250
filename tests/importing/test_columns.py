"""Which columns of an export hold which question."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.codebook import read_codebook
from dashboard.errors import DashboardError
from dashboard.importing.columns import HeaderIndex, Source, find_columns
from dashboard.importing.raw_table import Headers

CHOICES = [{"id": "cat", "label": "Cat"}, {"id": "dog", "label": "Dog, any"}]
Find = Callable[..., dict[str, Source]]


@pytest.fixture
def find(survey: Callable[..., Path]) -> Find:
    """The columns of questions among headers."""

    def run(headers: Headers, *questions: dict[str, Any]) -> dict[str, Source]:
        return find_columns(read_codebook(survey(*questions)), 2024, headers)

    return run


def pet(**more: Any) -> dict[str, Any]:
    """A question about pets."""
    return {"id": "pet", "kind": "single", "choices": CHOICES} | more


def pets(**more: Any) -> dict[str, Any]:
    """A question about several pets."""
    return pet(kind="multiple", **more)


def test_a_header_is_found_in_either_header_row_whatever_its_quotes(find: Find) -> None:
    headers = (("Q1", "Q2"), ("Age?", "What’s your  pet?"))
    for pattern in ("q2", "What's your pet?"):
        assert find(headers, pet(columns=pattern))["pet"] == Source(whole=(1,))


def test_of_alternatives_the_first_that_exists_counts(find: Find) -> None:
    assert find((("a", "b"),), pet(columns=["x", "b", "a"]))["pet"].whole == (1,)


def test_columns_may_differ_by_year(find: Find) -> None:
    question = pet(columns={2023: "old", 2024: "new"})
    assert find((("old", "new"),), question)["pet"].whole == (1,)


def test_a_question_without_columns_is_found_by_id_wording_or_title(find: Find) -> None:
    for header in ("pet", "Your pet?", "Pets"):
        question = pet(wording="Your pet?", title="Pets")
        assert find((("x", header),), question)["pet"].whole == (1,)


def test_rows_without_columns_are_found_by_their_label_in_square_brackets(find: Find) -> None:
    items = [{"id": "food", "label": "Food"}, {"id": "toys", "label": "Toys"}]
    matrix = pet(kind="matrix", items=items, wording="Your pet likes?")
    headers = (("Your pet likes? [Toys]", "Your pet likes? [Food]"),)
    assert find(headers, matrix)["pet"].parts == {"toys": 0, "food": 1}


def test_a_wildcard_takes_all_parts_and_nothing_else(find: Find) -> None:
    headers = (("Q7_Part_1", "Q7_Part_2", "Q7_OTHER", "Q7_OTHER_TEXT", "Q70_Part_1"),)
    source = find(headers, pets(columns=["Q7_Part_*", "Q7_OTHER"]))["pet"]
    assert source == Source(whole=(0, 1, 2))


def test_a_wildcard_whose_stars_are_labels_says_what_each_column_holds(find: Find) -> None:
    headers = (("Pets? [Dog, any]", "Pets? [Cat]"),)
    assert find(headers, pets(columns="Pets? [*]"))["pet"].parts == {"dog": 0, "cat": 1}


def test_choices_and_items_may_have_columns_of_their_own(find: Find) -> None:
    choices = [CHOICES[0] | {"columns": "has a cat"}, CHOICES[1]]
    headers = (("has a cat", "Pets_1"),)
    assert find(headers, pets(choices=choices, columns="Pets_*"))["pet"] == Source((1,), {"cat": 0})


def test_the_second_of_two_equal_headers_can_be_named(find: Find) -> None:
    headers = (("why", "pet", "why"),)
    assert HeaderIndex(headers).find("why #2")[0].position == 2
    assert find(headers, pet(columns="why #2"))["pet"].whole == (2,)


def test_two_equal_headers_are_not_guessed_between(find: Find) -> None:
    with pytest.raises(DashboardError, match=r"'why' fits the columns 1, 3; 'Header #2'"):
        find((("why", "pet", "why"),), pet(columns="why"))


def test_everything_that_is_missing_is_said_at_once_with_the_nearest_header(find: Find) -> None:
    with pytest.raises(DashboardError) as error:
        find(
            (("Your pets?",),),
            pet(columns="Your pet?"),
            pet(id="other_pet", columns="Other?"),
        )
    assert "pet: no column has the header 'Your pet?'. The nearest header is 'Your pets?'" in str(
        error.value
    )
    assert "other_pet: no column has the header 'Other?'" in str(error.value)


def test_two_questions_do_not_share_a_column(find: Find) -> None:
    with pytest.raises(DashboardError, match=r"Column 1 \('a'\) is claimed by pet and other_pet"):
        find((("a",),), pet(columns="a"), pet(id="other_pet", columns="a"))


def test_a_matrix_needs_to_know_which_row_a_column_holds(find: Find) -> None:
    items = [{"id": "food", "label": "Food"}, {"id": "toys", "label": "Toys"}]
    matrix = pet(kind="matrix", items=items, columns="Like [*]")
    assert find((("Like [Toys]", "Like [Food]"),), matrix)["pet"].parts == {"toys": 0, "food": 1}
    with pytest.raises(DashboardError, match="does not say which item"):
        find((("Like [1]", "Like [2]"),), matrix)
    missing = [items[0] | {"columns": "Food?"}, items[1] | {"columns": "Toys?"}]
    with pytest.raises(DashboardError, match=r"'Toys\?'.* It should hold 'toys'"):
        find((("Food?",),), pet(kind="matrix", items=missing))
