"""What a release withholds is so in app, table, CSV and SQL: withheld, few, unasked, or nought.

A survey with a sensitive question of every kind, and key attributes of which some are withheld; its
statements run as printed in a plain DuckDB over the released files.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import asking
from plain_duckdb import holds, reader
from release.conftest import SEED, choices, club

from dashboard.analysis.lifts import co_use
from dashboard.analysis.results import Result, results
from dashboard.analysis.rows import rows
from dashboard.analysis.statistics import SHARE, VOLUME, statistics_of
from dashboard.analysis.tick_means import ticks_each
from dashboard.codebook import read_codebook
from dashboard.errors import DashboardError
from dashboard.estimates.reliability import Flag
from dashboard.query.selection import Of, Query, select
from dashboard.release.releasing import release
from dashboard.responses import Responses, load_responses

__all__ = ["club"]

YEARS = (2023, 2024)
PETS = ("cat", "dog", "newt", "none")
STEPS = choices("never", "seldom", "often", "always")
QUESTIONS: list[dict[str, Any]] = [
    {"id": "role", "kind": "single", "choices": choices("grower", "seller", "miller")},
    {"id": "size", "kind": "single", "choices": choices("small", "large", "huge")},
    {"id": "origin", "kind": "single", "choices": choices("north", "south", "west")},
    {"id": "plain", "kind": "multiple", "choices": choices("axe", "saw", "adze")},
    {"id": "one", "kind": "single", "choices": choices("yes", "no", "maybe", "other")},
    {"id": "pets", "kind": "multiple", "choices": choices(*PETS)},
    {"id": "mood", "kind": "scale", "choices": STEPS},
    {"id": "grid", "kind": "matrix", "items": choices("home", "work"), "choices": STEPS},
    {"id": "grids", "kind": "matrix", "multiple": True, "items": choices("home", "work"),
     "choices": choices("axe", "saw", "adze")},
    {"id": "best", "kind": "ranking", "choices": choices("a", "b", "c", "d")},
    {"id": "parts", "kind": "allocation", "items": choices("x", "y", "z")},
    {"id": "age", "kind": "number", "choices": [
        {"id": "a", "label": "under 20", "to": 20}, {"id": "b", "label": "20 to 40", "from": 20,
        "to": 40}, {"id": "c", "label": "40 and more", "from": 40}]},
    {"id": "years", "kind": "number"},
    {"id": "few", "kind": "single", "choices": choices("left", "right"),
     "asked_of": {"question": "one", "any_of": ["maybe"]}},
]  # fmt: skip
SENSITIVE = [one["id"] for one in QUESTIONS[4:]]


def people(count: int, seed: int) -> list[dict[str, Any]]:
    """People who mostly say the same, and of whom a few say something rare, or are rare."""
    draw = random.Random(seed)

    def pick(codes: str, *weights: float) -> str:
        return draw.choices(codes.split(), weights)[0]

    found = []
    for at in range(count):
        one = pick("yes no maybe other", 60, 36, 3, 0.5)
        often = [pick("never seldom often always", 55, 44, 1, 0) for _ in range(3)]
        blank = draw.random() < 0.05
        found.append(
            {
                "role": pick("grower seller miller", 60, 38, 1.5),
                "size": pick("small large huge", 70, 28.5, 1.5),
                "origin": pick("north south west", 60, 38, 2),
                "plain": [t for t in ("axe", "saw") if draw.random() < 0.7] or None,
                "one": None if blank else one,
                "pets": ["newt"] if at < 2 else [pick("cat dog none", 50, 49, 1)],
                "mood": often[0],
                "grid": [("home", often[1]), ("work", None if blank else often[2])],
                "grids": [("home", ["axe"]), ("work", ["adze" if at < 3 else "saw"])],
                "best": ["c" if at < 3 else pick("a b", 60, 40), "d"],
                "parts": [("x", 50.0), ("y", 50.0 if at > 3 else 0.0),
                          ("z", 0.0 if at > 3 else 50.0)],
                "age": "c" if at < 3 else pick("a b", 50, 48),
                "years": 15.0 if at < 3 else float(draw.choice([10, 10, 20, 20, 30])),
                "few": pick("left right", 60, 40) if one == "maybe" else ...,
            }
        )  # fmt: skip
    return found


@pytest.fixture(scope="module")
def folder(club: Any) -> Path:
    questions = [q | ({"sensitive": True} if q["id"] in SENSITIVE else {}) for q in QUESTIONS]
    source: Path = club(
        {year: people(500, year) for year in YEARS},
        questions,
        filters={"persona": "role", "company_size": "size"},
        privacy={
            "key_attributes": ["role", "size"],
            "separate": ["origin"],
            "singled_out_ceiling": 1,
            "moved": dict.fromkeys([q["id"] for q in QUESTIONS], "Small."),
        },
    )
    release(source, source.parent / "released", SEED)
    return source.parent / "released"


@pytest.fixture(scope="module")
def responses(folder: Path) -> Responses:
    return load_responses(read_codebook(folder))


@pytest.fixture(scope="module")
def plain(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with reader(folder) as connection:
        yield connection


def views(responses: Responses, statistic: object) -> Iterator[Query]:
    """Views by nothing, by each key attribute, and filtered by each of their choices."""
    book = responses.codebook
    whole = [select(book, [YEARS[-1]]), select(book, YEARS)]
    for name in ("persona", "company_size"):
        asked = book.filter(name)
        whole += [asking(select(book, YEARS), asked)]
        whole += [select(book, YEARS, {name: [choice.id]}) for choice in asked.choices]
        whole.append(asking(select(book, YEARS, {name: [c.id for c in asked.choices[:2]]}), asked))
    size = book.filter("company_size")
    whole.append(asking(select(book, YEARS, {"persona": ["seller"]}), size))
    yield from whole
    if statistic is SHARE:
        yield from (asking(query, size, of=Of.ASKED) for query in whole[:2])


def seen(found: Result) -> set[Flag]:
    flags = set(found.estimates.flag.flat)
    return flags if found.spread is None else flags | set(found.spread.flag.flat)


@pytest.mark.parametrize("code", [one["id"] for one in QUESTIONS])
def test_what_is_withheld_is_so_in_the_statement_and_nothing_else_is(
    code: str, responses: Responses, plain: duckdb.DuckDBPyConnection
) -> None:
    question = responses.codebook.questions[code]
    flags: set[Flag] = set()
    held = 0
    for statistic in statistics_of(question):
        if statistic is VOLUME:  # Nobody says how many use cases they have.
            continue
        for query in views(responses, statistic):
            if responses.refusal(question, responses.breakdown(query), query):
                continue
            found = results(responses, [question], query, statistic)[code]
            held += holds(plain, responses, found)
            flags |= seen(found)
            for row in rows(found):
                if row.flag in (Flag.FEW, Flag.WITHHELD):
                    assert (row.share, row.count, row.estimate) == (None, None, None)
    assert held
    # Few answers are withheld of a plain number; no share of it is one of nought.
    assert code not in {*SENSITIVE} - {"years"} or flags & {Flag.FEW, Flag.WITHHELD}


def test_there_is_something_withheld_of_each_state(responses: Responses) -> None:
    marked = {code for code, _, _ in responses.marked}
    assert {"role", "size"} & marked
    assert marked & set(SENSITIVE)


def refusal(count: Callable[[Query], object], query: Query) -> str:
    """Why something is not counted; empty where it is."""
    try:
        count(query)
    except DashboardError as error:
        return str(error)
    return ""


def test_what_goes_with_what_is_refused_where_too_much_of_it_is_withheld(
    responses: Responses,
) -> None:
    book, told, refused = responses.codebook, 0, 0
    pets, plain = book.questions["pets"], book.questions["plain"]
    for query in views(responses, None):
        if query.by is not None or query.years != YEARS:
            continue
        newest = replace(query, years=YEARS[-1:])
        own = results(responses, [pets, plain], newest).values()
        why = [says for one in own for says in (*one.gaps.values(), *one.withheld.values())]
        for count in (
            lambda q: co_use(responses, plain, "axe", [pets], q),
            lambda q: ticks_each(responses, pets, ["cat", "dog"], q),
        ):
            said = refusal(count, newest)
            assert not said or any(says in said for says in why)
            assert said or not any(one.gaps or one.withheld for one in own if one.question == pets)
            told, refused = told + (not said), refused + bool(said)
    assert told
    assert refused
