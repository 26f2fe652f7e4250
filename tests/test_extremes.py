"""Answers at the edge, through the whole way: a defined result or a sentence, never a crash."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from case_survey import SURVEY, loaded, people
from conftest import asking

from dashboard.analysis.changes import Family, compare, judge
from dashboard.analysis.results import Result, results
from dashboard.analysis.statistics import ALLOCATION, MEAN, MEDIAN, TOP2, VOLUME
from dashboard.estimates.reliability import Flag
from dashboard.query.selection import Of, Weights, select
from dashboard.responses import Responses

MARGINS = SURVEY + "  margins: [{question: role, shares: {2024: {x: 0.25, y: 0.75}}}]\n"
STATISTICS = {
    "runs": [],
    "uses": [],
    "grade": [MEAN, TOP2],
    "cases": [MEDIAN, MEAN],
    "overview": [ALLOCATION, VOLUME],
}


def crowd() -> list[dict[str, Any]]:
    """Everybody's case runs, none uses a GPU."""
    rows = []
    for i, row in enumerate(people()):
        answers = {"runs": "runs", "uses": ["cpu"], "grade": "good"} if "runs" in row else {}
        rows.append({**row, **answers, "role": "xy"[i % 2], "size": "s"})
    return rows


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    """A single respondent in 2023, eighty in 2024."""
    alone = {"role": "x", "size": "s", "cases": 3.0, "overview": {"a": 100, "b": 0, "c": 0}}
    alone |= {"chosen": "random", "segment": "a", "runs": "runs", "grade": "bad", "uses": ["gpu"]}
    folder = tmp_path_factory.mktemp("extremes")
    return loaded(folder, {2023: [alone | {"weight": 2.0}], 2024: crowd()}, survey=MARGINS)


def shares_of(responses: Responses, code: str, weights: Weights, year: int = 2024) -> Result:
    book = responses.codebook
    found = results(
        responses,
        [book.question(code)],
        asking(select(book, [year]), of=Of.ANSWERED, weights=weights),
    )
    return found[code]


@pytest.mark.parametrize("weights", Weights)
def test_what_nobody_and_what_everybody_answered_has_an_interval_on_one_side(
    weights: Weights, responses: Responses
) -> None:
    ticked = shares_of(responses, "uses", weights).shares
    assert ticked.share[0, 0, 0].tolist() == [0.0, 1.0]
    assert ticked.standard_error[0, 0, 0] == pytest.approx([0.0, 0.0], abs=1e-12)
    assert ticked.low[0, 0, 0, 0] == 0.0
    assert 0 < ticked.high[0, 0, 0, 0] < 0.15
    assert 0.85 < ticked.low[0, 0, 0, 1] < 1
    assert ticked.high[0, 0, 0, 1] == 1.0


@pytest.mark.parametrize("weights", Weights)
@pytest.mark.parametrize("code", STATISTICS)
def test_a_year_with_one_respondent_shows_nothing_and_breaks_nothing(
    code: str, weights: Weights, responses: Responses
) -> None:
    book = responses.codebook
    question, chosen = book.question(code), select(book, [2023, 2024])
    if weights is Weights.USE_CASES and code in ("cases", "overview"):
        pytest.skip("not about the described case")
    found: list[Any] = []
    if code in ("runs", "uses", "grade"):
        found += results(
            responses, [question], asking(chosen, of=Of.ANSWERED, weights=weights)
        ).values()
    for statistic in STATISTICS[code]:
        found += results(responses, [question], asking(chosen, weights=weights), statistic).values()
    assert found
    for one in found:
        estimates = one.estimates
        assert np.isnan(estimates.estimate[0]).all()
        assert np.isnan(estimates.standard_error[0]).all()
        assert set(estimates.flag[0].ravel()) <= {Flag.HIDDEN, Flag.NOT_ASKED}
        assert not compare(responses, one, 2023, 2024, Family()).followed.changes
    assert not any(one.changes for one in judge(responses, found).followed.values())


def test_a_base_of_one_is_hidden_whatever_the_weights(tmp_path: Path) -> None:
    rows = crowd()
    for row in rows[1:]:
        row.pop("grade", None)
    responses = loaded(tmp_path, {2024: rows}, survey=MARGINS)
    for weights in Weights:
        found = shares_of(responses, "grade", weights).shares
        assert found.base.max() == 1
        assert np.isnan(found.share).all()
        assert np.isnan(found.count).all()


def test_an_allocation_of_137_percent_is_no_answer(tmp_path: Path) -> None:
    rows = crowd()
    for row in rows[:8]:
        row["overview"] = {"a": 100, "b": 37, "c": 0}
    responses = loaded(tmp_path, {2024: rows}, survey=MARGINS)
    book = responses.codebook
    for weights in (Weights.NONE, Weights.SURVEY):
        [found] = results(
            responses, [book.question("overview")], asking(select(book, [2024]), weights=weights)
        ).values()
        assert found.estimates.base[0, 0].tolist() == [72.0] * 3
        assert found.estimates.estimate[0, 0].sum() == pytest.approx(1.0)
