"""Means, scores, boxes, ranks and best-worst, by hand; quantiles and bands; allocations."""

import numpy as np
import pytest

from dashboard.analysis.statistics import recommended
from dashboard.estimates.allocation import closed
from dashboard.estimates.numeric import (
    borda_points,
    box_shares,
    means,
    ratio,
    ratios,
    with_the_rest,
)
from dashboard.estimates.quantiles import banded_quantiles, quantiles
from dashboard.estimates.reliability import Flag
from dashboard.estimates.sums import Sums


def test_unweighted_mean_has_the_textbook_error():
    found = means(Sums.of([20, 20]), [1.0, 3.0], 40)
    assert found.estimate == pytest.approx(2.0)
    assert found.standard_error == pytest.approx(np.sqrt(40 / 39 * 1.0 / 40))
    assert found.design_effect == pytest.approx(1.0)
    assert found.flag[()] is Flag.SMALL_BASE


def test_a_value_without_a_number_is_outside_the_base():
    found = means(Sums.of([20, 20, 500]), [1.0, 3.0, np.nan], 540)
    assert (found.estimate, found.base) == (pytest.approx(2.0), 40)


def test_a_mean_of_few_is_a_range_and_of_none_defined():
    found = means(Sums.of([[9, 20], [0, 0]]), [1.0, 2.0], [[100], [100]][0])
    assert list(found.flag) == [Flag.RANGE, Flag.HIDDEN]
    assert np.isnan(found.estimate).all()
    assert found.low[0] < 49 / 29 < found.high[0]


def test_a_range_of_no_width_would_tell_the_mean():
    found = means(Sums.of([[0, 20]]), [1.0, 2.0], [100])
    assert found.flag[0] is Flag.HIDDEN
    assert np.isnan([found.estimate[0], found.low[0], found.high[0]]).all()


def test_recommend_score_has_the_textbook_variance():
    # 50 promoters, 30 in between, 20 detractors.
    found = means(Sums.of([20, 30, 50]), recommended(np.array([6.0, 8.0, 9.0])), 100)
    assert found.estimate == pytest.approx(30.0)
    assert found.standard_error == pytest.approx(np.sqrt(1e4 * (0.5 + 0.2 - 0.09) / 99))


def test_volume_weighted_allocation_is_not_the_respondents_average():
    # Sixty people with one case give 0%, forty with nine cases give 100%.
    n, m = np.array([60.0, 40.0]), np.array([1.0, 9.0])
    average = means(Sums.of(n), [0.0, 1.0], 100)
    volume = means(Sums.of(n, n * m, n * m * m), [0.0, 1.0], 100)
    assert average.estimate == pytest.approx(0.4)
    assert volume.estimate == pytest.approx(360 / 420)
    assert volume.effective_base == pytest.approx(420**2 / (60 + 40 * 81))


def test_top_two_box_adds_the_two_highest():
    found = box_shares(Sums.of([10, 20, 30, 25, 15]), np.arange(5) >= 3, 100)
    assert found.share == pytest.approx(0.4)
    assert found.count == 40


def test_an_object_nobody_ranked_counts_in_the_base():
    found = box_shares(Sums.of([[60, 20], [0, 0]]), [True, False], 100, base=Sums.of([100, 100]))
    assert found.share == pytest.approx([0.6, 0.0])


def test_borda_gives_the_unranked_the_average_of_the_ranks_that_remain():
    assert borda_points([1, 2, 3, 0], 3, 4) == pytest.approx([1, 2 / 3, 1 / 3, 0])
    assert borda_points([1, 0], [1, 1], 5) == pytest.approx([1.0, 0.375])  # ranks 2 to 5
    assert np.isnan(borda_points([1], 1, 1)).all()


def test_the_rest_are_those_who_gave_no_value():
    assert with_the_rest(Sums.of([3, 4]), Sums.of(10)).n == pytest.approx([3, 4, 3])


def test_maxdiff_scores_per_showing_and_leaves_out_who_never_saw_it():
    given = Sums.of([40, 20, 100])
    found = ratios(given, [2, -1, 0], [3, 2, np.nan], 160)
    assert found.estimate == pytest.approx((80 - 20) / (120 + 40))
    assert found.base == 60


def test_a_ratio_of_one_person_is_defined():
    raw = ratio(Sums.of([1, 0]), [2.0, 4.0], [1.0, 1.0], 1000)
    assert (raw.estimate, raw.variance) == (2.0, 0.0)


# Quantiles


def test_the_median_is_the_smallest_value_that_half_do_not_exceed():
    found = quantiles(Sums.of([25, 25, 25, 25]), [1.0, 2.0, 5.0, 9.0], 100)
    assert found.estimate == 2.0
    assert (found.low, found.high) == (2.0, 5.0)  # 50 % less and more 9.97 points


def test_the_median_goes_by_weight():
    given = Sums.of([40, 40], [40, 400], [40, 4000])
    assert quantiles(given, [1.0, 2.0], 80).estimate == 2.0


def test_quantiles_of_one_value_and_of_nobody_are_defined():
    found = quantiles(Sums.of([[0, 50], [0, 0], [1, 0]]), [1.0, 2.0], 100)
    assert found.estimate == pytest.approx([2.0, np.nan, np.nan], nan_ok=True)
    assert (found.low[0], found.high[0], found.standard_error[0]) == (2.0, 2.0, 0.0)
    assert list(found.flag) == [Flag.SMALL_BASE, Flag.HIDDEN, Flag.HIDDEN]


def test_a_number_nobody_gave_has_no_median():
    nobody = Sums.of(np.zeros((2, 0)))
    assert list(quantiles(nobody, [], 100).flag) == [Flag.HIDDEN] * 2
    assert np.isnan(means(nobody, [], 100).estimate).all()


def test_a_banded_median_lies_between_the_ends_of_its_band():
    found = banded_quantiles(Sums.of([30, 40, 30]), [0, 10, 50], [10, 50, np.nan], 100)
    assert found.estimate == pytest.approx(10 + 20 / 40 * 40)
    assert (found.band, found.low_band, found.high_band) == (1, 1, 1)


def test_a_median_in_the_open_band_is_no_number():
    found = banded_quantiles(Sums.of([20, 20, 60]), [0, 10, 50], [10, 50, np.inf], 100)
    assert np.isnan(found.estimate)
    assert found.band == 2
    assert found.flag[()] is Flag.OK


def test_a_limit_in_the_open_band_is_named_by_its_band():
    found = banded_quantiles(Sums.of([26, 26, 48]), [0, 10, 50], [10, 50, np.nan], 100)
    assert found.band == 1
    assert np.isnan(found.high)
    assert (found.low_band, found.high_band) == (1, 2)


def test_the_band_of_few_is_not_told():
    found = banded_quantiles(Sums.of([9, 9]), [0, 10], [10, 50], 100)
    assert (found.band, found.flag[()]) == (-1, Flag.RANGE)
    assert found.low < 10 < found.high


def test_few_have_no_range_with_an_open_end():
    found = banded_quantiles(Sums.of([9, 9]), [0, 10], [10, np.nan], 100)
    assert (found.band, found.low_band, found.flag[()]) == (-1, -1, Flag.HIDDEN)


# Allocations


@pytest.mark.parametrize(
    ("answer", "parts"),
    [
        ([60, 40, 0], [0.6, 0.4, 0]),
        ([60, 40, None], [0.6, 0.4, 0]),
        ([33, 33, 33], [1 / 3] * 3),
        ([50, 30, 24], [50 / 104, 30 / 104, 24 / 104]),
        ([50, 45, None], None),
        ([100, 30, 7], None),
        ([0, 0, 0], None),
        ([120, -20, 0], None),
        ([101, 0, 0], None),
        ([np.inf, 0, 0], None),
        ([None, None, None], None),
    ],
)
def test_an_allocation_stands_is_rescaled_or_is_none(answer, parts):
    found = closed(np.array(answer, dtype=float))
    assert found[0] == pytest.approx(parts or [np.nan] * 3, nan_ok=True)
