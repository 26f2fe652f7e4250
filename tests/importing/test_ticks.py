"""One column a choice: what is a tick is decided from all cells of all columns."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.errors import DashboardError
from dashboard.importing.import_report import ImportReport
from dashboard.importing.ticks import Column, Ticks, decide

Survey = Callable[..., Path]
Export = Callable[..., Path]
Imported = Callable[..., tuple[dict[str, list[Any]], ImportReport]]


def ticks(**columns: list[str | None]) -> Ticks:
    """Columns of choices called as the keywords."""
    return decide(
        "uses",
        [
            Column(name, frozenset({name.replace("_", " ")}), cells, takes_text=name == "other")
            for name, cells in columns.items()
        ],
    )


def marked(found: Ticks, at: int, cells: list[str | None]) -> list[bool]:
    is_tick = found.reader(at)
    return [cell is not None and is_tick(cell) for cell in cells]


PAIRS = [
    ("1", "0"), ("1.0", "0.0"), ("1,0", "0,00"), ("1", ""), ("TRUE", "FALSE"), ("true", "false"),
    ("True", "False"), ("t", "f"), ("T", "F"), ("y", "n"), ("Y", "N"), ("Yes", "No"), ("YES", "NO"),
    ("Yes", "-"), ("Yes", "–"), ("Yes", "n/a"), ("Yes", "N/A"), ("Yes", "None"), ("1.0", "nan"),
    ("1", "NULL"), ("X", "-"), ("x", ""), ("✓", ""), ("✔", "✘"), ("☑", "☐"), ("[x]", "[ ]"),
    ("Checked", "Unchecked"), ("Checked", "Not checked"), ("Selected", "Not selected"),
    ("Selected", "Unselected"), ("Chosen", "Not chosen"), ("Ticked", "Not ticked"),
    ("quoted", "not quoted"), ("Mentioned", "Not mentioned"), ("Marked", "Unmarked"),
    ("Picked", "Not picked"), ("Applies", "Does not apply"), ("On", "Off"),
    ("Ja", "Nein"), ("ja", "nein"), ("J", "N"), ("Wahr", "Falsch"), ("gewählt", "nicht gewählt"),
    ("Ausgewählt", "Nicht ausgewählt"), ("genannt", "nicht genannt"),
    ("trifft zu", "trifft nicht zu"),
    ("Oui", "Non"), ("O", "N"), ("Vrai", "Faux"), ("Coché", "Non coché"),
    ("Sélectionné", "Non sélectionné"), ("Choisi", "Pas choisi"),
    ("Sí", "No"), ("Si", "No"), ("S", "N"), ("Verdadero", "Falso"), ("Marcado", "No marcado"),
    ("Seleccionado", "No seleccionado"), ("Sim", "Não"), ("Sim", "Nao"), ("Verdadeiro", "Falso"),
    ("Selecionado", "Não selecionado"), ("Sì", "No"), ("Vero", "Falso"), ("Ja", "Nee"),
    ("Ja", "Nej"),
    ("Kyllä", "Ei"), ("Tak", "Nie"), ("Да", "Нет"), ("Evet", "Hayır"), ("はい", "いいえ"),
    ("是", "否"),
    ("dabei", "nicht dabei"), ("prisutan", "ne prisutan"), ("Ano", "Ne"), ("Áno", "Nie"),
    ("Igen", "Nem"), ("Так", "Ні"), ("Ναι", "Όχι"), ("Da", "Nu"), ("Jā", "Nē"), ("Já", "Nei"),
    ("Có", "Không"), ("Ya", "Tidak"), ("ใช่", "ไม่ใช่"), ("हाँ", "नहीं"), ("是", "不是"), ("有", "无"),
    ("예", "아니오"), ("선택", "미선택"), ("ИСТИНА", "ЛОЖЬ"), ("PRAWDA", "FAŁSZ"),
    ("Coché", "Décoché"), ("Marcada", "Sin marcar"), ("Vald", "Ej vald"),
    ("Bejelölve", "Nincs bejelölve"), ("✔", "✖"), ("1", "#NULL!"), ("Yes!", "No!"), ("yes", "no."),
    ("○", "×"), ("◯", "✕"), ("●", "○"),
]  # fmt: skip


@pytest.mark.parametrize(("yes", "no"), PAIRS)
def test_ticks_in_many_languages(yes: str, no: str) -> None:
    hammer: list[str | None] = [yes, no or None, yes, no or None] * 5
    saw: list[str | None] = [yes, no or None, no or None, no or None] * 5
    drill: list[str | None] = [no or None] * 20
    found = ticks(Hammer=hammer, Saw=saw, Drill=drill)
    assert marked(found, 0, hammer) == [True, False, True, False] * 5
    assert marked(found, 1, saw) == [True, False, False, False] * 5
    assert marked(found, 2, drill) == [False] * 20
    assert not any(found.strange)


@pytest.mark.parametrize(
    ("one", "other"),
    [("dabei", "weg"), ("blue", "green"), ("1", "2"), ("3", "4"), ("Yes", "Perhaps"), ("+", "++")],
)
def test_two_texts_of_which_none_is_known_are_refused(one: str, other: str) -> None:
    with pytest.raises(DashboardError) as error:
        ticks(Hammer=[one, other] * 10, Saw=[other, one] * 10)
    assert "the column of Hammer holds" in str(error.value)
    assert repr(one) in str(error.value)
    assert repr(other) in str(error.value)


def test_a_column_of_nothing_but_one_unknown_text_is_doubted() -> None:
    cells = ["Marteau", None, "Marteau", None]
    found = ticks(Hammer=cells, Saw=["Saw", None, None, None])
    assert marked(found, 0, cells) == [True, False, True, False]
    assert found.doubts == ["2 cells of the column of Hammer hold 'Marteau', counted as ticks"]
    with pytest.raises(DashboardError, match="which of them is a tick"):
        ticks(Hammer=["not there", None, "not there", None])


def test_a_stray_text_is_no_tick_and_counted() -> None:
    cells: list[str | None] = ["Yes", "No"] * 50 + ["Perhaps"]
    found = ticks(Hammer=cells, Saw=["Yes", "No"] * 50 + [None])
    assert sum(marked(found, 0, cells)) == 50
    assert found.strange[0] == {"perhaps": 1}


# The text of the choice in its column -----------------------------------------------------------


def test_a_choice_called_no_is_ticked_by_its_own_text() -> None:
    no: list[str | None] = [None, "No", None]
    found = ticks(Yes=["Yes", None, None], No=no, Perhaps=[None, None, "Perhaps"])
    assert marked(found, 1, no) == [False, True, False]


@pytest.mark.parametrize("name", ["None", "N/A", "Non", "Nein", "0", "False", "-", "Off"])
def test_any_choice_that_is_called_like_no_tick_is(name: str) -> None:
    cells = [None, name, None]
    assert marked(ticks(Hammer=["Hammer", None, None], **{name: cells}), 1, cells) == [
        False,
        True,
        False,
    ]


def test_a_choice_called_no_is_not_ticked_by_no_where_yes_ticks() -> None:
    no: list[str | None] = ["No", "Yes", "No"]
    found = ticks(Yes=["Yes", "No", "No"], No=no, Perhaps=["No", "No", "Yes"])
    assert marked(found, 1, no) == [False, True, False]
    never: list[str | None] = ["No", "No", "No"]
    found = ticks(Yes=["Yes", "No", "No"], No=never, Perhaps=["No", "No", "Yes"])
    assert marked(found, 1, never) == [False] * 3


def test_codes_of_choices_tick_even_where_one_is_nought() -> None:
    none: list[str | None] = ["0", None, None, "0"]
    found = ticks(None_of_them=none, Hammer=["", "1", "1", None], Saw=[None, "2", None, None])
    assert marked(found, 0, none) == [True, False, False, True]
    assert found.doubts == [
        "the column of None_of_them holds '0', which is read as the code of that choice, since "
        "no other column holds it"
    ]


def test_declared_codes_tick() -> None:
    cells: list[str | None] = ["0", None, "0"]
    columns = [
        Column("none", frozenset({"none", "0"}), cells),
        Column("saw", frozenset({"saw", "1"}), ["1", None, "1"]),
    ]
    assert marked(decide("uses", columns), 0, cells) == [True, False, True]


def test_the_text_of_another_choice_is_refused() -> None:
    saw: list[str | None] = ["Drill"] * 20 + ["Saw"] * 10 + [None] * 10
    with pytest.raises(DashboardError, match="20 cells in the column of Saw say 'Drill', which is"):
        ticks(Hammer=["Hammer"] * 10 + [None] * 30, Saw=saw, Drill=["Drill"] * 20 + [None] * 20)
    with pytest.raises(DashboardError, match="say 'No'"):
        ticks(Yes=["No", None, "No", None], No=["Yes", None, None, None])


def test_all_columns_may_be_marked_with_yes_though_a_choice_has_that_name() -> None:
    cells: list[str | None] = [None, "Yes", "Yes"]
    found = ticks(Yes=["Yes", None, None], No=[None, "Yes", None], Perhaps=cells)
    assert marked(found, 2, cells) == [False, True, True]


def test_what_people_typed_beside_other_is_a_tick_unless_it_says_nothing() -> None:
    cells: list[str | None] = ["my own, Saw", None, "-", "n/a", "Saw", "no"]
    found = ticks(Saw=["Saw", None, None, None, None, None], other=cells)
    assert marked(found, 1, cells) == [True, False, False, False, True, False]


# Whole imports --------------------------------------------------------------------------------

TOOLS = [
    {"id": "hammer", "label": "Hammer"},
    {"id": "saw", "label": "Saw"},
    {"id": "other", "label": "Other", "other": True},
]
USES = {"id": "uses", "kind": "multiple", "choices": TOOLS, "columns": "uses [*]"}


def test_a_choice_without_a_column_is_named(
    survey: Survey, export: Export, imported: Imported
) -> None:
    columns, report = imported(export("uses [Hammer]\n1\n0\n"), survey(USES))
    assert columns["uses"] == [["hammer"], None]
    assert report.doubts == (
        "uses: no column holds 'saw', 'other', so no respondent can have chosen it",
    )


def test_typed_texts_are_write_ins(survey: Survey, export: Export, imported: Imported) -> None:
    question = USES | {"write_ins": "other"}
    text = "uses [Hammer],uses [Saw],uses [Other (please specify)]\nHammer,,my own\n,Saw,\n,,-\n"
    columns, report = imported(export(text), survey(question))
    assert columns["uses"] == [["hammer", "other"], ["saw"], None]
    assert report.questions["uses"].write_ins == [("my own", 1)]


def test_what_stands_for_no_answer_can_be_said_of_one_question(
    survey: Survey, export: Export, imported: Imported
) -> None:
    pet = {"id": "pet", "choices": TOOLS, "missing": ["weg", "-1"]}
    text = "uses [Hammer],uses [Saw],uses [Other],pet\ndabei,weg,weg,-1\nweg,dabei,weg,Saw\n"
    ticked = USES | {"missing": ["weg"], "choices": TOOLS}
    columns, report = imported(export(text), survey(ticked, pet))
    assert columns["uses"] == [["hammer"], ["saw"]]
    assert columns["pet"] == [None, "saw"]
    assert [doubt for doubt in report.doubts if "'dabei'" in doubt]


def test_a_missing_mark_that_is_a_label_is_a_fault(survey: Survey, export: Export) -> None:
    from dashboard.codebook import read_codebook

    with pytest.raises(DashboardError, match=r"missing\[0\].*'saw' is a label of 'saw'"):
        read_codebook(survey({"id": "pet", "choices": TOOLS, "missing": ["saw"]}))


def test_two_words_for_a_tick_are_not_both_ticks_where_nothing_says_no() -> None:
    for yes, no in (("x", "o"), ("1", "x"), ("Yes", "Y")):
        with pytest.raises(DashboardError, match="it is not known which of them is a tick"):
            ticks(hammer=[yes, no] * 10, saw=[no, yes] * 10)


def test_two_words_for_a_tick_beside_a_word_for_none_are_doubted() -> None:
    found = ticks(hammer=["Yes", "Y", "No"] * 10, saw=["No", "Yes", "Y"] * 10)
    assert marked(found, 0, ["Yes", "Y", "No"]) == [True, True, False]
    assert "'Yes' (10) and 'Y' (10)" in found.doubts[0]
