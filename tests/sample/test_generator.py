"""What every sample must keep to: routing, modules, years, rows shown, rules of derived answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.codebook import Codebook, Kind, read_codebook
from dashboard.importing.routing import Router
from dashboard.synthetic import make_sample
from dashboard.synthetic.module_plan import answering_order

from .conftest import Made

YEARS = [2021, 2022, 2023]


def _router(made: Made, year: int) -> Router:
    answers: dict[str, list[Any]] = {}
    for question in made.codebook.asked_in(year):
        given = made.answers(year, question.id)
        if question.kind in (Kind.MATRIX, Kind.ALLOCATION):
            given = [None if answer is None else dict(answer) for answer in given]
        answers[question.id] = given
    return Router(made.codebook, answers, len(given))


@pytest.mark.parametrize("year", YEARS)
def test_only_those_whom_routing_leads_there_are_asked(made: Made, year: int) -> None:
    router = _router(made, year)
    routed = 0
    for question in made.codebook.asked_in(year):
        condition = question.asked_of.get(year)
        if condition is None:
            continue
        routed += 1
        led = router.holds(condition)
        asked = made.asked(year, question.id)
        assert not any(
            was and led_there is not True for was, led_there in zip(asked, led, strict=True)
        )
        assert any(asked)
    assert routed == 5


@pytest.mark.parametrize("year", YEARS)
def test_derived_answers_follow_their_rule(made: Made, year: int) -> None:
    question = made.codebook.questions["trade"]
    assert _router(made, year).derived(question) == made.answers(year, "trade")
    assert set(made.answers(year, "trade")) >= {"smith", "joiner", "other"}


@pytest.mark.parametrize("year", YEARS)
def test_nobody_answers_what_they_were_not_asked(made: Made, year: int) -> None:
    answered = {True: 0, False: 0}
    for question in made.codebook.asked_in(year):
        answers = made.answers(year, question.id)
        for asked, answer in zip(made.asked(year, question.id), answers, strict=True):
            answered[asked] += answer is not None
    assert answered[True] > 0
    assert answered[False] == 0


def test_some_who_were_asked_leave_a_question_out(made: Made) -> None:
    asked, answers = made.asked(2023, "jobs"), made.answers(2023, "jobs")
    left_out = sum(was and answer is None for was, answer in zip(asked, answers, strict=True))
    assert 0 < left_out < 0.08 * sum(asked)


def test_some_leave_early_and_are_asked_nothing_more(made: Made) -> None:
    last_page = made.asked(2023, "shop_open")
    assert all(made.asked(2023, "size"))
    assert 0.8 * len(last_page) < sum(last_page) < 0.95 * len(last_page)
    assert last_page == made.asked(2023, "trouble")


@pytest.mark.parametrize("year", YEARS)
def test_each_respondent_gets_as_many_modules_as_the_survey_says(made: Made, year: int) -> None:
    # Together two, of three: wood and metal, or cases with one of them.
    there = made.asked(year, "shop_open")
    wood, metal = made.asked(year, "saws"), made.asked(year, "anvils")
    alone = [w + m for w, m, stayed in zip(wood, metal, there, strict=True) if stayed]
    assert set(alone) == {1, 2}
    assert 0.7 < alone.count(1) / len(alone) < 0.8
    cases = made.asked(year, "job_shares")
    assert not any(case and w and m for case, w, m in zip(cases, wood, metal, strict=True))


def test_modules_that_belong_together_are_never_separated(made: Made) -> None:
    assert made.asked(2022, "job_shares") == made.asked(2022, "job_chosen")


def test_choices_are_given_only_in_years_that_offered_them(made: Made) -> None:
    for year, offered in [
        (2021, {"hand", "band", "none"}),
        (2022, {"hand", "band", "laser", "none"}),
    ]:
        given = {code for answer in made.answers(year, "saws") for code in answer or ()}
        assert given == offered
    shown = {
        code for tasks in made.answers(2022, "trouble") for t in tasks or () for code in t["shown"]
    }
    assert shown == {"rust", "dust", "noise", "heat"}


def test_exclusive_choices_stand_alone_and_no_more_are_ticked_than_allowed(made: Made) -> None:
    answers = [answer for answer in made.answers(2023, "saws") if answer is not None]
    assert ["none"] in answers
    assert all(answer == ["none"] or "none" not in answer for answer in answers)
    assert max(map(len, answers)) == 2
    assert [] not in answers


def test_matrix_rows_are_shown_for_what_was_ticked_and_for_nothing_else(made: Made) -> None:
    ticks, shown = made.answers(2023, "saws"), made.asked(2023, "saw_mood")
    assert set(shown) == {True, False}
    for ticked, asked, rows in zip(ticks, shown, made.answers(2023, "saw_mood"), strict=True):
        owned = [code for code in ("hand", "band", "laser") if code in (ticked or ())]
        assert asked is bool(owned)
        assert [item for item, _ in rows or ()] == owned


def test_a_described_case_is_of_a_kind_that_its_respondent_has(made: Made) -> None:
    pairs = zip(made.answers(2023, "job_shares"), made.answers(2023, "job_kind"), strict=True)
    both = [(dict(shares)[kind], kind) for shares, kind in pairs if shares and kind]
    assert all(share > 0 for share, _ in both)
    assert {kind for _, kind in both} == {"repair", "build"}


def test_the_future_is_close_to_the_same_persons_present(made: Made) -> None:
    now, later = made.answers(2023, "job_shares"), made.answers(2023, "job_shares_later")
    pairs = [
        (dict(a)["build"], dict(b)["build"]) for a, b in zip(now, later, strict=True) if a and b
    ]
    changed = [abs(a - b) for a, b in pairs]
    assert 0 < sum(changed) / len(changed) < 20
    assert 0.2 < changed.count(0) / len(changed) < 0.8


def test_larger_companies_have_a_larger_share_year_by_year_as_the_hints_say(made: Made) -> None:
    for year, share in [(2021, 0.2), (2022, 0.3), (2023, 0.5)]:
        given = [size for size in made.answers(year, "size") if size]
        assert given.count("many") / len(given) == pytest.approx(share, abs=0.015)


def test_adding_a_question_changes_no_other_answer(
    made: Made, changed: Callable[[str, str, str], Path], tmp_path: Path
) -> None:
    folder = changed(
        "topics/work.yaml",
        "questions:\n",
        "questions:\n  - {id: tea, kind: single, title: Tea, wording: Tea?, module: wood,"
        " choices: [{id: green, label: Green}, {id: black, label: Black}]}\n",
    )
    codebook = read_codebook(folder)
    make_sample(codebook, tmp_path / "more", respondents=800)
    more = Made(codebook, tmp_path / "more")
    assert {"green", "black"} <= set(more.answers(2022, "tea"))
    for question in made.codebook.asked_in(2022):
        assert more.answers(2022, question.id) == made.answers(2022, question.id)
        assert more.asked(2022, question.id) == made.asked(2022, question.id)


def test_questions_come_after_those_they_depend_on(workshop: Codebook) -> None:
    order = [question.id for question in answering_order(workshop, 2023, lambda question: ())]
    assert order.index("tasks") < order.index("trade") < order.index("jobs")
    assert order.index("job_shares") < order.index("job_kind")


def test_a_sample_larger_than_a_chunk_goes_on_with_other_people(
    workshop: Codebook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("dashboard.synthetic.generator.CHUNK", 100)
    make_sample(workshop, tmp_path, respondents=250)
    chunked = Made(workshop, tmp_path)
    jobs = chunked.answers(2023, "jobs")
    assert len(jobs) == 250
    assert jobs[:100] != jobs[100:200]
    names = chunked.answers(2023, "respondent")
    assert (names[0], names[-1], len(set(names))) == ("2023-000001", "2023-000250", 250)
