"""Weights: computed once from a year's answers, written with them, checked when they are read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from case_survey import SURVEY, TOPIC, loaded, people, write_cases

from dashboard.codebook import CodebookError, read_codebook
from dashboard.errors import DashboardError
from dashboard.responses import load_responses
from dashboard.responses.schema import USE_CASE_WEIGHT, WEIGHT, year_file
from dashboard.responses.weight_report import weight_words
from dashboard.responses.weights import (
    read_answers,
    read_column,
    use_case_weights_of,
    write_weights,
)

MARGINS = SURVEY + "  margins: [{question: role, shares: {2024: {x: 0.25, y: 0.75}}}]\n"


def weights_of(folder: Path, name: str) -> np.ndarray:
    return read_column(year_file(folder, 2024), name)


def test_the_weights_are_those_of_the_worked_example(tmp_path: Path) -> None:
    write_cases(tmp_path, {2024: people()})
    weights = weights_of(tmp_path, USE_CASE_WEIGHT)
    expected = [3.6, 1.8, 65 / 6, 13 / 6, 25 / 3, 5 / 3, 3.6, np.nan]
    assert weights.reshape(8, 10)[:, 0] == pytest.approx(expected, nan_ok=True)


def test_the_column_stands_behind_the_respondent_and_all_answers_stay(tmp_path: Path) -> None:
    write_cases(tmp_path, {2024: people()}, weighted=False)
    path = year_file(tmp_path, 2024)
    before = pq.ParquetFile(path).read()
    assert write_weights(read_codebook(tmp_path), 2024, path) == (USE_CASE_WEIGHT,)
    after = pq.ParquetFile(path).read()
    assert after.column_names[:2] == ["respondent", USE_CASE_WEIGHT]
    assert after.drop_columns([USE_CASE_WEIGHT]).equals(before)


def test_writing_the_weights_twice_changes_nothing(tmp_path: Path) -> None:
    codebook = write_cases(
        tmp_path,
        {2024: [{**p, "role": "xy"[i % 2]} for i, p in enumerate(people())]},
        survey=MARGINS,
    )
    path = year_file(tmp_path, 2024)
    before = pq.ParquetFile(path).read()
    write_weights(codebook, 2024, path)
    after = pq.ParquetFile(path).read()
    for name in (WEIGHT, USE_CASE_WEIGHT):
        given, again = (t.column(name).to_numpy() for t in (before, after))
        assert again == pytest.approx(given, nan_ok=True)


def test_answers_in_bands_count_with_the_value_of_their_band(tmp_path: Path) -> None:
    few = "{id: few, label: Few, from: 0, to: 5, value: 2}"
    many = "{id: many, label: Many, from: 5, value: 30}"
    topic = TOPIC.replace("unit: cases", f"unit: cases\n    bands: [{few}, {many}]")
    rows = [{**row, "cases": "few" if row["cases"] < 5 else "many"} for row in people()]
    codebook = write_cases(tmp_path, {2024: rows}, topic=topic)
    found = use_case_weights_of(codebook, read_answers(codebook, year_file(tmp_path, 2024)))
    assert found is not None
    assert found.report.capped == 20  # two of eight have 30, the cap is 20
    assert found.margins.sum() == 10 * (6 * 2 + 2 * 20)


def test_with_respondents_as_estimand_everyone_counts_once(tmp_path: Path) -> None:
    survey = SURVEY + "    estimand: respondents\n"
    codebook = write_cases(tmp_path, {2024: people()}, survey=survey)
    found = use_case_weights_of(codebook, read_answers(codebook, year_file(tmp_path, 2024)))
    assert found is not None
    assert found.margins / 80 == pytest.approx([0.31875, 0.4375, 0.24375])


def test_an_allocation_of_137_percent_is_no_allocation(tmp_path: Path) -> None:
    rows = people()
    rows[0] = {**rows[0], "overview": {"a": 100, "b": 37}}
    codebook = write_cases(tmp_path, {2024: rows})
    found = use_case_weights_of(codebook, read_answers(codebook, year_file(tmp_path, 2024)))
    assert found is not None
    assert found.report.in_margins == 79


@pytest.mark.parametrize("missing", ["cases", "overview", "segment"])
def test_where_nobody_answers_what_is_needed_there_are_no_weights(
    missing: str, tmp_path: Path
) -> None:
    rows = [{k: v for k, v in row.items() if k != missing} for row in people()]
    write_cases(tmp_path, {2024: rows})
    names = pq.read_schema(year_file(tmp_path, 2024)).names
    assert USE_CASE_WEIGHT not in names


def test_the_details_are_what_only_those_are_asked_who_describe_a_case(tmp_path: Path) -> None:
    codebook = write_cases(tmp_path, {2024: people()})
    assert codebook.details == {"chosen", "segment", "runs", "uses", "grade"}


# --- Survey weights --------------------------------------------------------------------------


def half(rows: list[dict[str, Any]], silent: int = 0) -> list[dict[str, Any]]:
    """Half of the people x, half y, and some who did not say."""
    roles = [*(["x", "y"] * len(rows))][: len(rows)]
    roles = [None if i < silent else role for i, role in enumerate(roles)]
    return [{**row, "role": role} for row, role in zip(rows, roles, strict=True)]


def test_respondents_are_brought_to_the_declared_margin(tmp_path: Path) -> None:
    loaded(tmp_path, {2024: half(people())}, survey=MARGINS)
    weights = weights_of(tmp_path, WEIGHT).reshape(-1, 2)
    assert weights.sum() == pytest.approx(80)
    assert weights[0] == pytest.approx([0.5, 1.5])


def test_who_does_not_answer_a_margin_keeps_their_part(tmp_path: Path) -> None:
    loaded(tmp_path, {2024: half(people(), silent=20)}, survey=MARGINS)
    weights = weights_of(tmp_path, WEIGHT)
    assert weights[:20] == pytest.approx(np.ones(20))
    assert weights[20::2].sum() == pytest.approx(15)


def test_carried_weights_are_where_raking_starts(tmp_path: Path) -> None:
    rows = [{**row, "weight": 1.0 + (i % 4 > 1)} for i, row in enumerate(half(people()))]
    loaded(tmp_path, {2024: rows}, survey=MARGINS)
    weights = weights_of(tmp_path, WEIGHT)
    assert weights[2] == pytest.approx(2 * weights[0])
    assert weights[::2].sum() == pytest.approx(20)


def test_a_margin_without_a_respondent_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DashboardError, match="no respondent in Y"):
        write_cases(tmp_path, {2024: people()}, survey=MARGINS)


def test_carried_weights_stay_where_a_margin_cannot_be_looked_up(tmp_path: Path) -> None:
    codebook = write_cases(tmp_path, {2024: half(people())}, survey=MARGINS)
    path = year_file(tmp_path, 2024)
    table = pq.ParquetFile(path).read()
    pq.write_table(table.drop_columns(["role", "role__asked"]), path)
    before = weights_of(tmp_path, WEIGHT)
    write_weights(codebook, 2024, path)
    assert weights_of(tmp_path, WEIGHT).tolist() == before.tolist()


UNUSABLE = {
    "negative": -1.0,
    "missing": None,
    "infinite": float("inf"),
    "not a number": float("nan"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_an_unusable_carried_weight_is_refused_when_written_and_when_read(
    case: str, tmp_path: Path
) -> None:
    rows = [{**row, "weight": 1.0} for row in people()]
    rows[3]["weight"] = UNUSABLE[case]
    rows = [{**row} for row in rows]
    with pytest.raises(DashboardError, match="2024 cannot be weighted"):
        write_cases(tmp_path, {2024: rows})
    with pytest.raises(DashboardError, match="must be a number, 0 or more"):
        load_responses(write_cases(tmp_path, {2024: rows}, weighted=False))


@pytest.mark.parametrize(("kept", "words"), [(0, "is 0: nobody"), (1, "One person")])
def test_weights_all_zero_or_all_on_one_person_are_refused(
    kept: int, words: str, tmp_path: Path
) -> None:
    rows = [{**row, "weight": float(i < kept)} for i, row in enumerate(people())]
    with pytest.raises(DashboardError, match=words):
        load_responses(write_cases(tmp_path, {2024: rows}, weighted=False))


# --- What the survey file says --------------------------------------------------------------

SAID: dict[str, tuple[Callable[[str], str], str]] = {
    "an unknown count": (lambda s: s.replace("count: cases", "count: casez"), "'cases'"),
    "a count that is no number": (
        lambda s: s.replace("count: cases", "count: role"),
        "not a number",
    ),
    "details of another list": (
        lambda s: s.replace("details: segment", "details: runs"),
        "only one",
    ),
    "an overview that is none": (
        lambda s: s.replace("overview: overview", "overview: segment"),
        "not an allocation",
    ),
    "an unknown parent's child": (lambda s: s + "    parents: {d: a}\n", "Unknown item"),
    "parents in a circle": (lambda s: s + "    parents: {a: b, b: a}\n", "a -> b -> a"),
    "shares that add to less": (lambda s: MARGINS.replace("0.75", "0.5"), "add up to 0.75"),
    "a share of nothing": (lambda s: MARGINS.replace("0.25", "0"), "above 0"),
    "shares that lack a choice": (lambda s: MARGINS.replace("x: 0.25, ", ""), "lack x"),
    "a margin of an unknown choice": (lambda s: MARGINS.replace("{x:", "{z: 1, x:"), "'z'"),
    "a margin of an unknown year": (lambda s: MARGINS.replace("{2024: {x", "{2021: {x"), "2021"),
    "a margin with several answers": (
        lambda s: MARGINS.replace("question: role", "question: uses"),
        "one answer",
    ),
}


@pytest.mark.parametrize("case", SAID)
def test_a_survey_that_cannot_be_weighted_as_it_says_is_refused(case: str, tmp_path: Path) -> None:
    change, words = SAID[case]
    with pytest.raises(CodebookError, match=words):
        write_cases(tmp_path, {}, survey=change(SURVEY))


# --- What is read must be what was written --------------------------------------------------


def test_weights_that_are_not_what_the_answers_give_are_refused(tmp_path: Path) -> None:
    codebook = write_cases(tmp_path, {2024: people()})
    path = year_file(tmp_path, 2024)
    table = pq.ParquetFile(path).read()
    wrong = [
        None if w is None else w * (1 + 1e-6) for w in table.column(USE_CASE_WEIGHT).to_pylist()
    ]
    pq.write_table(table.set_column(1, USE_CASE_WEIGHT, pa.array(wrong)), path)
    with pytest.raises(DashboardError, match="of 70 respondents are not what their answers"):
        load_responses(codebook)


def test_use_case_weights_that_nothing_explains_are_refused(tmp_path: Path) -> None:
    write_cases(tmp_path, {2024: people()})
    (tmp_path / "survey.yaml").write_text(SURVEY.split("weighting:")[0], encoding="utf-8")
    with pytest.raises(DashboardError, match="the survey file and the answers give none"):
        load_responses(read_codebook(tmp_path))


def test_what_weighting_cost_can_be_asked_for(tmp_path: Path) -> None:
    responses = loaded(tmp_path, {2024: half(people())}, survey=MARGINS)
    of_year = responses.weighting[2024]
    assert of_year.survey is not None
    assert of_year.use_cases is not None
    assert of_year.survey.design_effect == pytest.approx(1.25)  # half weigh 0.5, half 1.5
    assert of_year.survey.largest == pytest.approx(1.5)
    assert of_year.use_cases.effective_n == pytest.approx(45.8293136543109)
    assert of_year.cells == (("a",), ("b",), ("c",))


def test_what_was_done_is_said_in_sentences(tmp_path: Path) -> None:
    survey = MARGINS + "  # the end\n"
    survey = survey.replace("details: segment}", "details: segment}\n    cap: 5")
    codebook = write_cases(tmp_path, {2024: half(people())}, survey=survey)
    survey_words, cases, uncapped, capped = weight_words(codebook, year_file(tmp_path, 2024))
    assert "80 respondents are worth 64 unweighted ones" in survey_words
    assert "70 described use cases stand for 270 use cases of 80 respondents" in cases
    assert uncapped == "Without the cap on use cases they would be worth 46."
    assert capped.endswith("by the cap: 10.")


def test_segments_without_a_case_are_named(tmp_path: Path) -> None:
    rows = [row for row in people() if row.get("segment") != "c"]
    codebook = write_cases(tmp_path, {2024: rows})
    said = " ".join(weight_words(codebook, year_file(tmp_path, 2024)))
    assert "Nobody described a case of c;" in said
