"""Nothing is wrong in silence: what an import cannot know is said before any count."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dashboard.errors import DashboardError
from dashboard.importing.import_report import ImportReport

Survey = Callable[..., Path]
Export = Callable[..., Path]
Imported = Callable[..., tuple[dict[str, list[Any]], ImportReport]]

PET = [{"id": "cat", "label": "Cat"}, {"id": "dog", "label": "Dog"}]
OTHER = {"id": "other", "label": "Other", "other": True}
NA = {"id": "na", "label": "N/A", "outside": True}
SIZES = ("1-9", "2-5", "6-10", "10-49", "11-50", "50-99")
BANDS = [{"id": f"n{at}", "label": label} for at, label in enumerate(SIZES)]


@pytest.fixture
def read(survey: Survey, export: Export, imported: Imported) -> Callable[..., Any]:
    """Import a text by one question; gives its answers and the report."""

    def run(text: str | bytes, question: dict[str, Any], **more: Any) -> Any:
        columns, report = imported(export(text), survey({"id": "q"} | question, **more))
        return columns["q"], report

    return run


def csv(*cells: str, head: str = "q", before: str = "x") -> str:
    """A column of cells beside one that is never empty."""
    lines = [f"{before},{head}", *(f'1,"{cell}"' for cell in cells)]
    return "\n".join(lines) + "\n"


# Marks that nobody sees, and tags ------------------------


@pytest.mark.parametrize("mark", ["\u200e", "\u200f", "\u061c", "\u202b", "\u2067", "\u200b"])
def test_direction_marks_in_headers_labels_and_cells(read: Any, mark: str) -> None:
    text = csv(f"{mark}Cat{mark}", "Dog", head=f"{mark}Your pet?{mark}")
    question = {"wording": "Your pet?", "choices": PET}
    assert read(text, question)[0] == ["cat", "dog"]
    marked = [choice | {"label": f"{mark}{choice['label']}"} for choice in PET]
    assert read(csv("Cat", "Dog"), {"choices": marked})[0] == ["cat", "dog"]
    joined = csv(f"{mark}Cat{mark}, {mark}Dog")
    assert read(joined, {"kind": "multiple", "choices": PET})[0] == [["cat", "dog"]]
    number = csv(f"{mark}12{mark}", "3")
    assert read(number, {"kind": "number"})[0] == [12, 3]


def test_tags_in_headers_labels_and_cells(read: Any) -> None:
    text = csv("<b>Cat</b>", "Dog<br>", head="<div><strong>Your pet?</strong></div>")
    assert read(text, {"wording": "Your pet?", "choices": PET})[0] == ["cat", "dog"]
    tagged = [choice | {"label": f"<p>{choice['label']}</p>"} for choice in PET]
    joined = csv("<b>Cat</b>, <i>Dog</i>")
    assert read(joined, {"kind": "multiple", "choices": tagged})[0] == [["cat", "dog"]]


def test_the_nearest_header_is_told_without_tags(read: Any) -> None:
    with pytest.raises(DashboardError, match=r"nearest header is 'What is your pet\?'"):
        read(
            csv("Cat", head="<b>What is your pet?</b>"),
            {"choices": PET, "columns": "What is your pets?"},
        )


# Numbers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (("1.200", "950", "12.000", "1.234.567"), [1200, 950, 12000, 1234567]),
        (("1,200", "950", "12,000", "1,234,567"), [1200, 950, 12000, 1234567]),
        (("1,200", "0,5", "1.234.567"), [1.2, 0.5, 1234567]),
        (("1.200", "0.5", "1,234,567"), [1.2, 0.5, 1234567]),
    ],
)
def test_points_and_commas_mean_the_same_in_every_kind_of_number(
    read: Any, survey: Survey, export: Export, imported: Imported,
    cells: Sequence[str], values: Sequence[float],
) -> None:  # fmt: skip
    got, report = read(csv(*cells), {"kind": "number"})
    assert (got, report.doubts) == (list(values), ())
    bands = [{"id": "low", "label": "low", "from": 0, "to": 100},
             {"id": "high", "label": "high", "from": 100}]  # fmt: skip
    expected = ["low" if value < 100 else "high" for value in values]
    assert read(csv(*cells), {"kind": "number", "bands": bands})[0] == expected
    lines = ["q [A],q [B]", *(f'"{cell}",1' for cell in cells)]
    items = [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]
    got, _ = read("\n".join(lines), {"kind": "allocation", "items": items, "columns": "q [*]"})
    assert [row["a"] for row in got] == list(values)
    folder = survey({"id": "q", "kind": "number"}, read={2024: {"weight": "w"}})
    rows = ["w,q", *(f'"{cell}",1' for cell in cells)]
    columns, _ = imported(export("\n".join(rows)), folder)
    assert columns["weight"] == list(values)


def test_a_column_that_does_not_say_what_a_point_means_is_doubted(read: Any) -> None:
    _, report = read(csv("1.234", "5.678"), {"kind": "number"})
    [doubt] = report.doubts
    assert doubt.startswith("q: 2 answers such as '1.234' read as 1.234, but no cell")
    first = report.text().splitlines()[0]
    assert first.startswith("DOUBT: q: 2 answers such as '1.234'")
    got, report = read(csv("1.234", "5.678"), {"kind": "number"}, read={2024: {"decimal": ","}})
    assert (got, report.doubts) == ([1234, 5678], ())


def test_percentages_are_the_same_from_text_and_from_a_workbook(
    read: Any, survey: Survey, imported: Imported, tmp_path: Path
) -> None:
    values = [1, 0.8, 0.5, 0.375]
    texts = ["100%", "80%", "50%", "37.5%"]
    book = openpyxl.Workbook()
    book.active.append(["q"])
    for value in values:
        book.active.append([value])
    for row in range(2, 6):
        book.active.cell(row, 1).number_format = "0%" if row < 5 else "0.0%"
    book.save(tmp_path / "raw.xlsx")
    number = {"id": "q", "kind": "number"}
    assert read(csv(*texts), number)[0] == [100, 80, 50, 37.5]
    assert imported(tmp_path / "raw.xlsx", survey(number))[0]["q"] == [100, 80, 50, 37.5]
    part = number | {"maximum": 1}
    assert read(csv(*texts), part)[0] == values
    assert imported(tmp_path / "raw.xlsx", survey(part))[0]["q"] == values
    bands = [{"id": "low", "label": "low", "from": 0, "to": 0.6},
             {"id": "high", "label": "high", "from": 0.6, "to": 1.01}]  # fmt: skip
    assert read(csv(*texts), {"kind": "number", "bands": bands})[0][2:] == ["low", "low"]
    labels = [{"id": f"p{at}", "label": text} for at, text in enumerate(texts)]
    single = {"id": "q", "choices": labels}
    assert imported(tmp_path / "raw.xlsx", survey(single))[0]["q"] == ["p0", "p1", "p2", "p3"]


def test_percentages_that_are_all_parts_of_one_are_doubted(read: Any) -> None:
    _, report = read(csv("0.8", "1", "0.375"), {"kind": "number", "unit": "%"})
    assert report.doubts[0].startswith("q: no percentage is above 1; these look like parts of one")
    assert read(csv("0.8", "100", "5"), {"kind": "number", "unit": "%"})[1].doubts == ()
    assert read(csv("0.8", "1"), {"kind": "number", "unit": "h"})[1].doubts == ()
    items = [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]
    split = {"kind": "allocation", "items": items, "columns": "q [*]"}
    _, report = read("q [A],q [B]\n0.6,0.4\n1,0\n", split)
    assert [d for d in report.doubts if "parts of one" in d]
    assert read("q [A],q [B]\n60,40\n99.5,0.5\n", split)[1].doubts == ()


def test_joined_codes_in_a_column_of_numbers_are_doubted(read: Any) -> None:
    _, report = read(csv("1", "2", "1,2,3", "2,3,4"), {"kind": "number"})
    assert [d for d in report.doubts if "several answers joined by commas" in d]


# Dates that were ranges ------------------------

DAMAGED = ["1-9", "5-Feb", "10-Jun", "Oct-49", "1950-11-01T00:00:00", "50-99"]
REPAIRED = [f"n{at}" for at in range(6)]


@pytest.mark.parametrize(
    "question",
    [
        {"choices": BANDS},
        {"kind": "scale", "choices": BANDS},
        {"kind": "number", "bands": [
            band | {"from": at, "to": at + 1} for at, band in enumerate(BANDS)]},
    ],
)  # fmt: skip
def test_ranges_are_put_right_in_every_kind(read: Any, question: dict[str, Any]) -> None:
    got, report = read(csv(*DAMAGED), question)
    assert got == REPAIRED
    assert dict(report.questions["q"].repaired) == dict.fromkeys(
        ["5-Feb", "10-Jun", "Oct-49", "1950-11-01T00:00:00"], 1
    )


def test_ranges_are_put_right_among_several_answers(read: Any) -> None:
    got, _ = read(csv(*DAMAGED, "1-9, 2-5"), {"kind": "multiple", "choices": BANDS})
    assert got == [*([code] for code in REPAIRED), ["n0", "n1"]]
    heads = ["1-9", "5-Feb", "10-Jun", "Oct-49", "Nov-50", "50-99"]
    text = ",".join(f"q [{head}]" for head in heads) + "\n1,0,0,1,0,0\n0,1,0,0,0,0\n"
    got, _ = read(text, {"kind": "multiple", "choices": BANDS, "columns": "q [*]"})
    assert got == [["n0", "n3"], ["n1"]]
    text = ",".join(heads) + "\n1-9,,,Oct-49,,\n,5-Feb,,,,\n"
    own = [band | {"columns": band["label"]} for band in BANDS]
    assert read(text, {"kind": "multiple", "choices": own})[0] == [["n0", "n3"], ["n1"]]


def test_ranges_are_put_right_in_rankings_and_matrices(read: Any) -> None:
    text = "q_1,q_2\nOct-49,5-Feb\n1-9,\n"
    got, _ = read(text, {"kind": "ranking", "choices": BANDS, "columns": "q_*"})
    assert got == [["n3", "n1"], ["n0"]]
    items = [{"id": "a", "label": "A"}]
    matrix = {"kind": "matrix", "items": items, "choices": BANDS, "columns": "q [*]"}
    assert read("q [A]\nOct-49\n1-9\n", matrix)[0] == [{"a": "n3"}, {"a": "n0"}]


def test_a_date_that_two_ranges_may_have_become_stays_unanswered_and_is_counted(read: Any) -> None:
    twins = [{"id": "a", "label": "1-2"}, {"id": "b", "label": "2-1"}, {"id": "c", "label": "x"}]
    got, report = read(csv("2-Jan", "1-2"), {"choices": twins})
    assert got == [None, "a"]
    assert report.questions["q"].undeclared == [("2-Jan", 1)]


# Joined answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ", ", ";", "|", " / "])
def test_a_quoted_write_in_is_one(read: Any, separator: str) -> None:
    own = f"my own cross of quince{separator}dog{separator}and sloe"
    cell = f'Cat{separator}""{own}""'
    question = {"kind": "multiple", "choices": [*PET, OTHER], "write_ins": "other"}
    got, report = read(csv(cell, "Dog"), question | {"separator": separator})
    assert got == [["cat", "other"], ["dog"]]
    assert report.questions["q"].write_ins == [(own, 1)]


@pytest.mark.parametrize("separator", [", ", ",", ";", "; ", "|", "\n"])
def test_what_joins_answers_is_told_by_what_fits(read: Any, separator: str) -> None:
    got, report = read(csv(f"Cat{separator}Dog", "Dog"), {"kind": "multiple", "choices": PET})
    assert (got, report.doubts) == ([["cat", "dog"], ["dog"]], ())


@pytest.mark.parametrize("write_ins", [{}, {"write_ins": "other"}])
@pytest.mark.parametrize("kind", ["single", "multiple"])
def test_an_import_in_which_nothing_fits_says_so_first(
    read: Any, kind: str, write_ins: dict[str, str]
) -> None:
    question = {"kind": kind, "choices": [*PET, OTHER], **write_ins}
    _, report = read(csv(*["+Cat, -Dog", "+Dog"] * 20), question)
    first = report.text().splitlines()[0]
    assert first.startswith("DOUBT: q: none of 40 answers fits a declared choice; the separator")


def test_more_answers_that_fit_nothing_than_fit_are_doubted(read: Any) -> None:
    question = {"choices": [*PET, OTHER], "write_ins": "other"}
    _, report = read(csv(*["Cat"] * 4, *["emu"] * 6), question)
    assert report.doubts == ("q: 6 of 10 answers fit no declared choice",)
    _, report = read(csv(*["Cat"] * 6, *["emu"] * 4), question)
    assert report.doubts == ()
    _, report = read(csv("many", "some"), {"kind": "number"})
    assert report.doubts[0].startswith("q: none of 2 answers is a number")


# Missing marks, and what nobody answered ------------------------


def test_a_missing_mark_that_is_a_label_is_told(read: Any) -> None:
    question = {"choices": [*PET, NA]}
    text = "id,submitdate,q\n" + "1,2024-01-01,N/A\n" * 3 + "2,2024-01-01,Cat\n"
    got, report = read(text, question)
    assert got == [None, None, None, "cat"]
    assert report.doubts == (
        "q: 'N/A' is a missing mark and also a label of 'na'; 3 such cells count as unanswered",
    )
    _, report = read(csv("Cat", "Dog", "Dog"), question, read={2024: {"missing": ["Cat"]}})
    assert "'Cat' is a missing mark and also a label of 'cat'; 1 such" in report.doubts[0]
    _, report = read(csv("Cat", "nan", "Dog"), question, read={2024: {"missing": ["nan"]}})
    assert report.doubts == ()


def test_a_question_that_nobody_answered_is_named(read: Any) -> None:
    _, report = read(csv("", "", ""), {"choices": PET})
    assert report.doubts == ("q: it has no answers",)


def test_formulas_without_values_are_told(
    workbook: Export, survey: Survey, imported: Imported
) -> None:
    pet = {"id": "pet", "choices": PET}
    folder = survey(pet, pet | {"id": "next"})
    rows = [["pet", "next"], ["Cat", '=IF(1,"Cat","Dog")'], ["Dog", "=A1"], ["Cat", "=A2"]]
    _, report = imported(workbook(A=rows), folder)
    [doubt] = report.doubts
    assert doubt.startswith("next: it has no answers; 3 of its cells are formulas without")
    _, report = imported(workbook(A=[*rows, ["Cat", "Dog"]]), folder)
    [doubt] = report.doubts
    assert doubt.startswith("next: 3 of its cells are formulas")


# Ids that a spreadsheet rounded ------------------------


@pytest.mark.parametrize(
    "ids",
    [
        ["1.14E+11"] * 6, ["1,14E+11"] * 6, ["1.14e11"] * 6, ["11.4E+10"] * 6, ["1E+11"] * 6,
        ["114000000000000000"] * 6, ["1.14E+11", "1.15E+11"] * 3,
    ],
)  # fmt: skip
def test_rounded_ids_tell_nobody_apart(read: Any, ids: list[str]) -> None:
    lines = ["Respondent ID,Collector ID,q", *(f'"{one}",7,Cat' for one in ids)]
    got, report = read("\n".join(lines), {"choices": PET})
    assert len(got) == 6
    assert report.dropped == {}
    [doubt] = report.doubts
    assert "6 ids in 'Respondent ID' are rounded" in doubt


def test_ids_that_most_people_share_tell_nobody_apart(read: Any) -> None:
    lines = ["Respondent ID,Collector ID,q", *("7,7,Cat" for _ in range(9))]
    got, report = read("\n".join(lines), {"choices": PET})
    assert len(got) == 9
    assert "8 of 9 rows repeat an id of 'Respondent ID'" in report.doubts[0]


def test_whole_ids_still_leave_out_who_submitted_twice(read: Any) -> None:
    lines = ["Respondent ID,Collector ID,q", "1.14E+11,7,Cat", "12,7,Cat", "12,7,Dog", "13,7,Cat"]
    got, report = read("\n".join(lines), {"choices": PET})
    assert got == ["cat", "cat", "cat"]
    assert report.dropped == {"submitted twice": 1}
    assert "1 id in 'Respondent ID' is rounded" in report.doubts[0]


# The codebook's own faults, as far as they concern one year ------------------------


def test_write_ins_of_a_year_that_did_not_offer_their_choice_are_refused(
    survey: Survey, export: Export, imported: Imported
) -> None:
    late = OTHER | {"asked": [2024]}
    question = {"id": "q", "kind": "multiple", "choices": [*PET, late], "write_ins": "other"}
    folder = survey(question, years={2023: {}, 2024: {}})
    with pytest.raises(DashboardError, match=r"1 fault for 2023:\n  write_ins of q: .*2023 did"):
        imported(export(csv("Cat, emu")), folder, year=2023)
    assert imported(export(csv("Cat, emu")), folder)[0]["q"] == [["cat", "other"]]


# Columns of typed text beside others ------------------------


@pytest.mark.parametrize("head", ["Other (please specify)", "Other", "comment", "Sonstiges"])
def test_typed_text_beside_the_rows_of_a_matrix_is_passed_over(read: Any, head: str) -> None:
    items = [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]
    matrix = {"kind": "matrix", "wording": "How?", "items": items, "choices": PET}
    text = f"How? [A],How? [B],How? [{head}]\nCat,Dog,my boss\nDog,,\n"
    got, report = read(text, matrix)
    assert got == [{"a": "cat", "b": "dog"}, {"a": "dog", "b": None}]
    assert report.left_out == (f"How? [{head}]",)


@pytest.mark.parametrize("code", ["-99", "-9", "999", "99"])
def test_numbers_that_stand_for_no_answer_elsewhere_are_doubted(read: Any, code: str) -> None:
    answers, report = read(csv(*["20", "35", "41"] * 5, *[code] * 4), {"kind": "number"})
    assert answers[-1] == float(code)
    assert f"4 cells hold {code}, which means no answer" in report.doubts[0]
    answers, report = read(
        csv(*["20", "35", "41"] * 5, *[code] * 4), {"kind": "number", "missing": [code]}
    )
    assert answers[-1] is None
    assert not report.doubts


def test_ages_and_points_are_no_marks(read: Any) -> None:
    assert not read(csv(*["20", "98", "99", "60"] * 5), {"kind": "number"})[1].doubts
    assert not read(csv(*["1", "2", "3", "8", "9"] * 5), {"kind": "number"})[1].doubts


def test_labels_that_are_numbers_are_found_as_a_program_wrote_them(read: Any) -> None:
    points = [{"id": f"n{n}", "label": str(n)} for n in (1, 2, 3)]
    answers, report = read(csv("1.0", "2.0", "3.0"), {"choices": points})
    assert answers == ["n1", "n2", "n3"]
    assert len(report.questions["q"].repaired) == 3


@pytest.mark.parametrize("kind", ["single", "multiple"])
@pytest.mark.parametrize("joint", [" + ", " and ", " / ", "、"])
def test_answers_that_name_several_choices_are_doubted(read: Any, kind: str, joint: str) -> None:
    cells = ["Cat", "Dog", f"Cat{joint}Dog"] * 5
    _, report = read(csv(*cells), {"kind": kind, "choices": [*PET, OTHER], "write_ins": "other"})
    assert any("name several of its choices" in doubt for doubt in report.doubts)


def test_a_write_in_that_names_two_choices_is_no_doubt(read: Any) -> None:
    cells = [*["Cat", "Dog"] * 30, "half cat, half dog"]
    question = {"kind": "single", "choices": [*PET, OTHER], "write_ins": "other"}
    assert not read(csv(*cells), question)[1].doubts


def test_a_few_answers_that_are_no_numbers_are_doubted_for_they_bend_a_mean(read: Any) -> None:
    question = {"kind": "number"}
    answers, report = read(csv(*["1.2k"] * 3, *["950"] * 37), question)
    assert answers == [None] * 3 + [950.0] * 37
    assert "q: 3 of 40 answers are not numbers, such as '1.2k'" in report.doubts
    assert not read(csv("many", *["950"] * 39), question)[1].doubts


def test_a_text_of_many_that_no_choice_declares_is_doubted(read: Any) -> None:
    question = {"kind": "single", "choices": PET}
    _, report = read(csv(*["Newt"] * 5, *["Cat"] * 35), question)
    assert "q: 5 of 40 answers say 'Newt', which no choice declares" in report.doubts
    assert not read(csv(*["Newt", "Eft", "Frog"], *["Cat"] * 37), question)[1].doubts


def test_ids_that_end_in_noughts_are_rounded(read: Any) -> None:
    ids = [f"11423{n % 40:03}000" for n in range(60)]
    rows = "\n".join(f"{id},1,Cat" for id in ids)
    text = f"Respondent ID,Collector ID,q\n{rows}\n"
    answers, report = read(text, {"kind": "single", "choices": PET})
    assert answers == ["cat"] * 60
    assert any("60 ids in 'Respondent ID' are rounded" in doubt for doubt in report.doubts)


@pytest.mark.parametrize("cell", ["2025/05/02", "2025/5/2", "2025年5月2日"])
def test_dates_with_the_year_first_are_put_right(read: Any, cell: str) -> None:
    question = {"kind": "single", "choices": BANDS}
    assert read(csv("1-9", cell, "6-10"), question)[0] == ["n0", "n1", "n2"]


@pytest.mark.parametrize(
    ("last", "doubted"), [("Generated by a tool,,", True), ("Cat,,", False), ("Dog,2,3", False)]
)
def test_a_note_in_the_last_row_is_doubted(
    survey: Survey, export: Export, imported: Imported, last: str, doubted: bool
) -> None:
    lines = ["pet,age,size", *["Cat,2,4"] * 20, last]
    folder = survey(
        {"id": "pet", "choices": PET},
        {"id": "age", "kind": "number"},
        {"id": "size", "kind": "number"},
    )
    _, report = imported(export("\n".join(lines) + "\n"), folder)
    assert any("the last row holds" in doubt for doubt in report.doubts) is doubted


def grid(names: Sequence[str], *rows: Sequence[str]) -> str:
    """Columns of one question, each named in brackets."""
    lines = [",".join(f"q [{name}]" for name in names), *(",".join(row) for row in rows)]
    return "\n".join(lines) + "\n"


RANKED = {"kind": "ranking", "choices": [*PET, {"id": "newt", "label": "Newt"}]}


def test_places_are_read_in_the_order_of_their_numbers(read: Any) -> None:
    text = grid(["Rank 2", "Rank 1", "Rank 3"], ["Cat", "Dog", "Newt"], ["Newt", "Cat", ""])
    assert read(text, RANKED)[0] == [["dog", "cat", "newt"], ["cat", "newt"]]


def test_ranks_that_are_no_places_are_doubted(read: Any) -> None:
    names = ["Cat", "Dog", "Newt"]
    _, report = read(grid(names, ["1", "1", "3"], ["3", "2", "1"]), RANKED)
    assert "q: 1 respondent gave one rank to two choices" in " ".join(report.doubts)
    _, report = read(grid(names, ["30", "20", "10"], ["10", "30", "20"]), RANKED)
    assert "q: 6 ranks such as 30 are beyond the 3 places" in " ".join(report.doubts)
    assert not read(grid(names, ["1", "2", "3"], ["2", "", "1"]), RANKED)[1].doubts


def test_parts_that_do_not_add_up_are_doubted(read: Any) -> None:
    question = {"kind": "allocation", "items": PET}
    _, report = read(grid(["Cat", "Dog"], ["8", "32"], ["20", "25"]), question)
    assert "q: the parts of 2 of 2 respondents do not add up to 100" in " ".join(report.doubts)
    assert not read(grid(["Cat", "Dog"], ["40", "60"], ["33.3", "66.6"]), question)[1].doubts


def test_the_code_of_another_choice_in_a_column_of_ticks_is_refused(read: Any) -> None:
    choices = [pet | {"labels": {2024: [str(at)]}} for at, pet in enumerate(PET, start=1)]
    question = {"kind": "multiple", "choices": choices}
    assert read(grid(["Cat", "Dog"], ["1", ""], ["", "2"]), question)[0] == [["cat"], ["dog"]]
    with pytest.raises(DashboardError, match="in the column of cat says '2', which is dog"):
        read(grid(["Cat", "Dog"], ["2", ""], ["", "1"]), question)


def test_a_number_that_a_spreadsheet_makes_of_two_labels_is_doubted(read: Any) -> None:
    labels = ("3.1", "3.10", "3.2")
    question = {"choices": [{"id": f"v{at}", "label": label} for at, label in enumerate(labels)]}
    _, report = read(csv(*["3.1"] * 9, "3.2"), question)
    [doubt] = report.doubts
    assert doubt.startswith("q: '3.1' is given and '3.10' never is")
    assert not read(csv("3.1", "3.10", "3.2"), question)[1].doubts
