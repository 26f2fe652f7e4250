"""Changes between years: which are told, choices counted together, the mix held fixed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from case_survey import loaded, people
from hypothesis import given, settings
from hypothesis import strategies as st
from joinery_survey import joinery

from dashboard.analysis.comparison import Compared, compare, counted_as
from dashboard.analysis.results import results
from dashboard.analysis.rows import CHANGE, MIX_ADJUSTED, P_VALUE, change_rows
from dashboard.analysis.scores import Statistic, scores
from dashboard.codebook.comparability import Verdict
from dashboard.errors import DashboardError
from dashboard.query.selection import Weights, select
from dashboard.responses import Responses
from dashboard.responses.tally import Together

BLADES = Together(choices=(3, 3, 3, 4, 5))


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


def compared(responses: Responses, *codes: str) -> list[Compared]:
    book = responses.codebook
    chosen = select(book, [2023, 2024])
    found = results(responses, [book.question(code) for code in codes], chosen)
    return compare(responses, list(found.values()), chosen, 2023, 2024)


def test_choices_that_were_merged_are_counted_as_any_of_them(responses: Responses) -> None:
    [found] = compared(responses, "uses")
    # Everybody answered but the quarter of y who ticked nothing: 75 in 2023, 25 in 2024.
    assert found.before.estimate[0, 0].tolist()[:3] == pytest.approx([300 / 325] * 3)
    assert found.after.estimate[0, 0].tolist()[:3] == pytest.approx([300 / 375] * 3)
    assert found.changes.change[0, 0, 2] == pytest.approx(300 / 375 - 300 / 325)


def test_ticks_in_a_matrix_are_counted_together_alike(responses: Responses) -> None:
    [found] = compared(responses, "likes")
    assert found.before.estimate[0, 0, 2] == pytest.approx(0.75)
    assert found.changes.change[0, 0].tolist() == pytest.approx([0, 0, 0, 0])


def test_rows_of_a_matrix_that_were_merged_are_counted_by_respondent(
    responses: Responses,
) -> None:
    [found] = compared(responses, "rated")
    # Three quarters rated the rows, in each year: 200 of 300 fine in one of them, 200 poor.
    for row in range(3):
        assert found.before.base[0, row].tolist() == [300, 300]
        assert found.before.estimate[0, row].tolist() == pytest.approx([2 / 3, 2 / 3])
        assert found.after.estimate[0, row].tolist() == pytest.approx([2 / 3, 1 / 3])
        assert found.changes.change[0, row].tolist() == pytest.approx([0, -1 / 3])
        assert found.verdicts[row][0].comparable
        assert found.verdicts[row][0].verdict is Verdict.CHOICES_CHANGED
    assert found.changes.change[0, 3].tolist() == pytest.approx([0, 0])
    assert found.mix is not None
    assert found.mix.change[0, 2].tolist() == pytest.approx([0, -1 / 3])


def test_ticks_in_rows_that_were_merged_count_once(responses: Responses) -> None:
    [found] = compared(responses, "ticked")
    # By row they became: half tick work, half play, a quarter nothing at all.
    assert found.before.base[0, 2].tolist() == [300, 300]
    assert found.before.estimate[0, 2].tolist() == pytest.approx([2 / 3, 2 / 3])
    assert found.changes.change[0, :3].ravel().tolist() == pytest.approx([0] * 6)


def test_parts_of_an_allocation_that_were_merged_add_up(responses: Responses) -> None:
    book = responses.codebook
    chosen = select(book, [2023, 2024])
    found = scores(responses, [book.question("time")], chosen)
    [one] = compare(responses, list(found.values()), chosen, 2023, 2024)
    assert one.before.estimate[0].tolist() == pytest.approx([0.5] * 4)
    assert one.changes.change[0].tolist() == pytest.approx([0.0] * 4)
    # People shared out between 40 and 60 %: the spread is that of the sums.
    assert one.before.standard_error[0, 2] == pytest.approx(0.1 / np.sqrt(399))


def test_a_mean_of_rows_that_were_merged_is_not_told(responses: Responses) -> None:
    book = responses.codebook
    chosen = select(book, [2023, 2024])
    found = scores(responses, [book.question("rated")], chosen, statistic=Statistic.MEAN)
    [one] = compare(responses, list(found.values()), chosen, 2023, 2024)
    assert np.isnan(one.changes.change[0, :3]).all()
    assert "make no one number" in one.verdicts[2][0].reason
    assert one.changes.change[0, 3] == pytest.approx(0.0)


def test_counting_together_counts_everybody_once(responses: Responses) -> None:
    book = responses.codebook
    uses = book.question("uses")
    assert counted_as(uses, 2023, 2024) == BLADES
    tally = responses.tally([uses], select(book, [2023]), together={"uses": BLADES})["uses"]
    assert tally.cells.n[0, 0, 0].tolist() == [0, 0, 300, 100, 0]
    assert tally.answered.n[0, 0, 0] == 325


def test_a_question_worded_anew_is_neither_told_nor_tested(responses: Responses) -> None:
    [found] = compared(responses, "place")
    assert found.verdict.verdict is Verdict.REWORDED
    assert np.isnan(found.changes.change).all()
    assert np.isnan(found.adjusted_p).all()
    assert not found.marked.any()


def test_a_change_of_mix_is_no_change_of_mind(responses: Responses) -> None:
    [found] = compared(responses, "mood")
    assert found.changes.change[0, 0, 1] == pytest.approx(0.5)
    assert found.marked.all()
    assert found.mix is not None
    assert found.mix_marked is not None
    assert found.mix.change[0, 0].tolist() == pytest.approx([0, 0])
    assert not found.mix_marked.any()


def test_means_have_a_change_with_the_mix_held_fixed_and_medians_none(responses: Responses) -> None:
    book = responses.codebook
    chosen = select(book, [2024])
    found = scores(responses, [book.question("mood")], chosen, statistic=Statistic.MEAN)
    [mean] = compare(responses, list(found.values()), chosen, 2023, 2024)
    assert mean.changes.change[0, 0] == pytest.approx(2.0)
    assert mean.mix is not None
    assert mean.mix.change[0, 0] == pytest.approx(0.0)


def test_all_questions_of_a_view_are_one_family(responses: Responses) -> None:
    [alone] = compared(responses, "mood")
    [_, among] = compared(responses, "likes", "mood")
    assert alone.changes.p_value[0, 0, 0] == among.changes.p_value[0, 0, 0]
    assert (among.adjusted_p >= alone.adjusted_p).all()


def test_a_merged_choice_is_tested_once_however_often_it_is_shown(responses: Responses) -> None:
    [found] = compared(responses, "uses")
    p = np.unique(found.changes.p_value[0, 0, :4])
    # Glue and blades: of two tests the smaller p-value doubles.
    assert len(p) == 2
    assert np.nanmin(found.adjusted_p) == pytest.approx(min(2 * p[0], p[1]))


def test_segments_are_compared_each_with_itself(responses: Responses) -> None:
    book = responses.codebook
    chosen = select(book, [2023, 2024])
    found = results(responses, [book.question("mood")], chosen, book.question("role"))
    [one] = compare(responses, list(found.values()), chosen, 2023, 2024)
    assert one.changes.change[:, 0].ravel().tolist() == pytest.approx([0, 0, 0, 0])


def test_changes_run_forward(responses: Responses) -> None:
    book = responses.codebook
    chosen = select(book, [2023, 2024])
    found = list(results(responses, [book.question("mood")], chosen).values())
    with pytest.raises(DashboardError, match="from an earlier to a later year"):
        compare(responses, found, chosen, 2024, 2023)


def test_lines_hold_the_change_the_mix_and_the_p_value(responses: Responses) -> None:
    [found] = compared(responses, "mood")
    lines = [row for row in change_rows(found) if row.choice == "high"]
    assert [row.statistic for row in lines] == [CHANGE, MIX_ADJUSTED, P_VALUE]
    assert lines[0].estimate == found.changes.change[0, 0, 1]
    assert (lines[0].year, lines[0].share, lines[0].base) == (2024, None, None)


def test_changes_over_use_cases_have_no_mix(tmp_path: Path) -> None:
    cases = loaded(tmp_path, {2023: people(), 2024: people(20)})
    book = cases.codebook
    chosen = select(book, [2023, 2024])
    found = results(cases, [book.question("runs")], chosen, weights=Weights.USE_CASES)
    [one] = compare(cases, list(found.values()), chosen, 2023, 2024)
    assert one.changes.change[0, 0].tolist() == pytest.approx([0, 0])
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
    taken = responses.tally([uses], chosen, together={"uses": BLADES})["uses"]
    any_of = taken.cells.n[0, 0, 0, 2]
    assert max(apart[:2]) <= any_of <= sum(apart[:2])
    assert any_of == sum(bool(t & {"saw", "axe"}) for t in ticks)
