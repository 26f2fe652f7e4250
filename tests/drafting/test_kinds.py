"""Each kind of question is drafted from all of its cells, and imports as it stands."""

import random
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from dashboard.__main__ import main
from dashboard.codebook import Kind
from dashboard.importing.drafting.damaged_ranges import range_of
from dashboard.importing.drafting.joined import joined
from drafting.conftest import Drafting, rows

JOINED = ["Apple", "Apple{}Pear", "Pear", "Fig{}Plum", "Apple{}Fig{}Plum", "Pear{}Plum", "Fig"]


@pytest.mark.parametrize(
    "separator", [", ", ",", ";", "; ", "|", " | ", "\n", " ", "、", "，", "；", " • ", " / ", "\t"]
)
def test_answers_joined_by_anything_are_one_question_of_several(
    drafted: Drafting, separator: str
) -> None:
    cells = [cell.replace("{}", separator) for cell in JOINED]
    found = drafted(rows("Which fruits?", cells, 12))
    assert found.question("fruits").kind is Kind.MULTIPLE
    assert sorted(found.labels("fruits")) == ["Apple", "Fig", "Pear", "Plum"]
    assert "# GUESS: answers joined by" in found.text
    assert not found.report.questions["fruits"].undeclared


@pytest.mark.parametrize("form", ["['{}']", '["{}"]', "{{{}}}"])
def test_lists_of_programs_are_joined_answers(drafted: Drafting, form: str) -> None:
    sign = form[form.index("{}") - 1] if form[0] == "[" else ""
    cells = [form.format(cell.replace("{}", f"{sign},{sign}")) for cell in JOINED]
    found = drafted(rows("Which fruits?", cells, 12))
    assert sorted(found.labels("fruits")) == ["Apple", "Fig", "Pear", "Plum"]
    assert not found.report.questions["fruits"].undeclared


def test_codes_of_two_digits_that_hardly_stand_alone_are_joined(drafted: Drafting) -> None:
    sets = [(n % 5 + 1, n % 3 + 6, n % 4 + 9) for n in range(60)]
    found = drafted(rows("Days", [",".join(map(str, days)) for days in sets], 2))
    assert found.question("days").kind is Kind.MULTIPLE
    assert sorted(map(int, found.labels("days"))) == list(range(1, 13))


def test_codes_joined_by_a_comma_are_no_decimal_numbers(drafted: Drafting) -> None:
    found = drafted(rows("Days", ["1", "2", "1,2", "2,3", "1,3", "3", "1"], 10))
    assert found.labels("days") == ["1", "2", "3"]
    assert joined(Counter(f"{n},5" for n in range(3, 90))) is None


def test_labels_that_hold_the_separator_stay_whole_and_say_so(drafted: Drafting) -> None:
    cells = ["Training, coaching", "Plans, budgets and hiring", "Hands-on work",
             "Training, coaching, Hands-on work", "Plans, budgets and hiring, Hands-on work",
             "Plans, budgets and hiring, Training, coaching"]  # fmt: skip
    found = drafted(rows("What do you do?", cells, 10))
    [code] = found.codebook.questions
    assert sorted(found.labels(code)) == [
        "Hands-on work", "Plans, budgets and hiring", "Training, coaching",
    ]  # fmt: skip
    assert "GUESS: 'Training, coaching' never occurs without the rest" in found.text


def test_a_checkbox_question_whose_combinations_hardly_recur_has_its_choices(
    drafted: Drafting,
) -> None:
    tools = [f"Tool {sign}" for sign in "ABCDEFGHIJKLMNOP"]
    draw = random.Random(5)
    cells = [", ".join(draw.sample(tools, draw.randint(3, 6))) for _ in range(250)]
    found = drafted(rows("Which tools do you use?", cells))
    assert found.question("tools_use").kind is Kind.MULTIPLE
    assert sorted(found.labels("tools_use")) == tools


def test_quoted_pieces_of_a_joined_cell_are_one_choice(drafted: Drafting) -> None:
    other = '"Nuts, of some other kind"'
    cells = [f"Walnut,{other},Hazel", "Hazel", "Walnut,Hazel", other, "Walnut", f"{other},Hazel"]
    found = drafted(rows("Which nuts?", cells, 10))
    assert sorted(found.labels("nuts")) == ["Hazel", "Nuts, of some other kind", "Walnut"]


def test_true_and_false_numbers_and_dates_are_quoted_words(drafted: Drafting) -> None:
    lines = ["Kept?,Version,Which day?"]
    lines += [f"{['TRUE', 'FALSE'][n % 2]},{['0', '1'][n % 2]},2024-03-0{n % 3 + 1}"
              for n in range(30)]  # fmt: skip
    found = drafted("\n".join(lines))
    assert [c.id for c in found.question("kept").choices] == ["true", "false"]
    assert '{id: "true", label: "TRUE"}' in found.text
    assert found.labels("version") == ["0", "1"]
    assert found.labels("day") == ["2024-03-01", "2024-03-02", "2024-03-03"]


def test_cells_that_hold_a_line_break_only_are_empty(drafted: Drafting) -> None:
    found = drafted(rows("Fruit", ["Apple\n", "Pear\n", "\n", " \n"], 10))
    assert sorted(found.labels("fruit")) == ["Apple", "Pear"]
    assert found.report.questions["fruit"].answered == 20


def test_case_twins_are_one_choice_called_as_most_wrote_it(drafted: Drafting) -> None:
    cells = ["Medlar Jam", "medlar jam", "Medlar jam", "Medlar Jam", "Pears"]
    found = drafted(rows("Fruit", cells, 10))
    assert found.labels("fruit") == ["Medlar Jam", "Pears"]
    assert found.report.questions["fruit"].answered == 50


def test_numbers_with_a_note_are_numbers(drafted: Drafting) -> None:
    found = drafted(
        rows("Pay per month", [str(2000 + 37 * n) for n in range(150)] + ["about 4000"])
    )
    assert found.question("pay_per_month").kind is Kind.NUMBER
    assert "# GUESS: 1 text is not a number" in found.text
    assert "about 4000" not in found.text


def test_points_of_a_scale_with_no_answer_are_a_scale(drafted: Drafting) -> None:
    found = drafted(rows("How good is it?", ["1", "2", "3", "4", "5", "n/a"], 5))
    question = found.question("good")
    assert question.kind is Kind.SCALE
    assert [choice.value for choice in question.choices] == [1, 2, 3, 4, 5, None]
    assert question.choices[-1].outside


def test_statements_on_one_scale_are_rows_of_a_matrix(drafted: Drafting) -> None:
    views = ["Agree", "Disagree", "Neutral", "Strongly agree", "n/a"]
    lines = ["Hammers are good,Saws are good,Axes are good,Role"]
    lines += [",".join(views[(n * k) % 5] for k in (1, 2, 3)) + f",{['a', 'b'][n % 2]}"
              for n in range(50)]  # fmt: skip
    found = drafted("\n".join(lines))
    assert [q.kind for q in found.codebook.questions.values()] == [Kind.MATRIX, Kind.SINGLE]
    [matrix, _] = found.codebook.questions.values()
    assert [item.label for item in matrix.items] == [
        "Hammers are good", "Saws are good", "Axes are good",
    ]  # fmt: skip
    assert [c.label for c in matrix.choices] == [
        "Disagree", "Neutral", "Agree", "Strongly agree", "n/a",
    ]  # fmt: skip
    assert "GUESS: 3 questions in a row have the same scale" in found.text


def test_columns_of_ticks_beside_joined_answers_are_one_question(drafted: Drafting) -> None:
    pay = ["Pay, Benefits", "Pay", "", "Pay, Benefits", "Benefits"]
    lines = ["Role,2.o_criteria,2.o.1_Pay,2.o.2_Benefits,Member"]
    lines += [
        f'{["Dev", "Ops"][n % 2]},"{pay[n % 5]}",{int("Pay" in pay[n % 5])},'
        f"{int('Benefits' in pay[n % 5])},{['TRUE', 'FALSE'][n % 2]}"
        for n in range(40)
    ]
    found = drafted("\n".join(lines))
    several = [q for q in found.codebook.questions.values() if q.kind is Kind.MULTIPLE]
    assert [[choice.label for choice in q.choices] for q in several] == [["Pay", "Benefits"]]
    [question] = several
    assert question.choices[0].columns[2025] == ("2.o.1_Pay",)
    assert not [q for q in found.codebook.questions.values() if q.kind is Kind.NUMBER]
    assert "the same answers are in one column per choice" in found.text


@pytest.mark.parametrize("header", ["Which fruits? ({})", "Which fruits?_{}", "[{}]"])
@pytest.mark.parametrize(("yes", "no"), [("1.0", "0.0"), ("TRUE", "FALSE"), ("Ja", "Nein")])
def test_columns_beside_joined_answers_are_found_however_they_are_headed_and_ticked(
    drafted: Drafting, header: str, yes: str, no: str
) -> None:
    fruits = ["Apple", "Pear", "Fig", "Plum"]
    cells = [cell.replace("{}", "; ") for cell in JOINED] * 6
    lines = [",".join(["Which fruits?", *(header.format(fruit) for fruit in fruits)])]
    lines += [
        ",".join([cell, *(yes if fruit in cell.split("; ") else no for fruit in fruits)])
        for cell in cells
    ]
    found = drafted("\n".join(lines) + "\n")
    assert list(found.codebook.questions) == ["fruits"]
    assert found.labels("fruits") == fruits


def test_decimals_of_a_program_are_no_names(drafted: Drafting) -> None:
    found = drafted(rows("Kept?", ["0.0", "1.0"], 20))
    assert found.labels("kept") == ["0", "1"]
    assert found.report.questions["kept"].answered == 40


def survey_monkey(above: list[str], below: list[str], people: list[list[str]]) -> str:
    """A SurveyMonkey export: the question over its first column, choices below."""
    heads = [["Respondent ID", "Collector ID", *above], ["", "", *below]]
    body = [[str(1000 + at), "7", *cells] for at, cells in enumerate(people)]
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in (*heads, *body))


def test_a_single_choice_beside_a_column_of_others_is_single(drafted: Drafting) -> None:
    people = [[["Hammer", "Saw"][n % 2], ""] for n in range(40)]
    people += [["Other (please specify)", f"gadget {n}"] for n in range(5)]
    below = ["Response", "Other (please specify)"]
    found = drafted(survey_monkey(["Which tool?", ""], below, people))
    question = found.question("tool")
    assert question.kind is Kind.SINGLE
    assert found.labels("tool") == ["Hammer", "Saw", "Other (please specify)"]
    assert question.write_ins == "other_specify"
    assert "gadget" not in found.text
    assert found.report.questions["tool"].answered == 45


def test_free_text_beside_a_grid_is_no_row_and_no_choice(drafted: Drafting) -> None:
    people = [["easy", ["easy", "hard"][n % 2], f"my boss Ann Invented ({n})" if n < 6 else ""]
              for n in range(40)]  # fmt: skip
    below = ["Sawing", "Gluing", "Other (please specify)"]
    found = drafted(survey_monkey(["How hard is each?", "", ""], below, people))
    question = found.question("hard_each")
    assert [item.label for item in question.items] == ["Sawing", "Gluing"]
    assert sorted(found.labels("hard_each")) == ["easy", "hard"]
    assert "Ann" not in found.text


def test_names_of_services_are_choices_when_they_are_answers(drafted: Drafting) -> None:
    names = ["Meetups", "Slack", "Discord", "GitHub", "Twitter", "LinkedIn"]
    people = [[name if (n + at) % 3 else "" for at, name in enumerate(names)] for n in range(30)]
    found = drafted(survey_monkey(["Where do you meet?", *[""] * 5], names, people))
    [code] = found.codebook.questions
    assert found.labels(code) == names


def test_what_a_spreadsheet_made_of_ranges_is_put_right_and_said(drafted: Drafting) -> None:
    found = drafted(rows("Staff", ["1-9", "Oct-49", "50-99", "100+"], 8))
    assert found.labels("staff") == ["1-9", "10-49", "50-99", "100+"]
    assert found.question("staff").choice("n10_49").low == 10
    assert "GUESS: a spreadsheet made 'Oct-49' of '10-49'" in found.text
    assert found.report.questions["staff"].answered == 32


def test_a_header_that_a_spreadsheet_damaged_is_said(drafted: Drafting) -> None:
    found = drafted("Role,#NAME?\n" + "Dev,-Very likely\nOps,-Unlikely\n" * 8)
    assert list(found.codebook.questions) == ["role"]
    assert 'a spreadsheet damaged its header; restore the name: "#NAME?"' in found.text


def test_a_workbook_is_drafted_like_a_text_file(drafted: Drafting, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Role", "Kept?"])
    for n in range(20):
        sheet.append([["Dev", "Ops"][n % 2], n % 2 == 0])
    book.save(tmp_path / "raw.xlsx")
    found = drafted(tmp_path / "raw.xlsx")
    assert sorted(c.id for c in found.question("kept").choices) == ["false", "true"]


def test_a_column_for_each_answer_of_each_row_is_a_matrix(drafted: Drafting) -> None:
    levels = ["Trying", "In use", "Not used"]
    head = ["Which of these do you run?", *[""] * 5]
    below = [f"{tool} - {level}" for tool in ("Hammer", "Saw") for level in levels]
    lines = [head, below]
    for n in range(24):
        said = [levels[n % 3], levels[(n // 3) % 3]]
        lines.append([lv if lv == said[at // 3] else "" for at, lv in enumerate(levels * 2)])
    found = drafted("\n".join(",".join(line) for line in lines))
    [question] = found.codebook.questions.values()
    assert question.kind is Kind.MATRIX
    assert not question.multiple
    assert [item.label for item in question.items] == ["Hammer", "Saw"]
    assert [choice.label for choice in question.choices] == levels
    assert found.report.questions[question.id].answered == 24


def test_one_answer_in_several_columns_is_a_single_choice_and_said_so(drafted: Drafting) -> None:
    lines = ["Where do you work?,,,How big is your team?,,", "Office,Home,Both,1-9,Oct-49,50+"]
    lines += ["Office,,,1-9,,", ",Home,,,Oct-49,", ",,Both,,,50+"] * 4
    found = drafted("\n".join(lines))
    assert [q.kind for q in found.codebook.questions.values()] == [Kind.SINGLE, Kind.SINGLE]
    assert found.labels("where_work") == ["Office", "Home", "Both"]
    assert found.labels("big_team") == ["1-9", "10-49", "50+"]
    assert "GUESS: nobody gave two answers: a single choice in several columns?" in found.text
    assert {code: one.answered for code, one in found.report.questions.items()} == {
        "where_work": 12, "big_team": 12,
    }  # fmt: skip


def test_numbers_written_like_names_keep_how_they_are_written(drafted: Drafting) -> None:
    lines = ["Which version?,Which depot?"]
    lines += [f"{['3.10', '3.9', '3.11'][n % 3]},{['007', '012'][n % 2]}" for n in range(30)]
    found = drafted("\n".join(lines))
    assert sorted(found.labels("version")) == ["3.10", "3.11", "3.9"]
    assert found.labels("depot") == ["007", "012"]


def test_a_quoted_piece_shows_that_cells_are_joined(drafted: Drafting) -> None:
    cells = ["Apple", 'Apple,"my own cross of quince, pear, and sloe"'] * 12
    found = drafted(rows("Which fruits?", cells))
    assert found.question("fruits").kind is Kind.MULTIPLE
    assert "Apple" in found.labels("fruits")


@pytest.mark.parametrize(
    ("text", "was"),
    [("Oct-49", "10-49"), ("Nov-50", "11-50"), ("5-Feb", "2-5"), ("2049-10-01T00:00:00", "10-49"),
     ("2025-02-05T00:00:00", "2-5"), ("10-Jun", "6-10"), ("Bank", ""), ("1-9", ""), ("2", "")],
)  # fmt: skip
def test_a_date_is_the_range_it_was_made_of(text: str, was: str) -> None:
    assert range_of(text) == was


LISTS = {
    "codes.txt": "Q1\n1, Hammer\n2, Saw\n\nQ2\n1, Daily\n2, Never\n",
    "codes.csv": "question,code,label\nQ1,1,Hammer\nQ1,2,Saw\nQ2,1,Daily\nQ2,2,Never\n",
    "codes.tsv": "Q1\t1\tHammer\nQ1\t2\tSaw\nQ2\t1\tDaily\nQ2\t2\tNever\n",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_code_list_gives_codes_their_labels(drafted: Drafting, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(LISTS[name], encoding="utf-8")
    lines = ["Q1,Q2", *[f"{n % 2 + 1},{n % 3 // 2 + 1}" for n in range(30)]]
    found = drafted("\n".join(lines), "--codes", str(tmp_path / name))
    [tool, often] = found.codebook.questions
    assert found.labels(tool) == ["Hammer", "Saw"]
    assert found.labels(often) == ["Daily", "Never"]
    assert found.report.questions[tool].answered == 30
    assert not found.report.questions[tool].undeclared


def test_a_sheet_of_codes_stands_for_the_column_of_its_name(
    drafted: Drafting, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Tool"
    for row in (["code", "label"], [1, "Hammer"], [2, "Saw"], [3, "Axe"]):
        sheet.append(row)
    book.save(tmp_path / "codes.xlsx")
    cells = ["1", "2", "1,2", "3", "2,3", "1,3", "1,2,3"]
    found = drafted(rows("Tool", cells, 6), "--codes", str(tmp_path / "codes.xlsx"))
    assert found.question("tool").kind is Kind.MULTIPLE
    assert found.labels("tool") == ["Hammer", "Saw", "Axe"]
    assert not found.report.questions["tool"].undeclared


def test_a_file_without_codes_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "codes.txt").write_text("nothing here\n", encoding="utf-8")
    (tmp_path / "raw2025.csv").write_text(rows("Q1", ["1", "2"], 9), encoding="utf-8")
    command = ["codebook", str(tmp_path / "raw2025.csv"), "--to", str(tmp_path / "draft")]
    assert main([*command, "--codes", str(tmp_path / "codes.txt")]) == 2
    assert "codes.txt is not a code list" in capsys.readouterr().err


def test_a_grid_of_checkboxes_takes_several_answers_in_a_row(drafted: Drafting) -> None:
    lines = ["Timestamp,Where? [Saw],Where? [Lathe]"]
    lines += ['x,"Home, Office",Office', "x,Home,Home", 'x,Office,"Home, Office"'] * 10
    where = drafted("\n".join(lines) + "\n").question("where")
    assert where.kind is Kind.MATRIX
    assert where.multiple
    assert sorted(choice.label for choice in where.choices) == ["Home", "Office"]


def test_columns_that_hold_their_own_header_are_choices_of_one_question(
    drafted: Drafting,
) -> None:
    lines = ["#,Role,Hammer,Saw,Other,Network ID"]
    lines += [f"a{n},{'Dev' if n % 2 else 'Ops'},{'Hammer' * (n % 2)},{'Saw' * (n % 3 > 0)},,n{n}"
              for n in range(40)]  # fmt: skip
    lines[1] = lines[1].replace("Saw,,", "Saw,my own,")
    found = drafted("\n".join(lines) + "\n")
    [code] = set(found.codebook.questions) - {"role"}
    assert found.question(code).kind is Kind.MULTIPLE
    assert found.labels(code)[:2] == ["Hammer", "Saw"]
    assert "choices of a question whose text the export lacks" in found.text
    assert "my own" not in found.text
    assert found.report.questions[code].answered > 20


def test_codes_and_texts_in_one_header_are_told_apart(drafted: Drafting) -> None:
    head = [
        "id. Response ID", "submitdate. Date submitted", "lastpage. Last page",
        "role. What is your role?", "uses[SQ001]. Which tools? [Saw]",
        "uses[SQ002]. Which tools? [Lathe]", "rate[a][x]. Rate [Saw][Price]",
        "rate[b][x]. Rate [Lathe][Price]",
    ]  # fmt: skip
    lines = [f"{n},2025-03-01,3,{'Dev' if n % 2 else 'Ops'},{'Yes' if n % 2 else 'No'},Yes,"
             f"{'Low' if n % 3 else 'High'},Low" for n in range(30)]  # fmt: skip
    found = drafted("\n".join([",".join(f'"{text}"' for text in head), *lines]) + "\n")
    assert found.report.format == "LimeSurvey"
    assert [question.title for question in found.codebook.questions.values()] == [
        "What is your role?", "Which tools?", "Rate",
    ]  # fmt: skip
    assert found.labels("tools") == ["Saw", "Lathe"]
    assert [item.label for item in found.question("rate").items] == ["Saw - Price", "Lathe - Price"]


def test_sections_above_questions_above_choices_are_three_header_rows(drafted: Drafting) -> None:
    head = (
        "About you,,,Ratings,\nWhat is your role?,Which tools?,,How good?,\n,Saw,Lathe,Food,Drink\n"
    )
    roles, x = ["Dev", "Ops"], ["", "x"]
    lines = [f"{roles[n % 2]},{x[n % 2]},{x[n % 3 > 0]},{n % 5 + 1},{n % 4 + 1}" for n in range(40)]
    found = drafted(head + "\n".join(lines) + "\n")
    assert [question.title for question in found.codebook.questions.values()] == [
        "What is your role?", "Which tools?", "How good?",
    ]  # fmt: skip
    assert found.report.rows == 40


def test_a_choice_called_none_does_not_hide_that_cells_name_other_choices(
    drafted: Drafting,
) -> None:
    heads, cells = ["Saw", "Lathe", "Choice 3", "None"], ["Saw", "Lathe", "Drill"]
    lines = ["Q1_1,Q1_2,Q1_3,Q1_4", ",".join(f"Tools - {text}" for text in heads)]
    for n in [*range(1, 8)] * 6:
        lines.append(",".join(text * (n >> at & 1) for at, text in enumerate(cells)) + ",")
    lines += [",,,None"] * 8
    found = drafted("\n".join(lines) + "\n")
    assert found.labels("tools") == ["Saw", "Lathe", "Drill", "None"]
    assert "the header 'Choice 3' is above cells that say 'Drill'" in found.text


@pytest.mark.parametrize("joint", [" + ", " and ", " & "])
def test_answers_that_others_make_up_are_said_to_look_joined(drafted: Drafting, joint: str) -> None:
    cells = ["Saw", "Lathe", "Drill", f"Saw{joint}Lathe"] * 6
    found = drafted(rows("Which tool?", cells))
    assert "GUESS: cells such as 'Saw" in found.text


def test_lists_are_said_to_look_joined_and_ordinary_labels_are_not(drafted: Drafting) -> None:
    text = drafted(rows("Which tool?", ['["Saw"]', '["Saw","Lathe"]'] * 6)).text
    assert "look like several answers" in text


def test_ordinary_labels_do_not_look_joined(drafted: Drafting) -> None:
    labels = [
        "Data engineer",
        "Engineer",
        "Data scientist",
        "Yes (paid)",
        "Yes",
        "Very good",
        "Good",
    ]
    assert "several answers" not in drafted(rows("Which?", labels * 6)).text


@pytest.mark.parametrize(("yes", "no"), [("yes", "no"), ("true", "false"), ("ja", "nein")])
def test_columns_of_yes_no_and_blank_say_that_they_may_be_votes(
    drafted: Drafting, yes: str, no: str
) -> None:
    lines = [f"{['Dev', 'Ops'][n % 2]},{[yes, no, ''][n % 3]}" for n in range(60)]
    found = drafted("Role,More workshops\n" + "\n".join(lines))
    assert found.question("more_workshops").kind == "single"
    assert "# GUESS: yes, no or blank: one question, or a vote for and against" in found.text


def test_a_question_that_all_answered_with_yes_or_no_is_no_guess(drafted: Drafting) -> None:
    found = drafted(rows("More workshops", ["yes", "no"] * 30))
    assert "GUESS" not in found.text


@pytest.mark.parametrize(
    ("rare", "said"),
    [
        (["Nim"], "rare answers of 1 respondent count"),
        (["Nim", "Elm, Zig", "Other"], "rare answers of 2 respondents count"),
        (["Other"], None),
    ],
)
def test_rare_answers_are_counted_by_the_respondents_who_gave_them(
    drafted: Drafting, rare: list[str], said: str | None
) -> None:
    often = ["Go", "Go, Rust", "Rust, Java", "Java", "Go, Java", "Go, Rust, Java"]
    found = drafted(rows("Which?", [*often * 6, *(f"Go, {text}" for text in rare)]))
    [code] = found.codebook.questions
    notes = [line for line in found.text.splitlines() if "rare answers" in line]
    assert [str(said) in note for note in notes] == [True] * bool(said)
    write_ins = found.report.questions[code].write_ins
    assert sum(times for _, times in write_ins) == (len(rare) - ("Other" in rare))
