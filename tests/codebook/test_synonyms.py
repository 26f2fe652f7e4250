"""Synonyms are read as text; a file that cannot be used says where."""

from pathlib import Path

import pytest

from dashboard.codebook import CodebookError
from dashboard.codebook.synonyms import FILE, read_synonyms


def test_a_survey_without_the_file_has_none(tmp_path: Path) -> None:
    assert read_synonyms(tmp_path) == {}


def test_words_are_kept_as_written(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("k8s: [Kubernetes]\n2.0: [1e5, no]\n", encoding="utf-8")
    assert read_synonyms(tmp_path) == {"k8s": ["Kubernetes"], "2.0": ["1e5", "no"]}


@pytest.mark.parametrize("text", ["- a\n", "a: b\n", "a: [[b]]\n", "a: [b\n", "a: [b]\na: [c]\n"])
def test_a_file_that_cannot_be_used_is_named_with_its_line(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError, match=rf"{FILE}, line \d"):
        read_synonyms(tmp_path)
