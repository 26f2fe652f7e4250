"""The guide's examples are done as it says, in a copy of the survey, and nothing else is needed."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from dashboard.codebook import CodebookError, read_codebook
from dashboard.codebook.codebook_diff import difference
from dashboard.codebook.survey_entries import ReadEntry
from dashboard.query.url import read_address

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8")


def example(section: str, number: int = 0, language: str = "yaml") -> str:
    """A code block of the guide, by the heading above it."""
    body = GUIDE.split(f"\n## {section}\n")[1].split("\n## ")[0]
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", body, re.S)
    return blocks[number]


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    shutil.copytree(
        ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("responses*", "*.parquet")
    )
    return tmp_path / "data"


def insert(path: Path, after: str, block: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert after in text
    path.write_text(text.replace(after, after + block, 1), encoding="utf-8")


def test_a_question_takes_one_entry(survey: Path) -> None:
    insert(survey / "topics/spending.yaml", "questions:\n", example("Add a question"))
    question = read_codebook(survey).question("energy_measured")
    assert question.topic == "spending"
    assert question.asked == (2025,)


def test_a_choice_takes_one_line(survey: Path) -> None:
    path = survey / "topics/personas.yaml"
    industry = path.read_text(encoding="utf-8").split("  - id: industry\n")[1]
    head = "  - id: industry\n" + industry.split("    choices:\n")[0] + "    choices:\n"
    insert(path, head, example("Add a choice"))
    question = read_codebook(survey).question("industry")
    assert question.choice("agriculture").asked == (2025,)
    assert "agriculture" not in [choice.id for choice in question.offered(2024)]


def test_how_a_file_is_written_takes_every_key_there_is(survey: Path) -> None:
    section = "Say where an export has the answers"
    declared = yaml.safe_load(example(section))["read"][2026]
    assert set(declared) == set(ReadEntry.model_fields)
    assert ReadEntry.model_validate(declared).decimal == ","


def test_a_tool_takes_one_entry_and_stands_wherever_its_category_does(survey: Path) -> None:
    insert(survey / "registries/tools.yaml", "entries:\n", example("Add a tool"))
    codebook = read_codebook(survey)
    assert codebook.question("used_serving").choice("sky_serve").layer == "infrastructure"
    assert codebook.question("tool_satisfaction").item("sky_serve").asked == (2025,)


def test_a_renamed_tool_keeps_its_id_and_each_year_its_name() -> None:
    assert "Amazon SageMaker" in example("Add a tool", 1)
    tool = read_codebook(ROOT / "data").question("used_ml_platforms").choice("sagemaker")
    assert (tool.wording[2024], tool.wording[2025]) == ("Amazon SageMaker", "Amazon SageMaker AI")


def test_old_names_take_a_line_each(survey: Path) -> None:
    (survey / "renamed.yaml").write_text(example("Rename what links hold"), encoding="utf-8")
    codebook = read_codebook(survey)
    link = {"job": ["ml_eng"], "question": ["use_case_total"]}
    address = read_address(link, codebook, 2025)
    assert address.where == {"persona": ("ml_engineer",)}
    assert address.question == "use_case_count"


def test_a_year_takes_one_entry(survey: Path) -> None:
    before = read_codebook(survey)
    insert(survey / "survey.yaml", "\nyears:\n", example("Add a year"))
    codebook = read_codebook(survey)
    assert 2026 in codebook.years
    assert 2026 in codebook.question("job_title").asked
    # Whatever the year before asked and offered goes on.
    for question in before.asked_in(2025):
        again = codebook.question(question.id)
        assert 2026 in again.asked
        for old, new in ((question.choices, again.choices), (question.items, again.items)):
            offered = [choice.id for choice in old if 2025 in choice.asked]
            assert [choice.id for choice in new if 2026 in choice.asked] == offered
    said = difference(before, codebook)
    asked = len(before.asked_in(2025))
    assert f"2026 asks {asked} questions, {asked} of them carried on." in said


def test_a_year_names_each_list_that_it_is_not_in(survey: Path) -> None:
    insert(survey / "topics/spending.yaml", "questions:\n", example("Add a question"))
    path = survey / "topics/spending.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("{from: 2025}", "[2025]", 1), encoding="utf-8"
    )
    insert(survey / "survey.yaml", "\nyears:\n", example("Add a year"))
    with pytest.raises(CodebookError, match=r"energy_measured.*was last asked in 2025"):
        read_codebook(survey)


def test_a_topic_takes_its_file(survey: Path) -> None:
    (survey / "topics/regulation.yaml").write_text(example("Add a topic"), encoding="utf-8")
    topic = read_codebook(survey).topic("regulation")
    assert [question.id for question in topic.questions] == ["rules_that_apply"]
    assert topic.page.stories == []
