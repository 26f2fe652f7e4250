"""Every learning goal of the community's brief is a question that someone could answer."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard.codebook import Codebook, read_codebook

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "brief-coverage.md"
BRIEF = Path(
    os.environ.get("SURVEY_BRIEF") or ROOT.parent / "shared/brief/community-survey-brief.md"
)
TOPICS_BEGIN = "# Survey Topics"
MOST_BULLETS = 3
COMPANIONS = [
    "team role",
    "kinds of data",
    "problems solved",
    "goals for three months",
    "sixteen obstacles",
    "pipeline-centric",
    "MLOps levels",
    "who does what",
    "platform team",
    "automated steps",
    "retraining",
    "paved path",
    "skills a team has",
    "skills a team lacks",
    "skills are learned",
]


@dataclass(frozen=True)
class Bullet:
    heading: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    cells: tuple[str, ...]
    questions: tuple[str, ...]

    def serves(self, bullet: Bullet) -> bool:
        heading, first = words_of(self.cells[0]), words_of(self.cells[1])
        same_place = words_of(bullet.heading)[: len(heading)] == heading
        return same_place and bullet.words[: len(first)] == first


def words_of(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z0-9]+", text.lower()))


def bullets_in(brief: str) -> Iterator[Bullet]:
    heading = ""
    for line in brief[brief.index(TOPICS_BEGIN) :].splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif found := re.match(r"\s*[-*+] +(.+)", line):
            yield Bullet(heading, words_of(found[1]))


def rows_below(title: str) -> list[Row]:
    _, _, rest = TABLE.read_text(encoding="utf-8").partition(f"\n## {title}\n")
    lines = [line for line in rest.split("\n## ")[0].splitlines() if line.startswith("|")]
    rows = []
    for line in lines[2:]:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        rows.append(Row(tuple(cells[:-1]), tuple(re.findall(r"`(\w+)`", cells[-1]))))
    return rows


BULLETS = rows_below("Bullets")
GOALS = rows_below("Goals the brief states outside its bullets")
ADDED = rows_below("What the brief's companions add")


@pytest.fixture(scope="module")
def bullets() -> list[Bullet]:
    if not BRIEF.is_file():
        pytest.skip(f"the brief is not here ({BRIEF}); SURVEY_BRIEF says where it is")
    return list(bullets_in(BRIEF.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return read_codebook(ROOT / "data")


def test_the_brief_has_bullets_to_cover(bullets: list[Bullet]) -> None:
    assert len(bullets) > 60


def test_every_bullet_of_the_brief_has_one_row(bullets: list[Bullet]) -> None:
    served = {bullet: [row for row in BULLETS if row.serves(bullet)] for bullet in bullets}
    missing = [f"{b.heading}: {' '.join(b.words)}" for b, rows in served.items() if not rows]
    assert not missing, "no row in docs/brief-coverage.md"
    assert all(len(rows) == 1 for rows in served.values())


def test_every_row_belongs_to_a_bullet(bullets: list[Bullet]) -> None:
    idle = [row.cells[:2] for row in BULLETS if not any(row.serves(bullet) for bullet in bullets)]
    assert not idle


@pytest.mark.parametrize("addition", COMPANIONS)
def test_every_addition_of_a_companion_has_a_row(addition: str) -> None:
    assert any(addition in row.cells[1] for row in ADDED)


@pytest.mark.parametrize(
    "row", [*BULLETS, *GOALS, *ADDED], ids=lambda row: "-".join(words_of(" ".join(row.cells[:2])))
)
def test_questions_of_a_row_exist_were_asked_and_stand_on_a_page(
    row: Row, codebook: Codebook
) -> None:
    pages = {re.sub(r"^\d+_", "", path.stem) for path in (ROOT / "pages").glob("*.py")}
    assert row.questions
    for code in row.questions:
        question = codebook.questions.get(code)
        assert question is not None, f"there is no question {code!r}"
        assert question.asked
        assert question.topic in pages


def test_no_question_serves_more_than_three_bullets() -> None:
    times = Counter(code for row in [*BULLETS, *GOALS, *ADDED] for code in set(row.questions))
    assert {code: n for code, n in times.items() if n > MOST_BULLETS} == {}


def test_a_bullet_without_a_row_is_noticed() -> None:
    made_up = list(bullets_in(f"{TOPICS_BEGIN}\n## Data stack\n- Color of each source\n"))
    assert made_up == [Bullet("Data stack", ("color", "of", "each", "source"))]
    assert not any(row.serves(made_up[0]) for row in BULLETS)
