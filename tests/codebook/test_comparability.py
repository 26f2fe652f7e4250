"""What two years may be compared, by the codebook alone."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from surveys import survey_of, topic_of, write_survey

from dashboard.codebook import Question
from dashboard.codebook.choice_groups import Group, Series, groups_of, series_of
from dashboard.codebook.comparability import (
    Comparison,
    TwoYears,
    Verdict,
    compare_all,
    compare_question,
)

Ask = Callable[..., Question]
CHOICES = [{"id": "axe", "label": "Axe"}, {"id": "saw", "label": "Saw"}]


def series(question: Question, years: Iterable[int]) -> tuple[Series, ...]:
    """The choices of a question followed over those of some years that asked it."""
    return series_of(question.choices, [year for year in years if year in question.asked])


def compare_choice(question: Question, code: str, first: int, second: int) -> Comparison:
    among = question.items if any(item.id == code for item in question.items) else question.choices
    return compare_all(question, among, first, second)[code]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Write a survey of one question, asked 2022 to 2024, and give the question."""

    def make(kind: str = "single", before: list[dict[str, Any]] | None = None, **more: Any):
        question = {"id": "q", "kind": kind, "title": "Q", "wording": "Which?"} | more
        if kind not in {"number", "allocation"}:
            question.setdefault("choices", CHOICES)
        topic = topic_of([*(before or []), question])
        return write_survey(tmp_path, survey_of(2022, 2023, 2024), topic, years={}).question("q")

    return make


def test_what_did_not_change_is_the_same(ask):
    found = compare_question(ask(), 2022, 2024)
    assert (found.verdict, found.comparable) == (Verdict.SAME, True)


def test_a_year_that_did_not_ask_cannot_be_compared(ask):
    found = compare_question(ask(asked=[2023, 2024]), 2022, 2024)
    assert (found.verdict, found.comparable) == (Verdict.NOT_ASKED, False)
    assert found.reason == "The question was not asked in 2022."


def test_another_wording_is_reworded_until_marked_editorial(ask):
    found = compare_question(ask(wording={2022: "Which?", 2024: "Which ones?"}), 2022, 2024)
    assert (found.verdict, found.comparable) == (Verdict.REWORDED, False)


def test_an_editorial_change_is_relabeled_and_tells_why(ask):
    question = ask(
        wording={2022: "Wich?", 2024: "Which?"}, editorial={2024: "A slip was put right"}
    )
    found = compare_question(question, 2022, 2024)
    assert (found.verdict, found.comparable) == (Verdict.RELABELED, True)
    assert "A slip was put right." in found.reason


def test_an_editorial_change_of_another_year_excuses_nothing(ask):
    wording = {2022: "A?", 2023: "B?", 2024: "B ?"}
    question = ask(wording=wording, editorial={2024: "A space"})
    assert compare_question(question, 2022, 2023).verdict is Verdict.REWORDED
    assert compare_question(question, 2023, 2024).verdict is Verdict.RELABELED
    assert compare_question(question, 2022, 2024).verdict is Verdict.REWORDED
    both = ask(wording=wording, editorial={2023: "A slip", 2024: "A space"})
    assert compare_question(both, 2022, 2024).verdict is Verdict.RELABELED


def test_letter_case_and_spaces_are_no_change(ask):
    question = ask(wording={2022: "Which  one?", 2024: "which one?"})
    assert compare_question(question, 2022, 2024).verdict is Verdict.SAME


def test_other_routing_is_another_base(ask):
    first = {"id": "f", "kind": "single", "title": "F", "wording": "F?", "choices": CHOICES}
    routed = {2022: None, 2024: {"question": "f", "any_of": ["axe"]}}
    question = ask(before=[first], asked_of=routed)
    assert compare_question(question, 2022, 2023).verdict is Verdict.SAME
    assert compare_question(question, 2023, 2024).verdict is Verdict.BASE_CHANGED
    assert not compare_choice(question, "axe", 2023, 2024).comparable


def test_another_point_on_a_scale_is_another_scale(ask):
    points = [{"id": f"p{n}", "label": f"P{n}", "value": n} for n in (1, 2, 3)]
    question = ask(
        "scale", choices=[*points, {"id": "p4", "label": "P4", "value": 4, "asked": [2024]}]
    )
    assert compare_question(question, 2023, 2024).verdict is Verdict.SCALE_CHANGED
    assert not compare_choice(question, "p1", 2023, 2024).comparable


def test_a_new_answer_leaves_the_others_comparable_but_not_the_rest(ask):
    choices = [
        *CHOICES,
        {"id": "drill", "label": "Drill", "asked": [2024]},
        {"id": "other", "label": "Other", "other": True},
        {"id": "none", "label": "None", "exclusive": True},
    ]
    question = ask("multiple", choices=choices)
    assert compare_question(question, 2023, 2024).verdict is Verdict.CHOICES_CHANGED
    axe, other, none, drill = (
        compare_choice(question, code, 2023, 2024) for code in ("axe", "other", "none", "drill")
    )
    assert (axe.verdict, axe.comparable) == (Verdict.CHOICES_CHANGED, True)
    assert (other.verdict, other.comparable) == (Verdict.CHOICES_CHANGED, False)
    assert not none.comparable
    assert drill.verdict is Verdict.NOT_ASKED
    assert drill.reason == "“Drill” was not an answer in 2023."
    assert compare_choice(question, "other", 2022, 2023).verdict is Verdict.SAME


NEW = {"id": "drill", "label": "Drill", "asked": [2024]}
RETIRED = {"year": 2024, "reason": "Nobody chose it."}
TAKES = "“Drill” was added in 2024, which lowers all others."


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("single", {"choices": [*CHOICES, NEW]}),
        ("allocation", {"items": [*CHOICES, NEW]}),
        ("ranking", {"choices": [*CHOICES, NEW], "pick": 2}),
        ("matrix", {"choices": [*CHOICES, NEW], "items": CHOICES}),
    ],
)
def test_a_new_answer_parts_the_years_of_those_that_take_from_each_other(ask, kind, more):
    question = ask(kind, **more)
    whole = compare_question(question, 2023, 2024)
    assert (whole.verdict, whole.comparable) == (Verdict.RIVALS_CHANGED, False)
    assert whole.reason == TAKES
    among = question.items if kind == "allocation" else question.choices
    verdicts = compare_all(question, among, 2023, 2024)
    assert {code for code, one in verdicts.items() if one.comparable} == set()
    assert compare_question(question, 2022, 2023).comparable


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("multiple", {"choices": [*CHOICES, NEW]}),
        ("matrix", {"choices": [*CHOICES, NEW], "items": CHOICES, "multiple": True}),
        ("matrix", {"choices": CHOICES, "items": [*CHOICES, NEW]}),
        ("single", {"choices": [*CHOICES, NEW | {"split_from": "saw"}]}),
        ("single", {"choices": [*CHOICES, NEW | {"asked": [2023, 2024]}]}),
    ],
    ids=["ticks", "ticks of a grid", "rows", "split", "offered in both"],
)
def test_a_new_answer_that_takes_from_none_leaves_them_comparable(ask, kind, more):
    question = ask(kind, **more)
    assert compare_question(question, 2023, 2024).comparable
    assert compare_choice(question, "axe", 2023, 2024).comparable


def test_an_answer_that_is_dropped_gives_to_the_others(ask):
    question = ask(
        "single",
        choices=[*CHOICES, NEW | {"asked": {"from": 2022, "to": 2023}, "retired": RETIRED}],
    )
    assert compare_question(question, 2023, 2024).verdict is Verdict.RIVALS_CHANGED
    assert not compare_choice(question, "axe", 2023, 2024).comparable


def test_a_choice_worded_otherwise_breaks_only_itself(ask):
    axe = {"id": "axe", "label": "Axe", "wording": {2022: "Axe", 2024: "Axe or hatchet"}}
    question = ask(choices=[axe, CHOICES[1]])
    assert compare_question(question, 2022, 2024).verdict is Verdict.RELABELED
    assert compare_choice(question, "axe", 2022, 2024).verdict is Verdict.REWORDED
    assert compare_choice(question, "saw", 2022, 2024).comparable


def test_merged_choices_form_one_group(ask):
    choices = [
        {"id": "axe", "label": "Axe", "asked": [2022, 2023]},
        {"id": "hatchet", "label": "Hatchet", "asked": [2022, 2023]},
        {"id": "axes", "label": "Axes", "asked": [2024], "merges": ["axe", "hatchet"]},
        CHOICES[1],
    ]
    question = ask("multiple", choices=choices)
    assert groups_of(question.choices, 2023, 2024) == (
        Group(first=("axe", "hatchet"), second=("axes",)),
        Group(first=("saw",), second=("saw",)),
    )
    merged = compare_choice(question, "axes", 2023, 2024)
    assert (merged.verdict, merged.comparable) == (Verdict.CHOICES_CHANGED, True)
    assert merged.reason == "“Axe” and “Hatchet” in 2023 are compared with “Axes” in 2024."


def test_split_choices_form_one_group_with_what_they_were(ask):
    choices = [
        {"id": "boss", "label": "Boss", "asked": [2022, 2023]},
        {"id": "lead", "label": "Lead", "asked": [2024], "split_from": "boss"},
        {"id": "head", "label": "Head", "asked": [2024], "split_from": "boss"},
    ]
    assert groups_of(ask(choices=choices).choices, 2022, 2024) == (
        Group(first=("boss",), second=("lead", "head")),
    )


def test_a_part_split_off_belongs_to_what_stayed(ask):
    choices = [CHOICES[0], {"id": "new", "label": "New", "asked": [2024], "split_from": "axe"}]
    assert groups_of(ask(choices=choices).choices, 2022, 2024) == (
        Group(first=("axe",), second=("axe", "new")),
    )


def test_renames_are_followed_over_several_years(ask):
    choices = [
        {"id": "a", "label": "A", "asked": [2022]},
        {"id": "b", "label": "B", "asked": [2023], "renames": "a"},
        {"id": "c", "label": "C", "asked": [2024], "renames": "b"},
    ]
    question = ask(choices=choices)
    assert groups_of(question.choices, 2022, 2024) == (Group(first=("a",), second=("c",)),)
    assert compare_choice(question, "c", 2022, 2024).comparable
    (one,) = series(question, (2022, 2023, 2024))
    assert (one.label, one.codes) == ("C", {2022: ("a",), 2023: ("b",), 2024: ("c",)})


BANDS = [
    {"id": "small", "label": "Small", "from": 0, "to": 10},
    {"id": "large", "label": "Large", "from": 10, "asked": [2022, 2023]},
    {"id": "middle", "label": "Middle", "from": 10, "to": 100, "asked": [2024]},
    {"id": "huge", "label": "Huge", "from": 100, "asked": [2024]},
]


def test_bands_that_add_up_are_compared_together(ask):
    question = ask("number", bands=BANDS)
    assert groups_of(question.choices, 2023, 2024) == (
        Group(first=("small",), second=("small",)),
        Group(first=("large",), second=("middle", "huge")),
    )
    assert compare_question(question, 2023, 2024).verdict is Verdict.CHOICES_CHANGED
    assert compare_choice(question, "huge", 2023, 2024).comparable


def test_bands_that_do_not_add_up_are_another_scale(ask):
    bands = [
        {"id": "small", "label": "Small", "from": 0, "to": 10, "asked": [2022, 2023]},
        {"id": "large", "label": "Large", "from": 10, "asked": [2022, 2023]},
        {"id": "low", "label": "Low", "from": 0, "to": 20, "asked": [2024]},
        {"id": "high", "label": "High", "from": 20, "to": 90, "asked": [2024]},
    ]
    question = ask("number", bands=bands)
    assert groups_of(question.choices, 2023, 2024) == ()
    assert compare_question(question, 2023, 2024).verdict is Verdict.SCALE_CHANGED


def test_rows_of_a_matrix_do_not_touch_each_other(ask):
    items = [*CHOICES, {"id": "drill", "label": "Drill", "asked": [2024]}]
    points = [{"id": "no", "label": "No"}, {"id": "yes", "label": "Yes"}]
    question = ask("matrix", items=items, choices=points)
    assert compare_question(question, 2023, 2024).verdict is Verdict.CHOICES_CHANGED
    assert compare_choice(question, "axe", 2023, 2024).verdict is Verdict.SAME
    assert compare_choice(question, "drill", 2023, 2024).verdict is Verdict.NOT_ASKED


def test_a_series_joins_a_choice_that_paused(ask):
    choices = [{"id": "axe", "label": "Axe", "asked": [2022, 2024]}, CHOICES[1]]
    axe, saw = series(ask(choices=choices), (2022, 2023, 2024))
    assert axe.codes == {2022: ("axe",), 2024: ("axe",)}
    assert list(saw.codes) == [2022, 2023, 2024]


def test_a_series_of_a_split_choice_has_the_name_it_had_as_one(ask):
    (one, _) = series(ask("number", bands=BANDS), (2023, 2024))[::-1]
    assert one.label == "Large"
    assert one.codes == {2023: ("large",), 2024: ("middle", "huge")}


CHANGES = {
    "nothing": CHOICES,
    "a new name": [
        {"id": "axe", "label": "Axe", "wording": {2022: "Axe", 2024: "Hatchet"}},
        CHOICES[1],
    ],
    "a merge": [
        {"id": "axe", "label": "Axe", "asked": [2022, 2023]},
        {"id": "hatchet", "label": "Hatchet", "asked": [2022]},
        {"id": "axes", "label": "Axes", "asked": [2024], "merges": ["axe", "hatchet"]},
        CHOICES[1],
    ],
    "a split": [
        {"id": "boss", "label": "Boss", "asked": [2022, 2023]},
        {"id": "lead", "label": "Lead", "asked": [2024], "split_from": "boss"},
        {"id": "head", "label": "Head", "asked": [2024], "split_from": "boss"},
    ],
    "an answer more, and a rest": [
        *CHOICES,
        {"id": "new", "label": "New", "asked": [2023, 2024]},
        {"id": "rest", "label": "Other", "other": True},
    ],
}


@pytest.mark.parametrize("choices", CHANGES.values(), ids=CHANGES)
def test_what_may_be_compared_is_the_same_with_and_without_a_reason(ask, choices):
    question, found = ask(choices=choices), []
    for first, second in ((2022, 2023), (2022, 2024), (2023, 2024)):
        pair = TwoYears(question, question.choices, first, second)
        alone = {code for code in pair.plain if pair.verdicts[code].comparable}
        assert pair.same == alone
        for one in series(question, (2022, 2023, 2024)):
            codes = one.codes.get(first), one.codes.get(second)
            if all(codes):
                assert pair.comparable(*codes) == pair.together(*codes).comparable
                found.append(codes)
    assert found
