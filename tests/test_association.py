"""Tests of a breakdown: whole tables, single choices, each segment against the others."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from case_survey import loaded, people
from conftest import asking
from scipy.stats import chi2_contingency

from dashboard.analysis.changes import RATE
from dashboard.analysis.results import results
from dashboard.analysis.segments import Association, apart, associations, of_the_others
from dashboard.analysis.statistics import TOP2, statistics_of
from dashboard.codebook import Codebook, read_codebook
from dashboard.estimates.change import adjusted
from dashboard.query.selection import Weights, select
from dashboard.responses import Responses, load_responses


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    """Of 100 x 60 run and use a GPU, of 100 y 30; everybody uses a CPU."""
    rows: list[dict[str, Any]] = []
    for role, running in (("x", 60), ("y", 30)):
        for i in range(100):
            runs = i < running
            rows.append(
                {
                    "role": role,
                    "size": "s" if i % 2 else "l",
                    "runs": "runs" if runs else "stands",
                    "uses": ["gpu", "cpu"] if runs else ["cpu"],
                }
            )
    return loaded(tmp_path_factory.mktemp("crowd"), {2024: rows})


def drawn(responses: Responses, *codes: str, by: str | None = "role") -> list[list[Association]]:
    book = responses.codebook
    questions = [book.question(code) for code in codes]
    segment = book.question(by) if by else None
    return associations(
        list(results(responses, questions, asking(select(book, [2024]), segment)).values())
    )


def test_a_table_is_tested_as_a_whole(responses: Responses) -> None:
    [[found]] = drawn(responses, "runs")
    [[test]] = found.tests
    plain = chi2_contingency([[60, 40], [30, 70]], correction=False)
    assert test.pearson == pytest.approx(plain.statistic)
    assert found.differs.tolist() == [[True]]
    assert not found.by_choice


def test_ticks_are_tested_choice_by_choice(responses: Responses) -> None:
    [[found]] = drawn(responses, "uses")
    assert found.by_choice
    assert found.differs.tolist() == [[True, False]]
    assert np.isnan(found.adjusted_p[0, 1])


def test_a_segment_is_compared_with_the_others_and_not_with_all(responses: Responses) -> None:
    [[found]] = drawn(responses, "runs")
    assert found.others.change[:, 0, 0].tolist() == pytest.approx([0.3, -0.3])
    assert found.marked.all()


def test_what_does_not_differ_is_not_marked(responses: Responses) -> None:
    [[found]] = drawn(responses, "runs", by="size")
    assert not found.differs.any()
    assert not found.marked.any()


def test_all_tables_of_a_view_are_one_family(responses: Responses) -> None:
    [[alone]] = drawn(responses, "runs")
    [[among], _] = drawn(responses, "runs", "uses")
    assert among.adjusted_p[0, 0] >= alone.adjusted_p[0, 0]


def test_without_a_breakdown_nothing_is_tested(responses: Responses) -> None:
    assert drawn(responses, "runs", by=None) == [[]]


def test_over_use_cases_nothing_is_tested(tmp_path: Path) -> None:
    cases = loaded(tmp_path, {2024: people()})
    book = cases.codebook
    found = results(
        cases,
        [book.question("runs")],
        asking(select(book, [2024]), book.question("role"), weights=Weights.USE_CASES),
    )
    assert associations(list(found.values())) == [[]]


def test_small_tables_are_not_tested(tmp_path: Path) -> None:
    rows = [{"role": "xy"[i % 2], "runs": "runs"} for i in range(20)]
    [[found]] = drawn(loaded(tmp_path, {2024: rows}), "runs")
    assert np.isnan(found.adjusted_p).all()
    assert not found.marked.any()


def test_the_others_are_everybody_but_the_segment(
    tiny: Codebook, tiny_responses: Responses
) -> None:
    # Three builders and three keepers told their mood; nobody else did.
    mood, role = tiny.questions["mood"], tiny.questions["role"]
    view = select(tiny, [2024])
    found = results(tiny_responses, [mood], asking(view, role), TOP2)["mood"]
    assert found.estimates.base[0, :, 0].tolist() == [3, 3, 0]
    assert of_the_others(found).base[0, :, 0].tolist() == [3, 3, 6]


def test_differences_of_scores_are_marked_as_one_family(sample_folder: Path) -> None:
    book = read_codebook(sample_folder)
    persona = book.filter("persona")
    rated = [
        q
        for q in book.questions.values()
        if TOP2 in statistics_of(q) and not q.items and q.published
    ][:6]
    view = asking(select(book, [max(book.years)]), persona)
    found = list(results(load_responses(book), rated, view, TOP2).values())
    tested = apart(found).values()
    p = np.concatenate([one.changes.p_value.ravel() for one in tested])
    change = np.concatenate([one.changes.change.ravel() for one in tested])
    [of_family] = adjusted([p])
    wanted = (of_family <= RATE) & (np.abs(change) >= TOP2.floor)
    assert np.concatenate([one.marked.ravel() for one in tested]).tolist() == wanted.tolist()
    assert 0 < wanted.sum() < np.isfinite(p).sum()
