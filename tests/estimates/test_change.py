"""Changes, marks, mix and crosstabs by hand."""

import numpy as np
import pytest

from dashboard.estimates.change import adjusted, differences, marks
from dashboard.estimates.crosstab import (
    Overlap,
    against_the_others,
    choices_by_segment,
    may_be_tested,
    overlapping,
    rao_scott,
)
from dashboard.estimates.mix import mix_adjusted, yes_and_no
from dashboard.estimates.numeric import means
from dashboard.estimates.shares import shares
from dashboard.estimates.sums import Sums


def of(given, base):
    return shares(Sums.of(given), Sums.of(base), 1000)


def test_a_change_of_shares_adds_the_variances():
    found = differences(of([400], 1000), of([460], 1000))
    assert found.change == pytest.approx([0.06])
    assert found.standard_error == pytest.approx([np.sqrt((0.24 + 0.2484) / 999)])
    assert 0.005 < found.p_value[0] < 0.01
    assert found.low[0] > 0


def test_hidden_shares_have_no_change():
    found = differences(of([5], 20), of([460], 1000))
    assert np.isnan([found.change[0], found.low[0], found.p_value[0]]).all()


def test_rare_choices_have_a_change_and_no_test():
    found = differences(of([0], 1000), of([8], 1000))
    assert found.change == pytest.approx([0.008])
    assert np.isnan(found.p_value[0])
    assert found.low[0] < 0.008 < found.high[0]


def test_means_change_like_shares():
    first, second = (means(Sums.of(n), [1.0, 3.0], 1000) for n in ([500, 500], [300, 700]))
    assert differences(first, second).change == pytest.approx(0.4)
    assert differences(first, first).p_value == pytest.approx(1.0)


def test_a_family_is_one_whatever_its_shape_and_nan_is_no_test():
    p = np.array([[0.01, np.nan], [0.04, 0.02]])
    alone = adjusted([p])[0]
    assert alone == pytest.approx(np.array([[0.03, np.nan], [0.04, 0.03]]), nan_ok=True)
    first, second = adjusted([p[0], p[1]])
    assert np.vstack([first, second]) == pytest.approx(alone, nan_ok=True)
    assert adjusted([p], "holm")[0] == pytest.approx(
        np.array([[0.03, np.nan], [0.04, 0.04]]), nan_ok=True
    )
    assert adjusted([]) == []


def test_no_change_below_three_points_is_marked():
    assert list(
        marks([0.029, 0.03, -0.05, 0.2, np.nan], [0.01, 0.01, 0.01, 0.06, 0.01], floor=0.03)
    ) == [
        False,
        True,
        True,
        False,
        False,
    ]


def cells(yes, base):
    """A choice over the cells of the mix."""
    return yes_and_no(Sums.of(yes), Sums.of(base))


FIRST = cells([50, 20], [100, 100])


def test_a_change_of_who_answers_is_no_change_of_mind():
    # Half of the first kind and a fifth of the second say yes in both years.
    found = mix_adjusted(
        cells([50, 20], [100, 100]), cells([150, 20], [300, 100]), [1, 0], 200, 400
    )
    assert found.change == pytest.approx(0.0, abs=1e-15)
    assert found.second == pytest.approx(0.35)
    assert found.low < 0 < found.high


def test_a_change_of_mind_is_seen_whoever_answers():
    found = mix_adjusted(
        cells([50, 20], [100, 100]), cells([180, 30], [300, 100]), [1, 0], 200, 400
    )
    assert found.change == pytest.approx(0.1)


def test_one_kind_of_people_gives_the_plain_change():
    found = mix_adjusted(cells([40], [100]), cells([60], [100]), [1, 0], 100, 100)
    plain = differences(of([40], 100), of([60], 100))
    assert found.change == pytest.approx(plain.change[0])
    assert found.standard_error == pytest.approx(np.sqrt(2 * 0.24 / 99))


def test_kinds_only_one_year_has_are_left_out_of_both():
    found = mix_adjusted(
        cells([50, 0, 9], [100, 0, 50]), cells([60, 9, 0], [100, 25, 0]), [1, 0], 150, 125
    )
    assert found.change == pytest.approx(0.1)
    assert (found.first_coverage, found.second_coverage) == pytest.approx((2 / 3, 0.8))


def test_kinds_with_few_people_in_a_year_are_left_out_of_both():
    found = mix_adjusted(
        cells([50, 1, 2], [100, 4, 20]), cells([50, 2, 1], [100, 20, 4]), [1, 0], 124, 124
    )
    assert found.change == pytest.approx(0.0, abs=1e-15)
    assert found.first_coverage == pytest.approx(100 / 124)


def test_with_no_kind_in_common_there_is_no_adjusted_change():
    found = mix_adjusted(cells([50, 0], [100, 0]), cells([0, 60], [0, 100]), [1, 0], 100, 100)
    assert np.isnan([found.change, found.standard_error, found.p_value]).all()
    assert found.first_coverage == 0.0


def test_segments_of_the_mix_are_worked_at_once():
    one = cells([50, 20], [100, 100]), cells([180, 30], [300, 100])
    both = [type(part)(*(np.stack([a, a]) for a in part)) for part in one]
    found = mix_adjusted(*both, [1, 0], 200, 400)
    alone = mix_adjusted(*one, [1, 0], 200, 400)
    assert found.standard_error == pytest.approx(np.full(2, alone.standard_error))


# Crosstabs


def test_an_unweighted_table_gives_the_textbook_chi_square():
    table = Sums.of([[30, 20], [20, 30]])
    found = rao_scott(table, 100)
    assert found.pearson == pytest.approx(4.0)
    assert found.df == pytest.approx(1.0)
    assert found.f == pytest.approx(4.0, rel=0.05)


def test_empty_rows_are_left_out_and_one_row_is_no_table():
    with_empty = rao_scott(Sums.of([[30, 20], [0, 0], [20, 30]]), 100)
    assert with_empty == rao_scott(Sums.of([[30, 20], [20, 30]]), 100)
    assert np.isnan(rao_scott(Sums.of([[30, 20], [0, 0]]), 50).p_value)


def test_an_empty_cell_does_not_break_the_test():
    assert 0 <= rao_scott(Sums.of([[30, 0], [20, 30]]), 80).p_value < 0.001


def test_a_table_with_few_expected_is_not_to_be_tested():
    assert may_be_tested(Sums.of([[30, 20], [20, 30]]))
    assert not may_be_tested(Sums.of([[96, 2], [2, 0]]))
    assert not may_be_tested(Sums.of([[8, 6], [6, 8]]))


def test_each_choice_of_many_is_its_own_table():
    given, base = Sums.of([[50, 1], [90, 1]]), Sums.of([100, 100])
    first, second = choices_by_segment(given, base, 200)
    assert first.p_value < 0.001
    assert np.isnan(second.p_value)


def test_a_segment_stands_against_all_others_and_not_the_total():
    found = against_the_others(Sums.of([60]), Sums.of(100), Sums.of([360]), Sums.of(1000), 1000)
    assert found.change == pytest.approx([0.6 - 300 / 900])


def test_overlapping_segments_that_are_the_same_do_not_differ():
    pair = Sums.of([40]), Sums.of([100])
    found = overlapping(Overlap(pair, pair, pair), 1000)
    assert found.change == pytest.approx([0.0])
    assert found.standard_error == pytest.approx([0.0])
    assert np.isnan(found.p_value[0])


def test_segments_without_overlap_are_independent():
    a, b, none = (Sums.of([40]), Sums.of([100])), (Sums.of([60]), Sums.of([100])), Sums.of([0])
    found = overlapping(Overlap(a, b, (none, none)), 1000)
    apart = differences(of([40], 100), of([60], 100))
    assert found.standard_error == pytest.approx(apart.standard_error)
    assert found.low == pytest.approx(apart.low)
