"""The mean number of ticks, against the answers themselves."""

from itertools import product

import numpy as np
import pyarrow.parquet as pq
import pytest

from dashboard.analysis.tick_means import ticks_each
from dashboard.codebook import Kind, Question, read_codebook
from dashboard.errors import DashboardError
from dashboard.estimates.reliability import SHARE_FROM
from dashboard.paths import ROOT
from dashboard.query.selection import select
from dashboard.responses import Responses, load_responses

CODEBOOK = read_codebook(ROOT / "data")
NEWEST = max(CODEBOOK.years)
CATEGORIES = [q for q in CODEBOOK.questions.values() if q.tools and q.kind is Kind.MULTIPLE]


@pytest.fixture(scope="module")
def responses() -> Responses:
    return load_responses(CODEBOOK)


@pytest.mark.parametrize("question", CATEGORIES, ids=lambda q: q.id)
def test_the_mean_and_its_interval_are_those_of_the_answers(
    question: Question, responses: Responses
) -> None:
    query = select(CODEBOOK, [NEWEST])
    found = ticks_each(responses, question, question.tools, query)
    file = ROOT / "data" / "responses" / f"year={NEWEST}" / "responses.parquet"
    column = pq.read_table(file, columns=[question.id])[question.id].to_pylist()
    given = [set(row) for row in column if row]
    ticks = np.array([len(row & set(question.tools)) for row in given], dtype=float)
    assert float(found.base) == len(ticks)
    assert float(found.estimate) == pytest.approx(ticks.mean())
    assert float(found.standard_error) == pytest.approx(
        ticks.std(ddof=1) / np.sqrt(len(ticks)), rel=2e-3
    )
    assert float(found.low) < float(found.estimate) < float(found.high)


def test_few_answers_give_no_mean(responses: Responses) -> None:
    """Of all groups of one persona and one company size, the small ones show nothing."""
    question = CATEGORIES[0]
    keys = [CODEBOOK.filters[name].choices for name in ("persona", "company_size")]
    seen = set()
    for persona, size in product(*keys):
        where = {"persona": [persona.id], "company_size": [size.id]}
        found = ticks_each(responses, question, question.tools, select(CODEBOOK, [NEWEST], where))
        enough = float(found.base) >= SHARE_FROM
        assert np.isnan(found.estimate) != enough
        seen.add(enough)
    assert False in seen


def test_a_question_without_ticks_is_refused(responses: Responses) -> None:
    single = next(q for q in CODEBOOK.questions.values() if q.kind is Kind.SINGLE)
    with pytest.raises(DashboardError, match="no ticks"):
        ticks_each(responses, single, (), select(CODEBOOK, [NEWEST]))
