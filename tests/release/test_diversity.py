"""Sensitive answers: who is withheld so that being in a cell, or rare, tells nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from dashboard.codebook import Question, read_codebook
from dashboard.release.diversity import Fact, facts, hiding, rare, telling, withheld_answers
from dashboard.responses.schema import answer_type

CHOICES = [{"id": code, "label": code} for code in "abcd"]
ITEMS = [{"id": code, "label": code} for code in "ij"]
KINDS: dict[str, tuple[dict[str, Any], Callable[[str], Any]]] = {
    "single": ({"kind": "single", "choices": CHOICES}, lambda code: code),
    "scale": ({"kind": "scale", "choices": CHOICES}, lambda code: code),
    "multiple": ({"kind": "multiple", "choices": CHOICES}, lambda code: [code]),
    "ranking": (
        {"kind": "ranking", "choices": CHOICES},
        lambda code: [code, *(c for c in "abcd" if c != code)],
    ),
    "matrix": (
        {"kind": "matrix", "choices": CHOICES, "items": ITEMS},
        lambda code: [("i", code), ("j", None)],
    ),
    "matrix of several": (
        {"kind": "matrix", "choices": CHOICES, "items": ITEMS, "multiple": True},
        lambda code: [("i", [code]), ("j", None)],
    ),
    "allocation": (
        {"kind": "allocation", "items": ITEMS},
        lambda code: [("i", 80.0), ("j", 20.0)] if code == "a" else [("i", 10.0), ("j", 90.0)],
    ),
    "number": ({"kind": "number"}, lambda code: float("abcd".index(code))),
}


@pytest.fixture
def question(club: Callable[..., Path]) -> Callable[[str], Question]:
    def make(kind: str) -> Question:
        folder = club(
            {}, [{"id": "q", "sensitive": True, **KINDS[kind][0]}], filters={}, privacy={}
        )
        return read_codebook(folder).questions["q"]

    return make


@pytest.mark.parametrize("kind", KINDS)
def test_where_all_of_a_cell_say_the_same_it_is_withheld_whatever_the_kind(
    kind: str, question: Callable[[str], Question]
) -> None:
    asked, say = question(kind), KINDS[kind][1]
    codes = ["a"] * 20 + ["a", "b"] * 20 + [None] * 5
    answers = [None if code is None else say(code) for code in codes]
    cell = np.array([0] * 20 + [1] * 40 + [0] * 5)
    hidden = withheld_answers(
        asked, pa.array(answers, answer_type(asked)), cell, 5, 2, np.arange(len(cell))
    )
    # Who did not answer is no different answer.
    assert hidden[:20].all()
    assert not hidden[20:60].any()
    assert not hidden[60:].any()


def test_a_cell_where_nearly_all_say_the_same_tells_too() -> None:
    cell = np.array([0] * 20 + [1] * 20)
    code = np.array([0] * 17 + [1] * 3 + [0, 1] * 10)
    rows = np.arange(40)
    told = telling(Fact(rows, code, rows), cell, 2)
    assert told[:20].all()
    assert not told[20:].any()


def test_what_nearly_everybody_says_no_cell_tells() -> None:
    cell = np.repeat([0, 1, 2, 3], 25)
    code = np.array([0] * 98 + [1] * 2)
    rows = np.arange(100)
    assert not telling(Fact(rows, code, rows), cell, 2).any()


@pytest.mark.parametrize("gave", [1, 2, 3, 4])
def test_how_many_are_withheld_does_not_say_how_many_gave_a_rare_answer(
    gave: int, question: Callable[[str], Question]
) -> None:
    asked = question("single")
    codes = ["a"] * 60 + ["b"] * 60 + ["c"] * gave
    order = np.random.default_rng(gave).permutation(len(codes))
    hidden = withheld_answers(
        asked, pa.array(codes), np.zeros(len(codes), dtype=np.int64), 5, 2, order
    )
    assert hidden.sum() == hiding(1, 5) == 5
    assert hidden[120:].all()
    left = [code for code, gone in zip(codes, hidden, strict=True) if not gone]
    assert "c" not in left


def test_counting_what_is_withheld_recovers_no_count_better_than_chance(
    question: Callable[[str], Question],
) -> None:
    asked, draw = question("single"), np.random.default_rng(8)
    seen: dict[int, list[int]] = {}
    for _ in range(60):
        rare_ones = draw.integers(1, 5, 2)
        codes = ["a"] * 50 + ["b"] * 50 + ["c"] * rare_ones[0] + ["d"] * rare_ones[1]
        order = draw.permutation(len(codes))
        hidden = withheld_answers(
            asked, pa.array(codes), np.zeros(len(codes), dtype=np.int64), 5, 2, order
        )
        seen.setdefault(int(hidden.sum()), []).append(int(rare_ones[0]))
    # The number is always the same, so the best guess is the commonest count.
    assert list(seen) == [hiding(2, 5)]


def test_rare_is_what_somebody_but_fewer_than_k_gave() -> None:
    rows = np.arange(9)
    assert rare(Fact(rows, np.array([0] * 6 + [1] * 3), rows), 5) == {1}


def test_facts_of_a_matrix_go_row_by_row(question: Callable[[str], Question]) -> None:
    asked = question("matrix")
    answers = pa.array([[("i", "a"), ("j", "b")], [("i", None), ("j", "b")]], answer_type(asked))
    assert sorted(len(fact.base) for fact in facts(asked, answers)) == [1, 2]
