"""A club of some hundred people, a few of whom stand out, and ways to release what they said."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from surveys import topic_of, write_survey

from dashboard.release.releasing import ReleaseReport, release
from dashboard.release.secret import Seed
from dashboard.responses.schema import year_file

SEED = Seed(b"nobody guesses this one")
People = list[dict[str, Any]]


def choices(*codes: str, **more: Any) -> list[dict[str, Any]]:
    """Choices with their ids as labels; "other" and "none" are what they say."""
    said = {"other": {"other": True}, "none": {"exclusive": True}}
    return [{"id": code, "label": code, **said.get(code, {}), **more} for code in codes]


QUESTIONS: list[dict[str, Any]] = [
    {"id": "title", "kind": "single", "choices": choices("smith", "baker", "piper", "other")},
    {"id": "job", "kind": "single", "choices": choices("maker", "player", "other"), "derived": [
        {"choice": "maker", "when": {"question": "title", "any_of": ["smith", "baker"]}},
        {"choice": "player", "when": {"question": "title", "any_of": ["piper"]}},
    ]},
    {"id": "size", "kind": "single", "choices": choices("small", "large")},
    {"id": "land", "kind": "single", "choices": choices("hill", "dale", "isle")},
    {"id": "city", "kind": "single", "choices": choices("york", "bath", "ely")},
    {"id": "tools", "kind": "multiple", "choices": choices("axe", "saw", "adze", "other", "none")},
    {"id": "uses", "kind": "matrix", "items_from": "tools", "items": choices("axe", "saw", "adze"),
     "choices": choices("work", "play")},
    {"id": "oven", "kind": "single", "choices": choices("gas", "wood"),
     "asked_of": {"question": "title", "any_of": ["baker"]}},
    {"id": "pay", "kind": "single", "sensitive": True, "choices": choices("low", "high")},
    {"id": "years", "kind": "number"},
    {"id": "secret", "kind": "single", "published": False, "choices": choices("yes", "no")},
]  # fmt: skip
HEAD: dict[str, Any] = {
    "id": "club",
    "title": "Club",
    "synthetic": True,
    "years": {2023: {}, 2024: {}},
    "filters": {"persona": "job", "company_size": "size", "more": ["land", "city"]},
    "privacy": {
        "k": 5,
        "key_attributes": ["job", "size", "land"],
        "separate": ["city", "title"],
        "singled_out_ceiling": 1,
        "moved": dict.fromkeys(["job", "size", "land", "years"], "The club is small."),
    },
}


def members(count: int = 300, seed: int = 1) -> People:
    """People of whom a few pipe on the isle, one uses an adze, and one is very old in office."""
    draw = random.Random(seed)
    people: People = []
    for place in range(count):
        title = draw.choices(["smith", "baker", "piper", "other"], [50, 30, 15, 5])[0]
        tools = [t for t, p in (("axe", 0.6), ("saw", 0.5)) if draw.random() < p]
        people.append(
            {
                "title": title,
                "job": {"smith": "maker", "baker": "maker", "piper": "player"}.get(title, "other"),
                "size": draw.choices(["small", "large", None], [60, 35, 5])[0],
                "land": draw.choices(["hill", "dale", "isle"], [60, 30, 10])[0],
                "city": draw.choices(["york", "bath", "ely"], [70, 25, 5])[0],
                "tools": [*tools, "adze"] if place == 7 else tools or None,
                "uses": [(t, draw.choice(["work", "play"])) for t in tools] or None,
                "oven": draw.choice(["gas", "wood"]) if title == "baker" else ...,
                "pay": draw.choice(["low", "high"]),
                "years": 77.0 if place == 9 else float(draw.randint(1, 9)),
                "secret": draw.choice(["yes", "no"]),
            }
        )
    return people


@pytest.fixture(scope="session")
def club(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write the club's imported folder; keywords change the survey file."""

    def make(
        answered: dict[int, People] | None = None,
        questions: list[dict[str, Any]] = QUESTIONS,
        **head: Any,
    ) -> Path:
        folder = tmp_path_factory.mktemp("club") / "imported"
        topic = topic_of(questions, "club", "Club")
        years = {2024: members()} if answered is None else answered
        write_survey(folder, HEAD | head, topic, years=years)
        return folder

    return make


@pytest.fixture(scope="session")
def released(club: Callable[..., Path]) -> ReleaseReport:
    """The club's two years, released; nobody changes the folder."""
    source = club({2023: members(200, seed=2), 2024: members()})
    return release(source, source.parent / "released", SEED)


@pytest.fixture
def table() -> Callable[..., dict[str, list[Any]]]:
    """The columns of a released file."""

    def read(folder: Path, year: int = 2024, name: str = "responses") -> dict[str, list[Any]]:
        path = year_file(folder, year).with_name(f"{name}.parquet")
        return dict(pq.ParquetFile(path).read().to_pydict())

    return read
