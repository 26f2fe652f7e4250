"""Lift, on people one can count."""

import numpy as np
import pytest

from dashboard.estimates.lift import lift_p_values, lifts
from dashboard.estimates.reliability import Flag
from dashboard.estimates.sums import Sums


def of(both: float, first: float, second: float, base: float) -> tuple[Sums, Sums, Sums, Sums]:
    one = [Sums.of(np.array([n])) for n in (both, first, second, base)]
    return one[0], one[1], one[2], one[3]


def test_twice_as_many_users_of_one_tool_use_the_other() -> None:
    # 100 people, 40 use A, 30 use B; chance brings 12 with both, here there are 24.
    found = lifts(*of(24, 40, 30, 100), rows=100)
    assert found.estimate == pytest.approx(2)
    assert found.low < 2 < found.high
    assert found.low > 1
    assert found.flag.tolist() == [Flag.OK]


def test_what_chance_brings_is_one() -> None:
    found = lifts(*of(12, 40, 30, 100), rows=100)
    assert found.estimate == pytest.approx(1)
    assert found.low < 1 < found.high


def test_the_interval_is_that_of_people_left_out_one_by_one() -> None:
    kinds = {(1, 1): 24, (1, 0): 16, (0, 1): 6, (0, 0): 54}
    people = np.array([kind for kind, n in kinds.items() for _ in range(n)], dtype=float)
    logs = []
    for at in range(len(people)):
        a, b = np.delete(people, at, axis=0).T
        logs.append(np.log((a * b).mean() / (a.mean() * b.mean())))
    n = len(people)
    jackknife = (n - 1) / n * ((np.array(logs) - np.mean(logs)) ** 2).sum()
    found = lifts(*of(24, 40, 30, 100), rows=100)
    assert found.standard_error / found.estimate == pytest.approx(np.sqrt(jackknife), rel=0.03)


def test_equal_weights_change_nothing() -> None:
    plain = lifts(*of(24, 40, 30, 100), rows=100)
    weighted = [Sums.of(p.n, p.w * 3, p.w2 * 9) for p in of(24, 40, 30, 100)]
    found = lifts(*weighted, rows=100)
    for name in ("estimate", "low", "high", "effective_base"):
        assert getattr(found, name) == pytest.approx(getattr(plain, name))


@pytest.mark.parametrize(
    "counts",
    [(24, 25, 25, 29), (4, 40, 30, 100), (1, 10, 10, 100), (0, 0, 30, 100), (0, 0, 0, 0)],
    ids=["a base of 29", "four with both", "one expected", "nobody uses it", "nobody"],
)
def test_a_lift_on_too_few_people_is_hidden(counts: tuple[float, float, float, float]) -> None:
    found = lifts(*of(*counts), rows=100)
    assert np.isnan(found.estimate).all()
    assert found.flag.tolist() in ([Flag.HIDDEN], [Flag.NOT_ASKED])


def test_a_lift_beyond_chance_has_a_small_p_value_and_a_hidden_one_none() -> None:
    both, first, second, base = (
        Sums.of(np.array(n)) for n in ([24, 13, 4], [40, 40, 40], [30, 30, 30], [100, 100, 100])
    )
    beyond, by_chance, hidden = lift_p_values(lifts(both, first, second, base, rows=100))
    assert beyond < 0.001
    assert by_chance > 0.5
    assert np.isnan(hidden)
