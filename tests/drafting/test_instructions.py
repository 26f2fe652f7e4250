"""How to answer is no part of what is asked, unless it says how many."""

from pathlib import Path

import pytest

from dashboard.codebook import read_codebook
from dashboard.codebook.comparability import compare_question
from dashboard.importing.drafting import write_draft
from dashboard.importing.drafting.instructions import same_but_instruction
from drafting.conftest import rows

ASKED = "Which tools do you use?"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{ASKED} (Select all that apply)", ASKED),
        (f"{ASKED} (select all that apply)", f"{ASKED} [Check all that apply.]"),
        (f"{ASKED} Please choose all that apply:", f"{ASKED} *"),
        (f"{ASKED} (choose one)", ASKED),
        (f"{ASKED} (single choice)", f"{ASKED} (Select one)"),
        ("What is your role? *", "What is your role?"),
        ("What is your role? (required)", "What is your role"),
        ("Welche Werkzeuge? (Mehrfachnennung möglich)", "Welche Werkzeuge?"),
        ("Welche Werkzeuge? (Bitte wählen Sie alle zutreffenden)", "Welche Werkzeuge?"),
        ("Quels outils ? (plusieurs réponses possibles)", "Quels outils ?"),
        ("¿Qué usas? (seleccione todas las que apliquen)", "¿Qué usas?"),
        ("O que usa? (selecione todas)", "O que usa?"),
    ],
)
def test_an_instruction_is_no_change_of_wording(one: str, other: str) -> None:
    assert same_but_instruction(one, other)
    assert same_but_instruction(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ASKED, ASKED),
        (f"{ASKED} (select up to 3)", ASKED),
        (f"{ASKED} (select up to three)", f"{ASKED} (select all that apply)"),
        (f"{ASKED} (choose one)", f"{ASKED} (select all that apply)"),
        (f"{ASKED} (at work)", ASKED),
        (f"{ASKED} (open source only)", ASKED),
        ("Which tools do you like? (select all that apply)", f"{ASKED} (select all that apply)"),
        ("How many? Select the most used.", "How many?"),
    ],
)
def test_what_says_how_many_or_something_else_is_one(one: str, other: str) -> None:
    assert not same_but_instruction(one, other)
    assert not same_but_instruction(other, one)


def test_a_draft_of_years_says_that_the_question_is_the_same(tmp_path: Path) -> None:
    raws = []
    for year, head in ((2023, f"{ASKED} (Select all that apply)"), (2024, ASKED)):
        path = tmp_path / f"{year}.csv"
        cells = ["Axe", "Saw", "Axe, Saw", "Drill, Saw", "Axe, Drill"] * 6
        path.write_text(rows(head, cells), encoding="utf-8")
        raws.append((path, year))
    write_draft(raws, tmp_path / "draft", "tools")
    [question] = read_codebook(tmp_path / "draft").questions.values()
    assert compare_question(question, 2023, 2024).comparable
    assert question.wording[2023].endswith("(Select all that apply)")
    text = (tmp_path / "draft" / "topics" / "tools.yaml").read_text(encoding="utf-8")
    assert "# GUESS: only the instruction changed" in text
