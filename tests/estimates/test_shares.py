"""Shares by hand: four people, ten, forty; and what is shown of them."""

import numpy as np
import pytest

from dashboard.estimates.change import differences, equivalence
from dashboard.estimates.intervals import korn_graubard, mover, wilson
from dashboard.estimates.reliability import ALWAYS_NARROW, NARROW, Flag, flags, reliable_share
from dashboard.estimates.shares import presented, proportions, shares
from dashboard.estimates.sums import Sums, kish


def one(given: float, base: float, rows: float = 1000.0):
    """The share of a single choice, unweighted."""
    return shares(Sums.of([given]), Sums.of(base), rows)


def test_unweighted_share_has_the_variance_of_the_textbook():
    raw = proportions(Sums.of([25.0]), Sums.of([100.0]), 100)
    assert raw.share == pytest.approx([0.25])
    assert raw.variance == pytest.approx([0.25 * 0.75 / 99])
    assert raw.design_effect == pytest.approx([1.0])


def test_weighted_share_by_hand():
    # Weights 1, 1, 2 and 4; the two with 2 and 4 said yes.
    given, base = Sums.of([2], [6], [20]), Sums.of([4], [8], [22])
    raw = proportions(given, base, 4)
    assert raw.share == pytest.approx([0.75])
    assert raw.variance == pytest.approx([4 / 3 * (0.25**2 * 20 + 0.75**2 * 2) / 64])
    assert kish(base) == pytest.approx([64 / 22])


def test_wilson_interval_of_newcombe_1998():
    low, high = wilson(81 / 263, 263, np.inf)
    assert (round(float(low), 4), round(float(high), 4)) == (0.2553, 0.3662)


def test_mover_interval_of_newcombe_1998():
    # 56 of 70 against 48 of 80, intervals without continuity correction.
    first, second = wilson(48 / 80, 80, np.inf), wilson(56 / 70, 70, np.inf)
    low, high = mover(48 / 80, *first, 56 / 70, *second)
    assert (round(float(low), 4), round(float(high), 4)) == (0.0524, 0.3339)


def test_clopper_and_pearson_limits_of_nought_and_all():
    low, high = korn_graubard([0.0, 1.0], 20)
    assert low == pytest.approx([0.0, 0.025 ** (1 / 20)])
    assert high == pytest.approx([1 - 0.025 ** (1 / 20), 1.0])


@pytest.mark.parametrize(("given", "share"), [(0, 0.0), (40, 1.0)])
def test_nobody_and_everybody_have_an_interval_on_one_side(given, share):
    found = one(given, 40)
    assert found.share[0] == share
    assert found.standard_error[0] == 0.0
    assert found.low[0] < found.high[0]
    assert share in (found.low[0], found.high[0])


def test_below_ten_nothing_is_shown():
    found = one(4, 9)
    assert found.flag[0] is Flag.HIDDEN
    assert np.isnan([found.share[0], found.low[0], found.high[0], found.count[0]]).all()
    assert found.base[0] == 9


def test_from_ten_the_range_is_shown_and_nothing_else():
    found = one(4, 10)
    whole = proportions(Sums.of([4.0]), Sums.of([10.0]), 1000)
    assert found.flag[0] is Flag.RANGE
    assert (found.low[0], found.high[0], found.base[0]) == (whole.low[0], whole.high[0], 10)
    told = (found.share, found.standard_error, found.count, found.design_effect)
    assert np.isnan([part[0] for part in told]).all()


@pytest.mark.parametrize("given", [0, 10])
def test_a_range_at_an_end_has_a_width(given: float):
    found = one(given, 10)
    assert found.flag[0] is Flag.RANGE
    assert 0 <= found.low[0] < found.high[0] <= 1


def test_what_few_would_weigh_for_is_judged_by_that():
    raw = proportions(Sums.of([40.0]), Sums.of([80.0]), 1000)
    flags_of = {
        worth: presented(raw, np.array([40.0]), Sums.of([80.0]), effective_n=worth).flag[0]
        for worth in (9.9, 10.0, 29.9, 30.0)
    }
    assert list(flags_of.values()) == [Flag.HIDDEN, Flag.RANGE, Flag.RANGE, Flag.SMALL_BASE]


def test_a_range_is_never_a_side_of_a_test():
    few, many = one(4, 29), one(90, 100)
    for first, second in ((few, many), (many, few), (few, few)):
        found = differences(first, second)
        told = (found.change, found.low, found.high, found.p_value)
        assert np.isnan([part[0] for part in told]).all()
        assert np.isnan(equivalence(first, second, 0.5)[0])


def test_from_thirty_the_share_is_shown_and_marked_until_a_hundred():
    assert one(29 / 2, 29).flag[0] is Flag.RANGE
    assert one(15, 30).flag[0] is Flag.SMALL_BASE
    assert one(50, 99).flag[0] is Flag.SMALL_BASE
    assert one(50, 100).flag[0] is Flag.OK
    assert one(15, 30).share[0] == pytest.approx(0.5)


def test_a_share_too_uncertain_for_its_size_is_marked_and_not_hidden():
    found = one(3, 150)
    assert found.flag[0] is Flag.SMALL_BASE
    assert found.share[0] == pytest.approx(0.02)
    assert one(147, 150).flag[0] is Flag.SMALL_BASE
    assert one(0, 150).flag[0] is Flag.OK  # 0 to 2.4 points is narrow in itself


def test_a_few_heavy_people_make_a_large_base_small():
    # 200 people, of whom ten carry nearly all the weight.
    found = shares(Sums.of([100], [600], [50100]), Sums.of(200, 1190, 100190), 200)
    assert found.effective_base[0] < 30
    assert found.flag[0] is Flag.SMALL_BASE


def test_no_interval_is_wide_where_none_is_looked_at():
    p = np.linspace(0, 1, 1001)
    low, high = korn_graubard(p, ALWAYS_NARROW)
    assert (high - low).max() <= NARROW
    assert reliable_share(p, ALWAYS_NARROW).all()


def test_not_asked_is_not_the_same_as_nobody_answered():
    assert list(flags([0, 0, 5], asked=[False, True, True])) == [
        Flag.NOT_ASKED,
        Flag.HIDDEN,
        Flag.HIDDEN,
    ]


def test_empty_single_and_lone_year_are_defined():
    found = shares(Sums.of([[0], [1], [0]]), Sums.of([0, 1, 1]), [1000, 1000, 1])
    assert list(found.flag[:, 0]) == [Flag.HIDDEN] * 3
    raw = proportions(Sums.of([0, 1, 0]), Sums.of([0, 1, 1]), np.array([1000, 1000, 1]))
    assert raw.share == pytest.approx([np.nan, 1, 0], nan_ok=True)
    assert raw.low == pytest.approx([np.nan, 0, 0], nan_ok=True)
    assert raw.high == pytest.approx([np.nan, 1, 1], nan_ok=True)


def test_segments_and_items_are_worked_at_once():
    given = Sums.of(np.array([[[40, 60], [10, 90]], [[50, 150], [200, 0]]]))
    found = shares(given, given.total(), [[1000], [2000]])
    assert found.share.shape == (2, 2, 2)
    for s in range(2):
        for i in range(2):
            alone = shares(Sums.of(given.n[s, i]), Sums.of(given.n[s, i].sum()), [1000, 2000][s])
            assert found.low[s, i] == pytest.approx(alone.low, abs=0)
            assert list(found.flag[s, i]) == list(alone.flag)
