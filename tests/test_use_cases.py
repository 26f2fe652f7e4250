"""Results over use cases: the worked example through every way of asking for it."""

import csv
import io
from dataclasses import fields
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from case_survey import ERROR, THETA, loaded, people, write_cases
from conftest import asking

from dashboard.__main__ import main
from dashboard.analysis.results import Result, results
from dashboard.analysis.statistics import MEAN, TOP2, VOLUME
from dashboard.errors import DashboardError
from dashboard.estimates.reliability import Flag
from dashboard.estimates.usecase_estimates import Moments, two_part
from dashboard.query.selection import Of, Weights, select
from dashboard.responses import Responses
from dashboard.responses.tally import Tally

# Ten of each: the same shares, and a sum of squares a tenth as large with N = 80 instead of 8.
ERROR_OF_TEN = ERROR * (7 / 8 * 80 / 79 / 10) ** 0.5


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    return loaded(tmp_path_factory.mktemp("cases"), {2023: people(1), 2024: people()})


def result(responses: Responses, code: str, by: str | None = None, **where: Any) -> Result:
    book = responses.codebook
    question, segment = book.question(code), book.question(by) if by else None
    chosen = select(book, [2024], where)
    weights = Weights.USE_CASES
    return results(responses, [question], asking(chosen, segment, weights=weights))[question.id]


def test_the_share_and_its_error_are_those_of_the_worked_example(responses: Responses) -> None:
    found = result(responses, "runs")
    assert found.weights is Weights.USE_CASES
    assert found.shares.share[0, 0, 0, 0] == pytest.approx(THETA, rel=1e-12)
    assert found.shares.standard_error[0, 0, 0, 0] == pytest.approx(ERROR_OF_TEN, rel=1e-12)
    assert (found.shares.count[0, 0, 0, 0], found.shares.base[0, 0, 0, 0]) == (40, 70)
    assert found.shares.effective_base[0, 0, 0, 0] == pytest.approx(45.8293136543109)


def moments(found: Tally, at: int) -> Moments:
    assert found.split is not None
    assert found.split.crossed is not None
    here = np.s_[at, 0, :, 0]
    return Moments(cases=found.split.cells.at(here), cross=found.split.crossed["cells"][here])


def test_eight_respondents_give_the_numbers_of_the_reference(responses: Responses) -> None:
    book = responses.codebook
    [found] = responses.tally(
        [book.question("runs")],
        asking(select(book, [2023]), weights=Weights.USE_CASES),
        by_cell=True,
    ).values()
    year = responses.weighting[2023].moments
    assert year is not None
    estimated = two_part(moments(found, 0), [1.0, 0.0], year)
    assert float(estimated.estimate) == pytest.approx(THETA, rel=1e-12)
    assert float(np.sqrt(estimated.variance)) == pytest.approx(ERROR, rel=1e-12)


def test_eight_respondents_are_too_few_to_be_shown(responses: Responses) -> None:
    book = responses.codebook
    chosen = select(book, [2023])
    [found] = results(
        responses, [book.question("runs")], asking(chosen, weights=Weights.USE_CASES)
    ).values()
    assert found.shares.flag[0, 0, 0].tolist() == [Flag.HIDDEN, Flag.HIDDEN]
    assert np.isnan(found.shares.share).all()


def test_ticks_and_single_answers_are_treated_alike(responses: Responses) -> None:
    ticked, single = result(responses, "uses").shares, result(responses, "runs").shares
    assert ticked.share[0, 0, 0].tolist() == pytest.approx([THETA, 1.0])
    assert ticked.standard_error[0, 0, 0, 0] == pytest.approx(single.standard_error[0, 0, 0, 0])


def test_the_command_line_prints_the_same_number_to_the_last_digit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], responses: Responses
) -> None:
    write_cases(tmp_path, {2024: people()})
    arguments = ["tabulate", "runs", "--weights", "use_cases", "--format", "csv"]
    assert main([*arguments, "--data", str(tmp_path)]) == 0
    first = next(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    found = result(responses, "runs").shares
    assert first["share"] == first["estimate"] == str(float(found.share[0, 0, 0, 0]))
    assert first["standard_error"] == str(float(found.standard_error[0, 0, 0, 0]))
    assert first["statistic"] == "share"


def test_a_filter_narrows_the_base_and_leaves_the_weights(tmp_path: Path) -> None:
    rows = [{**row, "size": "l" if row["cases"] >= 4 else "s"} for row in people()]
    found = result(loaded(tmp_path, {2024: rows}), "runs", company_size=["l"])
    assert found.shares.share[0, 0, 0, 0] == pytest.approx(0.683944374209861, rel=1e-12)


def test_a_breakdown_gives_what_the_filters_give(tmp_path: Path) -> None:
    rows = [{**row, "size": "l" if row["cases"] >= 4 else "s"} for row in people(20)]
    responses = loaded(tmp_path, {2024: rows})
    broken = result(responses, "runs", by="size").shares
    for at, size in enumerate(["s", "l"]):
        alone = result(responses, "runs", company_size=[size]).shares
        names = [field.name for field in fields(alone) if field.name != "flag"]
        assert "estimate" in names
        for name in names:
            one, other = getattr(broken, name)[0, at], getattr(alone, name)[0, 0]
            assert one == pytest.approx(other, nan_ok=True)


def test_the_order_of_respondents_does_not_matter(tmp_path: Path, responses: Responses) -> None:
    rows = people()
    Random(1).shuffle(rows)
    shuffled = result(loaded(tmp_path, {2024: rows}), "runs").shares
    ordered = result(responses, "runs").shares
    assert shuffled.share == pytest.approx(ordered.share, rel=1e-12)
    assert shuffled.standard_error == pytest.approx(ordered.standard_error, rel=1e-10)


def test_threads_that_add_in_any_order_give_the_same_numbers(tmp_path: Path) -> None:
    responses = loaded(tmp_path, {2024: people(3000)})
    book = responses.codebook
    chosen, questions = select(book, [2024]), [book.question("runs"), book.question("uses")]
    seen = [
        results(responses, questions, asking(chosen, weights=Weights.USE_CASES))["runs"].shares
        for _ in range(5)
    ]
    assert len(seen) == 5
    for one in seen[1:]:
        assert np.array_equal(one.share.round(12), seen[0].share.round(12))
        assert np.array_equal(one.standard_error.round(12), seen[0].standard_error.round(12))


def test_a_mean_of_all_use_cases_is_that_of_their_shares(responses: Responses) -> None:
    book = responses.codebook
    [found] = results(
        responses,
        [book.question("grade")],
        asking(select(book, [2024]), weights=Weights.USE_CASES),
        MEAN,
    ).values()
    assert found.estimates.estimate[0, 0, 0] == pytest.approx(1 + 4 * THETA)
    assert found.estimates.standard_error[0, 0, 0] == pytest.approx(4 * ERROR_OF_TEN)


def test_a_box_of_a_scale_is_a_share_of_use_cases(responses: Responses) -> None:
    book = responses.codebook
    [found] = results(
        responses,
        [book.question("grade")],
        asking(select(book, [2024]), weights=Weights.USE_CASES),
        TOP2,
    ).values()
    assert found.estimates.estimate[0, 0, 0] == pytest.approx(THETA)
    assert found.estimates.standard_error[0, 0, 0] == pytest.approx(ERROR_OF_TEN)


def test_volumes_are_the_margins_of_the_worked_example(responses: Responses) -> None:
    book = responses.codebook
    overview, chosen = book.question("overview"), select(book, [2024])
    by_people = results(responses, [overview], chosen)["overview"].estimates
    volumes = results(responses, [overview], chosen, VOLUME)["overview"]
    assert by_people.estimate[0, 0].tolist() == pytest.approx([0.31875, 0.4375, 0.24375])
    assert volumes.estimates.estimate[0, 0].tolist() == pytest.approx([9 / 32, 13 / 32, 10 / 32])


def test_everyone_in_view_who_describes_a_case_can_be_the_base(tmp_path: Path) -> None:
    rows = [{**row} for row in people()]
    for row in rows[:5]:
        del row["runs"]
    responses = loaded(tmp_path, {2024: rows})
    book = responses.codebook
    [found] = results(
        responses,
        [book.question("runs")],
        asking(select(book, [2024]), of=Of.EVERYONE, weights=Weights.USE_CASES),
    ).values()
    assert found.shares.base[0, 0, 0, 0] == 70
    assert found.shares.share[0, 0, 0, 0] == pytest.approx(THETA - 5 * 0.36 / 32)


@pytest.mark.parametrize("code", ["role", "overview"])
def test_what_is_not_about_the_described_case_is_refused(code: str, responses: Responses) -> None:
    with pytest.raises(DashboardError, match="not about the one use case"):
        result(responses, code)


def test_a_survey_without_use_case_weights_says_so(tmp_path: Path) -> None:
    bare = loaded(tmp_path, {2024: people()}, weighted=False)
    with pytest.raises(DashboardError, match="No year of this survey has use-case weights"):
        result(bare, "runs")


def test_a_year_without_weights_is_a_gap(tmp_path: Path) -> None:
    without = [{k: v for k, v in row.items() if k != "cases"} for row in people()]
    responses = loaded(tmp_path, {2023: without, 2024: people()})
    book = responses.codebook
    [found] = results(
        responses,
        [book.question("runs")],
        asking(select(book, [2023, 2024]), weights=Weights.USE_CASES),
    ).values()
    assert found.gaps == {2023: "2023 has no use-case weights."}
    assert found.shares.flag[0, 0, 0, 0] is Flag.NOT_ASKED
    assert found.shares.share[1, 0, 0, 0] == pytest.approx(THETA)


def test_statistics_that_use_cases_do_not_have_are_refused(responses: Responses) -> None:
    book = responses.codebook
    with pytest.raises(DashboardError, match="not about the one use case"):
        results(
            responses,
            [book.question("overview")],
            asking(select(book, [2024]), weights=Weights.USE_CASES),
        )
