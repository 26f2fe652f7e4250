"""The synthetic answers that the project ships say what a practitioner would believe."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from dashboard.codebook import Kind, read_codebook
from dashboard.responses.schema import year_file
from dashboard.synthetic.hints import read_hints

DATA = Path(__file__).parents[2] / "data"
CODEBOOK = read_codebook(DATA)
HINTS = read_hints(CODEBOOK)
USED = [
    question
    for question in CODEBOOK.questions.values()
    if question.kind is Kind.MULTIPLE and any(choice.category for choice in question.choices)
]
CATEGORY = {choice.id: choice.category for question in USED for choice in question.choices}
FEWEST_USERS = 30

MAIN_PURPOSE = {
    "data_labelling": {"data"},
    "data_versioning": {"data"},
    "feature_stores": {"models", "production"},
    "notebooks": {"models", "learning", "data"},
    "modelling": {"models", "data"},
    "scaling": {"models"},
    "tracking": {"models"},
    "orchestration": {"data", "models", "production"},
    "ml_platforms": {"models", "production"},
    "serving": {"production", "learning"},
    "monitoring": {"watching", "data"},
    "ci_cd": {"production"},
    "cloud": {"models", "production"},
    "containers": {"models", "production"},
    "model_apis": {"production"},
    "llm_frameworks": {"production", "watching", "models"},
    "vector_search": {"production"},
}

pytestmark = pytest.mark.skipif(not CODEBOOK.synthetic, reason="the responses are real ones")


@cache
def answers(year: int, question: str) -> list[Any]:
    """The answers of a year's respondents, None for none; nothing where it was not asked."""
    if year not in CODEBOOK.question(question).asked:
        return []
    return pq.read_table(year_file(DATA, year), columns=[question])[question].to_pylist()


@pytest.fixture(scope="module")
def purposes() -> Mapping[str, Mapping[str, float]]:
    """For each tool with enough users, the share of them that uses it for each purpose."""
    times: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    users: dict[str, int] = defaultdict(int)
    for year in CODEBOOK.question("tool_uses").asked:
        for answer in answers(year, "tool_uses"):
            for tool, given in answer or ():
                users[tool] += given is not None
                for purpose in given or ():
                    times[tool][purpose] += 1
    return {
        tool: {purpose: n / users[tool] for purpose, n in given.items()}
        for tool, given in times.items()
        if users[tool] >= FEWEST_USERS
    }


def _share(year: int, question: str, choice: str) -> tuple[float, int]:
    given = [answer for answer in answers(year, question) if answer is not None]
    return sum(choice in answer for answer in given) / len(given), len(given)


def test_every_tool_is_mainly_used_for_what_it_is_made_for(
    purposes: Mapping[str, Mapping[str, float]],
) -> None:
    assert len(purposes) > 60
    strange = {
        tool: max(given, key=lambda purpose: given[purpose])
        for tool, given in purposes.items()
        if max(given, key=lambda purpose: given[purpose]) not in MAIN_PURPOSE[CATEGORY[tool]]
    }
    assert strange == {}


@pytest.mark.parametrize("tool", ["terraform", "helm"])
def test_infrastructure_as_code_prepares_no_data(
    tool: str, purposes: Mapping[str, Mapping[str, float]]
) -> None:
    assert purposes[tool].get("data", 0) < 0.15
    assert purposes[tool].get("models", 0) < 0.2
    assert purposes[tool]["production"] > 0.8


@pytest.mark.parametrize(
    ("service", "of", "cloud", "others"),
    [
        ("step_functions", "used_orchestration", "aws", "azure"),
        ("bedrock", "used_model_apis", "aws", "azure"),
        ("azure_openai", "used_model_apis", "azure", "aws"),
        ("vertex_ai", "used_ml_platforms", "google_cloud", "azure"),
        ("azure_ml", "used_ml_platforms", "azure", "aws"),
    ],
)
def test_services_go_with_their_cloud(service: str, of: str, cloud: str, others: str) -> None:
    on: dict[bool, list[Any]] = {True: [], False: []}
    for year in CODEBOOK.years:
        pairs = zip(answers(year, of), answers(year, "used_cloud"), strict=False)
        for tools, clouds in pairs:
            if tools is not None and clouds is not None:
                on[service in tools].append(clouds)
    assert len(on[True]) >= FEWEST_USERS
    own = [sum(cloud in given for given in on[uses]) / len(on[uses]) for uses in (True, False)]
    other = [sum(others in given for given in on[uses]) / len(on[uses]) for uses in (True, False)]
    assert own[0] > own[1] + 0.2
    assert other[0] < other[1] + 0.05


@pytest.mark.parametrize(
    ("question", "tool", "first", "last", "points"),
    [
        ("used_notebooks", "cursor", 2024, 2025, 15),
        ("used_llm_frameworks", "langchain", 2023, 2025, 8),
        ("used_serving", "vllm", 2024, 2025, 7),
        ("used_model_apis", "anthropic_api", 2023, 2025, 20),
        ("used_data_storage", "duckdb", 2022, 2025, 12),
        ("used_tracking", "tensorboard", 2022, 2025, -8),
        ("used_serving", "tensorflow_serving", 2022, 2025, -6),
    ],
)
def test_tools_that_rose_or_fell_did_so_beyond_chance(
    question: str, tool: str, first: int, last: int, points: int
) -> None:
    before, after = (_share(year, question, tool) for year in (first, last))
    change = 100 * (after[0] - before[0])
    assert change >= points if points > 0 else change <= points
    assert abs(_score(before, after)) > 4


def _score(before: tuple[float, int], after: tuple[float, int]) -> float:
    """The change of a share in standard errors."""
    variance = sum(share * (1 - share) / n for share, n in (before, after))
    return (after[0] - before[0]) / sqrt(variance) if variance else 0.0


def _steady() -> Iterator[float]:
    """Changes from year to year, in standard errors, of tools that no trend was given."""
    planted = {truth.choice for truth in HINTS.truths}
    for question in USED:
        moved = {*HINTS.trend, *HINTS.of(question.id).trend, *planted}
        for choice in question.choices:
            kin = {choice.split_from, choice.renames, *choice.merges}
            if choice.category is None or choice.id in moved or kin & moved:
                continue
            years = sorted(choice.asked)
            for pair in pairwise(years):
                found = [_share(year, question.id, choice.id) for year in pair]
                if min(share * n for share, n in found) >= FEWEST_USERS:
                    yield _score(*found)


def test_all_other_tools_change_by_no_more_than_chance() -> None:
    changes = np.abs(np.fromiter(_steady(), dtype=float))
    assert len(changes) > 60
    # One in twenty by chance; the mix of respondents is allowed a little.
    assert (changes > 1.96).mean() < 0.1
    assert changes.max() < 4


def test_liked_tools_are_rated_higher() -> None:
    said = HINTS.of("tool_satisfaction").items
    rated: dict[str, list[bool]] = defaultdict(list)
    for year in CODEBOOK.years:
        for answer in answers(year, "tool_satisfaction"):
            for tool, given in answer or ():
                if given is not None:
                    rated[tool].append(given in ("satisfied", "very_satisfied"))
    tools = [tool for tool in said if len(rated[tool]) >= FEWEST_USERS]
    assert len(tools) > 60
    satisfied = [float(np.mean(rated[tool])) for tool in tools]
    assert np.corrcoef([said[tool] for tool in tools], satisfied)[0, 1] > 0.75
    assert min(satisfied) > 0.35
    assert max(satisfied) < 0.9
