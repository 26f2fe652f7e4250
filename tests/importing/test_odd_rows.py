"""Rows that are nobody's answers: notes at the end of a file, and a row that stands there twice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from dashboard.importing.drafting.blocks import read_export

PET = [{"id": "cat", "label": "Cat"}, {"id": "dog", "label": "Dog"}]
SINGLE = {"id": "q", "title": "Pet", "choices": PET}
HEAD = ("ID", "Completion time", "Email", "Pet", "Age")


def people(count: int = 12) -> list[Sequence[Any]]:
    """Rows of answers, each with its moment and sender."""
    return [
        (n, datetime(2024, 10, 3, 8, n), f"p{n}@example.org", ("Cat", "Dog")[n % 2], 20 + n)
        for n in range(count)
    ]


NOTES = [
    "Exported by survey team",
    "Exported on 2024-10-06 by anna",
    "Source: our survey; do not share.",
    "© Survey team",
]


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("gap", [True, False])
def test_a_note_at_the_end_is_told_and_is_no_respondent(
    survey: Any, workbook: Any, imported: Any, note: str, gap: bool
) -> None:
    rows = [HEAD, *people(), *([()] if gap else []), (note,)]
    columns, report = imported(workbook(form=rows), survey(SINGLE))
    assert len(columns["q"]) == report.rows == 12
    [doubt] = report.doubts
    assert doubt.startswith(f"the last row holds '{note}' and nothing else; it is left out")
    assert report.text().startswith("DOUBT: ")


def test_several_notes_in_a_text_file(survey: Any, export: Any, imported: Any) -> None:
    lines = [",".join(HEAD), *(",".join(map(str, row)) for row in people())]
    text = "\n".join([*lines, "", "Notes:,,,,", "Exported by the survey team,,,,"]) + "\n"
    columns, report = imported(export(text), survey(SINGLE))
    assert len(columns["q"]) == 12
    assert "the last 2 rows hold nothing but 'Notes:', 'Exported by" in report.doubts[0]


@pytest.mark.parametrize(
    ("head", "last"),
    [
        ("Pet,Age,Town", "Dog,,"),
        ("Pet,Age,Town", "A hamster,,"),
        ("ID,Age,Pet", "13,,"),
        ("Completion time,Age,Pet", "2024-10-03 09:59,,"),
        ("Nickname,Age,Pet", "Zoe,,"),
    ],
)
def test_a_respondent_who_said_one_thing_stays(
    survey: Any, export: Any, imported: Any, head: str, last: str
) -> None:
    first = {"Pet": "Cat", "ID": "{n}", "Completion time": "2024-10-03 08:{n}", "Nickname": "Bob"}
    begin = first[head.split(",")[0]]
    rows = [f"{begin.format(n=n + 10)},{n + 20},Dog" for n in range(12)]
    columns, _ = imported(export("\n".join([head, *rows, last]) + "\n"), survey(SINGLE))
    assert len(columns["q"]) == 13


def test_no_draft_counts_the_note(workbook: Any) -> None:
    rows = [HEAD, *people(), (), ("Exported by survey team",)]
    assert read_export(workbook(form=rows)).rows == 12


@pytest.mark.parametrize("times", [1, 2])
def test_a_row_that_stands_twice_is_told(
    survey: Any, workbook: Any, imported: Any, times: int
) -> None:
    rows = people()
    rows[6:6] = rows[5:6] * times
    columns, report = imported(workbook(form=[HEAD, *rows]), survey(SINGLE))
    assert len(columns["q"]) == 12 + times
    [doubt] = report.doubts
    assert doubt.startswith("1 row is the same" if times == 1 else "2 rows are the same")
    assert "'Completion time'" in doubt


def test_the_same_answers_of_two_people_are_no_doubt(
    survey: Any, workbook: Any, imported: Any
) -> None:
    rows = people()
    again = (*rows[5][:1], datetime(2024, 10, 4), *rows[5][2:])
    _, report = imported(workbook(form=[HEAD, *rows, again]), survey(SINGLE))
    assert report.doubts == ()
    days = [(*row[:1], "2024-10-03", "", *row[3:]) for row in [*rows, rows[5]]]
    _, report = imported(workbook(form=[HEAD[1:], *(row[1:] for row in days)]), survey(SINGLE))
    assert report.doubts == ()
    plain = [row[3:] for row in rows]
    _, report = imported(workbook(form=[HEAD[3:], *plain, *plain]), survey(SINGLE))
    assert report.doubts == ()


def test_what_a_tool_tells_by_its_ids_is_left_out_without_a_doubt(
    survey: Any, export: Any, imported: Any
) -> None:
    head = "Respondent ID,Collector ID,Start Date,Pet"
    rows = [f"{100 + n},7,10/3/2024 {n}:00,Cat" for n in range(12)]
    raw = export("\n".join([head, *rows, rows[3]]) + "\n")
    columns, report = imported(raw, survey(SINGLE))
    assert len(columns["q"]) == 12
    assert report.dropped == {"submitted twice": 1}
    assert report.doubts == ()
