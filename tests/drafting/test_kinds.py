"""Each kind of question is drafted from all of its cells, and imports as it stands."""

import random
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from dashboard.codebook import Kind
from dashboard.importing.drafting.joined import joined
from drafting.conftest import Drafting, rows

JOINED = ["Apple", "Apple{}Pear", "Pear", "Fig{}Plum", "Apple{}Fig{}Plum", "Pear{}Plum", "Fig"]


@pytest.mark.parametrize("separator", [", ", ",", ";", "; ", "|", " | ", "\n", " "])
def test_answers_joined_by_anything_are_one_question_of_several(
    drafted: Drafting, separator: str
) -> None:
    cells = [cell.replace("{}", separator) for cell in JOINED]
    found = drafted(rows("Which fruits?", cells, 12))
    assert found.question("fruits").kind is Kind.MULTIPLE
    assert sorted(found.labels("fruits")) == ["Apple", "Fig", "Pear", "Plum"]
    assert "# GUESS: answers joined by" in found.text
    assert not found.report.questions["fruits"].undeclared


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
    assert "GUESS: 'Training, coaching' never stands apart" in found.text


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
    assert "# GUESS: 1 text is no number" in found.text
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
    assert "the same answers stand in a column for each choice" in found.text


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
    assert 'a spreadsheet damaged its header; give the column its name back: "#NAME?"' in found.text


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
