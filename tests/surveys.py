"""The one writer of survey folders: a codebook and answers in, a folder as the commands write it.

A codebook is given as YAML text or as what the YAML says; answers are a dict for each person. A key
that is left out: asked, no answer; `...`: not asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from dashboard.codebook import Codebook, read_codebook
from dashboard.responses import Responses, load_responses
from dashboard.responses.schema import RESPONDENT, WEIGHT, answer_type, asked_column, year_file
from dashboard.responses.weights import write_weights

Given: TypeAlias = str | Mapping[str, Any]
"""A codebook file: its text, or what it says."""
People: TypeAlias = Iterable[Mapping[str, Any]]
"""Answers by question, and optionally a `weight`, of one person after the other."""

ROWS_IN_A_GROUP = 32
"""Few, so that files of tests have several groups of rows, as large ones have."""


def asking(question: Mapping[str, Any]) -> dict[str, Any]:
    """A question with what a test does not care about filled in."""
    code = question["id"]
    return {"kind": "single", "title": code, "wording": f"{code}?"} | dict(question)


def topic_of(
    questions: Sequence[Mapping[str, Any]], id: str = "topic", title: str = "Topic"
) -> dict[str, Any]:
    """A topic of these questions."""
    return {"id": id, "title": title, "questions": [asking(one) for one in questions]}


def survey_of(*years: int, **more: Any) -> dict[str, Any]:
    """What `survey.yaml` needs at least: a survey made up for tests, of these years or of 2024."""
    head = {"id": "made-up", "title": "Made up", "synthetic": True}
    return head | {"years": {year: {} for year in years or (2024,)}} | more


def write_codebook(folder: Path, survey: Given, *topics: Given) -> Path:
    """Write `survey.yaml` and the topics' files, sound or not; gives the folder."""
    (folder / "topics").mkdir(parents=True, exist_ok=True)
    (folder / "survey.yaml").write_text(_text(survey), encoding="utf-8")
    for topic in topics:
        # A topic's file is called by its id, which stands in the first line of a text.
        name = topic.split()[1] if isinstance(topic, str) else topic["id"]
        (folder / "topics" / f"{name}.yaml").write_text(_text(topic), encoding="utf-8")
    return folder


def write_answers(codebook: Codebook, year: int, people: People) -> Path:
    """Write people as a year's file in the codebook's folder, as an import does; gives its path."""
    rows = list(people)
    known = {WEIGHT, *(question.id for question in codebook.asked_in(year))}
    unknown = {key for row in rows for key in row} - known
    assert not unknown, f"{year} did not ask {sorted(unknown)}"
    arrays = {RESPONDENT: pa.array([f"{year}-{n:06d}" for n, _ in enumerate(rows, 1)], pa.string())}
    if any(WEIGHT in row for row in rows):
        arrays[WEIGHT] = pa.array([row[WEIGHT] for row in rows], pa.float64())
    for question in codebook.asked_in(year):
        given = [row.get(question.id) for row in rows]
        asked = [answer is not ... for answer in given]
        arrays[asked_column(question.id)] = pa.array(asked, pa.bool_())
        arrays[question.id] = pa.array([_answer(one) for one in given], answer_type(question))
    path = year_file(codebook.folder, year)
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(arrays), path, row_group_size=ROWS_IN_A_GROUP)
    return path


def write_survey(
    folder: Path,
    survey: Given,
    *topics: Given,
    years: Mapping[int, People],
    weighted: bool = True,
) -> Codebook:
    """Write a whole survey, weighted as commands that write responses do; gives its codebook."""
    codebook = read_codebook(write_codebook(folder, survey, *topics))
    for year, people in years.items():
        path = write_answers(codebook, year, people)
        if weighted:
            write_weights(codebook, year, path)
    return codebook


def load_survey(
    folder: Path, survey: Given, *topics: Given, years: Mapping[int, People]
) -> Responses:
    """The same, loaded."""
    return load_responses(write_survey(folder, survey, *topics, years=years))


def _answer(given: Any) -> Any:
    """An answer as Arrow takes it: a map of a matrix or an allocation as pairs."""
    if given is ...:
        return None
    return list(given.items()) if isinstance(given, dict) else given


def _text(given: Given) -> str:
    if isinstance(given, str):
        return given
    return str(yaml.safe_dump(dict(given), allow_unicode=True, sort_keys=False))
