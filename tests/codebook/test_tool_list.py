"""The tools of a survey by name, and the families of answers: read, refused, and looked up."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from surveys import survey_of, topic_of, write_codebook

from dashboard.codebook import Codebook, CodebookError, read_codebook
from dashboard.codebook.tool_list import tool_of, tools_of
from dashboard.errors import DashboardError

ROOT = Path(__file__).parents[2]
AXE = {"id": "axe", "label": "Axe", "labels": ["Hatchet"]}
SAW = {"id": "saw", "label": "Saw", "asked": [2023], "retired": {"year": 2024, "reason": "Blunt."}}
NONE = {"id": "none", "label": "None", "exclusive": True}
OTHER = {"id": "other", "label": "Other", "other": True}
IN_HAND: dict[str, Any] = {
    "id": "in_hand",
    "kind": "multiple",
    "tools": True,
    "choices": [AXE, SAW, OTHER, NONE],
}
AT_HOME: dict[str, Any] = {
    "id": "at_home",
    "tools": ["axe", "bench"],
    "choices": [
        {"id": "axe", "label": "Axe"},
        {"id": "bench", "label": "Workbench"},
        {"id": "saw", "label": "Table saw"},
        {"id": "nothing", "label": "Nothing much"},
    ],
}
LIKING: dict[str, Any] = {
    "id": "liking",
    "kind": "matrix",
    "items_from": "in_hand",
    "items": [{"id": "axe", "label": "Axe"}],
    "choices": [{"id": "bad", "label": "Bad"}, {"id": "good", "label": "Good"}],
}


def book(folder: Path, *questions: Mapping[str, Any]) -> Codebook:
    return read_codebook(write_codebook(folder, survey_of(2023, 2024), topic_of(questions)))


def test_choices_marked_as_tools_are_found_by_name(tmp_path: Path) -> None:
    found = tools_of(book(tmp_path, IN_HAND, AT_HOME, LIKING))
    assert list(found) == ["axe", "saw", "bench"]
    axe = found["axe"]
    assert [question.id for question in axe.offered_in] == ["in_hand", "at_home"]
    assert axe.aliases == ("Hatchet",)
    assert [question.id for question in axe.judged] == ["liking"]
    assert found["saw"].judged == ()


def test_one_id_for_two_things_is_told_apart_by_its_question(tmp_path: Path) -> None:
    codebook = book(tmp_path, IN_HAND, AT_HOME | {"tools": ["saw", "bench"]})
    assert list(tools_of(codebook)) == ["axe", "in_hand.saw", "at_home.saw", "bench"]
    assert tool_of(codebook, "at_home.saw").label == "Table saw"
    with pytest.raises(DashboardError, match=r"several tools: in_hand\.saw, at_home\.saw"):
        tool_of(codebook, "saw")


def test_a_tool_is_known_by_any_question_that_offers_it(tmp_path: Path) -> None:
    codebook = book(tmp_path, IN_HAND, AT_HOME)
    assert tool_of(codebook, "at_home.axe") == tool_of(codebook, "axe")


@pytest.mark.parametrize("name", ["axes", "none", "other", "nothing", "liking.axe", "", "."])
def test_what_is_no_tool_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DashboardError, match="Unknown tool"):
        tool_of(book(tmp_path, IN_HAND, AT_HOME, LIKING), name)


def test_a_tool_keeps_its_old_name(tmp_path: Path) -> None:
    write_codebook(tmp_path, survey_of(2023, 2024), topic_of([IN_HAND]))
    (tmp_path / "renamed.yaml").write_text(
        "choices: {in_hand: {hatchet: axe}}\nquestions: {in_hands: in_hand}\n", encoding="utf-8"
    )
    codebook = read_codebook(tmp_path)
    assert tool_of(codebook, "hatchet").name == tool_of(codebook, "in_hands.axe").name == "axe"


def test_a_survey_may_have_no_tools(tmp_path: Path) -> None:
    assert tools_of(book(tmp_path, IN_HAND | {"tools": False})) == {}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (AT_HOME | {"tools": ["axs"]}, "Did you mean 'axe'?"),
        (LIKING | {"tools": True}, "a matrix has none to choose"),
        (AT_HOME | {"families": [{"label": "Both", "of": ["axe", "bnch"]}]}, "'bench'"),
        (
            AT_HOME
            | {"families": [{"label": name, "of": ["axe", "saw"]} for name in ("One", "Two")]},
            "is in 'One' already",
        ),
        (IN_HAND | {"families": [{"label": "Both", "of": ["axe", "saw"]}]}, "not of multiple"),
        (AT_HOME | {"families": [{"label": "One", "of": ["axe"]}]}, "at least 2"),
    ],
)
def test_faults_of_tools_and_families_are_named(
    tmp_path: Path, question: dict[str, Any], said: str
) -> None:
    others = [one for one in (IN_HAND, AT_HOME) if one["id"] != question["id"]]
    with pytest.raises(CodebookError) as caught:
        book(tmp_path, *others, question)
    assert said in str(caught.value)


@pytest.mark.parametrize("folder", ["data", "examples/kaggle-ml"])
def test_every_tool_of_the_surveys_at_hand_is_found_by_its_name(folder: str) -> None:
    codebook = read_codebook(ROOT / folder)
    every = tools_of(codebook)
    assert len(every) > 100
    assert all(tool_of(codebook, name) == tool for name, tool in every.items())
