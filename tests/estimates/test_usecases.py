"""Use-case weights: each way a year's answers can fail has its rule; sums equal respondents."""

import numpy as np
import pytest
from reference import influence

from dashboard.errors import DashboardError
from dashboard.estimates.reliability import Flag
from dashboard.estimates.usecase_estimates import (
    Moments,
    moments,
    two_part,
    use_case_ratios,
    use_case_shares,
    year_moments,
)
from dashboard.estimates.usecases import use_case_weights

HALF = [0.5, 0.5]


def year(rng, n=400, segments=4, missing=0.1):
    """A year of invented respondents with gaps of every kind."""
    m = rng.geometric(0.3, n).astype(float)
    p = rng.dirichlet(np.ones(segments), n)
    own = np.array([rng.choice(segments, p=row) for row in p])
    p[rng.random(n) < missing] = np.nan
    m[rng.random(n) < missing] = np.nan
    own[rng.random(n) < missing] = -1
    return m, p, own


def test_weights_of_a_cell_add_up_to_its_margin():
    weights = use_case_weights(*year(np.random.default_rng(1)))
    held = np.bincount(weights.cell[weights.cell >= 0], weights.weight[weights.cell >= 0])
    assert held == pytest.approx(weights.margins)
    assert weights.volume.sum(axis=0) == pytest.approx(weights.margins)


@pytest.mark.parametrize("seed", range(5))
def test_sums_give_what_the_respondents_give_one_by_one(seed):
    rng = np.random.default_rng(seed)
    weights = use_case_weights(*year(rng), parents=[4, 4, -1, -1, -1], smallest=60)
    code = rng.integers(-1, 5, 400)
    base = rng.random(400) < 0.6
    y = np.where(code >= 0, code * 1.5, np.nan)
    for domain in (None, base):
        found = two_part(
            moments(weights, code, 5, domain), 1.5 * np.arange(5), year_moments(weights)
        )
        alone = influence(weights, y, domain)
        n = year_moments(weights).respondents
        assert found.estimate == pytest.approx(alone.estimate)
        assert found.variance == pytest.approx(n / (n - 1) * (alone.u**2).sum())


def test_shares_of_choices_and_of_segments_are_worked_at_once():
    rng = np.random.default_rng(3)
    weights = use_case_weights(*year(rng))
    code = rng.integers(0, 3, 400)
    of_year = year_moments(weights)
    halves = [np.arange(400) < 200, np.arange(400) >= 200]
    given = [moments(weights, code, 3, half) for half in halves]
    stacked = Moments(
        cases=type(given[0].cases)(*map(np.stack, zip(*(g.cases for g in given), strict=True))),
        cross=np.stack([g.cross for g in given]),
    )
    base = Moments(
        cases=type(given[0].cases)(*(part.sum(-1, keepdims=True) for part in stacked.cases)),
        cross=stacked.cross.sum(-2, keepdims=True),
    )
    found = use_case_shares(stacked, base, of_year)
    assert found.share.shape == (2, 3)
    assert found.share.sum(axis=1) == pytest.approx([1.0, 1.0])
    one = two_part(given[1], [0.0, 0.0, 1.0], of_year)
    assert found.share[1, 2] == pytest.approx(one.estimate)
    assert found.standard_error[1, 2] == pytest.approx(np.sqrt(one.variance))


def test_a_low_effective_base_is_refused():
    # Two hundred described cases, one of them of a respondent with a thousand.
    m = np.ones(200)
    m[0] = 1000
    weights = use_case_weights(m, np.ones((200, 1)), np.zeros(200, dtype=int))
    given = moments(weights, np.arange(200) % 2, 2)
    base = Moments(
        cases=type(given.cases)(*(part.sum(-1, keepdims=True) for part in given.cases)),
        cross=given.cross.sum(-2, keepdims=True),
    )
    found = use_case_shares(given, base, year_moments(weights))
    assert list(found.flag) == [Flag.HIDDEN, Flag.HIDDEN]
    assert np.isnan(found.share).all()
    assert use_case_ratios(given, [1.0, 2.0], year_moments(weights)).flag[()] is Flag.HIDDEN
    assert weights.report.dominated == (0,)
    assert weights.report.effective_n < 2


def test_a_segment_nobody_describes_lowers_the_coverage():
    weights = use_case_weights([2, 2], [[0.5, 0.5], [0.5, 0.5]], [0, 0], smallest=1)
    assert weights.report.dropped == (1,)
    assert weights.report.coverage == 0.5
    assert weights.margins == pytest.approx([2.0])


def test_a_small_segment_joins_its_kin():
    own = [0] * 6 + [1] * 2 + [2] * 6
    weights = use_case_weights(np.ones(14), np.full((14, 3), 1 / 3), own, parents=[-1, 3, 3, -1])
    assert weights.report.collapsed == {1: (1, 2)}
    assert list(weights.cell_of) == [0, 1, 1]
    assert weights.report.thin == ()


def test_a_small_segment_without_kin_stays_and_is_named():
    own = [0] * 6 + [1] * 2
    weights = use_case_weights(np.ones(8), np.full((8, 2), 0.5), own)
    assert weights.report.thin == (1,)


def test_parents_in_a_circle_are_refused():
    with pytest.raises(DashboardError, match="circle"):
        use_case_weights([1, 1], [HALF, HALF], [0, 1], parents=[1, 0, -1])


def test_a_case_of_a_segment_nobody_has_is_left_out_and_counted():
    weights = use_case_weights([2, 2, 2], [[1, 0]] * 3, [0, 0, 1], smallest=1)
    assert weights.report.outside_margins == 1
    assert list(weights.weight) == [3.0, 3.0, 0.0]


def test_a_case_of_a_segment_the_respondent_does_not_have_is_kept_and_counted():
    weights = use_case_weights([2, 2], [[1, 0], HALF], [1, 0], smallest=1)
    assert weights.report.own_share_zero == 1
    assert weights.weight == pytest.approx([1.0, 3.0])


def test_a_missing_number_is_the_median_of_the_segment_and_no_margin():
    weights = use_case_weights(
        [2, 4, np.nan, 9], [[1, 0], [1, 0], [1, 0], [0, 1]], [0, 0, 0, 1], smallest=1
    )
    assert weights.report.imputed == 1
    assert weights.margins == pytest.approx([6, 9])
    assert weights.weight == pytest.approx([6 * 2 / 9, 6 * 4 / 9, 6 * 3 / 9, 9])


def test_no_use_case_but_details_is_a_missing_number():
    weights = use_case_weights([0, 4, 0], [[1.0]] * 3, [0, 0, -1], smallest=1)
    assert weights.report.imputed == 1
    assert weights.weight == pytest.approx([2.0, 2.0, 0.0])


def test_without_an_overview_the_details_still_count():
    weights = use_case_weights([3, 1], [[np.nan], [1.0]], [0, 0], smallest=1)
    assert (weights.report.described, weights.report.in_margins) == (2, 1)
    assert weights.weight == pytest.approx([0.75, 0.25])


def test_without_details_the_overview_still_counts():
    weights = use_case_weights([3, 1], [[1.0], [1.0]], [-1, 0], smallest=1)
    assert (weights.report.described, weights.report.in_margins) == (1, 2)
    assert weights.weight == pytest.approx([0.0, 4.0])


def test_a_huge_number_is_capped_and_both_effective_bases_told():
    weights = use_case_weights([1, 1, 100], [[1.0]] * 3, [0, 0, 0], cap=2)
    assert weights.report.capped == 1
    assert weights.report.effective_n == pytest.approx(16 / 6)
    assert weights.report.effective_n_uncapped == pytest.approx(102**2 / 10002)


@pytest.mark.parametrize(
    ("m", "p", "own", "words"),
    [
        ([np.nan], [[1.0]], [0], "No respondent says both"),
        ([1], [[np.nan]], [0], "No respondent says both"),
        ([1], [[1.0]], [-1], "No respondent describes"),
        ([1], [[1.0]], [3], "no segment among 0 to 0"),
    ],
)
def test_a_year_without_what_is_needed_is_refused(m, p, own, words):
    with pytest.raises(DashboardError, match=words):
        use_case_weights(m, p, own)


def test_one_segment_gives_the_plain_weighted_mean():
    m, y = np.array([1.0, 2, 3, 4] * 10), np.tile([0, 1, 1, 0], 10)
    weights = use_case_weights(m, np.ones((40, 1)), np.zeros(40, dtype=int))
    found = two_part(moments(weights, y, 2), [0.0, 1.0], year_moments(weights))
    assert found.estimate == pytest.approx(0.5)
    assert found.margins == pytest.approx(0.0)


def test_one_more_overview_moves_the_margins_only():
    m, p, own = year(np.random.default_rng(5), missing=0.0)
    more = np.append(m, 50.0), np.vstack([p, [1, 0, 0, 0]]), np.append(own, -1)
    before, after = use_case_weights(m, p, own), use_case_weights(*more)
    assert after.margins[0] == pytest.approx(before.margins[0] + 50)
    assert after.margins[1:] == pytest.approx(before.margins[1:])
    first = own == 0
    assert after.weight[:-1][~first] == pytest.approx(before.weight[~first])
