"""A column that a year added to a question, before the codebook declares its choice or row."""

from pathlib import Path
from typing import Any

import pytest

from dashboard.__main__ import main
from dashboard.importing.drafting import drift

PET = [{"id": "cat", "label": "Cat"}, {"id": "dog", "label": "Dog"}]
OTHER = {"id": "other", "label": "Other", "other": True}
VIEWS = [{"id": "good", "label": "Good"}, {"id": "bad", "label": "Bad"}]
MULTIPLE: dict[str, Any] = {"id": "q", "kind": "multiple", "title": "Pets"}
MATRIX: dict[str, Any] = {"id": "q", "kind": "matrix", "title": "Pets", "choices": VIEWS}
MANY = [*PET, OTHER]
OWN = [
    {"id": "cat", "label": "Cat", "columns": {2024: "p_cat"}},
    {"id": "dog", "label": "Dog", "columns": {2024: "p_dog"}},
]

TICKED = [
    ("x,Pets [Cat],Pets [Dog],Pets [Newt]", MULTIPLE | {"choices": PET}, "Newt"),
    ("x,Pets - Cat,Pets - Dog,Pets - Newt", MULTIPLE | {"choices": PET}, "Newt"),
    ("x,p_cat,p_dog,p_newt", MULTIPLE | {"choices": OWN}, "newt"),
    ("x,Pets [Cat],Pets [Dog],Pets [Newt]",
     MULTIPLE | {"choices": MANY, "write_ins": "other"}, "Newt"),
    ("x,Pets,,\n,Cat,Dog,Newt", MULTIPLE | {"choices": PET}, "Newt"),
]  # fmt: skip
MARKS = [("Yes", "No"), ("1", "0"), ("TRUE", "FALSE"), ("x", "")]


@pytest.mark.parametrize(("head", "question", "label"), TICKED)
@pytest.mark.parametrize(("yes", "no"), MARKS)
def test_a_choice_that_nobody_declared_is_named_and_the_others_count(
    survey: Any, export: Any, imported: Any, head: str, question: Any, label: str, yes: str, no: str
) -> None:
    rows = [(yes, no, no), (no, yes, yes), (no, no, yes), (yes, yes, no)]
    text = "\n".join([head, *(",".join(("r", *row)) for row in rows)]) + "\n"
    columns, report = imported(export(text), survey(question))
    assert columns["q"] == [["cat"], ["dog"], None, ["cat", "dog"]]
    [doubt] = [one for one in report.doubts if "no choice is declared for the column " in one]
    assert f"label: '{label}'" in doubt
    assert report.questions["q"].write_ins == []


@pytest.mark.parametrize(("head", "question", "label"), TICKED)
def test_the_comparison_proposes_the_choice_with_its_column(
    survey: Any, export: Any, head: str, question: Any, label: str
) -> None:
    text = head + "\n" + "r,Yes,No,No\nr,No,Yes,Yes\nr,No,No,Yes\n"
    found = drift(export(text), survey(question), 2024)
    [line] = found.labels
    assert f'edit choices: - {{id: newt, label: "{label}", asked: {{from: 2024}}' in line
    assert ('columns: {2024: "p_newt"}' in line) is ("p_newt" in head)
    assert "Newt" not in " ".join(found.new_columns)
    assert len(found.doubts) == 1


def test_a_row_of_a_matrix_that_nobody_declared(survey: Any, export: Any, imported: Any) -> None:
    text = "x,Pets [Cat],Pets [Dog],Pets [Newt]\nr,Good,Bad,Bad\nr,Bad,Good,Good\n"
    folder = survey(MATRIX | {"items": PET})
    columns, report = imported(export(text), folder)
    assert columns["q"] == [{"cat": "good", "dog": "bad"}, {"cat": "bad", "dog": "good"}]
    assert "no row is declared for the column 'Pets [Newt]'" in report.doubts[0]
    [line] = drift(export(text), folder, 2024).labels
    assert 'edit items: - {id: newt, label: "Newt", asked: {from: 2024}}' in line


@pytest.mark.parametrize(
    "more",
    [
        "Pets [Newt],,",
        "Pets [Newt],No,No",
        "Pets [Other],a newt,two",
        "Pets [Comment],fine,good",
        "Petrol [Newt],Yes,Yes",
    ],
)
def test_no_doubt_where_nobody_ticked_or_the_column_is_none_of_the_question(
    survey: Any, export: Any, imported: Any, more: str
) -> None:
    head, first, second = more.split(",")
    text = f"x,Pets [Cat],Pets [Dog],{head}\nr,Yes,No,{first}\nr,No,Yes,{second}\n"
    columns, report = imported(export(text), survey(MULTIPLE | {"choices": PET}))
    assert columns["q"] == [["cat"], ["dog"]]
    assert report.doubts == ()


def test_numbered_columns_of_one_text_each_are_read_as_before(
    survey: Any, export: Any, imported: Any
) -> None:
    """`Part_2` is no label; that one is called "Other", as a choice is, makes it no such block."""
    question = MULTIPLE | {"choices": MANY, "columns": {2024: "Q1_*"}}
    text = "x,Q1_Part_1,Q1_Part_2,Q1_Other\nr,Cat,,\nr,,Dog,Other\n"
    columns, report = imported(export(text), survey(question))
    assert columns["q"] == [["cat"], ["dog", "other"]]
    assert report.doubts == ()


def test_the_import_of_it_ends_well(survey: Any, export: Any, tmp_path: Path, capsys: Any) -> None:
    raw = export("x,Pets [Cat],Pets [Dog],Pets [Newt]\nr,Yes,No,No\nr,No,Yes,Yes\n")
    folder = survey(MULTIPLE | {"choices": PET})
    to = ["--year", "2024", "--survey", str(folder), "--to", str(tmp_path / "out")]
    assert main(["import", str(raw), *to]) == 0
    assert capsys.readouterr().out.startswith("DOUBT: q: no choice is declared for the column")
