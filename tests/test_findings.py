"""Sentences computed from results: what leads, and what changed where that may be told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from surveys import load_survey, survey_of, topic_of

from dashboard.analysis.finding_sentences import sentence
from dashboard.analysis.results import Result, results
from dashboard.query.selection import select

Ask = Callable[..., Result]
FINDING = "{label} leads with {share}."
CHOICES = [{"id": "axe", "label": "Axe"}, {"id": "saw", "label": "Saw"}]


@pytest.fixture
def asked(tmp_path: Path) -> Ask:
    """A question answered by 200 people in each of two years, `axe` so often."""

    def make(axe_2023: int, axe_2024: int, people: int = 200, **more: Any) -> Result:
        question = {"id": "tool", "title": "Tool", "choices": CHOICES, "finding": FINDING} | more
        years = {
            year: [{"tool": "axe" if n < axe else "saw"} for n in range(people)]
            for year, axe in ((2023, axe_2023), (2024, axe_2024))
        }
        survey = survey_of(2023, 2024)
        responses = load_survey(tmp_path, survey, topic_of([question]), years=years)
        codebook = responses.codebook
        view = select(codebook, [2023, 2024])
        return results(responses, [codebook.questions["tool"]], view)["tool"]

    return make


def test_a_change_beyond_chance_is_told_in_points(asked: Ask) -> None:
    assert sentence(asked(110, 150)) == (
        "Axe leads with 75%, up 20 points on 2023. 200 people answered."
    )


def test_a_fall_is_told_as_one(asked: Ask) -> None:
    assert "down 20 points on 2023" in str(sentence(asked(160, 120)))


def test_what_chance_explains_is_no_change(asked: Ask) -> None:
    assert "much as in 2023" in str(sentence(asked(110, 114)))


def test_nothing_is_compared_where_the_question_was_reworded(asked: Ask) -> None:
    text = sentence(asked(110, 150, wording={2023: "Which?", 2024: "Which one, mostly?"}))
    assert text == "Axe leads with 75%. 200 people answered."


def test_few_answers_make_no_finding(asked: Ask) -> None:
    assert sentence(asked(20, 20, people=40)) is None
