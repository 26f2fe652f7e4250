"""Laws that hold for whatever people answer: checked on generated respondents."""

import numpy as np
import pytest
from golden_survey import over, scalar, sums
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import influence

from dashboard.estimates.calibrated import calibrated
from dashboard.estimates.change import adjusted
from dashboard.estimates.crosstab import rao_scott
from dashboard.estimates.intervals import korn_graubard, wilson
from dashboard.estimates.numeric import box_shares, means, ratio
from dashboard.estimates.quantiles import quantiles
from dashboard.estimates.shares import proportions, shares
from dashboard.estimates.sums import Sums, kish
from dashboard.estimates.usecase_estimates import moments, two_part, year_moments
from dashboard.estimates.usecases import use_case_weights
from dashboard.estimates.weighting import Margin, rake

settings.register_profile("laws", deadline=None, max_examples=60, derandomize=True, database=None)
settings.load_profile("laws")

seeds = st.integers(0, 2**32 - 1)
sizes = st.integers(2, 300)


def people(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights and answers 0 to 3 of n respondents."""
    rng = np.random.default_rng(seed)
    return rng.lognormal(0, 0.6, n), rng.integers(0, 4, n)


def tallied(w: np.ndarray, answer: np.ndarray) -> Sums:
    return sums(w, *(answer == value for value in range(4)))


@given(seeds, sizes, st.floats(1e-6, 1e6))
def test_the_scale_of_weights_does_not_matter(seed, n, scale):
    w, answer = people(seed, n)
    one, other = (
        proportions(tallied(v, answer), tallied(v, answer).total().spread(), n)
        for v in (w, w * scale)
    )
    for field in ("share", "variance", "low", "high", "effective_n", "design_effect"):
        assert getattr(other, field) == pytest.approx(getattr(one, field), rel=1e-8, abs=1e-12)


@given(seeds, sizes)
def test_the_order_of_respondents_does_not_matter(seed, n):
    w, answer = people(seed, n)
    order = np.random.default_rng(seed).permutation(n)
    one, other = tallied(w, answer), tallied(w[order], answer[order])
    first, second = (
        proportions(part, part.total().spread(), n).variance.round(12) for part in (one, other)
    )
    assert list(first) == list(second)


@given(seeds, st.integers(31, 300))
def test_shares_of_one_answer_add_up_and_merged_choices_add(seed, n):
    w, answer = people(seed, n)
    tally = tallied(w, answer)
    found = shares(tally, tally.total(), n)
    assert found.share.sum() == pytest.approx(1.0)
    merged = box_shares(tally, [True, True, False, False], n)
    assert merged.share == pytest.approx(found.share[:2].sum())
    again = shares(sums(w, answer <= 1), tally.total(), n)
    assert merged.standard_error == pytest.approx(again.standard_error[0])


@given(seeds, st.integers(31, 300))
def test_a_filter_and_its_complement_recombine(seed, n):
    w, answer = people(seed, n)
    inside = np.random.default_rng(seed).random(n) < 0.5
    total = tallied(w, answer)
    parts = tallied(w[inside], answer[inside]), tallied(w[~inside], answer[~inside])
    for whole, a, b in zip(total, *parts, strict=True):
        assert a + b == pytest.approx(whole)
    weight = parts[0].w.sum() / total.w.sum()
    with np.errstate(invalid="ignore"):
        first, second = (part.w / max(part.w.sum(), 1e-300) for part in parts)
    assert weight * first + (1 - weight) * second == pytest.approx(total.w / total.w.sum())


@given(st.integers(0, 400), st.integers(2, 400))
def test_without_weights_the_variance_is_the_textbooks(count, n):
    count = min(count, n)
    raw = proportions(Sums.of(count), Sums.of(n), n)
    p = count / n
    assert raw.variance == pytest.approx(p * (1 - p) / (n - 1))
    assert raw.design_effect == pytest.approx(1.0)


@given(seeds, sizes)
def test_the_effective_base_lies_between_one_and_the_base(seed, n):
    w, _ = people(seed, n)
    effective = float(kish(scalar(sums(w, np.ones(n, dtype=bool)))))
    assert 1 <= effective <= n * (1 + 1e-12)


@given(st.floats(0, 1), st.floats(0.5, 1e6), st.floats(1, 1e6))
def test_intervals_hold_the_share_inside_nought_and_one(p, n, df):
    for low, high in (wilson(p, n, df), korn_graubard(p, n)):
        assert 0 <= low <= p <= high <= 1


@given(st.floats(0, 1), st.floats(1, 1e5))
def test_intervals_shrink_as_the_base_grows(p, n):
    low, high = wilson(p, np.array([n, 2 * n]), 100)
    assert high[1] - low[1] < high[0] - low[0]


@given(seeds, st.integers(31, 200))
def test_the_mean_of_an_indicator_is_its_share(seed, n):
    w, answer = people(seed, n)
    tally = tallied(w, answer)
    mean, share = means(tally, [0, 0, 1, 1], n), box_shares(tally, [False, False, True, True], n)
    assert mean.estimate == pytest.approx(share.share)
    assert mean.standard_error == pytest.approx(share.standard_error, abs=1e-12)


@given(seeds, st.integers(31, 200))
def test_a_quantile_has_the_share_on_either_side(seed, n):
    w, answer = people(seed, n)
    tally, values = over(w, answer.astype(float))
    for p in (0.1, 0.5, 0.9):
        found = quantiles(tally, values, n, p=p)
        at_most, below = (
            w[answer <= found.estimate].sum() / w.sum(),
            w[answer < found.estimate].sum() / w.sum(),
        )
        assert below < p + 1e-9 <= at_most + 2e-9
        assert found.low <= found.estimate <= found.high


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_keep_their_order_and_never_fall(p):
    values = np.array(p)
    for method in ("bh", "holm"):
        found = adjusted([values], method)[0]
        assert (found >= values).all()
        assert (found <= 1).all()
        assert (np.diff(found[np.argsort(values, kind="stable")]) >= 0).all()


@given(seeds, st.integers(60, 300))
def test_a_table_and_its_mirror_give_the_same_test(seed, n):
    w, answer = people(seed, n)
    other = np.random.default_rng(seed + 1).integers(0, 3, n)
    rows = [sums(w, *((answer == a) & (other == b) for b in range(3))) for a in range(4)]
    table = Sums(*map(np.stack, zip(*rows, strict=True)))
    mirrored = Sums(*(part.T for part in table))
    assert rao_scott(table, n)[:4] == pytest.approx(rao_scott(mirrored, n)[:4])


# Linearised errors against the jackknife, on one seeded sample of 300.


def jackknife(estimate, n: int) -> float:
    replicates = np.array([estimate(np.delete(np.arange(n), i)) for i in range(n)])
    return float(np.sqrt((n - 1) / n * ((replicates - replicates.mean()) ** 2).sum()))


SAMPLE = np.random.default_rng(7)
N = 300
W, Y = SAMPLE.lognormal(0, 0.5, N), SAMPLE.integers(0, 4, N)
T = SAMPLE.integers(1, 5, N)
CELL = SAMPLE.integers(0, 3, N)
SEX = SAMPLE.integers(0, 2, N)


def two_valued(weighting, yes) -> Sums:
    cells = range(len(weighting.calibration.w2))
    rows = [
        sums(weighting.weight, *((weighting.cell == c) & m for c in cells)) for m in (yes, ~yes)
    ]
    return Sums(*map(np.stack, zip(*rows, strict=True)))


def margins_of(kept=slice(None)) -> list[Margin]:
    region = np.array([80.0, 100.0, 120.0])
    return [
        Margin(name="region", labels=("a", "b", "c"), code=CELL[kept], target=region),
        Margin(name="sex", labels=("1", "2"), code=SEX[kept], target=np.array([140.0, 160.0])),
    ]


def test_the_error_of_a_share_and_of_a_mean_is_the_jackknifes():
    tally = tallied(W, Y)
    share = proportions(sums(W, Y == 1), tally.total().spread(), N)
    by_hand = jackknife(lambda k: W[k][Y[k] == 1].sum() / W[k].sum(), N)
    assert np.sqrt(share.variance[0]) == pytest.approx(by_hand, rel=0.05)
    by_hand = jackknife(lambda k: (W[k] * Y[k]).sum() / W[k].sum(), N)
    assert means(tally, range(4), N).standard_error == pytest.approx(by_hand, rel=0.05)


def test_the_error_of_a_ratio_is_the_jackknifes():
    found = ratio(Sums.of(np.ones(N), W, W * W), Y, T, N)
    by_hand = jackknife(lambda k: (W[k] * Y[k]).sum() / (W[k] * T[k]).sum(), N)
    assert np.sqrt(found.variance) == pytest.approx(by_hand, rel=0.05)


@pytest.mark.parametrize("count", [1, 2])
def test_the_error_under_margins_is_the_jackknifes(count):
    def estimate(kept) -> float:
        w = rake(W[kept], margins_of(kept)[:count]).weight
        return float(w[Y[kept] == 1].sum() / w.sum())

    weighting = rake(W, margins_of()[:count])
    found = calibrated(two_valued(weighting, Y == 1), [1.0, 0.0], weighting.calibration)
    assert np.sqrt(found.variance) == pytest.approx(jackknife(estimate, N), rel=0.05)


def test_the_error_over_use_cases_is_the_jackknifes():
    rng = np.random.default_rng(8)
    m, p = rng.geometric(0.3, N).astype(float), rng.dirichlet(np.ones(3), N)
    own = np.array([rng.choice(3, p=row) for row in p])
    own[:40] = -1
    y = (rng.random(N) < 0.3 + 0.2 * own).astype(float)

    def estimate(kept) -> float:
        return influence(use_case_weights(m[kept], p[kept], own[kept]), y[kept]).estimate

    weights = use_case_weights(m, p, own)
    found = two_part(moments(weights, y.astype(int), 2), [0.0, 1.0], year_moments(weights))
    assert np.sqrt(found.variance) == pytest.approx(jackknife(estimate, N), rel=0.05)


# Use cases.


@given(seeds)
def test_margins_like_the_details_give_the_plain_weighted_mean(seed):
    rng = np.random.default_rng(seed)
    m, own = rng.integers(1, 9, 90).astype(float), np.arange(90) % 3
    y = rng.integers(0, 2, 90)
    weights = use_case_weights(m, np.eye(3)[own], own)
    found = two_part(moments(weights, y, 2), [0.0, 1.0], year_moments(weights))
    assert weights.weight == pytest.approx(m)
    assert found.estimate == pytest.approx((m * y).sum() / m.sum())
    plain = ratio(Sums.of(np.ones(90), m, m * m), y, np.ones(90), 90)
    assert found.variance == pytest.approx(plain.variance)


@given(seeds, st.integers(1, 9))
def test_equal_numbers_and_allocations_give_the_share_of_each_segment_equally(seed, number):
    rng = np.random.default_rng(seed)
    own, y = np.arange(60) % 2, rng.integers(0, 2, 60)
    weights = use_case_weights(np.full(60, float(number)), np.full((60, 2), 0.5), own)
    found = two_part(moments(weights, y, 2), [0.0, 1.0], year_moments(weights))
    assert found.estimate == pytest.approx(y.mean())


@given(seeds)
def test_the_order_of_use_case_respondents_does_not_matter(seed):
    rng = np.random.default_rng(seed)
    m, p = rng.geometric(0.3, 80).astype(float), rng.dirichlet(np.ones(3), 80)
    own, order = rng.integers(-1, 3, 80), rng.permutation(80)
    first = use_case_weights(m, p, own)
    second = use_case_weights(m[order], p[order], own[order])
    assert second.weight == pytest.approx(first.weight[order])
    assert second.report.effective_n == pytest.approx(first.report.effective_n)


def test_one_margin_raked_is_post_stratified():
    one = margins_of()[0]
    targets = one.target[CELL] / np.bincount(CELL, weights=W)[CELL]
    assert rake(W, [one]).weight == pytest.approx(W * targets)
