"""One survey with nasty labels, written as each tool exports it, imports to the same answers."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest

from dashboard.errors import DashboardError
from dashboard.importing.import_report import ImportReport
from dashboard.importing.importer import import_raw
from dashboard.responses.schema import year_file

Grid = list[list[str]]

TOOLS = {
    "code": "Writing code (SQL, Python, etc)",
    "quote": 'The "quoted" one; or not',
    "line": "Two\nlines / one tool",
    "emoji": "🚀 Rocket - fast",
    "formula": "=SUM(A1:A9)",
    "same": "None, I think",
    "other": "Other",
}
MOODS = {"same": "None, I think", "formula": "=1+1", "great": "Great 🎉, \"really\""}  # fmt: skip
PARTS = {"work": "Work, paid", "play": "Play - free"}
QUESTIONS: list[dict[str, Any]] = [
    {"id": "mood", "kind": "single", "wording": "How, in a word, are you?", "choices": MOODS},
    {"id": "tools", "kind": "multiple", "wording": "Which tools (all)?", "choices": TOOLS},
    {"id": "liking", "kind": "matrix", "wording": "How do you like these?", "items": PARTS,
     "choices": {"bad": "Bad", "good": "Good, or so"}},
    {"id": "hours", "kind": "number", "wording": "Hours a week"},
    {"id": "time", "kind": "allocation", "wording": "Share out 100 %", "items": PARTS},
    {"id": "more", "kind": "multiple", "wording": "And which more?",
     "choices": {"same": "None, I think", "hammer": "Hammer", "other": "Other"}},
]  # fmt: skip
PEOPLE: list[dict[str, Any]] = [
    {"mood": "same", "tools": ["code", "quote"], "liking": {"work": "bad", "play": "good"},
     "hours": 12, "time": {"work": 60, "play": 40}, "more": ["same", "hammer"]},
    {"mood": "formula", "tools": ["line", "emoji", "formula", "other"], "liking": {"work": "good"},
     "hours": 2.5, "more": ["hammer"]},
    {"mood": "great", "tools": ["same"], "hours": 40, "time": {"work": 100, "play": 0},
     "more": ["same", "other"]},
    {"tools": ["code", "line", "same"], "liking": {"play": "bad"}},
    {"mood": "same", "more": ["same"]},
]  # fmt: skip


def entries(choices: dict[str, str]) -> list[dict[str, Any]]:
    return [{"id": c, "label": label} | ({"other": True} if c == "other" else {})
            for c, label in choices.items()]  # fmt: skip


def cells(question: dict[str, Any], person: dict[str, Any]) -> list[tuple[str, str]]:
    """What a person said, as (part, text); the part is empty where there is none."""
    answer = person.get(question["id"])
    labels: dict[str, str] = question.get("choices", {})
    items: dict[str, str] = question.get("items", {})
    match question["kind"]:
        case "single":
            return [("", labels[answer] if answer else "")]
        case "multiple":
            ticked = set(answer or ())
            return [(label, label if c in ticked else "") for c, label in labels.items()]
        case "matrix":
            given = answer or {}
            return [(t, labels[given[i]] if i in given else "") for i, t in items.items()]
        case "allocation":
            given = answer or {}
            return [(t, str(given[i]) if i in given else "") for i, t in items.items()]
    return [("", "" if answer is None else str(answer))]


def laid_out(
    head: Callable[[str, str], str],
    joined: str | None = None,
    cell: Callable[[dict[str, Any], str, str], str] = lambda question, part, text: text,
    before: Sequence[tuple[str, Callable[[int], str]]] = (),
) -> Grid:
    """The survey as a table of one header row."""
    header = [name for name, _ in before]
    rows = [[value(at) for _, value in before] for at in range(len(PEOPLE))]
    for question in QUESTIONS:
        split = question["kind"] != "multiple" or joined is None
        parts = [part for part, _ in cells(question, {})]
        header += [head(question["wording"], part) for part in parts] if split else [
            head(question["wording"], "")
        ]  # fmt: skip
        for row, person in zip(rows, PEOPLE, strict=True):
            said = cells(question, person)
            if split:
                row += [cell(question, part, text) for part, text in said]
            else:
                row.append((joined or "").join(text for _, text in said if text))
    return [header, *rows]


def in_brackets(question: str, part: str) -> str:
    return f"{question} [{part}]" if part else question


def dashed(question: str, part: str) -> str:
    return f"{question} - Selected Choice - {part}" if part else f"{question} - Selected Choice"


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def plain(path: Path) -> Path:
    path.write_bytes(as_csv(laid_out(in_brackets)))
    return path


def plain_joined(path: Path) -> Path:
    path.write_bytes(as_csv(laid_out(in_brackets, joined=", ")))
    return path


def google_csv(path: Path) -> Path:
    before = [("Timestamp", lambda at: f"2024/10/{at + 1} 9:00:00 AM GMT+2")]
    path.write_bytes(as_csv(laid_out(in_brackets, joined=";", before=before)))
    return path


def google_xlsx(path: Path) -> Path:
    rows = laid_out(in_brackets, joined=", ", before=[("Timestamp", lambda at: f"2024-10-0{at}")])
    book = openpyxl.Workbook()
    for y, row in enumerate(rows, start=1):
        for x, text in enumerate(row, start=1):
            cell = book.active.cell(y, x, text or None)
            # What respondents typed is text, even if it begins like a formula.
            cell.data_type = "s" if text else "n"
    book.save(path)
    return path


def qualtrics(path: Path, joined: str | None = None, legacy: bool = False) -> Path:
    meta = [
        ("StartDate", lambda at: "2024-10-07 10:00:00"),
        ("Status", lambda at: "IP Address"),
        ("IPAddress", lambda at: "192.0.2.7"),
        ("Finished", lambda at: "True"),
        ("ResponseId", lambda at: f"R_{at:015}"),
    ]
    texts, *rows = laid_out(dashed, joined=joined, before=meta)
    tags = [*texts[:5], *(f"Q{at}" for at in range(len(texts) - 5))]
    ids = [json.dumps({"ImportId": f"QID{at}"}) for at in range(len(texts))]
    junk = [list(row) for row in rows[:3]]
    junk[0][1], junk[0][4] = "Survey Preview", "R_p"
    junk[1][3], junk[1][4] = "False", "R_u"
    heads = [texts, ids] if legacy else [tags, texts, ids]
    # The third is the first again.
    path.write_bytes(as_csv([*heads, *rows, *junk]))
    return path


def surveymonkey(path: Path) -> Path:
    meta = [
        (name, lambda at, name=name: f"{at}{name}" if "ID" in name else "")
        for name in (
            "Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address",
            "Email Address", "First Name", "Last Name", "Custom Data 1",
        )
    ]  # fmt: skip
    header, *rows = laid_out(lambda q, p: f"{q}\x00{p}", before=meta)
    above, below, last = [], [], None
    for text in header:
        question, split, part = text.partition("\x00")
        above.append("" if question == last else question)
        part = "Other (please specify)" if part == "Other" else part
        below.append(part or "Response" if split else "")
        last = question
    path.write_bytes(as_csv([above, below, *rows]))
    return path


def typeform(path: Path, joined: str | None = None) -> Path:
    def head(question: str, part: str) -> str:
        is_choice = part in TOOLS.values() or part == "Hammer"
        return part if is_choice else in_brackets(question, part)

    header, *rows = laid_out(
        head if joined is None else in_brackets,
        joined=joined,
        before=[("#", lambda at: f"{at:032x}")],
    )
    end = ["Start Date (UTC)", "Submit Date (UTC)", "Network ID"]
    path.write_bytes(as_csv([header + end, *([*r, "a", "b", "c"] for r in rows)]))
    return path


def limesurvey(path: Path, codes: bool) -> Path:
    meta = [
        ("id", str),
        ("submitdate", lambda at: "2024-10-07 10:00:00"),
        ("lastpage", lambda at: "3"),
        ("startlanguage", lambda at: "en"),
        ("ipaddr", lambda at: "192.0.2.7"),
    ]
    by_wording = {q["wording"]: q for q in QUESTIONS}

    def head(wording: str, part: str) -> str:
        question = by_wording[wording]
        parts = question.get("items") or question.get("choices", {})
        code = next((c for c, label in parts.items() if label == part), "")
        return in_brackets(question["id"] if codes else wording, code if codes else part)

    def cell(question: dict[str, Any], part: str, text: str) -> str:
        if question["kind"] == "multiple":
            return "Y" if text else ""
        known = {label: c for c, label in question.get("choices", {}).items()}
        return known.get(text, text) if codes else text or "N/A"

    header, *rows = laid_out(head, cell=cell, before=meta)
    if not codes:
        header[:2] = ["Response ID", "Date submitted"]
    begun = ["9", "", "1", "en", "", *rows[0][5:]]
    path.write_bytes(as_csv([header, *rows, begun]))
    return path


def spss(path: Path) -> Path:
    header, *rows = laid_out(lambda q, p: f"{q} - {p}" if p else q)
    columns: dict[str, list[float | None]] = {}
    words: dict[str, dict[int, str]] = {}
    for at, texts in enumerate(zip(*rows, strict=True)):
        name = f"v{at}"
        numeric = all(not text or text.replace(".", "").isdigit() for text in texts)
        distinct = sorted({text for text in texts if text})
        if not numeric:
            words[name] = dict(enumerate(distinct, start=1))
        number = float if numeric else lambda text, d=distinct: float(d.index(text) + 1)
        columns[name] = [number(text) if text else None for text in texts]
    frame = pd.DataFrame(columns, dtype=float)
    pyreadstat.write_sav(frame, str(path), column_labels=header, variable_value_labels=words)
    return path


EXPORTS: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "a column for each choice": ("plain table", plain),
    "joined answers": ("plain table", plain_joined),
    "Google Forms, CSV": ("Google Forms", google_csv),
    "Google Forms, XLSX": ("Google Forms", google_xlsx),
    "Qualtrics, split": ("Qualtrics", qualtrics),
    "Qualtrics, joined": ("Qualtrics", lambda path: qualtrics(path, joined=",")),
    "Qualtrics, legacy": ("Qualtrics", lambda path: qualtrics(path, legacy=True)),
    "SurveyMonkey": ("SurveyMonkey", surveymonkey),
    "Typeform, older": ("Typeform", typeform),
    "Typeform, newer": ("Typeform", lambda path: typeform(path, joined=" / ")),
    "LimeSurvey, codes": ("LimeSurvey", lambda path: limesurvey(path, codes=True)),
    "LimeSurvey, texts": ("LimeSurvey", lambda path: limesurvey(path, codes=False)),
    "SPSS": ("SPSS", spss),
}


@pytest.fixture
def folder(survey: Callable[..., Path]) -> Path:
    questions = []
    for question in QUESTIONS:
        entry = dict(question)
        for name in ("choices", "items"):
            if name in entry:
                entry[name] = entries(entry[name])
        questions.append(entry)
    return survey(*questions)


def imported(raw: Path, folder: Path, **more: Any) -> tuple[dict[str, list[Any]], ImportReport]:
    to = raw.parent / f"out-{raw.stem}"
    report = import_raw(raw, 2024, folder, to, **more)
    return pq.ParquetFile(year_file(to, 2024)).read().to_pydict(), report


@pytest.mark.parametrize("export", EXPORTS)
def test_every_format_is_recognised_and_gives_the_same_answers(
    export: str, folder: Path, tmp_path: Path
) -> None:
    format, write = EXPORTS[export]
    columns, report = imported(write(tmp_path / "raw.any"), folder)
    assert report.format == format
    assert f"Format: {format}" in report.text()
    for question in QUESTIONS:
        code = question["id"]
        order = list(question.get("choices", {}))
        for person, found in zip(PEOPLE, columns[code], strict=True):
            expected = person.get(code)
            if question["kind"] in ("matrix", "allocation"):
                given = {item: value for item, value in found or () if value is not None}
                assert given == (expected or {}), (export, code)
            elif question["kind"] == "multiple":
                assert found == (sorted(expected, key=order.index) if expected else None)
            else:
                assert found == expected, (export, code)
    assert not [q for q in report.questions.values() if q.undeclared or q.write_ins]


def test_rows_that_are_no_responses_are_left_out_and_counted(folder: Path, tmp_path: Path) -> None:
    _, report = imported(qualtrics(tmp_path / "q.csv"), folder)
    assert report.dropped == {"previews and tests": 1, "incomplete": 1, "submitted twice": 1}
    assert "Rows left out, previews and tests: 1" in report.text()
    _, report = imported(limesurvey(tmp_path / "l.csv", codes=True), folder)
    assert report.dropped == {"incomplete": 1}


def test_columns_that_tell_who_somebody_is_are_named(folder: Path, tmp_path: Path) -> None:
    _, report = imported(surveymonkey(tmp_path / "raw.csv"), folder)
    assert "9 of these may identify respondents, judging by the name:" in report.text()
    assert "Email Address" in report.left_out


def test_the_raw_file_is_never_changed(folder: Path, tmp_path: Path) -> None:
    raw = google_xlsx(tmp_path / "raw.xlsx")
    before = raw.read_bytes()
    imported(raw, folder)
    assert raw.read_bytes() == before


def test_a_format_can_be_forced(folder: Path, tmp_path: Path) -> None:
    raw = google_csv(tmp_path / "raw.csv")
    assert imported(raw, folder, format="plain")[1].format == "plain table"
    with pytest.raises(DashboardError, match=r"Unknown format 'qualtrix'.*'qualtrics'"):
        imported(raw, folder, format="qualtrix")
    with pytest.raises(DashboardError, match="not a Qualtrics export"):
        imported(raw, folder, format="qualtrics")
    with pytest.raises(DashboardError, match="An SPSS file is read as 'spss'"):
        imported(raw, folder, format="spss")


def test_an_spss_value_that_the_user_declared_missing_keeps_its_label(
    survey: Callable[..., Path], tmp_path: Path
) -> None:
    choices = [{"id": "yes", "label": "Yes"}, {"id": "refused", "label": "Refused"}]
    raw = tmp_path / "raw.sav"
    pyreadstat.write_sav(
        pd.DataFrame({"pet": [1.0, 9.0, None], "id": [1.0, 2.0, 3.0]}),
        str(raw),
        variable_value_labels={"pet": {1: "Yes", 9: "Refused"}},
        missing_ranges={"pet": [9]},
    )
    columns, _ = imported(raw, survey({"id": "pet", "choices": choices}))
    assert columns["pet"] == ["yes", "refused", None]


# What is something else than responses in words ------------------------------------------------


PET = {"id": "pet", "choices": [{"id": "cat", "label": "Cat"}, {"id": "dog", "label": "Dog"}]}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pet,count,percent\nCat,3,30\nDog,7,70\n", "looks like a table of results"),
        ("pet\n1\n2\n1\n", "pet: all 3 answers are numbers"),
        ("pet\nCat\n2\n1\nDog\n", "pet: 2 answers are numbers and 2 are words"),
    ],
)
def test_what_is_no_table_of_responses_in_words_is_refused(
    text: str, says: str, survey: Callable[..., Path], export: Callable[..., Path]
) -> None:
    raw = export(text)
    with pytest.raises(DashboardError, match=says):
        imported(raw, survey(PET))


def test_a_workbook_with_macros_is_refused(survey: Callable[..., Path], tmp_path: Path) -> None:
    import zipfile

    raw = tmp_path / "raw.xlsm"
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("xl/vbaProject.bin", b"")
    with pytest.raises(DashboardError, match="contains macros"):
        imported(raw, survey(PET))


def test_ranges_that_a_spreadsheet_turned_into_dates_are_put_right(
    survey: Callable[..., Path], export: Callable[..., Path]
) -> None:
    bands = [{"id": "few", "label": "1-4"}, {"id": "some", "label": "5-10 people"}]
    raw = export("size\n4-Jan\n2024-05-10T00:00:00\n5-10 people\n10-May\n")
    columns, report = imported(raw, survey({"id": "size", "choices": bands}))
    assert columns["size"] == ["few", "some", "some", "some"]
    assert "Answers that a spreadsheet turned into dates or numbers, restored:" in report.text()


def test_an_export_of_nothing_but_previews_is_refused(folder: Path, tmp_path: Path) -> None:
    raw = qualtrics(tmp_path / "raw.csv")
    raw.write_text(
        raw.read_text("utf-8-sig").replace("IP Address", "Survey Test"), encoding="utf-8"
    )
    with pytest.raises(DashboardError, match=r"has no responses: .* previews and tests"):
        imported(raw, folder)


def test_limesurvey_ranks_are_read_from_a_column_for_each_place(
    survey: Callable[..., Path], export: Callable[..., Path]
) -> None:
    best = {"id": "best", "kind": "ranking", "choices": PET["choices"]}
    raw = export(
        "id,submitdate,lastpage,best[1],best[2]\n1,2024-10-07,3,dog,cat\n2,2024-10-07,3,Cat,\n"
    )
    columns, report = imported(raw, survey(best))
    assert report.format == "LimeSurvey"
    assert columns["best"] == [["dog", "cat"], ["cat"]]


def test_a_condensed_surveymonkey_export_has_one_header_row(
    survey: Callable[..., Path], export: Callable[..., Path]
) -> None:
    pets = PET | {"kind": "multiple", "wording": "Which pets&apos;?"}
    raw = export(
        'Respondent ID,Collector ID,Which pets\'?\n11,22,"Cat, Dog"\n12,22,Dog\n11,22,Cat\n'
    )
    columns, report = imported(raw, survey(pets))
    assert report.dropped == {"submitted twice": 1}
    assert columns["pet"] == [["cat", "dog"], ["dog"]]
