"""Known faults of a year, and answers that one year alone offered: no line, no test, the reason."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from surveys import load_survey, survey_of, topic_of

from dashboard.analysis.changes import compare, page_family
from dashboard.analysis.results import results
from dashboard.analysis.tables import tabulate, to_csv
from dashboard.codebook import CodebookError, read_codebook
from dashboard.codebook.comparability import Verdict, compare_question
from dashboard.figures import Figure, View, draw
from dashboard.figures.change_marks import DOWN, UP
from dashboard.figures.kinds.tracks import tracks_of
from dashboard.query.selection import select
from dashboard.responses import Responses

YEARS = (2021, 2022, 2023, 2024)
CHOICES: list[dict[str, Any]] = [{"id": "a", "label": "Axe"}, {"id": "b", "label": "Saw"}]
REASON = "A filter hid it from half of the respondents."


def survey(
    folder: Path, years: dict[int, dict[str, Any]] | None = None, **question: Any
) -> Responses:
    asked = {"id": "tool", "title": "Tool", "choices": CHOICES} | question
    other = {"id": "other", "title": "Other tool", "choices": CHOICES}
    people = {
        year: [
            dict.fromkeys(("tool", "other"), "a" if n < 100 + 40 * at else "b") for n in range(300)
        ]
        for at, year in enumerate(YEARS)
    }
    head = survey_of(*YEARS) | ({"years": years} if years else {})
    return load_survey(folder, head, topic_of([asked, other]), years=people)


def drawn(responses: Responses, code: str, *years: int) -> Figure:
    book = responses.codebook
    question, query = book.question(code), select(book, years or YEARS)
    found = results(responses, [question], query)[code]
    family = page_family(responses, [question], query)
    return draw(found, View(codebook=book, query=query, compare="year", changes=family))


def steps(responses: Responses, code: str) -> set[tuple[int, int]]:
    book = responses.codebook
    one = page_family(responses, [book.question(code)], select(book, YEARS)).followed[code, "share"]
    return {(step.first, step.second) for step in (*one.changes, *one.long_changes)}


@pytest.fixture
def faulty(tmp_path: Path) -> Responses:
    return survey(tmp_path, not_comparable={2022: REASON})


def test_nothing_is_tested_into_or_out_of_a_faulty_year(faulty: Responses) -> None:
    assert steps(faulty, "tool") == {(2023, 2024), (2021, 2024), (2021, 2023)}
    assert (2021, 2022) in steps(faulty, "other")
    book = faulty.codebook
    query = select(book, [2022])
    found = results(faulty, [book.question("tool")], query)["tool"]
    page = page_family(faulty, [book.question("tool")], query)
    compared = compare(faulty, found, 2021, 2022, page)
    assert not compared.followed.changes
    assert compared.reasons == (f"2022 is not comparable with other years: {REASON}",)


def test_the_line_is_cut_and_the_reason_stands_under_the_figure(faulty: Responses) -> None:
    figure = drawn(faulty, "tool")
    said = f"2022 is not comparable with other years: {REASON}"
    assert figure.note.count(said) == 1
    book = faulty.codebook
    query = select(book, YEARS)
    found = results(faulty, [book.question("tool")], query)["tool"]
    for track in tracks_of(found, View(codebook=book, query=query, compare="year")).tracks:
        cut = {pair for pair, link in track.links.items() if not link.comparable}
        assert cut == {(2021, 2022), (2022, 2023)}
    remark = [column.heading for column in figure.table.columns].index("Remark")
    year = [column.heading for column in figure.table.columns].index("Year")
    assert all(said in row[remark] for row in figure.table.rows if row[year] == "2022")
    assert said not in drawn(faulty, "other").note


def test_tables_and_csv_say_it(faulty: Responses) -> None:
    book = faulty.codebook
    table = tabulate(faulty, book.question("tool"), select(book, [2022, 2023]))
    assert f"2022 is not comparable with other years: {REASON}" in table.notes
    rows = list(csv.DictReader(io.StringIO(to_csv(table.rows))))
    assert {row["year"] for row in rows if REASON in row["remark"]} == {"2022"}
    plain = tabulate(faulty, book.question("other"), select(book, [2022]))
    assert "remark" not in to_csv(plain.rows).splitlines()[0]


def test_a_faulty_year_is_compared_in_no_question(tmp_path: Path) -> None:
    years = {year: {} for year in YEARS} | {2022: {"not_comparable": REASON}}
    responses = survey(tmp_path, years)
    for code in ("tool", "other"):
        assert not any(2022 in step for step in steps(responses, code))
        assert REASON in drawn(responses, code).note
    assert REASON in drawn(responses, "other", 2022).note


def test_a_year_that_the_question_did_not_ask_is_no_fault_of_it(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match="2020"):
        survey(tmp_path, not_comparable={2020: REASON})


def test_how_a_year_was_collected_stands_where_its_numbers_are(tmp_path: Path) -> None:
    years: dict[int, dict[str, Any]] = {year: {} for year in YEARS}
    years[2023] = {
        "note": "Partners took part for the first time.",
        "channels": ["newsletter", "meetups"],
        "fieldwork": {"from": "2023-10-09", "to": "2023-11-10"},
    }
    responses = survey(tmp_path, years)
    about = (
        "2023: Partners took part for the first time. Collected October 9 – November 10, 2023; "
        "respondents reached through newsletter and meetups."
    )
    for figure in (drawn(responses, "tool"), drawn(responses, "tool", 2023)):
        assert figure.note.endswith(about)
        assert figure.about_years == about
    assert "2023" not in drawn(responses, "tool", 2024).note


DONT_KNOW = {"id": "unsure", "label": "Don't know", "outside": True}


@pytest.mark.parametrize("asked", [[2024], [2023, 2024]])
def test_no_change_is_tested_where_one_year_alone_offered_an_answer_beside_the_question(
    tmp_path: Path, asked: list[int]
) -> None:
    responses = survey(tmp_path, choices=[*CHOICES, DONT_KNOW | {"asked": asked}])
    question = responses.codebook.question("tool")
    for first, second in ((a, b) for a in YEARS for b in YEARS if a < b):
        found = compare_question(question, first, second)
        alone = (first in asked) is not (second in asked)
        assert (found.verdict is Verdict.OUTSIDE_CHANGED) is alone
        assert ("“Don't know” was an answer in" in found.reason) is alone
        assert ((first, second) in steps(responses, "tool")) <= (not alone)
    assert steps(responses, "tool")


def test_none_of_these_makes_another_base_of_ticks(tmp_path: Path) -> None:
    none = {"id": "none", "label": "None of these", "exclusive": True, "asked": [2024]}
    folder = tmp_path / "ticks"
    question = {"id": "uses", "kind": "multiple", "title": "Uses", "choices": [*CHOICES, none]}
    people = {year: [{"uses": ["a"]}, {"uses": None}] * 40 for year in YEARS}
    responses = load_survey(folder, survey_of(*YEARS), topic_of([question]), years=people)
    found = compare_question(responses.codebook.question("uses"), 2023, 2024)
    assert (found.verdict, found.comparable) == (Verdict.OUTSIDE_CHANGED, False)
    assert read_codebook(folder).question("uses").choices[2].exclusive


MARK = re.compile(f"[{UP}{DOWN}]")
CHISEL = {"id": "c", "label": "Chisel", "asked": [2024]}
TAKES = "“Chisel” was added in 2024, which lowers all others."


def test_a_new_answer_parts_one_answer_of_several_and_no_ticks(tmp_path: Path) -> None:
    before = {(2021, 2022), (2022, 2023), (2021, 2023)}
    responses = survey(tmp_path / "one", choices=[*CHOICES, CHISEL])
    assert steps(responses, "tool") == before
    figure = drawn(responses, "tool")
    assert TAKES in figure.note
    said = [text for one in figure.data if one.get("mode") == "text" for text in one["text"]]
    assert not [text for text in said if MARK.search(text)]
    # The same answers, ticked: nobody who ticks the new one ticks another one less for it.
    ticked = survey(tmp_path / "ticks", kind="multiple", choices=[*CHOICES, CHISEL])
    assert steps(ticked, "tool") == {*before, (2023, 2024), (2021, 2024)}
    figure = drawn(ticked, "tool")
    assert TAKES not in figure.note
    said = [text for one in figure.data if one.get("mode") == "text" for text in one["text"]]
    assert [text for text in said if MARK.search(text)]
