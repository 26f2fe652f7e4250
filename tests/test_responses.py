"""Responses are loaded, checked against the codebook, and counted."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import PEOPLE, asking

from dashboard.codebook import Codebook, read_codebook
from dashboard.errors import DashboardError
from dashboard.query.selection import Weights, select
from dashboard.responses import Responses, load_responses, year_files
from dashboard.responses.schema import separate_file, year_file
from dashboard.responses.tally import Tally


def tally(responses: Responses, code: str, **options: Any) -> Tally:
    by = options.pop("by", None)
    query = select(responses.codebook, [2023, 2024], options)
    question = responses.codebook.question(code)
    segment = responses.codebook.question(by) if by else None
    return responses.tally([question], asking(query, segment))[question.id]


def in_year(array: np.ndarray, year: int) -> Any:
    return array[year - 2023, 0].tolist()


# What one can add up from PEOPLE in conftest: cells (item by value), asked and answered by item.
COUNTED = {
    ("role", 2024): ([[3, 3, 1]], [8], [7]),
    ("size", 2023): ([[2, 3]], [5], [5]),
    ("size", 2024): ([[2, 3]], [6], [5]),
    ("region", 2023): ([[0, 0]], [0], [0]),
    ("used", 2023): ([[2, 3, 0, 1]], [6], [5]),
    ("used", 2024): ([[4, 3, 3, 1]], [8], [7]),
    ("liking", 2024): ([[1, 1, 2], [1, 0, 1]], [4, 3], [4, 2]),
    ("purpose", 2024): ([[2, 1], [1, 1]], [3, 3], [2, 2]),
    ("mood", 2023): ([[1, 1, 2, 1]], [6], [5]),
    ("hours", 2024): ([[1, 2, 1]], [8], [4]),
    ("age", 2024): ([[1, 2]], [8], [3]),
}


@pytest.mark.parametrize("case", COUNTED, ids=lambda case: f"{case[0]} in {case[1]}")
def test_answers_are_counted_as_in_the_head(
    case: tuple[str, int], tiny_responses: Responses
) -> None:
    code, year = case
    cells, asked, answered = COUNTED[case]
    counted = tally(tiny_responses, code)
    assert in_year(counted.cells.n, year) == cells
    assert in_year(counted.asked.n, year) == asked
    assert in_year(counted.answered.n, year) == answered


def test_filters_narrow_and_choices_of_one_filter_are_alternatives(
    tiny_responses: Responses,
) -> None:
    counted = tally(tiny_responses, "used", persona=["builder", "keeper"], company_size=["small"])
    assert in_year(counted.cells.n, 2024) == [[2, 1, 1, 0]]
    assert counted.everyone.n[1, 0] == 2
    assert counted.rows.tolist() == [6, 8]


def test_a_breakdown_gives_a_segment_for_each_choice(tiny_responses: Responses) -> None:
    counted = tally(tiny_responses, "used", by="role")
    assert counted.segments == ("builder", "keeper", "other")
    assert counted.cells.n[1, :, 0, 0].tolist() == [2, 1, 1]
    assert counted.everyone.n[1].tolist() == [3, 3, 1]


def test_an_allocation_is_closed_to_a_hundred_or_left_out(tiny_responses: Responses) -> None:
    counted = tally(tiny_responses, "time")
    given = {
        round(float(percent), 1)
        for percent, n in zip(counted.values, counted.cells.n[1, 0, 0], strict=True)
        if n
    }
    assert given == {80.0, 58.8}  # 60 and 42 are brought to 100; 100 and 37 are not
    assert in_year(counted.answered.n, 2024) == [2, 2]
    assert in_year(counted.asked.n, 2024) == [8, 8]


def test_a_ranking_counts_ranks_and_how_many_were_ranked(tiny_responses: Responses) -> None:
    counted = tally(tiny_responses, "best")
    pairs = [tuple(pair) for pair in counted.values.astype(int).tolist()]
    axe = dict(zip(pairs, counted.cells.n[1, 0, 0], strict=True))
    assert {pair: n for pair, n in axe.items() if n} == {(1, 2): 1, (1, 1): 1, (2, 2): 1}
    drill = dict(zip(pairs, counted.cells.n[1, 0, 2], strict=True))
    assert {pair: n for pair, n in drill.items() if n} == {(0, 2): 2, (0, 1): 1}


def test_a_maxdiff_counts_best_less_worst_and_times_shown(tiny_responses: Responses) -> None:
    counted = tally(tiny_responses, "worst")
    pairs = [tuple(pair) for pair in counted.values.astype(int).tolist()]
    rust = dict(zip(pairs, counted.cells.n[1, 0, 0], strict=True))
    assert {pair: n for pair, n in rust.items() if n} == {(2, 2): 1}
    assert in_year(counted.answered.n, 2024) == [1, 2, 2]


def test_many_questions_in_one_query_are_the_same_as_one_by_one(
    tiny_responses: Responses,
) -> None:
    codebook = tiny_responses.codebook
    questions = list(codebook.questions.values())
    query = select(codebook, [2023, 2024])
    together = tiny_responses.tally(questions, asking(query, codebook.question("role")))
    assert together.keys() == codebook.questions.keys()
    for question in questions:
        alone = tiny_responses.tally([question], asking(query, codebook.question("role")))
        assert np.array_equal(alone[question.id].cells.n, together[question.id].cells.n)
        assert np.array_equal(alone[question.id].answered.n, together[question.id].answered.n)


def test_readers_at_the_same_time_get_the_same_numbers(tiny_responses: Responses) -> None:
    expected = tally(tiny_responses, "used").cells.n
    seen: list[bool] = []

    def read() -> None:
        for _ in range(20):
            seen.append(np.array_equal(tally(tiny_responses, "used").cells.n, expected))

    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert seen == [True] * 160


def test_nothing_outside_can_be_reached_through_the_responses(tiny_responses: Responses) -> None:
    for statement in (
        "SELECT * FROM read_csv('/etc/hostname')",
        "SET threads = 1",
        "INSTALL httpfs",
    ):
        with pytest.raises(Exception, match=r"(?i)disabled|locked|cannot|permission"):
            tiny_responses.engine.run(statement, [])


def test_a_declared_year_without_a_file_has_no_responses_yet(tiny_responses: Responses) -> None:
    assert tiny_responses.years == (2023, 2024)


def test_weights_must_be_there_to_be_used(tiny_responses: Responses) -> None:
    codebook = tiny_responses.codebook
    with pytest.raises(DashboardError, match="has survey weights"):
        tiny_responses.tally(
            [codebook.question("used")], asking(select(codebook), weights=Weights.SURVEY)
        )


# --- What is wrong with a file is said, and nothing is loaded -------------------------------


def spoil(folder: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    path = year_file(folder, 2024)
    pq.write_table(change(pq.read_table(path, partitioning=None)), path)


def renamed(table: pa.Table) -> pa.Table:
    return table.rename_columns(["uzed" if name == "used" else name for name in table.column_names])


def retyped(table: pa.Table) -> pa.Table:
    place = table.column_names.index("role")
    return table.set_column(place, "role", pa.array(range(len(table))))


def with_answer(code: str, answer: Any) -> Callable[[pa.Table], pa.Table]:
    def change(table: pa.Table) -> pa.Table:
        place = table.column_names.index(code)
        values = [answer, *table.column(code).to_pylist()[1:]]
        return table.set_column(place, code, pa.array(values, table.schema.field(code).type))

    return change


SPOILED: dict[str, tuple[Callable[[pa.Table], pa.Table], list[str]]] = {
    "a column the codebook lacks": (renamed, ["'uzed'", "'used'", "year=2024"]),
    "a column of another type": (retyped, ["'role'", "BIGINT", "VARCHAR"]),
    "a column that is missing": (lambda t: t.drop_columns(["mood"]), ["'mood'", "missing"]),
    "an answer the codebook lacks": (with_answer("role", "bilder"), ["'bilder'", "'builder'"]),
    "a tick the codebook lacks": (with_answer("used", ["axe", "spoon"]), ["'spoon'"]),
    "a row the codebook lacks": (with_answer("liking", [("spoon", "good")]), ["'spoon'"]),
    "an object the codebook lacks": (with_answer("best", ["spoon"]), ["'spoon'"]),
}


@pytest.mark.parametrize("case", SPOILED)
def test_a_file_that_is_not_what_the_codebook_says_is_refused(case: str, tiny_copy: Path) -> None:
    change, words = SPOILED[case]
    spoil(tiny_copy, change)
    with pytest.raises(DashboardError) as raised:
        load_responses(read_codebook(tiny_copy))
    assert [word for word in words if word not in str(raised.value)] == []


def test_an_answer_its_year_did_not_offer_is_refused(tiny_copy: Path) -> None:
    path = year_file(tiny_copy, 2023)
    pq.write_table(with_answer("used", ["drill"])(pq.read_table(path, partitioning=None)), path)
    with pytest.raises(DashboardError, match="'drill'"):
        load_responses(read_codebook(tiny_copy))


def test_all_faults_of_a_file_are_listed(tiny_copy: Path) -> None:
    spoil(tiny_copy, lambda t: with_answer("role", "x1")(with_answer("region", "x2")(t)))
    with pytest.raises(DashboardError, match=r"(?s)'x1'.*'x2'"):
        load_responses(read_codebook(tiny_copy))


def test_what_is_published_apart_may_be_read_in_pieces(
    released_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A piece of large files has the columns of some of them only."""
    codebook = read_codebook(released_folder)
    whole = load_responses(codebook)
    monkeypatch.setattr(year_files, "ROWS_AT_ONCE", 100)
    in_pieces = load_responses(codebook)
    query = select(codebook, codebook.years)
    asked = [codebook.question(code) for code in codebook.separate]
    assert len(asked) > 1
    found, at_once = in_pieces.tally(asked, query), whole.tally(asked, query)
    assert len(found) == len(at_once) == len(asked)
    for code, expected in at_once.items():
        assert expected.cells.n.sum() > 0
        assert np.array_equal(found[code].cells.n, expected.cells.n)
        assert np.array_equal(found[code].withheld, expected.withheld)


def test_all_faults_of_what_is_published_apart_are_listed(
    released_folder: Path, tmp_path: Path
) -> None:
    """Such files of a year are read together; each is named with what is wrong in it."""
    folder = Path(shutil.copytree(released_folder, tmp_path / "survey"))
    codebook = read_codebook(folder)
    one, *_, other = codebook.separate
    year = min(codebook.years)
    for code, answer in ((one, "x1"), (other, "x2")):
        path = separate_file(folder, year, code)
        table = pq.read_table(path, partitioning=None)
        pq.write_table(with_answer(code, answer)(table), path)
    with pytest.raises(DashboardError) as raised:
        load_responses(codebook)
    said = str(raised.value).splitlines()
    names = [line.partition(":")[0] for line in said]
    assert names == [f"year={year}/{one}.parquet", f"year={year}/{other}.parquet"]
    assert "'x1'" in said[0]
    assert "'x2'" in said[1]


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"", "empty"), (b"PAR1 not really", "cannot be read"), (None, "cannot be read")],
    ids=["an empty file", "a file that is no Parquet", "a truncated file"],
)
def test_a_file_that_cannot_be_read_is_said(
    content: bytes | None, word: str, tiny_copy: Path
) -> None:
    path = year_file(tiny_copy, 2024)
    path.write_bytes(path.read_bytes()[:500] if content is None else content)
    with pytest.raises(DashboardError, match=word):
        load_responses(read_codebook(tiny_copy))


def test_a_year_the_survey_does_not_declare_is_refused(tiny_copy: Path) -> None:
    year_file(tiny_copy, 2024).parent.rename(tiny_copy / "responses" / "year=2019")
    with pytest.raises(DashboardError, match="Unknown year '2019'"):
        load_responses(read_codebook(tiny_copy))


def test_no_responses_at_all_is_said(tiny_copy: Path) -> None:
    for year in PEOPLE:
        year_file(tiny_copy, year).unlink()
        year_file(tiny_copy, year).parent.rmdir()
    with pytest.raises(DashboardError, match="no responses"):
        load_responses(read_codebook(tiny_copy))


def test_the_codebook_can_be_asked_for_what_breaks_a_figure_down(tiny: Codebook) -> None:
    assert tiny.question("role").has_one_answer
    assert not tiny.question("used").has_one_answer
