"""Sentences computed from results: what leads, and what changed where that may be told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from surveys import load_survey, survey_of, topic_of

from dashboard.analysis.changes import Family, page_family
from dashboard.analysis.results import Result, results
from dashboard.analysis.sentences import lead
from dashboard.query.selection import select

Ask = Callable[..., tuple[Result, Family]]
FINDING = "{label} leads with {share}."
CHOICES = [{"id": "axe", "label": "Axe"}, {"id": "saw", "label": "Saw"}]


@pytest.fixture
def asked(tmp_path: Path) -> Ask:
    """A question answered by 200 people in each of two years, `axe` so often."""

    def make(axe_2023: int, axe_2024: int, people: int = 200, **more: Any) -> tuple[Result, Family]:
        question = {"id": "tool", "title": "Tool", "choices": CHOICES, "finding": FINDING} | more
        years = {
            year: [{"tool": "axe" if n < axe else "saw"} for n in range(people)]
            for year, axe in ((2023, axe_2023), (2024, axe_2024))
        }
        survey = survey_of(2023, 2024)
        responses = load_survey(tmp_path, survey, topic_of([question]), years=years)
        codebook = responses.codebook
        tool, newest = codebook.questions["tool"], select(codebook, [2024])
        family = page_family(responses, [tool], newest)
        return results(responses, [tool], newest)["tool"], family

    return make


def test_a_change_beyond_chance_is_told_in_points(asked: Ask) -> None:
    assert lead(*asked(110, 150)) == (
        "Axe leads with 75%, up 20 points from 2023. 200 people answered."
    )


def test_a_fall_is_told_as_one(asked: Ask) -> None:
    assert "down 20 points from 2023" in str(lead(*asked(160, 120)))


def test_what_chance_explains_is_no_change_and_not_called_the_same(asked: Ask) -> None:
    text = str(lead(*asked(110, 114)))
    assert "Axe leads with 57%, no significant change since 2023. 200" in text
    assert "much as" not in text
    assert "same" not in text


def test_only_a_test_of_equality_calls_two_years_the_same(asked: Ask) -> None:
    text = str(lead(*asked(3300, 3306, people=6000)))
    assert "Axe leads with 55%, the same as in 2023 to within 3 points." in text


def test_an_answer_that_leads_in_the_later_year_alone_has_not_risen(asked: Ask) -> None:
    # Chosen for being high in 2024, it would seem to have risen; together the years favor the saw.
    text = lead(*asked(60, 125))
    assert text == "Axe leads with 63%. 200 people answered."


def test_answers_of_which_neither_is_clearly_ahead_are_told_as_level(asked: Ask) -> None:
    text = lead(*asked(60, 110))
    assert text == "Tool: Axe (55%) and Saw (45%) lead and may be tied. 200 people answered."


def test_a_scale_is_told_by_its_two_sides_and_not_by_one_box(asked: Ask) -> None:
    scale = [
        {"id": "axe", "label": "Less", "value": 1},
        {"id": "same", "label": "The same", "value": 2, "neutral": True},
        {"id": "saw", "label": "More", "value": 3},
    ]
    text = lead(*asked(150, 150, kind="scale", choices=scale))
    assert text == "Tool: 25% say “More”, 75% “Less”. 200 people answered."


def test_nothing_is_compared_where_the_question_was_reworded(asked: Ask) -> None:
    text = lead(*asked(110, 150, wording={2023: "Which?", 2024: "Which one, mostly?"}))
    assert text == "Axe leads with 75%. 200 people answered."


def test_few_answers_make_no_finding(asked: Ask) -> None:
    assert lead(*asked(20, 20, people=40)) is None
