"""What changed over a whole questionnaire: recounted, in files, on its page, and in words."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from scipy.stats import ttest_ind
from streamlit.testing.v1 import AppTest
from surveys import survey_of, topic_of, write_survey

from dashboard.__main__ import main
from dashboard.analysis.changes import Step
from dashboard.codebook import Codebook
from dashboard.errors import DashboardError
from dashboard.exports.batch.opener import AtHand, at_hand
from dashboard.exports.change_files import atom, markdown
from dashboard.query.url import read_address, write_address
from dashboard.stories.front_page import front_page, topic_news
from dashboard.stories.news import News, Rank
from dashboard.stories.view import Desk
from dashboard.stories.what_changed import (
    NOT_TESTED,
    TITLE,
    WhatChanged,
    change_of_topic,
    changed,
    changes,
    what_changed,
)

ROOT = Path(__file__).parents[1]
ATOM = "{http://www.w3.org/2005/Atom}"
YEARS = (2021, 2022, 2023, 2024)
PEOPLE = 400
# Of 400 a year: the axe rises slowly, the saw in the last year alone, the drill never.
GIVEN = {"axe": (96, 116, 136, 156), "saw": (80, 80, 80, 180), "drill": (200, 200, 204, 200)}
MOODS = {"good": (160, 160, 160, 160), "fair": (120, 120, 120, 120), "bad": (120, 120, 120, 120)}
LABELS = {
    "axe": "Axe",
    "saw": "Saw",
    "drill": "Drill",
    "good": "Good",
    "fair": "Fair",
    "bad": "Bad",
}
FAULT = "Half of the respondents did not see it."


def of(code: str) -> dict[str, str]:
    return {"id": code, "label": LABELS.get(code, code.capitalize())}


NONE = {"id": "none", "label": "None", "exclusive": True}
TOOLS = {
    "id": "tools",
    "kind": "multiple",
    "title": "Tools",
    "choices": [*map(of, GIVEN), NONE],
}
MOOD = {"id": "mood", "title": "Mood", "choices": [*map(of, MOODS)]}
ROLE = {"id": "role", "title": "Role", "choices": [of("smith"), of("mason")]}
WOOD = {"id": "wood", "title": "Wood", "choices": [of("oak"), of("elm")], "asked": [2024]}
PAY = {
    "id": "pay",
    "title": "Pay",
    "choices": [of("low"), of("high")],
    "not_comparable": {2023: FAULT},
}


def people(at: int) -> Iterator[dict[str, Any]]:
    for n in range(PEOPLE):
        place = n * 7 % PEOPLE  # so that answers do not all go together
        mood = next(code for code, ends in moods(at).items() if ends[0] <= place < ends[1])
        yield {
            "role": ("smith", "mason")[n % 2],
            "tools": [code for code, counts in GIVEN.items() if n * 3 % PEOPLE < counts[at]]
            or ["none"],
            "mood": mood,
            "pay": "low" if n < (100, 100, 100, 300)[at] else "high",
        } | ({"wood": "oak"} if YEARS[at] == 2024 else {})


def moods(at: int) -> dict[str, tuple[int, int]]:
    ends, start = {}, 0
    for code, counts in MOODS.items():
        ends[code] = (start, start + counts[at])
        start += counts[at]
    return ends


@pytest.fixture(scope="module")
def codebook(tmp_path_factory: pytest.TempPathFactory) -> Codebook:
    survey = survey_of(*YEARS, filters={"persona": "role"}, privacy={"key_attributes": ["role"]})
    return write_survey(
        tmp_path_factory.mktemp("changes"),
        survey,
        topic_of([TOOLS, PAY], id="craft", title="Craft"),
        topic_of([MOOD, ROLE, WOOD], id="life", title="Life"),
        years={year: people(at) for at, year in enumerate(YEARS)},
    )


@pytest.fixture(scope="module")
def survey(codebook: Codebook) -> AtHand:
    return at_hand(codebook.folder, {"SURVEY_PREVIEW": "1"})


def desk_of(survey: AtHand, **view: str) -> Desk:
    return survey.desk(survey.address(**view))


def recounted(*pairs: tuple[int, int]) -> dict[tuple[str, int], float]:
    """Holm's p-values of all answers between years, from counts alone, by label and first year."""
    p_values = {(label, a): p for a, b in pairs for label, p in welch(a, b).items()}
    ordered, holm, most = sorted(p_values, key=p_values.__getitem__), {}, 0.0
    for at, label in enumerate(ordered):
        most = max(most, min(1.0, (len(ordered) - at) * p_values[label]))
        holm[label] = most
    return holm


def welch(first: int, second: int) -> dict[str, float]:
    """The p-values of all answers between two years, by label."""
    without = tuple(PEOPLE - max(counts[at] for counts in GIVEN.values()) for at in range(4))
    counts = {**GIVEN, **MOODS, "none": without}
    p_values = {}
    for code, given in counts.items():
        samples = []
        for year in (first, second):
            yes = given[YEARS.index(year)]
            samples.append([1] * yes + [0] * (PEOPLE - yes))
        p_values[LABELS.get(code, "None")] = float(ttest_ind(*samples, equal_var=False).pvalue)
    pays = [[1] * yes + [0] * (PEOPLE - yes) for yes in (100, 300)]
    comparable = 2023 not in (first, second)
    if comparable:
        p_values |= dict.fromkeys(("Low", "High"), float(ttest_ind(*pays, equal_var=False).pvalue))
    return p_values


@pytest.mark.parametrize("first", [2021, 2022])
def test_changes_told_are_those_of_a_recount_over_all_questions(first: int, survey: AtHand) -> None:
    found = what_changed(desk_of(survey), first)
    assert found is not None
    holm = recounted((first, 2024))
    assert found.tested == len(holm)
    assert told_of(found) == {name for name, p in holm.items() if p <= 0.05}
    assert f"Tools: Saw rose from 20% to 45% since {first}" in [one.headline for one in found.told]


def told_of(found: WhatChanged) -> set[tuple[str, int]]:
    """The answers of which a change is told, by label, with the year since when."""
    return {
        (re.split(" rose | fell ", one.headline)[0].rpartition(": ")[2], one.step.first)
        for one in found.told
        if one.step is not None
    }


def test_slow_changes_are_told_with_their_year_where_no_last_step_is(survey: AtHand) -> None:
    desk = desk_of(survey)
    found = what_changed(desk)
    assert found is not None
    holm = recounted((2023, 2024), (2021, 2024))
    assert found.tested == len(holm)
    passed = {name for name, p in holm.items() if p <= 0.05}
    # The saw changed since both years; the last step says it.
    assert passed == {("Saw", 2023), ("Saw", 2021), ("Axe", 2021), ("Low", 2021), ("High", 2021)}
    assert told_of(found) == passed - {("Saw", 2021)}
    saw, *slow = found.told
    assert saw.headline == "Tools: Saw rose from 20% to 45% since 2023"
    axe = "Tools: Axe rose from 24% to 39% since 2021"
    assert axe in [one.headline for one in slow]
    assert {one.rank for one in slow} == {Rank.SLOW_CHANGE}
    assert axe in [one.headline for one in changes(desk)]
    # The front page tells one piece of news a question, the last edition's before slow ones.
    told = [one.headline for one in front_page(desk)]
    assert told[0] == saw.headline
    assert re.fullmatch(r"Pay: (Low|High) (rose|fell) from \d+% to \d+% since 2021", told[1])


def test_a_title_names_years_only_where_all_its_lines_are_between_them(survey: AtHand) -> None:
    """And lines name the year that they are since, whatever stands above them."""
    with_slow, alone = (what_changed(desk_of(survey), against) for against in (None, 2022))
    assert with_slow is not None
    assert alone is not None
    assert {one.step.first for one in with_slow.told if one.step} == {2021, 2023}
    assert with_slow.title == TITLE
    assert changed(desk_of(survey))[0] == TITLE
    assert {one.step.first for one in alone.told if one.step} == {2022}
    assert alone.title == f"{TITLE} from 2022 to 2024"
    named = [one for one in (*with_slow.told, *alone.told) if one.step is not None]
    assert [one.headline for one in named if f"since {one.step.first}" not in one.headline] == []


def test_the_news_of_a_topic_may_be_a_slow_change(tmp_path: Path) -> None:
    slow = [
        [{"tools": ["axe"] if n < yes else ["saw"]} for n in range(400)] for yes in (90, 115, 140)
    ]
    book = write_survey(
        tmp_path,
        survey_of(*YEARS[:3]),
        topic_of([{**TOOLS, "choices": [of("axe"), of("saw")]}], id="craft", title="Craft"),
        years=dict(zip(YEARS, slow, strict=False)),
    )
    desk = desk_of(at_hand(book.folder, {"SURVEY_PREVIEW": "1"}))
    news = topic_news(desk, book.topic("craft"))
    assert news is not None
    assert news.rank is Rank.SLOW_CHANGE
    assert news.headline.endswith("since 2021")


def test_the_edition_before_is_the_default_and_its_faults_are_said(survey: AtHand) -> None:
    found = what_changed(desk_of(survey))
    assert found is not None
    assert (found.first, found.second) == (2023, 2024)
    assert list(found.by_topic(survey.codebook.topics)) == ["Craft"]
    said = "\n".join(found.open_ends)
    assert "Asked in one of the two editions only: Wood." in said
    assert f"Not comparable: Pay. {FAULT}" in said or FAULT in said
    assert "Role" in said


def test_the_mix_of_people_is_held_fixed_where_it_may_be(survey: AtHand) -> None:
    found = what_changed(desk_of(survey))
    assert found is not None
    # Both roles give the saw alike, and are as many in both years.
    assert found.mix_of(found.told[0]) == "+25 adjusted for respondent mix"


def test_a_sample_too_small_for_any_test_says_so(tmp_path: Path) -> None:
    few = [[{"tools": ["axe" if n < yes else "saw"]} for n in range(20)] for yes in (2, 18)]
    book = write_survey(
        tmp_path, survey_of(2023, 2024), topic_of([TOOLS]), years={2023: few[0], 2024: few[1]}
    )
    found = what_changed(desk_of(at_hand(book.folder, {"SURVEY_PREVIEW": "1"})))
    assert found is not None
    assert (found.told, found.tested, found.says) == ((), 0, NOT_TESTED)
    assert "Sample too small for a test: Tools." in found.open_ends


def test_a_view_without_change_and_one_without_an_edition_before_say_so(survey: AtHand) -> None:
    calm = what_changed(desk_of(survey, year="2022"))
    assert calm is not None
    assert calm.told == ()
    assert calm.tested > 1
    assert calm.says.startswith(f"None of {calm.tested} changes is significant when all are tested")
    assert what_changed(desk_of(survey, year="2021")) is None


@pytest.mark.parametrize("against", [2024, 1999, 2030])
def test_an_edition_that_is_none_before_is_refused(against: int, survey: AtHand) -> None:
    with pytest.raises(
        DashboardError, match=r"no edition before 2024\. Earlier: 2023, 2022 and 2021"
    ):
        what_changed(desk_of(survey), against)


# ---- files -----------------------------------------------------------------------------------


def test_the_feed_has_an_entry_of_its_own_for_each_change(survey: AtHand) -> None:
    desk = desk_of(survey)
    found = what_changed(desk, 2021)
    assert found is not None
    feed = ElementTree.fromstring(atom(desk, found, "https://s.example/"))
    entries = feed.findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}title") for e in entries] == [one.headline for one in found.told]
    ids = [e.findtext(f"{ATOM}id") for e in entries]
    assert len(set(ids)) == len(ids) == len(found.told) > 1
    for needed in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{needed}")
    link = entries[0].find(f"{ATOM}link")
    assert link is not None
    view = "https://s.example/craft?year=2024&compare=year&question="
    assert str(link.get("href")).startswith(view)
    # It is of the day when its answers were released; of the edition where nobody knows that.
    assert {one.text for one in feed.iter(f"{ATOM}updated")} == {"2024-12-31T00:00:00Z"}
    dated = ElementTree.fromstring(atom(desk, found, day="2026-05-03"))
    assert {one.text for one in dated.iter(f"{ATOM}updated")} == {"2026-05-03T00:00:00Z"}
    other = desk_of(survey, persona="smith")
    again = ElementTree.fromstring(atom(other, what_changed(other, 2021), ""))
    assert again.findtext(f"{ATOM}id") != feed.findtext(f"{ATOM}id")
    assert again.find(f"{ATOM}link") is None


def test_the_markdown_has_topics_intervals_and_what_was_not_compared(survey: AtHand) -> None:
    desk = desk_of(survey)
    found = what_changed(desk, 2021)
    assert found is not None
    text = markdown(desk, found, "https://s.example/")
    assert text.startswith("# Made up: What changed from 2021 to 2024\n")
    assert "\n## Craft\n" in text
    assert re.search(r"- \[Tools: Saw rose .*\]\(https://s\.example/craft\?.*\) \(\\\+", text)
    assert "\n## Not compared\n" in text
    assert "Demo data." in text
    assert "](" not in markdown(desk, found)
    assert "Released" not in text
    assert "\nReleased May 3, 2026.\n" in markdown(desk, found, day="2026-05-03")


def test_the_command_prints_changes_and_refuses_what_there_is_not(
    codebook: Codebook, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SURVEY_PREVIEW", "1")
    folder = str(codebook.folder)
    assert main(["changes", "--against", "2021", "--data", folder]) == 0
    assert "Saw rose from 20% to 45% since 2021" in capsys.readouterr().out
    assert main(["changes", "--as", "atom", "--where", "persona=smith", "--data", folder]) == 0
    assert ElementTree.fromstring(capsys.readouterr().out).tag == f"{ATOM}feed"
    assert main(["changes", "--year", "2021", "--data", folder]) == 2
    assert "no earlier edition" in capsys.readouterr().err
    assert main(["changes", "--since", "1", "--data", folder]) == 2
    assert "preview" in capsys.readouterr().err


# ---- the page --------------------------------------------------------------------------------


def test_the_address_of_the_page_is_read_as_it_is_written(codebook: Codebook) -> None:
    written = {"against": "2022", "since": "6da648ce", "persona": "smith", "v": "1"}
    address = read_address({n: [v] for n, v in written.items()}, codebook, 2024)
    assert write_address(address, 2024) == written
    assert write_address(address.view, 2024) == {"persona": "smith", "v": "1"}
    assert read_address({"since": ["2026-05-03"]}, codebook, 2024).since == "2026-05-03"
    for name, value in {"against": "1999", "since": "<b>"}.items():
        with pytest.raises(DashboardError):
            read_address({name: [value]}, codebook, 2024)


def texts(app: AppTest) -> str:
    elements = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.info]
    return "\n".join(str(element.value) for element in elements)


def links(app: AppTest) -> list[str]:
    return [link.proto.label for link in app.get("page_link")]


@pytest.mark.parametrize("year", ["2025", "2024"])
def test_what_a_topic_page_tells_in_its_headline_is_told_among_all_changes_or_by_topic(
    year: str,
) -> None:
    survey = at_hand(ROOT / "data", {})
    desk = desk_of(survey, year=year)
    found = what_changed(desk)
    assert found is not None
    names = {kind: {named(one) for one in getattr(found, kind)} for kind in KINDS}
    headlines = [change_of_topic(desk, topic) for topic in desk.codebook.topics]
    told = {named(one) for one in headlines if one is not None}
    assert told
    assert told <= names["told"] | names["of_topic"]
    assert not names["flagged"] & told
    # With ten topics of one survey some pass where fewer are tested.
    assert year != "2025" or names["of_topic"] & told
    assert not names["told"] & names["of_topic"]


KINDS = ("told", "of_topic", "flagged")


def named(one: News) -> tuple[str, str, Step | None]:
    return one.question.id, one.what, one.step


@pytest.fixture
def app(codebook: Codebook, monkeypatch: pytest.MonkeyPatch, preview: None) -> AppTest:
    monkeypatch.setenv("SURVEY_DATA", str(codebook.folder))
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


def opened(app: AppTest, view: Mapping[str, str]) -> AppTest:
    app.run()
    for name, value in view.items():
        app.query_params[name] = value
    app.switch_page("pages/20_changes.py").run()
    assert not app.exception, [error.message for error in app.exception]
    return app


def test_the_page_has_each_change_as_a_link_and_the_edition_in_its_address(app: AppTest) -> None:
    opened(app, {})
    assert any("Saw rose from 20% to 45% since 2023" in label for label in links(app))
    assert "against" not in app.query_params
    app.pills[0].set_value(2021).run()
    assert app.query_params["against"] == "2021"
    assert any("Saw rose from 20% to 45% since 2021" in label for label in links(app))
    assert "Wood" in texts(app)
    app.switch_page("pages/00_overview.py").run()
    assert "against" not in app.query_params


def test_the_shipped_survey_is_set_against_every_earlier_edition(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # One question may be told, told by topic and flagged, with as many changes each.
    monkeypatch.setenv("SURVEY_DATA", str(ROOT / "data"))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    opened(app, {})
    earlier = list(app.pills[0].options)
    assert len(earlier) > 2
    for year in earlier:
        said = texts(opened(app, {"against": str(year)}))
        assert "could not be shown" not in said
        assert [one.label for one in app.get("download_button")] == ["Markdown", "Atom feed"], year


def test_an_unknown_release_and_a_preview_say_so_on_the_page(app: AppTest) -> None:
    assert "what is new since abc is unknown" in texts(opened(app, {"since": "abc"}))
