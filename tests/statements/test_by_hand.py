"""Readers' statements on surveys one can add up in the head, run from the data folder."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import case_survey
import duckdb
import pytest
from conftest import asking
from plain_duckdb import Line, gives_the_scores, gives_the_shares, gives_the_spread, lines, reader

from dashboard.analysis.results import results
from dashboard.analysis.statistics import (
    ALLOCATION,
    BORDA,
    FIRST,
    MAXDIFF,
    MEAN,
    MEDIAN,
    SHARE,
    SPREAD,
    TOP2,
    TOPK,
    Statistic,
    has_shares,
    statistics_of,
)
from dashboard.codebook import Codebook, Question
from dashboard.errors import DashboardError
from dashboard.exports.sql import (
    NothingToCount,
    Wanted,
    shares_sql,
    spread_sql,
    statistic_sql,
    together_sql,
    twice_sql,
)
from dashboard.exports.sql.figure_sql import statements
from dashboard.query.selection import Merge, Of, Weights, select
from dashboard.responses import Responses

Printed = Callable[[str], list[Line]]
YEAR = 2024


@pytest.fixture
def printed(tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Printed:
    """What a statement gives in a plain DuckDB that was started in the data folder."""
    monkeypatch.chdir(tiny_folder)

    def run(sql: str) -> list[Line]:
        with duckdb.connect() as plain:
            return lines(plain, sql)

    return run


def wanted(tiny: Codebook, code: str, *years: int, **view: Any) -> Wanted:
    query = select(tiny, years or [YEAR], view.pop("where", None))
    by = tiny.question(view.pop("by")) if "by" in view else None
    groups = view.pop("groups", None)
    return Wanted(question=tiny.questions[code], query=asking(query, by, **view), groups=groups)


def counts(printed: Sequence[Line], *keys: str) -> dict[Any, tuple[int, int]]:
    """Count and base of each line, by its choice or more; the share is one over the other."""
    assert all(line["share"] == line["count"] / line["base"] for line in printed)
    named = (tuple(line[key] for key in (*keys, "choice")) for line in printed)
    numbers = [(line["count"], line["base"]) for line in printed]
    return {key if keys else key[0]: number for key, number in zip(named, numbers, strict=True)}


def test_ticks_are_shares_of_those_who_ticked_anything(
    tiny: Codebook, tiny_responses: Responses, printed: Printed
) -> None:
    found = printed(shares_sql(tiny_responses, wanted(tiny, "used")))
    assert counts(found) == {"axe": (4, 7), "saw": (3, 7), "drill": (3, 7), "none": (1, 7)}
    assert {(line["year"], line["segment"], line["item"]) for line in found} == {(YEAR, "", "")}


def test_one_answer_is_a_share_of_those_who_gave_one(
    tiny: Codebook, tiny_responses: Responses, printed: Printed
) -> None:
    found = printed(shares_sql(tiny_responses, wanted(tiny, "mood")))
    expected = {"agree": (4, 6), "neither": (1, 6), "disagree": (1, 6), "dont_know": (0, 6)}
    assert counts(found) == expected
    bands = printed(shares_sql(tiny_responses, wanted(tiny, "age")))
    assert counts(bands) == {"young": (1, 3), "old": (2, 3)}


def test_each_row_of_a_matrix_has_its_own_base(
    tiny: Codebook, tiny_responses: Responses, printed: Printed
) -> None:
    liking = counts(printed(shares_sql(tiny_responses, wanted(tiny, "liking"))), "item")
    assert liking["axe", "good"] == (2, 4)
    assert liking["saw", "good"] == (1, 2)
    assert liking["saw", "fine"] == (0, 2)
    purpose = counts(printed(shares_sql(tiny_responses, wanted(tiny, "purpose"))), "item")
    assert purpose == {
        ("axe", "work"): (2, 2),
        ("axe", "play"): (1, 2),
        ("saw", "work"): (1, 2),
        ("saw", "play"): (1, 2),
    }


def test_a_year_has_only_the_choices_it_offered(
    tiny: Codebook, tiny_responses: Responses, printed: Printed
) -> None:
    found = counts(printed(shares_sql(tiny_responses, wanted(tiny, "used", 2023, YEAR))), "year")
    assert found[2023, "saw"] == (3, 5)
    assert found[YEAR, "saw"] == (3, 7)
    assert (2023, "drill") not in found


def test_filters_and_segments_tell_people_apart(
    tiny: Codebook, tiny_responses: Responses, printed: Printed
) -> None:
    builders = wanted(tiny, "used", where={"persona": ["builder"]})
    assert counts(printed(shares_sql(tiny_responses, builders)))["axe"] == (2, 3)
    found = printed(shares_sql(tiny_responses, wanted(tiny, "used", by="persona")))
    by_role = counts(found, "segment")
    assert by_role["builder", "axe"] == (2, 3)
    assert by_role["keeper", "axe"] == (1, 2)
    assert by_role["other", "drill"] == (1, 1)
    both = wanted(tiny, "used", where={"persona": ["builder", "keeper"], "company_size": ["large"]})
    assert counts(printed(shares_sql(tiny_responses, both)))["saw"] == (1, 3)


def test_of_everyone_the_base_is_all_in_view(
    tiny: Codebook, tiny_responses: Responses, printed: Printed
) -> None:
    found = printed(shares_sql(tiny_responses, wanted(tiny, "used", of=Of.EVERYONE)))
    assert counts(found)["axe"] == (4, 8)
    with pytest.raises(NothingToCount, match="only respondents with certain earlier answers"):
        shares_sql(tiny_responses, wanted(tiny, "liking", of=Of.EVERYONE))


def test_segments_put_together_are_one(
    tiny: Codebook, tiny_responses: Responses, printed: Printed
) -> None:
    groups = {"makers": ("builder", "other"), "the_rest": ("keeper",)}
    view = wanted(tiny, "used", by="persona", groups=groups)
    found = counts(printed(shares_sql(tiny_responses, view)), "segment")
    assert found["makers", "drill"] == (2, 4)
    assert found["the_rest", "none"] == (1, 2)


def test_who_ticked_two_choices_that_count_as_one_counts_once(
    tiny: Codebook, tiny_responses: Responses, printed: Printed
) -> None:
    # Axe, saw and drill all count as the saw.
    found = counts(
        printed(
            shares_sql(
                tiny_responses, wanted(tiny, "used", merges=(("used", Merge((2, 2, 2, 4))),))
            )
        )
    )
    assert found == {"saw": (6, 7), "none": (1, 7)}
    [line] = [
        line
        for line in printed(
            shares_sql(
                tiny_responses, wanted(tiny, "mood", merges=(("mood", Merge((1, 3, 3, 4))),))
            )
        )
        if line["choice"] == "agree"
    ]
    assert (line["count"], line["base"]) == (5, 6)


def estimates(printed: Sequence[Line], key: str) -> dict[str, tuple[int, float]]:
    return {line[key]: (line["base"], line["estimate"]) for line in printed}


THIRD = 1 / 3
SCORES: list[tuple[str, Statistic, str, dict[str, tuple[int, float | None]]]] = [
    ("mood", MEAN, "item", {"": (6, 2.5)}),
    # Of three points one is the top: it is never more than half of the scale.
    ("mood", TOP2, "item", {"": (6, 4 / 6)}),
    ("liking", MEAN, "item", {"axe": (4, 2.25), "saw": (2, 2.0)}),
    ("hours", MEAN, "item", {"": (4, 5.0)}),
    ("hours", MEDIAN, "item", {"": (4, 4.0)}),
    # The band that half of three people reach has no end.
    ("age", MEDIAN, "choice", {"old": (3, None)}),
    # Parts that add up to 102 are brought to 100, those that add up to 137 are no answer.
    (
        "time",
        ALLOCATION,
        "item",
        {"cutting": (2, (0.8 + 60 / 102) / 2), "resting": (2, (0.2 + 42 / 102) / 2)},
    ),
    (
        "best",
        FIRST,
        "choice",
        {"axe": (3, 2 * THIRD), "saw": (3, THIRD), "drill": (3, 0.0)},
    ),
    ("best", TOPK, "choice", {"axe": (3, 1.0), "saw": (3, 2 * THIRD), "drill": (3, 0.0)}),
    # The second ranked the axe alone: saw and drill share the places two and three.
    (
        "best",
        BORDA,
        "choice",
        {"axe": (3, 2.5 / 3), "saw": (3, 1.75 / 3), "drill": (3, 0.25 / 3)},
    ),
    ("worst", MAXDIFF, "choice", {"rust": (1, 1.0), "dust": (2, -1.0), "noise": (2, 0)}),
]


@pytest.mark.parametrize(("code", "statistic", "key", "expected"), SCORES)
def test_scores_are_those_one_counts_by_hand(
    code: str,
    statistic: Statistic,
    key: str,
    expected: dict[str, tuple[int, float | None]],
    tiny: Codebook,
    tiny_responses: Responses,
    printed: Printed,
) -> None:
    found = printed(statistic_sql(tiny_responses, wanted(tiny, code), statistic))
    assert {line["statistic"] for line in found} == {statistic.name}
    assert estimates(found, key).keys() == expected.keys()
    for name, (base, number) in expected.items():
        assert estimates(found, key)[name] == (base, pytest.approx(number))


def test_a_median_lies_where_half_have_answered_inside_its_band(
    tiny: Codebook, tiny_responses: Responses, printed: Printed
) -> None:
    north = wanted(tiny, "age", where={"persona": ["builder"], "company_size": ["small"]})
    # One under 30, one over: half of them are reached at the end of the first band.
    [line] = printed(statistic_sql(tiny_responses, north, MEDIAN))
    assert (line["choice"], line["base"], line["estimate"]) == ("young", 2, 30)


def test_a_box_is_counted_too(tiny: Codebook, tiny_responses: Responses, printed: Printed) -> None:
    [line] = printed(statistic_sql(tiny_responses, wanted(tiny, "mood"), TOP2))
    assert (line["count"], line["base"]) == (4, 6)


def test_an_allocation_spreads_over_bands(
    tiny: Codebook, tiny_responses: Responses, printed: Printed
) -> None:
    found = counts(printed(spread_sql(tiny_responses, wanted(tiny, "time"))), "item")
    assert len(found) == 2 * len(SPREAD)
    assert found["cutting", "76–99%"] == (1, 2)
    assert found["cutting", "51–75%"] == (1, 2)
    assert found["resting", "100%"] == (0, 2)


def test_what_is_used_together_is_counted_person_by_person(
    tiny: Codebook, tiny_responses: Responses, printed: Printed
) -> None:
    used, query = tiny.questions["used"], select(tiny, [2023, YEAR])
    partners = {"used": ["saw", "drill", "none"]}
    found = printed(together_sql(tiny_responses, used, "axe", partners, query))
    by_choice = {line["choice"]: line for line in found}
    saw = by_choice["saw"]
    assert (saw["year"], saw["count"], saw["users"], saw["base"]) == (YEAR, 2, 4, 7)
    assert (saw["share_among_users"], saw["share_among_all"]) == (2 / 4, 3 / 7)
    assert saw["lift"] == pytest.approx((2 / 4) / (3 / 7))
    assert by_choice["none"]["count"] == by_choice["none"]["lift"] == 0


def test_two_allocations_are_compared_person_by_person(
    tiny: Codebook, tiny_responses: Responses, printed: Printed
) -> None:
    # The same question twice: nobody changes.
    time = tiny.questions["time"]
    found = printed(twice_sql(tiny_responses, time, time, select(tiny, [YEAR])))
    cutting = next(line for line in found if line["item"] == "cutting")
    assert (cutting["base"], cutting["change"]) == (2, 0)
    assert (cutting["up"], cutting["flat"], cutting["down"]) == (0, 1, 0)
    assert cutting["mean_now"] == pytest.approx((0.8 + 60 / 102) / 2)


# --- Weights -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    """Two years of use cases, respondents weighted one, two and three in turn."""
    folder = tmp_path_factory.mktemp("cases")
    rows = case_survey.people()
    weighted = [
        row | {"weight": 1.0 + at % 3, "size": "s" if at % 2 else "l"}
        for at, row in enumerate(rows)
    ]
    return case_survey.loaded(folder, {2023: rows, 2024: weighted})


def test_over_use_cases_the_statement_gives_the_share_worked_out_by_hand(cases: Responses) -> None:
    codebook = cases.codebook
    view = Wanted(
        question=codebook.questions["runs"],
        query=asking(select(codebook, [2023]), weights=Weights.USE_CASES),
    )
    with reader(codebook.folder) as plain:
        found = {line["choice"]: line for line in lines(plain, shares_sql(cases, view))}
    assert found["runs"]["share"] == pytest.approx(case_survey.THETA)
    assert (found["runs"]["count"], found["runs"]["base"]) == (40, 70)


@pytest.mark.parametrize("weights", list(Weights))
@pytest.mark.parametrize("by", [None, "size"])
def test_weighted_numbers_are_those_of_the_dashboard(
    weights: Weights, by: str | None, cases: Responses
) -> None:
    codebook, seen = cases.codebook, 0
    asked = list(codebook.questions.values())
    if weights is Weights.USE_CASES:
        asked = [codebook.questions[code] for code in ("runs", "uses", "grade")]
    query = select(codebook, [2023, 2024], {"persona": ["x"]})
    told_apart = None if by is None else codebook.questions[by]
    with reader(codebook.folder) as plain:
        for question in asked:
            if has_shares(question):
                result = results(cases, [question], asking(query, told_apart, weights=weights))
                [sql] = statements(cases, result[question.id])
                seen += gives_the_shares(lines(plain, sql), result[question.id])
            for statistic in statistics_of(question):
                if statistic is SHARE:
                    continue
                found = results(
                    cases, [question], asking(query, told_apart, weights=weights), statistic
                )
                sql, *more = statements(cases, found[question.id])
                seen += gives_the_scores(lines(plain, sql), found[question.id])
                for spread in more:
                    seen += gives_the_spread(lines(plain, spread), found[question.id])
    assert seen


def test_survey_weights_leave_out_the_years_that_have_none(cases: Responses) -> None:
    codebook = cases.codebook
    view = Wanted(
        question=codebook.questions["grade"],
        query=asking(select(codebook, [2023, 2024]), weights=Weights.SURVEY),
    )
    assert "year=2024" in shares_sql(cases, view)
    assert "year=2023" not in shares_sql(cases, view)


# --- What is refused, and what stays inside its quotes --------------------------------------------


def with_choice(question: Question, code: str) -> Question:
    first = replace(question.choices[0], id=code)
    return replace(question, choices=(first, *question.choices[1:]))


@pytest.mark.parametrize("code", ["it's", "'); DROP TABLE x; --", "a, b", 'say "no"'])
@pytest.mark.parametrize("asked", ["used", "role"])
def test_a_quote_in_a_code_stays_inside_the_text(
    asked: str, code: str, tiny: Codebook, tiny_responses: Responses, printed: Printed
) -> None:
    view = wanted(tiny, asked)
    found = printed(
        shares_sql(tiny_responses, replace(view, question=with_choice(view.question, code)))
    )
    assert counts(found)[code][0] == 0


def test_a_long_list_of_codes_is_written_out_whole(
    tiny: Codebook, tiny_responses: Responses, printed: Printed
) -> None:
    used = tiny.questions["used"]
    many = [replace(used.choices[0], id=f"a_rather_long_code_{n}") for n in range(40)]
    view = wanted(tiny, "used")
    sql = shares_sql(
        tiny_responses, replace(view, question=replace(used, choices=(*used.choices, *many)))
    )
    assert max(map(len, sql.splitlines())) <= 100
    assert len(printed(sql)) == len(used.choices) + len(many)


def test_where_the_dashboard_shows_nothing_there_is_no_statement(
    tiny: Codebook, tiny_responses: Responses
) -> None:
    with pytest.raises(DashboardError, match="2025 has no responses yet"):
        shares_sql(tiny_responses, wanted(tiny, "used", 2025))
    with pytest.raises(DashboardError, match="The question was not asked in 2023"):
        shares_sql(tiny_responses, wanted(tiny, "liking", 2023))
    with pytest.raises(DashboardError, match="'best' is a ranking"):
        shares_sql(tiny_responses, wanted(tiny, "best"))
    with pytest.raises(DashboardError, match="No year of this survey has survey weights"):
        shares_sql(tiny_responses, wanted(tiny, "used", weights=Weights.SURVEY))
    with pytest.raises(DashboardError, match="'best' is of kind ranking"):
        statistic_sql(tiny_responses, wanted(tiny, "best"), MEAN)
    mood, query = tiny.questions["mood"], select(tiny, [YEAR])
    with pytest.raises(DashboardError, match="'mood' is not a multiple-choice"):
        together_sql(tiny_responses, mood, "agree", {}, query)


def test_a_breakdown_that_a_year_did_not_ask_for_has_no_statement(
    tiny: Codebook, tiny_responses: Responses
) -> None:
    used, region = tiny.questions["used"], tiny.questions["region"]
    found = results(tiny_responses, [used], asking(select(tiny, [2023]), region))["used"]
    assert statements(tiny_responses, found) == ()
    with pytest.raises(DashboardError, match="“Region” was not asked in 2023"):
        shares_sql(tiny_responses, wanted(tiny, "used", 2023, by="region"))
    with pytest.raises(DashboardError, match="'used' cannot be a breakdown in SQL"):
        shares_sql(tiny_responses, wanted(tiny, "role", by="used"))


def test_use_case_weights_are_for_what_is_asked_of_a_use_case(cases: Responses) -> None:
    codebook = cases.codebook
    view = Wanted(
        question=codebook.questions["role"],
        query=asking(select(codebook, [2023]), weights=Weights.USE_CASES),
    )
    with pytest.raises(DashboardError, match="not about the use case"):
        shares_sql(cases, view)
