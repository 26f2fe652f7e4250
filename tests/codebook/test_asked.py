"""A year costs a line: what has no end goes on, what ends says why, and a diff shows both."""

import shutil
from pathlib import Path

import pytest

from dashboard.__main__ import main
from dashboard.codebook import Codebook, CodebookError, read_codebook
from dashboard.codebook.codebook_diff import difference

SURVEY = "id: s\ntitle: S\nsynthetic: true\nyears: {2023: {}, 2024: {}, 2025: {}}\n"
TOPIC = """id: t
title: T
questions:
  - id: pets
    kind: single
    title: Pets
    wording: Which pet?
    asked: {from: 2024}
    choices:
      - {id: cat, label: Cat}
      - {id: newt, label: Newt, asked: {from: 2025}}
      - {id: dog, label: Dog}
  - id: food
    kind: single
    title: Food
    wording: Which food?
    asked: {to: 2024}
    retired: {year: 2025, reason: Nobody ate.}
    choices: [{id: hay, label: Hay}, {id: oats, label: Oats}]
"""


def survey(folder: Path, topic: str = TOPIC, text: str = SURVEY) -> Codebook:
    (folder / "topics").mkdir(parents=True, exist_ok=True)
    (folder / "survey.yaml").write_text(text, encoding="utf-8")
    (folder / "topics" / "t.yaml").write_text(topic, encoding="utf-8")
    return read_codebook(folder)


def with_2026(text: str) -> str:
    return text.replace("2025: {}}", "2025: {}, 2026: {}}")


def test_a_range_of_years_is_asked_and_its_choices_too(tmp_path: Path) -> None:
    found = survey(tmp_path)
    assert found.question("pets").asked == (2024, 2025)
    assert found.question("pets").choice("newt").asked == (2025,)
    assert found.question("food").asked == (2023, 2024)


def test_a_new_year_carries_on_what_has_no_end(tmp_path: Path) -> None:
    found = survey(tmp_path, text=with_2026(SURVEY))
    assert found.question("pets").asked == (2024, 2025, 2026)
    assert [c.id for c in found.question("pets").offered(2026)] == ["cat", "newt", "dog"]
    assert found.question("food").asked == (2023, 2024)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("    retired: {year: 2025, reason: Nobody ate.}\n", "",
         "line 17, questions[1].asked (food): The question was last asked in 2024. Carry it on "
         "with 'asked: {from: 2023}', or say why it ended"),
        ("asked: {from: 2024}", "asked: [2024]", "The question was last asked in 2024"),
        ("asked: {from: 2025}}", "asked: [2024]}", "'newt' was last offered in 2024"),
        ("{year: 2025, reason: N", "{year: 2024, reason: N",
         "It is retired in 2024, but asked in 2024."),
        ("asked: {from: 2024}", "asked: {from: 2025, to: 2024}", "'from' is later than 'to'"),
        ("asked: {from: 2024}", "asked: {}", "needs 'from', 'to' or both"),
        ("asked: {from: 2024}", "asked: {from: 2020}", "Unknown year 2020"),
        ("asked: {from: 2024}", "asked: {since: 2024}", "Unknown key 'since'"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_years_is_said(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in TOPIC
    with pytest.raises(CodebookError) as fault:
        survey(tmp_path, TOPIC.replace(before, after))
    assert said in str(fault.value)


def test_a_new_year_names_every_list_that_it_is_not_in(tmp_path: Path) -> None:
    listed = TOPIC.replace("{from: 2024}", "[2024, 2025]").replace("{from: 2025}", "[2025]")
    survey(tmp_path, listed)
    with pytest.raises(CodebookError) as fault:
        survey(tmp_path, listed, with_2026(SURVEY))
    assert len(fault.value.faults) == 1
    assert "Carry it on with 'asked: {from: 2024}'" in str(fault.value)


def test_a_choice_that_another_takes_the_place_of_has_said_so(tmp_path: Path) -> None:
    topic = TOPIC.replace("{id: dog, label: Dog}", "{id: dog, label: Dog, asked: {to: 2024}}")
    with pytest.raises(CodebookError, match="'dog' was last offered in 2024"):
        survey(tmp_path, topic)
    survey(tmp_path, topic.replace("asked: {from: 2025}}", "asked: {from: 2025}, renames: dog}"))


def test_a_diff_says_what_the_new_year_asks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    survey(tmp_path / "old")
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    ended = "asked: {from: 2024, to: 2025}\n    retired: {year: 2026, reason: All cats.}"
    more = TOPIC.replace("asked: {from: 2024}", ended) + (
        "  - {id: age, kind: number, title: Age, wording: How old?, asked: {from: 2026}}\n"
        "  - {id: sex, kind: number, title: Sex, wording: Which?}\n"
    )
    survey(tmp_path / "new", more, with_2026(SURVEY))
    assert main(["diff", str(tmp_path / "old"), str(tmp_path / "new")]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "2026 asks 2 questions, 1 of them carried on.",
        "  New questions – Age (age)",
        "  Questions no longer asked – Pets (pets): All cats.",
        "sex: new, also in 2023, 2024, 2025.",
    ]


def test_a_diff_tells_changes_of_years_that_are_held(tmp_path: Path) -> None:
    old = survey(tmp_path / "old")
    changed = TOPIC.replace("Which pet?", "Which animal?").replace("label: Cat", "label: Tomcat")
    changed = changed.replace("{from: 2025}}", "{from: 2024}}").replace("id: hay", "id: straw")
    new = survey(tmp_path / "new", changed)
    assert difference(old, old) == []
    assert difference(old, new) == [
        "pets: worded otherwise in 2024, 2025.",
        "pets, choice cat: labeled differently in 2024, 2025.",
        "pets, choice newt: offered in 2024, 2025, was offered in 2025.",
        "food, choice hay: gone.",
        "food, choice straw: new, also in 2023, 2024.",
    ]
