"""Figures say and show what they did: a short summary of each is kept, of a survey made for this.

It has a question of every kind and what every story needs, and its answers are made up here from a
seed, so that neither new responses nor a new edition of the shipped questionnaire change anything.
What changed on purpose is written anew by `make golden`, and read in the commit's difference.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from figures.conftest import AGREE, PERSONAS, QUESTIONS, STATEMENTS, TOOLS, YEARS, made_up, question

from dashboard.codebook import Kind
from dashboard.figures import Figure
from dashboard.query.url import Address
from dashboard.responses import Responses
from dashboard.stories.cache import Cache
from dashboard.stories.catalogue import Entry, default_figures
from dashboard.stories.chosen import choices_of
from dashboard.stories.view import Desk

KEPT = Path(__file__).parent / "golden" / "figures"
VIEWS = {"plain": {}, "by_year": {"compare": "year"}, "by_persona": {"compare": "persona"}}

FEW = [tool for tool in TOOLS if not tool.keys() & {"other", "exclusive", "asked"}]
SIZES = [
    {"id": "small", "label": "Up to 50 people", "from": 1, "to": 51},
    {"id": "middle", "label": "51–500 people", "from": 51, "to": 501},
    {"id": "large", "label": "Over 500 people", "from": 501},
]
SURVEY = [
    *(one for one in QUESTIONS if one["id"] not in ("persona", "many", "often")),
    question("persona", "single", choices=[one | {"description": "Does it."} for one in PERSONAS]),
    question("company_size", "single", choices=SIZES),
    question("gear", "multiple", choices=FEW),
    question("gear_liking", "matrix", items_from="gear", items=FEW, choices=AGREE),
    question("gear_wanted", "multiple", choices=FEW),
    question("time_later", "allocation", items=STATEMENTS, paired_with="time"),
]
FILTERS = {"persona": "persona", "company_size": "company_size", "more": ["region"]}

USED = {"question": "gear", "heading": "Use it"}
LIKED = {"question": "gear_liking", "heading": "Like it"}
WANTED = {"question": "gear_wanted", "heading": "Want it"}
GROUPS = [
    {"label": "Up to 500 people", "from": 1, "below": 501},
    {"label": "Over 500 people", "from": 501},
]
STORIES: list[dict[str, Any]] = [
    {"story": "personas", "persona": "persona", "size": "company_size",
     "does": ["gear", "tools"], "attitudes": ["mood"]},
    {"story": "tools", "id": "equipment", "title": "Equipment", "used": ["gear", "tools"],
     "judged": [LIKED], "satisfied": "gear_liking"},
    {"story": "columns", "id": "wishes", "title": "Use, judgement, wishes",
     "parts": [USED, LIKED, WANTED]},
    {"story": "against", "id": "liked_wanted", "title": "Liked, and wanted?",
     "across": LIKED, "up": WANTED},
    {"story": "over_the_years", "question": "mood", "title": "Mood, over the years"},
    {"story": "by_group", "question": "age", "group": "company_size",
     "title": "Age, by company size", "groups": GROUPS},
    {"story": "ranked", "question": "views", "title": "Views, ranked"},
    {"story": "steps", "question": "tools", "title": "Step by step"},
    {"story": "distribution", "question": "age", "title": "How old"},
    {"story": "now_and_later", "id": "now_and_later", "title": "Now and later",
     "when": "in three years", "pairs": [{"now": "time", "later": "time_later"}]},
]  # fmt: skip


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    folder = tmp_path_factory.mktemp("golden") / "survey"
    _, responses = made_up(folder, SURVEY, page={"stories": STORIES}, filters=FILTERS)
    return responses


def figures_of(responses: Responses, view: str) -> dict[str, Entry]:
    """What the pages show at first: who answered, the stories, and the questions."""
    address = Address(year=max(YEARS), **VIEWS[view])  # type: ignore[arg-type]
    desk = Desk(responses=responses, chosen=choices_of(responses, address), cache=Cache())
    return default_figures(desk)


def summary(figure: Figure) -> Iterator[str]:
    """The words around a figure, the texts in it in reading order, and where its marks end."""
    yield f"## {figure.id}"
    yield from (figure.title, figure.subtitle, figure.base, figure.note)
    rows: dict[int, list[tuple[float, str]]] = {}
    for y, x, said in sorted([*texts(figure), *marks(figure)]):
        rows.setdefault(round(y), []).append((x, said))
    for row in rows.values():
        yield " | ".join(said for _, said in row)
    yield ""


def texts(figure: Figure) -> Iterator[tuple[float, float, str]]:
    for trace in figure.data:
        if trace.get("mode") == "text":
            for x, y, text in zip(trace["x"], trace["y"], trace["text"], strict=True):
                said = text.replace("<br>", " / ").replace("\N{NO-BREAK SPACE}", " ").strip()
                yield y, x, said


def marks(figure: Figure) -> Iterator[tuple[float, float, str]]:
    for trace in figure.data:
        if trace.get("hoverinfo") == "skip":
            continue
        if trace["type"] == "bar":
            for base, x, y in zip(trace["base"], trace["x"], trace["y"], strict=True):
                yield y, base, f"[{short(base)} to {short(base + x)}]"
        elif trace["mode"] == "markers":
            for x, y in zip(trace["x"], trace["y"], strict=True):
                yield y, x, f"({short(x)})"


def short(value: Any) -> str:
    return f"{value:.3g}"


def told(figures: Mapping[str, Entry]) -> str:
    lines = []
    for one in figures.values():
        made = one.make()
        if made is not None:
            lines += summary(made.figure)
    return "\n".join(line.strip() for line in lines)


@pytest.mark.parametrize("view", VIEWS)
def test_figures_say_and_show_what_they_did(view: str, responses: Responses) -> None:
    path, now = KEPT / f"{view}.txt", told(figures_of(responses, view))
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(now, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == now, "Run `make golden` and read what it changes."


def test_every_story_and_question_is_kept(responses: Responses) -> None:
    shown = figures_of(responses, "plain").keys()
    telling = {"persona_differs", "equipment_changes", "wishes", "liked_wanted", "mood_years",
               "age_company_size", "views_ranked", "tools_steps", "now_and_later_expected",
               "who_answered"}  # fmt: skip
    assert {id.partition(".")[0] for id in shown} >= telling
    # Some questions are drawn by a story instead; of each kind one is drawn by itself.
    assert {one["kind"] for one in SURVEY if one["id"] in shown} == set(Kind)
    assert {path.stem for path in KEPT.glob("*.txt")} == VIEWS.keys()
