"""Segments put together: counted anew, nobody twice."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import asking
from surveys import load_survey, survey_of, topic_of

from dashboard.analysis.regroup import in_groups
from dashboard.analysis.results import Result, results
from dashboard.estimates.reliability import Flag
from dashboard.query.selection import Of, select

SPANS = (("Small", 0, 50), ("Large", 50, float("inf")))
SIZES = [
    {"id": "tiny", "label": "Tiny", "from": 0, "to": 10},
    {"id": "small", "label": "Small", "from": 10, "to": 50},
    {"id": "large", "label": "Large", "from": 50},
]


def answers(size: str, yes: int, no: int) -> list[dict[str, Any]]:
    return [{"size": size, "works": "yes" if n < yes else "no"} for n in range(yes + no)]


@pytest.fixture
def by_size(tmp_path: Path) -> Result:
    choices = [{"id": "yes", "label": "Yes"}, {"id": "no", "label": "No"}]
    questions = [{"id": "size", "choices": SIZES}, {"id": "works", "choices": choices}]
    survey = survey_of(2024, filters={"company_size": "size"})
    people = [*answers("tiny", 15, 5), *answers("small", 5, 15), *answers("large", 30, 10)]
    responses = load_survey(tmp_path, survey, topic_of(questions), years={2024: people})
    codebook, view = responses.codebook, select(responses.codebook, [2024])
    works, size = codebook.questions["works"], codebook.questions["size"]
    return results(responses, [works], asking(view, size, of=Of.ANSWERED))["works"]


def test_two_hidden_bands_make_one_group_that_may_be_shown(by_size: Result) -> None:
    assert np.isnan(by_size.shares.share[0, :2]).all()
    found = in_groups(by_size, SPANS)
    assert [found.segment_label(s) for s in found.segments] == ["Small", "Large"]
    assert found.shares.base[0, :, 0, 0].tolist() == [40, 40]
    assert found.shares.share[0, :, 0, 0] == pytest.approx([0.5, 0.75])
    assert set(found.shares.flag.ravel()) == {Flag.SMALL_BASE}


def test_a_band_across_the_border_belongs_to_no_group(by_size: Result) -> None:
    found = in_groups(by_size, (("Under 30", 0, 30), ("The rest", 30, float("inf"))))
    assert found.shares.base[0, :, 0, 0].tolist() == [20, 40]


def test_without_groups_nothing_changes(by_size: Result) -> None:
    assert in_groups(by_size, ()) is by_size
