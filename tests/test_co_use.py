"""What is used together, counted on the eight people of the tiny survey."""

import numpy as np
import pytest

from dashboard.analysis.lifts import co_use
from dashboard.codebook import Codebook
from dashboard.errors import DashboardError
from dashboard.query.selection import select
from dashboard.responses import Responses
from dashboard.responses.co_occurrence import tally_pairs


def test_pairs_of_ticks_are_counted_person_by_person(
    tiny: Codebook, tiny_responses: Responses
) -> None:
    used = tiny.questions["used"]
    tally = tally_pairs(tiny_responses, used, used, select(tiny, [2024]))
    place = {choice.id: n for n, choice in enumerate(used.choices)}
    axe, saw, drill, none = (place[code] for code in ("axe", "saw", "drill", "none"))
    # One of eight did not answer. Axe and saw: the second and the seventh person.
    assert tally.base.n == 7
    assert tally.both.n[axe, saw] == tally.both.n[saw, axe] == 2
    assert tally.both.n[axe, drill] == 2
    assert tally.both.n[axe, axe] == tally.first.n[axe] == 4
    assert tally.both.n[axe, none] == 0
    assert tally.second.n[none] == 1
    assert tally.rows == 8


def test_only_the_newest_year_and_the_filters_count(
    tiny: Codebook, tiny_responses: Responses
) -> None:
    used = tiny.questions["used"]
    both_years = tally_pairs(tiny_responses, used, used, select(tiny, [2023, 2024]))
    assert both_years.base.n == 7
    builders = select(tiny, [2024], {"persona": ["builder"]})
    assert tally_pairs(tiny_responses, used, used, builders).base.n == 3


def test_a_question_without_ticks_has_no_pairs(tiny: Codebook, tiny_responses: Responses) -> None:
    used, mood = tiny.questions["used"], tiny.questions["mood"]
    with pytest.raises(DashboardError, match="'mood' has no ticks"):
        tally_pairs(tiny_responses, used, mood, select(tiny, [2024]))


def test_neither_itself_nor_a_catch_all_is_a_partner(
    tiny: Codebook, tiny_responses: Responses
) -> None:
    used = tiny.questions["used"]
    found = co_use(tiny_responses, used, "axe", [used], select(tiny, [2024]))
    codes = [choice.id for _, choice in found.partners]
    assert "axe" not in codes
    assert not any(choice.other or choice.exclusive for _, choice in found.partners)
    assert np.isnan(found.lifts.estimate).all()
    assert found.lifts.base.tolist() == [7] * len(codes)
