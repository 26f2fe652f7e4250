"""The responses as the rest of the dashboard meets them: ask for tallies, get no respondent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

import duckdb
import numpy as np
from numpy.typing import NDArray

from dashboard.codebook import Codebook, Question, Year
from dashboard.errors import DashboardError, unknown
from dashboard.responses.counting import fill, tally_sql, where_sql
from dashboard.responses.names import ANSWERS, TABLE
from dashboard.selection import Selection
from dashboard.tally import Tally


@dataclass(frozen=True)
class Responses:
    """The responses of a survey, loaded; ask it for tallies."""

    codebook: Codebook
    years: tuple[Year, ...]
    rows: dict[Year, int]
    weights: frozenset[str]
    apart: Mapping[str, int]
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
        by_file: dict[int, list[Question]] = {}
        for question in questions:
            by_file.setdefault(self._file(question, by), []).append(question)
        tallies: dict[str, Tally] = {}
        for file, asked in by_file.items():
            sql, parameters = tally_sql(self.codebook, asked, selection, by, weight, file)
            found = self._fetch(sql, parameters)
            tallies |= fill(found, asked, selection.years, by, self.rows)
        return {question.id: tallies[question.id] for question in questions}

    def _file(self, question: Question, by: Question | None) -> int:
        """Which file a question stands in; an error where the breakdown stands in another."""
        file = self.apart.get(question.id, ANSWERS)
        if by is None or by.id in self.codebook.key_attributes:
            return file
        if file != self.apart.get(by.id, ANSWERS):
            apart = by if by.id in self.apart else question
            raise DashboardError(
                f"{question.id!r} cannot be broken down by {by.id!r}: {apart.id!r} is published "
                f"in a file of its own, beside {', '.join(self.codebook.key_attributes)} only."
            )
        return file

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
