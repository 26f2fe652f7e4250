"""Answers of several parts."""

import numpy as np
import pytest

from dashboard.synthetic.composites import balanced, rounded
from dashboard.synthetic.streams import Stream


@pytest.mark.parametrize(
    ("objects", "pick", "tasks"), [(16, 4, 6), (5, 3, 4), (3, 2, 2), (4, 4, 3)]
)
def test_a_maxdiff_design_shows_each_object_equally_often(
    objects: int, pick: int, tasks: int
) -> None:
    design = balanced(objects, pick, tasks)
    times = np.bincount(design.ravel(), minlength=objects)
    assert design.shape == (tasks, pick)
    assert times.max() - times.min() <= 1
    assert all(len(set(task)) == pick for task in design.tolist())


def test_a_maxdiff_design_avoids_showing_the_same_pair_again() -> None:
    design = balanced(16, 4, 6)
    pairs = [tuple(sorted((a, b))) for task in design.tolist() for a in task for b in task if a < b]
    assert len(set(pairs)) == len(pairs)


def test_percentages_add_to_100_and_most_are_round() -> None:
    share = Stream("shares").uniform(500, 7) ** 3
    percent = rounded(share, Stream("round"))
    assert (percent.sum(axis=1) == 100).all()
    assert (percent >= 0).all()
    assert (percent % 5 == 0).all(axis=1).mean() > 0.6
