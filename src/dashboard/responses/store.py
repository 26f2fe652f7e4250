"""The responses as the rest of the dashboard meets them: ask for tallies, get no respondent."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import duckdb
import numpy as np
from numpy.typing import NDArray

from dashboard.codebook import Codebook, Question, Year
from dashboard.errors import DashboardError, unknown
from dashboard.responses.counting import fill, tally_sql, where_sql
from dashboard.responses.names import TABLE
from dashboard.selection import Selection
from dashboard.tally import Tally


@dataclass(frozen=True)
class Responses:
    """The responses of a survey, loaded; ask it for tallies."""

    codebook: Codebook
    years: tuple[Year, ...]
    rows: dict[Year, int]
    weights: frozenset[str]
    connection: duckdb.DuckDBPyConnection
    lock: Lock

    def tally(
        self,
        questions: Sequence[Question],
        selection: Selection,
        by: Question | None = None,
        weight: str | None = None,
    ) -> dict[str, Tally]:
        """Tallies of several questions in one query, by question id.

        `by` names a question with one answer a respondent whose choices become segments;
        `weight` a weight column (respondents without a weight are left out).
        """
        if by is not None and not by.has_one_answer:
            raise DashboardError(f"{by.id!r} cannot break a figure down: it has many answers.")
        if weight is not None and weight not in self.weights:
            raise DashboardError(unknown("weight", weight, sorted(self.weights)))
        sql, parameters = tally_sql(self.codebook, questions, selection, by, weight)
        found = self._fetch(sql, parameters)
        return fill(found, questions, selection.years, by, self.rows)

    def count(self, selection: Selection) -> dict[Year, int]:
        """How many respondents of each year are in the selection."""
        where, parameters = where_sql(self.codebook, selection)
        found = self._fetch(
            f"SELECT year, count(*) AS n FROM {TABLE} WHERE {where} GROUP BY year", parameters
        )
        counts = dict(zip(found["year"].tolist(), found["n"].tolist(), strict=True))
        return {year: counts.get(year, 0) for year in selection.years}

    def _fetch(self, sql: str, parameters: list[object]) -> dict[str, NDArray[np.generic]]:
        # A shared connection gives wrong answers under threads; a cursor for each call does not.
        with self.lock:
            cursor = self.connection.cursor()
        with cursor:
            fetched: dict[str, NDArray[np.generic]] = cursor.execute(sql, parameters).fetchnumpy()
            return fetched
