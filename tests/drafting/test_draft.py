"""A codebook drafted from an export reads, and imports that export."""

from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dashboard.__main__ import main
from dashboard.codebook import Codebook, Kind, read_codebook
from dashboard.errors import DashboardError
from dashboard.importing.drafting import write_draft
from dashboard.importing.drafting.answer_scales import band, ordered_labels
from dashboard.importing.drafting.naming import ids_of
from dashboard.importing.drafting.routing_guesses import routed_by
from dashboard.importing.importer import import_raw
from dashboard.responses.schema import year_file

HEAD = (
    '"Timestamp","E-mail","What is your role?","Company size","Tools you use",'
    '"Hammers are good","How do you like it? [Axe]","How do you like it? [Saw]","Hours a week",'
    '"Which oven?","Anything else?"\n'
)
ROLES = ["Smith", "Baker", "Other"]
TOOLS = ["Axe", "Saw", "Axe, Saw", "Saw, Drill (big, loud)", "Axe, Drill (big, loud)",
         "Axe, Saw, Drill (big, loud)"]  # fmt: skip
VIEWS = ["Agree", "Disagree", "Neutral", "I don't know"]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    lines = []
    for at in range(60):
        role = ROLES[at % 3]
        oven = ["Gas", "Wood"][at % 2] if role == "Baker" else ""
        like = ["Good", "Bad"][at % 2]
        size = ["11-50", "1-10", "51+", "1-10"][at % 4]
        lines.append(
            f'2024-10-0{at % 9 + 1},m{at}@example.org,{role},{size},"{TOOLS[at % 6]}",'
            f"{VIEWS[at % 4]},{like},{like},{at},{oven},thought {at}\n"
        )
    path = tmp_path / "raw.csv"
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def drafted(raw: Path, tmp_path: Path) -> Codebook:
    write_draft([(raw, 2024)], tmp_path / "draft", "personas")
    return read_codebook(tmp_path / "draft")


def test_kinds_are_guessed(drafted: Codebook) -> None:
    assert {code: q.kind for code, q in drafted.questions.items()} == {
        "role": Kind.SINGLE,
        "company_size": Kind.SINGLE,
        "tools_use": Kind.MULTIPLE,
        "hammers_good": Kind.SCALE,
        "like": Kind.MATRIX,
        "hours_week": Kind.NUMBER,
        "oven": Kind.SINGLE,
    }


def test_choices_stand_in_the_order_that_they_have(drafted: Codebook) -> None:
    sizes = drafted.question("company_size").choices
    assert [(c.label, c.low, c.high) for c in sizes] == [
        ("1-10", 1, 11), ("11-50", 11, 51), ("51+", 51, None),
    ]  # fmt: skip
    views = drafted.question("hammers_good").choices
    assert [c.label for c in views] == ["Disagree", "Neutral", "Agree", "I don't know"]
    assert views[-1].outside
    assert drafted.question("role").choices[-1].other


def test_labels_that_hold_the_separator_stay_whole(drafted: Codebook) -> None:
    labels = {choice.label for choice in drafted.question("tools_use").choices}
    assert labels == {"Axe", "Saw", "Drill (big, loud)"}


def test_filters_and_routing_are_guessed_and_marked(drafted: Codebook) -> None:
    assert (drafted.persona, drafted.company_size) == ("role", "company_size")
    condition = drafted.question("oven").asked_of[2024]
    assert condition is not None
    assert (condition.question, condition.any_of) == ("role", ["baker"])
    assert "asked_of: {question: role, any_of: [baker]}  # GUESS" in (
        drafted.folder / "topics" / "personas.yaml"
    ).read_text(encoding="utf-8")


def test_what_identifies_and_what_is_free_text_is_left_out_by_name(drafted: Codebook) -> None:
    text = (drafted.folder / "topics" / "personas.yaml").read_text(encoding="utf-8")
    assert "# Left out, its name says 'e mail': \"E-mail\"" in text
    assert '# Left out as free text: "Anything else?"' in text
    assert "example.org" not in text


def test_the_draft_imports_its_export(raw: Path, drafted: Codebook, tmp_path: Path) -> None:
    report = import_raw(raw, 2024, drafted.folder, tmp_path / "data")
    columns = pq.ParquetFile(year_file(tmp_path / "data", 2024)).read().to_pydict()
    assert columns["tools_use"][5] == ["axe", "saw", "drill_big_loud"]
    assert sum(columns["oven__asked"]) == 20
    assert not any(q.undeclared for q in report.questions.values())


def test_marks_for_nothing_are_found_and_declared(tmp_path: Path) -> None:
    raw = tmp_path / "raw.csv"
    raw.write_text("Pet\n" + "Cat\nnan\nDog\n" * 9, encoding="utf-8")
    write_draft([(raw, 2024)], tmp_path / "draft", "personas")
    codebook = read_codebook(tmp_path / "draft")
    assert codebook.read[2024].missing == ["nan"]
    assert [choice.id for choice in codebook.question("pet").choices] == ["cat", "dog"]


def test_no_question_is_called_as_a_column_that_files_have_anyway(tmp_path: Path) -> None:
    raw = tmp_path / "raw.csv"
    raw.write_text("Pet,Year,Weight\n" + "Cat,2020,4\nDog,2021,5\n" * 9, encoding="utf-8")
    write_draft([(raw, 2024)], tmp_path / "draft", "personas")
    assert list(read_codebook(tmp_path / "draft").questions) == ["pet", "year_2", "weight_2"]


def test_a_draft_never_overwrites(raw: Path, drafted: Codebook) -> None:
    with pytest.raises(DashboardError, match="a draft goes into a new folder"):
        write_draft([(raw, 2024)], drafted.folder, "personas")


# Drift -----------------------------------------------------------------------------------------


def test_no_drift_is_said(raw: Path, drafted: Codebook, capsys: pytest.CaptureFixture[str]) -> None:
    text = (drafted.folder / "topics" / "personas.yaml").read_text(encoding="utf-8")
    head = HEAD.replace('"Timestamp","E-mail",', "").replace(',"Anything else?"', "")
    lines = raw.read_text(encoding="utf-8").splitlines()[1:]
    kept = [line.split(",", 2)[2].rsplit(",", 1)[0] for line in lines]
    raw.write_text(head + "\n".join(kept), encoding="utf-8")
    assert "GUESS" in text
    assert main(["codebook", str(raw), "--year", "2024", "--against", str(drafted.folder)]) == 0
    assert capsys.readouterr().out == "The export fits the codebook of 2024.\n"


def test_drift_names_columns_and_labels_with_the_edit_to_make(
    raw: Path, drafted: Codebook, capsys: pytest.CaptureFixture[str]
) -> None:
    text = raw.read_text(encoding="utf-8").replace("Which oven?", "Which oven do you use?")
    text = text.replace(",Smith,", ",Blacksmith,").replace("Anything else?", "Pets")
    raw.write_text(text, encoding="utf-8")
    assert main(["codebook", str(raw), "--year", "2024", "--against", str(drafted.folder)]) == 0
    out = capsys.readouterr().out
    for part in (
        "oven: no column has the header 'oven'",
        'edit oven: columns: {2024: "Which oven do you use?"}',
        "'E-mail': leave it undeclared, its name says 'e mail'.",
        "'Pets': 60 answers.",
        "role: 'Blacksmith', 20 times.",
        "edit choice 'smith': labels: {2024: [\"Blacksmith\"]}",
    ):
        assert part in out, part
    # What is proposed is not told a second time.
    assert "'Which oven do you use?': 20 answers" not in out
    assert "role: smith" not in out


def against(tmp_path: Path, topic: str, raw: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What is said of an export of 2025 against a survey of 2024 and 2025 with these questions."""
    folder = tmp_path / "survey"
    (folder / "topics").mkdir(parents=True)
    survey = "id: s\ntitle: S\nsynthetic: false\nyears: {2024: {}, 2025: {}}\n"
    (folder / "survey.yaml").write_text(survey, encoding="utf-8")
    (folder / "topics" / "personas.yaml").write_text(
        "id: personas\ntitle: P\nquestions:\n" + topic, encoding="utf-8"
    )
    (tmp_path / "raw.csv").write_text(raw, encoding="utf-8")
    command = ["codebook", str(tmp_path / "raw.csv"), "--year", "2025", "--against", str(folder)]
    assert main(command) == 0
    return capsys.readouterr().out


EMPLOYER = """
  - id: employer
    kind: single
    title: Employer
    wording: Your employer
    columns: {2024: "In what kind of company do you work?"}
    choices: [{id: agency, label: Agency}, {id: bank, label: Bank}]
"""
FRUITS = """
  - id: fruits
    kind: single
    title: Fruits
    wording: Which fruits?
    choices: [{id: apple, label: Apple}, {id: pears, label: Pears}, {id: few, label: 10-49}]
"""


def test_a_column_that_another_year_declares_is_the_likely_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = "Role,In what kind of company do you work?\n" + "Dev,Agency\nOps,Bank\n" * 6
    out = against(tmp_path, EMPLOYER, raw, capsys)
    assert 'edit employer: columns: {2025: "In what kind of company do you work?"}' in out
    assert "'Role': 12 answers." in out
    assert "company do you work?': 12 answers" not in out


def test_case_twins_damage_and_rare_texts_propose_no_wrong_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twins = ["Medlar Jam", "medlar jam", "Medlar jam", "Apple", "Peers", "Oct-49"] * 4
    cells = [*twins, "Peers", "Ann Invented", "Ann Invented", "Ann Invented", "Kiwi"]
    out = against(tmp_path, FRUITS, "Which fruits?\n" + "\n".join(cells), capsys)
    assert out.count("edit") == 2
    assert 'edit choices: - {id: medlar_jam, label: "Medlar Jam", asked: {from: 2025}}' in out
    assert "edit choice 'pears': labels: {2025: [\"Peers\"]}" in out
    assert "Ann" not in out
    assert "Kiwi" not in out


def test_a_year_that_the_survey_lacks_is_said(
    raw: Path, drafted: Codebook, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["codebook", str(raw), "--year", "2025", "--against", str(drafted.folder)]) == 2
    assert "Add 2025: {} under 'years'" in capsys.readouterr().err
    assert main(["codebook", str(raw), "--year", "2024"]) == 2
    assert "Use --to for a draft" in capsys.readouterr().err


# Guesses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "range_"),
    [
        ("11-50 people", (11, 51)),
        ("1,000 to 9,999", (1000, 10000)),
        ("10,000+", (10000, None)),
        ("More than 500", (500, None)),
        ("over 500", (500, None)),
        ("< 50 employees", (0, 50)),
        ("Tech", None),
    ],
)
def test_bands_are_read_from_labels(label: str, range_: tuple[float, float | None] | None) -> None:
    assert band(label) == range_


def test_a_known_scale_is_put_in_order() -> None:
    assert ordered_labels(["Often", "Never", "Sometimes"]) == (
        ("Never", "Sometimes", "Often"),
        True,
    )
    assert ordered_labels(["None", "Bread", "Other"]) == (("Bread", "Other", "None"), False)


def test_routing_is_only_guessed_where_nothing_contradicts() -> None:
    codes = [*["a"] * 20, *["b"] * 20, None]
    led = [True] * 20
    assert routed_by([*led, *[False] * 20, False], codes) == {"a"}
    assert routed_by([*led, *[False] * 20, True], codes) is None
    assert routed_by([*led, *led, False], codes) is None


def test_a_few_who_skipped_a_question_do_not_decide_who_was_asked() -> None:
    skipped = [n % 8 != 0 for n in range(197)]
    codes = [["finnish", "english"][n % 5 == 0] for n in range(197)]
    # Three wrote in a language of their own and skipped, as others did.
    assert routed_by([*skipped, *[False] * 3], [*codes, "x", "y", "z"]) is None
    assert routed_by([*skipped, *[False] * 3], [*codes, "x", "x", "x"]) is None
    # Nor do a dozen, where every second skipped the question anyway.
    often = [n % 2 == 0 for n in range(197)]
    assert routed_by([*often, *[False] * 12], [*codes, *["x"] * 12]) is None
    assert routed_by([*skipped, *[False] * 12], [*codes, *["x"] * 12]) == {"finnish", "english"}


def test_ids_are_short_and_stand_once() -> None:
    texts = ["What is your role?", "Your role", "10+", "Größe"]
    assert ids_of(texts) == ["role", "role_2", "n10", "grosse"]


def test_a_draft_says_what_its_reading_is_not_sure_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = tmp_path / "raw.csv"
    raw.write_text("Fruit,People\n" + "CrÃ¨me,Few\nPlum,Many\n" * 10, encoding="utf-8")
    to = tmp_path / "draft"
    assert main(["codebook", str(raw), "--year", "2025", "--to", str(to)]) == 0
    assert capsys.readouterr().out.startswith("DOUBT: 2025: raw.csv holds 'CrÃ¨me'")
    assert main(["codebook", str(raw), "--year", "2025", "--against", str(to)]) == 0
    assert capsys.readouterr().out.startswith("DOUBT: raw.csv holds 'CrÃ¨me'")


OFTEN = """
  - id: often
    kind: single
    title: "How often do you make a chart?"
    wording: "How often do you make a chart?{before}"
    choices: [{id: d, label: Daily}, {id: w, label: Weekly}, {id: m, label: Monthly}]
"""


@pytest.mark.parametrize(
    ("before", "header", "said"),
    [
        ("", "How often do you create a chart?", "If it means the same, say why: editorial: {2025"),
        (" (Select one)", "How often do you make a chart?", 'edit often: editorial: {2025: "Only '),
    ],
)
def test_a_renamed_column_comes_with_its_new_wording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], before: str, header: str, said: str
) -> None:
    topic = OFTEN.replace("{before}", before).replace("title: \"How often do you make a chart?\"",
                                                      "title: Charts")  # fmt: skip
    out = against(tmp_path, topic, f"{header}\n" + "Daily\nWeekly\nMonthly\n" * 5, capsys)
    wording = f'{{2024: "How often do you make a chart?{before}", 2025: "{header}"}}'
    assert f"edit often: wording: {wording}" in out
    assert said in out


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("filters", [False, True])
def test_what_a_draft_leaves_to_do_can_be_taken_as_it_stands(
    tmp_path: Path, apart: bool, filters: bool
) -> None:
    heads = ["Role" if filters else "Pet", "Income" if apart else "Town", "Mood"]
    lines = [",".join(heads), *["Dev,Low,Good", "Ops,High,Bad", "Boss,Middle,Good"] * 8]
    raw = tmp_path / "raw.csv"
    raw.write_text("\n".join(lines) + "\n", encoding="utf-8")
    write_draft([(raw, 2024)], tmp_path / "draft", "personas")
    path = tmp_path / "draft" / "survey.yaml"
    text = path.read_text(encoding="utf-8")
    done = text.replace("# TODO ", "").replace("persona: QUESTION, company_size: QUESTION",
                                               "persona: pet, company_size: mood")  # fmt: skip
    done = done.replace("[QUESTION, QUESTION]", "[mood]")
    path.write_text(done, encoding="utf-8")
    codebook = read_codebook(tmp_path / "draft")
    assert ("QUESTION" in text) is not filters
    assert codebook.privacy.key_attributes == ([] if filters else ["mood"])
    assert codebook.licence is not None
    assert codebook.privacy.separate == (["income"] if apart else [])


def test_a_write_in_of_one_year_is_no_choice_of_another_without_a_note(tmp_path: Path) -> None:
    cells = ["Axe", "Saw", "Drill"] * 20
    written = [f"my own tool {n}" for n in range(6)]
    raws = []
    for year, more in ((2023, written[:2]), (2024, [*["Chisel"] * 4, *written])):
        raw = tmp_path / f"raw{year}.csv"
        raw.write_text("\n".join(["Which tool?", *cells, *more]) + "\n", encoding="utf-8")
        raws.append((raw, year))
    write_draft(raws, tmp_path / "draft", "personas")
    lines = (tmp_path / "draft" / "topics" / "personas.yaml").read_text("utf-8").splitlines()
    noted = {
        after.strip() for line, after in pairwise(lines)
        if "# GUESS: a write-in of 2024? In 2023 few or no respondents gave it" in line
    }  # fmt: skip
    assert len(noted) == 1
    assert "label: Chisel" in noted.pop().replace('"', "")
