"""Answers of every kind, from the text of an export to the values of the Parquet file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.errors import DashboardError
from dashboard.importing.import_report import ImportReport

Survey = Callable[..., Path]
Export = Callable[..., Path]
Imported = Callable[..., tuple[dict[str, list[Any]], ImportReport]]

PETS = [
    {"id": "cat", "label": "Cat", "labels": "Cat (house, yard)"},
    {"id": "dog", "label": "Dog"},
    {"id": "none", "label": "None", "exclusive": True},
]
PET = [{"id": "cat", "label": "Cat"}, {"id": "dog", "label": "Dog"}]
OTHER = {"id": "other", "label": "Other", "other": True}


@pytest.fixture
def answers(survey: Survey, export: Export, imported: Imported) -> Callable[..., Any]:
    """Import one question from a CSV; gives its answers and its report."""

    def run(csv: str, question: dict[str, Any], **more: Any) -> Any:
        table, report = imported(export(csv), survey({"id": "q"} | question, **more))
        return table["q"], report.questions["q"]

    return run


def test_single_answers_are_codes_and_undeclared_ones_are_counted(answers: Any) -> None:
    got, report = answers('q\ncat\n DOG \n\nbird\nbird\n"a, cat"\n', {"choices": PET})
    assert got == ["cat", "dog", None, None, None]
    assert report.undeclared == [("bird", 2), ("a, cat", 1)]
    assert (report.asked, report.answered) == (5, 2)


def test_write_ins_count_as_the_choice_the_question_declares(answers: Any) -> None:
    question = {"choices": [*PET, OTHER], "write_ins": "other"}
    got, report = answers("q\ncat\nbird\nfish\nother\n", question)
    assert got == ["cat", "other", "other", "other"]
    assert report.write_ins == [("bird", 1), ("fish", 1)]
    assert report.undeclared == []


def test_a_choice_that_the_year_did_not_offer_is_undeclared(answers: Any) -> None:
    retired = {"year": 2024, "reason": "Nobody had one."}
    choices = [PET[0], PET[1] | {"asked": [2023], "retired": retired}]
    years = {2023: {}, 2024: {}}
    got, report = answers("q\ncat\ndog\n", {"choices": choices}, years=years)
    assert got == ["cat", None]
    assert report.undeclared == [("dog", 1)]


def test_joined_answers_are_lists_in_the_order_of_the_codebook(answers: Any) -> None:
    csv = 'q,x\n"Dog, Cat (house, yard)",\n"bird, or so, Cat",\n"None, Dog",\n,1\n'
    got, report = answers(csv, {"kind": "multiple", "choices": PETS, "pick": 1})
    assert got == [["cat", "dog"], ["cat"], ["dog", "none"], None]
    assert report.undeclared == [("bird, or so", 1)]
    assert report.exclusive_with_others == 1
    assert report.more_than_allowed == 2


def test_write_ins_among_joined_answers(answers: Any) -> None:
    question = {"kind": "multiple", "choices": [*PETS, OTHER], "write_ins": "other"}
    got, report = answers('q\n"Cat, bird"\nbird\nDog\n', question)
    assert got == [["cat", "other"], ["other"], ["dog"]]
    assert report.write_ins == [("bird", 2)]


def test_the_separator_is_the_questions_then_the_years_then_a_comma(answers: Any) -> None:
    question = {"kind": "multiple", "choices": PETS}
    assert answers("q\nCat; Dog\n", question | {"separator": "; "})[0] == [["cat", "dog"]]
    assert answers("q\nCat|Dog\n", question, read={2024: {"separator": "|"}})[0] == [["cat", "dog"]]


def test_one_column_a_choice_with_the_choices_text_in_the_cell(answers: Any) -> None:
    csv = 'q_1,q_2,q_3\n"Cat (house, yard)",,\n,Dog,emu\nCat,Dog,\n,,\nx,,\n'
    question = {"kind": "multiple", "choices": PETS, "columns": "q_*"}
    got, report = answers(csv, question)
    assert got == [["cat"], ["dog"], ["cat", "dog"], None]
    assert dict(report.undeclared) == {"emu": 1, "x": 1}


def test_one_column_a_choice_with_the_choice_in_the_header(answers: Any) -> None:
    csv = "q [Cat],q [Dog],q [None]\n1,0,\nTRUE,x,No\nno,n,FALSE\n"
    question = {"kind": "multiple", "choices": PETS, "columns": "q [*]"}
    assert answers(csv, question)[0] == [["cat"], ["cat", "dog"], None]


def test_plain_numbers_and_their_limits(answers: Any) -> None:
    question = {"kind": "number", "minimum": 0, "maximum": 2000}
    got, report = answers('q\n7\n"1,000"\n"2,5"\n-1\n3000\nfew\n\n', question)
    assert got == [7.0, 1000.0, 2.5, None, None, None]
    assert dict(report.undeclared) == {"-1": 1, "3000": 1, "few": 1}


def test_banded_numbers_come_as_numbers_or_as_labels(answers: Any) -> None:
    bands = [
        {"id": "none", "label": "No legs", "from": 0, "to": 1},
        {"id": "few", "label": "1-4", "from": 1, "to": 5},
        {"id": "many", "label": "5 and more", "from": 5},
    ]
    got, report = answers("q\n0\n4\n4.9\n5\n100\n1–4\n-2\n", {"kind": "number", "bands": bands})
    assert got == ["none", "few", "few", "many", "many", "few", None]
    assert report.undeclared == [("-2", 1)]


def test_rankings_as_joined_text_as_places_and_as_ranks(answers: Any) -> None:
    ranking = {"kind": "ranking", "choices": PETS[:2]}
    joined = answers('q\n"Dog, Cat"\nCat\n', ranking)[0]
    by_place = answers("q_1,q_2\nDog,Cat\nCat,\n", ranking | {"columns": "q_*"})[0]
    by_rank = answers("q [Cat],q [Dog]\n2,1\n1,\n", ranking | {"columns": "q [*]"})[0]
    assert joined == by_place == by_rank == [["dog", "cat"], ["cat"]]


def test_a_matrix_holds_every_row_that_was_shown(answers: Any) -> None:
    items = [{"id": "food", "label": "Food"}, {"id": "toys", "label": "Toys"}]
    question = {"kind": "matrix", "items": items, "choices": PET, "columns": "q [*]"}
    got, _ = answers("q [Food],q [Toys]\nCat,Dog\nCat,\n", question)
    assert got == [{"food": "cat", "toys": "dog"}, {"food": "cat", "toys": None}]


def test_a_matrix_may_take_several_answers_a_row(answers: Any) -> None:
    items = [{"id": "food", "label": "Food"}]
    question = {"kind": "matrix", "items": items, "choices": PET, "multiple": True}
    got, _ = answers('q [Food]\n"Dog, Cat"\nDog\n', question | {"columns": "q [*]"})
    assert got == [{"food": ["dog", "cat"]}, {"food": ["dog"]}]


def test_rows_of_a_matrix_follow_what_was_ticked(
    survey: Survey, export: Export, imported: Imported
) -> None:
    used = {"id": "used", "kind": "multiple", "choices": PETS}
    liked = {
        "id": "liked",
        "kind": "matrix",
        "items_from": "used",
        "items": PETS[:2],
        "choices": [{"id": "yes", "label": "Yes"}],
        "columns": "liked [*]",
    }
    for item in liked["items"]:
        item.pop("exclusive", None)
    csv = 'used,liked [Cat],liked [Dog]\n"Cat, Dog",Yes,\nCat,,Yes\nNone,,\n'
    table, report = imported(export(csv), survey(used, liked))
    assert table["liked"] == [{"cat": "yes", "dog": None}, {"cat": None, "dog": "yes"}, None]
    assert table["liked__asked"] == [True, True, False]
    assert report.questions["liked"].rows_unticked == 1


def test_an_allocation_keeps_percentages_and_blanks_as_answered(answers: Any) -> None:
    items = [{"id": "food", "label": "Food"}, {"id": "toys", "label": "Toys"}]
    question = {"kind": "allocation", "items": items, "columns": "q [*]"}
    got, report = answers("q [Food],q [Toys],x\n60 %,40,\n100,,\n,,1\nall,0,\n", question)
    assert got == [
        {"food": 60.0, "toys": 40.0},
        {"food": 100.0, "toys": None},
        None,
        {"food": None, "toys": 0.0},
    ]
    assert report.undeclared == [("all", 1)]


def test_tasks_of_a_maxdiff_hold_what_was_shown_and_both_picks(answers: Any) -> None:
    question = {"kind": "maxdiff", "choices": PETS[:2], "pick": 2, "tasks": 2}
    csv = (
        "q [1 shown],q [1 most],q [1 least],q [2 shown],q [2 most],q [2 least]\n"
        '"Dog, Cat",Cat,Dog,"Cat, Dog",,\n'
        '"Dog, Cat",,,"Cat, Dog",,\n'
        "Dog,Cat,Dog,Dog,Dog,\n"
    )
    got, report = answers(csv, question)
    assert got == [
        [
            {"shown": ["dog", "cat"], "best": "cat", "worst": "dog"},
            {"shown": ["cat", "dog"], "best": None, "worst": None},
        ],
        None,
        [{"shown": ["dog"], "best": "dog", "worst": None}],
    ]
    assert report.undeclared == [("cat, which that task did not show", 1)]
    with pytest.raises(DashboardError, match="missing: 2 most, 2 least"):
        answers("q [1 shown],q [1 most],q [1 least],q [2 shown]\nDog,,,\n", question)
