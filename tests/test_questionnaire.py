"""The questionnaire is printed as people meet it, and may not take longer than it promises."""

from pathlib import Path
from random import Random

import pytest
from surveys import write_survey

from dashboard.codebook import Codebook, Condition, read_codebook
from dashboard.codebook.questionnaire import module_draw, questionnaire, text
from dashboard.codebook.questionnaire.routes import holds, paths
from dashboard.codebook.questionnaire.timing import SECONDS_A_WORD, read, seconds
from dashboard.codebook.questionnaire.wording import condition_in_words
from dashboard.errors import DashboardError

ROOT = Path(__file__).parents[1]

SURVEY = """
id: garden
title: Garden survey
synthetic: true
years: {2023: {}, 2024: {}}
modules:
  per_respondent: 2
  list:
    - {id: soil, label: Soil}
    - {id: seeds, label: Seeds}
    - {id: water, label: Water}
    - {id: light, label: Light}
  always_together:
    - [soil, seeds]
"""
TOPIC = """
id: beds
title: Beds
questions:
  - id: has_garden
    kind: single
    title: Garden
    section: Basics
    wording: Do you have a garden?
    choices: [{id: yes, label: A garden}, {id: no, label: No garden}]
  - id: plants
    kind: multiple
    title: Plants
    section: Basics
    asked_of: {question: has_garden, any_of: [yes]}
    wording: What grows there?
    choices:
      - {id: beans, label: Beans}
      - {id: peas, label: Peas}
      - {id: none, label: None, exclusive: true}
  - id: liking
    kind: matrix
    title: Liking
    section: Basics
    wording: How do you like them?
    items_from: plants
    items: [{id: beans, label: Beans}, {id: peas, label: Peas}]
    choices: [{id: good, label: Good}, {id: bad, label: Bad}]
  - id: class
    kind: single
    title: Class
    wording: Worked out from the rest.
    choices: [{id: gardener, label: Gardener}, {id: other, label: Other, other: true}]
    derived:
      - {choice: gardener, when: {question: has_garden, any_of: [yes]}}
  - {id: soil_depth, kind: number, title: Depth, module: soil, wording: How deep is it?}
  - {id: seed_count, kind: number, title: Seeds, module: seeds, wording: How many seeds?}
  - {id: water_used, kind: number, title: Water, module: water, wording: How much water?}
  - {id: sun_hours, kind: number, title: Sun, module: light, wording: How much sun?}
  - {id: snails, kind: number, title: Snails, wording: How many snails?, asked: [2024]}
"""


def garden(folder: Path, topic: str = TOPIC) -> Codebook:
    return write_survey(folder, SURVEY, topic, years={})


@pytest.fixture
def codebook(tmp_path: Path) -> Codebook:
    return garden(tmp_path)


def test_238_words_are_read_in_a_minute() -> None:
    assert read("word " * 238) == pytest.approx(60)


def test_a_longer_wording_takes_longer_by_its_words(tmp_path: Path, codebook: Codebook) -> None:
    before = seconds(codebook.question("snails"), 2024)
    longer = TOPIC.replace("How many snails?", "How many snails did you find there yesterday?")
    after = seconds(garden(tmp_path, longer).question("snails"), 2024)
    assert after - before == pytest.approx(5 * SECONDS_A_WORD)


def test_a_derived_question_takes_no_time(codebook: Codebook) -> None:
    assert seconds(codebook.question("class"), 2024) == 0


def test_a_matrix_of_what_was_ticked_takes_time_by_the_row(codebook: Codebook) -> None:
    liking = codebook.question("liking")
    none, one, two = (seconds(liking, 2024, rows=rows) for rows in (0, 1, 2))
    assert none == 0
    assert 0 < two - one < one


def test_each_further_tick_takes_time(codebook: Codebook) -> None:
    plants = codebook.question("plants")
    assert seconds(plants, 2024, ticks=2) > seconds(plants, 2024, ticks=1)


def test_modules_that_belong_together_are_never_drawn_apart(codebook: Codebook) -> None:
    draws = [module_draw(codebook, 2024, Random(seed)) for seed in range(300)]
    assert {len(drawn) for drawn in draws} == {2}
    assert {"soil" in drawn for drawn in draws} == {True, False}
    assert all(("soil" in drawn) == ("seeds" in drawn) for drawn in draws)


def test_every_module_has_the_same_chance(codebook: Codebook) -> None:
    random = Random(1)
    draws = [module_draw(codebook, 2024, random) for _ in range(4000)]
    for module in ("soil", "seeds", "water", "light"):
        # Two of four: one half, give or take four standard errors.
        assert sum(module in drawn for drawn in draws) / 4000 == pytest.approx(0.5, abs=0.032)


def test_a_path_shows_the_questions_of_its_modules_and_no_others(codebook: Codebook) -> None:
    of_module = {"soil_depth": "soil", "seed_count": "seeds", "water_used": "water"}
    taken = paths(codebook, 2024, count=50)
    assert {module for path in taken for module in path.modules} >= set(of_module.values())
    for path in taken:
        for question, module in of_module.items():
            assert (question in path.shown) == (module in path.modules)


def test_a_path_follows_routing(codebook: Codebook) -> None:
    taken = paths(codebook, 2024, count=200)
    with_garden = [path for path in taken if "plants" in path.shown]
    assert 0 < len(with_garden) < len(taken)
    assert all("plants" in path.shown for path in taken if "liking" in path.shown)
    assert any("liking" not in path.shown for path in with_garden)


def test_a_question_of_another_year_is_on_no_path(codebook: Codebook) -> None:
    for year, on_all in ((2023, False), (2024, True)):
        taken = ["snails" in path.shown for path in paths(codebook, year, count=20)]
        assert taken == [on_all] * 20


def test_the_same_paths_are_taken_every_time(codebook: Codebook) -> None:
    assert paths(codebook, 2024, count=30) == paths(codebook, 2024, count=30)


def test_routing_that_rests_on_a_later_question_still_works(tmp_path: Path) -> None:
    first, rest = TOPIC.split("  - id: plants")
    head, asked = first.split("  - id: has_garden")
    turned = f"{head}  - id: plants{rest}  - id: has_garden{asked}"
    taken = paths(garden(tmp_path, turned), 2024, count=100)
    assert 0 < sum("plants" in path.shown for path in taken) < 100


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"question": "has_garden", "any_of": ["yes"]}, True),
        ({"question": "has_garden", "any_of": ["no"]}, False),
        ({"question": "plants", "any_of": ["peas"]}, False),
        ({"not": {"question": "plants", "any_of": ["peas"]}}, False),
        ({"question": "plants", "answered": False}, True),
        (
            {
                "any": [
                    {"question": "plants", "any_of": ["peas"]},
                    {"question": "has_garden", "any_of": ["yes"]},
                ]
            },
            True,
        ),
        (
            {
                "all": [
                    {"question": "plants", "any_of": ["peas"]},
                    {"question": "has_garden", "any_of": ["yes"]},
                ]
            },
            False,
        ),
    ],
)
def test_a_condition_holds_only_where_the_answers_say_so(
    condition: dict[str, object], expected: bool, codebook: Codebook
) -> None:
    answers = {"has_garden": "yes"}
    assert holds(Condition.model_validate(condition), answers, codebook) is expected


def test_a_condition_is_said_in_words(codebook: Codebook) -> None:
    condition = codebook.question("plants").asked_of[2024]
    assert condition is not None
    assert condition_in_words(condition, codebook) == "“Garden” is “A garden”"


def test_percentiles_come_in_order(codebook: Codebook) -> None:
    report = questionnaire(codebook, 2024)
    assert 0 < report.median <= report.nine_in_ten <= report.longest


def test_the_text_lists_questions_in_reading_order_with_their_routing(codebook: Codebook) -> None:
    told = text(questionnaire(codebook, 2024))
    places = [told.index(code) for code in ("[has_garden]", "[plants]", "[liking]", "[snails]")]
    assert places == sorted(places)
    assert "if “Garden” is “A garden”" in told
    assert "module “Soil”" in told
    assert "[class] worked out from other answers" in told
    assert "longest" in told


def test_a_newest_edition_over_fifteen_minutes_is_refused(tmp_path: Path) -> None:
    # A hundred words and a number each: thirty seconds, forty times.
    long = "".join(
        f"  - {{id: more_{n}, kind: number, title: More {n}, wording: {'snail ' * 100}}}\n"
        for n in range(40)
    )
    codebook = garden(tmp_path, TOPIC + long)
    with pytest.raises(DashboardError, match=r"The 2024 questionnaire is too long.* longest") as e:
        questionnaire(codebook, 2024)
    assert "15 are allowed" in str(e.value)
    assert questionnaire(codebook, 2023).nine_in_ten > 15


def test_our_own_newest_edition_keeps_to_fifteen_minutes() -> None:
    codebook = read_codebook(ROOT / "data")
    report = questionnaire(codebook, max(codebook.years))
    assert report.nine_in_ten <= 15
