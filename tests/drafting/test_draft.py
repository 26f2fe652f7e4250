"""A codebook drafted from an export reads, and imports that export."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dashboard.__main__ import main
from dashboard.codebook import Codebook, Kind, read_codebook
from dashboard.errors import DashboardError
from dashboard.importing import import_raw
from dashboard.importing.drafting import write_draft
from dashboard.importing.drafting.kinds import band, ordered_labels, routed_by
from dashboard.importing.drafting.writing import ids_of
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
    path.write_text(HEAD + "".join(lines))
    return path


@pytest.fixture
def drafted(raw: Path, tmp_path: Path) -> Codebook:
    write_draft(raw, 2024, tmp_path / "draft", "personas")
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
    assert (
        "asked_of: {question: role, any_of: [baker]}  # GUESS"
        in (drafted.folder / "topics" / "personas.yaml").read_text()
    )


def test_what_identifies_and_what_is_free_text_is_left_out_by_name(drafted: Codebook) -> None:
    text = (drafted.folder / "topics" / "personas.yaml").read_text()
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
    raw.write_text("Pet\n" + "Cat\nnan\nDog\n" * 9)
    write_draft(raw, 2024, tmp_path / "draft", "personas")
    codebook = read_codebook(tmp_path / "draft")
    assert codebook.read[2024].missing == ["nan"]
    assert [choice.id for choice in codebook.question("pet").choices] == ["cat", "dog"]


def test_a_draft_never_overwrites(raw: Path, drafted: Codebook) -> None:
    with pytest.raises(DashboardError, match="a draft goes into a new folder"):
        write_draft(raw, 2024, drafted.folder, "personas")


# Drift -----------------------------------------------------------------------------------------


def test_no_drift_is_said(raw: Path, drafted: Codebook, capsys: pytest.CaptureFixture[str]) -> None:
    text = (drafted.folder / "topics" / "personas.yaml").read_text()
    head = HEAD.replace('"Timestamp","E-mail",', "").replace(',"Anything else?"', "")
    lines = raw.read_text().splitlines()[1:]
    kept = [line.split(",", 2)[2].rsplit(",", 1)[0] for line in lines]
    raw.write_text(head + "\n".join(kept))
    assert "GUESS" in text
    assert main(["codebook", str(raw), "--year", "2024", "--against", str(drafted.folder)]) == 0
    assert capsys.readouterr().out == "The export fits the codebook of 2024.\n"


def test_drift_names_columns_and_labels_with_the_edit_to_make(
    raw: Path, drafted: Codebook, capsys: pytest.CaptureFixture[str]
) -> None:
    text = raw.read_text().replace("Which oven?", "Which oven do you use?")
    text = text.replace(",Smith,", ",Blacksmith,").replace("Anything else?", "Pets")
    raw.write_text(text)
    assert main(["codebook", str(raw), "--year", "2024", "--against", str(drafted.folder)]) == 0
    out = capsys.readouterr().out
    for part in (
        "oven: no column has the header 'oven'",
        'edit oven: columns: {2024: "Which oven do you use?"}',
        "'E-mail': tells who somebody is; leave it undeclared.",
        "'Pets': 60 answers.",
        "'Which oven do you use?': 20 answers. Perhaps 'oven', reworded.",
        "role: 'Blacksmith', 20 times.",
        "edit choice 'smith': labels: {2024: [\"Blacksmith\"]}",
        "role: smith",
    ):
        assert part in out, part


def test_a_year_that_the_survey_lacks_is_said(
    raw: Path, drafted: Codebook, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["codebook", str(raw), "--year", "2025", "--against", str(drafted.folder)]) == 2
    assert "Add 2025: {} under 'years'" in capsys.readouterr().err
    assert main(["codebook", str(raw), "--year", "2024"]) == 2
    assert "Name either --to" in capsys.readouterr().err


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
    codes = ["a", "a", "b", "b", None]
    assert routed_by([True, True, False, False, False], codes) == {"a"}
    assert routed_by([True, True, False, False, True], codes) is None
    assert routed_by([True, True, True, True, False], codes) is None


def test_ids_are_short_and_stand_once() -> None:
    texts = ["What is your role?", "Your role", "10+", "Größe"]
    assert ids_of(texts) == ["role", "role_2", "n10", "grosse"]
