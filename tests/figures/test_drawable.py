"""Every figure of the survey's own questions can be sent to a browser, whatever the comparison."""

import pytest
from conftest import DATA, asking

from dashboard.analysis.changes import judge
from dashboard.analysis.results import results
from dashboard.codebook import Codebook, read_codebook
from dashboard.figures import View, draw
from dashboard.figures.plain_text import plain
from dashboard.query.selection import Weights, select
from dashboard.query.url import comparisons
from dashboard.responses import Responses, load_responses

CODEBOOK = read_codebook(DATA)


@pytest.fixture(scope="module")
def responses(sample_folder: object) -> Responses:
    return load_responses(read_codebook(sample_folder))  # type: ignore[arg-type]


def figures_of(
    responses: Responses, codebook: Codebook, compare: str | None, **how: Weights
) -> int:
    years = responses.years if compare == "year" else responses.years[-1:]
    query = select(codebook, years)
    by = None if compare in (None, "year") else codebook.filter(compare)
    details = codebook.details
    drawn = 0
    for question in codebook.questions.values():
        if not question.published or not set(question.asked) & set(years):
            continue
        if how and question.id not in details:
            continue
        found = results(responses, [question], asking(query, by, **how))
        changes = judge(responses, list(found.values()))
        view = View(codebook=codebook, query=query, compare=compare, changes=changes)
        plain(draw(found[question.id], view))
        drawn += 1
    return drawn


@pytest.mark.parametrize("compare", [None, *comparisons(CODEBOOK)])
def test_every_question_gives_a_figure_that_can_be_sent(
    compare: str | None, responses: Responses
) -> None:
    assert figures_of(responses, responses.codebook, compare) > 100


def test_every_detail_gives_a_figure_over_use_cases(responses: Responses) -> None:
    assert figures_of(responses, responses.codebook, None, weights=Weights.USE_CASES) > 10
