"""Whom a share is a share of: who answered, who was asked, or everyone; each by its own words."""

import csv
import io
import os
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA, asking
from plain_duckdb import gives_the_shares, lines, reader
from surveys import survey_of, topic_of, write_survey

from dashboard.__main__ import main
from dashboard.analysis.changes import Family
from dashboard.analysis.results import results
from dashboard.analysis.sentences import lead
from dashboard.exports.batch.opener import at_hand
from dashboard.exports.sql import NothingToCount, Wanted, shares_sql
from dashboard.figures import Figure
from dashboard.query.selection import Of
from dashboard.query.url import read_address
from dashboard.responses import Responses, load_responses
from dashboard.stories.against import (
    figure_id,
    figure_of_pair,
    people_in_words,
)
from dashboard.stories.cache import Cache
from dashboard.stories.chosen import OF_EVERYONE, base_words, choices_of
from dashboard.stories.view import Desk

CHOICES = [{"id": "a", "label": "Axe"}, {"id": "b", "label": "Saw"}]
JOBS = [{"id": "dev", "label": "Developer"}, {"id": "ops", "label": "Operator"}]
QUESTIONS: list[dict[str, Any]] = [
    {"id": "job", "title": "Job", "choices": JOBS},
    {"id": "used", "kind": "multiple", "title": "Tools", "choices": CHOICES},
    {"id": "drawn", "title": "Favorite", "module": "tools", "choices": CHOICES},
    {
        "id": "routed",
        "title": "Language",
        "choices": CHOICES,
        "asked_of": {"question": "job", "any_of": ["dev"]},
    },
    {
        "id": "rated",
        "title": "Ratings",
        "kind": "matrix",
        "choices": CHOICES,
        "items": [{"id": "x", "label": "Speed"}, {"id": "y", "label": "Price"}],
    },
]
SURVEY = survey_of(
    2024,
    filters={"persona": "job"},
    modules={
        "per_respondent": 1,
        "list": [{"id": "tools", "label": "Tool box"}, {"id": "rest", "label": "Rest"}],
    },
)
PEOPLE, SKIPPED, DRAWN = 240, 40, 80


def person(n: int) -> dict[str, Any]:
    row: dict[str, Any] = {"job": "dev" if n % 2 else "ops"}
    row["used"] = None if n < SKIPPED else ["a"] if n % 3 else ["a", "b"]
    row["drawn"] = ... if n >= DRAWN else None if n < 20 else "a"
    row["routed"] = "b" if n % 2 else ...
    row["rated"] = {"x": "a", "y": None if n % 4 else "b"}
    return row


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("denominators") / "survey"
    write_survey(to, SURVEY, topic_of(QUESTIONS), years={2024: map(person, range(PEOPLE))})
    return to


@pytest.fixture(scope="module")
def responses(folder: Path) -> Responses:
    from dashboard.codebook import read_codebook

    return load_responses(read_codebook(folder))


def figure(responses: Responses, code: str, of: str, **more: str) -> Figure:
    address = read_address(
        {"of": [of]} | {k: [v] for k, v in more.items()}, responses.codebook, 2024
    )
    desk = Desk(responses=responses, chosen=choices_of(responses, address), cache=Cache())
    return desk.figure(desk.found([responses.codebook.question(code)])[code])


SHARES = {"answered": 200 / 200, "asked": 200 / 240, "everyone": 200 / 240}


@pytest.mark.parametrize("of", list(Of))
def test_each_denominator_divides_by_its_own_people(responses: Responses, of: Of) -> None:
    book = responses.codebook
    [used] = results(
        responses, [book.question("used")], asking(query_of(responses), of=of)
    ).values()
    assert used.shares.share[0, 0, 0, 0] == SHARES[of]
    [drawn] = results(
        responses, [book.question("drawn")], asking(query_of(responses), of=of)
    ).values()
    if of is Of.EVERYONE:
        assert list(drawn.gaps) == [2024]
        assert "random part of respondents drew the module “Tool box”" in drawn.gaps[2024]
    else:
        assert drawn.shares.share[0, 0, 0, 0] == {"answered": 1.0, "asked": 60 / 80}[of]
        assert drawn.shares.base[0, 0, 0, 0] == {"answered": 60, "asked": 80}[of]


def query_of(responses: Responses) -> Any:
    from dashboard.query.selection import select

    return select(responses.codebook, [2024])


def test_words_say_whose_share_it_is(responses: Responses) -> None:
    of_answered, of_asked, of_all = (figure(responses, "used", of) for of in Of)
    assert of_answered.subtitle.startswith("% of respondents ·")
    assert of_asked.subtitle.startswith("% of respondents asked,")
    assert of_all.subtitle.startswith("% of all respondents,")
    assert of_answered.base == "200 respondents (240 were asked)"
    assert of_asked.base == "240 respondents asked (200 answered)"
    assert of_all.base == "240 respondents (200 answered)"
    for one in (of_answered, of_asked, of_all):
        assert one.subtitle.split(" · ")[0] in one.alt
        assert one.base in one.alt


@pytest.mark.parametrize("code", ["drawn", "routed"])
@pytest.mark.parametrize("compare", ["", "persona"])
def test_shares_of_those_asked_never_stand_under_the_words_of_everyone(
    responses: Responses, code: str, compare: str
) -> None:
    drawn = figure(responses, code, "everyone", **({"compare": compare} if compare else {}))
    assert "all respondents," not in drawn.subtitle
    assert drawn.subtitle.startswith("% of respondents asked")
    assert "Not shown as % of everyone: in 2024 only " in drawn.note
    asked = DRAWN if code == "drawn" else PEOPLE // 2
    assert f"{asked}" in drawn.base
    bases = [column.heading for column in drawn.table.columns].index("Base")
    if not compare:
        assert {row[bases] for row in drawn.table.rows} == {asked}


def test_every_figure_of_a_page_names_the_denominator_that_its_numbers_have(
    responses: Responses,
) -> None:
    for of in Of:
        for code in ("job", "used", "drawn", "routed", "rated"):
            drawn = figure(responses, code, str(of))
            [found] = drawn.results
            base = found.tally.base(found.of).n
            assert (found.shares.base[..., 0] == base).all()
            everyone = drawn.subtitle.startswith("% of all respondents")
            assert everyone is (found.of is Of.EVERYONE)
            if everyone:
                assert (found.tally.asked.n == PEOPLE).all()


def test_a_lead_says_whose_share_it_is(responses: Responses) -> None:
    told = {}
    for of in Of:
        [used] = results(
            responses, [responses.codebook.question("used")], asking(query_of(responses), of=of)
        ).values()
        told[of] = lead(used, Family())
    assert str(told[Of.ANSWERED]).endswith("200 people answered.")
    assert str(told[Of.ASKED]).endswith("240 people were asked.")
    assert str(told[Of.EVERYONE]).endswith("240 people are in view.")


@pytest.mark.parametrize("code", ["job", "used", "drawn", "routed", "rated"])
@pytest.mark.parametrize("of", list(Of))
@pytest.mark.parametrize("by", [None, "job"])
def test_statements_divide_by_the_same_people(
    responses: Responses, folder: Path, code: str, of: Of, by: str | None
) -> None:
    book = responses.codebook
    question = book.question(code)
    query = asking(query_of(responses), book.question(by) if by else None, of=of)
    wanted = Wanted(question=question, query=query)
    [found] = results(responses, [question], query).values()
    if found.gaps:
        with pytest.raises(NothingToCount, match="Not shown as % of everyone"):
            shares_sql(responses, wanted)
        return
    with reader(folder) as connection:
        assert gives_the_shares(lines(connection, shares_sql(responses, wanted)), found)


def test_the_command_line_refuses_by_question_and_heads_its_columns(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(folder)]
    assert main(["tabulate", "drawn", "--of", "everyone", *data]) == 2
    assert "only a random part of respondents drew" in capsys.readouterr().err
    assert main(["tabulate", "routed", "--of", "everyone", *data]) == 2
    assert "only respondents with certain earlier answers" in capsys.readouterr().err
    assert main(["tabulate", "drawn", "--of", "asked", *data]) == 0
    assert "base: asked" in capsys.readouterr().out
    assert main(["tabulate", "--all", "--of", "everyone", *data]) == 0
    printed = capsys.readouterr().out
    assert "base: everyone" in printed
    assert main(["tabulate", "--all", "--of", "everyone", "--format", "csv", *data]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["question"] for row in rows} == {"job", "used", "rated"}
    assert {row["of"] for row in rows} == {"everyone"}
    assert main(["tabulate", "used", "--format", "csv", *data]) == 0
    assert "of" not in capsys.readouterr().out.splitlines()[0].split(",")


def test_a_view_of_everyone_says_that_not_all_shares_are_of_everyone() -> None:
    """In the words above every page, of two segments, and below the figures of both."""
    at = at_hand(Path(DATA), os.environ)
    second = {"persona": "ml_engineer", "b.persona": "leader"}
    wanted, usual = (at.desk(at.address(**second, **of)) for of in ({"of": "everyone"}, {}))
    assert base_words(wanted.plain) == OF_EVERYONE
    assert base_words(usual.plain) == ""
    assert OF_EVERYONE in people_in_words(wanted)
    assert OF_EVERYONE not in people_in_words(usual)
    found = figure_of_pair(wanted, figure_id(wanted.question("used_tracking")))
    assert found is not None
    told = found[1]()
    assert told is not None
    assert "Not shown as % of everyone" in told.figure.note
