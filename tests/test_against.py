"""Segments set against each other, also where they share people: ticks of one question."""

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import asking
from joinery_survey import joinery, write_joinery

from dashboard.__main__ import main
from dashboard.analysis.results import Result, results
from dashboard.analysis.segments import OTHERS, Against, against
from dashboard.analysis.statistics import MEAN
from dashboard.errors import DashboardError
from dashboard.figures import View, draw
from dashboard.query.selection import Weights, select
from dashboard.responses import Responses

YEAR = 2023
PLACES = {"saw": 0, "axe": 1, "glue": 3}
"""Where the tools of that year stand among those of all years."""


def answers() -> list[dict[str, Any]]:
    rng = np.random.default_rng(5)
    rows: list[dict[str, Any]] = []
    for i in range(500):
        uses = [code for code, p in (("saw", 0.5), ("axe", 0.4), ("glue", 0.2)) if rng.random() < p]
        glad = rng.random() < 0.3 + 0.3 * ("axe" in uses)
        rows.append(
            {
                "role": "x" if i % 3 else "y",
                "size": "s" if i % 2 else "l",
                "uses": uses or None,
                "happy": None if rng.random() < 0.1 else ("glad" if glad else "sad"),
                "mood": "high" if glad else "low",
                "weight": float(rng.uniform(0.5, 2.5)),
            }
        )
    return rows


ROWS = answers()
SURVEYS = {"none": Weights.NONE, "survey": Weights.SURVEY}
WEIGHT = np.array([row["weight"] for row in ROWS])
GLAD = np.array([row["happy"] == "glad" for row in ROWS])
ANSWERED = np.array([row["happy"] is not None and row["uses"] is not None for row in ROWS])


def using(code: str) -> np.ndarray:
    return np.array([code in (row["uses"] or []) for row in ROWS])


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    return joinery(tmp_path_factory.mktemp("segments"), {YEAR: ROWS})


def broken_down(responses: Responses, code: str = "happy", by: str = "uses", **how: Any) -> Result:
    book = responses.codebook
    query = asking(select(book, [YEAR]), book.question(by), **how)
    found = results(responses, [book.question(code)], query)
    return found[code]


def set_against(
    responses: Responses, reference: str, by: str = "uses", code: str = "happy", **how: Any
) -> Against:
    result = broken_down(responses, code, by, **how)
    [found] = against(responses, result, reference)
    return found


def difference(
    one: np.ndarray, other: np.ndarray, w: np.ndarray, y: np.ndarray = GLAD
) -> tuple[float, float]:
    """One segment less another, respondent by respondent: z of the two, squared and added up."""
    parts = []
    z = np.zeros(len(w))
    for segment, sign in ((one, 1), (other, -1)):
        base = segment & ANSWERED
        share = (w * base * y).sum() / (w * base).sum()
        parts.append(share)
        z += sign * w * base * (y - share) / (w * base).sum()
    n = len(w)
    return parts[0] - parts[1], float(np.sqrt(n / (n - 1) * (z**2).sum()))


def test_people_stand_in_every_segment_they_ticked(responses: Responses) -> None:
    found = broken_down(responses)
    assert found.segments == ("saw", "axe", "blade", "glue", "nail")
    for code, at in PLACES.items():
        base = using(code) & ANSWERED
        assert found.shares.base[0, at, 0, 0] == base.sum()
        assert found.shares.share[0, at, 0, 0] == pytest.approx(GLAD[base].mean(), rel=1e-12)
    assert found.tally.overall is not None
    assert found.tally.overall.answered.n[0, 0, 0] == ANSWERED.sum()


@pytest.mark.parametrize("weights", SURVEYS)
def test_two_segments_that_share_people_are_compared_with_their_covariance(
    weights: str, responses: Responses
) -> None:
    w = WEIGHT if weights == "survey" else np.ones(len(ROWS))
    found = set_against(responses, "saw", weights=SURVEYS[weights])
    assert np.isnan(found.changes.change[PLACES["saw"]]).all()
    for code in ("axe", "glue"):
        at = PLACES[code]
        change, error = difference(using(code), using("saw"), w)
        assert found.changes.change[at, 0, 0] == pytest.approx(change, rel=1e-9)
        assert found.changes.standard_error[at, 0, 0] == pytest.approx(error, rel=1e-9)


@pytest.mark.parametrize("weights", SURVEYS)
def test_a_segment_is_set_against_those_who_answered_but_did_not_tick_it(
    weights: str, responses: Responses
) -> None:
    w = WEIGHT if weights == "survey" else np.ones(len(ROWS))
    found = set_against(responses, OTHERS, weights=SURVEYS[weights])
    for code, at in PLACES.items():
        change, error = difference(using(code), ~using(code), w)
        assert found.changes.change[at, 0, 0] == pytest.approx(change, rel=1e-9)
        assert found.changes.standard_error[at, 0, 0] == pytest.approx(error, rel=1e-9)
    assert found.marked[1].all()


def test_ticks_broken_down_by_themselves_are_told_apart(responses: Responses) -> None:
    found = set_against(responses, OTHERS, code="uses")
    assert found.changes.change[0, 0, 0] == pytest.approx(1.0)


def test_segments_of_different_people_are_compared_like_two_years(responses: Responses) -> None:
    found = set_against(responses, "x", by="role")
    roles = np.array([row["role"] == "x" for row in ROWS])
    shares = [GLAD[(roles == is_x) & (base_of_role())].mean() for is_x in (False, True)]
    assert found.changes.change[1, 0, 0] == pytest.approx(shares[0] - shares[1], rel=1e-9)


def base_of_role() -> np.ndarray:
    return np.array([row["happy"] is not None for row in ROWS])


def test_a_filter_and_a_breakdown_narrow_alike(responses: Responses) -> None:
    book = responses.codebook
    where = select(book, [YEAR], {"persona": ["x"]})
    found = results(responses, [book.question("happy")], asking(where, book.question("uses")))[
        "happy"
    ]
    base = using("axe") & ANSWERED & np.array([row["role"] == "x" for row in ROWS])
    assert found.shares.base[0, 1, 0, 0] == base.sum()


def test_a_score_of_overlapping_segments_is_theirs(responses: Responses) -> None:
    book = responses.codebook
    [found] = results(
        responses,
        [book.question("mood")],
        asking(select(book, [YEAR]), book.question("uses")),
        MEAN,
    ).values()
    points = np.array([5 if row["mood"] == "high" else 1 for row in ROWS])
    assert found.estimates.estimate[0, 1, 0] == pytest.approx(points[using("axe")].mean())


def test_a_figure_of_overlapping_segments_says_how_many_answered(responses: Responses) -> None:
    found = broken_down(responses)
    view = View(codebook=responses.codebook, query=select(responses.codebook, [YEAR]))
    assert f"n = {ANSWERED.sum()}" in draw(found, view).base


@pytest.mark.parametrize(
    ("by", "reference", "words"),
    [("uses", "sax", "'saw'"), ("role", "saw", "Unknown segment"), ("time", "cut", "allocation")],
)
def test_what_cannot_be_set_against_each_other_is_refused(
    by: str, reference: str, words: str, responses: Responses
) -> None:
    with pytest.raises(DashboardError, match=words):
        set_against(responses, reference, by=by)


def test_the_command_line_prints_each_segment_less_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], responses: Responses
) -> None:
    write_joinery(tmp_path, {YEAR: ROWS})
    arguments = ["tabulate", "happy", "--by", "uses", "--less", "saw", "--format", "csv"]
    assert main([*arguments, "--data", str(tmp_path)]) == 0
    lines = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    found = set_against(responses, "saw")
    [line] = [
        row for row in lines
        if (row["statistic"], row["segment"], row["choice"]) == ("less_saw", "axe", "glad")
    ]  # fmt: skip
    assert line["estimate"] == str(float(found.changes.change[1, 0, 0]))
    assert line["standard_error"] == str(float(found.changes.standard_error[1, 0, 0]))
    tested = [row for row in lines if row["statistic"] == "less_saw_adjusted_p" and row["estimate"]]
    assert [row["segment"] for row in tested] == ["axe", "axe", "glue", "glue"]
    assert main([*arguments[:4], "--less", "saw", "--statistic", "mean"]) == 2
