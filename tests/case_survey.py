"""A survey about use cases: the eight respondents of tests/golden/usecase_example.csv."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.codebook import Codebook, read_codebook
from dashboard.responses import Responses, load_responses
from dashboard.responses.schema import RESPONDENT, answer_type, asked_column, year_file
from dashboard.responses.weights import write_weights

CASES = Path(__file__).parent / "cases"
SURVEY = (CASES / "survey.yaml").read_text(encoding="utf-8")
TOPIC = (CASES / "topics" / "work.yaml").read_text(encoding="utf-8")

# Number of cases; percentages; the described case's segment; whether it runs.
EXAMPLE = [
    (4, {"a": 50, "b": 50, "c": 0}, "a", True),
    (2, {"a": 100, "b": 0, "c": 0}, "a", False),
    (5, {"a": 20, "b": 60, "c": 20}, "b", True),
    (1, {"a": 0, "b": 100, "c": 0}, "b", False),
    (10, {"a": 10, "b": 40, "c": 50}, "c", False),
    (2, {"a": 0, "b": 50, "c": 50}, "c", True),
    (4, {"a": 25, "b": 25, "c": 50}, "a", True),
    (4, {"a": 50, "b": 25, "c": 25}, None, None),
]
THETA = 0.615625
ERROR = 0.145097664746902
TIMES = 10


def people(copies: int = TIMES) -> list[dict[str, Any]]:
    """The eight respondents, each so many times."""
    rows = []
    for number, percent, segment, runs in EXAMPLE:
        row: dict[str, Any] = {"cases": float(number), "overview": percent, "role": "x"}
        if segment is not None:
            answer = "runs" if runs else "stands"
            row |= {"chosen": "random", "segment": segment, "runs": answer}
            row |= {"uses": ["gpu", "cpu"] if runs else ["cpu"], "grade": "good" if runs else "bad"}
        rows += [row] * copies
    return rows


def write_survey(
    folder: Path,
    years: Mapping[int, Iterable[Mapping[str, Any]]],
    survey: str = SURVEY,
    topic: str = TOPIC,
    *,
    weighted: bool = True,
) -> Codebook:
    """A survey folder with the given people, weighted as commands that write responses do."""
    (folder / "topics").mkdir(parents=True, exist_ok=True)
    (folder / "survey.yaml").write_text(survey, encoding="utf-8")
    name = topic.split()[1]  # the topic's id, which its file is called by
    (folder / "topics" / f"{name}.yaml").write_text(topic, encoding="utf-8")
    codebook = read_codebook(folder)
    for year, given in years.items():
        rows = list(given)
        arrays = {RESPONDENT: pa.array([f"{year}-{i}" for i in range(len(rows))], pa.string())}
        if any("weight" in row for row in rows):
            arrays["weight"] = pa.array([row["weight"] for row in rows], pa.float64())
        for question in codebook.asked_in(year):
            answers = [row.get(question.id) for row in rows]
            answers = [list(a.items()) if isinstance(a, dict) else a for a in answers]
            arrays[asked_column(question.id)] = pa.array([True] * len(rows), pa.bool_())
            arrays[question.id] = pa.array(answers, answer_type(question))
        path = year_file(folder, year)
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table(arrays), path, row_group_size=32)
        if weighted:
            write_weights(codebook, year, path)
    return codebook


def loaded(folder: Path, years: Mapping[int, Iterable[Mapping[str, Any]]], **how: Any) -> Responses:
    """The same, loaded."""
    return load_responses(write_survey(folder, years, **how))
