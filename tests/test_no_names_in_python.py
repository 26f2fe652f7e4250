"""Nothing of the questions stands in Python: no id of one, no section, no band of a filter."""

import ast
from pathlib import Path

import pytest

from dashboard.codebook import read_codebook
from dashboard.codebook.survey_entries import SurveyFile

ROOT = Path(__file__).parents[1]
BOOK = read_codebook(ROOT / "data")
PYTHON = [ROOT / "app.py", *ROOT.glob("pages/*.py"), *ROOT.glob("src/**/*.py")]
# Two filters have names of their own in every survey, whatever its questions are called.
OF_EVERY_SURVEY = {"persona", "company_size", *SurveyFile.model_fields}


def names() -> set[str]:
    """Ids and sections of questions that are no words of the language, and labels of bands."""
    found = {code for code in BOOK.questions if "_" in code}
    found |= {q.section for q in BOOK.questions.values() if " " in q.section}
    for question in BOOK.filters.values():
        found |= {choice.label for choice in question.choices if choice.is_band}
    return found - OF_EVERY_SURVEY


def words_of(path: Path) -> set[str]:
    """Every string that stands in a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_there_are_names_to_look_for() -> None:
    assert len(names()) > 100


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_name_of_the_survey_stands_in_python(path: Path) -> None:
    assert words_of(path) & names() == set()
