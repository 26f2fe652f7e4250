"""Comparisons in words: only what is marked, the largest first, adjusted for respondent mix."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import TINY, asking
from surveys import write_answers

from dashboard.analysis.changes import mixes, page_family
from dashboard.analysis.group_sentences import groups_in_words
from dashboard.analysis.results import results
from dashboard.analysis.segments import associations
from dashboard.analysis.sentences import changes_in_words
from dashboard.codebook import read_codebook
from dashboard.query.selection import select
from dashboard.responses import Responses, load_responses


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    """Half become old, whatever they do; the mood of builders and keepers stays as it was.

    In both years nine in ten builders are content and one in ten keepers; more people build later.
    """
    folder = Path(shutil.copytree(TINY, tmp_path_factory.mktemp("grown") / "survey"))
    codebook = read_codebook(folder)

    def people(builders: int, old: int) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for i in range(400):
            builds = i < builders
            rows.append(
                {
                    "role": "builder" if builds else "keeper",
                    "size": "small",
                    "used": ["axe"] if builds and i % 10 else ["saw"],
                    "mood": "agree" if (i % 10 > 0) == builds else "disagree",
                    "age": "old" if i % 10 < old else "young",
                }
            )
        return rows

    write_answers(codebook, 2023, people(100, 5))
    write_answers(codebook, 2024, people(300, 8))
    return load_responses(codebook)


def lines(responses: Responses, *codes: str) -> list[str]:
    codebook = responses.codebook
    family = page_family(responses, map(codebook.question, codes), select(codebook, [2024]))
    pair = (2023, 2024)
    return changes_in_words(family, mixes(responses, family, pair), pair, most=100)


def test_a_change_is_told_with_its_interval_and_with_the_mix_held_fixed(grown: Responses) -> None:
    [line] = [text for text in lines(grown, "age") if "“30 and over”" in text]
    assert line.startswith("Age, “30 and over”: +30 points (95% interval ")
    assert "+30 adjusted for respondent mix" in line
    assert "who answered" not in line


def test_a_change_that_is_all_mix_is_told_to_be_so(grown: Responses) -> None:
    [line] = [text for text in lines(grown, "mood") if "“Agree”" in text]
    assert line.startswith("Mood, “Agree”: +40 points")
    assert line.endswith("; 0 adjusted for respondent mix, so it may be due to who answered")


def test_of_a_reworded_question_no_change_is_told(grown: Responses) -> None:
    assert not [line for line in lines(grown, "used") if line.startswith("Used")]


def test_groups_that_stand_out_are_set_against_all_others(grown: Responses) -> None:
    codebook = grown.codebook
    query = select(codebook, [2024])
    role = codebook.question("role")
    found = results(grown, [codebook.question("used")], asking(query, role))
    told = groups_in_words([one for group in associations(list(found.values())) for one in group])
    assert any(": Builder +90 points vs. all others" in text for text in told)


def test_nothing_marked_is_nothing_said(tiny_responses: Responses) -> None:
    assert lines(tiny_responses, "mood") == []
