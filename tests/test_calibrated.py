"""Survey weights that meet declared margins: known totals make numbers surer, in every view."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from case_survey import SURVEY, loaded, people, write_cases
from conftest import asking

from dashboard.analysis.results import Result, results
from dashboard.analysis.statistics import MEAN, MEDIAN, TOP2
from dashboard.codebook import read_codebook
from dashboard.errors import DashboardError
from dashboard.query.selection import Of, Weights, select
from dashboard.responses import Responses, load_responses
from dashboard.responses.schema import WEIGHT, year_file
from dashboard.responses.weights import read_column

MARGINS = SURVEY + "  margins: [{question: role, shares: {2024: {x: 0.3, y: 0.7}}}]\n"


def answers(seed: int = 3, carried: bool = False) -> list[dict[str, Any]]:
    """Three hundred people whose role goes with whether their case runs; some keep silent."""
    rng, of_weights = np.random.default_rng(seed), np.random.default_rng(seed + 1)
    rows = []
    for row in people(38)[:300]:
        role = "x" if rng.random() < 0.6 else "y"
        kept = {k: v for k, v in row.items() if k not in ("runs", "uses", "grade")}
        answer = {"role": role, "size": "s" if rng.random() < 0.5 else "l"}
        if rng.random() < 0.8:
            yes = rng.random() < (0.8 if role == "x" else 0.3)
            answer |= {"runs": "runs" if yes else "stands", "grade": "good" if yes else "bad"}
            answer |= {"uses": ["gpu", "cpu"] if rng.random() < 0.4 else ["cpu"]}
        if carried:
            answer |= {"weight": float(of_weights.uniform(1, 3))}
        rows.append(kept | answer | {"cases": float(rng.integers(1, 40))})
    return rows


ROWS = answers()


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    return loaded(tmp_path_factory.mktemp("margins"), {2024: ROWS}, survey=MARGINS)


def result(responses: Responses, code: str, by: str | None = None, **how: Any) -> Result:
    book = responses.codebook
    segment = book.question(by) if by else None
    chosen = select(book, [2024], how.pop("where", {}))
    query = asking(chosen, segment, weights=Weights.SURVEY, **how)
    return results(responses, [book.question(code)], query)[code]


def error_of(
    w: np.ndarray, base: np.ndarray, y: np.ndarray, before: np.ndarray | None = None
) -> float:
    """The reference, respondent by respondent: what the role does not explain, times the weight."""
    roles = np.array([row["role"] for row in ROWS])
    d = before if before is not None else np.ones(len(w))
    mean = (w * base * y).sum() / (w * base).sum()
    z = base * (y - mean) / (w * base).sum()
    left = z.copy()
    for role in "xy":
        here = roles == role
        left[here] -= (d * z)[here].sum() / d[here].sum()
    u = w * left
    return float(np.sqrt(len(w) / (len(w) - 1) * ((u - u.mean()) ** 2).sum()))


def given(code: str, choice: str) -> np.ndarray:
    return np.array([choice in (row.get(code) or []) for row in ROWS], dtype=float)


def answered(code: str) -> np.ndarray:
    return np.array([row.get(code) is not None for row in ROWS])


def of_size(size: str) -> np.ndarray:
    return np.array([row["size"] == size for row in ROWS])


@pytest.fixture(scope="module")
def weight(responses: Responses) -> np.ndarray:
    return read_column(year_file(responses.codebook.folder, 2024), WEIGHT)


RUNS = np.array([row.get("runs") == "runs" for row in ROWS], dtype=float)


def test_a_share_has_the_error_that_the_margins_leave(
    responses: Responses, weight: np.ndarray
) -> None:
    found = result(responses, "runs").shares
    expected = error_of(weight, answered("runs"), RUNS)
    assert found.standard_error[0, 0, 0, 0] == pytest.approx(expected, rel=1e-9)
    # Role explains a good part of the answer, so the margins do help.
    as_given = (
        np.sqrt(300 / 299)
        * np.linalg.norm(weight * answered("runs") * (RUNS - found.share[0, 0, 0, 0]))
        / (weight * answered("runs")).sum()
    )
    assert found.standard_error[0, 0, 0, 0] < 0.95 * as_given


def test_filters_and_breakdowns_are_domains(responses: Responses, weight: np.ndarray) -> None:
    broken = result(responses, "runs", by="size").shares
    for at, size in enumerate(["s", "l"]):
        expected = error_of(weight, answered("runs") & of_size(size), RUNS)
        filtered = result(responses, "runs", where={"company_size": [size]}).shares
        assert broken.standard_error[0, at, 0, 0] == pytest.approx(expected, rel=1e-9)
        assert filtered.standard_error[0, 0, 0, 0] == pytest.approx(expected, rel=1e-9)


def test_ticks_and_everyone_as_the_base_count_alike(
    responses: Responses, weight: np.ndarray
) -> None:
    ticked = result(responses, "uses").shares.standard_error[0, 0, 0, 0]
    assert ticked == pytest.approx(
        error_of(weight, answered("uses"), given("uses", "gpu")), rel=1e-9
    )
    of_all = result(responses, "runs", of=Of.EVERYONE).shares.standard_error[0, 0, 0, 0]
    assert of_all == pytest.approx(error_of(weight, np.ones(300, dtype=bool), RUNS), rel=1e-9)


def test_a_mean_and_a_box_know_the_margins_too(responses: Responses, weight: np.ndarray) -> None:
    book = responses.codebook
    expected = error_of(weight, answered("grade"), given("grade", "good"))
    for statistic, times in ((MEAN, 4), (TOP2, 1)):
        [found] = results(
            responses,
            [book.question("grade")],
            asking(select(book, [2024]), weights=Weights.SURVEY),
            statistic,
        ).values()
        assert found.estimates.standard_error[0, 0, 0] == pytest.approx(times * expected, rel=1e-9)


def test_a_median_is_that_of_the_weighted_people(responses: Responses, weight: np.ndarray) -> None:
    book = responses.codebook
    [found] = results(
        responses,
        [book.question("cases")],
        asking(select(book, [2024]), weights=Weights.SURVEY),
        MEDIAN,
    ).values()
    number = np.array([row["cases"] for row in ROWS])
    order = np.argsort(number, kind="stable")
    expected = number[order][np.searchsorted(weight[order].cumsum(), weight.sum() / 2)]
    assert found.estimates.estimate[0, 0, 0] == expected
    assert found.estimates.low[0, 0, 0] < expected < found.estimates.high[0, 0, 0]


def test_an_answer_that_the_margins_fix_has_no_error(responses: Responses) -> None:
    found = result(responses, "role").shares
    assert found.share[0, 0, 0].tolist() == pytest.approx([0.3, 0.7])
    assert found.standard_error[0, 0, 0] == pytest.approx([0.0, 0.0], abs=1e-9)


def test_weights_that_the_responses_carried_are_taken_as_given(tmp_path: Path) -> None:
    rows = answers(carried=True)
    responses = loaded(tmp_path, {2024: rows})
    assert responses.weighting[2024].calibration is None
    w = np.array([row["weight"] for row in rows])
    runs = np.array([row.get("runs") == "runs" for row in rows])
    base = np.array([row.get("runs") is not None for row in rows])
    share = (w * runs).sum() / (w * base).sum()
    expected = np.sqrt(300 / 299) * np.linalg.norm(w * base * (runs - share)) / (w * base).sum()
    found = result(responses, "runs").shares
    assert found.standard_error[0, 0, 0, 0] == pytest.approx(expected, rel=1e-9)


def test_a_year_with_margins_stands_beside_one_whose_weights_are_given(tmp_path: Path) -> None:
    carried = answers(carried=True)
    both = loaded(tmp_path / "both", {2023: carried, 2024: ROWS}, survey=MARGINS)
    alone = loaded(tmp_path / "alone", {2023: carried}, survey=MARGINS)
    book = both.codebook
    question = book.question("runs")
    [found] = results(
        both, [question], asking(select(book, [2023, 2024]), weights=Weights.SURVEY)
    ).values()
    [of_2023] = results(
        alone, [question], asking(select(book, [2023]), weights=Weights.SURVEY)
    ).values()
    assert found.shares.standard_error[0, 0, 0] == pytest.approx(
        of_2023.shares.standard_error[0, 0, 0], rel=1e-12
    )


def test_carried_weights_brought_to_margins_are_where_the_regression_starts(
    tmp_path: Path,
) -> None:
    rows = answers(carried=True)
    responses = loaded(tmp_path, {2024: rows}, survey=MARGINS)
    assert responses.weighting[2024].calibration is not None
    w = read_column(year_file(tmp_path, 2024), WEIGHT)
    roles = np.array([row["role"] for row in rows])
    assert w[roles == "x"].sum() == pytest.approx(90)
    runs = np.array([row.get("runs") == "runs" for row in rows], dtype=float)
    base = np.array([row.get("runs") is not None for row in rows])
    expected = error_of(w, base, runs, before=w)
    found = result(responses, "runs").shares
    assert found.standard_error[0, 0, 0, 0] == pytest.approx(expected, rel=1e-9)


def test_weights_that_do_not_meet_the_declared_margins_are_refused(tmp_path: Path) -> None:
    write_cases(tmp_path, {2024: ROWS}, survey=MARGINS)
    path = year_file(tmp_path, 2024)
    stale = MARGINS.replace("x: 0.3, y: 0.7", "x: 0.4, y: 0.6")
    (tmp_path / "survey.yaml").write_text(stale, encoding="utf-8")
    assert WEIGHT in pq.read_schema(path).names
    with pytest.raises(DashboardError, match="do not meet the margins"):
        load_responses(read_codebook(tmp_path))


def test_the_order_of_respondents_does_not_matter(tmp_path: Path, responses: Responses) -> None:
    shuffled = loaded(tmp_path, {2024: ROWS[::-1]}, survey=MARGINS)
    one, other = (result(r, "runs", by="size").shares for r in (responses, shuffled))
    assert one.share == pytest.approx(other.share, rel=1e-12)
    assert one.standard_error == pytest.approx(other.standard_error, rel=1e-10)
