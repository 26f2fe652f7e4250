"""Changes between years: which are told, choices counted together, the mix held fixed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from case_survey import loaded, people
from conftest import asking
from hypothesis import given, settings
from hypothesis import strategies as st
from joinery_survey import joinery

from dashboard.analysis.changes import Compared, Family, compare, mixes, page_family
from dashboard.analysis.following import Step, merged
from dashboard.analysis.results import results
from dashboard.analysis.rows import CHANGE, MARKED, MIX_ADJUSTED, P_VALUE, change_rows
from dashboard.analysis.statistics import ALLOCATION, MEAN, SHARE, Statistic
from dashboard.codebook.comparability import Verdict, compare_question
from dashboard.errors import DashboardError
from dashboard.estimates.sums import Estimates
from dashboard.query.selection import Merge, Weights, select
from dashboard.responses import Responses

BLADES = Merge(choices=(3, 3, 3, 4, 5))


def crowd(year: int) -> Iterator[dict[str, Any]]:
    """A hundred x and three hundred y in 2023; in 2024 the other way round.

    In both years every x and no y has glue, in 2023 half of all tick both saw and axe and a
    quarter a saw alone; in 2024 three quarters tick the two as one.
    """
    xs = 100 if year == 2023 else 300
    for i in range(400):
        is_x = i < xs
        blades = [["saw", "axe"], ["saw", "axe"], ["saw"], []][i % 4]
        both = [["home", "shop"], ["home"], ["shop"], ["outside"]][i % 4]
        if year == 2024:
            blades = ["blade"] if blades else []
            both = ["indoors"] if "outside" not in both else both
        # In 2023 half rate both rows, of whom half rate them apart; a quarter rates one, a quarter
        # neither. A rating of fine in any of them is one of the row they became.
        rated = [
            {"pen": "fine", "pencil": "poor"},
            {"pen": "fine", "pencil": "fine"},
            {"pen": None, "pencil": "poor"},
            {"pen": None, "pencil": None},
        ][i % 4]
        ticked: dict[str, Any] = [
            {"pen": ["work"], "pencil": ["work", "play"]},
            {"pen": None, "pencil": ["play"]},
            {"pen": ["work"], "pencil": None},
            {"pen": None, "pencil": None},
        ][i % 4]
        time = {"cut": 30.0, "plane": 10.0 + 20 * (i % 2), "rest": 60.0 - 20 * (i % 2)}
        if year == 2024:
            rated = {"stylus": ["fine", "poor", "poor", None][i % 4]}
            ticked = {"stylus": [["work", "play"], ["play"], ["work"], None][i % 4]}
            time = {"shape": 50.0, "rest": 50.0}
        yield {
            "rated": rated | {"paper": "poor"},
            "ticked": ticked,
            "time": time,
            "role": "x" if is_x else "y",
            "size": "s",
            "uses": [*blades, *(["glue"] if is_x else [])] or None,
            "likes": {"oak": both},
            "place": "inn",
            "mood": "high" if is_x else "low",
        }


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    years = {year: crowd(year) for year in (2023, 2024)}
    return joinery(tmp_path_factory.mktemp("crowd"), years)


def compared(responses: Responses, code: str, statistic: Statistic = SHARE) -> Compared:
    book = responses.codebook
    question, chosen = book.question(code), select(book, [2023, 2024])
    found = results(responses, [question], chosen, statistic)[code]
    page = page_family(responses, [question], chosen)
    return compare(responses, found, 2023, 2024, page)


def changes(found: Compared, item: int = 0) -> list[float]:
    """What changed in each choice of an item."""
    places = [(0, item, v) for v in range(len(found.result.question.choices))]
    told = [found.change(place) for place in places]
    return [change.change if change else float("nan") for change in told]


def of_year(found: Compared, year: int) -> Estimates:
    return found.result.estimates.at(found.result.years.index(year))


def test_choices_that_were_merged_are_counted_as_any_of_them(responses: Responses) -> None:
    found = compared(responses, "uses")
    # Everybody answered but the quarter of y who ticked nothing: 75 in 2023, 25 in 2024.
    assert of_year(found, 2023).estimate[0, 0, 2] == pytest.approx(300 / 325)
    assert of_year(found, 2024).estimate[0, 0, 2] == pytest.approx(300 / 375)
    assert changes(found)[:3] == pytest.approx([300 / 375 - 300 / 325] * 3)


def test_ticks_in_a_matrix_are_counted_together_alike(responses: Responses) -> None:
    found = compared(responses, "likes")
    assert of_year(found, 2023).estimate[0, 0, 2] == pytest.approx(0.75)
    assert changes(found) == pytest.approx([0, 0, 0, 0])


def test_rows_of_a_matrix_that_were_merged_are_counted_by_respondent(
    responses: Responses,
) -> None:
    found = compared(responses, "rated")
    # Three quarters rated the rows, in each year: 200 of 300 fine in one of them, 200 poor.
    assert of_year(found, 2023).base[0, 2].tolist() == [300, 300]
    assert of_year(found, 2023).estimate[0, 2].tolist() == pytest.approx([2 / 3, 2 / 3])
    assert of_year(found, 2024).estimate[0, 2].tolist() == pytest.approx([2 / 3, 1 / 3])
    for row in range(3):
        assert changes(found, row) == pytest.approx([0, -1 / 3])
    assert changes(found, 3) == pytest.approx([0, 0])
    assert found.reasons == ()
    mixed = found.mix_adjusted((0, 2, 1))
    assert mixed is not None
    assert mixed.change == pytest.approx(-1 / 3)


def test_ticks_in_rows_that_were_merged_count_once(responses: Responses) -> None:
    found = compared(responses, "ticked")
    # By row they became: half tick work, half play, a quarter nothing at all.
    assert of_year(found, 2023).base[0, 2].tolist() == [300, 300]
    assert of_year(found, 2023).estimate[0, 2].tolist() == pytest.approx([2 / 3, 2 / 3])
    for row in range(3):
        assert changes(found, row) == pytest.approx([0, 0])


def test_parts_of_an_allocation_that_were_merged_add_up(responses: Responses) -> None:
    found = compared(responses, "time", ALLOCATION)
    assert of_year(found, 2023).estimate[0, 2:].tolist() == pytest.approx([0.5] * 2)
    for item in range(4):
        change = found.change((0, item))
        assert change is not None
        assert change.change == pytest.approx(0.0)
    # People shared out between 40 and 60 %: the spread is that of the sums.
    assert of_year(found, 2023).standard_error[0, 2] == pytest.approx(0.1 / np.sqrt(399))


def test_a_mean_of_rows_that_were_merged_is_not_told(responses: Responses) -> None:
    found = compared(responses, "rated", MEAN)
    assert [found.change((0, item)) for item in range(3)] == [None] * 3
    assert any("make no one number" in reason for reason in found.reasons)
    change = found.change((0, 3))
    assert change is not None
    assert change.change == pytest.approx(0.0)


def test_counting_together_counts_everybody_once(responses: Responses) -> None:
    book = responses.codebook
    uses = book.question("uses")
    assert merged(uses, (2023, 2024)) == BLADES
    query = asking(select(book, [2023]), merges=(("uses", BLADES),))
    tally = responses.tally([uses], query)["uses"]
    assert tally.cells.n[0, 0, 0].tolist() == [0, 0, 300, 100, 0]
    assert tally.answered.n[0, 0, 0] == 325


def test_a_question_worded_anew_is_neither_told_nor_tested(responses: Responses) -> None:
    found = compared(responses, "place")
    reworded = compare_question(found.result.question, 2023, 2024)
    assert reworded.verdict is Verdict.REWORDED
    assert np.isnan(changes(found)).all()
    assert found.reasons == (reworded.reason,)


def test_a_change_of_mix_is_no_change_of_mind(responses: Responses) -> None:
    found = compared(responses, "mood")
    change, mixed = found.change((0, 0, 1)), found.mix_adjusted((0, 0, 1))
    assert change is not None
    assert change.change == pytest.approx(0.5)
    assert change.marked
    assert mixed is not None
    assert mixed.change == pytest.approx(0)
    book = responses.codebook
    family = page_family(responses, [book.question("mood")], select(book, [2024]))
    of_page = mixes(responses, family, (2023, 2024))
    assert not of_page["mood", Step("", "high", 2023, 2024)].marked


def test_means_have_a_change_with_the_mix_held_fixed_and_medians_none(responses: Responses) -> None:
    mean = compared(responses, "mood", MEAN)
    change, mixed = mean.change((0, 0)), mean.mix_adjusted((0, 0))
    assert change is not None
    assert change.change == pytest.approx(2.0)
    assert mixed is not None
    assert mixed.change == pytest.approx(0.0)


def test_a_change_has_the_p_value_that_it_has_on_its_page(responses: Responses) -> None:
    book = responses.codebook
    questions = list(book.questions.values())
    page = page_family(responses, questions[:1], select(book, [2024]))
    for code in ("uses", "likes", "mood"):
        found = compared(responses, code)
        steps = page.followed[code, "share"].changes
        assert steps
        for step, of_page in steps.items():
            place = found.followed.places[step]
            assert found.change(place) == of_page


def test_a_merged_choice_is_tested_once_however_often_it_is_shown(responses: Responses) -> None:
    found = compared(responses, "uses")
    tests = {change.p_value for change in found.followed.changes.values()}
    # Glue and blades.
    assert len(tests) == len(found.followed.changes) == 2
    assert found.change((0, 0, 0)) == found.change((0, 0, 1)) == found.change((0, 0, 2))


def test_segments_are_compared_each_with_itself(responses: Responses) -> None:
    book = responses.codebook
    chosen = asking(select(book, [2023, 2024]), book.question("role"))
    result = results(responses, [book.question("mood")], chosen)["mood"]
    one = compare(responses, result, 2023, 2024, Family())
    for segment in range(2):
        for choice in range(2):
            change = one.change((segment, 0, choice))
            assert change is not None
            assert change.change == pytest.approx(0)


def test_changes_run_forward(responses: Responses) -> None:
    book = responses.codebook
    chosen = select(book, [2023, 2024])
    result = results(responses, [book.question("mood")], chosen)["mood"]
    with pytest.raises(DashboardError, match="from an earlier to a later year"):
        compare(responses, result, 2024, 2023, Family())


def test_lines_hold_the_change_the_mix_and_how_it_was_judged(responses: Responses) -> None:
    found = compared(responses, "mood")
    lines = [row for row in change_rows(found) if row.choice == "high"]
    assert [row.statistic for row in lines] == [CHANGE, MIX_ADJUSTED, P_VALUE, MARKED]
    change = found.change((0, 0, 1))
    assert change is not None
    assert (lines[0].estimate, lines[2].estimate) == (change.change, change.adjusted_p)
    assert lines[3].estimate == 1.0
    assert (lines[0].year, lines[0].share, lines[0].base) == (2024, None, None)


def test_changes_over_use_cases_have_no_mix(tmp_path: Path) -> None:
    cases = loaded(tmp_path, {2023: people(), 2024: people(20)})
    book = cases.codebook
    chosen = asking(select(book, [2023, 2024]), weights=Weights.USE_CASES)
    found = results(cases, [book.question("runs")], chosen)["runs"]
    one = compare(cases, found, 2023, 2024, Family())
    assert changes(one) == pytest.approx([0, 0])
    assert one.mix is None


@settings(max_examples=15, deadline=None)
@given(ticks=st.lists(st.sets(st.sampled_from(["saw", "axe", "glue"])), min_size=1, max_size=40))
def test_any_of_is_never_less_than_each_nor_more_than_their_sum(
    ticks: list[set[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [{"role": "x", "uses": sorted(t) or None} for t in ticks]
    responses = joinery(tmp_path_factory.mktemp("ticks"), {2023: rows})
    book = responses.codebook
    uses, chosen = book.question("uses"), select(book, [2023])
    apart = responses.tally([uses], chosen)["uses"].cells.n[0, 0, 0]
    taken = responses.tally([uses], asking(chosen, merges=(("uses", BLADES),)))["uses"]
    any_of = taken.cells.n[0, 0, 0, 2]
    assert max(apart[:2]) <= any_of <= sum(apart[:2])
    assert any_of == sum(bool(t & {"saw", "axe"}) for t in ticks)
