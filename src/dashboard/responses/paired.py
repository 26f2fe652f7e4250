"""Count what each respondent answered twice: percentages of today beside those in three years.

Only counts leave: how many respondents went from which percentage to which.
"""

from dataclasses import dataclass

import numpy as np

from dashboard.codebook import Kind, Question, Year
from dashboard.errors import DashboardError
from dashboard.estimates.sums import Floats, Sums
from dashboard.query.selection import Query, Weights
from dashboard.responses.counting import survey_weight, where_sql
from dashboard.responses.sql_names import TABLE, quoted
from dashboard.responses.store import Responses


@dataclass(frozen=True, kw_only=True)
class PairedTally:
    """Respondents with a valid answer to both: `cells` has the shape (year, item, pair).

    `values` (pairs, 2) holds the two percentages, today and later, `answered` has the shape
    (year, item), `rows` (year,).
    """

    question: Question
    years: tuple[Year, ...]
    values: Floats
    cells: Sums
    answered: Sums
    rows: Floats


def tally_paired(
    responses: Responses,
    now: Question,
    later: Question,
    query: Query,
) -> PairedTally:
    """Pairs of percentages of two allocations over the same items.

    Raises DashboardError where the two are no allocations, or not of the same items.
    """
    items = [item.id for item in now.items]
    if {now.kind, later.kind} != {Kind.ALLOCATION} or items != [item.id for item in later.items]:
        raise DashboardError(f"{now.id!r} and {later.id!r} do not split the same items.")
    where, parameters = where_sql(responses.codebook, query)
    weight = survey_weight() if query.weights is Weights.SURVEY else "1.0"
    a, b = quoted(now.id), quoted(later.id)
    sql = (
        f"WITH chosen AS (SELECT year, {a} AS a, {b} AS b, {weight} AS w FROM {TABLE} "
        f"WHERE {where} AND len({a}) > 0 AND len({b}) > 0 AND ({weight}) IS NOT NULL), "
        "parts AS (SELECT year, w, unnest(a) AS part, b FROM chosen), "
        "pairs AS (SELECT year, w, part.item AS item, round(part.percent, 6) AS x, "
        "round(list_filter(b, lambda p: p.item = part.item)[1].percent, 6) AS y FROM parts) "
        "SELECT year, item, x, y, count(*) AS n, fsum(w) AS w, fsum(w * w) AS w2 FROM pairs "
        "WHERE y IS NOT NULL GROUP BY year, item, x, y"
    )
    found = responses.engine.run(sql, parameters)
    pairs = np.stack([found["x"].astype(np.float64), found["y"].astype(np.float64)], axis=-1)
    values, place = np.unique(pairs.reshape(-1, 2), axis=0, return_inverse=True)
    at = (
        np.searchsorted(np.asarray(query.years), found["year"].astype(np.int64)),
        found["item"].astype(np.int64) - 1,
        place.reshape(-1),
    )
    parts = []
    for name in ("n", "w", "w2"):
        dense = np.zeros((len(query.years), len(items), len(values)))
        dense[at] = found[name].astype(np.float64)
        parts.append(dense)
    cells = Sums(*parts)
    return PairedTally(
        question=now,
        years=tuple(query.years),
        values=values,
        cells=cells,
        answered=cells.total(),
        rows=np.array([responses.rows.get(year, 0) for year in query.years], dtype=np.float64),
    )
