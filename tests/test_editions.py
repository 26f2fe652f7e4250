"""What an edition changed is told once for every list that shares it, with its reason."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.analysis.describe import comparability, kind_words, remarks, routing, spans, steps
from dashboard.codebook import read_codebook
from dashboard.codebook.edition_changes import Change, What, changes, told_apart

Edit = Callable[[str, str, str], Path]


RETIRED = "asked: [2024]\n    retired: {year: 2025, reason: Nobody moves.}"


def found(folder: Path, year: int, what: What) -> list[Change]:
    return [change for change in changes(read_codebook(folder), year) if change.what is what]


def titles(folder: Path, year: int, what: What) -> list[str]:
    return [change.title for change in found(folder, year, what)]


def test_the_first_edition_changed_nothing(tiny_folder: Path) -> None:
    assert changes(read_codebook(tiny_folder), 2023) == ()


def test_questions_come_and_go(tiny_folder: Path) -> None:
    assert titles(tiny_folder, 2024, What.NEW_QUESTION) == ["Region", "Liking", "Purpose"]
    assert titles(tiny_folder, 2025, What.QUESTION_RETIRED) == ["Region", "Liking", "Purpose"]


def test_a_question_that_paused_is_asked_again_and_not_new(edit: Edit) -> None:
    folder = edit("topics/personas.yaml", RETIRED, "asked: [2023, 2025]")
    assert titles(folder, 2024, What.QUESTION_RETIRED) == ["Region"]
    assert titles(folder, 2025, What.QUESTION_AGAIN) == ["Region"]
    assert titles(folder, 2025, What.NEW_QUESTION) == []


def test_the_reason_of_the_codebook_is_told(tiny_folder: Path) -> None:
    region = found(tiny_folder, 2025, What.QUESTION_RETIRED)[0]
    assert (region.title, region.reason) == ("Region", "Nobody moves.")


def test_an_edited_wording_says_that_its_meaning_stayed(edit: Edit) -> None:
    folder = edit(
        "topics/tools.yaml",
        "2024: Which tools have you used?}",
        "2024: Which tools have you used?}\n    editorial: {2024: Clearer.}",
    )
    change = found(folder, 2024, What.REWORDED)[0]
    assert (change.title, change.reason) == ("Tools used", "Without change of meaning: Clearer.")


def test_other_routing_is_told(edit: Edit) -> None:
    folder = edit(
        "topics/personas.yaml",
        "asked_of: {question: role, any_of: [builder, keeper]}",
        "asked_of: {2023: null, 2024: {question: role, any_of: [builder, keeper]}}",
    )
    assert titles(folder, 2024, What.ROUTED) == ["Company size"]


def test_an_answer_that_two_questions_gain_changes_once(edit: Edit) -> None:
    more = "{id: none, label: None of these, exclusive: true}"
    folder = edit("topics/tools.yaml", more, more + "\n      - {id: axle, label: Axle}")
    path = folder / "topics/tools.yaml"
    new = "{id: drill, label: Drill, asked: [2024, 2025]}"
    old = "asked: [2024], retired: {year: 2025, reason: Blunt.}}"
    text = path.read_text(encoding="utf-8").replace("{id: drill, label: Drill, " + old, new)
    path.write_text(text.replace("{id: drill, label: Drill}", new), encoding="utf-8")
    (drill,) = found(folder, 2024, What.NEW_ANSWER)
    assert (drill.title, drill.questions) == ("Drill", ("used", "best"))


def test_what_is_not_published_does_not_change(edit: Edit) -> None:
    folder = edit("topics/personas.yaml", "asked: [2024]", "asked: [2024]\n    published: false")
    text = (folder / "survey.yaml").read_text(encoding="utf-8")
    (folder / "survey.yaml").write_text(text.replace(", more: [region]", ""), encoding="utf-8")
    assert "Region" not in titles(folder, 2024, What.NEW_QUESTION)


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ("Which tools?", "Which tools?", [], []),
        (
            "Which tools do you use?",
            "Which tools have you used?",
            ["do", "use?"],
            ["have", "used?"],
        ),
        ("", "Which?", [], ["Which?"]),
    ],
)
def test_words_that_differ_stand_out(
    before: str, after: str, old: list[str], new: list[str]
) -> None:
    first, second = told_apart(before, after)
    assert " ".join(piece.text for piece in first) == before
    assert " ".join(piece.text for piece in second) == after
    assert [piece.text for piece in first if piece.changed] == old
    assert [piece.text for piece in second if piece.changed] == new


def test_texts_of_the_years_are_runs_with_the_newest_first() -> None:
    stood = spans({2022: "a", 2023: "a", 2024: "b", 2025: "a"}, [2022, 2023, 2024, 2025])
    assert [(span.years, span.text) for span in stood] == [
        ((2025,), "a"),
        ((2024,), "b"),
        ((2022, 2023), "a"),
    ]


def test_routing_stands_in_words(tiny_folder: Path) -> None:
    codebook = read_codebook(tiny_folder)
    (size,) = routing(codebook, codebook.questions["size"])
    assert size.text == "if “Role” is “Builder” or “Keeper”"
    assert routing(codebook, codebook.questions["role"])[0].text == "everyone"
    (liking,) = routing(codebook, codebook.questions["liking"])
    assert liking.text == "everyone; rows as ticked in “Tools used”"


def test_how_far_a_question_can_be_followed_is_one_sentence(tiny_folder: Path) -> None:
    questions = read_codebook(tiny_folder).questions
    assert comparability(questions["role"]) == "Asked the same in all its years."
    assert comparability(questions["region"]) == "Asked in 2024 only."
    assert comparability(questions["used"]) == "Not comparable between 2023 and 2024."
    assert [step.comparable for step in steps(questions["used"])] == [False, True]


def test_kinds_are_said_in_words(tiny_folder: Path) -> None:
    said = {code: kind_words(q) for code, q in read_codebook(tiny_folder).questions.items()}
    assert said["purpose"] == "several answers a row"
    assert said["hours"] == "a number (hours)"
    assert said["best"] == "the best 2, in order"


def test_an_answer_tells_what_it_was_made_of(edit: Edit) -> None:
    folder = edit(
        "topics/personas.yaml",
        "{id: other, label: Other, other: true}",
        "{id: other, label: Other, other: true}\n"
        "      - {id: maker, label: Maker, asked: [2025], renames: builder}",
    )
    role = read_codebook(folder).questions["role"]
    assert remarks(role.choice("maker"), role.choices) == "Takes the place of “Builder”."
