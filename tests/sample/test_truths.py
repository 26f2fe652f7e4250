"""Planted truths: an analysis finds back what was planted, and the file says what that is."""

import json
from typing import Any

import pyarrow.parquet as pq
import pytest

from dashboard.responses.schema import USE_CASE_WEIGHT, year_file

from .conftest import Made

YEARS = [2021, 2022, 2023]


@pytest.fixture(scope="module")
def truths(made: Made) -> dict[str, Any]:
    written = json.loads((made.folder / "truths.json").read_text(encoding="utf-8"))
    return {truth["id"]: truth for truth in written["truths"]}


def _share(answers: list[Any], choice: str) -> float:
    given = [answer for answer in answers if answer is not None]
    hits = sum(
        choice in answer if isinstance(answer, list) else choice == answer for answer in given
    )
    return 100 * hits / len(given)


def test_a_choice_grows_by_the_points_planted(made: Made, truths: dict[str, Any]) -> None:
    found = [_share(made.answers(year, "anvils"), "iron") for year in YEARS]
    assert found == pytest.approx([20, 26, 32], abs=0.3)
    assert truths["grows"]["points"] == 12
    assert [truths["grows"]["years"][str(year)]["planted"] for year in YEARS] == [20, 26, 32]


def test_a_choice_that_does_not_change_does_not(made: Made) -> None:
    found = [_share(made.answers(year, "anvils"), "steel") for year in YEARS]
    assert found == pytest.approx([40, 40, 40], abs=0.3)


def test_a_change_of_mix_looks_like_growth_and_is_none(made: Made, truths: dict[str, Any]) -> None:
    overall = [_share(made.answers(year, "shop_open"), "open") for year in YEARS]
    assert overall[2] - overall[0] > 15
    for size, share in [("alone", 10), ("few", 40), ("many", 80)]:
        for year in YEARS:
            pairs = zip(made.answers(year, "size"), made.answers(year, "shop_open"), strict=True)
            assert _share([answer for s, answer in pairs if s == size], "open") == pytest.approx(
                share, abs=1
            )
    planted = [truths["mix"]["years"][str(year)]["planted"] for year in YEARS]
    assert overall == pytest.approx(planted, abs=0.3)


def test_segments_differ_as_planted(made: Made) -> None:
    for trade, share in [("smith", 15), ("other", 40)]:
        pairs = zip(made.answers(2022, "trade"), made.answers(2022, "saws"), strict=True)
        assert _share([answer for t, answer in pairs if t == trade], "hand") == pytest.approx(
            share, abs=1.5
        )


@pytest.mark.parametrize("year", YEARS)
def test_only_weighted_details_come_close_to_the_planted_share(
    made: Made, truths: dict[str, Any], year: int
) -> None:
    answers = made.answers(year, "job_checks")
    weights = pq.read_table(year_file(made.folder, year))[USE_CASE_WEIGHT].to_pylist()
    described = [(a, w) for a, w in zip(answers, weights, strict=True) if a and w]
    total = sum(weight for _, weight in described)
    weighted = 100 * sum(weight for answer, weight in described if "measures" in answer) / total
    planted = truths["case"]["years"][str(year)]
    assert weighted == pytest.approx(planted["use_cases"], abs=2)
    assert _share(answers, "measures") == pytest.approx(planted["unweighted"], abs=0.01)
    assert planted["use_cases"] - planted["unweighted"] > 8
