"""Count who ticked two things at once: answers of two multiple questions, respondent by respondent.

Only counts leave: how many of those who answered both questions gave each pair of answers.
"""

from dataclasses import dataclass, replace

import numpy as np

from dashboard.codebook import Kind, Question
from dashboard.errors import DashboardError
from dashboard.estimates.sums import Sums
from dashboard.query.selection import Query, Weights
from dashboard.responses.counting import survey_weight, where_sql
from dashboard.responses.sql_names import TABLE, quoted
from dashboard.responses.store import Responses


@dataclass(frozen=True, kw_only=True)
class PairTally:
    """Ticks of two questions in one year: `both` has the shape (choice of first, of second).

    `first` (choices,) and `second` (choices,) count within `base`, who answered both questions.
    """

    both: Sums
    first: Sums
    second: Sums
    base: Sums
    rows: int


def tally_pairs(
    responses: Responses,
    first: Question,
    second: Question,
    query: Query,
) -> PairTally:
    """Pairs of ticks in the newest year of a query; the two questions may be the same.

    Raises DashboardError for a question where several answers are not possible.
    """
    for question in (first, second):
        if question.kind is not Kind.MULTIPLE:
            raise DashboardError(f"{question.id!r} has no ticks to count pairs of.")
    year = query.years[-1]
    where, parameters = where_sql(responses.codebook, replace(query, years=(year,)))
    weight = survey_weight() if query.weights is Weights.SURVEY else "1.0"
    a, b = quoted(first.id), quoted(second.id)
    sums = "count(*) AS n, fsum(w) AS w, fsum(w * w) AS w2"
    # Place 0 stands for everybody, so that one statement gives pairs, both margins and the base.
    sql = (
        f"WITH chosen AS (SELECT {a} AS a, {b} AS b, {weight} AS w FROM {TABLE} "
        f"WHERE {where} AND len({a}) > 0 AND len({b}) > 0 AND ({weight}) IS NOT NULL), "
        "spread AS (SELECT unnest(list_append(a, 0)) AS first, b, w FROM chosen), "
        "pairs AS (SELECT first, unnest(list_append(b, 0)) AS second, w FROM spread) "
        f"SELECT first, second, {sums} FROM pairs GROUP BY first, second"
    )
    found = responses.engine.run(sql, parameters)
    shape = (len(first.choices) + 1, len(second.choices) + 1)
    at = (found["first"].astype(np.int64), found["second"].astype(np.int64))
    parts = []
    for name in ("n", "w", "w2"):
        dense = np.zeros(shape)
        dense[at] = found[name].astype(np.float64)
        parts.append(dense)
    return PairTally(
        both=Sums(*(part[1:, 1:] for part in parts)),
        first=Sums(*(part[1:, 0] for part in parts)),
        second=Sums(*(part[0, 1:] for part in parts)),
        base=Sums(*(part[0, 0] for part in parts)),
        rows=responses.rows.get(year, 0),
    )
