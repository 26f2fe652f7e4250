"""The changes of a view are one family of tests: figures mark what words tell, and no other."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import asking
from joinery_survey import joinery
from surveys import load_survey, survey_of, topic_of

from dashboard.analysis.changes import RATE, Change, Family, judge, mixes, page_family
from dashboard.analysis.following import NET, Step
from dashboard.analysis.results import Result, results
from dashboard.analysis.sentences import changes_in_words
from dashboard.codebook.comparability import Verdict, compare_all
from dashboard.estimates.change import adjusted
from dashboard.figures import View, draw
from dashboard.query.selection import Of, Query, select
from dashboard.responses import Responses

YEARS = (2022, 2023, 2024)


def crowd(year: int) -> list[dict[str, Any]]:
    """Four hundred a year; views turn by 2024, and half leave the saw and the axe by 2024."""
    later = year == 2024
    rows = []
    for i in range(400):
        blades = [["saw", "axe"], ["saw"], ["axe"], []][i % 4]
        if later:
            blades = ["blade"] if i % 4 == 0 else []
        nail = ["nail"] if year != 2023 and i % 2 else []
        agrees = i % 10 < (8 if later else 3)
        rows.append(
            {
                "role": "xy"[i % 2],
                "size": "sl"[i // 2 % 2],
                "uses": [*blades, *nail, *(["glue"] if i % 3 else [])] or None,
                "views": dict.fromkeys(("good", "fast"), "agree" if agrees else "against"),
            }
        )
    return rows


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    folder = tmp_path_factory.mktemp("followed")
    return joinery(folder, {year: crowd(year) for year in YEARS})


Seen = tuple[dict[str, Result], Query, Family]
SHARE = "share"


@pytest.fixture(scope="module")
def seen(responses: Responses) -> Seen:
    book = responses.codebook
    query = select(book, YEARS)
    found = results(responses, [book.question(c) for c in ("uses", "views", "role")], query)
    return found, query, judge(responses, list(found.values()))


def changes_of(seen: Seen, code: str, what: str = SHARE) -> dict[Step, Any]:
    return dict(seen[2].followed[code, what].changes)


def all_changes(family: Family) -> list[Change]:
    each = family.followed.values()
    return [c for one in each for c in (*one.changes.values(), *one.long_changes.values())]


def test_choices_that_were_merged_are_followed_as_one(seen: Seen) -> None:
    changes = changes_of(seen, "uses")
    # Everybody who uses anything: of 400 in 2023 the glueless quarter without blades is missing.
    before = changes[Step("", "blade", 2022, 2023)]
    after = changes[Step("", "blade", 2023, 2024)]
    counted = seen[2].followed["uses", SHARE].result
    base = counted.shares.base[:, 0, 0, 2]
    assert before.change == pytest.approx(300 / base[1] - 300 / base[0])
    assert after.change == pytest.approx(100 / base[2] - 300 / base[1])
    assert after.marked


def test_a_choice_that_paused_is_compared_with_the_year_before_that_asked_it(seen: Seen) -> None:
    steps = [step for step in changes_of(seen, "uses") if step.choice == "nail"]
    assert steps == [Step("", "nail", 2022, 2024)]


def test_all_tests_of_the_view_are_one_family(seen: Seen) -> None:
    every = all_changes(seen[2])
    p_values = np.array([change.p_value for change in every])
    large = np.abs([change.change for change in every]) >= 0.03
    expected = (adjusted([p_values])[0] <= RATE) & large
    assert [change.marked for change in every] == expected.tolist()


def test_a_change_since_the_first_comparable_year_is_tested_beside_that_of_the_last(
    seen: Seen,
) -> None:
    roles = seen[2].followed["views", SHARE]
    question = roles.result.question
    good = next(at for at, item in enumerate(question.items) if item.id == "good")
    agree = next(at for at, choice in enumerate(question.choices) if choice.id == "agree")
    long = roles.since_first((0, good, agree), 2024)
    assert long is not None
    assert (long.since, long.change) == (2022, pytest.approx(0.5))
    assert long.marked
    # The second year has the first before it: there is no other.
    assert roles.since_first((0, good, agree), 2023) is None
    # A row that changed its meaning has no change across it, however long.
    fast = next(at for at, item in enumerate(question.items) if item.id == "fast")
    assert roles.since_first((0, fast, agree), 2024) is None
    # What was merged is followed as one over all years, under each of its codes.
    uses = seen[2].followed["uses", SHARE]
    codes = [choice.id for choice in uses.result.question.choices]
    one, other = (uses.since_first((0, 0, codes.index(code)), 2024) for code in ("saw", "blade"))
    assert one is not None
    assert one == other


def test_a_slow_rise_is_told_over_the_years_though_no_single_step_is(tmp_path: Path) -> None:
    years = (2021, 2022, 2023, 2024)
    choices = [{"id": "axe", "label": "Axe"}, {"id": "saw", "label": "Saw"}]
    question = {"id": "tool", "choices": choices}
    people = {
        year: [{"tool": "axe" if n < 100 + 16 * at else "saw"} for n in range(300)]
        for at, year in enumerate(years)
    }
    slow = load_survey(tmp_path, survey_of(*years), topic_of([question]), years=people)
    book = slow.codebook
    family = page_family(slow, [book.question("tool")], select(book, years))
    followed = family.followed["tool", SHARE]
    assert not any(change.marked for change in followed.changes.values())
    long = followed.since_first((0, 0, 0), 2024)
    assert long is not None
    assert (long.since, long.told) == (2021, True)
    assert long.change == pytest.approx(0.16)
    # Three neighbors and two long steps for each of two answers: one family.
    assert len(family.tests()) == 10


def test_a_row_that_changed_its_meaning_alone_has_no_change(
    responses: Responses, seen: Seen
) -> None:
    question = responses.codebook.question("views")
    assert compare_all(question, question.items, 2023, 2024)["fast"].verdict is Verdict.REWORDED
    for what in (SHARE, NET):
        told = {step.item for step in changes_of(seen, "views", what) if step.second == 2024}
        assert told == {"good"}


def test_a_row_that_changed_its_meaning_shows_no_change_where_it_is_drawn_alone(
    responses: Responses, seen: Seen
) -> None:
    found, query, _ = seen
    alone = judge(responses, [found["views"]])
    view = View(codebook=responses.codebook, query=query, compare="year", changes=alone)
    table = draw(found["views"], view).table
    names = [column.heading for column in table.columns]
    row, year, change = (names.index(name) for name in ("Row", "Year", "Change"))
    told = {line[row] for line in table.rows if line[year] == "2024" and line[change] is not None}
    assert told == {"It is good"}


def test_figures_mark_exactly_what_the_view_marks(responses: Responses, seen: Seen) -> None:
    found, query, changes = seen
    view = View(codebook=responses.codebook, query=query, compare="year", changes=changes)
    figures = {code: draw(result, view) for code, result in found.items()}
    for code, what in (("uses", SHARE), ("role", SHARE), ("views", NET)):
        table = figures[code].table
        names = [column.heading for column in table.columns]
        marked = {
            (line[names.index("Row" if what == NET else "Answer")], line[names.index("Year")])
            for line in table.rows
            if line[names.index("Marked")] == "yes"
        }
        question = found[code].question
        label = {one.id: one.label for one in (*question.items, *question.choices)}
        expected = {
            (label[step.item or step.choice], str(step.second))
            for step, change in changes_of(seen, code, what).items()
            if change.marked
        }
        assert marked == expected, code


def test_words_tell_what_passes_the_stricter_rule_and_figures_mark_it(
    responses: Responses, seen: Seen
) -> None:
    _, _, changes = seen
    pair = (2023, 2024)
    lines = changes_in_words(changes, mixes(responses, changes, pair), pair, most=100)
    every = all_changes(changes)
    [holm] = adjusted([np.array([change.p_value for change in every])], "holm")
    assert [c.told for c in every] == [
        bool(p <= RATE and abs(c.change) >= 0.03) for c, p in zip(every, holm, strict=True)
    ]
    assert all(change.marked for change in every if change.told)
    told = [
        step
        for one in changes.of_shares()
        for step, change in one.changes.items()
        if change.told and (step.first, step.second) == pair
    ]
    assert len(lines) == len(told) > 2
    assert sum("Saws and axes" in line for line in lines) == 1
    assert all("adjusted for respondent mix" in line for line in lines)


def test_a_breakdown_has_no_changes_over_the_years(responses: Responses) -> None:
    book = responses.codebook
    query = select(book, YEARS)
    found = results(
        responses, [book.question("uses")], asking(query, book.question("role"), of=Of.ANSWERED)
    )
    assert not judge(responses, list(found.values())).followed


def test_a_single_year_has_no_changes(tmp_path: Path) -> None:
    alone = joinery(tmp_path, {2024: crowd(2024)})
    book = alone.codebook
    query = select(book, YEARS)
    found = results(alone, [book.question("uses")], query)
    changes = judge(alone, list(found.values()))
    assert not changes.followed["uses", SHARE].changes
