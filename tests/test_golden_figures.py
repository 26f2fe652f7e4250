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

from dashboard.figures import Figure
from dashboard.query.url import Address
from dashboard.responses import Responses
from dashboard.stories import (
    Make,
    Story,
    against,
    by_group,
    distribution,
    now_and_later,
    over_the_years,
    personas,
    ranked,
    steps,
    tools,
)
from dashboard.stories import item_columns as columns
from dashboard.stories.catalogue import Listing, default_figures
from dashboard.stories.chosen import choices_of
from dashboard.stories.view import Desk, Remembered

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

LIKED, WANTED = ("gear_liking", "Like it"), ("gear_wanted", "Want it")
SPANS = (("Up to 500 people", 1, 501), ("Over 500 people", 501, float("inf")))
STORIES = (
    personas("persona", "company_size", ("gear", "tools"), ("mood",)),
    tools("equipment", "Equipment", ("gear", "tools"), (LIKED,), satisfied="gear_liking"),
    columns("wishes", "Use, judgement, wishes", ("gear", "Use it"), LIKED, WANTED),
    against("liked_wanted", "Liked, and wanted?", LIKED, WANTED),
    over_the_years("mood", "Mood, over the years"),
    by_group("age", "company_size", "Age, by company size", spans=SPANS),
    ranked("views", "Views, ranked"),
    steps("tools", "Step by step"),
    distribution("age", "How old"),
    now_and_later("now_and_later", "Now and later", [("time", "time_later")]),
)


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    _, responses = made_up(tmp_path_factory.mktemp("golden") / "survey", SURVEY, filters=FILTERS)
    return responses


def figures_of(responses: Responses, view: str) -> dict[str, Mapping[str, Make]]:
    """The figures of the questions, of who answered, and of each story."""
    address = Address(year=max(YEARS), **VIEWS[view])  # type: ignore[arg-type]
    memory = Remembered()
    desk = Desk(responses=responses, chosen=choices_of(responses, address), memory=memory)
    told: dict[str, Make] = {}
    for story in STORIES:
        if story.fits(desk):
            told |= figures_told(story, desk)
    return {
        "questions": {one.id: one.make for one in default_figures(desk).values()},
        "stories": told,
    }


def figures_told(story: Story, desk: Desk) -> dict[str, Make]:
    stage = Listing()
    story.tell(desk, stage)
    return stage.figures


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
        if trace["type"] == "bar":
            for base, x, y in zip(trace["base"], trace["x"], trace["y"], strict=True):
                yield y, base, f"[{short(base)} to {short(base + x)}]"
        elif trace["mode"] == "markers":
            for x, y in zip(trace["x"], trace["y"], strict=True):
                yield y, x, f"({short(x)})"


def short(value: Any) -> str:
    return f"{value:.3g}"


def told(figures: Mapping[str, Make]) -> str:
    lines = []
    for make in figures.values():
        made = make()
        if made is not None:
            lines += summary(made.figure)
    return "\n".join(line.strip() for line in lines)


@pytest.mark.parametrize("view", VIEWS)
def test_figures_say_and_show_what_they_did(view: str, responses: Responses) -> None:
    changed = []
    for part, figures in figures_of(responses, view).items():
        path = KEPT / f"{part}.{view}.txt"
        now = told(figures)
        if os.environ.get("GOLDEN") == "write":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(now, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != now:
            changed.append(path.name)
    assert not changed, "Run `make golden` and read what it changes."


def test_every_kind_of_story_and_question_is_kept(responses: Responses) -> None:
    plain = figures_of(responses, "plain")
    assert plain["questions"].keys() >= {"who_answered", *(one["id"] for one in SURVEY)}
    telling = {name.partition(".")[0] for name in plain["stories"]}
    assert len(telling) >= len(STORIES)
    kept = {path.stem for path in KEPT.glob("*.txt")}
    assert kept == {f"{part}.{view}" for part in plain for view in VIEWS}
