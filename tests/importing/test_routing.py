"""Who was asked: conditions with three outcomes, contradictions, derived questions."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.codebook import Condition, read_codebook
from dashboard.importing.routing import Router

Survey = Callable[..., Path]
PET = [{"id": "cat", "label": "Cat"}, {"id": "dog", "label": "Dog"}]
BANDS = [
    {"id": "low", "label": "Low", "from": 0, "to": 5},
    {"id": "high", "label": "High", "from": 5},
]
QUESTIONS: list[dict[str, Any]] = [
    {"id": "pet", "choices": PET},
    {"id": "pets", "kind": "multiple", "choices": PET},
    {"id": "legs", "kind": "number"},
    {"id": "size", "kind": "number", "bands": BANDS},
    {"id": "likes", "kind": "matrix", "items": [{"id": "food", "label": "Food"}], "choices": PET},
]
ANSWERS = {
    "pet": ["cat", "dog", None],
    "pets": [["cat", "dog"], ["dog"], None],
    "legs": [4.0, 2.0, None],
    "size": ["low", "high", None],
    "likes": [{"food": "cat"}, {"food": None}, None],
}


@pytest.mark.parametrize(
    ("condition", "verdicts"),
    [
        ({"question": "pet", "any_of": ["cat"]}, [True, False, None]),
        ({"question": "pets", "any_of": ["cat"]}, [True, False, None]),
        ({"question": "pet", "answered": True}, [True, True, False]),
        ({"question": "likes", "answered": True}, [True, False, False]),
        ({"question": "likes", "item": "food", "any_of": ["cat"]}, [True, None, None]),
        ({"question": "legs", "at_least": 4}, [True, False, None]),
        ({"question": "legs", "at_least": 2, "below": 4}, [False, True, None]),
        ({"question": "size", "at_least": 5}, [False, True, None]),
        ({"question": "size", "below": 5}, [True, False, None]),
        ({"question": "size", "at_least": 3}, [None, True, None]),
        ({"not": {"question": "pet", "any_of": ["cat"]}}, [False, True, None]),
        (
            {"all": [{"question": "pet", "any_of": ["cat"]}, {"question": "legs", "below": 3}]},
            [False, False, None],
        ),
        (
            {"any": [{"question": "pet", "any_of": ["cat"]}, {"question": "legs", "below": 9}]},
            [True, True, None],
        ),
        (
            {"any": [{"question": "pet", "answered": True}, {"question": "legs", "below": 1}]},
            [True, True, None],
        ),
    ],
)
def test_a_condition_is_true_false_or_unknown(
    survey: Survey, condition: dict[str, Any], verdicts: list[bool | None]
) -> None:
    router = Router(read_codebook(survey(*QUESTIONS)), ANSWERS, 3)
    assert router.holds(Condition.model_validate(condition)) == verdicts


def test_a_question_that_the_year_did_not_ask_is_unknown(survey: Survey) -> None:
    router = Router(read_codebook(survey(*QUESTIONS)), {}, 2)
    condition = Condition.model_validate({"question": "pet", "any_of": ["cat"]})
    assert router.holds(condition) == [None, None]


def test_routing_leaves_out_whom_the_condition_does_not_surely_hold_for(
    survey: Survey, export: Callable[..., Path], imported: Callable[..., Any]
) -> None:
    asked_of = {"not": {"question": "pet", "any_of": ["cat"]}}
    folder = survey(QUESTIONS[0], {"id": "walks", "choices": PET, "asked_of": asked_of})
    table, report = imported(export("pet,walks,x\nDog,Dog,\nDog,,\nCat,,\nCat,Dog,\n,,x\n"), folder)
    assert table["walks__asked"] == [True, True, False, True, False]
    assert table["walks"] == ["dog", None, None, "dog", None]
    assert table["pet__asked"] == [True] * 5
    assert report.questions["walks"].contradictions == 1
    assert "walks 1" in report.text()


def test_a_derived_question_takes_the_first_rule_that_holds(
    survey: Survey, export: Callable[..., Path], imported: Callable[..., Any]
) -> None:
    derived = {
        "id": "kind_of_owner",
        "choices": [*PET, {"id": "rest", "label": "Rest", "other": True}],
        "derived": [
            {"choice": "cat", "when": {"question": "pet", "any_of": ["cat"]}},
            {"choice": "dog", "when": {"question": "legs", "at_least": 4}},
        ],
    }
    csv = "pet,legs,x\nCat,4,\nDog,4,\nDog,2,\nDog,,\n,,x\n"
    table, _ = imported(export(csv), survey(derived, QUESTIONS[0], QUESTIONS[2]))
    assert table["kind_of_owner"] == ["cat", "dog", "rest", "rest", None]
    assert table["kind_of_owner__asked"] == [True] * 5


def test_a_derived_question_is_asked_of_whom_its_sources_were_asked(
    survey: Survey, export: Callable[..., Path], imported: Callable[..., Any]
) -> None:
    routed = QUESTIONS[2] | {"asked_of": {"question": "pet", "any_of": ["dog"]}}
    derived = {
        "id": "walker",
        "choices": [PET[1], {"id": "rest", "label": "Rest", "other": True}],
        "derived": [{"choice": "dog", "when": {"question": "legs", "at_least": 4}}],
    }
    csv = "pet,legs\nCat,\nDog,4\nDog,2\n"
    table, _ = imported(export(csv), survey(QUESTIONS[0], routed, derived))
    assert table["walker__asked"] == [False, True, True]
    assert table["walker"] == [None, "dog", "rest"]


def test_a_random_module_was_given_to_whoever_answered_any_of_its_questions(
    survey: Survey, export: Callable[..., Path], imported: Callable[..., Any]
) -> None:
    modules = {
        "per_respondent": 1,
        "list": [{"id": code, "label": code} for code in ("one", "two", "three")],
        "always_together": [["one", "two"]],
    }
    codes = {"a": "one", "b": "one", "c": "two", "d": "three"}
    folder = survey(
        *({"id": code, "choices": PET, "module": module} for code, module in codes.items()),
        modules=modules,
    )
    table, report = imported(export("a,b,c,d\nCat,,,\n,,Dog,\n,,,Cat\n"), folder)
    assert table["a__asked"] == table["b__asked"] == table["c__asked"] == [True, True, False]
    assert table["d__asked"] == [False, False, True]
    assert {question.contradictions for question in report.questions.values()} == {0}
