"""Weights: what is refused, in which words; what raking meets; what it gains."""

import numpy as np
import pytest
from golden_survey import sums

from dashboard.errors import DashboardError
from dashboard.estimates.calibrated import calibrated
from dashboard.estimates.weighting import Margin, checked_weights, rake


def margin(code, target, name="channel", labels=None):
    labels = labels or tuple("abcdefg"[: len(target)])
    return Margin(name=name, labels=labels, code=np.array(code), target=np.array(target, float))


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ([1, -2, 1], r"1 of 3 are negative \(respondents 2\)"),
        ([1, np.nan, np.nan], r"2 of 3 are missing \(respondents 2, 3\)"),
        ([1, 1, np.inf], r"1 of 3 are infinite \(respondents 3\)"),
        ([0, 0, 0], "nobody would count"),
        ([0, 5, 0], r"One person \(respondent 2\)"),
    ],
)
def test_weights_nothing_can_be_made_of_are_refused(weights, words):
    with pytest.raises(DashboardError, match=words):
        checked_weights(weights)


def test_one_respondent_alone_may_have_all_the_weight():
    assert checked_weights([2.0]) == pytest.approx([2.0])


@pytest.mark.parametrize(
    ("margins", "words"),
    [
        ([margin([0, 0, 1], [1, 1, 1])], "no respondent in c"),
        ([margin([0, 1, -1], [1, 2])], "1 respondents have no category of 'channel'; known: a, b"),
        ([margin([0, 1, 1], [0, 2])], "must be above 0, not a: 0"),
        ([margin([0, 1, 1], [np.nan, 2])], "must be above 0, not a: nan"),
        ([margin([0, 1, 1], [1, 2]), margin([0, 0, 1], [1, 1], "size")], "channel: 3, size: 2"),
        (
            [margin([0, 1, 1], [1, 2]), margin([0, 1, 1], [2, 1], "size")],
            "No weights meet these margins together: channel, size",
        ),
    ],
)
def test_margins_that_cannot_be_met_are_refused(margins, words):
    with pytest.raises(DashboardError, match=words):
        rake(np.ones(3), margins)


def test_post_stratification_by_hand():
    found = rake(np.ones(4), [margin([0, 0, 0, 1], [2, 2])])
    assert found.weight == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2])
    assert found.effective_n == pytest.approx(16 / (3 * 4 / 9 + 4))
    assert found.design_effect == pytest.approx(4 / found.effective_n)
    assert found.largest == pytest.approx(2.0)


def test_raked_weights_meet_every_margin():
    rng = np.random.default_rng(1)
    a, b = rng.integers(0, 2, 200), rng.integers(0, 3, 200)
    found = rake(rng.uniform(1, 3, 200), [margin(a, [90, 110]), margin(b, [50, 60, 90], "size")])
    assert np.bincount(a, weights=found.weight) == pytest.approx([90, 110])
    assert np.bincount(b, weights=found.weight) == pytest.approx([50, 60, 90])


def test_an_answer_the_margins_explain_has_no_error():
    code = np.array([0] * 30 + [1] * 10)
    found = rake(np.ones(40), [margin(code, [20, 20])])
    w = found.weight
    rows = [sums(w, *((found.cell == c) & m for c in (0, 1))) for m in (code == 1, code == 0)]
    given = type(rows[0])(*map(np.stack, zip(*rows, strict=True)))
    share = calibrated(given, [1.0, 0.0], found.calibration)
    assert share.estimate == pytest.approx(0.5)
    assert share.variance == pytest.approx(0.0, abs=1e-15)
