"""Surveys that have little: no filters, one year, one topic. No heading stands above nothing."""

import random
import re
from pathlib import Path
from typing import Any

import pytest
from surveys import survey_of, topic_of, write_survey
from walk.test_walk import walking

from dashboard.exports.batch.opener import at_hand
from dashboard.exports.site.twin import publish
from dashboard.release.gate import PREVIEW

LEVELS = {"title": 1, "header": 2, "subheader": 3}
QUESTIONS: list[dict[str, Any]] = [
    {"id": "drink", "choices": [{"id": "tea", "label": "Tea"}, {"id": "milk", "label": "Milk"}]},
    {"id": "cups", "kind": "number"},
    {
        "id": "time",
        "kind": "allocation",
        "items": [{"id": "home", "label": "Home"}, {"id": "work", "label": "Work"}],
    },
]
# Headings of a page, and what is below them: pictures, tables, places of figures, texts.
PARTS = re.compile(
    r"<h([1-6])\b[^>]*>(.*?)</h\1>|<(?:p|img|table|div[^>]*data-figure)\b|([^<>\s][^<>]*)",
    re.DOTALL,
)
FEW = {"filters": {"persona": "drink"}}


def people(year: int, count: int) -> list[dict[str, Any]]:
    dice = random.Random(year)
    answers = []
    for _ in range(count):
        home = float(dice.randrange(101))
        time = {"home": home, "work": 100 - home}
        answers.append(
            {"drink": dice.choice(["tea", "milk"]), "cups": float(dice.randrange(9)), "time": time}
        )
    return answers


SURVEYS: dict[str, tuple[dict[str, Any], list[dict[str, Any]], int]] = {
    "one year, no filters": (survey_of(2024), QUESTIONS, 120),
    "two years, no filters": (survey_of(2023, 2024), QUESTIONS, 120),
    "one filter, one question": (survey_of(2024, **FEW), QUESTIONS[:1], 120),
    "no choices": (survey_of(2024), QUESTIONS[1:2], 120),
    "few people": (survey_of(2023, 2024, **FEW), QUESTIONS, 8),
}


@pytest.fixture(params=SURVEYS)
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    survey, questions, count = SURVEYS[request.param]
    asked = {question["id"] for question in questions}
    years = {
        year: [{code: one[code] for code in asked} for one in people(year, count)]
        for year in survey["years"]
    }
    write_survey(tmp_path / "survey", survey, topic_of(questions), years=years)
    return tmp_path / "survey"


def empty_headings(levels: list[tuple[int, str]]) -> list[str]:
    """Headings with nothing below them; what is no heading has level 0."""
    pairs = zip(levels, [*levels[1:], (1, "the end")], strict=True)
    return [text for (level, text), (below, _) in pairs if level and 0 < below <= level]


@pytest.mark.parametrize("view", [{}, {"compare": "year", "v": "1"}], ids=str)
def test_no_page_has_a_heading_above_nothing(bare: Path, view: dict[str, str]) -> None:
    with walking(bare) as walker:
        assert walker.pages
        for page in walker.pages:
            walker.visit(page, view)
            found = [
                (LEVELS.get(one.type, 0), str(getattr(one, "value", ""))) for one in walker.app.main
            ]
            assert found
            assert not empty_headings(found), page


def test_no_page_of_the_site_has_a_heading_above_nothing(bare: Path, tmp_path: Path) -> None:
    survey = at_hand(bare, {PREVIEW: "1"})
    publish(survey, survey.newest, tmp_path / "site", pages=1, pictures=False)
    pages = list((tmp_path / "site").rglob("*.html"))
    assert pages
    for path in pages:
        body = re.sub(r"<(script|style)\b.*?</\1>", "", path.read_text("utf-8"), flags=re.DOTALL)
        parts = PARTS.findall(body)
        found = [(int(level), said) if level else (0, other) for level, said, other in parts]
        assert not empty_headings(found), path.name
