"""Layouts of tools that none of the reading formats is named after, and of tools abroad."""

from itertools import product

import pytest

from dashboard.codebook import Kind
from drafting.conftest import Drafting

PLACES = list(product(("Hammer", "Saw"), ("Work", "Home", "Nowhere")))


def _lines(header: list[str], rows: list[list[str]]) -> str:
    lines = (",".join(f'"{cell}"' for cell in row) for row in [header, *rows])
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    "meta",
    [
        ["id", "submitdate", "lastpage"],
        ["Antwort ID", "Datum Abgeschickt", "Letzte Seite"],
        ["ID de la réponse", "Date de soumission", "Dernière page"],
        ["ID ответа", "Дата отправки", "Последняя страница"],
    ],
)
def test_limesurvey_exports_of_any_language_lose_their_incomplete_rows(
    drafted: Drafting, meta: list[str]
) -> None:
    header = [*meta, "Which tool?"]
    rows = [[str(n), "2025-10-01 10:00:00", "5", ("Hammer", "Saw")[n % 2]] for n in range(20)]
    rows += [[str(n), "", "1", "Saw"] for n in range(20, 27)]
    found = drafted(_lines(header, rows))
    assert found.report.format == "LimeSurvey"
    assert found.report.questions["tool"].asked == 20
    assert list(found.codebook.questions) == ["tool"]


@pytest.mark.parametrize("meta", [[], ["id", "submitdate"], ["Antwort ID", "Datum Abgeschickt"]])
def test_an_array_of_ticks_in_two_dimensions_is_one_matrix(
    drafted: Drafting, meta: list[str]
) -> None:
    header = [*meta, "Role", *(f"Where? [{row}][{column}]" for row, column in PLACES)]
    rows = [
        [*("7", "2025-10-01 10:00:00")[: len(meta)], "Dev",
         *(("Yes", "No")[(n >> at) % 2] for at in range(len(PLACES)))]
        for n in range(40)
    ]  # fmt: skip
    found = drafted(_lines(header, rows))
    question = found.question("where")
    assert question.kind is Kind.MATRIX
    assert question.multiple
    assert [item.label for item in question.items] == ["Hammer", "Saw"]
    assert found.labels("where") == ["Work", "Home", "Nowhere"]
    assert found.report.questions["where"].answered == 40


def test_what_kobo_writes_itself_is_no_question(drafted: Drafting) -> None:
    header = ["Role", "_id", "__version__", "_status", "_index"]
    rows = [[("Dev", "Ops")[n % 2], str(n + 7), "v1", "submitted", str(n)] for n in range(30)]
    assert list(drafted(_lines(header, rows)).codebook.questions) == ["role"]


TICKS = [[("Yes", "")[(n >> at) % 2] for at in range(3)] for n in range(40)]


@pytest.mark.parametrize(
    "header",
    ["Which tools? >> {}", "Which tools? — {}", "Which tools? > {}", "Which tools?::{}",
     "Which tools? {}", "Which tools? ({})", "{}:Which tools?", "tools_{}", "tools.{}", "tools:{}"],
)  # fmt: skip
@pytest.mark.parametrize("tick", ["Yes", ""])
def test_a_column_a_choice_is_known_by_what_the_headers_share(
    drafted: Drafting, header: str, tick: str
) -> None:
    names = ["Hammer", "Saw", "Drill"]
    rows = [
        ["Dev", *((tick or name) if cell else "" for cell, name in zip(row, names, strict=True))]
        for row in TICKS
    ]
    found = drafted(_lines(["Role", *map(header.format, names)], rows))
    assert list(found.codebook.questions) == ["role", "tools"]
    assert found.question("tools").kind is Kind.MULTIPLE
    assert found.labels("tools") == names
    assert found.report.questions["tools"].answered == 35


@pytest.mark.parametrize("dash", [" >> ", " — ", "::", "? "])
def test_rows_of_a_grid_are_known_by_what_the_headers_share(drafted: Drafting, dash: str) -> None:
    names = ["Hammer", "Saw", "Drill"]
    rows = [["Dev", *(("Good", "Bad")[(n >> at) % 2] for at in range(3))] for n in range(40)]
    found = drafted(_lines(["Role", *(f"How are they{dash}{name}" for name in names)], rows))
    [_, question] = found.codebook.questions.values()
    assert question.kind is Kind.MATRIX
    assert [item.label for item in question.items] == names


@pytest.mark.parametrize(
    ("tick", "none"),
    [("Checked", "Unchecked"), ("Selected", "Not Selected"), ("Quoted", "Not quoted"),
     ("1.0", "0.0"), ("Coché", "Non coché"), ("genannt", "nicht genannt")],
)  # fmt: skip
@pytest.mark.parametrize("header", ["Which tools? [{}]", "tools_{}"])
def test_columns_of_any_words_for_ticks_are_one_question(
    drafted: Drafting, header: str, tick: str, none: str
) -> None:
    names = ["Hammer", "Saw", "Drill"]
    rows = [["Dev", *(tick if cell else none for cell in row)] for row in TICKS]
    found = drafted(_lines(["Role", *map(header.format, names)], rows))
    assert found.question("tools").kind is Kind.MULTIPLE
    assert found.report.questions["tools"].answered == 35


def test_yes_and_no_below_unlike_headers_stay_questions_of_their_own(drafted: Drafting) -> None:
    rows = [["Dev", ("Yes", "No")[n % 2], ("Yes", "No")[n % 3 % 2]] for n in range(40)]
    found = drafted(_lines(["Role", "Do you lead?", "Do you test?"], rows))
    assert [q.kind for q in found.codebook.questions.values()] == [Kind.SINGLE] * 3


@pytest.mark.parametrize(
    ("response", "other"),
    [("Response", "Other (please specify)"), ("Antwort", "Sonstiges (bitte angeben)"),
     ("Réponse", "Autre (veuillez préciser)"), ("Respuesta", "Otro (especifique)"),
     ("Risposta", "Altro (specificare)"), ("Resposta", "Outro (especifique)"),
     ("Antwoord", "Anders, namelijk"), ("Ответ", "Другое (укажите)"),
     ("回答", "その他（具体的に）")],
)  # fmt: skip
def test_second_header_rows_of_any_language_are_no_response(
    drafted: Drafting, response: str, other: str
) -> None:
    header = ["Role", "Tool", "", "Uses", "", ""]
    rows = [[response, response, other, "Plank", "Beam", other]]
    rows += [
        ["Dev", ("Hammer", "Saw", "")[n % 3], "" if n % 3 < 2 else f"mine {n}",
         ("Plank", "")[n % 2], ("Beam", "")[n // 2 % 2], f"own {n}" if n % 9 == 0 else ""]
        for n in range(36)
    ]  # fmt: skip
    found = drafted(_lines(header, rows))
    assert found.report.format == "SurveyMonkey"
    assert found.question("tool").kind is Kind.SINGLE
    assert found.labels("tool")[:2] == ["Hammer", "Saw"]
    assert found.labels("uses")[:2] == ["Plank", "Beam"]
    assert [c.other for c in found.question("uses").choices] == [False, False, True]
    assert found.report.questions["tool"].asked == 36


def test_a_second_header_row_without_gaps_is_no_response(drafted: Drafting) -> None:
    rows = [["Antwort", "Antwort"], *(["Dev", ("Big", "Small")[n % 2]] for n in range(20))]
    found = drafted(_lines(["Role", "Size"], rows))
    assert found.report.questions["size"].asked == 20
    assert sorted(found.labels("size")) == ["Big", "Small"]


def test_neighboring_questions_of_one_name_are_both_drafted(drafted: Drafting) -> None:
    rows = [["Dev", ("Big", "Small")[n % 2], ("S", "L")[n % 2]] for n in range(20)]
    found = drafted(_lines(["Role", "Size", "Size"], rows))
    assert sorted(found.labels("size")) == ["Big", "Small"]
    assert sorted(found.labels("size_2")) == ["L", "S"]


@pytest.mark.parametrize(
    "text", ["Weiß ich nicht", "No sé", "Je ne sais pas", "Не знаю", "わからない", "N.v.t.", "k.A."]
)
def test_no_answer_in_any_language_is_outside(drafted: Drafting, text: str) -> None:
    rows = [["Dev", ("Big", "Small", text)[n % 3]] for n in range(30)]
    found = drafted(_lines(["Role", "Size"], rows))
    assert [c.label for c in found.question("size").choices if c.outside] == [text]
