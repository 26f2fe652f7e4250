"""One warm studio for all tests, and figures of the shipped questionnaire, of a sample."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import DATA, asking

from dashboard.analysis.changes import judge
from dashboard.analysis.results import results
from dashboard.codebook import Question, read_codebook
from dashboard.exports.pictures.image_studio import Studio, find_chromium
from dashboard.figures import View, draw
from dashboard.figures.figure import Figure
from dashboard.query.selection import select
from dashboard.responses import Responses, load_responses

CODEBOOK = read_codebook(DATA)
YEAR = max(CODEBOOK.years)
PUBLISHED = [q for q in CODEBOOK.questions.values() if q.published and YEAR in q.asked]

FigureOf = Callable[..., Figure]


@pytest.fixture(scope="session")
def studio() -> Iterator[Studio]:
    """A studio that is warm after the first picture; without Chromium its tests are skipped."""
    if find_chromium() is None:
        # In CI a test that is not run is a failure, not a courtesy.
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium on this machine")
    with Studio() as opened:
        yield opened


@pytest.fixture(scope="session")
def published(sample_folder: Path) -> Responses:
    """A few hundred made-up respondents a year."""
    return load_responses(read_codebook(sample_folder))


@pytest.fixture(scope="session")
def figure_of(published: Responses) -> FigureOf:
    """The figure of a question as the app draws it, by itself or compared."""

    def make(question: Question, compare: str | None = None) -> Figure:
        return figure_in(published, question, compare)

    return make


def figure_in(responses: Responses, question: Question, compare: str | None = None) -> Figure:
    """The figure of a question, of the newest year or compared."""
    codebook = responses.codebook
    years = responses.years if compare == "year" else responses.years[-1:]
    query = select(codebook, years)
    by = None if compare in (None, "year") else codebook.filter(compare)
    found = results(responses, [question], asking(query, by))
    changes = judge(responses, list(found.values()))
    view = View(codebook=codebook, query=query, compare=compare, changes=changes)
    return draw(found[question.id], view)
