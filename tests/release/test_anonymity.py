"""Cells, and withholding until each holds k people."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import DashboardError
from dashboard.release.anonymity import cells, risks, smallest, suppressed
from dashboard.release.key_columns import NO_ANSWER, WITHHELD


def withheld(rows: list[list[int]], k: int) -> list[list[int]]:
    values = np.array(rows)
    hidden = suppressed(values, k, np.arange(len(values)))
    return np.where(hidden, WITHHELD, values).tolist()


def test_a_cell_is_a_combination_of_values() -> None:
    values = np.array([[0, 1], [0, 1], [0, 2], [NO_ANSWER, 1]])
    assert cells(values).tolist() == [2, 2, 1, 1]
    assert smallest(values) == 1


def test_nothing_is_withheld_where_every_cell_is_full() -> None:
    rows = [[0, 0], [0, 0], [1, 0], [1, 0]]
    assert withheld(rows, 2) == rows


def test_the_attribute_is_withheld_of_which_they_have_the_commoner_value() -> None:
    rows = [[0, 0]] * 9 + [[1, 0]] * 4 + [[1, 1]]
    after = withheld(rows, 2)
    # The last one has the only 1 of the second attribute; of the first they are one of five.
    assert after[-1] == [WITHHELD, 1] or after[-1] == [WITHHELD, WITHHELD]


def test_one_alone_is_joined_by_others_of_other_values() -> None:
    rows = [[0, 0]] * 8 + [[0, 1]] * 6 + [[0, 2]]
    after = withheld(rows, 2)
    assert after[-1][0] == 0 or after[-1][0] == WITHHELD
    hidden = [before[1] for before, row in zip(rows, after, strict=True) if row[1] == WITHHELD]
    if hidden:
        assert len(set(hidden)) > 1


def test_who_is_withheld_has_no_one_value_in_more_than_half_of_a_pool() -> None:
    draw = np.random.default_rng(4)
    rows = np.stack([draw.choice(4, 400, p=[0.5, 0.3, 0.17, 0.03]), draw.choice(
        6, 400, p=[0.3, 0.3, 0.2, 0.15, 0.03, 0.02])], axis=1)  # fmt: skip
    after = np.array(withheld(rows.tolist(), 5))
    pools = [tuple(row) for row in after.tolist() if WITHHELD in row]
    assert pools
    for pool in set(pools):
        members = rows[(after == pool).all(axis=1)]
        for at, value in enumerate(pool):
            if value == WITHHELD:
                assert np.bincount(members[:, at]).max() <= len(members) / 2


def test_people_without_an_answer_are_a_cell_of_their_own() -> None:
    rows = [[0, 0]] * 5 + [[0, NO_ANSWER]] * 5
    assert withheld(rows, 3) == rows


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
    assert (after[kept] == WITHHELD).all()


def test_risks_count_small_cells_and_the_people_in_them() -> None:
    values = np.array([[0, 0], [0, 0], [0, 1], [1, 1]])
    both, first, second = risks(["a", "b"], values, 2)
    assert (both.attributes, both.cells_below, both.people_below) == (("a", "b"), 2, 2)
    assert (first.smallest, first.alone, second.smallest) == (1, 1, 2)
