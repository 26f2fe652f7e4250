"""A survey about use cases: the eight respondents of tests/golden/usecase_example.csv."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from surveys import People, write_survey

from dashboard.codebook import Codebook
from dashboard.responses import Responses, load_responses

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


def write_cases(
    folder: Path,
    years: Mapping[int, People],
    survey: str = SURVEY,
    topic: str = TOPIC,
    *,
    weighted: bool = True,
) -> Codebook:
    """Write the survey with the given people; its codebook."""
    return write_survey(folder, survey, topic, years=years, weighted=weighted)


def loaded(folder: Path, years: Mapping[int, People], **how: Any) -> Responses:
    """The same, loaded."""
    return load_responses(write_cases(folder, years, **how))
