"""Weighted and unweighted numbers side by side: a survey weighted to its recruitment channels."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import asking
from streamlit.testing.v1 import AppTest
from surveys import load_survey, write_survey

from dashboard.__main__ import main
from dashboard.analysis.results import Result, results
from dashboard.figures import View, draw
from dashboard.query.selection import Of, Weights, select
from dashboard.responses import Responses

ROOT = Path(__file__).parents[1]
SURVEY = """\
id: channels
title: Channels
synthetic: true
years: {2024: {}}
filters: {persona: role}
"""
MARGINS = """\
weighting:
  margins:
    - question: channel
      shares: {2024: {letter: 0.5, mail: 0.3, forum: 0.2}}
"""
TOPIC = """\
id: tools
title: Tools
questions:
  - id: uses
    kind: multiple
    title: Uses
    wording: What is used?
    choices: [{id: saw, label: Saw}, {id: axe, label: Axe}, {id: none, label: None of these, exclusive: true}]
  - id: channel
    kind: single
    title: Recruitment channel
    wording: How did you hear of us?
    choices: [{id: letter, label: Newsletter}, {id: mail, label: Mail}, {id: forum, label: Forum}]
  - id: role
    kind: single
    title: Role
    wording: Who?
    choices: [{id: x, label: X}, {id: y, label: Y}]
  - id: hours
    kind: number
    title: Hours
    wording: How many hours?
    unit: hours
"""  # noqa: E501


def people() -> list[dict[str, Any]]:
    """Of 200 a tenth came by the newsletter, half by mail; axes are rare but in the newsletter."""
    rows = []
    for i in range(200):
        channel = "letter" if i < 20 else "mail" if i < 120 else "forum"
        axe = i % 10 < (8 if channel == "letter" else 2)
        rows.append(
            {
                "channel": channel,
                "uses": ["saw", "axe"] if axe else ["saw"],
                "role": "xy"[i % 2],
                "hours": float(1 + i % 7),
            }
        )
    return rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("channels")
    write_survey(path, SURVEY + MARGINS, TOPIC, years={2024: people()})
    return path


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    folder = tmp_path_factory.mktemp("same")
    return load_survey(folder, SURVEY + MARGINS, TOPIC, years={2024: people()})


def result(responses: Responses, code: str, weights: Weights = Weights.SURVEY) -> Result:
    book = responses.codebook
    return results(
        responses,
        [book.question(code)],
        asking(select(book, [2024]), of=Of.ANSWERED, weights=weights),
    )[code]


def printed(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    assert main(["tabulate", *more, "--data", str(folder)]) == 0
    return capsys.readouterr().out


def test_the_weighted_share_is_that_of_the_declared_channels(responses: Responses) -> None:
    found = result(responses, "uses").shares
    assert found.share[0, 0, 0, 1] == pytest.approx(0.5 * 0.8 + 0.5 * 0.2)
    plain = result(responses, "uses", Weights.NONE).shares
    assert plain.share[0, 0, 0, 1] == pytest.approx(0.26)


def test_tabulate_prints_both_in_the_same_line(
    folder: Path, responses: Responses, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("uses", "--weights", "survey", "--format", "csv")
    lines = list(csv.DictReader(io.StringIO(printed(folder, capsys, *arguments))))
    [axe] = [line for line in lines if line["choice"] == "axe"]
    for name, weights in (("", Weights.SURVEY), ("unweighted", Weights.NONE)):
        found = result(responses, "uses", weights).shares
        start = f"{name}_" if name else ""
        assert axe[name or "share"] == str(float(found.share[0, 0, 0, 1]))
        assert axe[f"{start}low"] == str(float(found.low[0, 0, 0, 1]))
        assert axe[f"{start}high"] == str(float(found.high[0, 0, 0, 1]))


def test_tabulate_names_the_weighting_and_its_cost(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = printed(folder, capsys, "uses", "--weights", "survey")
    assert "unweighted" in out.splitlines()[0]
    assert "known totals for recruitment channel" in out
    # A tenth with weight 5, half with 0.6, two fifths with 0.5: 1 / 2.78 of them are left.
    assert "200 respondents are worth 72 unweighted ones (design effect 2.78)" in out
    assert "the largest weight is 5.0 times the mean" in out


@pytest.mark.parametrize("arguments", [("uses",), ("hours", "--statistic", "median")])
def test_without_weights_nothing_stands_beside(
    arguments: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "unweighted" not in printed(folder, capsys, *arguments)
    weighted = printed(folder, capsys, *arguments, "--weights", "survey")
    assert "unweighted" in weighted.splitlines()[0]


def test_a_caption_says_how_weights_were_made_and_what_they_cost(responses: Responses) -> None:
    book = responses.codebook
    figure = draw(result(responses, "uses"), View(codebook=book, query=select(book, [2024])))
    assert "weighted, effective sample size 72" in figure.base
    for words in ("known totals for recruitment channel", "design effect 2.78", "5.0 times"):
        assert words in figure.note
    assert "intervals count what these totals explain" in figure.note


def test_carried_weights_are_called_as_given(tmp_path: Path) -> None:
    rows = [{**row, "weight": 1.0 + i % 3} for i, row in enumerate(people())]
    given = load_survey(tmp_path, SURVEY, TOPIC, years={2024: rows})
    book = given.codebook
    figure = draw(result(given, "uses"), View(codebook=book, query=select(book, [2024])))
    assert "as the responses came" in figure.note
    assert "take the weights as given" in figure.note


@pytest.fixture
def app(folder: Path, preview: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("SURVEY_DATA", str(folder))
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


def opened(app: AppTest, **parameters: str) -> AppTest:
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    app.switch_page("pages/02_tools.py").run()
    assert not app.exception, [error.message for error in app.exception]
    return app


def test_the_page_shows_both_side_by_side(app: AppTest) -> None:
    opened(app, weights="survey")
    [titled] = [one for one in app.expander if "up to 24.0 points apart" in one.label]
    table = titled.table[0].value
    [axe] = [row for _, row in table.iterrows() if row["Answer"] == "Axe"]
    assert axe["Weighted"].startswith("50%")
    assert axe["Unweighted"].startswith("26%")
    assert "design effect 2.78" in titled.caption[0].value


def test_the_page_shows_nothing_beside_unless_weights_are_on(app: AppTest) -> None:
    opened(app)
    assert not [one for one in app.expander if "side by side" in one.label]
