"""Headers of several rows, questions spread over columns, and the same columns read twice."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

from dashboard.errors import DashboardError
from dashboard.importing.export_files import opened
from dashboard.importing.formats import recognised
from dashboard.importing.formats.headings import found_header_rows
from dashboard.importing.import_report import ImportReport
from dashboard.importing.raw_table import read_raw

Survey = Callable[..., Path]
Export = Callable[..., Path]
Imported = Callable[..., tuple[dict[str, list[Any]], ImportReport]]

TOOLS = [{"id": "hammer", "label": "Hammer"}, {"id": "saw", "label": "Saw"}]
OTHER = {"id": "other", "label": "Other", "other": True}
LEVELS = [
    {"id": "trying", "label": "Trying"},
    {"id": "use", "label": "In use"},
    {"id": "unused", "label": "Not used"},
]
RUN = {
    "id": "run",
    "kind": "matrix",
    "multiple": True,
    "wording": "Which of these do you run?",
    "items": TOOLS,
    "choices": LEVELS,
}


@pytest.fixture
def read(survey: Survey, export: Export, imported: Imported) -> Callable[..., Any]:
    """Import a text by some questions; gives the columns and the report."""

    def run(text: str, *questions: dict[str, Any], **more: Any) -> Any:
        return imported(export(text), survey(*questions, **more))

    return run


# Header rows -----------------------------------------------------------------------------------

USED = {"id": "used", "kind": "multiple", "wording": "Which tools do you use?", "choices": TOOLS}
LIVE = {
    "id": "live",
    "wording": "Where do you live?",
    "choices": [{"id": "north", "label": "North"}, {"id": "south", "label": "South"}],
}
HARD = {
    "id": "hard",
    "kind": "matrix",
    "wording": "How hard is each?",
    "items": [{"id": "sawing", "label": "Sawing"}, {"id": "gluing", "label": "Gluing"}],
    "choices": [{"id": "easy", "label": "easy"}, {"id": "hard", "label": "hard"}],
}
ROWS = [
    "Where do you live?,Which tools do you use?,,,How hard is each?,",
    "Response,Hammer,Saw,Other (please specify),Sawing,Gluing",
    "South,,,gadget,hard,easy",
    "North,Hammer,,,hard,easy",
    "North,Hammer,Saw,,easy,",
]
ANSWERS = {
    "live": ["south", "north", "north"],
    "used": [["other"], ["hammer"], ["hammer", "saw"]],
    "hard": [
        {"sawing": "hard", "gluing": "easy"},
        {"sawing": "hard", "gluing": "easy"},
        {"sawing": "easy", "gluing": None},
    ],
}


def same(columns: dict[str, list[Any]]) -> bool:
    return {code: columns[code] for code in ANSWERS} == ANSWERS


@pytest.mark.parametrize("declared", [{}, {"read": {2024: {"header_rows": 2}}}])
def test_surveymonkey_is_known_without_the_columns_of_its_ids(read: Any, declared: Any) -> None:
    used = USED | {"choices": [*TOOLS, OTHER]}
    columns, report = read("\n".join(ROWS), LIVE, used, HARD, **declared)
    assert report.format == "SurveyMonkey"
    assert same(columns)


@pytest.mark.parametrize("whole", ["", "Where do you live?", "Open-Ended Response"])
def test_two_header_rows_are_found(read: Any, whole: str) -> None:
    used = USED | {"choices": [*TOOLS, OTHER]}
    text = "\n".join(ROWS).replace("Response", whole, 1)
    columns, report = read(text, LIVE, used, HARD)
    assert report.rows == 3
    assert same(columns)


@pytest.mark.parametrize("ids", [True, False])
def test_a_row_of_codes_above_makes_three(read: Any, ids: bool) -> None:
    rows = ["Q1,Q2,,,Q3,", *ROWS]
    if ids:
        meta = [",,", "Respondent ID,Collector ID,", ",,", "1,7,", "2,7,", "3,7,"]
        rows = [one + other for one, other in zip(meta, rows, strict=True)]
    used = USED | {"choices": [*TOOLS, OTHER]}
    columns, report = read("\n".join(rows), LIVE, used, HARD)
    assert report.rows == 3
    assert report.format == "SurveyMonkey" if ids else True
    assert same(columns)


def test_header_rows_can_be_declared(read: Any) -> None:
    text = "a,b\nWhere do you live?,x\n,y\nSouth,1\n"
    columns, report = read(text, LIVE, read={2024: {"header_rows": 3}})
    assert (columns["live"], report.rows) == (["south"], 1)


@pytest.mark.parametrize(
    "text",
    [
        "pet,food\ncat,fish\ndog,bone\n",
        "pet,food,,\ncat,fish,3,\ndog,bone,4,\n",
        ",pet,food\n0,cat,fish\n1,dog,bone\n",
        "pet,note,\ncat,x,spilled over\ncat,y,\ncat,z,\n",
        "pet,legs,\ncat,4,0.5\ncat,4,0.25\n",
        "pet\ncat\n",
    ],
)
def test_one_header_row_stays_one(text: str) -> None:
    assert found_header_rows([line.split(",") for line in text.splitlines()]) == 1


def test_codes_above_sentences_are_two_header_rows() -> None:
    rows = [
        ["Q1", "Q2"],
        ["What is your job at the moment?", "How many people work there now?"],
        ["Dev", "9"],
    ]
    assert found_header_rows(rows) == 2


@pytest.mark.parametrize("people", [2, 6])
def test_codes_above_short_texts_are_told_by_answers_that_come_back(people: int) -> None:
    rows = [["Q1_1", "Q1_2", "Pay"], ["Use? - Saw", "Use? - Axe", "Pay"]]
    rows += [["1", "0", "20"], ["0", "1", "30"]] * (people // 2)
    assert found_header_rows(rows) == (2 if people > 4 else 1)
    answers = [["Q1", "Q2"], ["Saw", "often"], *[["Axe", "often"], ["Saw", "never"]] * 3]
    assert found_header_rows(answers) == 1


def test_titles_may_stand_above_two_header_rows(read: Any) -> None:
    titles = "Survey of 2025,,,,,\n,,,,,\nExported today,,,,,\n"
    used = USED | {"choices": [*TOOLS, OTHER]}
    columns, report = read(titles + "\n".join(ROWS), LIVE, used, HARD)
    assert same(columns)
    assert "Above the header, left out: 'Survey of 2025', 'Exported today'" in report.text()


@pytest.mark.parametrize(
    "rows",
    [
        [["Survey"], ["Where?"], ["Answer Choices", "Responses"], ["North", "0.6", "60"]],
        [["Survey"], ["Answer Choices", "Response Percent", "Responses"], ["North", "60%", "60"]],
        [["Q1 - Where?"], ["#", "Answer", "%", "Count"], ["1", "North", "60%", "60"]],
        [["Field", "Choice Count"], ["North", "60"]],
        [["Answer", "Count", "Percentage"], ["North", "60", "60"]],
        [["Where?"], ["Antwort", "Anzahl", "Prozent"], ["Nord", "60", "60"]],
        [["pet", "n", "%"], ["cat", "3", "30"]],
    ],
)
def test_a_summary_is_refused(rows: list[list[str]]) -> None:
    width = max(map(len, rows))
    with pytest.raises(DashboardError, match="looks like a table of results"):
        recognised([row + [""] * (width - len(row)) for row in rows], False, None)


def test_a_summary_workbook_is_refused(
    survey: Survey, workbook: Export, imported: Imported
) -> None:
    raw = workbook(
        Question_1=[["Survey 2025"], ["Where do you live?"], ["Answer Choices", "Responses"],
                    ["North", 0.6, 60], ["South", 0.4, 40], [None, "Answered", 100]],
        Question_2=[["Survey 2025"]],
    )  # fmt: skip
    with pytest.raises(DashboardError, match="looks like a table of results"):
        imported(raw, survey(LIVE))


# One column for each choice of one answer ---------------------------------------------------------

PLACE = {
    "id": "place",
    "wording": "Where do you work?",
    "choices": [
        {"id": "office", "label": "Office"},
        {"id": "home", "label": "Home"},
        {"id": "both", "label": "Both"},
    ],
}
TEAM = {
    "id": "team",
    "kind": "number",
    "wording": "How big is your team?",
    "bands": [
        {"id": "n1", "label": "1-9", "from": 1, "to": 10},
        {"id": "n10", "label": "10-49", "from": 10, "to": 50},
        {"id": "n50", "label": "50+", "from": 50},
    ],
}
SPREAD = """Where do you work?,,,How big is your team?,,
Office,Home,Both,1-9,Oct-49,50+
Office,,,1-9,,
,Home,,,Oct-49,
,,Both,,,50+
Office,,Both,,Oct-49,
,,,,,50+
"""


def own_columns(question: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    name = "bands" if "bands" in question else "choices"
    entries = [
        entry | {"columns": headers.get(entry["id"], entry["label"])} for entry in question[name]
    ]
    return question | {name: entries}


@pytest.mark.parametrize(
    ("place", "team"),
    [
        (PLACE, TEAM),
        (PLACE | {"kind": "scale"}, TEAM),
        (own_columns(PLACE, {}), own_columns(TEAM, {})),
        (own_columns(PLACE, {}), own_columns(TEAM, {"n10": "Oct-49"})),
        (
            PLACE | {"columns": "Where do you work? [*]"},
            TEAM | {"columns": "How big is your team? [*]"},
        ),
    ],
)
def test_a_single_answer_over_a_column_for_each_choice(read: Any, place: Any, team: Any) -> None:
    columns, report = read(SPREAD, place, team)
    assert columns["place"] == ["office", "home", "both", None, None]
    assert columns["team"] == ["n1", "n10", "n50", "n10", "n50"]
    assert report.questions["place"].several == 1
    assert "Several choices ticked where one was asked for (left unanswered):" in report.text()
    assert report.questions["team"].columns == 3


def test_a_single_answer_over_columns_of_noughts_and_ones(read: Any) -> None:
    text = "place [Office],place [Home],place [Both]\n1,0,0\n0,1,0\n0,0,0\n1,1,0\n"
    columns, report = read(text, PLACE)
    assert columns["place"] == ["office", "home", None, None]
    assert report.questions["place"].several == 1


def test_columns_that_do_not_say_their_choice_are_refused(read: Any) -> None:
    with pytest.raises(DashboardError, match="place: the columns 1, 2 do not say which choice"):
        read("place [1],place [2]\nOffice,\n,Home\n", PLACE)


def test_columns_of_a_wildcard_are_merged_to_one_answer(read: Any) -> None:
    columns, _ = read("p_1,p_2\nOffice,\n,Home\n", PLACE | {"columns": "p_*"})
    assert columns["place"] == ["office", "home"]


def test_what_people_typed_beside_other_answers_where_the_main_column_is_empty(read: Any) -> None:
    tool = {"id": "tool", "wording": "Which tool?", "choices": [*TOOLS, OTHER]}
    text = (
        "Respondent ID,Collector ID,Which tool?,\n,,Response,Other (please specify)\n"
        "1,7,Hammer,\n2,7,Other (please specify),gadget\n3,7,,gizmo\n4,7,,\n"
    )
    columns, report = read(text, tool | {"write_ins": "other"})
    assert columns["tool"] == ["hammer", "other", "other", None]
    assert dict(report.questions["tool"].write_ins) == {"gadget": 1, "gizmo": 1}


# A column for each choice of each row -------------------------------------------------------------

GRID = """Which of these do you run?,,,,,
Hammer - Trying,Hammer - In use,Hammer - Not used,Saw - Trying,Saw - In use,Saw - Not used
Trying,,,,In use,
,In use,,,,Not used
,,Not used,Trying,In use,
"""
GRID_ANSWERS = [
    {"hammer": ["trying"], "saw": ["use"]},
    {"hammer": ["use"], "saw": ["unused"]},
    {"hammer": ["unused"], "saw": ["trying", "use"]},
]


@pytest.mark.parametrize(
    "more",
    [
        {"columns": "{item} - {choice}"},
        {"columns": "Which of these do you run? [{item} - {choice}]"},
        {"columns": {2024: "{item} - {choice}"}},
        {"columns": ["Hammer - *", "Saw - *"]},
        {"items": [one | {"columns": f"{one['label']} - *"} for one in TOOLS]},
        {},
    ],
)
def test_a_matrix_with_a_column_for_each_choice_of_each_row(read: Any, more: Any) -> None:
    columns, report = read(GRID, RUN | more)
    assert columns["run"] == GRID_ANSWERS
    assert report.questions["run"].columns == 6
    assert report.doubts == ()


def test_a_row_of_one_answer_keeps_one(read: Any) -> None:
    one = RUN | {"multiple": False, "columns": "{item} - {choice}"}
    columns, report = read(GRID, one)
    assert columns["run"][2] == {"hammer": "unused", "saw": None}
    assert report.questions["run"].several == 1


def test_labels_may_hold_what_parts_row_and_choice(read: Any) -> None:
    items = [{"id": "a", "label": "Saw - small"}, {"id": "b", "label": "Saw"}]
    levels = [{"id": "x", "label": "big - used"}, {"id": "y", "label": "small - big - used"}]
    grid = RUN | {"items": items, "choices": levels, "columns": "{item} - {choice}"}
    text = "Saw - small - big - used,Saw - big - used\n1,0\n0,1\n"
    columns, report = read(text, grid)
    assert columns["run"][1] == {"a": None, "b": ["x"]}
    assert [doubt for doubt in report.doubts if "'y'" in doubt or "'x'" in doubt]


@pytest.mark.parametrize(
    "head", ["run[{i}_{c}]", "run[{i}][{c}]", "Which of these do you run? [{il}][{cl}]"]
)
def test_limesurvey_arrays_of_two_dimensions(read: Any, head: str) -> None:
    heads = [
        head.format(i=item["id"], c=level["id"], il=item["label"], cl=level["label"])
        for item in TOOLS
        for level in LEVELS
    ]
    meta = "id,submitdate,lastpage,"
    text = meta + ",".join(heads) + "\n1,2025-01-01,3,1,0,0,0,1,1\n2,2025-01-01,3,0,0,1,,,\n"
    columns, report = read(text, RUN)
    assert report.format == "LimeSurvey"
    assert columns["run"] == [
        {"hammer": ["trying"], "saw": ["use", "unused"]},
        {"hammer": ["unused"], "saw": None},
    ]


def test_both_scales_of_a_limesurvey_array_are_read(read: Any) -> None:
    used = {"id": "used", "kind": "matrix", "items": TOOLS, "columns": "q [*] [1]",
            "choices": [{"id": "yes", "label": "Yes"}]}  # fmt: skip
    liked = used | {"id": "liked", "columns": "q [*] [2]"}
    text = "id,submitdate,q[hammer][1],q[hammer][2],q[saw][1],q[saw][2]\n1,2025-01-01,Yes,,,Yes\n"
    columns, _ = read(text, used, liked)
    assert columns["used"] == [{"hammer": "yes", "saw": None}]
    assert columns["liked"] == [{"hammer": None, "saw": "yes"}]


def test_rows_without_any_column_are_refused(read: Any) -> None:
    with pytest.raises(DashboardError, match=r"run: .* none for saw"):
        read("Hammer - Trying,Hammer - In use\n1,0\n", RUN | {"columns": "{item} - {choice}"})
    with pytest.raises(DashboardError, match=r"no column has the header '\{item\} / \{choice\}'"):
        read("Hammer - Trying,Hammer - In use\n1,0\n", RUN | {"columns": "{item} / {choice}"})


# The same columns, or the same question, twice ----------------------------------------------------


def test_votes_stand_beside_a_plain_multi_select_of_the_same_columns(read: Any) -> None:
    ab = [{"id": "a", "label": "A", "columns": "p1"}, {"id": "b", "label": "B", "columns": "p2"}]
    wanted = {"id": "wanted", "kind": "multiple", "choices": ab}
    votes = {
        "id": "votes",
        "kind": "matrix",
        "items": ab,
        "choices": [
            {"id": "keep", "label": "Keep", "labels": ["true", "Ja"]},
            {"id": "drop", "label": "Drop", "labels": ["false", "Nein"]},
        ],
    }
    for yes, no in (("true", "false"), ("Ja", "Nein")):
        columns, _ = read(f"p1,p2\n{yes},{yes}\n{no},\n,{no}\n", wanted, votes)
        assert columns["wanted"] == [["a", "b"], None, None]
        assert columns["votes"] == [
            {"a": "keep", "b": "keep"},
            {"a": "drop", "b": None},
            {"a": None, "b": "drop"},
        ]


def test_two_questions_of_one_kind_still_do_not_share_a_column(read: Any) -> None:
    one = {"id": "one", "choices": TOOLS, "columns": "a"}
    with pytest.raises(DashboardError, match="claimed by one and two"):
        read("a\nSaw\n", one, one | {"id": "two"})


TWICE = "place,x,place\nOffice,,\n,,Home\nHome,,Home\nHome,,Office\n,,\n,1,\n"


def test_a_question_that_stands_twice_is_refused(read: Any) -> None:
    with pytest.raises(DashboardError, match=r"'place' fits the columns 1, 3; .*merges the two"):
        read(TWICE, PLACE)


def test_a_question_that_stands_twice_is_merged_if_declared(read: Any) -> None:
    columns, report = read(TWICE, PLACE | {"columns": ["place", "place #2"]})
    assert columns["place"] == ["office", "home", "home", None, None]
    assert report.questions["place"].disagreed == 1
    assert "Different answers where the question occurs twice (left unanswered):" in report.text()


def test_choices_that_stand_twice_are_merged_if_declared(read: Any) -> None:
    entries = [
        {"id": "hammer", "label": "Hammer", "columns": ["Hammer", "Hammer #2"]},
        {"id": "saw", "label": "Saw", "columns": "Saw"},
    ]
    columns, _ = read("Hammer,Saw,Hammer\n1,0,\n,1,1\n,,0\n", USED | {"choices": entries})
    assert columns["used"] == [["hammer"], ["hammer", "saw"], None]


def test_choices_of_one_name_belong_to_the_question_above_them(read: Any) -> None:
    entries = [tool | {"columns": tool["label"]} for tool in TOOLS]
    used = USED | {"choices": entries}
    liked = used | {"id": "liked", "wording": "Which do you like?"}
    text = (
        "Which tools do you use?,,Which do you like?,\nHammer,Saw,Hammer,Saw\n"
        "Hammer,,,Saw\n,Saw,Hammer,\n"
    )
    columns, _ = read(text, used, liked)
    assert columns["used"] == [["hammer"], ["saw"]]
    assert columns["liked"] == [["saw"], ["hammer"]]


# Sets of SPSS ------------------------------------------------------------------------------------


def with_sets(path: Path, *sets: str) -> Path:
    """Put multiple-response sets into an SPSS file, which the library reads but does not write."""
    data = path.read_bytes()
    end = data.index(struct.pack("<ii", 999, 0))
    text = "".join(f"{one}\n" for one in sets).encode()
    record = struct.pack("<iiii", 7, 7, 1, len(text)) + text
    path.write_bytes(data[:end] + record + data[end:])
    return path


def test_multiple_response_sets_of_spss(survey: Survey, imported: Imported, tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "v1": [1.0, 0.0, None], "v2": [1.0, 1.0, None],
            "x1": [2.0, 1.0, None], "x2": [1.0, 1.0, 2.0],
            "c1": [1.0, 2.0, None], "c2": [2.0, None, None],
        }
    )  # fmt: skip
    no_yes = {1: "No", 2: "Yes"}
    colors = {1: "Red", 2: "Blue"}
    pyreadstat.write_sav(
        frame,
        str(tmp_path / "raw.sav"),
        column_labels=["Hammer", "Saw", "Glue", "Nails", "first", "second"],
        variable_value_labels={"x1": no_yes, "x2": no_yes, "c1": colors, "c2": colors},
    )
    raw = with_sets(
        tmp_path / "raw.sav",
        "$tools=D1 1 12 Which tools? v1 v2",
        "$sticky=D1 2 0  x1 x2",
        "$colors=C 13 Which colors? c1 c2",
    )
    used = USED | {"wording": "Which tools?"}
    glue = [{"id": "glue", "label": "Glue"}, {"id": "nails", "label": "Nails"}]
    red = [{"id": "red", "label": "Red"}, {"id": "blue", "label": "Blue"}]
    sticky = {"id": "sticky", "kind": "multiple", "choices": glue}
    liked = {"id": "liked", "kind": "multiple", "wording": "Which colors?", "choices": red}
    columns, report = imported(raw, survey(used, sticky, liked))
    assert columns["used"] == [["hammer", "saw"], ["saw"], None]
    assert columns["sticky"] == [["glue"], None, ["nails"]]
    assert columns["liked"] == [["red", "blue"], ["blue"], None]
    assert report.doubts == ()


def test_a_multi_select_that_stands_twice_is_refused_or_merged(read: Any) -> None:
    text = 'pets,x,pets\n"Hammer, Saw",,\n,1,Saw\nHammer,,Saw\n,1,\n'
    pets = {"id": "pets", "kind": "multiple", "choices": TOOLS}
    with pytest.raises(DashboardError, match=r"pets: 'pets' fits the columns 1, 3"):
        read(text, pets)
    columns, report = read(text, pets | {"columns": ["pets", "pets #2"]})
    assert columns["pets"] == [["hammer", "saw"], ["saw"], ["hammer", "saw"], None]
    assert report.doubts == ()


def test_rows_of_a_matrix_that_stand_twice_are_refused_or_merged(read: Any) -> None:
    text = "a [Sawing],a [Gluing],b [Sawing],b [Gluing]\neasy,hard,,\n,,hard,easy\neasy,,hard,\n"
    columns, report = read(text, HARD | {"columns": ["a [*]", "b [*]"]})
    assert columns["hard"] == [
        {"sawing": "easy", "gluing": "hard"},
        {"sawing": "hard", "gluing": "easy"},
        {"sawing": None, "gluing": None},
    ]
    assert report.questions["hard"].disagreed == 1
    twice = "hard [Sawing],hard [Gluing],hard [Sawing]\neasy,hard,easy\n"
    with pytest.raises(DashboardError, match=r"'sawing' fits the columns 1, 3"):
        read(twice, HARD)


def test_a_tick_and_a_text_for_other_are_one(read: Any) -> None:
    used = USED | {"choices": [*TOOLS, OTHER], "write_ins": "other"}
    text = (
        "used [Hammer],used [Saw],used [Other],used [Other (please specify)]\n"
        "1,0,1,my own\n0,1,0,\n0,0,1,\n0,0,0,gizmo\n0,0,0,-\n"
    )
    columns, report = read(text, used)
    assert columns["used"] == [["hammer", "other"], ["saw"], ["other"], ["other"], None]
    assert dict(report.questions["used"].write_ins) == {"my own": 1, "gizmo": 1}


def test_a_question_repeated_over_its_columns_is_one(read: Any) -> None:
    text = (
        "Which tools do you use?,Which tools do you use?,Where do you live?\n"
        "Hammer,Saw,Response\nHammer,,North\n,Saw,South\nHammer,Saw,North\n"
    )
    columns, report = read(text, USED, LIVE)
    assert report.rows == 3
    assert columns["used"] == [["hammer"], ["saw"], ["hammer", "saw"]]
    assert columns["live"] == ["north", "south", "north"]


def test_a_column_a_choice_may_be_headed_by_question_dash_choice(read: Any) -> None:
    text = "Where do you work? - Office,Where do you work? - Home,Where do you work? - Both\n"
    columns, _ = read(text + "Office,,\n,Home,\n", PLACE)
    assert columns["place"] == ["office", "home"]


# Files of something else ------------------------------------------------------------------------


def test_a_pivot_with_its_sums_is_a_table_of_results(export: Export) -> None:
    text = "Role,Saw,Lathe,Grand Total\nDev,12,8,20\nOps,9,11,20\nGrand Total,21,19,40\n"
    with pytest.raises(DashboardError, match="looks like a table of results"):
        opened(export(text))


def test_a_row_for_each_answer_is_no_row_for_each_respondent(export: Export) -> None:
    lines = [f"{n // 2},{['Role', 'Tool'][n % 2]},{['Dev', 'Saw'][n % 2]}" for n in range(20)]
    with pytest.raises(DashboardError, match="looks like a long table"):
        opened(export("\n".join(["respondent,question,answer", *lines]) + "\n"))
    # Questions that are called so themselves, each asked once of everybody, are none.
    once = [f"{n},why {n},since {n}" for n in range(20)]
    opened(export("\n".join(["id,question,answer", *once]) + "\n"))


def test_a_last_row_of_sums_is_doubted(survey: Survey, export: Export, imported: Imported) -> None:
    asked = {"id": "role", "choices": [{"id": "dev", "label": "Dev"}]}
    raw = export("role,years\nDev,3\nDev,4\nTotal,7\n")
    _, report = imported(raw, survey(asked))
    assert report.doubts[0].startswith("the last row holds 'Total'")


def test_an_empty_first_sheet_names_the_others(workbook: Callable[..., Path]) -> None:
    path = workbook(Notes=[["This file holds the answers"]], Answers=[["role"], ["Dev"]])
    with pytest.raises(DashboardError, match=r"has no respondents.*'Answers'"):
        read_raw(path)


@pytest.mark.parametrize(
    "text",
    [
        "选项,小计,比例\n是,20,50%\n否,20,50%\n",
        "Ответ,Количество,Процент\nДа,20,50%\nНет,20,50%\n",
        "Option,Votes,%\nPlum,20,50%\nFig,20,50%\n",
        "Answer,2024,2025\nPlum,50%,40%\nFig,50%,60%\n",
        "Answer,Builder,Keeper\nPlum,20,5\nFig,5,20\nNut,7,7\n",
    ],
)
def test_results_in_other_languages_and_by_group_are_refused(export: Export, text: str) -> None:
    with pytest.raises(DashboardError, match="looks like a table of results"):
        opened(export(text))
