"""A question may be called as anything inside the statements that count it."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from case_survey import SURVEY, TOPIC, people
from conftest import asking
from surveys import load_survey

from dashboard.analysis.changes import compare, page_family
from dashboard.analysis.results import results
from dashboard.codebook.rules import RESERVED
from dashboard.query.selection import Weights, select
from dashboard.responses.schema import FIXED
from dashboard.responses.sql_names import CASES, TABLE

MARGINS = SURVEY + "  margins: [{question: role, shares: {2024: {x: 0.25, y: 0.75}}}]\n"
SOURCES = Path(__file__).parents[1] / "src" / "dashboard" / "responses"
# Whatever a statement could be calling something: every word in the texts that count.
TEXTS = [(SOURCES / name).read_text(encoding="utf-8") for name in ("counting.py", "axes.py")]
WORDS = set(re.findall(r"\b[a-z][a-z0-9]{0,12}\b", "\n".join(TEXTS)))
NAMES = ["place", "w", "w2", "v0", "cell", "n", "c", "code", "file", "part", "value"]
TAKEN = {*re.findall(r"\bid: (\w+)", TOPIC), *RESERVED}
OTHERS = sorted((WORDS | {TABLE, CASES}) - TAKEN)[::12]


def counted(folder: Path, name: str) -> list[np.ndarray]:
    """Everything that is counted of a question called so: weighted, filtered, compared."""

    def answers(times: int) -> list[dict[str, Any]]:
        rows = []
        for at, person in enumerate(people(times)):
            named = {name if key == "runs" else key: answer for key, answer in person.items()}
            rows.append(named | {"role": "xy"[at % 2], "size": "s" if at % 3 else "l"})
        return rows

    topic = TOPIC.replace("id: runs\n", f'id: "{name}"\n')
    years = {2023: answers(6), 2024: answers(10)}
    responses = load_survey(folder, MARGINS, topic, years=years)
    book = responses.codebook
    question, found = book.question(name), []
    for weights in Weights:
        for by in (None, book.question("role"), question, book.question("uses")):
            view = select(book, [2024], {"persona": ["x"]})
            one = results(responses, [question], asking(view, by, weights=weights))[name]
            found += [one.shares.share, one.shares.base, one.shares.standard_error]
        view = select(book, [2024])
        by_it = results(
            responses, [book.question("grade")], asking(view, question, weights=weights)
        )
        found.append(by_it["grade"].shares.share)
    both = select(book, [2023, 2024])
    plain = results(responses, [question], both)[name]
    family = page_family(responses, [question], both)
    change = compare(responses, plain, 2023, 2024, family)
    told = list(change.followed.changes.values())
    assert told
    return [*found, np.array([one.change for one in told])]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[np.ndarray]:
    return counted(tmp_path_factory.mktemp("called") / "survey", "does_it_run")


@pytest.mark.parametrize("name", [*dict.fromkeys((*NAMES, *OTHERS))])
def test_a_name_changes_no_number(name: str, tmp_path: Path, expected: list[np.ndarray]) -> None:
    found = counted(tmp_path, name)
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert one == pytest.approx(other, nan_ok=True)


def test_what_files_have_anyway_is_no_name_of_a_question() -> None:
    assert FIXED.keys() | {"year"} <= RESERVED
