"""The codebook is read, and every fault in it is named with file, line, value and nearest name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.codebook import Codebook, CodebookError, Kind, read_codebook
from dashboard.errors import DashboardError

Edit = Callable[[str, str, str], Path]

PERSONAS, TOOLS, SURVEY = "topics/personas.yaml", "topics/tools.yaml", "survey.yaml"


def faults(folder: Path) -> list[str]:
    with pytest.raises(CodebookError) as raised:
        read_codebook(folder)
    return [str(fault) for fault in raised.value.faults]


def test_every_question_is_found_by_its_id(tiny: Codebook) -> None:
    assert tiny.question("used").kind is Kind.MULTIPLE
    assert [choice.id for choice in tiny.question("used").offered(2023)] == ["axe", "saw", "none"]


def test_persona_and_company_size_work_as_names_whatever_question_they_come_from(
    tiny: Codebook,
) -> None:
    assert tiny.question("persona").id == "role"
    assert tiny.question("company_size").id == "size"


def test_a_wording_given_by_year_holds_until_the_next(tiny: Codebook) -> None:
    wording = tiny.question("used").wording
    assert wording == {
        2023: "Which tools do you use?",
        2024: "Which tools have you used?",
        2025: "Which tools have you used?",
    }


def test_an_unknown_question_names_the_nearest(tiny: Codebook) -> None:
    with pytest.raises(DashboardError, match="Did you mean 'region'"):
        tiny.question("regoin")


BROKEN = {
    "an unknown key": (PERSONAS, "title: Role", "titel: Role", ["'titel'", "'title'"]),
    "an unknown kind": (PERSONAS, "kind: single", "kind: singel", ["'singel'", "'single'"]),
    "a question without a kind": (PERSONAS, "    kind: single\n", "", ["'kind'", "missing"]),
    "a question without a wording": (
        PERSONAS, "    wording: What do you do?\n", "", ["'wording'", "missing"],
    ),
    "an id used twice": (PERSONAS, "id: region", "id: role", ["'role'", "already"]),
    "a column that files have anyway": (
        PERSONAS, "id: region", "id: weight", ["'weight'", "column", "otherwise"],
    ),
    "a choice id used twice": (PERSONAS, "id: keeper", "id: builder", ["'builder'", "2 times"]),
    "bands that overlap": (PERSONAS, "from: 10}", "from: 5}", ["[0, 10)", "[5, ...)", "overlap"]),
    "a band that is empty": (TOOLS, "from: 0, to: 30", "from: 30, to: 30", ["[30, 30)", "empty"]),
    "a choice that is never offered": (
        TOOLS, "asked: [2024], retired", "asked: [2020], retired",
        ["'drill'", "never offered", "2023"],
    ),
    "a filter that is not single-choice": (
        SURVEY, "persona: role", "persona: used", ["'used'", "multiple", "single-choice"],
    ),
    "a filter that does not exist": (SURVEY, "persona: role", "persona: roel", ["'role'"]),
    "a routing on a question that does not exist": (
        PERSONAS, "{question: role,", "{question: rolle,", ["'rolle'", "'role'"],
    ),
    "a routing on an answer that does not exist": (
        PERSONAS, "any_of: [builder", "any_of: [bilder", ["'bilder'", "'builder'"],
    ),
    "a routing without a test": (
        PERSONAS, "any_of: [builder, keeper]", "item: x", ["exactly one of", "any_of"],
    ),
    "rows from a question that does not exist": (
        TOOLS, "items_from: used", "items_from: usde", ["'usde'", "'used'"],
    ),
    "a year the survey does not have": (PERSONAS, "asked: [2024]", "asked: [2019]", ["2019"]),
    "fieldwork that ends before it begins": (
        SURVEY, "to: 2023-11-01", "to: 2023-01-01", ["ends before it begins"],
    ),
    "a matrix without rows": (
        TOOLS, "    items: [{id: axe, label: Axe}, {id: saw, label: Saw}]\n", "", ["needs 'items'"],
    ),
    "two choices of the same wording": (
        TOOLS, "{id: saw, label: Saw}", "{id: saw, label: Axe}", ["same wording"],
    ),
    "an id that is no id": (PERSONAS, "id: keeper", "id: Keeper!", ["'Keeper!'"]),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_fault_is_said_with_file_line_value_and_names(case: str, edit: Edit) -> None:
    file, old, new, words = BROKEN[case]
    found = faults(edit(file, old, new))
    assert any(
        all(word in fault for word in words) and Path(file).name in fault and ", line " in fault
        for fault in found
    ), found


def test_all_faults_are_listed_at_once(tiny_copy: Path, edit: Edit) -> None:
    edit(PERSONAS, "kind: single", "kind: singel")
    edit(TOOLS, "items_from: used", "items_from: usde")
    edit(SURVEY, "more: [region]", "more: [regoin]")
    found = faults(tiny_copy)
    assert [fault.split(",")[0] for fault in found] == [
        "survey.yaml",
        "personas.yaml",
        "tools.yaml",
    ]


def test_a_question_at_fault_is_not_reported_as_missing_elsewhere(edit: Edit) -> None:
    found = faults(edit(PERSONAS, "kind: single", "kind: singel"))
    assert len(found) == 1


def test_a_routing_loop_is_said(edit: Edit) -> None:
    folder = edit(
        PERSONAS,
        "wording: What do you do?",
        "wording: What do you do?\n    asked_of: {question: size, any_of: [small]}",
    )
    assert any("role -> size -> role" in fault for fault in faults(folder))


def test_a_derived_question_must_leave_nobody_out(edit: Edit) -> None:
    folder = edit(
        PERSONAS,
        "    choices: [{id: north, label: North}, {id: south, label: South}]",
        "    choices: [{id: north, label: North}, {id: south, label: South}]\n"
        "    derived: [{choice: north, when: {question: role, any_of: [builder]}}]",
    )
    assert any("no rule fits" in fault for fault in faults(folder))


MALFORMED = {
    "not YAML": (b"id: [1", "cannot be read"),
    "a key twice": (b"id: a\nid: b\ntitle: t\nquestions: []", "twice"),
    "not UTF-8": (b"id: caf\xe9", "UTF-8"),
    "a list": (b"- 1\n- 2", "keys and values"),
    "nothing": (b"", "keys and values"),
    "deep nesting": (b"[" * 5000, "nested deeper"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_file_is_said(case: str, tiny_copy: Path) -> None:
    text, word = MALFORMED[case]
    (tiny_copy / "topics" / "personas.yaml").write_bytes(text)
    assert any(word in fault for fault in faults(tiny_copy))


def test_words_that_older_yaml_takes_for_booleans_stay_words(edit: Edit) -> None:
    folder = edit(PERSONAS, "id: north, label: North", "id: no, label: No")
    codes = [choice.id for choice in read_codebook(folder).question("region").choices]
    assert codes == ["no", "south"]


def test_a_folder_that_is_no_survey_is_said(tmp_path: Path) -> None:
    with pytest.raises(DashboardError, match=r"no survey\.yaml"):
        read_codebook(tmp_path)
    with pytest.raises(DashboardError, match="does not exist"):
        read_codebook(tmp_path / "nowhere")


def test_labels_that_look_like_numbers_stay_as_they_were_written(tiny_copy: Path) -> None:
    labels = ["3.10", "3.20", "007", "1e5", "1.50", "2024", "-0", "+7", ".5", "1."]
    choices = "\n".join(f"      - {{id: v{n}, label: {label}}}" for n, label in enumerate(labels))
    (tiny_copy / "topics" / "versions.yaml").write_text(
        "id: versions\ntitle: 2.0\nquestions:\n"
        "  - id: version\n    kind: single\n    title: 3.10\n    wording: {2024: 1.50}\n"
        f"    choices:\n{choices}\n",
        encoding="utf-8",
    )
    codebook = read_codebook(tiny_copy)
    question = codebook.questions["version"]
    assert [choice.label for choice in question.choices] == labels
    assert (question.title, codebook.topic("versions").title) == ("3.10", "2.0")
    assert set(question.wording.values()) == {"1.50"}
