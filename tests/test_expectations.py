"""Now and in three years, on people one can count: up, flat, down."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from surveys import load_survey, survey_of, topic_of

from dashboard.analysis.expectations import Expectations, expectations
from dashboard.codebook import Codebook
from dashboard.errors import DashboardError
from dashboard.estimates.reliability import Flag
from dashboard.query.selection import select
from dashboard.responses import Responses

ITEMS = [{"id": "batch", "label": "Batch"}, {"id": "online", "label": "Online"}]
OTHERS = [*ITEMS[:1], {"id": "edge", "label": "Edge"}]
GROUPS = [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]


def survey(folder: Path, people: list[dict[str, Any]]) -> tuple[Codebook, Responses]:
    questions: list[dict[str, Any]] = [
        {"id": "group", "choices": GROUPS},
        {"id": "now", "kind": "allocation", "items": ITEMS},
        {"id": "later", "kind": "allocation", "items": ITEMS, "paired_with": "now"},
        {"id": "other", "kind": "allocation", "items": OTHERS},
    ]
    about = survey_of(2024, filters={"persona": "group"})
    responses = load_survey(folder, about, topic_of(questions), years={2024: people})
    return responses.codebook, responses


def person(now: float, later: float | None, group: str = "a") -> dict[str, Any]:
    later_parts = None if later is None else {"batch": later, "online": 100 - later}
    return {"group": group, "now": {"batch": now, "online": 100 - now}, "later": later_parts}


@pytest.fixture
def found(tmp_path: Path) -> Expectations:
    # 20 lower batch by 40, 10 keep it, 10 raise it by 20; ten more say nothing about later.
    people = [
        *[person(80, 40)] * 20, *[person(50, 50)] * 10, *[person(30, 50)] * 10,
        *[person(100, None)] * 10,
    ]  # fmt: skip
    codebook, responses = survey(tmp_path / "s", people)
    now, later = codebook.questions["now"], codebook.questions["later"]
    return expectations(responses, now, later, select(codebook, [2024]))


def test_only_who_answered_both_counts(found: Expectations) -> None:
    assert found.now.base.tolist() == [[40, 40]]


def test_means_of_today_and_later_are_of_the_same_people(found: Expectations) -> None:
    assert found.now.estimate[0] == pytest.approx([0.6, 0.4])
    assert found.later.estimate[0] == pytest.approx([0.45, 0.55])
    assert found.change.estimate[0] == pytest.approx([-0.15, 0.15])


def test_up_flat_and_down_are_shares_of_people(found: Expectations) -> None:
    assert found.up.share[0] == pytest.approx([0.25, 0.5])
    assert found.flat.share[0] == pytest.approx([0.25, 0.25])
    assert found.down.share[0] == pytest.approx([0.5, 0.25])


def test_the_error_of_the_change_is_that_of_the_differences(found: Expectations) -> None:
    differences = np.array([-0.4] * 20 + [0.0] * 10 + [0.2] * 10)
    # N / (N - 1) counts all 50 of the file, as for every estimate.
    error = np.sqrt(50 / 49 * ((differences - differences.mean()) ** 2).sum()) / 40
    assert found.change.standard_error[0, 0] == pytest.approx(error)


def test_filters_narrow_the_pairs_and_few_are_hidden(tmp_path: Path) -> None:
    people = [*[person(80, 40)] * 40, *[person(50, 50, "b")] * 12]
    codebook, responses = survey(tmp_path / "s", people)
    now, later = codebook.questions["now"], codebook.questions["later"]
    view = select(codebook, [2024], {"persona": ["b"]})
    found = expectations(responses, now, later, view)
    assert found.now.base.tolist() == [[12, 12]]
    assert np.isnan(found.change.estimate).all()
    # Twelve have a range and no number; a part that nobody named, or everybody, has not even that.
    assert set(found.up.flag.ravel()) <= {Flag.RANGE, Flag.HIDDEN}
    assert np.isnan(found.up.estimate).all()


def test_allocations_of_other_items_are_no_pair(tmp_path: Path) -> None:
    codebook, responses = survey(tmp_path / "s", [person(80, 40)] * 3)
    now, other = codebook.questions["now"], codebook.questions["other"]
    with pytest.raises(DashboardError, match="do not split the same items"):
        expectations(responses, now, other, select(codebook, [2024]))
