"""Made-up responses, seeded, with bases beyond thirty: figures need something to draw."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from surveys import survey_of as described
from surveys import topic_of, write_answers, write_survey

from dashboard.codebook import Codebook, Kind, Question
from dashboard.responses import Responses, load_responses

Loaded = tuple[Codebook, Responses]

LONG = (
    "A label of a hundred and twenty characters that nobody should cut short, slant or let run " * 2
)

TOOLS = [
    {"id": "axe", "label": "<b>Axe</b> & saw"},
    {"id": "long", "label": LONG[:120].strip()},
    {"id": "arabic", "label": "أداة القياس"},
    {"id": "emoji", "label": "Rocket 🚀 works"},
    {"id": "plain", "label": "Plain"},
    {"id": "later", "label": "Later", "asked": [2023, 2024]},
    {"id": "other", "label": "Something else", "other": True},
    {"id": "none", "label": "None of these", "exclusive": True},
]
AGREE = [
    {"id": "never", "label": "Strongly disagree", "value": 1},
    {"id": "no", "label": "Disagree", "value": 2},
    {"id": "so_so", "label": "Neither", "value": 3, "neutral": True},
    {"id": "yes", "label": "Agree", "value": 4},
    {"id": "always", "label": "Strongly agree", "value": 5},
    {"id": "dont_know", "label": "Don't know", "outside": True},
]
PERSONAS = [
    {"id": f"p{n}", "label": label} for n, label in enumerate(["Builder", "Keeper", "Seer"])
]
REGIONS = [{"id": f"r{n}", "label": f"Region {n}"} for n in range(1, 7)]
STATEMENTS = [{"id": f"s{n}", "label": f"Statement number {n} is true"} for n in range(1, 5)]
MANY = [{"id": f"t{n}", "label": f"Tool {n}"} for n in range(80)]


def question(code: str, kind: str, **more: Any) -> dict[str, Any]:
    """A question as a codebook file holds it."""
    return {
        "id": code,
        "kind": kind,
        "title": code.title(),
        "wording": f"What about {code}?",
    } | more


QUESTIONS = [
    question("persona", "single", choices=PERSONAS),
    question("region", "single", choices=REGIONS),
    question("tools", "multiple", choices=TOOLS),
    question("many", "multiple", choices=MANY),
    question("lone", "multiple", choices=[{"id": "only", "label": "Only this"}, TOOLS[-1]]),
    question("mood", "scale", choices=AGREE),
    question("views", "matrix", items=STATEMENTS, choices=AGREE),
    question(
        "often",
        "matrix",
        items=[{**tool, "label": f"Use of {tool['label']}"} for tool in MANY],
        choices=[
            {"id": "never", "label": "Never", "value": 0},
            {"id": "some", "label": "Several times a year", "value": 1},
            {"id": "daily", "label": "Daily", "value": 2},
        ],
    ),
    question(
        "why", "matrix", multiple=True, items=STATEMENTS, choices=TOOLS[:5], asked=[2023, 2024]
    ),
    question(
        "age",
        "number",
        bands=[
            {"id": "young", "label": "Under 30", "from": 0, "to": 30},
            {"id": "old", "label": "30 and over", "from": 30},
        ],
    ),
    question("hours", "number", unit="hours", minimum=0),
    question("time", "allocation", items=STATEMENTS),
    question("best", "ranking", pick=2, choices=TOOLS[:5]),
    question("worst", "maxdiff", pick=3, tasks=2, choices=TOOLS[:5]),
]
YEARS = (2022, 2023, 2024)


def answer(asked: Question, year: int, luck: np.random.Generator) -> Any:
    """One made-up answer; early choices are likelier, more so in later years."""
    if luck.random() < 0.05:
        return None
    codes = [choice.id for choice in asked.offered(year)]
    weights = np.linspace(1 + (year - 2021), 1, max(1, len(codes)))
    weights /= weights.sum()

    def one() -> str:
        return str(luck.choice(codes, p=weights))

    def several() -> list[str] | None:
        body = [c.id for c in asked.offered(year) if not c.exclusive]
        ticked = [code for n, code in enumerate(body) if luck.random() < 0.8 / (1 + n / 4)]
        return ticked or ([codes[-1]] if asked.offered(year)[-1].exclusive else None)

    match asked.kind:
        case Kind.MATRIX:
            give = several if asked.multiple else one
            return {item.id: give() for item in asked.shown_items(year) if luck.random() < 0.9}
        case Kind.MULTIPLE:
            return several()
        case Kind.NUMBER if not asked.choices:
            return float(luck.integers(1, 40))
        case Kind.ALLOCATION:
            items = asked.shown_items(year)
            cuts = np.sort(luck.choice([0, 10, 25, 50, 75, 100], len(items) - 1))
            parts = np.diff([0, *cuts, 100])
            return {i.id: float(p) for i, p in zip(items, parts, strict=True)}
        case Kind.RANKING:
            return [str(code) for code in luck.permutation(codes)[: asked.pick]]
        case Kind.MAXDIFF:
            shown = [str(code) for code in luck.permutation(codes)[:3]]
            return [{"shown": shown, "best": shown[0], "worst": shown[1]}]
    return one()


def made_up(
    folder: Path,
    questions: list[dict[str, Any]],
    people: int = 240,
    page: dict[str, Any] | None = None,
    years: tuple[int, ...] = YEARS,
    **head: Any,
) -> Loaded:
    """A survey of the questions given, in a folder, with made-up responses of some years.

    `page` is the outline of their page; `head` is what `survey.yaml` says otherwise.
    """
    survey = described(
        *years,
        id="made-up",
        title="Made-up Survey",
        publisher="The Tests",
        licence={"name": "CC0"},
        **{"filters": {"persona": "persona", "more": ["region"]}} | head,
    )
    topic = topic_of(questions, "things", "Things") | ({"page": page} if page else {})
    codebook = write_survey(folder, survey, topic, years={})
    for year in years:
        luck = np.random.default_rng(year)
        rows = [
            {q.id: answer(q, year, luck) for q in codebook.asked_in(year)} for _ in range(people)
        ]
        write_answers(codebook, year, rows)
    return codebook, load_responses(codebook)


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """A survey of every kind of question, 240 people in each of three years."""
    return made_up(tmp_path_factory.mktemp("big") / "survey", QUESTIONS)


@pytest.fixture
def survey_of(tmp_path: Path) -> Callable[..., Loaded]:
    """Make up a survey of the questions given, with persona and region as they are elsewhere."""

    def make(*questions: dict[str, Any], people_per_year: int = 240) -> Loaded:
        given = {one["id"] for one in questions}
        filters = [one for one in QUESTIONS[:2] if one["id"] not in given]
        return made_up(tmp_path / "survey", [*filters, *questions], people_per_year)

    return make
