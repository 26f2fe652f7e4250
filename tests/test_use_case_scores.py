"""Every statistic over use cases, held against the formula taken respondent by respondent."""

from typing import Any

import numpy as np
import pytest
from case_survey import TOPIC, loaded, people
from conftest import asking

from dashboard.analysis.results import results
from dashboard.analysis.statistics import ALLOCATION, BORDA, MAXDIFF, MEDIAN, VOLUME, Statistic
from dashboard.errors import DashboardError
from dashboard.estimates.intervals import t_quantile
from dashboard.estimates.sums import Estimates
from dashboard.estimates.usecases import UseCaseWeights
from dashboard.query.selection import Weights, select
from dashboard.responses import Responses
from dashboard.responses.schema import year_file
from dashboard.responses.weights import read_answers, use_case_weights_of

MORE = """
  - id: best
    kind: ranking
    pick: 2
    title: Best
    wording: Which are best?
    asked_of: {question: segment, answered: true}
    choices: [{id: p, label: P}, {id: q, label: Q}, {id: r, label: R}]
  - id: worst
    kind: maxdiff
    pick: 2
    tasks: 2
    title: Trouble
    wording: What is most trouble?
    asked_of: {question: segment, answered: true}
    choices: [{id: rust, label: Rust}, {id: dust, label: Dust}, {id: noise, label: Noise}]
  - id: hours
    kind: number
    title: Hours
    wording: How many hours?
    asked_of: {question: segment, answered: true}
  - id: days
    kind: number
    title: Days
    wording: How many days?
    asked_of: {question: segment, answered: true}
    bands:
      - {id: few, label: Few, from: 0, to: 10}
      - {id: some, label: Some, from: 10, to: 20}
      - {id: many, label: Many, from: 20, to: 40}
  - id: effort
    kind: allocation
    title: Effort
    wording: Where does the effort go?
    asked_of: {question: segment, answered: true}
    items: [{id: data, label: Data}, {id: model, label: Model}]
"""


def answers() -> list[dict[str, Any]]:
    rng = np.random.default_rng(8)
    rows = []
    for row in people(40):
        if row.get("segment") is not None and rng.random() < 0.9:
            ranked = list(rng.permutation(["p", "q", "r"])[: rng.integers(1, 3)])
            pairs = [["rust", "dust"], ["rust", "noise"]][: rng.integers(1, 3)]
            tasks = []
            for pair in pairs:
                best, worst = rng.permutation(pair)
                tasks.append({"shown": pair, "best": str(best), "worst": str(worst)})
            data = float(rng.integers(0, 101))
            row = row | {
                "best": [str(code) for code in ranked],
                "worst": tasks,
                "hours": float(rng.integers(1, 60)) + 10 * (row["segment"] == "c"),
                "days": str(rng.choice(["few", "some", "many"])),
                "effort": {"data": data, "model": 100 - data},
            }
        rows.append(row)
    return rows


ROWS = answers()


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    return loaded(tmp_path_factory.mktemp("scores"), {2024: ROWS}, topic=TOPIC + MORE)


@pytest.fixture(scope="module")
def weights(responses: Responses) -> UseCaseWeights:
    book = responses.codebook
    found = use_case_weights_of(book, read_answers(book, year_file(book.folder, 2024)))
    assert found is not None
    return found


def found(responses: Responses, code: str, statistic: Statistic) -> Estimates:
    book = responses.codebook
    [one] = results(
        responses,
        [book.question(code)],
        asking(select(book, [2024]), weights=Weights.USE_CASES),
        statistic,
    ).values()
    assert isinstance(one.estimates, Estimates)
    return one.estimates


def by_hand(
    weights: UseCaseWeights, above: np.ndarray, below: np.ndarray, base: np.ndarray
) -> tuple[float, float]:
    """A ratio and its two-part error: what each respondent brings, squared and added up."""
    w = np.where(base & (weights.cell >= 0), weights.weight, 0.0)
    total = (w * below).sum()
    ratio = (w * above).sum() / total
    t = np.where(base, above - ratio * below, 0.0)
    cells = range(len(weights.margins))
    mean = np.array([(w * t)[weights.cell == c].sum() / weights.margins[c] for c in cells])
    own = np.where(weights.cell >= 0, mean[weights.cell], 0.0)
    u = (weights.volume @ mean + weights.weight * (t - own)) / total
    n = int(((weights.cell >= 0) | (weights.volume.sum(axis=1) > 0)).sum())
    return float(ratio), float(np.sqrt(n / (n - 1) * (u**2).sum()))


ANSWERED = np.array(["hours" in row for row in ROWS])
ONES = np.ones(len(ROWS))


def test_a_borda_score_has_the_two_part_error(
    responses: Responses, weights: UseCaseWeights
) -> None:
    points = np.zeros(len(ROWS))
    for i in np.flatnonzero(ANSWERED):
        ranked = ROWS[i]["best"]
        place = ranked.index("p") + 1 if "p" in ranked else (len(ranked) + 1 + 3) / 2
        points[i] = (3 - place) / 2
    score, error = by_hand(weights, points, ONES, ANSWERED)
    given = found(responses, "best", BORDA)
    assert given.estimate[0, 0, 0] == pytest.approx(score, rel=1e-12)
    assert given.standard_error[0, 0, 0] == pytest.approx(error, rel=1e-10)
    assert given.base[0, 0, 0] == ANSWERED.sum()


def test_a_best_and_worst_score_counts_the_tasks_of_a_case_together(
    responses: Responses, weights: UseCaseWeights
) -> None:
    less, times = np.zeros(len(ROWS)), np.zeros(len(ROWS))
    for i in np.flatnonzero(ANSWERED):
        for task in ROWS[i]["worst"]:
            times[i] += "dust" in task["shown"]
            less[i] += (task["best"] == "dust") - (task["worst"] == "dust")
    score, error = by_hand(weights, less, times, times > 0)
    given = found(responses, "worst", MAXDIFF)
    assert given.estimate[0, 0, 1] == pytest.approx(score, rel=1e-12)
    assert given.standard_error[0, 0, 1] == pytest.approx(error, rel=1e-10)


def test_an_allocation_inside_the_details_is_a_mean_over_use_cases(
    responses: Responses, weights: UseCaseWeights
) -> None:
    part = np.array([row.get("effort", {}).get("data", 0.0) / 100 for row in ROWS])
    share, error = by_hand(weights, part, ONES, ANSWERED)
    given = found(responses, "effort", ALLOCATION)
    assert given.estimate[0, 0, 0] == pytest.approx(share, rel=1e-12)
    assert given.standard_error[0, 0, 0] == pytest.approx(error, rel=1e-10)


def test_a_median_has_the_two_part_error_of_its_share(
    responses: Responses, weights: UseCaseWeights
) -> None:
    hours = np.array([row.get("hours", np.inf) for row in ROWS])
    w = np.where(ANSWERED, weights.weight, 0.0)
    order = np.argsort(hours, kind="stable")
    upto = w[order].cumsum() / w.sum()
    median = hours[order][np.searchsorted(upto, 0.5)]
    share, error = by_hand(weights, (hours <= median).astype(float), ONES, ANSWERED)
    half = float(t_quantile(ANSWERED.sum() - 1)) * error * 0.5 / np.sqrt(share * (1 - share))
    low, high = (hours[order][np.searchsorted(upto, 0.5 + side)] for side in (-half, half))
    given = found(responses, "hours", MEDIAN)
    assert given.estimate[0, 0, 0] == median
    assert (given.low[0, 0, 0], given.high[0, 0, 0]) == (low, high)


def test_a_median_of_bands_lies_inside_its_band_and_its_interval(
    responses: Responses, weights: UseCaseWeights
) -> None:
    w = np.where(ANSWERED, weights.weight, 0.0)
    few, some = (
        w[[row.get("days") == code for row in ROWS]].sum() / w.sum() for code in ("few", "some")
    )
    assert few < 0.5 < few + some
    given = found(responses, "days", MEDIAN)
    assert given.estimate[0, 0, 0] == pytest.approx(10 + 10 * (0.5 - few) / some, rel=1e-12)
    assert given.low[0, 0, 0] < given.estimate[0, 0, 0] < given.high[0, 0, 0]


def test_a_volume_over_use_cases_is_refused_with_the_reason(responses: Responses) -> None:
    with pytest.raises(DashboardError, match=r"every use case counts once already.*'allocation'"):
        found(responses, "effort", VOLUME)
