"""What the filters of a survey are, where it does not say which of them are key attributes."""

from pathlib import Path

from surveys import topic_of, write_codebook

from dashboard.codebook import read_codebook

YES_NO = [{"id": "yes", "label": "Yes"}, {"id": "no", "label": "No"}]


def test_a_filter_that_is_published_apart_is_no_key_attribute_by_default(tmp_path: Path) -> None:
    codes = ("job", "size", "region", "branch")
    questions = [{"id": code, "kind": "single", "title": code, "choices": YES_NO} for code in codes]
    head = {
        "id": "pets",
        "title": "Pets",
        "synthetic": True,
        "years": {2024: {}},
        "filters": {"persona": "job", "company_size": "size", "more": ["region", "branch"]},
        "privacy": {"separate": ["region"]},
    }
    folder = write_codebook(tmp_path / "survey", head, topic_of(questions, "pets", "Pets"))
    codebook = read_codebook(folder)
    assert codebook.key_attributes == ("job", "size", "branch")
    assert codebook.separate == ("region",)
    assert list(codebook.filters) == ["persona", "company_size", "branch"]
