"""Where a reader stands: against recounts; and nothing but the session knows what they answered."""

import logging
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from streamlit.runtime.caching import (
    get_data_cache_stats_provider,
    get_resource_cache_stats_provider,
)
from streamlit.testing.v1 import AppTest
from surveys import load_survey, survey_of, topic_of, write_survey

from dashboard.analysis.results import results
from dashboard.codebook import CodebookError, read_codebook
from dashboard.figures.figure import Figure
from dashboard.query.selection import Merge, Query
from dashboard.query.url import Address
from dashboard.responses import Responses
from dashboard.responses.schema import year_file
from dashboard.stories.cache import Cache
from dashboard.stories.chosen import choices_of
from dashboard.stories.compare_me import asked_of_readers, known, placed
from dashboard.stories.team_card import team_card
from dashboard.stories.view import Desk
from dashboard.web import session
from dashboard.web.browser_pictures import studio
from dashboard.web.components.answers_link import read, written

ROOT = Path(__file__).parents[1]
PAGE = "pages/19_compare-me.py"
ADDRESS = "https://survey.example/compare-me"


def choices(*codes: str) -> list[dict[str, Any]]:
    """Codes that stand in no other text, so that one found anywhere was answered."""
    return [{"id": code, "label": f"Label {code}"} for code in codes]


QUESTIONS: list[dict[str, Any]] = [
    {"id": "role", "title": "Role", "choices": choices("zqsmith", "zqmason", "zqcook")},
    {"id": "size", "title": "Size", "choices": choices("zqbig", "zqsmall")},
    {"id": "level", "title": "Level", "benchmark": True,
     "choices": [*choices("zqlow", "zqmiddle", "zqhigh"),
                 {"id": "zqnone", "label": "No level", "outside": True}]},
    {"id": "steps", "title": "Steps", "kind": "multiple", "benchmark": True,
     "choices": choices("zqtests", "zqalerts", "zqrare")},
    {"id": "mood", "title": "Mood", "kind": "scale", "benchmark": True,
     "choices": [{"id": f"zqm{n}", "label": f"Grade {n}", "value": n} for n in range(1, 6)]},
    {"id": "pace", "title": "Pace", "choices": choices("zqslow", "zqfast")},
]  # fmt: skip
SURVEY = survey_of(
    2024, filters={"persona": "role", "company_size": "size"}, maturity="level"
)  # fmt: skip
ANSWERS = {
    "role": ("zqsmith",),
    "size": ("zqbig",),
    "level": ("zqlow",),
    "steps": ("zqrare",),
    "mood": ("zqm2",),
}


def people() -> list[dict[str, Any]]:
    """Those one level up test and alert more; nearly all test; cooks are few."""
    found = []
    for n in range(600):
        level = ("zqlow", "zqmiddle", "zqhigh")[(n // 2) % 3]
        higher = ("zqlow", "zqmiddle", "zqhigh").index(level)
        steps = [
            code
            for code, has in (
                ("zqtests", n % 10 < 6 + 2 * higher),
                ("zqalerts", n % 10 < 1 + 3 * higher),
                ("zqrare", n % 20 == 0),
            )
            if has
        ]
        found.append(
            {
                "role": "zqcook" if n < 12 else "zqsmith" if n % 2 else "zqmason",
                "size": "zqbig" if n % 3 else "zqsmall",
                "level": "zqnone" if n % 40 == 1 else level,
                "steps": steps or ["zqtests"],
                "mood": f"zqm{1 + n % 5}",
                "pace": "zqfast" if n % 10 < 2 + 3 * higher else "zqslow",
            }
        )
    return found


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    folder = tmp_path_factory.mktemp("me")
    return load_survey(folder, SURVEY, topic_of(QUESTIONS, "t", "Teams"), years={2024: people()})


def counted(responses: Responses, sql: str) -> Any:
    file = year_file(responses.codebook.folder, 2024)
    with duckdb.connect() as plain:
        return plain.execute(sql.replace("people", f"'{file}'")).fetchall()


LIKE = "role = 'zqsmith' AND size = 'zqbig'"


def test_readers_are_asked_who_they_are_and_what_the_codebook_names(responses: Responses) -> None:
    asked = [question.id for question in asked_of_readers(responses.codebook, 2024)]
    assert asked == ["role", "size", "level", "steps", "mood"]


def test_the_share_and_the_place_among_people_like_them_equal_a_recount(
    responses: Responses,
) -> None:
    found = placed(responses, 2024, ANSWERS)
    assert not found.widened
    assert "Label zqsmith · Label zqbig · 2024" in found.like
    by_id = {one.question.id: one for one in found.placings}
    assert set(by_id) == {"level", "steps", "mood"}
    [(same, below, above, base)] = counted(
        responses,
        "SELECT count(*) FILTER (mood = 'zqm2'), count(*) FILTER (mood = 'zqm1'),"
        " count(*) FILTER (mood IN ('zqm3', 'zqm4', 'zqm5')), count(*)"
        f" FROM people WHERE {LIKE}",
    )
    mood = by_id["mood"]
    assert mood.same[0].startswith(f"Grade 2: {100 * same / base:.0f}% (95% interval ")
    said = re.findall(r"(\d+)% \(95% interval (\d+)–(\d+)%\) are", mood.position)
    assert [int(one[0]) for one in said] == [
        round(100 * below / base),
        round(100 * above / base),
    ]
    # The interval is that of the answers above counted as one.
    merge = ("mood", Merge(choices=(1, 2, 3, 3, 3)))
    filters = (("persona", ("zqsmith",)), ("company_size", ("zqbig",)))
    query = Query(years=(2024,), filters=filters, merges=(merge,))
    shares = results(responses, [responses.codebook.question("mood")], query)["mood"].shares
    low, high = (float(part[0, 0, 0, 2]) for part in (shares.low, shares.high))
    assert [int(n) for n in said[1][1:]] == [round(100 * low), round(100 * high)]
    # Levels have an order, since they are declared to be levels; what is off it has no place.
    assert "are above you" in by_id["level"].position
    off = placed(responses, 2024, {**ANSWERS, "level": ("zqnone",)})
    assert next(one.position for one in off.placings if one.question.id == "level") == ""
    assert not off.step
    [mine] = [bar for bar in mood.bars if bar.mine]
    assert mine.label == "Grade 2"
    assert mine.end == pytest.approx(same / base)


def test_what_sets_a_reader_apart_is_rare_or_done_by_most(responses: Responses) -> None:
    found = placed(responses, 2024, ANSWERS)
    [(tests, base)] = counted(
        responses,
        "SELECT count(*) FILTER (list_contains(steps, 'zqtests')), count(*)"
        f" FROM people WHERE {LIKE}",
    )
    said = "\n".join(found.apart)
    assert len(found.apart) <= 3
    assert f"“Label zqtests”: {100 * tests / base:.0f}%" in said
    assert "you do not" in said
    like_most = placed(responses, 2024, {"steps": ("zqtests", "zqalerts")})
    assert not any("zqtests" in line for line in like_most.apart)


def test_the_next_step_is_what_those_one_level_up_do_more(responses: Responses) -> None:
    found = placed(responses, 2024, {"level": ("zqlow",)})
    rows = counted(
        responses,
        "SELECT level, count(*) FILTER (list_contains(steps, 'zqalerts')) / count(*)"
        " FROM people WHERE level IN ('zqlow', 'zqmiddle') GROUP BY ALL ORDER BY ALL",
    )
    shares = {level: round(100 * share) for level, share in rows}
    line = next(line for line in found.steps if "zqalerts" in line)
    assert f"{shares['zqmiddle']}% at “Label zqmiddle”, {shares['zqlow']}% at “Label zqlow”" in line
    assert "+" in line
    assert "one level up (All respondents · 2024)" in found.step
    assert len(found.steps) <= 3
    top = placed(responses, 2024, {"level": ("zqhigh",)})
    assert "is the highest level" in top.step
    assert not top.steps
    assert placed(responses, 2024, {"mood": ("zqm1",)}).step == ""


def test_few_people_like_a_reader_are_widened_and_it_is_said(responses: Responses) -> None:
    found = placed(responses, 2024, {**ANSWERS, "role": ("zqcook",)})
    assert found.widened.startswith(
        "Not enough can be shown of people like you (Label zqcook · Label zqbig · 2024)"
    )
    assert "zqcook" not in found.like
    assert found.placings


def test_people_like_a_reader_whose_answers_are_withheld_give_way_to_all(
    responses: Responses,
) -> None:
    """The nearest group that shows something is chosen; here none but everybody does."""
    thin = replace(responses, thin={2024: {"size": frozenset({"zqbig", "zqsmall"})}})
    found = placed(thin, 2024, {"size": ("zqbig",), "level": ("zqlow",), "mood": ("zqm2",)})
    assert found.like == "All respondents · 2024"
    assert "(Label zqbig · 2024)" in found.widened
    assert [sum(bar.mine for bar in one.bars) for one in found.placings] == [1, 1]
    # One filter less is nearer than everybody.
    both = placed(thin, 2024, ANSWERS)
    assert both.like == "Label zqsmith · 2024"
    assert all(one.bars for one in both.placings)


def test_a_question_that_too_few_like_a_reader_answered_is_one_sentence(
    tmp_path: Path,
) -> None:
    """The others are answered by enough, so that the group is not widened for it alone."""
    people_asked = [one | ({"mood": "zqm2"} if n < 3 else {"mood": None})
                    for n, one in enumerate(people())]  # fmt: skip
    few = load_survey(tmp_path, SURVEY, topic_of(QUESTIONS), years={2024: people_asked})
    for answers in (ANSWERS, {"mood": ("zqm2",)}):
        [mood] = [one for one in placed(few, 2024, answers).placings if one.question.id == "mood"]
        assert mood.same == (
            "Too few people like you answered this question to show their answers.",
        )
        assert (mood.position, mood.base, mood.bars) == ("", "", ())
    others = [one for one in placed(few, 2024, ANSWERS).placings if one.question.id != "mood"]
    assert others
    assert all(one.bars and one.base for one in others)


def test_only_known_answers_are_taken(responses: Responses) -> None:
    book = responses.codebook
    given = {"steps": ["zqrare", "zqtests", "x"], "mood": ["zqm1", "zqm2"], "pace": ["zqfast"],
             "level": "zqlow", "role": ["nobody"]}  # fmt: skip
    assert known(book, 2024, given) == {"steps": ("zqtests", "zqrare"), "mood": ("zqm1",)}
    assert known(book, 2024, "x") == {}
    assert known(book, 2024, read(written(ANSWERS))) == ANSWERS
    assert read("") == {}


@pytest.mark.parametrize(
    ("question", "survey", "says"),
    [
        ({"id": "n", "kind": "number", "benchmark": True}, {}, "benchmark question"),
        ({"id": "n", "choices": choices("a", "b"), "published": False, "benchmark": True}, {},
         "benchmark question"),
        ({"id": "n", "kind": "multiple", "choices": choices("a", "b")}, {"maturity": "n"},
         "single-choice"),
        ({"id": "n", "choices": choices("a", "b")}, {"maturity": "m"}, "Unknown question 'm'"),
    ],
)  # fmt: skip
def test_a_codebook_that_asks_readers_what_they_cannot_choose_is_refused(
    question: dict[str, Any], survey: dict[str, Any], says: str, tmp_path: Path
) -> None:
    with pytest.raises(CodebookError, match=says):
        write_survey(tmp_path, survey_of(2024, **survey), topic_of([question]), years={})


OPENED: list[str] = []
LISTENING = [False]


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and LISTENING[0]:
        path, mode, flags = arguments
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_APPEND)
        if writes or (isinstance(mode, str) and set(mode) & set("wax+")):
            OPENED.append(str(path))


sys.addaudithook(_note)


@pytest.fixture
def writes() -> Iterator[list[str]]:
    """The files that are opened for writing from now on."""
    OPENED.clear()
    LISTENING[0] = True
    yield OPENED
    LISTENING[0] = False


@pytest.fixture
def app(responses: Responses, preview: None, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("SURVEY_DATA", str(responses.codebook.folder))
    found = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    found.run()
    return found.switch_page(PAGE).run()


def words(app: AppTest) -> str:
    elements = [*app.title, *app.subheader, *app.markdown, *app.caption, *app.info, *app.code]
    return "\n".join(str(element.value) for element in elements)


def send(app: AppTest, answers: dict[str, tuple[str, ...]]) -> None:
    for code, codes in answers.items():
        app.session_state[f"me_{code}"] = list(codes) if code == "steps" else codes[0]
    next(one for one in app.button if one.label == "Show where I stand").click().run()
    assert not app.exception


def card(responses: Responses) -> Figure:
    """The card as the page makes it, of everybody in the year."""
    chosen = choices_of(responses, Address(year=2024))
    found = team_card(Desk(responses=responses, chosen=chosen, cache=Cache()), ADDRESS)
    assert found is not None
    return found


def card_drawn(responses: Responses) -> dict[str, bytes] | None:
    """The card as the server's browser draws it; None where it has none."""
    at_hand = studio()
    if at_hand is None:
        return None
    return at_hand.pictures(card(responses), "card", ["svg", "png"])


def kept_keys() -> set[str]:
    return {repr(key) for key in session.cache().kept._kept}


def test_nothing_but_the_session_knows_the_answers(
    app: AppTest, responses: Responses, writes: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before, drawn = kept_keys(), card_drawn(responses)
    writes.clear()
    given = {code for codes in ANSWERS.values() for code in codes}
    send(app, ANSWERS)
    assert "Grade 2" in words(app)
    assert "stay in this session" in words(app)
    assert dict(app.query_params) == {}
    # The shared cache holds what it held, the card, and the results that the card is made of, which
    # are everybody's; no key of it or of the responses' memory has an answer.
    after = kept_keys()
    card_alone = [key for key in after - before if "('result', " not in key]
    assert len(card_alone) in (1, 2)
    assert [key for key in card_alone if "team_card" in key]
    assert not writes
    if drawn is not None:
        made = card_drawn(responses)
        assert made == drawn, "the card is the same whatever was answered"
        assert size_of(made["png"]) == (1200, 628)
        # What the browser that draws it keeps is searched for all that is not on everybody's card.
        browser = studio()._browser
        files = [path for path in browser.folder.rglob("*") if path.is_file()]
        assert files
        secret = [code for code in given if code.encode() not in made["svg"]]
        assert len(secret) > 3
        for content in (made["png"], *(path.read_bytes() for path in files)):
            assert not [code for code in secret if code.encode() in content]
    told = [*after, *writes]
    memory = repr(list(session._read(str(session.survey_folder()), *_opened()).responses.memory))
    told += [memory, caplog.text]
    for provider in (get_data_cache_stats_provider(), get_resource_cache_stats_provider()):
        told.append(repr(provider.get_stats()))
    for text in told:
        assert not [code for code in given if code in text], text[:500]
    # They stay over pages, and leave no trace in the address of any.
    app.switch_page("pages/00_overview.py").run()
    assert not [code for code in given if code in repr(dict(app.query_params))]
    app.switch_page(PAGE).run()
    assert "Grade 2" in words(app)
    assert dict(app.query_params) == {}
    app.button(key="me_forget").click().run()
    assert "Grade 2:" not in words(app)
    assert app.session_state["compare_me_answers"] == {}


def _opened() -> tuple[str, bool]:
    found: tuple[str, bool] = (session.stamp_of(session.survey_folder()), True)
    return found


def test_another_reader_has_no_answers(app: AppTest) -> None:
    send(app, ANSWERS)
    other = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    other.run()
    other.switch_page(PAGE).run()
    assert "Forget my answers" not in [one.label for one in other.button]
    assert "Grade 2:" not in words(other)


def test_the_words_to_share_have_no_answers(app: AppTest) -> None:
    send(app, ANSWERS)
    [words] = [element.value for element in app.code]
    assert "compare-me" in words
    assert "zq" not in words
    assert "Label" not in words
    assert "the same for every reader" in "".join(element.value for element in app.caption)


def test_the_card_says_what_most_people_answer_as_a_recount_does(responses: Responses) -> None:
    found = card(responses)
    [(low, middle, high, base)] = counted(
        responses,
        "SELECT count(*) FILTER (level = 'zqlow'), count(*) FILTER (level = 'zqmiddle'),"
        " count(*) FILTER (level = 'zqhigh'), count(*) FROM people",
    )
    most, second = sorted((low, middle, high))[:0:-1]
    (tests,) = counted(
        responses, "SELECT count(*) FILTER (list_contains(steps, 'zqtests')) FROM people"
    )[0]
    rows = {str(row[0]): row for row in found.table.rows}
    [level] = [label for label in rows if label.startswith("Level: ")]
    assert rows[level][1] == pytest.approx(most / base)
    # Nothing leads where as many say something else: the two are named as tied.
    assert most - second < 20
    assert ", may be tied with Label zq" in level
    assert rows["Steps: Label zqtests"][1] == pytest.approx(tests / base)
    assert rows["Steps: Label zqtests"][4] == base
    # What persons are and grades of which each is as frequent are told as tied, too.
    assert not [label for label in rows if label.startswith(("Role", "Size"))]
    assert f"Compare your team: {ADDRESS}" in found.note
    assert found.subtitle == "Most common answers · All respondents · 2024"


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG by its header."""
    assert png.startswith(b"\x89PNG")
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def test_a_link_brings_answers_that_are_checked(app: AppTest) -> None:
    app.session_state["compare_me_brought"] = read("mood=zqm2;steps=zqrare,nothing;pace=zqfast")
    app.run()
    assert not app.exception
    assert app.session_state["compare_me_answers"] == {"steps": ("zqrare",), "mood": ("zqm2",)}
    assert "Grade 2: " in words(app).replace("\\", "")


def test_a_survey_without_such_questions_leads_to_exploring(
    tmp_path: Path, preview: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = [{**question, "benchmark": False} for question in QUESTIONS]
    write_survey(tmp_path, SURVEY, topic_of(plain, "t", "Teams"), years={2024: people()})
    assert read_codebook(tmp_path).maturity == "level"
    monkeypatch.setenv("SURVEY_DATA", str(tmp_path))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.run()
    app.switch_page(PAGE).run()
    assert not app.exception
    assert "names no questions" in words(app)
    assert "(explore)" in words(app)
