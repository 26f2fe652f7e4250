"""Two versions of a release: one person erased, and what both together tell."""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.__main__ import main
from dashboard.release.release_checks import check
from dashboard.release.releasing import release
from dashboard.release.versions import attack
from dashboard.responses.schema import year_file

from .conftest import QUESTIONS, SEED, choices, members

ERASED = 40
HABITS = [f"habit_{letter}" for letter in "abcdefghijkl"]


@pytest.fixture(scope="module")
def versions(
    club: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """The club as it was released, and again without one of its members."""
    folder = tmp_path_factory.mktemp("versions")
    draw = random.Random(5)
    # Twelve habits, so that most can be found again by what they said.
    people = [p | {"habits": draw.sample(HABITS, draw.randint(2, 8))} for p in members()]
    questions = [*QUESTIONS, {"id": "habits", "kind": "multiple", "choices": choices(*HABITS)}]
    old, new = folder / "old", folder / "new"
    release(club({2024: people}, questions), old, SEED)
    left = people[:ERASED] + people[ERASED + 1 :]
    release(club({2024: left}, questions), new, SEED, "One was erased.")
    return old, new


def rows(folder: Path, name: str = "responses") -> list[dict[str, Any]]:
    path = year_file(folder, 2024).with_name(f"{name}.parquet")
    return list(pq.ParquetFile(path).read().to_pylist())


def test_erasing_one_person_leaves_nothing_to_follow(versions: tuple[Path, Path]) -> None:
    old, new = versions
    pairs = attack(old, new)
    assert len(pairs) == len(list((old / "responses").rglob("*.parquet")))
    for pair in pairs:
        assert pair.ids == 0
        assert list(pair.faults()) == []
    [main_file] = [pair for pair in pairs if pair.file.endswith("responses.parquet")]
    assert main_file.pairs > 50
    assert main_file.chained <= main_file.expected + 4 * max(main_file.expected, 1) ** 0.5
    assert check(new, against=old).passed


def test_who_has_both_versions_is_said_to_be_able_to_subtract_them(
    versions: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = versions
    assert main(["check", str(new), "--against", str(old)]) == 0
    says = capsys.readouterr().out
    assert "2024: this version has 1 respondent fewer than the older one." in says
    assert "subtract their counts" in says
    assert "withdraw the older files" in says
    assert main(["check", str(old), "--against", str(new)]) == 0
    assert "1 respondent more than the older one" in capsys.readouterr().out
    assert main(["check", str(old), "--against", str(old)]) == 0
    assert "subtract" not in capsys.readouterr().out


def test_who_was_erased_is_in_no_file(versions: tuple[Path, Path]) -> None:
    old, new = versions
    for name in ("responses", "city", "title.job"):
        assert len(rows(new, name)) == len(rows(old, name)) - 1


def test_cities_cannot_be_read_beside_answers_by_place_in_the_files(
    versions: tuple[Path, Path],
) -> None:
    """The n-th row of one file and of another are no more alike than any two."""
    old, new = versions
    for folder in (old, new):
        main_file, city = rows(folder), rows(folder, "city")
        commonest = Counter(row["city"] for row in city).most_common(1)[0][1] / len(city)
        by_answers = {}
        for row, other in zip(main_file, city, strict=True):
            by_answers.setdefault((row["job"], row["size"]), []).append(other["city"])
        guessed = sum(Counter(said).most_common(1)[0][1] for said in by_answers.values())
        # As many as the commonest of so many random groups has by chance.
        assert guessed / len(city) <= commonest + 0.08


def test_a_release_whose_ids_stay_is_found_out(
    versions: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, _ = versions
    path = year_file(tmp_path / "new", 2024)
    path.parent.mkdir(parents=True)
    kept = pq.ParquetFile(year_file(old, 2024)).read()
    ids = kept.column("respondent").to_pylist()
    left = kept.take(list(range(len(ids) - 1)))
    # As ids by the number of a row would: whoever follows takes the id of the one before.
    pq.write_table(left, path)
    [pair] = attack(old, tmp_path / "new")
    assert pair.ids == len(ids) - 1
    shuffled = left.set_column(0, "respondent", pa.array([f"{at:020d}" for at in range(len(left))]))
    pq.write_table(shuffled, path)
    [pair] = attack(old, tmp_path / "new")
    assert pair.ids == 0
    assert any("adjacent" in says for says in pair.faults())
    assert main(["check", str(old), "--against", str(tmp_path / "nowhere")]) == 2
    assert "has no responses" in capsys.readouterr().err


def test_the_same_imported_file_is_released_alike(versions: tuple[Path, Path]) -> None:
    old, _ = versions
    assert attack(old, old) == []
