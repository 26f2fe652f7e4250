"""Exact numbers made coarser."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from dashboard.codebook import read_codebook
from dashboard.release.count_rounding import Rounded, rounded
from dashboard.responses.schema import answer_type

Round = Callable[..., Rounded]


@pytest.fixture
def coarse(club: Callable[..., Path]) -> Round:
    def run(entry: dict[str, Any], answers: list[Any], k: int = 2) -> Rounded:
        folder = club({}, [{"id": "q", **entry}], filters={}, privacy={})
        question = read_codebook(folder).questions["q"]
        return rounded(question, pa.array(answers, answer_type(question)), k)

    return run


def test_numbers_are_rounded_and_cut_off_where_too_few_reach(coarse: Round) -> None:
    done = coarse({"kind": "number"}, [1.0, 2.0, 2.0, 1234.0, 1210.0, None, 9999.0])
    assert done.array.to_pylist() == [2.0, 2.0, 2.0, 1200.0, 1200.0, None, 1200.0]
    assert done.cut == (2.0, 1200.0)


def test_numbers_of_too_few_people_become_the_one_in_the_middle(coarse: Round) -> None:
    assert coarse({"kind": "number"}, [3.0, None, 5.0, 9.0]).array.to_pylist() == [
        5.0, None, 5.0, 5.0,
    ]  # fmt: skip


def test_percentages_are_rounded_to_whole_ones(coarse: Round) -> None:
    items = [{"id": code, "label": code} for code in "ij"]
    entry = {"kind": "allocation", "items": items}
    done = coarse(entry, [[("i", 33.4), ("j", 66.6)], None, [("i", None), ("j", 100.0)]])
    assert done.array.to_pylist() == [
        [("i", 33.0), ("j", 67.0)], None, [("i", None), ("j", 100.0)],
    ]  # fmt: skip


def test_what_few_ticked_stays(coarse: Round) -> None:
    entry = {"kind": "multiple", "choices": [{"id": c, "label": c} for c in "ab"]}
    assert coarse(entry, [["a"], ["a"], ["b"]]).array.to_pylist() == [["a"], ["a"], ["b"]]
