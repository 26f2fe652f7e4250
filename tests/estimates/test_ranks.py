"""Ranges of places, on shares whose order is plain to see."""

import numpy as np

from dashboard.estimates.ranks import rank_ranges
from dashboard.estimates.shares import Shares, shares
from dashboard.estimates.sums import Sums


def found(counts: list[float], base: float = 400) -> Shares:
    return shares(Sums.of(np.array(counts)), Sums.of(np.array(base)), np.array(base))


def test_shares_far_apart_have_one_place_each() -> None:
    ranges = rank_ranges(found([320, 200, 40]))
    assert ranges.best.tolist() == [1, 2, 3]
    assert ranges.worst.tolist() == [1, 2, 3]


def test_shares_too_close_to_tell_share_their_places() -> None:
    ranges = rank_ranges(found([320, 100, 104, 10]))
    assert ranges.best.tolist() == [1, 2, 2, 4]
    assert ranges.worst.tolist() == [1, 3, 3, 4]


def test_equal_shares_may_have_any_place() -> None:
    ranges = rank_ranges(found([100, 100, 100]))
    assert ranges.best.tolist() == [1, 1, 1]
    assert ranges.worst.tolist() == [3, 3, 3]


def test_more_people_make_ranges_narrower_never_wider() -> None:
    few, many = rank_ranges(found([60, 50, 20], 100)), rank_ranges(found([6000, 5000, 2000], 1e4))
    assert (few.best <= many.best).all()
    assert (few.worst >= many.worst).all()
    assert many.best.tolist() == many.worst.tolist() == [1, 2, 3]


def test_a_hidden_share_has_no_place_and_takes_none() -> None:
    one = found([320, 200, 40])
    parts = {name: np.array(part) for name, part in vars(one).items()}
    for name in ("estimate", "low", "high", "standard_error"):
        parts[name][0] = np.nan
    ranges = rank_ranges(Shares(**parts))
    assert ranges.best.tolist() == [0, 1, 2]
    assert ranges.worst.tolist() == [0, 1, 2]


def test_ranges_hold_all_true_places_at_once_about_as_often_as_they_say() -> None:
    luck, held, truth = np.random.default_rng(7), 0, np.array([0.5, 0.45, 0.44, 0.3, 0.1])
    for _ in range(400):
        counts = luck.binomial(300, truth).astype(float)
        ranges = rank_ranges(found(counts.tolist(), 300))
        places = np.arange(1, 6)
        held += bool(((ranges.best <= places) & (places <= ranges.worst)).all())
    assert held >= 0.95 * 400
