"""Whatever export is drafted, the draft is a codebook, imports it, and names nobody.

The exports are drawn from the shapes of the tools' own, always the same ones.
"""

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.codebook import Codebook, read_codebook
from dashboard.errors import DashboardError
from dashboard.importing.drafting import write_draft
from dashboard.importing.importer import import_raw
from dashboard.importing.labels import normalised
from dashboard.release.gate import gate
from dashboard.release.releasing import release
from dashboard.release.secret import Seed

Column = tuple[str, str, list[str]]  # question, part of it, cells

# What people write of themselves; several may share one, as colleagues share a telephone.
PEOPLE = [
    "ann@example.org", "Ann Invented <ann@example.org>", "@annotated", "linkedin.com/in/ann-i",
    "https://github.com/anni", "github.com/anni", "t.me/anni", "anni#1234", "u/ann_i",
    "+49 170 1234567", "(555) 123-4567", "06 12 34 56 78", "DE89 3704 0044 0532 0130 00",
    "DE89370400440532013000", "4111 1111 1111 1111", "123-45-6789", "192.0.2.17", "2001:db8::1",
    "R_3kXz81aBcdEfGh2", "550e8400-e29b-41d4-a716-446655440000", "5f1e2d3c4b5a69788776655a",
    "2025-03-01T10:00:11", "01/03/2025 10:42", "10:42", "12 Garden Street", "Hauptstraße 12",
    "52.5200, 13.4050", "Ann Invented", "Invented, Ann", "Dr. Ann Invented", "Call me Ann",
    "Mozilla/5.0 (X11; Linux x86_64)", "0000-0002-1825-0097",
]  # fmt: skip

LABELS = [
    "Apple", "apple", "Pear, ripe", "Plum (small, blue)", "true", "false", "Yes", "No", "on", "1",
    "2", "3.10", "007", "1e5", "0.0", "-", "null", "~", "n/a", "N/A", "None", "Other",
    "Don't know", "=SUM(A1:A9)", "<b>Bold</b>", "Rock & roll", "Größe", "日本語", "🚀 fast",
    'The "quoted" one', "It's", "a: b", "# no comment", "{x}", "[y]", "*", "&anchor", "!tag",
    "%", "@home", "`tick`", "2024-03-01", "10:30", "1-9", "10-49", "Oct-49", "50+", "1.200",
    "Two\nlines", "  spaced  ", "\u200eShort\u200f", "Agree", "Disagree", "Strongly agree",
    "a" * 300, "semi;colon", "pipe|line", "slash / dash - here", "x\ty", "\\back", "'",
]  # fmt: skip
QUESTIONS = [
    "What is your role?", "Which tools do you use? (Select all that apply)", "Company size",
    "How do you like it: very much?", "Tools - which?", "Q [part]", "Weight", "Year", "Name?",
    "respondent", "Wie groß ist Ihr Betrieb?", "何ですか", "1.", "*", "A * B", "#", "yes",
    "What is your role?", "weight_use_cases", "Salary: in Euro", "x" * 400,
]  # fmt: skip


def choices(least: int = 1, most: int = 6) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(LABELS), min_size=least, max_size=most, unique=True)


@st.composite
def columns(draw: st.DrawFn, people: int) -> list[Column]:
    """The columns of one question of any kind, a cell for each respondent."""
    question = draw(st.sampled_from(QUESTIONS))
    kinds = ["single", "joined", "ticks", "texts", "grid", "number", "free", "people", "mixed"]
    kind = draw(st.sampled_from(kinds))
    several = st.lists(st.integers(0, 5), min_size=people, max_size=people)
    if kind == "number":
        low = draw(st.sampled_from([0, 1, 18, 1000]))
        cells = [str(low + n) for n in draw(several)]
        if draw(st.booleans()):
            cells[0] = "about that"
        return [(question, "", cells)]
    if kind == "free":
        return [(question, "", [f"words of number {n} {at}" for at, n in enumerate(draw(several))])]
    labels = draw(choices())
    if kind in ("people", "mixed"):
        who = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=6, unique=True))
        named = [(who * 6)[n] for n in draw(several)]
        if kind == "people":
            return [(question, "", named)]
        # Two of three give an ordinary answer, in the same column.
        return [(question, "", [name if at % 3 == 0 else labels[at % len(labels)]
                                for at, name in enumerate(named)])]  # fmt: skip
    if kind == "single":
        cells = [(labels * 6)[n] if n < 5 else "" for n in draw(several)]
        return [(question, "", cells)]
    if kind == "joined":
        separator = draw(st.sampled_from([", ", ",", "; ", "|", "\n"]))
        sets = [[label for at, label in enumerate(labels) if n & (1 << at % 3)]
                for n in draw(several)]  # fmt: skip
        return [(question, "", [separator.join(one) for one in sets])]
    if kind == "grid":
        rows = draw(choices(2, 4))
        return [(question, row, [(labels * 6)[n] for n in draw(several)]) for row in rows]
    said, unsaid = draw(st.sampled_from([("1", "0"), ("Yes", "No"), ("x", ""), ("TRUE", "FALSE")]))
    return [
        (question, label, [(label if kind == "texts" else said) if n % 2 else
                           ("" if kind == "texts" else unsaid) for n in draw(several)])
        for label in labels
    ]  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> list[Column]:
    people = draw(st.integers(1, 40))
    found = [c for _ in range(draw(st.integers(1, 5))) for c in draw(columns(people))]
    found.append(
        ("Which of these?", "", ["Hammer", "Saw"] * (people // 2) + ["Saw"] * (people % 2))
    )
    return found


def google_forms(table: Sequence[Column]) -> list[list[str]]:
    people = range(len(table[0][2]))
    head = ["Timestamp", *(f"{q} [{part}]" if part else q for q, part, _ in table)]
    return [head, *([f"2025/03/01 10:00:{n:02}", *(c[n] for *_, c in table)] for n in people)]


def plain(table: Sequence[Column]) -> list[list[str]]:
    head = [f"{q} - {part}" if part else q for q, part, _ in table]
    return [head, *([c[n] for *_, c in table] for n in range(len(table[0][2])))]


def survey_monkey(table: Sequence[Column]) -> list[list[str]]:
    above, below, before = ["Respondent ID", "Collector ID"], ["", ""], None
    for question, part, _ in table:
        above.append("" if part and question == before else question)
        below.append(part or "Response")
        before = question if part else None
    people = range(len(table[0][2]))
    return [above, below, *([str(n), "7", *(c[n] for *_, c in table)] for n in people)]


def qualtrics(table: Sequence[Column]) -> list[list[str]]:
    ids = [json.dumps({"ImportId": f"QID{n}"}) for n in range(len(table) + 1)]
    texts = ["Response ID", *(f"{q} - {part}" if part else q for q, part, _ in table)]
    people = range(len(table[0][2]))
    return [
        ["ResponseId", *(f"Q{n}" for n in range(1, len(table) + 1))],
        texts,
        ids,
        *([f"R_{n}", *(c[n] for *_, c in table)] for n in people),
    ]


def lime_survey(table: Sequence[Column]) -> list[list[str]]:
    head = ["id", "submitdate", *(f"{q} [{part}]" if part else q for q, part, _ in table)]
    people = range(len(table[0][2]))
    return [head, *([str(n), "2025-03-01", *(c[n] for *_, c in table)] for n in people)]


LAYOUTS: list[Callable[[Sequence[Column]], list[list[str]]]] = [
    google_forms, plain, survey_monkey, qualtrics, lime_survey,
]  # fmt: skip


def write(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def values(data: Any) -> list[str]:
    """Every text that stands in a draft's entries."""
    if isinstance(data, dict):
        return [text for value in data.values() for text in values(value)]
    if isinstance(data, list | tuple):
        return [text for value in data for text in values(value)]
    return [data] if isinstance(data, str) else []


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(table=tables(), layout=st.sampled_from(LAYOUTS))
def test_a_draft_is_valid_imports_as_it_is_and_is_released_or_refused(
    table: list[Column], layout: Callable[[Sequence[Column]], list[list[str]]]
) -> None:
    with TemporaryDirectory() as folder:
        raw = write(Path(folder) / "raw.csv", layout(table))
        write_draft([(raw, 2025)], Path(folder) / "draft", "personas")
        codebook = read_codebook(Path(folder) / "draft")
        if codebook.questions:
            import_raw(raw, 2025, Path(folder) / "draft", Path(folder) / "data")
            released(Path(folder) / "data", Path(folder) / "released")
        text = (Path(folder) / "draft" / "topics" / "personas.yaml").read_text(encoding="utf-8")
    # The last question of each table is an ordinary one, unless too few people were asked.
    if len(table[0][2]) >= 8:
        assert {"Hammer", "Saw"} <= {
            c.label for q in codebook.questions.values() for c in q.choices
        }
    assert "words of number" not in text
    _names_nobody([table], codebook)


def released(data: Path, to: Path) -> None:
    """Release a folder, or be told in a sentence why it cannot be, and leave nothing behind."""
    why = ""
    try:
        release(data, to, Seed(bytes.fromhex("0123456789abcdef" * 2)))
    except DashboardError as error:
        why = str(error).rstrip()
    if why:
        assert why.endswith((".", ")"))
        assert not to.exists()
    else:
        assert gate(to) is None


def _names_nobody(tables: Sequence[Sequence[Column]], codebook: Codebook) -> None:
    """No choice is a text that one person gave, or that tells who somebody is.

    What the questionnaire itself says, in any year, is no answer.
    """
    heads = {normalised(text) for table in tables for q, part, _ in table for text in (q, part)}
    labels = {c.label for q in codebook.questions.values() for c in (*q.choices, *q.items)}
    labels |= {text for q in codebook.questions.values() for c in q.choices
               for texts in c.labels.values() for text in texts}  # fmt: skip
    given = {normalised(text): text for text in labels}
    assert not [text for text in labels if text.startswith("words of")]
    assert not {normalised(text) for text in PEOPLE} & set(given) - heads


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(years=st.lists(tables(), min_size=2, max_size=3), layout=st.sampled_from(LAYOUTS))
def test_a_draft_of_several_years_imports_each(
    years: list[list[Column]], layout: Callable[[Sequence[Column]], list[list[str]]]
) -> None:
    with TemporaryDirectory() as folder:
        raws = [
            (write(Path(folder) / f"raw{year}.csv", layout(table)), year)
            for year, table in enumerate(years, start=2021)
        ]
        write_draft(raws, Path(folder) / "draft", "personas")
        codebook = read_codebook(Path(folder) / "draft")
        assert (Path(folder) / "draft" / "alignment.csv").is_file()
        for raw, year in raws:
            if codebook.asked_in(year):
                import_raw(raw, year, Path(folder) / "draft", Path(folder) / "data")
        _names_nobody(years, codebook)
