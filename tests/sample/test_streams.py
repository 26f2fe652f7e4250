"""Draws that are the same on every machine."""

import math

import numpy as np
import pytest

from dashboard.synthetic.streams import Stream, odds, picked, shifted, systematic, unit


def test_a_key_gives_the_same_numbers_for_ever() -> None:
    assert unit("a", 1) == 0.7439090687876785
    assert Stream("a", 1).uniform(2).tolist() == [0.9908580202872211, 0.25776047004450586]


def test_keys_that_differ_give_other_numbers() -> None:
    first = Stream(1, 2023, "age").uniform(50)
    for other in [(2, 2023, "age"), (1, 2024, "age"), (1, 2023, "size")]:
        assert not np.isin(Stream(*other).uniform(50), first).any()


def test_uniform_numbers_leave_out_both_ends() -> None:
    numbers = Stream("ends").uniform(10_000)
    assert 0 < numbers.min() < 0.001
    assert 0.999 < numbers.max() < 1


def test_bell_shaped_numbers_have_mean_0_and_variance_1() -> None:
    numbers = Stream("bell").bell(200_000)
    assert numbers.mean() == pytest.approx(0, abs=0.01)
    assert numbers.var() == pytest.approx(1, abs=0.01)


def test_spread_numbers_meet_every_threshold_to_within_one() -> None:
    numbers = Stream("spread").spread(200)
    for share in (0.1, 0.333, 0.9):
        assert abs((numbers < share).sum() - 200 * share) <= 1
    assert not (np.diff(numbers) > 0).all()


@pytest.mark.parametrize("x", [-2.0, -0.5, 0.0, 0.3, 2.0])
def test_odds_are_close_to_the_exponential(x: float) -> None:
    assert float(odds(x)) == pytest.approx(math.exp(x), rel=0.05)


def test_shifted_probabilities_multiply_their_odds() -> None:
    assert shifted([0.5, 0.2], [3.0, 1.0]).tolist() == pytest.approx([0.75, 0.2])


def test_picking_follows_the_weights() -> None:
    weights = np.array([[1.0, 0.0, 3.0]] * 4)
    assert picked(weights, np.array([0.1, 0.24, 0.26, 0.99])).tolist() == [0, 0, 2, 2]


def test_systematic_sampling_is_right_over_all_and_in_every_run() -> None:
    chance = np.repeat([0.1, 0.5], [100, 100])
    taken = systematic(chance, np.arange(200), 0.37)
    assert abs(taken.sum() - 60) <= 1
    assert abs(taken[:100].sum() - 10) <= 1
    assert abs(taken[120:160].sum() - 20) <= 1
