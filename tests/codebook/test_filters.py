"""What the filters of a survey are, where it does not say which of them are key attributes."""

from pathlib import Path
from typing import Any

from surveys import topic_of, write_codebook

from dashboard.codebook import Codebook, read_codebook

YES_NO = [{"id": "yes", "label": "Yes"}, {"id": "no", "label": "No"}]


def survey_of_pets(folder: Path, **head: Any) -> Codebook:
    codes = ("job", "size", "region", "branch", "age", "pets")
    questions = [{"id": code, "kind": "single", "title": code, "choices": YES_NO} for code in codes]
    head = {
        "id": "survey",
        "title": "Pets",
        "synthetic": True,
        "years": {2024: {}},
        "filters": {"persona": "job", "company_size": "size", "more": ["region", "branch"]},
        "privacy": {"separate": ["region", "age"]},
        **head,
    }
    return read_codebook(write_codebook(folder, head, topic_of(questions, "topic", "Topic")))


def test_a_filter_that_is_published_apart_is_no_key_attribute_by_default(tmp_path: Path) -> None:
    codebook = survey_of_pets(tmp_path / "survey")
    assert codebook.key_attributes == ("job", "size", "branch")
    assert codebook.separate == ("region", "age")
    assert list(codebook.filters) == ["persona", "company_size", "branch"]


def test_filters_and_what_is_published_apart_say_who_answered(tmp_path: Path) -> None:
    codebook = survey_of_pets(tmp_path / "survey")
    assert codebook.who_answered == ("job", "size", "region", "branch", "age")


def test_a_survey_may_say_which_questions_say_who_answered(tmp_path: Path) -> None:
    codebook = survey_of_pets(tmp_path / "survey", profile=["age", "job"])
    assert codebook.who_answered == ("age", "job")
