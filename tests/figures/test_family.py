"""What changed over the years is tested over all figures of a view together."""

import numpy as np
import pytest

from dashboard.estimates.change import RATE, adjusted
from dashboard.figures.change_marks import Family


@pytest.mark.parametrize("seed", range(5))
def test_the_limit_marks_what_the_adjustment_over_all_marks(seed: int) -> None:
    p_values = np.random.default_rng(seed).uniform(size=40) ** 3
    family = Family(p_values=p_values.tolist())
    family.decide()
    assert family.limit is not None
    expected = adjusted([p_values])[0] <= RATE
    assert np.array_equal(p_values <= family.limit, expected)


def test_untested_changes_are_never_marked() -> None:
    family = Family(p_values=[float("nan"), 0.9])
    family.decide()
    assert family.limit == -1.0


def test_a_view_without_changes_has_nothing_to_mark() -> None:
    family = Family()
    family.decide()
    assert family.limit == -1.0
