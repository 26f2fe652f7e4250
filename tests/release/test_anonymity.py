"""Cells, and withholding until each holds k people."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import DashboardError
from dashboard.release.anonymity import cells, risks, smallest, suppressed
from dashboard.release.key_columns import NO_ANSWER


def withheld(rows: list[list[int]], k: int) -> list[list[int]]:
    values = np.array(rows)
    hidden = suppressed(values, k, np.arange(len(values)))
    return np.where(hidden, NO_ANSWER, values).tolist()


def test_a_cell_is_a_combination_of_values() -> None:
    values = np.array([[0, 1], [0, 1], [0, 2], [NO_ANSWER, 1]])
    assert cells(values).tolist() == [2, 2, 1, 1]
    assert smallest(values) == 1


def test_nothing_is_withheld_where_every_cell_is_full() -> None:
    rows = [[0, 0], [0, 0], [1, 0], [1, 0]]
    assert withheld(rows, 2) == rows


def test_the_last_attribute_is_withheld_first() -> None:
    rows = [[0, 0], [0, 0], [0, 1], [0, 2]]
    assert withheld(rows, 2) == [[0, 0], [0, 0], [0, -1], [0, -1]]


def test_one_alone_is_joined_by_people_whom_the_largest_cell_can_spare() -> None:
    rows = [[0, 0]] * 4 + [[0, 1]] * 2 + [[0, 2]]
    after = withheld(rows, 2)
    assert sorted(map(tuple, after)) == [(0, -1)] * 2 + [(0, 0)] * 3 + [(0, 1)] * 2


def test_where_no_cell_can_spare_anybody_a_whole_one_is_withheld() -> None:
    rows = [[0, 0]] * 2 + [[0, 1]]
    assert withheld(rows, 2) == [[0, -1]] * 3


def test_a_group_that_is_too_small_loses_the_attribute_before() -> None:
    rows = [[0, 0]] * 3 + [[1, 0], [2, 1]]
    assert withheld(rows, 2) == [[0, 0]] * 3 + [[-1, -1]] * 2


def test_people_without_an_answer_hide_those_whose_answer_is_withheld() -> None:
    rows = [[0, 0]] * 2 + [[0, NO_ANSWER]] * 2 + [[0, 1]]
    assert withheld(rows, 3) == [[0, -1]] * 5


def test_fewer_than_k_people_cannot_be_released() -> None:
    with pytest.raises(DashboardError, match="3 respondents cannot be released: fewer than k = 5"):
        withheld([[0]] * 3, 5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.integers(-2, 4)] * 3), min_size=5, max_size=120), st.integers(2, 5))
def test_every_cell_of_every_subset_is_empty_or_holds_k(
    rows: list[tuple[int, ...]], k: int
) -> None:
    after = np.array(withheld([list(row) for row in rows], k))
    assert all(risk.smallest >= k for risk in risks("abc", after, k))
    kept = after != np.array(rows)
    assert (after[kept] == NO_ANSWER).all()


def test_risks_count_small_cells_and_the_people_in_them() -> None:
    values = np.array([[0, 0], [0, 0], [0, 1], [1, 1]])
    both, first, second = risks(["a", "b"], values, 2)
    assert (both.attributes, both.cells_below, both.people_below) == (("a", "b"), 2, 2)
    assert (first.smallest, first.alone, second.smallest) == (1, 1, 2)
