"""Old names lead to the names of today, and a table that leads nowhere is refused by its line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.codebook import CodebookError, read_codebook
from dashboard.codebook.old_names import Renamed
from dashboard.codebook.reading import codebook_files

Rename = Callable[[str], Path]


@pytest.fixture
def rename(tiny_copy: Path) -> Rename:
    """Write the table of old names of a copy of the tiny survey; gives the copy's folder."""

    def write(table: str) -> Path:
        (tiny_copy / "renamed.yaml").write_text(table, encoding="utf-8")
        return tiny_copy

    return write


def test_a_survey_without_the_table_has_no_old_names(tiny_copy: Path) -> None:
    assert read_codebook(tiny_copy).renamed == Renamed()


@pytest.mark.parametrize("table", ["", "# Nothing was renamed yet.\n", "questions: {}\n"])
def test_a_table_in_which_nothing_stands_yet_is_fine(table: str, rename: Rename) -> None:
    assert read_codebook(rename(table)).renamed == Renamed()


def test_the_table_is_one_of_the_codebook_s_files(rename: Rename) -> None:
    assert Path("renamed.yaml") in list(codebook_files(rename("questions: {tools: used}\n")))


def test_a_name_changed_again_and_again_leads_to_the_last(rename: Rename) -> None:
    folder = rename(
        "questions: {first: second, second: third, third: used}\n"
        "choices: {used: {hatchet: chopper, chopper: axe}}\n"
        "filters: {trade: role, role: persona}\n"
    )
    renamed = read_codebook(folder).renamed
    assert renamed.questions == {"first": "used", "second": "used", "third": "used"}
    assert renamed.choices == {"used": {"hatchet": "axe", "chopper": "axe"}}
    assert renamed.filters == {"trade": "persona", "role": "persona"}


def test_two_old_names_may_lead_to_one(rename: Rename) -> None:
    folder = rename("questions: {tools: used, gear: used}\n")
    assert read_codebook(folder).renamed.questions == {"tools": "used", "gear": "used"}


def test_a_filter_named_after_its_question_is_renamed_with_it(rename: Rename) -> None:
    folder = rename("questions: {place: region, tools: used}\n")
    assert read_codebook(folder).renamed.filters == {"place": "region"}


def test_items_have_old_names_as_choices_do(rename: Rename) -> None:
    folder = rename("choices: {time: {sawing: cutting}}\n")
    assert read_codebook(folder).renamed.choices == {"time": {"sawing": "cutting"}}


BROKEN = {
    "an unknown key": ("question: {tools: used}", 1, "Did you mean 'questions'"),
    "a name renamed twice": (
        "questions:\n  tools: used\n  tools: mood",
        3,
        "'tools' is given twice",
    ),
    "a question that does not exist": ("questions:\n  tools: usde", 2, "Did you mean 'used'"),
    "an old name in use": ("questions:\n  mood: used", 2, "'mood' is in use"),
    "a filter's name as that of a question": (
        "questions: {persona: used}",
        1,
        "'persona' is in use",
    ),
    "a circle": ("questions:\n  b: c\n  a: b\n  c: a", 3, "circle: a -> b -> c -> a"),
    "a name that is itself": ("questions: {tools: tools}", 1, "circle: tools -> tools"),
    "choices of no question": ("choices:\n  rolle: {a: b}", 2, "Did you mean 'role'"),
    "choices under an old name": (
        "questions: {job: role}\nchoices:\n  job: {maker: builder}",
        3,
        "'job' is an old name; its choices stand under 'role'",
    ),
    "a choice that does not exist": (
        "choices:\n  role:\n    maker: bilder",
        3,
        "Did you mean 'builder'",
    ),
    "a choice in use": ("choices:\n  role:\n    keeper: builder", 3, "'keeper' is in use"),
    "a circle of choices": ("choices: {role: {a: b, b: a}}", 1, "circle: a -> b -> a"),
    "a filter that does not exist": ("filters:\n  job: perosna", 2, "Did you mean 'persona'"),
    "a question that is no filter": ("filters: {tools: used}", 1, "Unknown filter 'used'"),
    "a filter in use": ("filters: {region: persona}", 1, "'region' is in use"),
    "a circle over both": (
        "questions: {job: used}\nfilters: {trade: work, work: trade}",
        2,
        "circle: trade -> work -> trade",
    ),
    "a filter renamed to an old name of no filter": (
        "questions: {tools: used}\nfilters: {gear: tools}",
        2,
        "Unknown filter 'used'",
    ),
    "a question's own figure": ("figures: {mood: tools_table}", 1, "'mood' is in use"),
    "a circle of figures": ("figures: {a.b: c, c: a.b}", 1, "circle: a.b -> c -> a.b"),
    "a figure that begins with its old name": (
        "figures:\n  board: board.used",
        2,
        "'board' leads to 'board.used', and 'board' is an old name",
    ),
    "a list": ("- tools: used", 1, "must hold keys and values"),
    "a name that is none": ("questions:\n  Tools!: used", 2, "Tools!"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_with_the_table_is_said_with_its_line(case: str, rename: Rename) -> None:
    table, line, words = BROKEN[case]
    with pytest.raises(CodebookError) as raised:
        read_codebook(rename(table))
    (fault,) = raised.value.faults
    assert str(fault).startswith(f"renamed.yaml, line {line}")
    assert words in str(fault)


def test_every_fault_of_the_table_is_listed_at_once(rename: Rename) -> None:
    with pytest.raises(CodebookError) as raised:
        read_codebook(rename("questions: {a: b, mood: used}\nfilters: {c: d}\n"))
    assert len(raised.value.faults) == 3
