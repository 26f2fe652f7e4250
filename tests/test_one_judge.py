"""One judge: sentence, alternative text, mark and table turn together when its threshold does."""

import pytest
from surveys import load_survey, survey_of, topic_of

from dashboard.analysis import changes
from dashboard.analysis.changes import Family, page_family
from dashboard.analysis.results import results
from dashboard.analysis.sentences import NO_CHANGE, changes_in_words, lead
from dashboard.analysis.tables import tabulate
from dashboard.figures import Figure, View, draw
from dashboard.query.selection import select
from dashboard.responses import Responses

YEARS = (2023, 2024)
CHOICES = [{"id": "axe", "label": "Axe"}, {"id": "saw", "label": "Saw"}]


@pytest.fixture(scope="module")
def risen(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    """Of 200 people a year 110 used the axe in 2023 and 150 in 2024."""
    folder = tmp_path_factory.mktemp("risen") / "survey"
    question = {"id": "tool", "title": "Tool", "choices": CHOICES}
    years = {
        year: [{"tool": "axe" if n < axe else "saw"} for n in range(200)]
        for year, axe in zip(YEARS, (110, 150), strict=True)
    }
    return load_survey(folder, survey_of(*YEARS), topic_of([question]), years=years)


def family_of(responses: Responses) -> Family:
    book = responses.codebook
    return page_family(responses, [book.question("tool")], select(book, YEARS))


def figure_of(responses: Responses) -> Figure:
    book = responses.codebook
    query = select(book, YEARS)
    found = results(responses, [book.question("tool")], query)["tool"]
    family = family_of(responses)
    return draw(found, View(codebook=book, query=query, compare="year", changes=family))


def what_is_said(responses: Responses) -> dict[str, bool]:
    """Whether each of those who tell changes tells that the axe rose."""
    book = responses.codebook
    tool, family, figure = book.question("tool"), family_of(responses), figure_of(responses)
    newest = results(responses, [tool], select(book, [2024]))["tool"]
    marked = [column.heading for column in figure.table.columns].index("Marked")
    [line] = [row for row in figure.table.rows if row[:2] == ("Axe", "2024")]
    table = tabulate(responses, tool, select(book, [2024]), change_from=2023)
    of_axe = {row.statistic: row.estimate for row in table.rows if row.choice == "axe"}
    adjusted_p = of_axe["change_adjusted_p"]
    assert adjusted_p is not None
    assert (of_axe["change_marked"] == 1.0) == (adjusted_p <= changes.RATE)
    texts = [str(text) for trace in figure.data for text in trace.get("text") or ()]
    return {
        "lead": "up 20 points from 2023" in str(lead(newest, family)),
        "no other": NO_CHANGE not in str(lead(newest, family)),
        "box": any("“Axe”: +20 points" in text for text in changes_in_words(family, {}, YEARS)),
        "alt": "Axe ▲" in figure.alt,
        "drawing": any("▲" in text for text in texts),
        "mark": line[marked] == "yes",
        "tabulate": of_axe["change_marked"] == 1.0,
    }


def test_all_tell_a_change_that_passes(risen: Responses) -> None:
    assert all(what_is_said(risen).values()), what_is_said(risen)


def test_all_turn_with_the_threshold(risen: Responses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "RATE", 1e-9)
    assert not any(what_is_said(risen).values()), what_is_said(risen)
