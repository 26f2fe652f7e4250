"""Small honest surveys can be released: where few answers are withheld, others are with them."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from surveys import topic_of, write_answers, write_survey

from dashboard.analysis.results import results
from dashboard.codebook import read_codebook
from dashboard.errors import DashboardError
from dashboard.query.selection import select
from dashboard.release.release_checks import check
from dashboard.release.releasing import release
from dashboard.responses import load_responses
from dashboard.responses.schema import separate_file, withheld_column, year_file

from .conftest import SEED, choices

K = 5
QUESTIONS: list[dict[str, Any]] = [
    {"id": "role", "choices": choices("dev", "ops", "data", "lead")},
    {"id": "size", "choices": choices("small", "middle", "large")},
    {"id": "region", "choices": choices("eu", "us", "as")},
    {"id": "uses", "kind": "multiple", "choices": choices("a", "b", "c", "none")},
    {"id": "pay", "sensitive": True, "choices": choices("p1", "p2", "p3", "p4")},
    {"id": "ill", "sensitive": True, "kind": "multiple", "choices": choices("i1", "i2")},
    {"id": "boss", "sensitive": True, "choices": choices("yes", "no"),
     "asked_of": {"question": "role", "any_of": ["lead"]}},
]  # fmt: skip
SMALL = "The survey is small."


def person(draw: random.Random) -> dict[str, Any]:
    role = draw.choices(["dev", "ops", "data", "lead"], [55, 25, 15, 5])[0]
    return {
        "role": role,
        "size": draw.choices(["small", "middle", "large", None], [40, 35, 20, 5])[0],
        "region": draw.choices(["eu", "us", "as"], [60, 30, 10])[0],
        "uses": [tool for tool in "abc" if draw.random() < 0.35] or ["none"],
        "pay": draw.choices(["p1", "p2", "p3", "p4", None], [40, 40, 12, 3, 5])[0],
        "ill": [one for one, part in (("i1", 0.3), ("i2", 0.02)) if draw.random() < part] or None,
        "boss": draw.choice(["yes", "no", None]) if role == "lead" else ...,
    }


def write(folder: Path, count: int, seed: int, **privacy: Any) -> Path:
    draw = random.Random(seed)
    head = {
        "id": "few",
        "title": "Few",
        "synthetic": True,
        "years": {2024: {}},
        "filters": {"persona": "role", "company_size": "size", "more": ["region"]},
        "privacy": {"k": K, "key_attributes": ["role", "size"], "separate": ["region"],
                    "singled_out_ceiling": 1} | privacy,
    }  # fmt: skip
    people = [person(draw) for _ in range(count)]
    return write_survey(folder, head, topic_of(QUESTIONS), years={2024: people}).folder


@pytest.mark.parametrize("count", [150, 300])
@pytest.mark.parametrize("seed", range(4))
def test_a_small_survey_is_released_and_holds(tmp_path: Path, count: int, seed: int) -> None:
    moved = {question["id"]: SMALL for question in QUESTIONS}
    source = write(tmp_path / "source", count, seed, moved=moved)
    report = release(source, tmp_path / "out", SEED)
    assert check(report.to).faults == ()
    table = pq.read_table(year_file(report.to, 2024), partitioning=None)
    for name in table.schema.names:
        if name.endswith(withheld_column("")):
            assert sum(table[name].to_pylist()) >= K, name


def test_answers_that_fewer_than_k_gave_at_all_are_withheld_with_who_gave_them(
    tmp_path: Path,
) -> None:
    head_count = 150
    draw = random.Random(5)
    people = [person(draw) | {"role": "dev", "boss": ...} for _ in range(head_count)]
    for one in people[:3]:
        one |= {"role": "lead", "boss": "yes"}
    for one in people[3:12]:
        one |= {"role": "lead", "boss": None}
    source = write(tmp_path / "source", 10, 1, moved={q["id"]: SMALL for q in QUESTIONS})
    codebook = read_codebook(source)

    write_answers(codebook, 2024, people)
    report = release(source, tmp_path / "out", SEED)
    table = pq.read_table(year_file(report.to, 2024), partitioning=None)
    assert table["boss"].null_count == head_count
    assert sum(table[withheld_column("boss")].to_pylist()) >= K
    assert check(report.to).faults == ()


@pytest.mark.parametrize("blank", range(7))
def test_a_few_blank_answers_to_a_question_published_apart_do_not_stop_a_release(
    tmp_path: Path, blank: int
) -> None:
    source = write(tmp_path / "source", 10, 1, moved={q["id"]: SMALL for q in QUESTIONS})
    draw = random.Random(3)
    people = [person(draw) for _ in range(200)]
    for one in people[:blank]:
        one["region"] = None
    write_answers(read_codebook(source), 2024, people)
    report = release(source, tmp_path / "out", SEED)
    assert check(report.to).faults == ()
    region = pq.read_table(separate_file(report.to, 2024, "region"), partitioning=None)
    assert region["region"].null_count == (0 if not blank else blank + K if blank < K else blank)


def test_what_a_small_survey_cannot_show_is_said_with_what_to_do(tmp_path: Path) -> None:
    source = write(tmp_path / "source", 150, 0)
    with pytest.raises(DashboardError, match="Join small choices of the key attributes, or"):
        release(source, tmp_path / "out", SEED)


def test_what_nobody_is_known_to_have_given_is_no_nought_on_a_small_base(tmp_path: Path) -> None:
    moved = {question["id"]: SMALL for question in QUESTIONS}
    source = write(tmp_path / "source", 150, 2, moved=moved)
    responses = load_responses(read_codebook(release(source, tmp_path / "out", SEED).to))
    book = responses.codebook
    pay = book.question("pay")
    few = 0
    for role in ("dev", "ops", "data", "lead"):
        query = select(book, [2024], {"persona": [role]})
        found = results(responses, [pay], query)["pay"]
        if not found.tally.withheld.any():
            continue
        unknown = found.tally.cells.n == 0
        assert np.isnan(found.shares.count[unknown]).all()
        few += int(unknown.sum())
    assert few
