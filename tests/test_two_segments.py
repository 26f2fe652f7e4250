"""Two segments of the reader's own: who is in both, tests against recounts, figures, the page."""

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from plain_duckdb import holds, reader
from streamlit.testing.v1 import AppTest
from surveys import load_survey, survey_of, topic_of

from dashboard.analysis.changes import RATE
from dashboard.analysis.results import results
from dashboard.analysis.two_segments import FIRST, Pair, people_of, set_against, side_by_side
from dashboard.errors import DashboardError
from dashboard.estimates.change import adjusted, differences
from dashboard.query.basket import Basket, read_basket, write_basket
from dashboard.query.reference import Reference, parse_reference
from dashboard.query.selection import Query, Weights, select
from dashboard.query.url import read_address
from dashboard.responses import Responses
from dashboard.responses.schema import year_file
from dashboard.stories.against import differing, figure_id, pairs, people_in_words, why_not
from dashboard.stories.cache import Cache
from dashboard.stories.catalogue import drawn, entry
from dashboard.stories.chosen import choices_of
from dashboard.stories.view import Desk

ROOT = Path(__file__).parents[1]
YES = [{"id": "yes", "label": "Yes"}, {"id": "no", "label": "No"}]
QUESTIONS: list[dict[str, Any]] = [
    {"id": "role", "title": "Role",
     "choices": [{"id": c, "label": c.title()} for c in ("smith", "mason", "cook")]},
    {"id": "used", "kind": "multiple", "title": "Hand tools",
     "choices": [{"id": c, "label": c.title()} for c in ("axe", "saw", "drill")]},
    {"id": "happy", "title": "Happy", "choices": YES},
    {"id": "hours", "kind": "number", "title": "Hours", "unit": "hours"},
    {"id": "mood", "kind": "scale", "title": "Mood",
     "choices": [{"id": f"m{n}", "label": f"Mood {n}", "value": n} for n in range(1, 6)]},
]  # fmt: skip
SURVEY = survey_of(2024, filters={"persona": "role"})


def people() -> list[dict[str, Any]]:
    """Smiths are happier; axes are owned by some of each; saws by all smiths and few others."""
    found = []
    for n in range(480):
        role = ("smith", "mason", "cook")[n % 3]
        happy = n % 10 < (8 if role == "smith" else 4)
        tools = [
            c for c, has in (("axe", n % 4 == 0), ("saw", role == "smith" or n % 9 == 1)) if has
        ]
        found.append(
            {
                "role": role,
                "used": tools or ["drill"],
                "happy": "yes" if happy else "no",
                "hours": 30 + n % 7 + (4 if role == "smith" else 0),
                "mood": f"m{1 + (n + happy) % 5}",
            }
        )
    return found


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    folder = tmp_path_factory.mktemp("against")
    return load_survey(folder, SURVEY, topic_of(QUESTIONS, "t", "Tools"), years={2024: people()})


def segment(responses: Responses, **where: str) -> Query:
    given = {name.replace("__", "."): text.split(",") for name, text in where.items()}
    return select(responses.codebook, [2024], given)


def against(responses: Responses, first: Query, second: Query) -> dict[str, Pair]:
    questions = list(responses.codebook.questions.values())
    return {p.question.id: p for p in set_against(responses, questions, first, second)}


def counted(responses: Responses, sql: str) -> Any:
    file = year_file(responses.codebook.folder, 2024)
    with duckdb.connect() as plain:
        return plain.execute(sql.replace("people", f"'{file}'")).fetchall()


def test_who_is_in_both_is_counted(responses: Responses) -> None:
    first, second = segment(responses, persona="smith"), segment(responses, where__used="axe")
    found = people_of(responses, first, second)
    [(a, b, both)] = counted(
        responses,
        "SELECT count(*) FILTER (role = 'smith'), count(*) FILTER (list_contains(used, 'axe')),"
        " count(*) FILTER (role = 'smith' AND list_contains(used, 'axe')) FROM people",
    )
    assert (found.first, found.second, found.both) == (a, b, both)
    assert both > 0
    assert not found.nested


def test_one_question_may_make_both_segments_and_people_be_in_both(responses: Responses) -> None:
    axes, saws = segment(responses, where__used="axe"), segment(responses, where__used="saw")
    [(both,)] = counted(
        responses,
        "SELECT count(*) FROM people WHERE list_contains(used, 'axe')"
        " AND list_contains(used, 'saw')",
    )
    assert people_of(responses, axes, saws).both == both > 0


def test_different_people_are_tested_as_two_years_are(responses: Responses) -> None:
    first, second = segment(responses, persona="smith"), segment(responses, persona="mason")
    found = against(responses, first, second)["happy"]
    [(a, n), (b, m)] = counted(
        responses,
        "SELECT count(*) FILTER (happy = 'yes'), count(*) FROM people"
        " WHERE role IN ('smith', 'mason') GROUP BY role ORDER BY role DESC",
    )
    assert found.shared is None
    assert found.changes.change[0, 0] == pytest.approx(a / n - b / m)
    # Welch's test of two independent shares, by the plain formula.
    p, q = a / n, b / m
    rows = 480
    variance = (p * (1 - p) / n + q * (1 - q) / m) * rows / (rows - 1)
    assert found.changes.standard_error[0, 0] == pytest.approx(np.sqrt(variance), rel=1e-6)
    assert found.told[0, 0]


def test_people_in_both_tie_the_shares_together(responses: Responses) -> None:
    """Against the variance of the difference of two means over all rows, by linearization."""
    first, second = segment(responses, persona="smith"), segment(responses, where__used="axe")
    found = against(responses, first, second)["happy"]
    assert found.shared is not None
    rows = counted(
        responses,
        "SELECT (role = 'smith')::INT, list_contains(used, 'axe')::INT, (happy = 'yes')::INT"
        " FROM people",
    )
    a, b, y = (np.array(part, dtype=float) for part in zip(*rows, strict=True))
    p, q, n = (a * y).sum() / a.sum(), (b * y).sum() / b.sum(), len(y)
    influence = a * (y - p) / a.sum() - b * (y - q) / b.sum()
    assert found.changes.change[0, 0] == pytest.approx(p - q)
    expected = np.sqrt((influence**2).sum() * n / (n - 1))
    assert found.changes.standard_error[0, 0] == pytest.approx(expected, rel=1e-6)
    # As if they were different people, the difference would seem less sure.
    apart = differences(found.second.shares.at((0, 0)), found.first.shares.at((0, 0)))
    assert apart.standard_error[0, 0] > expected


def test_a_segment_inside_the_other_is_tested_as_that(responses: Responses) -> None:
    everybody, smiths = segment(responses), segment(responses, persona="smith")
    assert people_of(responses, smiths, everybody).nested
    found = against(responses, smiths, everybody)["happy"]
    # A part less the whole is its difference to all others, times the part that those are.
    [(a, n, b, m)] = counted(
        responses,
        "SELECT count(*) FILTER (happy = 'yes' AND role = 'smith'), count(*) FILTER (role ="
        " 'smith'), count(*) FILTER (happy = 'yes' AND role <> 'smith'),"
        " count(*) FILTER (role <> 'smith') FROM people",
    )
    expected = (a / n - b / m) * m / (n + m)
    assert found.changes.change[0, 0] == pytest.approx(expected)
    assert found.told[0, 0]


@pytest.mark.parametrize(
    "where", [{"persona": "smith"}, {"persona": "smith", "where__used": "saw"}]
)
def test_the_same_people_twice_are_refused(where: dict[str, str], responses: Responses) -> None:
    """Every smith has a saw: by another filter they are the same people still."""
    with pytest.raises(DashboardError, match="the same people"):
        people_of(responses, segment(responses, persona="smith"), segment(responses, **where))


def test_over_use_cases_nothing_is_tested(responses: Responses) -> None:
    first = Query(years=(2024,), weights=Weights.USE_CASES)
    with pytest.raises(DashboardError, match="Over use cases"):
        people_of(responses, first, first)


def test_all_shares_of_a_topic_are_one_family_and_scores_another(responses: Responses) -> None:
    first, second = segment(responses, persona="smith"), segment(responses, persona="mason")
    found = against(responses, first, second)
    # What makes a segment only says what it is.
    assert set(found) == {"used", "happy", "mood", "hours"}
    for codes in (["used", "happy", "mood"], ["hours"]):
        family = [found[code] for code in codes]
        p_values = [pair.changes.p_value for pair in family]
        for pair, p, q in zip(family, adjusted(p_values), adjusted(p_values, "holm"), strict=True):
            big = np.abs(pair.changes.change) >= pair.first.statistic.floor - 1e-12
            assert (pair.marked == (big & (p <= RATE))).all()
            assert (pair.told == (big & (q <= RATE))).all()
    [(a, b)] = counted(
        responses,
        "SELECT median(hours) FILTER (role = 'smith'), median(hours) FILTER (role = 'mason')"
        " FROM people",
    )
    assert found["hours"].changes.change[0] == pytest.approx(a - b, abs=1)


def test_scores_of_people_in_both_are_not_tested(responses: Responses) -> None:
    first, second = segment(responses, persona="smith"), segment(responses, where__used="axe")
    found = against(responses, first, second)["hours"]
    assert np.isnan(found.changes.change).all()
    assert not found.told.any()


def test_both_stand_beside_each_other_with_their_own_bases(responses: Responses) -> None:
    first, second = segment(responses, persona="smith"), segment(responses, where__used="axe")
    pair = against(responses, first, second)["happy"]
    result = side_by_side(pair, ("A", "B"))
    alone = results(responses, [pair.question], second)["happy"]
    assert result.segments[0] == FIRST
    assert result.shares.share[0, 1].tolist() == alone.shares.share[0, 0].tolist()
    assert result.tally.overall is not None
    [(either,)] = counted(
        responses, "SELECT count(*) FROM people WHERE role = 'smith' OR list_contains(used, 'axe')"
    )
    assert result.tally.overall.answered.n[0, 0, 0] == either


def desk_of(responses: Responses, **parameters: str) -> Desk:
    given = {name.replace("__", "."): [text] for name, text in parameters.items()}
    address = read_address(given, responses.codebook, 2024)
    return Desk(responses=responses, chosen=choices_of(responses, address), cache=Cache())


def test_a_line_says_both_numbers_and_its_figure_comes_back_by_its_reference(
    responses: Responses,
) -> None:
    desk = desk_of(responses, persona="smith", b__persona="mason")
    lines = differing(pairs(desk, "t"))
    happy = [one.words for one in lines if one.question.id == "happy"]
    assert len(happy) == 1, "of two answers one is told"
    assert happy[0].startswith("Happy, “Yes”: 80% in A, 40% in B (+40 points, 95% interval")
    assert any(one.question.id == "hours" for one in lines)
    for code in pairs(desk, "t"):
        told = drawn(entry(desk, figure_id(desk.question(code))))
        assert "A: Smith, against B: Mason · 2024" in told.figure.subtitle
        reference = Reference(told.figure.id, desk.chosen.address, "preview")
        assert parse_reference(str(reference), responses.codebook, 2024) == reference
        kept = write_basket(Basket().with_figure(reference))
        assert reference in read_basket(kept, responses.codebook, 2024, "preview")
        with reader(responses.codebook.folder) as plain:
            assert sum(holds(plain, responses, one) for one in told.figure.found) == 2


def test_who_is_in_both_is_said(responses: Responses) -> None:
    said = people_in_words(desk_of(responses, persona="smith", b__where__used="axe"))
    assert said[2] == "In both: 40 people. Tests allow for that."
    nested = people_in_words(desk_of(responses, persona="smith", b__persona="smith,mason"))
    assert nested[2].startswith("Everybody in A is in B as well.")


def test_how_few_are_in_both_cannot_be_worked_out(responses: Responses) -> None:
    desk = desk_of(responses, persona="mason", where__mood="m1", b__where__used="saw")
    said = people_in_words(desk)
    [(a, b, either, both)] = counted(
        responses,
        "SELECT count(*) FILTER (role = 'mason' AND mood = 'm1'), count(*) FILTER (list_contains("
        "used, 'saw')), count(*) FILTER ((role = 'mason' AND mood = 'm1') OR list_contains(used,"
        " 'saw')), count(*) FILTER (role = 'mason' AND mood = 'm1' AND list_contains(used, 'saw'))"
        " FROM people",
    )
    assert 0 < both < 10
    assert said[2] == "In both: fewer than 10 people. Tests allow for that."
    figure = drawn(entry(desk, "against.happy")).figure
    assert f"{a}" in figure.base
    assert f"{b}" in figure.base
    for text in (figure.base, figure.alt):
        assert f"n = {either}" not in text


def test_what_makes_a_segment_is_not_set_against(responses: Responses) -> None:
    desk = desk_of(responses, persona="smith", b__persona="mason")
    assert "only says what they are" in why_not(desk, desk.question("role"))
    with pytest.raises(DashboardError, match="only says what they are"):
        drawn(entry(desk, "against.role"))
    with pytest.raises(DashboardError, match="no second segment"):
        entry(desk_of(responses, persona="smith"), "against.happy")


@pytest.fixture
def app(responses: Responses, preview: None, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("SURVEY_DATA", str(responses.codebook.folder))
    found = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    found.run()
    return found.switch_page("pages/18_against.py").run()


def words(app: AppTest) -> str:
    elements = [*app.title, *app.subheader, *app.markdown, *app.caption, *app.info]
    return "\n".join(str(element.value) for element in elements)


def test_both_segments_stand_in_the_address(app: AppTest) -> None:
    assert "no second segment" in words(app)
    app.multiselect(key="where_persona").set_value(["smith"]).run()
    app.multiselect(key="second_persona").set_value(["mason"]).run()
    assert {"persona": "smith", "b.persona": "mason"}.items() <= app.query_params.items()
    app.selectbox(key="second_more").set_value("used").run()
    app.multiselect(key="second_where.used").set_value(["axe", "saw"]).run()
    assert app.query_params["b.where.used"] == "axe,saw"
    assert not app.exception
    assert "Significant differences" in words(app)
    assert "(against?" in words(app)
    # The second segment is of this page alone.
    app.switch_page("pages/00_overview.py").run()
    assert "b.persona" not in app.query_params
    assert app.query_params["persona"] == "smith"


def test_the_same_segment_twice_says_so(app: AppTest) -> None:
    for name, text in {"persona": "smith", "b.persona": "smith", "v": "1"}.items():
        app.query_params[name] = text
    app.run()
    assert "the same people" in words(app)


def test_a_figure_of_both_opens_on_a_page_of_its_own(app: AppTest) -> None:
    asked = {"figure": "against.happy", "persona": "smith", "b.persona": "mason", "v": "1"}
    for name, text in asked.items():
        app.query_params[name] = text
    app.switch_page("pages/14_figure.py").run()
    assert not app.exception
    assert app.query_params["b.persona"] == "mason"
