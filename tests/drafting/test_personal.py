"""What is rare, and what looks like a person, never becomes a choice, nor stands in a draft."""

import pytest

from dashboard.importing.drafting.personal import is_personal, why_left_out
from drafting.conftest import Drafting, rows


def test_addresses_and_rare_texts_are_left_out(drafted: Drafting) -> None:
    head = (
        "Role,If you would like us to get back to you about the results please leave your address,"
        "Anything else?\n"
    )
    lines = [
        f"{['Dev', 'Ops'][n % 2]},{f'person{n}@example.org' if n < 10 else ''},"
        f"{f'Call me, Ann Invented {n}'.replace(',', '') if n < 8 else ''}"
        for n in range(60)
    ]
    found = drafted(head + "\n".join(lines))
    assert list(found.codebook.questions) == ["role"]
    assert "example.org" not in found.text
    assert "Ann" not in found.text
    assert "# Left out, its cells look like personal data" in found.text


@pytest.mark.parametrize(
    "person",
    ["ann@example.org", "@annotated", "Ann Invented", "192.0.2.17", "2025-03-01T10:00:11",
     "10:42", "R_3kXz81aBcdEfGh2", "+49 170 1234567", "12 Garden Street",
     "linkedin.com/in/ann-i", "github.com/anni", "in/ann-i", "u/ann_i", "t.me/anni", "anni#1234",
     "(555) 123-4567", "555.987.6543", "06 12 34 56 78", "DE89 3704 0044 0532 0130 00",
     "4111 1111 1111 1111", "0000-0002-1825-0097", "123-45-6789", "Invented, Ann", "SW1A 1AA",
     "0x52908400098527886E0F7030069857D2E4169EE7", "2001:db8::1", "52.5200, 13.4050"],
)  # fmt: skip
def test_a_person_is_no_choice_even_where_three_wrote_the_same(
    drafted: Drafting, person: str
) -> None:
    assert is_personal(person)
    found = drafted(rows("Who helps you?", [*["Nobody", "My team"] * 20, *[person] * 4]))
    [code] = found.codebook.questions
    assert person not in found.text
    assert person not in " ".join(found.labels(code))


@pytest.mark.parametrize(
    "answer", ["Fast.ai", "10,000-24,999", "Machine Learning Engineer", "Slack", "1.5", "GitHub"]
)
def test_ordinary_answers_are_nobodys(answer: str) -> None:
    assert not is_personal(answer)


@pytest.mark.parametrize(
    ("header", "cells", "why"),
    [
        ("startedAt", ["2025-03-01T10", "2025-03-02T10"] * 5, "startedat"),
        ("Submission date", ["2025-03-01", "2025-03-02", "2025-03-03"] * 20, "submission date"),
        ("When?", [f"2025-03-{n:02}" for n in range(1, 29)], "dates"),
        ("Number", [str(n) for n in range(1001, 1060)], "ids"),
        ("Key", [f"a{n}bcdef{n}x" for n in range(30)], "ids"),
        ("Slack", [f"handle{n}" for n in range(30)], "'slack'"),
        ("First name", ["Ann", "Bo"] * 30, "'first name'"),
        ("Colleague", ["Ann Invented", "Peter Madeup", "Susan Nobody"] * 9, "personal data"),
    ],
)
def test_columns_that_tell_who_somebody_is_are_left_out(
    header: str, cells: list[str], why: str
) -> None:
    assert why in why_left_out(header, cells)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Slack", ["Daily", "Never"] * 20),
        ("GitHub", ["yes", "no"] * 20),
        ("Which day suits you?", ["2024-03-01", "2024-03-02"] * 20),
        ("Pay", [str(1000 + 370 * n) for n in range(40)]),
        ("Years", [str(n % 30) for n in range(60)]),
    ],
)
def test_ordinary_columns_stay(header: str, cells: list[str]) -> None:
    assert not why_left_out(header, cells)


def test_an_answer_of_two_people_is_no_choice(drafted: Drafting) -> None:
    found = drafted(rows("Pet", [*["Cat", "Dog"] * 30, "Newt", "Newt", "Axolotl"]))
    assert found.labels("pet") == ["Cat", "Dog", "Other"]
    assert found.question("pet").write_ins == "other"
    assert found.report.questions["pet"].answered == 63
    assert "Newt" not in found.text


@pytest.mark.parametrize(
    "header",
    ["Vorname", "Nachname", "Telefonnummer", "PLZ", "Prénom", "Courriel", "Code postal", "Nom",
     "Apellidos", "Correo electrónico", "Cognome", "Achternaam", "Nazwisko", "Фамилия", "姓名",
     "メールアドレス", "이메일", "Employee ID", "Student number", "Username", "Prolific ID",
     "IP-Adresse", "Date de naissance", "utm_source", "Initials"],
)  # fmt: skip
def test_headers_of_other_languages_and_panels_tell_a_person(header: str) -> None:
    assert "its name says" in why_left_out(header, ["one", "two"] * 10)


@pytest.mark.parametrize(
    "answer",
    ["H2O.ai", "Monday.com", "Berlin, Germany", "Nuts, Bolts", "r/datascience", "1000-2000",
     "C#", "100000-499999", "Google Cloud", "n8n/Zapier", "24/7"],
)  # fmt: skip
def test_ordinary_answers_look_like_nobody(answer: str) -> None:
    assert not is_personal(answer)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Abgeschickt am", ["01.03.2025", "02.03.2025"]),
        ("Fecha de envío", ["2025-03-01", "2025-03-02"]),
        ("Last modified", ["Mar 1, 2025 10:00 AM", "Mar 2, 2025 11:00 AM"]),
        ("When", ["Sat Mar 01 2025 10:00:00 GMT+0100", "Sun Mar 02 2025 11:00:00 GMT+0100"]),
        ("Received", ["1 March 2025", "2 March 2025"]),
        ("epoch", ["1709286011", "1709286055"]),
        ("ts", ["1709286011000", "1709286055123"]),
        ("Q1_Page Submit", ["1.5", "2.25"]),
        ("page1_time", ["12.5", "3.25"]),
        ("Time taken (seconds)", ["120", "300"]),
    ],
)
def test_times_of_answering_are_left_out(header: str, cells: list[str]) -> None:
    said = (
        "its cells are times",
        "measured by the survey tool",
        f"its name says {header.lower()!r}",
    )
    assert why_left_out(header, cells * 10) in said


def test_amounts_and_months_are_no_times() -> None:
    assert not why_left_out("When did you begin?", ["March", "April"] * 10)
    assert not why_left_out("Yearly pay", ["170000", "160000"] * 10)
    assert not why_left_out("Time for upkeep", ["10", "20"] * 10)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Q7", [f"{day}. März 2025 10:{day:02}" for day in range(1, 29)]),
        ("Q7", [f"2025年3月{day}日 10時{day:02}分" for day in range(1, 29)]),
        ("Q7", [f"{45717 + day / 7:.2f}" for day in range(1, 29)]),
        ("Q7", [f"{day:02}-Mar-25" for day in range(1, 29)] * 7),
        ("Invuldatum", ["01-03-2025", "04-03-2025", "05-03-2025"] * 20),
        ("날짜", ["2025. 3. 1", "2025. 3. 2"] * 20),
    ],
)
def test_times_of_answering_in_other_languages_are_left_out(header: str, cells: list[str]) -> None:
    assert why_left_out(header, cells)


def test_days_to_choose_from_stay_and_are_no_ranges(drafted: Drafting) -> None:
    found = drafted(rows("Which meeting suits you?", ["01-03-2025", "04-03-2025"], 20))
    [code] = found.codebook.questions
    assert sorted(found.labels(code)) == ["01-03-2025", "04-03-2025"]


def test_rows_and_columns_named_by_persons_are_no_question(drafted: Drafting) -> None:
    people = ("Maria Garcia", "Thandiwe Nkosi", "ann@example.org")
    head = ["Which fruit?", *(f"Rate the talks [{name}]" for name in people)]
    lines = [["Plum", "Good", "Bad", "Fair"], ["Fig", "Bad", "Good", "Good"]] * 20
    text = "\n".join(",".join(line) for line in [head, *lines]) + "\n"
    found = drafted(text)
    assert list(found.codebook.questions) == ["fruit"]
    assert "identify people" in found.text
    assert not any(name in found.text for name in people)


def test_a_question_of_which_few_answers_are_personal_stays(drafted: Drafting) -> None:
    cells = ["Plum"] * 30 + ["Fig"] * 25 + ["ann@example.org"] * 3 + ["Tanaka Yuki"] * 3
    found = drafted(rows("Which fruit?", cells))
    assert found.labels("fruit") == ["Plum", "Fig", "Other"]


@pytest.mark.parametrize(
    "name", ["Wolfgang", "Priya", "דוד", "दीपक", "สมชาย", "محمد", "Дмитрий", "Αντώνης", "김민준"]
)
def test_a_lone_given_name_is_no_choice_in_any_script(drafted: Drafting, name: str) -> None:
    found = drafted(rows("Who helps you?", [*["Nobody", "My team"] * 20, *[name] * 4]))
    [code] = found.codebook.questions
    assert found.labels(code) == ["Nobody", "My team", "Other"]
    assert name not in found.text


@pytest.mark.parametrize("header", ["שם פרטי", "उपनाम", "นามสกุล", "نام", "გვარი", "மின்னஞ்சல்"])
def test_headers_in_other_scripts_tell_a_person(header: str) -> None:
    assert "its name says" in why_left_out(header, ["one", "two"] * 10)


ZIPS = ["10115", "10117", "20095", "80331", "50667", "70173"]


@pytest.mark.parametrize(
    "codes",
    [ZIPS, ["01067", "04109", "99084", "39104", "14467"], ["560001", "110011", "400021", "600041",
     "700016"], ["1012 AB", "3011CD", "9711 XY", "2511 AA", "3511 PQ"], ["K1A 0B1", "V5K 0A1"],
     ["94103-1234", "10001-0003"], ["150-0002", "100-0001"], ["01310-100", "20040-020"],
     ["1000-205", "4000-322"], ["114 55", "413 01", "211 22", "752 28",
     "903 26"], ["00-950", "31-128", "80-462", "61-749"], ["31-041", "10-900"]],
)  # fmt: skip
def test_postal_codes_are_left_out(codes: list[str]) -> None:
    assert why_left_out("Q5", codes * 6) in (
        "its cells look like postal codes",
        "its cells look like personal data",
    )


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Pay", [str(10_000 + 370 * n) for n in range(40)]),
        ("Q5", [str(5_000 * n) for n in range(2, 20)]),
        ("Q5", ["1000-4999", "5000-9999", "10000-19999"]),
        ("Q5", ["1-9", "10-20", "21-100", "101-999"]),
        ("Q5", ["1-9", "10-100", "10-249", "50-999", "1000+"]),
        ("Q5", ["01-09", "10-99", "100-999"]),
        ("Q5", ["1500 MB", "2000 MB", "4000 MB", "8000 MB", "1000 MB"]),
        ("Q5", [str(year) for year in range(1995, 2021)]),
    ],
)
def test_amounts_ranges_and_years_are_no_postal_codes(header: str, cells: list[str]) -> None:
    assert not why_left_out(header, cells * 6)


@pytest.mark.parametrize("codes", [["10117"], ["02-677"], ["31-041", "80-462"]])
def test_a_bare_postal_code_among_words_is_no_choice(drafted: Drafting, codes: list[str]) -> None:
    found = drafted(rows("Where do you work?", [*["At home", "In town"] * 20, *codes * 4]))
    [code] = found.codebook.questions
    assert not any(text in found.text for text in codes)
    assert found.labels(code)[:2] == ["At home", "In town"]
