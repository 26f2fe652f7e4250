"""A club of some hundred people, a few of whom stand out, and ways to release what they said."""

import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from dashboard.codebook import read_codebook
from dashboard.release.releasing import ReleaseReport, release
from dashboard.release.secret import Seed
from dashboard.responses.schema import RESPONDENT, answer_type, asked_column, year_file

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


def write_people(folder: Path, year: int, people: Iterable[dict[str, Any]]) -> None:
    """Write people as an import does; `...` is not asked."""
    rows = list(people)
    arrays = {RESPONDENT: pa.array([f"{year}-{place:06d}" for place in range(len(rows))])}
    for question in read_codebook(folder).asked_in(year):
        given = [row[question.id] for row in rows]
        arrays[asked_column(question.id)] = pa.array([answer is not ... for answer in given])
        answers = [None if answer is ... else answer for answer in given]
        arrays[question.id] = pa.array(answers, answer_type(question))
    path = year_file(folder, year)
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(arrays), path)


@pytest.fixture(scope="session")
def club(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write the club's imported folder; keywords change the survey file."""

    def make(
        years: dict[int, People] | None = None,
        questions: list[dict[str, Any]] = QUESTIONS,
        **head: Any,
    ) -> Path:
        folder = tmp_path_factory.mktemp("club") / "imported"
        (folder / "topics").mkdir(parents=True)
        (folder / "survey.yaml").write_text(yaml.safe_dump(HEAD | head), encoding="utf-8")
        asked = [{"title": q["id"], "wording": f"{q['id']}?"} | q for q in questions]
        topic = {"id": "club", "title": "Club", "questions": asked}
        (folder / "topics" / "club.yaml").write_text(yaml.safe_dump(topic, sort_keys=False))
        for year, people in ({2024: members()} if years is None else years).items():
            write_people(folder, year, people)
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
