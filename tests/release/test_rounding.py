"""Rare answers: what they become."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from dashboard.release.folding import Folded, folded

from dashboard.codebook import Question, read_codebook
from dashboard.responses.schema import answer_type

Fold = Callable[..., Folded]


@pytest.fixture
def fold(club: Callable[..., Path]) -> Fold:
    def run(entry: dict[str, Any], answers: list[Any], k: int = 2, **more: Any) -> Folded:
        head = {"filters": {}, "privacy": {}}
        folder = club({}, [{"id": "q", **entry}], **head) if entry else None
        assert folder is not None
        question: Question = read_codebook(folder).questions["q"]
        return folded(question, 2024, pa.array(answers, answer_type(question)), k, **more)

    return run


def c(*codes: str, **more: Any) -> list[dict[str, Any]]:
    return [{"id": code, "label": code} | more.get(code, {}) for code in codes]


def test_a_rare_choice_becomes_other(fold: Fold) -> None:
    entry = {"kind": "single", "choices": c("a", "b", "z", z={"other": True})}
    done = fold(entry, ["a", "a", "b", "z", None])
    assert done.array.to_pylist() == ["a", "a", "z", "z", None]
    assert done.into == {"b": "z"}


def test_a_rare_choice_becomes_the_wider_one_that_covers_it(fold: Fold) -> None:
    wide = {"merges": ["b"]}
    entry = {"kind": "single", "choices": c("a", "b", "w", w=wide)}
    done = fold(entry, ["a", "a", "b", "w", "w"])
    assert done.array.to_pylist() == ["a", "a", "w", "w", "w"]


def test_without_anywhere_to_go_a_rare_choice_is_withheld(fold: Fold) -> None:
    done = fold({"kind": "scale", "choices": c("a", "b")}, ["a", "a", "b"])
    assert (done.array.to_pylist(), dict(done.into)) == (["a", "a", None], {"b": None})


def test_an_other_that_stays_rare_is_withheld_with_what_it_took_in(fold: Fold) -> None:
    entry = {"kind": "single", "choices": c("a", "b", "z", z={"other": True})}
    done = fold(entry, ["a", "a", "b"])
    assert done.array.to_pylist() == ["a", "a", None]


def test_ticks_are_folded_and_none_of_these_never_becomes_other(fold: Fold) -> None:
    flags = {"z": {"other": True}, "none": {"exclusive": True}}
    entry = {"kind": "multiple", "choices": c("a", "b", "z", "none", **flags)}
    done = fold(entry, [["a", "b"], ["a", "z"], ["z"], ["none"], None])
    assert done.array.to_pylist() == [["a", "z"], ["a", "z"], ["z"], None, None]


def test_one_person_with_two_rare_ticks_is_still_one_person(fold: Fold) -> None:
    entry = {"kind": "multiple", "choices": c("a", "b", "c", "z", z={"other": True})}
    done = fold(entry, [["a"], ["a"], ["b", "c", "z"]])
    assert done.array.to_pylist() == [["a"], ["a"], None]


def test_a_rarely_answered_row_of_a_matrix_is_left_out(fold: Fold) -> None:
    entry = {"kind": "matrix", "items": c("i", "j"), "choices": c("a", "b")}
    rows = [[("i", "a"), ("j", "a")], [("i", "a"), ("j", None)], [("j", None)]]
    done = fold(entry, rows)
    assert done.array.to_pylist() == [[("i", "a")], [("i", "a")], None]
    assert list(done.items) == ["j"]


def test_a_rare_answer_may_leave_its_row_too_rare(fold: Fold) -> None:
    entry = {"kind": "matrix", "items": c("i", "j"), "choices": c("a", "b")}
    rows = [[("i", "a")], [("i", "a"), ("j", "b")], [("i", "a"), ("j", "a")]]
    assert fold(entry, rows).array.to_pylist() == [[("i", "a")]] * 3


def test_a_rare_object_leaves_a_ranking_and_the_rest_keep_their_order(fold: Fold) -> None:
    entry = {"kind": "ranking", "choices": c("a", "b", "z", z={"other": True})}
    done = fold(entry, [["b", "a"], ["a", "z"], ["a", "z"]])
    assert done.array.to_pylist() == [["a"], ["a", "z"], ["a", "z"]]


def test_numbers_are_rounded_and_cut_off_where_too_few_reach(fold: Fold) -> None:
    done = fold({"kind": "number"}, [1.0, 2.0, 2.0, 1234.0, 1210.0, None, 9999.0])
    assert done.array.to_pylist() == [2.0, 2.0, 2.0, 1200.0, 1200.0, None, 1200.0]
    assert done.cut == (2.0, 1200.0)


def test_numbers_of_too_few_people_are_withheld(fold: Fold) -> None:
    assert fold({"kind": "number"}, [3.0, None], k=2).array.to_pylist() == [None, None]


def test_percentages_are_rounded_to_whole_ones(fold: Fold) -> None:
    entry = {"kind": "allocation", "items": c("i", "j")}
    done = fold(entry, [[("i", 33.4), ("j", 66.6)], None, [("i", None), ("j", 100.0)]])
    assert done.array.to_pylist() == [
        [("i", 33.0), ("j", 67.0)], None, [("i", None), ("j", 100.0)],
    ]  # fmt: skip
