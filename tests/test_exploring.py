"""Any question by any other with filters by any answer: addresses, numbers, figures, the page."""

import os
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from plain_duckdb import holds, reader
from scipy.stats import chi2_contingency
from streamlit.testing.v1 import AppTest
from surveys import load_survey, survey_of, topic_of

from dashboard.analysis.agreement import is_diverging
from dashboard.analysis.group_sentences import association_in_words
from dashboard.analysis.results import results
from dashboard.analysis.statistics import SHARE, statistics_of
from dashboard.codebook import FURTHER, Kind, read_codebook
from dashboard.errors import DashboardError
from dashboard.exports.sql.figure_sql import sql_of
from dashboard.figures.kinds.scales import NET_SCORE
from dashboard.query.basket import Basket, read_basket, write_basket
from dashboard.query.reference import Reference, parse_reference
from dashboard.query.selection import Query, select
from dashboard.query.url import Address, further_filters, read_address, write_address
from dashboard.responses import Responses, load_responses
from dashboard.responses.schema import year_file
from dashboard.stories.cache import Cache
from dashboard.stories.catalogue import drawn, entry
from dashboard.stories.chosen import choices_of
from dashboard.stories.exploring import (
    BY_SIZE,
    LISTED,
    association_words,
    figure_of,
    measures,
    measures_in_words,
    not_combined,
    orders,
    questions_of,
)
from dashboard.stories.view import Desk
from dashboard.web.view_state import NOTHING

ROOT = Path(__file__).parents[1]
GRADES = [{"id": f"s{n}", "label": f"Grade {n}", "value": n} for n in range(1, 6)]
QUESTIONS: list[dict[str, Any]] = [
    {"id": "role", "title": "Role",
     "choices": [{"id": "smith", "label": "Smith"}, {"id": "mason", "label": "Mason"}]},
    {"id": "size", "title": "Size",
     "choices": [{"id": "big", "label": "Big"}, {"id": "small", "label": "Small"}]},
    {"id": "region", "title": "Region",
     "choices": [{"id": "north", "label": "North"}, {"id": "south", "label": "South"}]},
    {"id": "used", "kind": "multiple", "title": "Hand tools",
     "choices": [{"id": c, "label": c.title()} for c in ("axe", "saw", "drill")]},
    {"id": "pace", "title": "Pace",
     "choices": [{"id": "slow", "label": "Slow"}, {"id": "fast", "label": "Fast"}]},
    {"id": "grade", "kind": "scale", "title": "Grade", "choices": GRADES},
]  # fmt: skip
SURVEY = survey_of(
    2023,
    2024,
    filters={"persona": "role", "company_size": "size"},
    privacy={"key_attributes": ["role", "size"], "separate": ["region"]},
)


def people(year: int) -> list[dict[str, Any]]:
    """Saws go with speed; axes with masons; the year changes who is fast."""
    return [
        {
            "role": "smith" if n % 3 else "mason",
            "size": "big" if n % 2 else "small",
            "region": "north" if n % 5 else "south",
            "used": [c for c, has in (("axe", n % 3 == 0), ("saw", n % 4 < 2)) if has] or ["drill"],
            "pace": "fast"
            if n % 4 < (2 if n % 7 else 3) + (year == 2024) * (n % 5 == 0)
            else "slow",
            "grade": f"s{1 + n % 5}" if n % 11 else None,
        }
        for n in range(420)
    ]


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    folder = tmp_path_factory.mktemp("explored")
    years = {year: people(year) for year in (2023, 2024)}
    return load_survey(folder, SURVEY, topic_of(QUESTIONS, "gear_topic", "Gear"), years=years)


def read(responses: Responses, **parameters: str) -> Address:
    given = {name.replace("__", "."): [text] for name, text in parameters.items()}
    return read_address(given, responses.codebook, 2024)


def desk_of(responses: Responses, **parameters: str) -> Desk:
    chosen = choices_of(responses, read(responses, **parameters))
    return Desk(responses=responses, chosen=chosen, cache=Cache())


def test_an_address_filters_by_the_answers_to_any_question(responses: Responses) -> None:
    address = read(responses, where__used="saw,axe", persona="smith", b__where__pace="fast")
    assert address.where == {"persona": ("smith",), "where.used": ("axe", "saw")}
    assert address.second == {"where.pace": ("fast",)}
    written = write_address(address, 2024)
    assert written["where.used"] == "axe,saw"
    assert written["b.where.pace"] == "fast"
    assert read_address({n: [t] for n, t in written.items()}, responses.codebook, 2024) == address
    # A declared filter has one name, however it is asked for.
    assert read(responses, where__role="smith").where == {"persona": ("smith",)}


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("where.usd", "saw", "Did you mean 'used'"),
        ("where.used", "sow", "Did you mean 'saw'"),
        ("where.region", "north", "published apart from the other answers"),
        ("b.where.region", "north", "published apart from the other answers"),
        ("b.persna", "smith", "Unknown filter 'persna'"),
    ],
)
def test_what_may_not_filter_is_refused_in_a_sentence(
    name: str, text: str, says: str, responses: Responses
) -> None:
    with pytest.raises(DashboardError, match=says):
        read_address({name: [text]}, responses.codebook, 2024)


def test_a_filter_given_by_both_of_its_names_is_refused(responses: Responses) -> None:
    with pytest.raises(DashboardError, match="twice"):
        read(responses, where__role="smith", persona="mason")


def test_a_question_published_apart_says_why_it_is_not_filtered(responses: Responses) -> None:
    book = responses.codebook
    assert "region" not in further_filters(book)
    assert set(further_filters(book)) == {"used", "pace", "grade"}
    assert any("Region is published apart" in line for line in not_combined(book, 2024))


@pytest.mark.parametrize(
    ("where", "sql"),
    [
        ({"where.used": ["saw"]}, "list_contains(used, 'saw')"),
        ({"where.used": ["saw", "axe"]},
         "(list_contains(used, 'saw') OR list_contains(used, 'axe'))"),
        ({"where.used": ["axe"], "where.pace": ["slow"], "persona": ["mason"]},
         "list_contains(used, 'axe') AND pace = 'slow' AND role = 'mason'"),
        ({"where.grade": ["s4", "s5"]}, "grade IN ('s4', 's5')"),
    ],
)  # fmt: skip
def test_filtered_counts_equal_a_recount_of_the_file(
    where: dict[str, list[str]], sql: str, responses: Responses
) -> None:
    book = responses.codebook
    query = select(book, [2024], where)
    file = year_file(book.folder, 2024)
    with duckdb.connect() as plain:
        counted = plain.execute(
            f"SELECT size, count(*) FROM '{file}' WHERE {sql} GROUP BY ALL ORDER BY size"
        ).fetchall()
        [(people,)] = plain.execute(f"SELECT count(*) FROM '{file}' WHERE {sql}").fetchall()
    found = results(responses, [book.question("size")], query)["size"]
    assert dict(counted) == dict(
        zip(["big", "small"], found.tally.cells.n[0, 0, 0].tolist(), strict=True)
    )
    assert responses.count(query) == {2024: people}
    with reader(book.folder) as fresh:
        assert holds(fresh, responses, found) == 1


def test_every_statistic_and_order_has_a_figure_that_its_id_brings_back(
    responses: Responses,
) -> None:
    book, seen = responses.codebook, set()
    for compare in ({}, {"compare": "year"}, {"compare": "pace"}):
        desk = desk_of(responses, where__used="saw", **compare)
        for question in questions_of(desk):
            for statistic in measures(desk, question):
                for order in orders(question, statistic):
                    id, make = figure_of(desk, question, statistic, order)
                    told = make()
                    again = drawn(entry(desk, id))
                    assert told is not None
                    assert again.figure == told.figure
                    assert told.figure.id == id
                    if statistic is not statistics_of(question)[0]:
                        assert [r.statistic for r in told.figure.results] == [statistic]
                    seen.add(id)
                    # It may be put into a report, and leads back from its footer.
                    reference = Reference(id, desk.chosen.address, "preview")
                    assert parse_reference(str(reference), book, 2024) == reference
                    kept = write_basket(Basket().with_figure(reference))
                    assert reference in read_basket(kept, book, 2024, "preview")
                    assert sql_of(responses, told.figure.found)
    assert {"used", "explored.used.share.listed", "explored.grade.top2.size"} <= seen


def test_answers_stand_as_in_the_questionnaire_where_that_is_asked(responses: Responses) -> None:
    desk = desk_of(responses)
    question, share = desk.question("used"), statistics_of(desk.question("used"))[0]

    def first(order: str) -> list[object]:
        told = figure_of(desk, question, share, order)[1]()
        assert told is not None
        return [row[0] for row in told.figure.table.rows]

    assert first(LISTED) == ["Axe", "Saw", "Drill"]
    assert first(BY_SIZE) == ["Saw", "Drill", "Axe"] or first(BY_SIZE)[0] == "Saw"


@pytest.mark.parametrize(
    ("id", "says"),
    [
        ("explored.used.top2.size", "no such statistic"),
        ("explored.used.median3.size", "Unknown statistic"),
        ("explored.grade.top2.listed", "Unknown order"),
        ("explored.usd.share.size", "Did you mean 'used'"),
    ],
)
def test_a_figure_in_an_unknown_dress_is_refused(id: str, says: str, responses: Responses) -> None:
    with pytest.raises(DashboardError, match=says):
        entry(desk_of(responses), id)


def test_an_association_is_that_of_the_table(responses: Responses) -> None:
    desk = desk_of(responses, compare="pace")
    found = desk.tables(desk.question("role"))
    assert found is not None
    rows = people(2024)
    table = np.array(
        [
            [sum(r["pace"] == p and r["role"] == role for r in rows) for role in ("smith", "mason")]
            for p in ("slow", "fast")
        ]
    )
    plain = chi2_contingency(table, correction=False)
    assert found.tests[0][0].pearson == pytest.approx(plain.statistic)
    words = association_words(desk, desk.question("role"))
    significant = found.adjusted_p[0, 0] <= 0.05
    assert ("differ significantly" in words) is bool(significant)
    assert "Rao–Scott test, adjusted p" in words
    ticks = desk.tables(desk.question("used"))
    assert ticks is not None
    assert ticks.by_choice
    assert "of 3 answers tested" in association_in_words(ticks)


def test_groups_that_share_people_have_no_table(responses: Responses) -> None:
    pace = responses.codebook.question("pace")
    said = association_words(desk_of(responses, compare="used"), pace)
    assert said.startswith("No test of association: respondents can be in several groups")


@pytest.fixture(scope="module")
def sample(sample_folder: Path) -> Responses:
    return load_responses(read_codebook(sample_folder))


@pytest.mark.parametrize("compare", [None, "year", "persona"])
def test_the_control_names_what_the_figure_shows(compare: str | None, sample: Responses) -> None:
    """Of every question that can be shown by several numbers, each of them."""
    address = Address(year=max(sample.years), compare=compare)
    desk = Desk(responses=sample, chosen=choices_of(sample, address), cache=Cache())
    shares, nets, scores = 0, 0, 0
    for question in questions_of(desk):
        known, named = measures(desk, question), measures_in_words(desk, question)
        assert list(named) == [one.name for one in known]
        for statistic in known if len(known) > 1 else []:
            told = figure_of(desk, question, statistic, BY_SIZE)[1]()
            assert told is not None
            control, subtitle = named[statistic.name], told.figure.subtitle
            if statistic is SHARE and control != NET_SCORE:
                assert subtitle.startswith(("% of ", "% answering ")), (question.id, subtitle)
                shares += 1
            else:
                assert subtitle.startswith(control), (question.id, control, subtitle)
                nets, scores = nets + (statistic is SHARE), scores + (statistic is not SHARE)
    assert shares
    assert scores
    assert bool(nets) is (compare is not None)


@pytest.fixture(scope="module")
def released(released_folder: Path) -> Responses:
    return load_responses(read_codebook(released_folder))


def test_a_release_shows_what_stands_apart_only_as_it_may(released: Responses) -> None:
    book, year = released.codebook, max(released.years)
    apart = next(iter(released.apart))
    code = next(c for c in further_filters(book, year) if c not in released.withheld)
    name = f"{FURTHER}{code}"
    choice = book.questions[code].offered(year)[0].id
    question = book.questions[apart]
    query = select(book, [year], {name: [choice]})
    found = results(released, [question], query)[apart]
    assert "published apart from the answers to" in found.gaps[year]
    assert found.tally.cells.n.sum() == 0
    plain = results(released, [question], Query(years=(year,)))[apart]
    assert not plain.gaps
    assert plain.tally.cells.n.sum() > 0


def test_filters_of_a_release_hold_against_plain_statements(released: Responses) -> None:
    """Every third question that may filter, on a question with one answer."""
    book, year, held = released.codebook, max(released.years), 0
    counted = next(
        question
        for question in book.questions.values()
        if question.published
        and question.kind is Kind.MULTIPLE
        and year in question.asked
        and question.id not in released.withheld
    )
    with reader(book.folder) as plain:
        for code in further_filters(book, year)[::3]:
            choice = book.questions[code].offered(year)[0].id
            query = select(book, [year], {f"{FURTHER}{code}": [choice]})
            found = results(released, [counted], query)[counted.id]
            held += holds(plain, released, found)
    assert held > 15


@pytest.fixture
def app(responses: Responses, preview: None, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("SURVEY_DATA", str(responses.codebook.folder))
    found = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    found.run()
    return found.switch_page("pages/17_explore.py").run()


def words(app: AppTest) -> str:
    elements = [*app.title, *app.subheader, *app.markdown, *app.caption, *app.text]
    return "\n".join(str(element.value) for element in elements)


def test_the_page_keeps_all_of_a_choice_in_its_address(app: AppTest) -> None:
    assert not app.exception
    app.selectbox(key="explore_question").set_value("grade").run()
    app.selectbox(key="explore_statistic").set_value("top2").run()
    app.selectbox(key="explore_compare").set_value("pace").run()
    app.selectbox(key="where_more").set_value("used").run()
    app.multiselect(key="where_where.used").set_value(["saw"]).run()
    assert not app.exception
    expected = {"question": "grade", "statistic": "top2", "compare": "pace", "where.used": "saw"}
    assert expected.items() <= app.query_params.items()
    assert "Hand tools\\: Saw" in words(app)
    # Another question has its own dress; a filter that is cleared is gone.
    app.selectbox(key="explore_question").set_value("used").run()
    assert "statistic" not in app.query_params
    app.selectbox(key="explore_order").set_value("listed").run()
    assert app.query_params["order"] == "listed"
    app.multiselect(key="where_where.used").set_value([]).run()
    assert "where.used" not in app.query_params
    assert not app.exception


def test_the_control_of_the_page_names_the_net_score(
    sample_folder: Path, preview: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_DATA", str(sample_folder))
    book = read_codebook(sample_folder)
    code = next(q.id for q in book.questions.values() if q.items and is_diverging(q) and q.published
                and max(book.years) in q.asked)  # fmt: skip
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["question"] = code
    app.run()
    app.switch_page("pages/17_explore.py").run()
    control = app.selectbox(key="explore_statistic")
    assert control.options[control.index or 0] == "Share giving the answer"
    app.selectbox(key="explore_compare").set_value("persona").run()
    assert not app.exception
    control = app.selectbox(key="explore_statistic")
    assert control.options[control.index or 0] == NET_SCORE


def test_a_question_is_found_by_its_answers_and_the_answer_filters_at_once(app: AppTest) -> None:
    box = app.selectbox(key="where_more")
    assert "Saw · Hand tools" in box.options
    box.set_value("used=saw").run()
    assert not app.exception
    assert app.query_params["where.used"] == "saw"
    assert app.multiselect(key="where_where.used").value == ["saw"]
    # It is no filter to add any more, nor are its answers.
    assert not [option for option in app.selectbox(key="where_more").options if "Hand" in option]
    app.selectbox(key="where_more").set_value("pace=fast").run()
    assert app.query_params["where.pace"] == "fast"
    assert app.query_params["where.used"] == "saw"


def test_the_page_refuses_what_the_question_does_not_have(app: AppTest) -> None:
    for name, text in {"question": "used", "statistic": "top2", "v": "1"}.items():
        app.query_params[name] = text
    app.run()
    assert "no such statistic" in words(app)


def test_few_people_are_not_counted(app: AppTest) -> None:
    asked = {"where.grade": "s1", "where.pace": "fast", "where.used": "saw", "persona": "mason"}
    with duckdb.connect() as plain:
        folder = os.environ["SURVEY_DATA"]
        [(count,)] = plain.execute(
            f"SELECT count(*) FROM '{year_file(Path(folder), 2024)}' WHERE grade = 's1' AND pace ="
            " 'fast' AND list_contains(used, 'saw') AND role = 'mason' AND size = 'small'"
        ).fetchall()
    assert 0 < count < 10
    for name, text in {**asked, "company_size": "small"}.items():
        app.query_params[name] = text
    app.run()
    assert "fewer than 10 people" in words(app)
    assert "fewer than 10 respondents match" in words(app)
    assert f"{count} people" not in words(app)


def test_a_filter_stays_on_the_pages_of_topics(app: AppTest) -> None:
    app.query_params["where.used"] = "saw"
    app.query_params["utm_source"] = "newsletter"
    app.run()
    assert "Hand tools\\: Saw" in words(app)
    app.switch_page("pages/00_overview.py").run()
    assert "Hand tools\\: Saw" in words(app)
    assert app.query_params["where.used"] == "saw"
    app.multiselect(key="filter_where.used").set_value([]).run()
    assert "where.used" not in app.query_params


def test_the_page_opens_with_a_plain_figure_of_a_question_that_makes_no_groups(
    app: AppTest,
) -> None:
    assert "compare" not in app.query_params
    assert app.selectbox(key="explore_compare").value == NOTHING
    shown = app.selectbox(key="explore_question")
    assert shown.options[0].startswith("Role")
    assert shown.value not in ("role", "size")
